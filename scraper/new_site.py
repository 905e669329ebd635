"""The first draft of a site file, a saved page and its expectation, made from one article."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from scraper.document import read
from scraper.items import Article
from scraper.site import site_from
from scraper.urls import normalise

_NUMBER = re.compile(r"(?<=[-_/])\d{2,}(?=\.\w+$|$)")
_PARAMETER = re.compile(r"(?:^|&)(\w*id)=\d+", re.IGNORECASE)
_SITE = """\
# {title}. Drafted from one article; unverified: everything but that article's address.
title = {title_quoted}
hosts = {hosts}

[[article]] # {path}
path = '{rule}'
key = "{key}"

[[listing]] # unverified: pages that name articles; add the sections that you want
urls = [
    "{listing}",
]
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """The files of a new site, by their paths in a checkout."""

    name: str
    files: dict[Path, bytes]


def draft(body: bytes, url: str, content_type: str | None, article: Article) -> Draft:
    """What to write for a site of which one article was fetched and read.

    The expectation is marked `unchecked`: the tests refuse it until somebody has compared
    every value with the page and taken the mark away.
    """
    name = site_name(url)
    file, pages = Path("scraper/sites") / f"{name}.toml", Path("tests/pages") / name
    written = _site_file(_title(body, url, content_type), url).encode()
    address = site_from(written, file).address(url)
    expected = {"unchecked": True, **article.to_json(), "content_type": content_type}
    if address:
        expected |= {"canonical_url": address.canonical_url, "site": name, "key": address.key}
    suffix = "json" if body[:1] in (b"{", b"[") else "html"
    return Draft(
        name,
        {
            file: written,
            pages / f"article.{suffix}": body,
            pages / "article.expected.json": _json(expected),
        },
    )


def site_name(url: str) -> str:
    """A name for the site of a URL: `congan_sonla` for congan.sonla.gov.vn."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    host = re.sub(r"(?:\.gov|\.com|\.org)?\.\w+$", "", host)
    return re.sub(r"\W+", "_", host)


def _site_file(title: str, url: str) -> str:
    path, host = normalise(url), urlsplit(url).hostname or ""
    bare = host.removeprefix("www.")
    rule, key = _rule(path)
    return _SITE.format(
        title=title,
        title_quoted=json.dumps(title, ensure_ascii=False),
        hosts=json.dumps(list(dict.fromkeys([host, bare, f"www.{bare}"]))),
        path=path,
        rule=rule,
        key=key,
        listing=f"https://{host}{path.rpartition('/')[0] or '/'}",
    )


def _rule(path: str) -> tuple[str, str]:
    """The pattern of an article's path, whatever its section, and the key in it.

    The key is the number in the query or at the end of the path, else the path.
    """
    path, _, query = path.partition("?")
    folder, _, last = path.rpartition("/")
    sections = "/(?:[^/?]+/)+" if folder else "/"
    if match := _PARAMETER.search(query):
        return f"{_escape(path)}\\?(?:.*&)?{match[1]}=(?P<id>\\d+)(?:&.*)?", "{id}"
    if match := _NUMBER.search(last):
        begin, end = last[: match.start()], last[match.end() :]
        slug = f"[^/?]+{_escape(begin[-1])}" if len(begin) > 1 else _escape(begin)
        return f"{sections}{slug}(?P<id>\\d+){_escape(end)}", "{id}"
    stem, dot, ending = last.rpartition(".")
    if stem:
        return f"/(?P<path>(?:[^/?]+/)*[^/?]+){_escape(dot + ending)}", "{path}"
    return f"(?P<path>{_escape(folder)}/[^/?]+)", "{path}"


def _escape(text: str) -> str:
    return re.escape(text).replace(r"\-", "-")


def _title(body: bytes, url: str, content_type: str | None) -> str:
    document = read(body, url, content_type)
    return document.claim("og:site_name") or (urlsplit(url).hostname or "")


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
