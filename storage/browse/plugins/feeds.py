"""Atom feeds: the newest articles, the changes, and the newest that a search finds."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from sqlite_utils import Database

from storage.browse.asking import query_of, wanted_of
from storage.browse.atom import Entry, atom
from storage.browse.feeds import changes, found, newest
from storage.browse.language import catalogue, language, speaker
from storage.browse.page import POLICY, read

_ENTRIES = 50

Reading = Callable[[Database], list[Entry]]


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """`/newest.atom`, `/changes.atom`, and `/search.atom` with the arguments of the search."""
    return [
        (r"^/newest\.atom$", _newest),
        (r"^/changes\.atom$", _changes),
        (r"^/search\.atom$", _search),
    ]


async def _newest(datasette: Datasette, request: Request) -> Response:
    page = _pages(datasette, request)
    return await _feed(datasette, request, lambda db: newest(db, _ENTRIES, page), "newest", "/")


async def _changes(datasette: Datasette, request: Request) -> Response:
    page, say = _pages(datasette, request), speaker(language(request))
    wanted = replace(wanted_of(request), before=None)
    return await _feed(
        datasette,
        request,
        lambda db: changes(db, _ENTRIES, page, say, wanted),
        "nav_changes",
        f"/changes?{request.query_string}",
    )


async def _search(datasette: Datasette, request: Request) -> Response:
    page, query = _pages(datasette, request), replace(query_of(request, _ENTRIES), offset=0)
    home = f"/search?{request.query_string}"
    return await _feed(
        datasette, request, lambda db: found(db, query, page), "nav_search", home, query.text
    )


async def _feed(
    datasette: Datasette, request: Request, reading: Reading, name: str, home: str, about: str = ""
) -> Response:
    entries = await read(datasette, request, reading, "revisions", "tombstones")
    words = catalogue(language(request))
    title = " · ".join(part for part in (about, words[name], words["name"]) if part)
    local = f"{request.path}?{request.query_string}" if request.query_string else request.path
    urls = (local, datasette.urls.path(home))
    address, page = (str(datasette.absolute_url(request, url)) for url in urls)
    document = atom(entries, title, address, page)
    tag = f'"{hashlib.sha256(document).hexdigest()[:32]}"'
    # Feed readers ask every few minutes.
    same = request.headers.get("if-none-match") == tag
    return Response(
        b"" if same else document,
        status=304 if same else 200,
        headers={
            "content-security-policy": POLICY,
            "vary": "Accept-Language, Cookie",
            "etag": tag,
        },
        content_type="application/atom+xml; charset=utf-8",
    )


def _pages(datasette: Datasette, request: Request) -> Callable[[str], str]:
    """The absolute address of a page of the archive."""
    return lambda path: str(datasette.absolute_url(request, datasette.urls.path(path)))
