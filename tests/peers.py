"""General extractors on the same pages, each through its own plain call."""

import logging
from collections.abc import Callable
from typing import Any

import goose3
import newspaper
import readability
import trafilatura
from lxml import html
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from scraper import NotAnArticle, parse
from scraper.encoding import decode
from tests.quality import Reader

logging.disable(logging.ERROR)
_GOOSE = goose3.Goose({"enable_image_fetching": False, "strict": False, "use_meta_language": False})


def ours(body: bytes, url: str, content_type: str | None) -> dict[str, Any] | None:
    try:
        return parse(body, url, content_type).to_json()
    except NotAnArticle:
        return None


def with_trafilatura(body: bytes, url: str, content_type: str | None) -> dict[str, Any] | None:
    found = trafilatura.bare_extraction(body, url=url, with_metadata=True)
    if found is None:
        return None
    return _article(found.title, found.date, (found.text or "").split("\n"), found.author)


def with_newspaper(body: bytes, url: str, content_type: str | None) -> dict[str, Any] | None:
    article = newspaper.Article(url or "https://a.example/", language="vi", fetch_images=False)
    article.download(input_html=decode(body, content_type))
    article.parse()
    day = article.publish_date.date().isoformat() if article.publish_date else None
    return _article(article.title, day, article.text.split("\n\n"), ", ".join(article.authors))


def with_readability(body: bytes, url: str, content_type: str | None) -> dict[str, Any] | None:
    document = readability.Document(decode(body, content_type), url=url)
    summary = html.fromstring(document.summary(html_partial=True))
    return _article(document.title(), None, [summary.text_content()], None)


def with_goose(body: bytes, url: str, content_type: str | None) -> dict[str, Any] | None:
    article = _GOOSE.extract(url=url or None, raw_html=decode(body, content_type))
    authors = ", ".join(article.authors)
    return _article(
        article.title, article.publish_date, article.cleaned_text.split("\n\n"), authors
    )


def with_resiliparse(body: bytes, url: str, content_type: str | None) -> dict[str, Any] | None:
    tree = HTMLTree.parse(decode(body, content_type))
    return _article(tree.title, None, extract_plain_text(tree, main_content=True).split("\n"), None)


def _article(
    title: str | None, day: str | None, body: list[str], byline: str | None
) -> dict[str, Any]:
    paragraphs = [" ".join(text.split()) for text in body if text.strip()]
    return {"title": title, "published": day, "byline": byline, "body": paragraphs, "images": []}


def _kept(reader: Callable[..., dict[str, Any] | None]) -> Reader:
    """A reader for which a page that makes it raise is no article: some of these do."""

    def read(body: bytes, url: str, content_type: str | None) -> dict[str, Any] | None:
        try:
            return reader(body, url, content_type)
        except Exception:
            return None

    return read


READERS: dict[str, Reader] = {
    "congan": ours,
    "trafilatura": _kept(with_trafilatura),
    "newspaper4k": _kept(with_newspaper),
    "readability-lxml": _kept(with_readability),
    "goose3": _kept(with_goose),
    "resiliparse": _kept(with_resiliparse),
}
