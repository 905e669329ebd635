"""`congan sites` and `congan new-site`."""

import json
import sys
from pathlib import Path

import click

from scraper.commands.options import AS_JSON, fail
from scraper.commands.running import check_environment, is_address, overrides
from scraper.site import all_sites


@click.command("sites", short_help="List the sites that can be crawled.")
@AS_JSON
def sites(as_json: bool) -> None:
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


@click.command("new-site", short_help="Draft the files of a new site.")
@click.argument("url")
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The checkout to write to; the current folder if not given.",
)
def new_site(url: str, folder: Path) -> None:
    """Draft a site file, a saved page and its expected JSON from one article's URL.

    \b
    Example:
      congan new-site https://congan.sonla.gov.vn/...-123.html
    """
    from scraper.new_site import draft
    from spiders import run

    if not (folder / "scraper" / "sites").is_dir():
        raise click.UsageError(f"{folder.resolve()} is no checkout: scraper/sites is not in it")
    if not is_address(url):
        sys.exit(1)
    check_environment()
    captures, _ = run.fetch([url], overrides(None, verbose=False))
    capture = captures[0]
    if capture.article is None or capture.body is None:
        fail(f"{url}: {capture.problem.message if capture.problem else 'no answer'}")
    content_type = dict(capture.headers).get("Content-Type")
    files = draft(capture.body, url, content_type, capture.article).files
    if there := [path for path in files if (folder / path).exists()]:
        fail(f"{folder / there[0]} is there already; nothing was written")
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
        click.echo(folder / path)
    click.echo(
        "Now mend what the site file guesses, compare every value of the JSON with the page,"
        ' take its line "unchecked" out, and run: make test'
    )
