"""The crawls, and the pages that could not be used."""

from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Request
from sqlite_utils import Database

from storage.browse import ledger
from storage.browse.page import Context, number_of, page

_PAGE = 50
_LAST = 10_000


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """`/runs?site=&page=` and `/problems?site=&kind=&page=`."""
    return [(r"^/runs$", _runs), (r"^/problems$", _problems)]


@page("room/runs.html", "runs", "alarms")
def _runs(db: Database, request: Request) -> Context:
    site = request.args.get("site") or None
    at = number_of(request, "page", 1, _LAST)
    found = ledger.runs(db, site, _PAGE + 1, (at - 1) * _PAGE)
    return {
        "runs": found[:_PAGE],
        "more": len(found) > _PAGE,
        "page": at,
        "site": site,
        "sites": ledger.sites(db),
    }


@page("room/problems.html", "problems", "captures")
def _problems(db: Database, request: Request) -> Context:
    site, kind = request.args.get("site") or None, request.args.get("kind") or None
    at = number_of(request, "page", 1, _LAST)
    found = ledger.problems(db, site, kind, _PAGE + 1, (at - 1) * _PAGE)
    return {
        "problems": found[:_PAGE],
        "more": len(found) > _PAGE,
        "page": at,
        "site": site,
        "kind": kind,
        "kinds": ledger.kinds(db),
        "sites": ledger.names(db),
    }
