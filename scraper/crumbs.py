"""The paths that lead from a site's home page to an article: crumbs, named so or not."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml import etree

from scraper import dates
from scraper.blocks import UNREAD, is_hidden, raw_text
from scraper.document import Document, elements
from scraper.text import clean, words
from scraper.titles import HOME

HOME_NAME = re.compile(
    r"(?:trang\s*(?:chủ|nhất)|trang chính|home(?:\s*page)?|🏠|⌂)$", re.IGNORECASE
)
HERE = re.compile(r"(?:bạn\s+)?(?:đang\s+)?(?:ở(?:\s+đây)?|xem|vị trí)\s*:?$|you are here", re.I)
TELLS = re.compile(r":|\d{3}")
"""A label with its value, a number of a telephone, a year: no step of a path has one."""
_BETWEEN = re.compile(r"\s*[»›>→|❯▸•]+\s*|\s+/+\s+|\s+::\s+|^\s*[/\-–:]\s*|\s*[/\-–:]\s*$")
# Elements that may be the sign between two steps.
_SIGNS = frozenset({"i", "svg", "img", "span", "em"})
# Kinds of elements that are themselves one step of a path, or hold the whole page.
_NO_PATHS = frozenset({"a", "li", "i", "body", "html", "script", "style", "meta", "link", "img"})
_TAG_NAME = re.compile(rb"<([a-zA-Z][a-zA-Z0-9-]*)")
# Elements of a path that are looked at.
_MOST = 200
# Steps of a path that is not named for one; how far around its first link it is looked for.
_MOST_STEPS, _NEAR = 6, 3
# Among how many links above a title.
_LINKS_ABOVE = etree.XPath("preceding::a[position() <= 60]")

Steps = Sequence[tuple[str, etree._Element]]
"""Texts, each with the element that it stands in."""


def boxes(document: Document) -> Iterator[etree._Element]:
    """The elements that are named for crumbs, outermost first, found by way of the bytes,
    which is fast."""
    tags = {tag for tag in _tags_naming(b"crumb", document.data) if tag not in _NO_PATHS}
    if document.tree is None or not tags:
        return
    inside: set[etree._Element] = set()
    for element in document.tree.iter(*sorted(tags)):
        if "rumb" in " ".join(map(str, element.values())) or "crumb" in element.tag:
            if element not in inside:
                yield element
            inside.update(islice(element.iter(), _MOST))


def steps(box: etree._Element | None) -> Steps:
    """The steps of a path in reading order: whole links, and what stands between separators."""
    if box is None:
        return []
    found: list[tuple[str, etree._Element]] = []
    walk = etree.iterwalk(box, events=("start", "end"))
    for event, element in islice(walk, 2 * _MOST):
        if event == "end":
            found += _parts(element.tail if element is not box else None, element)
        elif element.tag == "a":
            walk.skip_subtree()
            if step := _BETWEEN.sub("", clean(raw_text(element))):
                found.append((step, element))
        elif element.tag in UNREAD or is_hidden(element):
            walk.skip_subtree()
        else:
            found += _parts(element.text, element)
    return found


def ways(document: Document, title: etree._Element | None) -> Iterator[Steps]:
    """The steps of what looks like the way from the home page, above a title, nearest first."""
    if title is None:
        return
    said = words(raw_text(title))
    for link in reversed(elements(_LINKS_ABOVE, title)):
        if _leads_home(clean(raw_text(link)), link):
            path = _way(link, document.url)
            if not any(TELLS.search(text) for text, _ in path if words(text) != said):
                yield path


def _way(home: etree._Element, url: str) -> Steps:
    """The path that begins with a link to the home page; none where that begins a menu."""
    box = home.getparent()
    for _ in range(_NEAR):
        if box is None or box.tag == "body" or sum(1 for _ in box.iter("a")) > 1:
            break
        box = box.getparent()
    found = [step for step in steps(box) if not HERE.match(step[0])]
    found = [step for step in found if not dates.is_dateline(step[0])]
    if not 2 <= len(found) <= _MOST_STEPS or not _leads_home(*found[0]):
        return []
    last = found[-1][1]
    # Where the reader is needs no link; the article stands below its section.
    sure = last.tag != "a" or _is_parted(home) or _leads_towards(last.get("href") or "", url)
    return found if sure else []


def _leads_towards(href: str, url: str) -> bool:
    try:
        section, page = urlsplit(urljoin(url, href)).path, urlsplit(url).path
    except ValueError:
        return False
    section = re.sub(r"(?:/|\.\w+)$", "", section)
    return len(section) > 1 and page.startswith(f"{section}/")


def _parts(text: str | None, element: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    for part in _BETWEEN.split(text) if text and not text.isspace() else ():
        if step := clean(part):
            yield step, element


def _is_parted(link: etree._Element) -> bool:
    """Whether the sign of a step, and not a mere blank as in a menu, stands after a link."""
    after = link.getnext()
    return bool(_BETWEEN.match(link.tail or "")) or (after is not None and after.tag in _SIGNS)


def _leads_home(text: str, element: etree._Element) -> bool:
    if HOME_NAME.match(text):
        return True
    href = element.get("href") if element.tag == "a" else None
    return bool(href) and len(text) < 2 and bool(HOME.match((href or "").strip()))


def _tags_naming(name: bytes, data: bytes) -> Iterator[str]:
    """The kinds of elements in whose start tags a name stands."""
    at = data.find(name)
    for _ in range(100):
        if at < 0:
            break
        if match := _TAG_NAME.match(data, data.rfind(b"<", max(0, at - 500), at)):
            yield match[1].decode().lower()
        at = data.find(name, at + 1)
