"""The front page: the newest articles, what changed, how the sites do."""

from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Request
from sqlite_utils import Database

from storage.browse import articles, changes, ledger
from storage.browse.page import Context, page

_NEWEST = 13
_CHANGES = 7
# Lists that researchers want, by their names in the metadata.
_QUERIES = (
    "articles_by_month",
    "most_viewed",
    "fastest_growing",
    "most_edited",
    "removed",
    "bylines",
    "captions_unlike_alt",
)


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """`/`; Datasette's own front page stays as `/.json` and below the databases."""
    return [(r"^/$", _front)]


@page("room/front.html", "runs")
def _front(db: Database, request: Request) -> Context:
    edits, _ = changes.edits(db, changes.Wanted(), _CHANGES)
    removals = changes.removals(db, _CHANGES)
    latest = sorted([*edits, *removals], key=_moment, reverse=True)
    return {
        "newest": articles.newest(db, _NEWEST),
        "changes": latest[:_CHANGES],
        "sites": ledger.sites(db),
        "totals": ledger.totals(db),
        "queries": _QUERIES,
    }


def _moment(change: dict[str, Any]) -> str:
    """When an edit was seen, or an absence."""
    return str(change.get("seen_at") or change["first_absent"])
