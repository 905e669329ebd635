"""What the front page and an article's page show beside Datasette's own tables."""

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request
from sqlite_utils import Database

from storage.archive import newest, totals

_NEWEST = 12


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(
    database: str | None, table: str | None, view_name: str, request: Request, datasette: Datasette
) -> Callable[[], Awaitable[dict[str, Any]]] | None:
    """`sites`, `newest` and `archive` on the front page, `text` on an article's."""
    if view_name == "index":
        return lambda: _front(datasette)
    if view_name == "row" and table == "articles":
        return lambda: _text(datasette, database, request.url_vars["pks"])
    return None


async def _front(datasette: Datasette) -> dict[str, Any]:
    db = datasette.get_database()
    queries = await datasette.get_canned_queries(db.name, None)

    def read(conn: Any) -> dict[str, Any]:
        archive = Database(conn)
        return {"sites": totals(archive), "newest": newest(archive, _NEWEST)}

    return {"archive": db.name, "queries": queries, **await db.execute_fn(read)}


async def _text(datasette: Datasette, database: str | None, article: str) -> dict[str, Any]:
    """The latest revision and its images."""
    db = datasette.get_database(database)
    revision = (
        await db.execute(
            "select * from revisions where id = (select revision from articles where id = ?)",
            [article],
        )
    ).first()
    if revision is None:
        return {"text": None}
    images = await db.execute(
        "select * from images where revision = ? order by position", [revision["id"]]
    )
    return {"text": {**dict(revision), "images": [dict(image) for image in images.rows]}}
