"""Lines around the body that name who wrote an article, and what it was taken from."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from scraper import bylines, dates, noise, views
from scraper.blocks import Block, raw_text
from scraper.bylines import Byline
from scraper.found import Found, How
from scraper.labels import is_alone, pieces
from scraper.locate import Parts
from scraper.text import clean

_AUTHOR_PATH = re.compile(r"/(?:authors?|tac-?gia|but-?danh|phong-?vien)/", re.IGNORECASE)
_DOTS = re.compile(r"\s*[|•·]\s*")
_COMMENTS = re.compile(
    r"\b\d+\s+(?:bình luận|phản hồi|comments?)\b|\bbình luận\s*:?\s*\d+", re.IGNORECASE
)
# Characters of a name, and of a line that holds it beside date and counters, at most.
_NAME, _LINE = 80, 120
# How many lines below a body may be a bare name.
_NEAR = 2
# Elements within a line that are looked at.
_MOST_INSIDE = 12
_MARKS = " |-–,•·"


def find(parts: Parts) -> Iterator[Found]:
    """Bylines outside the body: those with a label, those named for the author, bare names."""
    for byline, how, element in _lines(parts):
        if byline is not None and (byline.text or byline.source):
            yield Found(byline, how, element)


def _lines(parts: Parts) -> Iterator[tuple[Byline | None, How, etree._Element | None]]:
    for element, text in parts.texts("byline"):
        yield bylines.named(text), "selector", element
    around = (*parts.footer, *parts.header, *parts.above)
    for block in around:
        for line in dict.fromkeys((*block.lines, block.text, *pieces(block))):
            yield bylines.labelled(line) or bylines.labelled(_bare(line)), "label", block.element
    for block in around:
        for element, text in _of_authors(block, inside=block not in parts.footer):
            yield _signature(text), "label", element
    for block in parts.links:
        for element, text in _of_authors(block, inside=True):
            yield _signature(text), "label", element
    for block in (*parts.footer[:_NEAR], *parts.header, *parts.above):
        yield _bare_name(block), "structure", block.element


def _of_authors(block: Block, inside: bool) -> Iterator[tuple[etree._Element, str]]:
    """A line that is named for the author, or what `inside` it is."""
    if block.element is None or block.is_image or len(block.text) > _LINE:
        return
    near = [block.element, *islice(block.element.iterancestors(), 1)]
    if len(block.text) <= _NAME and any(map(_is_named, near)):
        yield block.element, block.text
    for element in islice(block.element.iterdescendants() if inside else (), _MOST_INSIDE):
        if _is_named(element) and len(text := clean(raw_text(element))) <= _NAME:
            yield element, text


def _signature(text: str) -> Byline | None:
    """What a line names that is named for the author; nothing where only a label stands."""
    name = _bare(text)
    if not name or is_alone(name) or noise.is_noise(name) or not any(map(str.isalpha, name)):
        return None
    return bylines.named(name)


def _bare_name(block: Block) -> Byline | None:
    """The name in a line that holds nothing else but date, counters, and what is linked."""
    if len(block.text) > _LINE or block.link_density > 0.9 or dates.is_dateline(block.text):
        return None
    if any(map(bylines.labelled, pieces(block))):
        return None
    links = block.element.iter("a") if block.element is not None and block.links else ()
    linked = {clean(raw_text(link)) for link in links}
    for part in _DOTS.split(block.text):
        name = _bare(part)
        if not noise.is_noise(name) and bylines.is_name(name) and name not in linked:
            return bylines.named(name)
    return None


def _bare(line: str) -> str:
    """A line without the date, counters and reading time that share it with a name."""
    text = _undated(_COMMENTS.sub("", views.without(line)))
    parts = [part for part in _DOTS.split(text) if not noise.is_noise(part)]
    return " ".join(parts).strip(_MARKS)


def _undated(text: str) -> str:
    """A line without the date that shares it with a name: `Minh An | 17/11/2022 14:06`."""
    return dates.without(text).strip(_MARKS)


def _is_named(element: etree._Element) -> bool:
    if not element.attrib:
        return False
    names = (element.get(name) or "" for name in ("class", "id", "itemprop", "rel"))
    if bylines.are_of_author(" ".join(names)):
        return True
    return element.tag == "a" and _AUTHOR_PATH.search(element.get("href") or "") is not None
