"""The `congan` command. Exit codes: 0 done, 1 the work failed, 2 wrong usage, 130 interrupted."""

import os
import sys
from typing import Any

import click

from scraper.commands import archive, crawl, export, fetch, parse, schedule, search, sites
from scraper.commands.options import Misuse, fail
from scraper.site import SiteFileError

EXIT_CODES = "Exit codes: 0 done, 1 the work failed, 2 wrong usage, 130 interrupted."


class Congan(click.Group):
    """The commands; what may go wrong in any of them ends in one line and an exit code."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command; its help ends with the exit codes."""
        cmd.epilog = EXIT_CODES
        super().add_command(cmd, name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except SiteFileError as error:
            raise Misuse(str(error)) from error
        except KeyboardInterrupt:
            ctx.exit(130)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run and exit; also where the output cannot be written."""
        try:
            return super().main(*args, **extra)
        except OSError as error:
            # What is left in the buffer would fail once more when Python ends.
            if sys.stdout:
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            fail(f"{error.filename or 'standard output'}: {error.strerror or error}")


@click.group(
    cls=Congan,
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="congan", prog_name="congan")
def main() -> None:
    """Archive Vietnamese police news: crawl the portals, keep the record, browse it.

    \b
    congan crawl bocongan         crawl one site into archive.db
    congan fetch URL              read and keep one page
    congan browse                 open the archive in the browser
    """


for command in (
    crawl.crawl,
    schedule.schedule,
    fetch.fetch,
    parse.parse,
    archive.status,
    archive.browse,
    search.search,
    export.export,
    sites.sites,
    sites.new_site,
):
    main.add_command(command)
