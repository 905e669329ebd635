"""The same metadata for every archive, whatever its file is called; a quiet terminal."""

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from datasette import handle_exception, hookimpl
from datasette.app import Datasette
from datasette.utils import parse_metadata

_METADATA = Path(__file__).parent.parent / "metadata.yaml"


@hookimpl  # type: ignore[untyped-decorator]
def startup() -> None:
    """Keep mistyped queries out of the terminal."""
    # Where rich is installed, Datasette prints each of them with all its variables.
    handle_exception.rich = None


@hookimpl  # type: ignore[untyped-decorator]
def get_metadata(datasette: Datasette) -> dict[str, Any]:
    """The metadata, with what is said about the database under each database's name."""
    metadata = deepcopy(_read())  # Datasette writes into it
    databases = dict.fromkeys(datasette.databases, metadata["database"])
    return {"databases": databases} | {k: v for k, v in metadata.items() if k != "database"}


@cache
def _read() -> dict[str, Any]:
    metadata: dict[str, Any] = parse_metadata(_METADATA.read_text(encoding="utf-8"))
    return metadata
