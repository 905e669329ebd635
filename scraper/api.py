"""Articles that a portal's API answers as JSON."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from msgspec.structs import replace

from scraper.items import NotAnArticle
from scraper.site import Site, Template, all_sites

_TAG = re.compile(r"<\s*/?\s*[a-z][^>]*>", re.IGNORECASE)
_BETWEEN_TAGS = re.compile(r"\s*[,;]\s*")
_PAGE = Template(
    name="answer",
    mark="article",
    title="article > h1",
    published="article > time",
    lead="article > blockquote",
    body="article > main",
    tags="article > footer > b",
)


def is_json(body: bytes, content_type: str | None) -> bool:
    """Whether an answer is JSON: by its type, or by its first character where no type is given."""
    if content_type and "html" in content_type:
        return False
    return "json" in (content_type or "") or body.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[")


@dataclass(frozen=True, slots=True)
class Answer:
    """An article as an API answered it, set as an HTML page."""

    page: str
    template: Template
    """How to read that page."""
    canonical_url: str | None
    """The address of the page that the answer belongs to, where the site's template tells it."""


def read_answer(text: str, site: Site | None) -> Answer:
    """The one article of a JSON answer: the object itself, or a list of one.

    Raises NotAnArticle where the text is no JSON or no template's mark is in it.
    """
    try:
        data = json.loads(text.removeprefix("\ufeff"), strict=False)
    except ValueError as error:
        raise NotAnArticle("unreadable", f"the answer is no valid JSON: {error}") from error
    entry = data[0] if isinstance(data, list) and len(data) == 1 else data
    for template in _templates(site):
        if isinstance(entry, dict) and template.mark in entry:
            return Answer(
                page=_as_page(entry, template),
                template=replace(_PAGE, name=template.name),
                canonical_url=_canonical_url(entry, template, site),
            )
    kind = "listing" if data else "empty"
    raise NotAnArticle(kind, "the JSON answer holds no article that a template knows")


def _as_page(entry: Mapping[str, Any], template: Template) -> str:
    body = _value(entry, template.body)
    if not _TAG.search(body):
        body = html.unescape(body)
    tags = filter(None, _BETWEEN_TAGS.split(_text(entry, template.tags)))
    return (
        f"<body><article><h1>{_safe(_text(entry, template.title))}</h1>"
        f"<time>{_safe(_value(entry, template.published))}</time>"
        f"<blockquote>{_safe(_text(entry, template.lead))}</blockquote>"
        f"<main>{body}</main>"
        f"<footer>{''.join(f'<b>{_safe(tag)}</b>' for tag in tags)}</footer></article></body>"
    )


def _canonical_url(entry: Mapping[str, Any], template: Template, site: Site | None) -> str | None:
    if not template.url or site is None:
        return None
    try:
        return urljoin(site.home, template.url.format_map(entry))
    except KeyError:
        return None


def _templates(site: Site | None) -> Iterator[Template]:
    own = site.templates if site else ()
    others = (template for known in all_sites().values() for template in known.templates)
    return (template for template in (*own, *others) if template.format == "json")


def _value(entry: Mapping[str, Any], keys: str) -> str:
    values = (entry.get(key) for key in keys.split())
    return next((str(value) for value in values if value), "")


def _text(entry: Mapping[str, Any], keys: str) -> str:
    return _TAG.sub(" ", html.unescape(_value(entry, keys)))


def _safe(text: str) -> str:
    return html.escape(html.unescape(text))
