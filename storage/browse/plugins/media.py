"""Kept pictures and attachments: pictures drawn under their true type, all else downloaded."""

from threading import Lock
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response
from sqlite_utils import Database

from storage.browse.page import read
from storage.browse.pictures import picture_type, small

_HEADERS = {
    "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    # Named by its content: it never becomes another.
    "cache-control": "max-age=31536000, immutable",
}
_REMEMBERED, _LARGEST = 500, 100_000
_small: dict[str, bytes] = {}
_guard = Lock()


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """`/media/DIGEST`, and `/media/DIGEST/small` for lists."""
    return [
        (r"^/media/(?P<digest>[0-9a-f]{64})$", _whole),
        (r"^/media/(?P<digest>[0-9a-f]{64})/small$", _thumbnail),
    ]


async def _whole(datasette: Datasette, request: Request) -> Response:
    digest = request.url_vars["digest"]
    body = await read(datasette, request, lambda db: _kept(db, digest), "media")
    return _answer(digest, body)


async def _thumbnail(datasette: Datasette, request: Request) -> Response:
    """The small picture; what cannot be made small is answered as it is."""
    digest = request.url_vars["digest"]

    def shrunk(db: Database) -> bytes:
        made = _small.get(digest)
        if made is None:
            body = _kept(db, digest)
            made = small(body) or body
            _remember(digest, made)
        return made

    return _answer(digest, await read(datasette, request, shrunk, "media"))


def _answer(digest: str, body: bytes) -> Response:
    if kind := picture_type(body):
        return Response(body, headers=dict(_HEADERS), content_type=kind)
    headers = _HEADERS | {"content-disposition": f'attachment; filename="{digest}"'}
    return Response(body, headers=headers, content_type="application/octet-stream")


def _kept(db: Database, digest: str) -> bytes:
    """A content. Raises NotFound where none is kept under the digest."""
    for row in db.query("SELECT body FROM media WHERE digest = ?", [digest]):
        return bytes(row["body"])
    raise NotFound(f"nothing is kept under {digest}")


def _remember(digest: str, made: bytes) -> None:
    # What stayed large is not worth the memory.
    if len(made) > _LARGEST:
        return
    with _guard:
        _small[digest] = made
        if len(_small) > _REMEMBERED:
            del _small[next(iter(_small))]
