"""Which articles `congan search` and `congan export` mean."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from scraper.commands.options import DAY

if TYPE_CHECKING:
    from sqlite_utils import Database

    from storage.search import Query


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that narrow a search."""
    for option in (
        click.option("--until", type=DAY, metavar="DATE", help="Published on this day or before."),
        click.option(
            "--since",
            type=DAY,
            metavar="DATE",
            help="Published on this day (2026-01-31) or after.",
        ),
        click.option("--section", help="Only this section of the site, as printed."),
        click.option("--site", help="Only this site; `congan status` names them."),
    ):
        command = option(command)
    return command


def query_of(
    db: "Database",
    text: str,
    site: str | None = None,
    section: str | None = None,
    since: date | None = None,
    until: date | None = None,
    **more: Any,
) -> "Query":
    """The search that the options of `filtered` mean.

    Raises UsageError where the archive has no such site or section, and where the days are in no
    order.
    """
    from storage.search import Query

    sites = [row["name"] for row in db.query("SELECT name FROM sites ORDER BY name")]
    if site is not None and site not in sites:
        known = ", ".join(sites) or "none yet"
        raise click.UsageError(f"no site is named {site} in this archive; it has: {known}")
    known_section = "SELECT 1 FROM articles WHERE category = ? AND site = coalesce(?, site) LIMIT 1"
    if section is not None and not db.execute(known_section, [section, site]).fetchone():
        raise click.UsageError(f"no section is named {section}, exactly as its site prints it")
    if since and until and since > until:
        raise click.UsageError(f"--since {since} is later than --until {until}")
    return Query(text, site=site, section=section, since=since, until=until, **more)
