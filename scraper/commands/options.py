"""What commands share: their options, and how they say that something is wrong."""

import os
import shutil
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from scraper.site import all_sites

if TYPE_CHECKING:
    from sqlite_utils import Database


class _Day(click.ParamType[date]):
    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date; write it as 2026-01-31", param, ctx)


DAY = _Day()
"""The type of an option that is a day, as a date."""
ARCHIVE = click.option(
    "--archive",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("archive.db"),
    envvar="CONGAN_ARCHIVE",
    show_default=True,
    show_envvar=True,
    help="The archive, one SQLite file.",
)
NO_IMAGES = click.option("--no-images", is_flag=True, help="Leave the images of articles out.")
NO_ATTACHMENTS = click.option(
    "--no-attachments", is_flag=True, help="Leave PDF, Office and other attached files out."
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")
VERBOSE = click.option("-v", "--verbose", is_flag=True, help="Show Scrapy's own log.")


class Misuse(click.ClickException):
    """Something to set right before the command can run, such as an environment variable."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        complain(self.message)


def own_name() -> str:
    """What to type for this program: `congan`, or its path where the shell does not find it."""
    here = Path(sys.executable).parent / "congan"
    return os.path.relpath(here) if here.exists() and not shutil.which("congan") else "congan"


def named(names: Sequence[str]) -> list[str]:
    """The sites of these names, all where none is named. Raises UsageError for an unknown one."""
    sites = all_sites()
    if unknown := [name for name in names if name not in sites]:
        known = ", ".join(sites)
        raise click.UsageError(f"no site is named {unknown[0]}; known sites: {known}")
    return list(names or sites)


def complain(message: str) -> None:
    """One line on standard error."""
    click.echo(f"congan: {message}", err=True)


def fail(message: str) -> NoReturn:
    """One line on standard error, and exit code 1."""
    complain(message)
    sys.exit(1)


def opened(archive: Path) -> "Database":
    """The archive to write to, made new if need be; where it cannot be, one line and exit 1."""
    from storage.connection import ArchiveError, open_archive

    try:
        return open_archive(archive)
    except ArchiveError as error:
        fail(str(error))


def opened_to_read(archive: Path, immutable: bool = False) -> "Database":
    """The archive to read; where it cannot be opened, one line and exit code 1."""
    from storage.connection import ArchiveError
    from storage.reading import open_to_read

    try:
        return open_to_read(archive, immutable)
    except ArchiveError as error:
        fail(str(error))
