"""Articles in the data that a page sends along: JSON-LD, a script framework's payload."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from scraper.document import Document, read_json
from scraper.site import Template
from scraper.titles import Claims

# The names that such data uses; which of them a live portal uses is seen for Nuxt's only.
KEYS = Template(
    name="payload",
    mark="",
    format="json",
    title="headline title name tieuDe Title Name",
    published="datePublished publish_date publishedAt published_at publishDate publish_time"
    " PublishTime ngayDang created_at createdAt",
    modified="dateModified updated_at updatedAt",
    views="view_count viewCount views luotXem hits",
    lead="short_content sapo lead summary excerpt moTa Description description",
    body="articleBody content body contentHtml fullContent FullContent Content noiDung",
    byline="author author_name authorName tacGia resource",
    source="source_name sourceName nguon",
    category="articleSection category_name categoryName category",
    tags="keywords tags",
)
_ASSIGNED = re.compile(r"^\s*(?:window\.|var\s+|self\.)?[\w.$\[\]\"']+\s*=\s*(?=[\[{])")
# How many values of a payload are looked at.
_MOST = 200_000
_SHORTEST_BODY = 80


def article_in(document: Document) -> dict[str, Any]:
    """The object of the page's data that is its article: the one with the title that the head
    claims, else with the longest text; empty where there is none.

    Nuxt writes one flat array in the devalue format: the values of objects and lists are
    indexes into it. Unverified: the script tag's attributes, hence every script of a JSON
    type or shape is looked at.
    """
    found = [document.linked_data, *_objects(document)]
    articles = [entry for entry in found if _is_article(entry)]
    if not articles:
        return {}
    claims = Claims(document)
    named = [entry for entry in articles if claims.repeated_by(_first(entry, KEYS.title))]
    chosen = max(named or articles, key=lambda entry: len(_first(entry, KEYS.body)))
    return {name: value for name, value in chosen.items() if not _is_publisher(value)}


def _is_publisher(value: Any) -> bool:
    """Whether a value is an organisation, which JSON-LD also gives for the author."""
    return isinstance(value, dict) and str(value.get("@type")).endswith("Organization")


def view_count(document: Document, title: str) -> int | None:
    """The view count in the page's data, of the object that has this title."""
    names = KEYS.views.split()
    for entry in _objects(document, names):
        if _first(entry, KEYS.title) == title and _first(entry, KEYS.body):
            counts = (entry.get(name) for name in names)
            return next((c for c in counts if type(c) is int and c >= 0), None)
    return None


def _is_article(entry: dict[str, Any]) -> bool:
    return bool(_first(entry, KEYS.title)) and len(_first(entry, KEYS.body)) >= _SHORTEST_BODY


def _first(entry: dict[str, Any], keys: str) -> str:
    values = (entry.get(key) for key in keys.split())
    return next((value for value in values if isinstance(value, str) and value), "")


def _objects(document: Document, names: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """The objects in the page's scripts, of those that hold one of the names."""
    for script in document.parts.get("script", []):
        text = script.text or ""
        if len(text) < _SHORTEST_BODY or "ld+json" in (script.get("type") or ""):
            continue
        if match := _ASSIGNED.match(text[:200]):
            text = text[match.end() :].rstrip().rstrip(";")
        elif text.lstrip()[:1] not in ("{", "["):
            continue
        if names and not any(f'"{name}"' in text for name in names):
            continue
        try:
            data = read_json(text)
        except ValueError:
            continue
        yield from _devalued(data) if _is_devalue(data) else _nested(data)


def _is_devalue(data: Any) -> bool:
    return isinstance(data, list) and len(data) > 3 and any(isinstance(v, str) for v in data)


def _devalued(array: list[Any]) -> Iterator[dict[str, Any]]:
    for entry in array:
        if isinstance(entry, dict):
            yield {name: _value(array, index) for name, index in entry.items()}


def _value(array: list[Any], index: Any) -> Any:
    """A plain value of the array; lists, objects and what points nowhere are None."""
    if type(index) is not int or not 0 <= index < len(array):
        return None
    value = array[index]
    return value if isinstance(value, str | int | float) else None


def _nested(data: Any) -> Iterator[dict[str, Any]]:
    waiting, seen = [data], 0
    while waiting and seen < _MOST:
        value = waiting.pop()
        seen += 1
        if isinstance(value, dict):
            yield value
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
