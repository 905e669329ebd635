"""The plain tables' own search box finds any spelling, as the search page does."""

from typing import Any

from datasette import hookimpl

from storage.terms import NOTHING, folded, read_terms


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def prepare_connection(conn: Any) -> None:
    """Put our reading of what was typed in the place of Datasette's, which comes first."""
    conn.create_function("escape_fts", 1, lambda text: folded(read_terms(text)) or NOTHING)
