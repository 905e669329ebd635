"""`congan parse`."""

import json
import sys
from typing import Any

import click
from rich.console import Console

import scraper
from scraper.commands.options import AS_JSON, complain
from scraper.commands.show import print_article
from scraper.explain import explain, explanation
from scraper.items import NotAnArticle
from scraper.parse import Reading, read_page


@click.command("parse", short_help="Read saved pages, without network or archive.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.File("rb"))
@click.option("--url", default="", help="Where the page came from, if you know.")
@click.option("--content-type", help="The Content-Type header it came with, if you know.")
@click.option("--explain", "why", is_flag=True, help="Say where each field was found.")
@AS_JSON
def parse(
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
                print_article(scraper.parse(file.read(), url, content_type), as_json)
        except NotAnArticle as error:
            complain(f"{file.name}: {error}")
            failed = True
    sys.exit(failed)


def _explain(reading: Reading, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(explanation(reading), ensure_ascii=False))
    else:
        explain(reading, Console(soft_wrap=True))
