"""The parts of an article on a layout nobody has seen: headings, density, neighbours."""

import re
from dataclasses import dataclass, field

from lxml import html

from scraper import dates, noise, views
from scraper.blocks import Block
from scraper.document import Document
from scraper.text import alike, clean

_MARGINS = ("nav", "footer", "aside", "form")
# Of a line that is a paragraph on its face, in characters.
_PARAGRAPH = 80
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SUFFIX = re.compile(r"\s+[|\-–—»]\s+.*$")
_LEAD = re.compile(
    r"\b(?:sapo|lead|hometext|brief|summary|excerpt|intro|description|chapeau)\b", re.IGNORECASE
)
# How many lines beside title and body may still be the article's.
_ABOVE, _BELOW = 6, 8


@dataclass
class Layout:
    """A page's title and body, and the lines around them."""

    title: str | None = None
    lead: list[Block] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)
    header: list[Block] = field(default_factory=list)
    footer: list[Block] = field(default_factory=list)


def find(document: Document) -> Layout:
    """Title and body of a page by its structure alone; empty where nothing looks like one."""
    if document.tree is None:
        return _plain(document.blocks)
    title = _title(document)
    body = _body(document, title)
    header, footer = surroundings(document, title.text if title else None, body)
    return Layout(title.text if title else None, lead_in(body), body, header, footer)


def surroundings(
    document: Document, title: str | None, body: list[Block]
) -> tuple[list[Block], list[Block]]:
    """The lines between title and body (and just above the title), and those just below."""
    blocks = document.blocks
    start = blocks.index(body[0]) if body else len(blocks)
    end = blocks.index(body[-1]) + 1 if body else len(blocks)
    at = max((i for i in range(start) if blocks[i].text == title), default=start)
    above = [block for block in blocks[max(0, at - _ABOVE) : at] if _is_short(block)]
    between = [block for block in blocks[at + 1 : start] if _is_short(block)]
    below: list[Block] = []
    for block in blocks[end : end + _BELOW]:
        if block.is_image or noise.is_heading(block.text) or block.tag in _HEADINGS:
            break
        below.append(block)
    return between + above, below


def titles_in(document: Document) -> int:
    """How many other pages the document offers by a heading or line that is one whole link."""
    return sum(block.link_density >= 0.9 and len(block.text) >= 25 for block in document.blocks)


def _plain(blocks: list[Block]) -> Layout:
    """Plain text: title, then date and counter lines, then the body to the first web part."""
    if not blocks:
        return Layout()
    start = 1
    while start < len(blocks) and _is_header_line(blocks[start].text):
        start += 1
    ends = (i for i in range(start + 1, len(blocks)) if noise.is_heading(blocks[i].text))
    end = next(ends, len(blocks))
    return Layout(blocks[0].text, body=blocks[start:end], header=blocks[1:start])


def _is_header_line(text: str) -> bool:
    return dates.is_dateline(text) or views.is_counter(text)


def _title(document: Document) -> Block | None:
    """The heading that the head repeats; else the first h1; else none."""
    tree = document.tree
    assert tree is not None
    claim = document.metadata.get("og:title") or clean(tree.findtext(".//title") or "")
    headings = [block for block in document.blocks if block.tag in _HEADINGS and block.text]
    for tag in _HEADINGS:
        for block in headings:
            if block.tag == tag and claim and (alike(block.text, _SUFFIX.sub("", claim))):
                return block
    plain = (b for b in document.blocks if not b.is_image and len(b.text) > 20 and not b.links)
    return next(
        (b for b in plain if b.text == claim or b.text == _SUFFIX.sub("", claim)),
        next((b for b in headings if b.tag == "h1" and b.link_density < 0.5), None),
    )


def _body(document: Document, title: Block | None) -> list[Block]:
    """The blocks of the smallest element that holds most of the text below the title."""
    start = document.blocks.index(title) + 1 if title else 0
    paragraphs = [block for block in document.blocks[start:] if _is_paragraph(block)]
    total = sum(len(block.text) for block in paragraphs)
    if not total or document.tree is None:
        return []
    weights: dict[html.HtmlElement, int] = {}
    for block in paragraphs:
        element = block.element
        while element is not None:
            weights[element] = weights.get(element, 0) + len(block.text)
            element = element.getparent()
    holders = [e for e, weight in weights.items() if weight >= 0.7 * total and e in document.spans]
    if not holders:
        return []
    span = min((document.spans[holder] for holder in holders), key=lambda s: s[1] - s[0])
    begin = _upward(document.blocks, start, max(span[0], start)) if title else span[0]
    return document.blocks[begin : span[1]]


def _upward(blocks: list[Block], start: int, begin: int) -> int:
    """Where a body begins whose lead, with or without a picture, stands in a box above it."""
    for at in range(start, begin):
        if _is_paragraph(blocks[at]) or (blocks[at].is_image and blocks[at].within("figure")):
            return at
    return begin


def lead_in(body: list[Block]) -> list[Block]:
    """The first paragraph, where an element around it is named for the lead."""
    first = next((block for block in body if not block.is_image), None)
    element = first.element if first else None
    while element is not None and element.tag not in ("body", "article", "main"):
        if _LEAD.search(f"{element.get('class') or ''} {element.get('itemprop') or ''}"):
            return [first] if first else []
        element = element.getparent()
    return []


def _is_paragraph(block: Block) -> bool:
    if block.is_image or block.link_density > 0.4 or block.tag in _HEADINGS:
        return False
    return len(block.text) >= _PARAGRAPH and block.within(*_MARGINS) is None


def _is_short(block: Block) -> bool:
    return not block.is_image and len(block.text) <= 160 and block.link_density < 0.5
