"""What every connection of Datasette gets: our reading of what is looked for, and bounds."""

from typing import Any

from datasette import hookimpl

from storage.terms import NOTHING, folded, read_terms

# Of SQLite in the whole process. A file that is kept has 20 MB at most, if nobody asks for more.
_MOST_BYTES = 256 * 1024 * 1024


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def prepare_connection(conn: Any) -> None:
    """The plain tables' own search box finds any spelling, as the search page does; and no SQL
    that somebody types takes more memory than a small machine has."""
    # Datasette's own comes first, and ours takes its place.
    conn.create_function("escape_fts", 1, lambda text: folded(read_terms(text)) or NOTHING)
    conn.execute(f"PRAGMA hard_heap_limit = {_MOST_BYTES}")
