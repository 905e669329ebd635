"""`congan crawl`."""

import json
import os
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.commands.notify import NotifyError, notify
from scraper.commands.options import (
    ARCHIVE,
    AS_JSON,
    DAY,
    NO_ATTACHMENTS,
    NO_IMAGES,
    VERBOSE,
    complain,
    fail,
    named,
    opened,
)
from scraper.commands.running import check_environment, leave, overrides, said

if TYPE_CHECKING:
    from spiders.run import RunReport


@click.command("crawl", short_help="Crawl sites into the archive.")
@click.argument("names", metavar="[SITE]...", nargs=-1)
@ARCHIVE
@click.option("--limit", type=click.IntRange(1), help="Stop each site after N articles.")
@click.option(
    "--since",
    type=DAY,
    metavar="DATE",
    help="Go back in the listings to articles of this date (2026-01-31), known or not.",
)
@click.option("--full", is_flag=True, help="Walk every listing to its end.")
@NO_IMAGES
@NO_ATTACHMENTS
@click.option("--wait", is_flag=True, help="Where a site is being crawled, wait until it is done.")
@AS_JSON
@VERBOSE
def crawl(
    names: tuple[str, ...],
    archive: Path,
    limit: int | None,
    since: date | None,
    full: bool,
    no_images: bool,
    no_attachments: bool,
    wait: bool,
    as_json: bool,
    verbose: bool,
) -> None:
    """Crawl the named sites into the archive; all sites where none is named.

    A run takes what is new, with its images and attachments, and looks again at what is due:
    within the hour at first, ever more seldom as it ages. A site that is being crawled already
    is left out, with a word.

    \b
    Examples:
      congan crawl
      congan crawl bocongan conganthanhhoa --limit 50
      congan crawl bocongan --since 2026-01-01
    """
    from spiders import run

    chosen = named(names)
    check_environment()
    _prepare(archive, chosen, wait)
    _notify(archive, chosen)
    arguments = said(
        limit=limit,
        since=since and since.isoformat(),
        full=full,
        no_images=no_images,
        no_attachments=no_attachments,
    )
    reports = run.crawl(chosen, overrides(archive, verbose), arguments)
    for report in reports:
        click.echo(json.dumps(report.to_json()) if as_json else str(report))
    _warn(reports)
    _notify(archive, chosen)
    leave(reports)


def _prepare(archive: Path, sites: list[str], wait: bool) -> None:
    """Open the archive, see to the runs that died, and wait for those that go on if asked to."""
    from storage import alarms, health
    from storage.connection import sqlite3
    from storage.runs import going_on

    db = opened(archive)
    try:
        names = going_on(db, sites)
        if names and wait:
            complain(f"waiting for the crawl of {', '.join(names)} that is on its way")
        while names and wait:
            time.sleep(1)
            names = going_on(db, sites)
        for site in sites:
            alarms.ring(db, site, health.check(db, site))
    except sqlite3.Error as error:
        fail(f"{archive}: cannot be written: {error}")
    finally:
        db.close()


def _warn(reports: "list[RunReport]") -> None:
    """Say what is wrong with the sites."""
    for report in reports:
        for alarm in report.alarms:
            complain("\n  ".join([f"{report.site}: {alarm['message']}", *alarm["examples"]]))


def _notify(archive: Path, sites: list[str]) -> None:
    """Tell the owner's addresses of the alarms that they were not told of."""
    from storage import alarms
    from storage.archive import ArchiveError, open_archive
    from storage.connection import sqlite3

    if not (addresses := os.environ.get("CONGAN_NOTIFY", "")):
        return
    try:
        db = open_archive(archive)
        new = [alarm for site in sites for alarm in alarms.untold(db, site)]
        notify(addresses, [(alarm.site, asdict(alarm)) for alarm in new])
        alarms.tell(db, new)
        db.close()
    except (NotifyError, ArchiveError, sqlite3.Error) as error:
        complain(f"{error}; the next crawl tries again")
