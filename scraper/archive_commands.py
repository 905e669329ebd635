"""`congan search` and `congan export`."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from scraper.options import ARCHIVE, AS_JSON, complain, fail

if TYPE_CHECKING:
    from storage.search import Hit, Passage, Query

_DAY = click.DateTime(["%Y-%m-%d"])


def _filters(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--until", type=_DAY, metavar="DATE", help="Published on this day or before."),
        click.option(
            "--since",
            type=_DAY,
            metavar="DATE",
            help="Published on this day (2026-01-31) or after.",
        ),
        click.option("--section", help="Only this section of the site, as printed."),
        click.option("--site", help="Only this site; `congan status` names them."),
    ):
        command = option(command)
    return command


@click.command("search")
@click.argument("query")
@_filters
@click.option("--newest", is_flag=True, help="The newest first, not the best.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@click.option("--offset", type=click.IntRange(0), default=0, help="How many to pass over.")
@ARCHIVE
@AS_JSON
def search(archive: Path, as_json: bool, query: str, **filters: Any) -> None:
    """Find articles by the words in their latest text, in any spelling.

    `cong an ha noi` finds Công an Hà Nội; where marks are typed, what is spelt so comes first.
    "In quotes" is a phrase, chữa* a beginning; title:, byline: and caption: before a word look
    there only. That nothing is found is no failure: the exit code is 0.

    \b
    Examples:
      congan search "công an hà nội"
      congan search '"chữa cháy" title:cứu' --site bocongan --since 2026-01-01
      congan search 'byline:"nguyễn văn a"' --newest --limit 100 --json | jq -r .url
    """
    from storage.search import search as look

    db = _open(archive)
    results = look(db, _query(query, **filters))
    for number, hit in enumerate(results.to_json()["hits"]):
        if as_json:
            click.echo(json.dumps(hit, ensure_ascii=False))
        else:
            _print(results.hits[number])
    found = f"more than {results.total:,}" if results.capped else f"{results.total:,}"
    order = "best first" if results.ranked else "newest first"
    shown = f", {len(results.hits)} shown, {order}" if results.total else ""
    complain(f"{found} {'article' if found == '1' else 'articles'} found{shown}")


@click.command("export")
@click.argument(
    "form", metavar="FORMAT", type=click.Choice(["jsonl", "csv", "parquet", "markdown"])
)
@click.argument("out")
@click.argument("query", default="")
@_filters
@ARCHIVE
def export(archive: Path, form: str, out: str, query: str, **filters: Any) -> None:
    """Write articles to OUT: all, or those that a search finds, the newest first.

    \b
    FORMAT is one of
      jsonl     one JSON object a line, everything that is known of the latest text
      csv       one row an article, for spreadsheets
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

    db = _open(archive)
    wanted = _query(query, **filters)
    try:
        check(form, out)
    except ExportError as error:
        fail(str(error))
    with _progress(count(db, wanted)) as tick:
        written = write(db, wanted, form, out, tick)
    complain(f"{written:,} {'article' if written == 1 else 'articles'} written to {out}")


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], object]]:
    """A bar on standard error where that is a terminal; what counts one more."""
    columns = (TextColumn("Articles"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("articles", total=total)
        yield lambda: progress.advance(task)


def _query(
    text: str, since: datetime | None = None, until: datetime | None = None, **more: Any
) -> "Query":
    from storage.search import Query

    return Query(text, since=since and since.date(), until=until and until.date(), **more)


def _open(archive: Path) -> Any:
    from storage.archive import ArchiveError, open_archive

    try:
        return open_archive(archive, create=False)
    except ArchiveError as error:
        fail(str(error))


def _print(hit: "Hit") -> None:
    """For people: marked on a terminal, plain elsewhere."""
    console = Console(soft_wrap=not sys.stdout.isatty(), highlight=False)
    facts = [(hit.published or "")[:10], hit.site, hit.category, hit.byline]
    console.print(_marked(hit.title, "bold"))
    console.print(Text("  " + " · ".join(filter(None, facts)), style="dim"))
    console.print(Text("  ").append_text(_marked(hit.snippet, "")))
    console.print(Text(f"  {hit.url}\n", style="dim"))


def _marked(passage: "Passage", style: str) -> Text:
    """A passage on one line."""
    text = Text(style=style)
    for part, mark in passage.parts():
        text.append(part.replace("\n\n", " "), style="reverse" if mark else "")
    return text
