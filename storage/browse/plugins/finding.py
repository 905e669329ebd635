"""The search: a page, and the same as JSON."""

from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from sqlite_utils import Database

from storage.browse import articles, ledger
from storage.browse.asking import PAGE, query_of, wrong_days
from storage.browse.page import POLICY, Context, number_of, page, read
from storage.search import Query, facets, search
from storage.terms import COLUMNS

_LARGEST_PAGE = 100
_NARROWING = ("in", "site", "section", "since", "until", "order")


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """`/search?q=&in=&site=&section=&since=&until=&order=&page=`, and `/search.json`."""
    return [(r"^/search$", _page), (r"^/search\.json$", _json)]


@page("room/search.html", "revisions")
def _page(db: Database, request: Request) -> Context:
    query = query_of(request)
    asked = bool(query.text or query.site or query.section or query.since or query.until)
    results = search(db, query) if asked else None
    found = [hit.article for hit in results.hits] if results else []
    return {
        "query": query,
        "results": results,
        "typed": request.args.get("q") or "",
        "within": request.args.get("in"),
        "fields": COLUMNS,
        "pictures": articles.pictures(db, found),
        "page": query.offset // query.limit + 1,
        "more": results is not None and query.offset + query.limit < results.total,
        "facets": facets(db, query) if found else None,
        "wrong_days": wrong_days(request),
        "reversed_days": query.since and query.until and query.since > query.until,
        "narrowed": any(request.args.get(name) for name in _NARROWING),
        "sites": (sites := ledger.names(db)),
        "titles": {site["name"]: site["title"] for site in sites},
        "sections": _sections(db, query),
    }


def _sections(db: Database, query: Query) -> list[tuple[str, str]]:
    """Value and label of what the form offers: the sections of the site, and the one asked for."""
    names = [row["category"] for row in ledger.sections(db, query.site)] if query.site else []
    if query.section and query.section not in names:
        names.append(query.section)
    return [(name, name) for name in names]


async def _json(datasette: Datasette, request: Request) -> Response:
    """The results with the address of each article here; 400 for a day that is none."""
    if wrong := wrong_days(request):
        message = f"{wrong[0]} is no day; write it as 2026-11-24"
        return Response.json({"ok": False, "error": message}, status=400)
    query = query_of(request, number_of(request, "size", PAGE, _LARGEST_PAGE))
    results = await read(datasette, request, lambda db: search(db, query), "revisions")
    facts = results.to_json()
    for hit in facts["hits"]:
        local = datasette.urls.path(f"/article/{hit['article']}")
        hit["archived"] = datasette.absolute_url(request, local)
    return Response.json(facts, headers={"content-security-policy": POLICY})
