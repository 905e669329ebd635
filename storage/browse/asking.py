"""What the address of a search asks for."""

import re
from datetime import date

from datasette.utils.asgi import Request

from storage.browse.page import number_of
from storage.search import CAP, Query

PAGE = 20
"""Hits on a page."""
FIELDS = ("title", "byline", "caption")
"""What the form can look in."""

_TOKEN = re.compile(r'"[^"]*"?|\S+')


def query_of(request: Request, size: int = PAGE) -> Query:
    """What an address asks for; a day that is none asks for nothing."""
    at = number_of(request, "page", 1, CAP // size)
    return Query(
        text=_within(request.args.get("q") or "", request.args.get("in")),
        site=request.args.get("site") or None,
        section=request.args.get("section") or None,
        since=day(request, "since"),
        until=day(request, "until"),
        limit=size,
        offset=(at - 1) * size,
        newest=request.args.get("order") == "newest",
    )


def _within(text: str, field: str | None) -> str:
    """Each word or phrase looked for in one field, where the form says so."""
    if field not in FIELDS:
        return text
    return " ".join(f"{field}:{token}" for token in _TOKEN.findall(text))


def day(request: Request, name: str) -> date | None:
    """A day from the address; None for what is none."""
    try:
        return date.fromisoformat(request.args.get(name) or "")
    except ValueError:
        return None
