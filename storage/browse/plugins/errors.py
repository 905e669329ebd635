"""What a reader sees where something is not there, or asks too much."""

from collections.abc import Generator
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response

from storage.browse.page import render

_TOO_MUCH = "The query needs more memory than the archive gives to one; ask for less."


@hookimpl(wrapper=True)  # type: ignore[untyped-decorator]
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Generator[None, Any, Any]:
    """Our answer in the place of Datasette's, or Datasette's."""
    answers = yield
    as_json = request.path.endswith(".json")
    if isinstance(exception, NotFound) and not as_json:
        return [lambda: render(datasette, request, "room/missing.html", {}, status=404)]
    # To Datasette this is a fault of the program.
    if isinstance(exception, MemoryError):
        facts = {"ok": False, "error": _TOO_MUCH, "status": 400}
        said = Response.json(facts, status=400) if as_json else Response.text(_TOO_MUCH, status=400)
        return [said]
    return answers
