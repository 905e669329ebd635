"""Sites and templates: data in TOML files, checked when read.

A site says where to look, a template says how one page layout is read. Our files are in
`scraper/sites`; the folder that `$CONGAN_SITES` names counts as much, and its files
override ours of the same name.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec

from scraper.urls import Address, check, normalise

# By the hour, so many looks serve a site with some sixty articles a day.
REVISITS = 100
_REMEMBERED = 10_000


class SiteFileError(ValueError):
    """A site file cannot be used; the message names the file and what to mend."""


class Template(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the parts of an article stand on one page layout.

    In an HTML template each value is a CSS selector, in a JSON template a blank-separated
    list of keys of which the first with a value counts. A part left out is found by
    structure, as on a layout nobody has seen.
    """

    name: str
    mark: str
    """What only pages of this layout have: a CSS selector, or a JSON key."""
    format: Literal["html", "json"] = "html"
    title: str = ""
    published: str = ""
    modified: str = ""
    views: str = ""
    lead: str = ""
    body: str = ""
    byline: str = ""
    source: str = ""
    category: str = ""
    tags: str = ""
    url: str = ""
    """JSON only: the article's own path, with the answer's keys in braces."""


class ArticleRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which addresses of a site name an article, and which."""

    path: str
    """A regular expression that the whole path (and query, if any) matches."""
    key: str
    """The article key, with the expression's named groups in braces."""
    fetch: str = ""
    """The path to fetch in its place, with the groups in braces, where the page itself
    comes without its text."""


class Listing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Pages that name articles. `{page}` in a URL counts from 1 until nothing new is named."""

    urls: tuple[str, ...]
    kind: Literal["page", "feed", "json", "sitemap"] = "page"
    """Of an index of sitemaps those not read yet are read, and the first and the last."""
    entries: tuple[str, ...] = ()
    """JSON only: the keys that hold the lists of articles."""
    link: str = ""
    """JSON only: an article's path, with the entry's keys in braces."""
    optional: bool = False
    """Whether it may be missing or empty without the crawl having failed."""
    pages: Annotated[int, msgspec.Meta(ge=1)] = 1000
    """The last `{page}` asked for, lest a listing that never ends is followed for ever; real
    ones have up to 617."""
    known_pages: Annotated[int, msgspec.Meta(ge=1)] = 1
    """How many pages in a row must name only known articles before no further one is asked
    for: pinned and reshuffled entries must not end a walk early."""
    sweep_pages: Annotated[int, msgspec.Meta(ge=0)] = 3
    """How many of the first pages are walked once a week whatever they name."""


class SiteFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A site file as written."""

    title: str
    hosts: tuple[str, ...]
    """Every host that serves the site; the first is the canonical one."""
    article: tuple[ArticleRule, ...]
    listing: tuple[Listing, ...]
    template: tuple[Template, ...] = ()
    revisits: Annotated[int, msgspec.Meta(ge=0)] = REVISITS


@dataclass(frozen=True)
class Site:
    """One publisher's portal."""

    name: str
    """The file's name without its ending; `scrapy list` prints it."""
    title: str
    hosts: tuple[str, ...]
    articles: tuple[ArticleRule, ...]
    listings: tuple[Listing, ...]
    templates: tuple[Template, ...]
    revisits: int = REVISITS
    """How many known articles a run looks at again at most."""

    @property
    def home(self) -> str:
        """The address of the home page."""
        return f"https://{self.hosts[0]}/"

    def serves(self, url: str) -> bool:
        """Whether a URL is on one of the site's hosts."""
        return (urlsplit(url).hostname or "") in self.hosts

    def address(self, url: str) -> Address | None:
        """What a URL names here: an article's key, canonical URL and the URL to fetch.

        None where the URL is on another host or names no article.
        """
        return self._remembered(url)

    @cached_property
    def _remembered(self) -> Callable[[str], Address | None]:
        # Menus and related lists name the same addresses on page after page.
        return lru_cache(maxsize=_REMEMBERED)(self._address)

    def _address(self, url: str) -> Address | None:
        if not self.serves(url):
            return None
        path = normalise(url)
        for rule in self.articles:
            if match := re.fullmatch(rule.path, path):
                groups = match.groupdict()
                canonical = f"https://{self.hosts[0]}{path}"
                fetch = rule.fetch.format_map(groups)
                return Address(
                    site=self.name,
                    key=rule.key.format_map(groups),
                    canonical_url=canonical,
                    fetch_url=f"https://{self.hosts[0]}{fetch}" if fetch else canonical,
                )
        return None


@cache
def all_sites() -> Mapping[str, Site]:
    """Every known site by its name, in alphabetical order.

    Raises SiteFileError where a file cannot be read or says something impossible.
    """
    ours = Path(str(files("scraper") / "sites"))
    theirs = os.environ.get("CONGAN_SITES")
    if theirs and not Path(theirs).is_dir():
        raise SiteFileError(f"$CONGAN_SITES names {theirs}, which is no folder")
    folders = [ours, *([Path(theirs)] if theirs else [])]
    found = {file.stem: read_site(file) for folder in folders for file in folder.glob("*.toml")}
    return dict(sorted(found.items()))


def read_site(file: Path) -> Site:
    """One site file. Raises SiteFileError with the file's name and what is wrong in it."""
    try:
        written = file.read_bytes()
    except OSError as error:
        raise SiteFileError(f"{file}: {error}") from error
    return site_from(written, file)


def site_from(written: bytes, file: Path) -> Site:
    """A site file's text as a site; `file` is where it stands, or will stand."""
    try:
        data = msgspec.toml.decode(written, type=SiteFile)
        if not data.hosts:
            raise ValueError("`hosts` is empty")
        for rule in data.article:
            rule.key.format_map(dict.fromkeys(re.compile(rule.path).groupindex, ""))
            rule.fetch.format_map(dict.fromkeys(re.compile(rule.path).groupindex, ""))
    except KeyError as error:
        raise SiteFileError(f"{file}: a key or fetch names {error}, which no group has") from error
    except (ValueError, re.error) as error:
        raise SiteFileError(f"{file}: {error}") from error
    return Site(
        file.stem, data.title, data.hosts, data.article, data.listing, data.template, data.revisits
    )


def site_for(url: str) -> Site | None:
    """The site that serves a URL's host, if a site file names it."""
    host = urlsplit(url).hostname
    return next((site for site in all_sites().values() if host in site.hosts), None)


def identify(url: str) -> Address:
    """What a URL names, on a known site or not.

    On an unknown host the site is the host and the key is path and query. Raises ValueError
    for what is no http or https address.
    """
    check(url)
    site = site_for(url)
    if site and (address := site.address(url)):
        return address
    parts, path = urlsplit(url), normalise(url)
    host = site.hosts[0] if site else parts.netloc.lower()
    canonical = f"{'https' if site else parts.scheme}://{host}{path}"
    name = site.name if site else host.removeprefix("www.")
    return Address(site=name, key=path.lstrip("/"), canonical_url=canonical, fetch_url=canonical)
