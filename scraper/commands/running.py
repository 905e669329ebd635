"""What the commands that go to a site share."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scraper.commands.options import Misuse, complain
from scraper.site import SiteFileError, identify

if TYPE_CHECKING:
    from spiders.run import RunReport


def check_environment() -> None:
    """Check the variables before anything is asked or written; raises Misuse.

    Says where requests go: a crawl of a mirror must not be taken for one of the real site.
    """
    from spiders.hostmap import parse_hostmap

    try:
        import scraper.settings

        mapped = parse_hostmap(scraper.settings.CONGAN_HOSTMAP)
    except ValueError as error:
        raise Misuse(str(error)) from error
    if mapped:
        addresses = ", ".join(sorted(set(mapped.values())))
        hosts = "1 host" if len(mapped) == 1 else f"{len(mapped)} hosts"
        complain(f"CONGAN_HOSTMAP sends {hosts} to {addresses}, not to the real sites")


def is_address(url: str) -> bool:
    """Whether a URL can be fetched; if not, one line says why."""
    try:
        identify(url)
    except SiteFileError:
        raise
    except ValueError as error:
        complain(str(error))
        return False
    return True


def overrides(archive: Path | None, verbose: bool) -> dict[str, Any]:
    """Scrapy's settings for a run; without an archive nothing is kept."""
    settings: dict[str, Any] = {"LOG_LEVEL": "INFO" if verbose else "ERROR"}
    if archive is None:
        return settings | {"ITEM_PIPELINES": {}}
    return settings | {"CONGAN_ARCHIVE": str(archive)}


def said(**options: Any) -> dict[str, Any]:
    """The options that were given."""
    return {name: value for name, value in options.items() if value}


def leave(reports: "list[RunReport]") -> None:
    """Exit as the runs went."""
    if any(report.interrupted for report in reports):
        sys.exit(130)
    for report in reports:
        if report.why:
            complain(f"{report.site}: {report.why}")
    sys.exit(any(report.why or report.alarms for report in reports))
