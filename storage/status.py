"""What the archive holds and how the last runs went, for people and for scripts."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlite_utils import Database

from storage import alarms, articles, runs
from storage.times import now

_RUNS = 10
_NEWEST = 5
_HEADINGS = {"started_at": "started (UTC)", "last_run": "last run (UTC)"}


def report(db: Database) -> dict[str, Any]:
    """What the archive holds and how it fares, as plain JSON values.

    `sites`: totals of each, its `last_run`, how many articles are `due` to be looked at and how
    many addresses are `waiting`; `alarms` that ring; the `newest` articles; the last `runs`.
    """
    return {
        "sites": [site | _fares(db, site["site"]) for site in articles.totals(db)],
        "alarms": [asdict(alarm) for alarm in alarms.ringing(db)],
        "newest": articles.newest(db, _NEWEST),
        "runs": runs.last(db, _RUNS),
    }


def is_healthy(db: Database) -> bool:
    """Whether no alarm rings."""
    return not alarms.ringing(db)


def _fares(db: Database, site: str) -> dict[str, Any]:
    at = {"site": site, "now": now()}
    (row,) = db.query(
        "SELECT (SELECT max(started_at) FROM runs WHERE site = :site) AS last_run, "
        "(SELECT count(*) FROM articles WHERE site = :site AND due_at <= :now) AS due, "
        "(SELECT count(*) FROM frontier WHERE site = :site AND due_at <= :now) AS waiting",
        at,
    )
    return dict(row)


def tell(db: Database, path: Path, console: Console) -> None:
    """Print the report for a person."""
    facts = report(db)
    if not facts["runs"]:
        console.print(f"{path} is empty so far. Fill it with: congan crawl")
        return
    _table(
        console,
        "Sites",
        ("site", "articles", "revisions", "files", "problems", "gone", "due", "last_run"),
        facts["sites"],
    )
    console.print("\n[bold]Newest articles[/bold]")
    for article in facts["newest"]:
        console.print(f"  {article['published'] or '':<11.10}{article['title']}", highlight=False)
    console.print()
    _table(
        console,
        "Last runs",
        ("site", "started_at", "outcome", "new", "changed", "unchanged", "gone", "problems"),
        facts["runs"],
    )
    for alarm in alarms.ringing(db):
        console.print(f"\n[bold red]Alarm[/bold red] {escape(str(alarm))}", highlight=False)


def _table(
    console: Console, title: str, columns: tuple[str, ...], rows: list[dict[str, Any]]
) -> None:
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
        collapse_padding=True,  # it fits into a terminal of 80 columns
    )
    for column in columns:
        texts = column in ("site", "title", "started_at", "outcome", "last_run")
        heading = _HEADINGS.get(column, column)
        table.add_column(heading, justify="left" if texts else "right", no_wrap=column != "site")
    for row in rows:
        table.add_row(*(_cell(row[name]) for name in columns))
    console.print(table)


def _cell(value: object) -> str:
    """Times to the minute, still UTC."""
    text = "" if value is None else str(value)
    return f"{text[:10]} {text[11:16]}" if text.endswith("Z") else text
