"""How an article, or one text of it, is cited: schema.org and citation metadata."""

import json
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

_ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def news_article(
    article: dict[str, Any], text: dict[str, Any], address: str, pictures: list[str]
) -> Markup:
    """The content of an `application/ld+json` element: schema.org's NewsArticle.

    `address` is that of the text in the archive; `pictures` are addresses there too.
    """
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "headline": text["title"],
        "datePublished": text["published"],
        "inLanguage": "vi",
        "author": [{"@type": "Person", "name": name} for name in text["authors"]],
        "publisher": {"@type": "Organization", "name": article["site_title"]},
        "articleSection": text["category"],
        "keywords": text["tags"],
        "image": pictures,
        "isBasedOn": article["url"],
        "version": text["id"],
        "archivedAt": address,
        "sdDatePublished": text["seen_at"],
    }
    kept = {name: value for name, value in facts.items() if value}
    return Markup(json.dumps(kept, ensure_ascii=False).translate(_ESCAPES))


def metadata(article: dict[str, Any], text: dict[str, Any], address: str) -> list[tuple[str, str]]:
    """Names and contents of the `citation_` elements that reference managers read."""
    facts = [
        ("citation_title", text["title"]),
        *(("citation_author", name) for name in text["authors"]),
        ("citation_publication_date", (text["published"] or "")[:10].replace("-", "/")),
        ("citation_online_date", text["seen_at"][:10].replace("-", "/")),
        ("citation_journal_title", article["site_title"]),
        ("citation_publisher", urlsplit(article["url"]).hostname),
        ("citation_language", "vi"),
        ("citation_public_url", address),
    ]
    return [(name, value) for name, value in facts if value]
