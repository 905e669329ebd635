"""The `congan` command. Exit codes: 0 done, 1 the work failed, 2 wrong usage, 130 interrupted."""

import json
import os
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from scraper import Article, NotAnArticle, archive_commands, parse
from scraper.explain import explain, explanation
from scraper.options import ARCHIVE, AS_JSON, NO_ATTACHMENTS, NO_IMAGES, VERBOSE, Misuse
from scraper.options import complain as _complain
from scraper.options import fail as _fail
from scraper.parse import Reading, read_page
from scraper.schedule.command import schedule
from scraper.show import show
from scraper.site import SiteFileError, all_sites, identify

if TYPE_CHECKING:
    from spiders.run import RunReport

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
            _fail(f"{error.filename or 'standard output'}: {error.strerror or error}")


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


@main.command("crawl")
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
def crawl_sites(
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
    from spiders.run import crawl

    sites = all_sites()
    if unknown := [name for name in names if name not in sites]:
        known = ", ".join(sites)
        raise click.UsageError(f"no site is named {unknown[0]}; known sites: {known}")
    _check_environment()
    chosen = list(names or sites)
    db = _open(archive, create=True)
    if wait:
        _wait_for(db, chosen)
    db.close()
    arguments = _said(
        limit=limit,
        since=since and since.date().isoformat(),
        full=full,
        no_images=no_images,
        no_attachments=no_attachments,
    )
    reports = crawl(chosen, _overrides(archive, verbose), arguments)
    for report in reports:
        click.echo(json.dumps(report.to_json()) if as_json else str(report))
    _warn(reports)
    _leave(reports)


@main.command("fetch")
@click.argument("urls", metavar="URL...", nargs=-1, required=True)
@ARCHIVE
@click.option("--no-save", is_flag=True, help="Print only; leave the archive alone.")
@NO_IMAGES
@NO_ATTACHMENTS
@AS_JSON
@VERBOSE
def fetch_pages(
    urls: tuple[str, ...],
    archive: Path,
    no_save: bool,
    no_images: bool,
    no_attachments: bool,
    as_json: bool,
    verbose: bool,
) -> None:
    """Fetch pages now, print their articles and keep them in the archive with their files.

    In a terminal an article is set as a page to read, elsewhere (or with --json) as one
    JSON object a line.

    \b
    Examples:
      congan fetch https://bocongan.gov.vn/bai-viet/...-1791199100
      congan fetch --no-save --json URL | jq .title
    """
    from spiders.run import fetch

    good = [url for url in urls if _is_address(url)]
    if not good:
        sys.exit(1)
    _check_environment()
    if not no_save:
        _open(archive, create=True).close()
    settings = _overrides(archive if not no_save else None, verbose)
    wanted = _said(no_images=no_images, no_attachments=no_attachments)
    captures, report = fetch(good, settings, wanted)
    for capture in captures:
        if capture.article:
            _print(capture.article, as_json)
        elif capture.problem:
            _complain(f"{capture.url}: {capture.problem.message}")
    failed = len(good) < len(urls) or any(
        capture.problem and not capture.file for capture in captures
    )
    if failed and not report.interrupted:
        sys.exit(1)
    _leave([report])


@main.command("parse")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.File("rb"))
@click.option("--url", default="", help="Where the page came from, if you know.")
@click.option("--content-type", help="The Content-Type header it came with, if you know.")
@click.option("--explain", "why", is_flag=True, help="Say where each field was found.")
@AS_JSON
def parse_files(
    files: tuple[Any, ...], url: str, content_type: str | None, why: bool, as_json: bool
) -> None:
    """Read saved pages, HTML or plain text; `-` is standard input. No network, no archive.

    \b
    Examples:
      congan parse page.html --url https://bocongan.gov.vn/bai-viet/...-1791199100
      congan parse page.html --explain
      curl -s URL | congan parse - --json
    """
    failed = False
    for file in files:
        try:
            if why:
                _explain(read_page(file.read(), url, content_type), as_json)
            else:
                _print(parse(file.read(), url, content_type), as_json)
        except NotAnArticle as error:
            _complain(f"{file.name}: {error}")
            failed = True
    sys.exit(failed)


@main.command("new-site")
@click.argument("url")
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The checkout to write to; the current folder if not given.",
)
def draft_site(url: str, folder: Path) -> None:
    """Draft a site file, a saved page and its expected JSON from one article's URL.

    \b
    Example:
      congan new-site https://congan.sonla.gov.vn/...-123.html
    """
    from scraper.new_site import draft
    from spiders.run import fetch

    if not (folder / "scraper" / "sites").is_dir():
        raise click.UsageError(f"{folder.resolve()} is no checkout: scraper/sites is not in it")
    if not _is_address(url):
        sys.exit(1)
    _check_environment()
    captures, _ = fetch([url], _overrides(None, verbose=False))
    capture = captures[0]
    if capture.article is None or capture.body is None:
        _fail(f"{url}: {capture.problem.message if capture.problem else 'no answer'}")
    content_type = dict(capture.headers).get("Content-Type")
    files = draft(capture.body, url, content_type, capture.article).files
    if there := [path for path in files if (folder / path).exists()]:
        _fail(f"{folder / there[0]} is there already; nothing was written")
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
        click.echo(folder / path)
    click.echo(
        "Now mend what the site file guesses, compare every value of the JSON with the page,"
        ' take its line "unchecked" out, and run: make test'
    )


