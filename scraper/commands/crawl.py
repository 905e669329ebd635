"""`congan crawl`."""

import json
import os
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.commands.notify import NotifyError, notify
from scraper.commands.options import (
    ARCHIVE,
    AS_JSON,
    NO_ATTACHMENTS,
    NO_IMAGES,
    VERBOSE,
    complain,
    opened,
)
from scraper.commands.running import check_environment, leave, overrides, said
from scraper.site import all_sites

if TYPE_CHECKING:
    from spiders.run import RunReport


@click.command("crawl", short_help="Crawl sites into the archive.")
@click.argument("names", metavar="[SITE]...", nargs=-1)
@ARCHIVE
@click.option("--limit", type=click.IntRange(1), help="Stop each site after N articles.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
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
    since: datetime | None,
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

    sites = all_sites()
    if unknown := [name for name in names if name not in sites]:
        known = ", ".join(sites)
        raise click.UsageError(f"no site is named {unknown[0]}; known sites: {known}")
    check_environment()
    chosen = list(names or sites)
    db = opened(archive, create=True)
    if wait:
        _wait_for(db, chosen)
    db.close()
    arguments = said(
        limit=limit,
        since=since and since.date().isoformat(),
        full=full,
        no_images=no_images,
        no_attachments=no_attachments,
    )
    reports = run.crawl(chosen, overrides(archive, verbose), arguments)
    for report in reports:
        click.echo(json.dumps(report.to_json()) if as_json else str(report))
    _warn(reports)
    leave(reports)


def _wait_for(db: Any, sites: list[str]) -> None:
    from storage.runs import going_on

    told = False
    while names := going_on(db, sites):
        if not told:
            complain(f"waiting for the crawl of {', '.join(names)} that is on its way")
        told = True
        time.sleep(1)


def _warn(reports: "list[RunReport]") -> None:
    """Say what is wrong with the sites, and tell the owner's addresses what has begun."""
    alarms = [(report.site, alarm) for report in reports for alarm in report.alarms]
    for site, alarm in alarms:
        complain("\n  ".join([f"{site}: {alarm['message']}", *alarm["examples"]]))
    begun = [(site, alarm) for site, alarm in alarms if alarm["begun"]]
    try:
        notify(os.environ.get("CONGAN_NOTIFY", ""), begun)
    except NotifyError as error:
        complain(str(error))
