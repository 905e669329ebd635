"""Snapshots as plain text, download or a sanitised page. What portals sent must never run here."""

import json
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response
from sqlite_utils import Database

from storage.browse.page import Context, page, read
from storage.browse.sanitised import sanitised
from storage.snapshots import SnapshotError, load

_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """`/-/snapshots/DIGEST` is the payload, `/snapshot/DIGEST` a page about it."""
    return [
        (r"^/-/snapshots/(?P<digest>[0-9a-f]{64})$", _payload),
        (r"^/snapshot/(?P<digest>[0-9a-f]{64})$", _reading),
    ]


async def _payload(datasette: Datasette, request: Request) -> Response:
    digest = request.url_vars["digest"]
    try:
        body = await read(datasette, request, lambda db: load(db, digest), "snapshots")
    except SnapshotError as error:
        raise NotFound(str(error)) from error
    headers = {"content-security-policy": _POLICY}
    text = _text(body)
    if text is None or request.args.get("download"):
        headers["content-disposition"] = f'attachment; filename="{digest}"'
        return Response(body, headers=headers, content_type="application/octet-stream")
    return Response.text(text, headers=headers)


@page("room/snapshot.html", "snapshots", "captures")
def _reading(db: Database, request: Request) -> Context | None:
    digest = request.url_vars["digest"]
    try:
        body = load(db, digest)
    except SnapshotError:
        return None
    captures = list(
        db.table("captures").rows_where("snapshot = ?", [digest], order_by="id", limit=20)
    )
    headers = json.loads(captures[0]["headers"]) if captures else []
    return {
        "digest": digest,
        "size": len(body),
        "captures": captures,
        "reading": sanitised(body, headers),
    }


def _text(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None
