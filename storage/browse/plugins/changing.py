"""What was edited or removed lately."""

from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Request
from sqlite_utils import Database

from storage.browse import changes, ledger
from storage.browse.asking import wanted_of
from storage.browse.difference import FIELDS
from storage.browse.page import Context, page

_EDITS = 30
_REMOVALS = 30
_SIZES = (1, 5, 20, 100)


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """`/changes?site=&field=&least=&numbers=&before=`."""
    return [(r"^/changes$", _changes)]


@page("room/changes.html", "revisions", "images", "tombstones")
def _changes(db: Database, request: Request) -> Context:
    wanted = wanted_of(request)
    edits, further = changes.edits(db, wanted, _EDITS)
    return {
        "wanted": wanted,
        "edits": edits,
        "further": further,
        "removals": [] if wanted.before else changes.removals(db, _REMOVALS, wanted.site),
        "field_names": FIELDS,
        "sizes": _SIZES,
        "looked_through": changes.LOOKED_THROUGH,
        "sites": ledger.names(db),
    }
