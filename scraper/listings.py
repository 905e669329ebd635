"""Pages, feeds, sitemaps and API answers that name articles."""

import io
import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
from lxml import etree

from scraper import sitemaps
from scraper.challenge import is_challenge
from scraper.encoding import decode
from scraper.items import NotAnArticle
from scraper.site import Listing, Site
from scraper.urls import Link


def article_links(
    body: bytes,
    url: str,
    site: Site,
    listing: Listing | None = None,
    content_type: str | None = None,
) -> list[Link]:
    """The site's articles that a listing names, in its order, each once.

    Without `listing` the body is an HTML page: an article's related links count like a
    section page's. Raises NotAnArticle: `challenge` for a firewall's page, `unreadable`
    where the body is not what the listing says.
    """
    if is_challenge(body):
        raise NotAnArticle("challenge", "a firewall's challenge page in place of the listing")
    kind = listing.kind if listing else "page"
    urls: Iterable[str]
    if kind == "feed":
        urls = _feed(body)
    elif kind == "sitemap":
        urls = sitemaps.read(body).pages
    elif kind == "json" and listing:
        urls = _entries(decode(body, content_type), listing)
    else:
        urls = _anchors(decode(body, content_type))
    return list(_known(urls, url, site))


def _known(urls: Iterable[str], base: str, site: Site) -> Iterator[Link]:
    seen: set[str] = set()
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(base))
    for relative in dict.fromkeys(urls):
        try:
            url = _absolute(relative.strip(), base, origin)
            address = site.address(url)
        except ValueError:
            continue  # damaged hrefs are common, and name nothing
        if address and address.key not in seen:
            seen.add(address.key)
            yield Link(url, address)


def _absolute(relative: str, base: str, origin: str) -> str:
    # A page has hundreds of links, nearly all of them paths.
    if relative.startswith("/") and not relative.startswith("//") and "/." not in relative:
        return origin + relative
    return urljoin(base, relative)


def _feed(body: bytes) -> list[str]:
    # A stream, since feedparser takes a string for an address or a file's name.
    feed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    if not feed.version:
        raise NotAnArticle("unreadable", "the answer is no RSS or Atom feed")
    return [entry.link for entry in feed.entries if entry.get("link")]


def _entries(text: str, listing: Listing) -> Iterator[str]:
    try:
        data: Any = json.loads(text.removeprefix("\ufeff"), strict=False)
    except ValueError as error:
        raise NotAnArticle("unreadable", f"the answer is no valid JSON: {error}") from error
    if not isinstance(data, dict) or not any(key in data for key in listing.entries):
        keys = " or ".join(listing.entries)
        raise NotAnArticle("unreadable", f"the JSON answer has no list under {keys}")
    for key in listing.entries:
        for entry in data.get(key) or []:
            try:
                yield listing.link.format_map(entry)
            except (KeyError, TypeError):
                continue


def _anchors(text: str) -> list[str]:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        tree = etree.fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except etree.XMLSyntaxError:
        return []
    if tree is None:
        return []
    return [href for anchor in tree.iter("a") if (href := anchor.get("href"))]
