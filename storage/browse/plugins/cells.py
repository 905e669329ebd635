"""Values as people read them: links, pairs, lists; never a page's own markup."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils import tilde_encode
from markupsafe import Markup

_LONGEST = 60
_PAIRS = {"request_headers", "headers", "redirects"}
_LISTS = {"authors", "tags", "examples"}
_ADDRESSES = {"url", "final_url", "src", "home"}
_TIMES = set(
    "published modified first_seen last_seen seen_at fetched_at started_at ended_at checked_at "
    "due_at swept_at found_at first_absent confirmed_at returned_at since until rang_at "
    "first_text last_change".split()
)
_REFERENCES = {
    "site": "sites",
    "article": "articles",
    "revision": "revisions",
    "capture": "captures",
    "run": "runs",
    "snapshot": "snapshots",
    "dictionary": "snapshots",
    "text_of": "revisions",
}


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(
    row: Any, value: Any, column: str, table: str | None, database: str, datasette: Datasette
) -> Markup | None:
    """The HTML of one cell; None leaves it to Datasette."""
    urls = datasette.urls
    if table == "snapshots" and column == "body":
        return _link(urls.path(f"-/snapshots/{row['digest']}"), "read as plain text")
    if (table, column) == ("media", "body") or (column == "media" and isinstance(value, str)):
        digest = row["digest"] if column == "body" else value
        return _link(urls.path(f"media/{digest}"), "see or download")
    if column == "title" and (article := _article(row, table)):
        return _link(urls.path(f"article/{article}"), value, "headline")
    # In tables Datasette has followed references already, and value is a dict.
    if column in _REFERENCES and isinstance(value, int | str) and table != "runs":
        row_path = f"{_REFERENCES[column]}/{tilde_encode(str(value))}"
        return _link(urls.path(f"{database}/{row_path}"), str(value))
    if not isinstance(value, str):
        return None
    if column in _ADDRESSES and value.startswith(("http://", "https://")):
        return _link(value, _short(value))
    return _time(value) if column in _TIMES else _json(value, column)


def _article(row: Any, table: str | None) -> int | None:
    """Which article a title belongs to: in its table, or in a query that names it."""
    column = {"articles": "id", None: "article"}.get(table)
    return row[column] if column in row.keys() else None  # noqa: SIM118 - a row holds values


def _time(value: str) -> Markup:
    """Date and time of day to the minute, and that it is UTC; the whole as a hint."""
    shown = value[:16].replace("T", " ") + " UTC" * value.endswith("Z")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(value, value, shown)


def _json(value: str, column: str) -> Markup | None:
    show: Callable[[Any], Markup] | None = (
        _pairs if column in _PAIRS else _list if column in _LISTS else None
    )
    try:
        return show(json.loads(value)) if show else None
    except (ValueError, TypeError):
        return None


def _pairs(pairs: list[tuple[Any, Any]]) -> Markup:
    entry = Markup("<div><b>{}</b> {}</div>").format
    entries = Markup().join(entry(name, value) for name, value in pairs)
    return Markup("<div>{}</div>").format(entries)


def _list(entries: list[Any]) -> Markup:
    return Markup("<span>{}</span>").format(", ".join(map(str, entries)))


def _link(url: str, text: str, kind: str = "") -> Markup:
    return Markup('<a href="{}" title="{}" class="{}" rel="noreferrer">{}</a>').format(
        url, url, kind, text
    )


def _short(url: str) -> str:
    """Host and last part of the path, which is what people recognise."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    path = unquote(parts.path) + (f"?{parts.query}" if parts.query else "")
    text = f"{parts.hostname}{path}".rstrip("/")
    return text if len(text) <= _LONGEST else f"{text[:24]}…{text[24 - _LONGEST :]}"
