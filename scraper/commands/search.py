"""`congan search`."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.text import Text

from scraper.commands.filters import filtered, query_of
from scraper.commands.options import ARCHIVE, AS_JSON, complain, opened_to_read

if TYPE_CHECKING:
    from storage.search import Hit, Passage

_MOST = 1_000_000_000


@click.command("search", short_help="Find articles in any spelling.")
@click.argument("query")
@filtered
@click.option("--newest", is_flag=True, help="The newest first, not the best.")
@click.option(
    "--limit", type=click.IntRange(1, _MOST), default=20, show_default=True, help="How many."
)
@click.option("--offset", type=click.IntRange(0, _MOST), default=0, help="How many to pass over.")
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

    db = opened_to_read(archive)
    results = look(db, query_of(db, query, **filters))
    for number, hit in enumerate(results.to_json()["hits"]):
        if as_json:
            click.echo(json.dumps(hit, ensure_ascii=False))
        else:
            _print(results.hits[number])
    found = f"more than {results.total:,}" if results.capped else f"{results.total:,}"
    order = "best first" if results.ranked else "newest first"
    shown = f", {len(results.hits)} shown, {order}" if results.total else ""
    complain(f"{found} {'article' if found == '1' else 'articles'} found{shown}")


def _print(hit: "Hit") -> None:
    """For people: marked on a terminal, plain elsewhere."""
    console = Console(soft_wrap=not sys.stdout.isatty(), highlight=False)
    facts = [(hit.published or "")[:10], hit.site, hit.category, hit.byline]
    console.print(_marked(hit.title, "bold"))
    console.print(Text("  " + " · ".join(filter(None, facts)), style="dim"))
    console.print(Text("  ").append_text(_marked(hit.snippet, "")))
    # In one piece, to be copied or clicked.
    console.print(Text(f"  {hit.url}\n", style="dim"), soft_wrap=True)


def _marked(passage: "Passage", style: str) -> Text:
    """A passage on one line."""
    text = Text(style=style)
    for part, mark in passage.parts():
        text.append(part.replace("\n\n", " "), style="reverse" if mark else "")
    return text
