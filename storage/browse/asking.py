"""What the address of a page asks for."""

from datetime import date

from datasette.utils.asgi import Request

from storage.browse.changes import Wanted
from storage.browse.difference import FIELDS
from storage.browse.page import number_of
from storage.search import CAP, Query
from storage.terms import COLUMNS

_LARGEST = 10**9
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
        since=_day(request, "since"),
        until=_day(request, "until"),
        limit=size,
        offset=(at - 1) * size,
        newest=request.args.get("order") == "newest",
    )


def wanted_of(request: Request) -> Wanted:
    """Which edits an address asks for."""
    field = request.args.get("field")
    return Wanted(
        site=request.args.get("site") or None,
        field=field if field in FIELDS else None,
        least=number_of(request, "least", 0, _LARGEST),
        numbers=bool(request.args.get("numbers")),
        before=number_of(request, "before", 0, _LARGEST) or None,
    )


def wrong_days(request: Request) -> list[str]:
    """Which of `since` and `until` are given and no day."""
    names = ("since", "until")
    return [name for name in names if request.args.get(name) and _day(request, name) is None]


def _day(request: Request, name: str) -> date | None:
    """A day from the address; None for what is none."""
    try:
        return date.fromisoformat(request.args.get(name) or "")
    except ValueError:
        return None
