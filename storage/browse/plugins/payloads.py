"""Snapshots as plain text or download. What portals sent must never run in a browser here."""

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response
from sqlite_utils import Database

from storage.snapshots import SnapshotError, load

# Datasette's own pages carry scripts and styles inline; nothing may come from elsewhere.
_PAGES = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", _PAGES.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
_PAYLOADS = "default-src 'none'; sandbox; frame-ancestors 'none'"


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """`/-/snapshots/DIGEST`."""
    return [(r"^/-/snapshots/(?P<digest>[0-9a-f]{64})$", _show)]


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    """Adds the headers that keep pages from loading or running anything foreign."""

    def wrap(app: Any) -> Any:
        async def serve(scope: Any, receive: Any, send: Any) -> None:
            await app(scope, receive, _safe(send))

        return serve

    return wrap


def _safe(send: Callable[[Any], Awaitable[None]]) -> Callable[[Any], Awaitable[None]]:
    async def wrapped(event: dict[str, Any]) -> None:
        if event["type"] == "http.response.start":
            headers = list(event.get("headers", []))
            present = {name.lower() for name, _ in headers}
            headers += [header for header in _HEADERS if header[0] not in present]
            event = event | {"headers": headers}
        await send(event)

    return wrapped


async def _show(datasette: Datasette, request: Request) -> Response:
    db = datasette.get_database()
    await datasette.ensure_permissions(
        request.actor,
        [("view-table", (db.name, "snapshots")), ("view-database", db.name), "view-instance"],
    )
    digest = request.url_vars["digest"]
    try:
        body = await db.execute_fn(lambda conn: load(Database(conn), digest))
    except SnapshotError as error:
        raise NotFound(str(error)) from error
    headers = {"content-security-policy": _PAYLOADS}
    try:
        text = body.decode()
    except UnicodeDecodeError:
        headers["content-disposition"] = f'attachment; filename="{digest}"'
        return Response(body, headers=headers, content_type="application/octet-stream")
    return Response.text(text, headers=headers)
