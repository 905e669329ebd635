"""What the archive holds and how the last runs went, for people and for scripts."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlite_utils import Database

from storage import archive, runs

_RUNS = 10
_NEWEST = 5


def report(db: Database) -> dict[str, Any]:
    """Totals by site, the newest articles and the last runs as plain JSON values."""
    return {
        "sites": archive.totals(db),
        "newest": archive.newest(db, _NEWEST),
        "runs": runs.last(db, _RUNS),
    }


def tell(db: Database, path: Path, console: Console) -> None:
    """Print the report for a person."""
    facts = report(db)
    if not facts["runs"]:
        console.print(f"{path} is empty so far. Fill it with: congan crawl")
        return
    _table(
        console,
        "Sites",
        ("site", "title", "articles", "revisions", "images", "problems"),
        facts["sites"],
    )
    console.print("\n[bold]Newest articles[/bold]")
    for article in facts["newest"]:
        console.print(f"  {article['published'] or '':<11.10}{article['title']}", highlight=False)
    console.print()
    _table(
        console,
        "Last runs",
        ("site", "started_at", "outcome", "new", "changed", "unchanged", "problems"),
        facts["runs"],
    )
    console.print(f"\nBrowse it: [bold]congan browse --archive {path}[/bold]")


def _table(
    console: Console, title: str, columns: tuple[str, ...], rows: list[dict[str, Any]]
) -> None:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for column in columns:
        texts = column in ("site", "title", "started_at", "outcome")
        heading = column.replace("started_at", "started (UTC)")
        table.add_column(heading, justify="left" if texts else "right", no_wrap=True)
    for row in rows:
        table.add_row(*(_cell(row[name]) for name in columns))
    console.print(table)


def _cell(value: object) -> str:
    """Times to the minute, still UTC."""
    text = "" if value is None else str(value)
    return f"{text[:10]} {text[11:16]}" if text.endswith("Z") else text
