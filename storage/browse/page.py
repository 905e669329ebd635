"""One page of the reading room: who may read it, in which language, under which policy."""

import hashlib
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.database import Database as Served
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Request, Response
from datasette.views.base import DatasetteError
from sqlite_utils import Database

from storage.browse.language import COOKIE, LANGUAGES, amount, language, moment, number, speaker
from storage.connection import sqlite3

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""Content-Security-Policy of our pages: nothing runs, nothing comes from elsewhere."""

_YEAR = 365 * 24 * 3600
_STYLE = Path(__file__).parent / "static" / "room.css"

View = Callable[[Datasette, Request], Awaitable[Response]]
Context = dict[str, Any]
Answer = TypeVar("Answer")


def page(template: str, *tables: str) -> Callable[[Callable[..., Context | None]], View]:
    """Makes a route's view of a function from the archive and the request to the template's values.

    The function runs in one of Datasette's reading threads, under its time limit; where it
    returns None the page says, with 404, that there is no such thing. `tables` are those that a
    reader must be allowed to see, besides the articles.
    """

    def dress(reading: Callable[[Database, Request], Context | None]) -> View:
        async def view(datasette: Datasette, request: Request) -> Response:
            found = await read(datasette, request, lambda db: reading(db, request), *tables)
            if found is None:
                return await render(datasette, request, "room/missing.html", {}, status=404)
            return await render(datasette, request, template, found)

        return view

    return dress


async def read(
    datasette: Datasette, request: Request, reading: Callable[[Database], Answer], *tables: str
) -> Answer:
    """What a function finds in the archive, after the reader's permissions were looked at.

    Raises Forbidden where a table may not be read, DatasetteError where it took too long.
    """
    db = archive(datasette)
    await allow(datasette, request, db, "articles", *tables)
    limit = datasette.setting("sql_time_limit_ms")

    def run(conn: Any) -> Answer:
        with sqlite_timelimit(conn, limit):
            return reading(Database(conn))

    try:
        result: Answer = await db.execute_fn(run)
    except sqlite3.OperationalError as error:
        if str(error) != "interrupted":
            raise
        raise DatasetteError(
            f"This took longer than {limit} ms and was stopped; ask for less.",
            title="Too long",
            status=503,
        ) from error
    return result


def archive(datasette: Datasette) -> Served:
    """The archive among the databases served: the first."""
    return datasette.get_database()


async def allow(datasette: Datasette, request: Request, db: Served, *tables: str) -> None:
    """Raises Forbidden unless every table may be read."""
    for table in tables:
        await datasette.ensure_permissions(
            request.actor,
            [("view-table", (db.name, table)), ("view-database", db.name), "view-instance"],
        )


async def render(
    datasette: Datasette, request: Request, template: str, found: Context, status: int = 200
) -> Response:
    """A page in the reader's language."""
    code = language(request)
    values = {**_surroundings(datasette, request, code), **found}
    html = await datasette.render_template(template, values, request=request)
    headers = {
        "content-security-policy": POLICY,
        "vary": "Accept-Language, Cookie",
        "content-language": code,
    }
    response = Response.html(html, status=status, headers=headers)
    if request.args.get("lang") in LANGUAGES:
        response.set_cookie(COOKIE, code, max_age=_YEAR, path=datasette.urls.path("/"))
    return response


def _surroundings(datasette: Datasette, request: Request, code: str) -> Context:
    """What every template may use."""
    path = datasette.urls.path
    db = archive(datasette)
    return {
        "say": (say := speaker(code)),
        "word": lambda kind, value: _word(say, kind, value),
        "pairs": lambda sites: [(site["name"], site["title"]) for site in sites],
        "lang": code,
        "languages": LANGUAGES,
        "path": path,
        "address": lambda local: datasette.absolute_url(request, path(local)),
        "table": lambda name: datasette.urls.table(db.name, name),
        "query": lambda name: datasette.urls.query(db.name, name),
        "data": datasette.urls.database(db.name),
        "count": lambda value: number(value, code),
        "amount": lambda size: amount(size, code),
        "moment": lambda text, weekday=False: moment(text, code, weekday),
        "arguments": {key: request.args.get(key) for key in request.args},
        "with_arguments": lambda **changes: _with_arguments(request, changes),
        "style": f"{path('/browse/room.css')}?{_version()}",
    }


def _word(say: Callable[..., Any], kind: str, value: str) -> Any:
    """A word of the archive in the reader's language; one that is unknown as it is."""
    try:
        return say(f"{kind}_{value.replace('-', '_')}")
    except KeyError:
        return value


def _with_arguments(request: Request, changes: dict[str, Any]) -> str:
    """The query string of this page with some arguments changed; None takes one out.

    Whatever is changed but the page's number begins at the first page again.
    """
    kept = {key: request.args.get(key) for key in request.args}
    if "page" not in changes and "lang" not in changes:
        kept.pop("page", None)
    if "lang" not in changes:
        kept.pop("lang", None)
    kept |= changes
    return "?" + urlencode({key: value for key, value in kept.items() if value not in (None, "")})


@cache
def _version() -> str:
    return hashlib.sha256(_STYLE.read_bytes()).hexdigest()[:8]


def number_of(request: Request, name: str, default: int, largest: int) -> int:
    """A whole number from the address, from 1 to `largest`; the default for anything else."""
    text = request.args.get(name) or ""
    value = int(text[:9]) if text.isdecimal() else 0
    return min(value, largest) if value else default
