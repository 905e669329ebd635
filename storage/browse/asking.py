"""What the address of a search asks for."""

from datetime import date

from datasette.utils.asgi import Request

from storage.browse.page import number_of
from storage.search import CAP, Query
from storage.terms import COLUMNS

PAGE = 20
"""Hits on a page."""


def query_of(request: Request, size: int = PAGE) -> Query:
    """What an address asks for; a day that is none asks for nothing."""
    at = number_of(request, "page", 1, CAP // size)
    return Query(
        text=request.args.get("q") or "",
        within=field if (field := request.args.get("in")) in COLUMNS else None,
        site=request.args.get("site") or None,
        section=request.args.get("section") or None,
        since=day(request, "since"),
        until=day(request, "until"),
        limit=size,
        offset=(at - 1) * size,
        newest=request.args.get("order") == "newest",
    )


def day(request: Request, name: str) -> date | None:
    """A day from the address; None for what is none."""
    try:
        return date.fromisoformat(request.args.get(name) or "")
    except ValueError:
        return None
