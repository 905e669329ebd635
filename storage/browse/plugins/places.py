"""The sites, and the articles of one by section."""

from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Request
from sqlite_utils import Database

from storage.browse import articles, ledger
from storage.browse.page import Context, number_of, page

_PAGE = 30
_LAST = 10_000


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """`/sites`, and `/site/NAME?section=&page=`."""
    return [(r"^/sites$", _sites), (r"^/site/(?P<site>[\w.:\[\]-]+)$", _site)]


@page("room/sites.html", "runs")
def _sites(db: Database, request: Request) -> Context:
    rows = ledger.sites(db)
    return {"sites": [{**row, "sections": ledger.sections(db, row["name"])} for row in rows]}


@page("room/site.html", "runs")
def _site(db: Database, request: Request) -> Context | None:
    site = ledger.site(db, request.url_vars["site"])
    if site is None:
        return None
    section = request.args.get("section") or None
    at = number_of(request, "page", 1, _LAST)
    found = articles.of_site(db, site["name"], section, _PAGE + 1, (at - 1) * _PAGE)
    return {
        "site": site,
        "section": section,
        "articles": found[:_PAGE],
        "page": at,
        "more": len(found) > _PAGE,
    }
