"""Addresses: one form for each page, and what an article's address says of it."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from w3lib.url import canonicalize_url, url_query_cleaner

# Added by whoever shares a link; none selects another page.
TRACKING = re.compile(r"^(utm_\w+|fbclid|gclid|zarsrc|zalo\w*|mc_[ce]id|igshid)$")

_LOCAL = (".local", ".localhost", ".internal", ".lan", ".home.arpa")


@dataclass(frozen=True, slots=True)
class Address:
    """What a URL names."""

    site: str
    key: str
    """The article key, unique within the site."""
    canonical_url: str
    fetch_url: str
    """What to request to read it; the canonical URL unless the site file says otherwise."""


@dataclass(frozen=True, slots=True)
class Link:
    """An article that a listing or another article names."""

    url: str
    """Absolute, as written there."""
    address: Address


def check(url: str) -> None:
    """Raises ValueError for what is no http or https address that can be asked."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # brackets that do not close, a port out of range
        good = False
    if not good:
        raise ValueError(f"not a web address: {url!r} (give one that begins with https://)")


def is_public(url: str) -> bool:
    """Whether the host of a URL may be on the internet, as far as its name tells: pages name
    files on the editor's own machine, and a redirect may lead into the crawler's network."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(_LOCAL)


def normalise(url: str) -> str:
    """The path and query of a URL in one form.

    Percent escapes and the order of parameters are made equal (w3lib's `canonicalize_url`),
    fragment, tracking parameters and a trailing slash go; case is kept, since the ministry's
    pager is `Page=`.
    """
    tracking = [name for name in _parameters(url) if TRACKING.match(name)]
    parts = urlsplit(canonicalize_url(url_query_cleaner(url, tracking, remove=True)))
    path = parts.path.rstrip("/") or "/"
    return f"{path}?{parts.query}" if parts.query else path


def _parameters(url: str) -> list[str]:
    return [pair.partition("=")[0] for pair in urlsplit(url).query.split("&")]
