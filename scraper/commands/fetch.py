"""`congan fetch`."""

import sys
from pathlib import Path

import click

from scraper.commands.options import (
    ARCHIVE,
    AS_JSON,
    NO_ATTACHMENTS,
    NO_IMAGES,
    VERBOSE,
    complain,
    opened,
)
from scraper.commands.running import check_environment, is_address, leave, overrides, said
from scraper.commands.show import print_article


@click.command("fetch", short_help="Fetch, show and keep single pages.")
@click.argument("urls", metavar="URL...", nargs=-1, required=True)
@ARCHIVE
@click.option("--no-save", is_flag=True, help="Print only; leave the archive alone.")
@NO_IMAGES
@NO_ATTACHMENTS
@AS_JSON
@VERBOSE
def fetch(
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
    from spiders import run

    good = [url for url in urls if is_address(url)]
    if not good:
        sys.exit(1)
    check_environment()
    if not no_save:
        opened(archive).close()
    settings = overrides(archive if not no_save else None, verbose)
    wanted = said(no_images=no_images, no_attachments=no_attachments)
    captures, report = run.fetch(good, settings, wanted)
    for capture in captures:
        if capture.article:
            print_article(capture.article, as_json)
        elif capture.problem:
            complain(f"{capture.url}: {capture.problem.message}")
    failed = len(good) < len(urls) or any(
        capture.problem and not capture.file for capture in captures
    )
    if failed and not report.interrupted:
        sys.exit(1)
    leave([report])
