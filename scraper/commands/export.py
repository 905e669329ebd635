"""`congan export`."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from scraper.commands.filters import filtered, query_of
from scraper.commands.options import ARCHIVE, complain, fail, opened_to_read


@click.command("export", short_help="Write articles to JSON lines, CSV, Parquet or Markdown.")
@click.argument(
    "form", metavar="FORMAT", type=click.Choice(["jsonl", "csv", "parquet", "markdown"])
)
@click.argument("out")
@click.argument("query", default="")
@filtered
@ARCHIVE
def export(archive: Path, form: str, out: str, query: str, **filters: Any) -> None:
    """Write articles to OUT: all, or those that a search finds, the newest first.

    \b
    FORMAT is one of
      jsonl     one JSON object a line, everything that is known of the latest text
      csv       one row an article, for spreadsheets; an apostrophe stands before a cell
                that they would compute
      parquet   for DuckDB, pandas and R; needs pyarrow: pip install 'congan[parquet]'
      markdown  a folder, one file an article, with the images that the archive holds

    OUT is a file, which is replaced when the new one is whole, or for markdown a new folder; `-`
    is standard output, for jsonl and csv. QUERY is as in `congan search`.

    \b
    Examples:
      congan export jsonl articles.jsonl
      congan export csv fires.csv '"chữa cháy"' --since 2026-01-01
      congan export jsonl - --site bocongan | jq -r .title
    """
    from storage.export import ExportError, check
    from storage.export import export as write
    from storage.records import count

    if out == "-" and form in ("parquet", "markdown"):
        raise click.UsageError(f"{form} cannot be written to standard output; name a place for it")
    db = opened_to_read(archive)
    wanted = query_of(db, query, **filters)
    _take_endings_for_ctrl_c()
    try:
        check(form, out)
        with _progress(count(db, wanted)) as tick:
            written = write(db, wanted, form, out, tick)
    except ExportError as error:
        fail(str(error))
    complain(f"{written:,} {'article' if written == 1 else 'articles'} written to {out}")


def _take_endings_for_ctrl_c() -> None:
    """So that what is half written is taken away; what `nohup` ignores stays ignored."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(ending) is not signal.SIG_IGN:
            signal.signal(ending, signal.default_int_handler)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], object]]:
    """A bar on standard error where that is a terminal; what counts one more."""
    columns = (TextColumn("Articles"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("articles", total=total)
        yield lambda: progress.advance(task)
