"""Articles that come as JSON: a portal's API, a framework's payload, JSON-LD."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from msgspec.structs import replace

from scraper.document import read_json
from scraper.items import NotAnArticle
from scraper.site import Site, Template, all_sites

_TAG = re.compile(r"<\s{0,9}/?\s{0,9}[a-z][^<>]*>", re.IGNORECASE)
_PAGE = Template(
    name="answer",
    mark="article",
    title="article > h1",
    published="article > time",
    modified="article > del",
    views="article > data",
    lead="article > blockquote",
    body="article > main",
    byline="article > address",
    source="article > cite",
    category="article > b",
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

    page: bytes
    """HTML in UTF-8."""
    template: Template
    """How to read that page."""
    canonical_url: str | None = None
    """The address of the page that the answer belongs to, where the site's template tells it."""


def read_answer(text: str, site: Site | None) -> Answer:
    """The one article of a JSON answer: the object itself, or a list of one.

    Raises NotAnArticle where the text is no JSON or no template's mark is in it.
    """
    try:
        data = read_json(text)
    except ValueError as error:
        raise NotAnArticle("unreadable", f"the answer is no valid JSON: {error}") from error
    entry = data[0] if isinstance(data, list) and len(data) == 1 else data
    for template in _templates(site):
        if isinstance(entry, dict) and template.mark in entry:
            answer = as_page(entry, template)
            return Answer(answer.page, answer.template, _canonical_url(entry, template, site))
    if not data:
        raise NotAnArticle("soft-404", "not an article: the JSON answer is empty")
    raise NotAnArticle("listing", "the JSON answer holds no article that a template knows")


def as_page(entry: Mapping[str, Any], template: Template) -> Answer:
    """One JSON object as the page that a browser would be shown, by the keys of a template."""
    body = _value(entry, template.body)
    if not _TAG.search(body):
        body = html.unescape(body)
    if not _TAG.search(body):
        body = "".join(f"<p>{_safe(line)}</p>" for line in body.splitlines() if line.strip())
    tags = (tag.strip() for tag in re.split("[,;]", _text(entry, template.tags)))
    parts = {
        "h1": template.title,
        "time": template.published,
        "del": template.modified,
        "data": template.views,
        "blockquote": template.lead,
        "address": template.byline,
        "cite": template.source,
        "b": template.category,
    }
    head = "".join(f"<{tag}>{_safe(_text(entry, keys))}</{tag}>" for tag, keys in parts.items())
    foot = "".join(f"<b>{_safe(tag)}</b>" for tag in tags if tag)
    page = f"<body><article>{head}<main>{body}</main><footer>{foot}</footer></article></body>"
    data = page.replace("\0", "").encode("utf-8", errors="replace")
    return Answer(data, replace(_PAGE, name=template.name))


def _canonical_url(entry: Mapping[str, Any], template: Template, site: Site | None) -> str | None:
    if not template.url or site is None:
        return None
    try:
        return urljoin(site.home, template.url.format_map(entry))
    except (KeyError, ValueError, AttributeError, IndexError):
        return None


def _templates(site: Site | None) -> Iterator[Template]:
    own = site.templates if site else ()
    others = (template for known in all_sites().values() for template in known.templates)
    return (template for template in (*own, *others) if template.format == "json")


def _value(entry: Mapping[str, Any], keys: str) -> str:
    values = (entry.get(key) for key in keys.split())
    return next((_as_text(value) for value in values if value), "")


def _as_text(value: Any) -> str:
    """A value as text: names of objects, lists joined by commas."""
    if isinstance(value, dict):
        return next((str(value[key]) for key in ("name", "title", "text") if value.get(key)), "")
    if isinstance(value, list):
        return ", ".join(filter(None, map(_as_text, value[:50])))
    return str(value)


def _text(entry: Mapping[str, Any], keys: str) -> str:
    return _TAG.sub(" ", html.unescape(_value(entry, keys)))


def _safe(text: str) -> str:
    return html.escape(html.unescape(text))