@main.command("sites")
@AS_JSON
def list_sites(as_json: bool) -> None:
    """List the sites that can be crawled.

    \b
    Examples:
      congan sites
      CONGAN_SITES=/path/to/folder congan sites
    """
    for site in all_sites().values():
        if as_json:
            facts = {"name": site.name, "title": site.title, "hosts": site.hosts}
            click.echo(json.dumps(facts, ensure_ascii=False))
        else:
            click.echo(f"{site.name:<16} {site.title:<28} {', '.join(site.hosts)}")


@main.command("status")
@ARCHIVE
@AS_JSON
def show_status(archive: Path, as_json: bool) -> None:
    """What the archive holds, how the last runs went and what is due.

    Exit code 1 says that an alarm rings: a site blocks or fails, falls silent, or has moved to a
    template on which fields are missed.

    \b
    Examples:
      congan status
      congan status --archive other.db --json | jq .alarms
    """
    from storage.status import is_healthy, report, tell

    db = _open(archive, create=False)
    if as_json:
        click.echo(json.dumps(report(db), ensure_ascii=False))
    else:
        tell(db, archive, Console())
    sys.exit(not is_healthy(db))


@main.command("browse")
@ARCHIVE
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    help="Port to listen on.",
)
@click.option("--no-open", is_flag=True, help="Do not open the browser.")
@click.option(
    "--immutable", "-i", is_flag=True, help="A copy that nobody writes to: leave its disk alone."
)
@click.option("--print-config", is_flag=True, help="Print the datasette command and leave.")
def browse_archive(
    archive: Path, host: str, port: int, no_open: bool, immutable: bool, print_config: bool
) -> None:
    """Open the archive in Datasette, read-only, until Ctrl-C.

    A copy on a read-only disk is opened as one that nobody writes to.

    \b
    Examples:
      congan browse
      congan browse --archive other.db --port 8002 --no-open
      congan browse --archive copy.db --print-config
    """
    from storage import browse
    from storage.archive import ArchiveError

    immutable = immutable or (archive.is_file() and browse.must_not_be_written(archive))
    if print_config:
        click.echo(browse.command_line(archive, host, port, immutable))
        return
    if immutable:
        try:
            browse.check_immutable(archive)
        except ArchiveError as error:
            _fail(str(error))
    else:
        _open(archive, create=False).close()
    sys.exit(browse.serve(archive, host, port, not no_open, immutable))


def _open(archive: Path, create: bool) -> Any:
    from storage.archive import ArchiveError, open_archive

    try:
        return open_archive(archive, create=create)
    except ArchiveError as error:
        _fail(str(error))


def _wait_for(db: Any, sites: list[str]) -> None:
    from storage.runs import going_on

    told = False
    while names := going_on(db, sites):
        if not told:
            _complain(f"waiting for the crawl of {', '.join(names)} that is on its way")
        told = True
        time.sleep(1)


def _overrides(archive: Path | None, verbose: bool) -> dict[str, Any]:
    settings: dict[str, Any] = {"LOG_LEVEL": "INFO" if verbose else "ERROR"}
    if archive is None:
        return settings | {"ITEM_PIPELINES": {}}
    return settings | {"CONGAN_ARCHIVE": str(archive)}


def _said(**options: Any) -> dict[str, Any]:
    """The options that were given."""
    return {name: value for name, value in options.items() if value}


def _is_address(url: str) -> bool:
    try:
        identify(url)
    except SiteFileError:
        raise
    except ValueError as error:
        _complain(str(error))
        return False
    return True


def _print(article: Article, as_json: bool) -> None:
    if as_json or not sys.stdout.isatty():
        click.echo(json.dumps(article.to_json(), ensure_ascii=False))
    else:
        show(article, Console())


def _explain(reading: Reading, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(explanation(reading), ensure_ascii=False))
    else:
        explain(reading, Console(soft_wrap=True))


def _check_environment() -> None:
    """Before anything is asked or written. Says where requests go: a crawl of a mirror must
    not be taken for one of the real site."""
    from spiders.hostmap import parse_hostmap

    try:
        import scraper.settings

        mapped = parse_hostmap(scraper.settings.CONGAN_HOSTMAP)
    except ValueError as error:
        raise Misuse(str(error)) from error
    if mapped:
        addresses = ", ".join(sorted(set(mapped.values())))
        _complain(f"CONGAN_HOSTMAP sends {len(mapped)} hosts to {addresses}, not to the real sites")


def _leave(reports: "list[RunReport]") -> None:
    """Exit as the runs went."""
    if any(report.interrupted for report in reports):
        sys.exit(130)
    for report in reports:
        if report.why:
            _complain(f"{report.site}: {report.why}")
    sys.exit(any(report.why or report.alarms for report in reports))


def _warn(reports: "list[RunReport]") -> None:
    """Say what is wrong with the sites, and tell the owner's addresses what has begun."""
    from scraper.notify import NotifyError, notify

    alarms = [(report.site, alarm) for report in reports for alarm in report.alarms]
    for site, alarm in alarms:
        _complain("\n  ".join([f"{site}: {alarm['message']}", *alarm["examples"]]))
    begun = [(site, alarm) for site, alarm in alarms if alarm["begun"]]
    try:
        notify(os.environ.get("CONGAN_NOTIFY", ""), begun)
    except NotifyError as error:
        _complain(str(error))


main.add_command(schedule)
main.add_command(archive_commands.search)
main.add_command(archive_commands.export)
