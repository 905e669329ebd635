"""The blocks of a part of a page in reading order: paragraphs, headings, cells, pictures."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from lxml import etree

from scraper.text import clean, remembered

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section summary"
    " table tbody td tfoot th thead tr ul".split()
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
UNREAD = frozenset(
    "applet audio button canvas embed head iframe input map math noscript object option script"
    " select style svg template textarea video".split()
)
# What is not read, but seen: it keeps apart what stands on its sides.
_SEEN = frozenset("button canvas embed iframe input object select svg video".split())
_HIDDEN_STYLE = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_HIDDEN_CLASS = re.compile(r"(?:^|\s)(?:hidden|hide|d-none|sr-only|visually-hidden)(?=\s|$)")
_SHOWN_CLASS = re.compile(r"\b(?:\w+:(?:block|flex|grid|inline)|d-\w\w-|visible-\w\w)")
_BOLD = 1
_MARKS = {"a": 0, "strong": _BOLD, "b": _BOLD, "em": 2, "i": 2}
_UNMARKED = [0, 0, 0]
_IMAGES = frozenset({"img", "amp-img"})
_SOURCES = ("data-src", "data-original", "data-lazy-src", "src")
_PLACEHOLDER = re.compile(
    r"[\w-]*(?:blank|spacer|loading|lazy|placeholder|pixel|grey|gray)[\w-]*\.\w+$", re.I
)
# Pictures that are signs: of a file's kind, of a button, of what is new; smileys.
_SIGN = re.compile(
    r"/(?:icons?|smil(?:ies|eys)|emojis?|emoticons?)/[^/]*$"
    r"|/(?:icon|ico|pdf|docx?|word|xlsx?|excel|zip|rar|attach(?:ment)?|download|print|e?mail|new|bullet"
    r"|arrow)(?:[_-]?(?:icon|button|small|new|\d+))*\.(?:gif|png|svg)$",
    re.IGNORECASE,
)
_BOLD_CLASS = re.compile(
    r"(?:^|\s)(?:font-(?:weight-)?(?:semi)?bold(?:er)?|fw-(?:semi)?bold(?:er)?|text-bold|bold)(?=\s|$)"
)
_EYE = re.compile(r"\b(?:fa|bi|ti|la|icon|glyphicon|ion|mdi|ri)[\w-]*-eye\b")
_DRAWN_EYE = re.compile(r"(?:^|[\s_-])(?:[Ee]ye|[Vv]isibility)(?![a-z])")
_LINE = "\u2028"
_ICON = "\ue000"
# A page may nest deeper than Python's stack; text below this depth is read as one piece.
_DEEPEST = 150
# How many elements around a block are near.
_NEAR = 7


Spans = dict[etree._Element | None, tuple[int, int]]


@dataclass(slots=True, eq=False)
class Block:
    """One paragraph, heading, cell, caption or picture."""

    text: str
    """Clean text; of a picture, its alternative text."""
    lines: tuple[str, ...] = ()
    """The text as broken by single `<br>`s."""
    element: etree._Element | None = None
    """The block-level element that holds the text, or the `img`; None in plain text."""
    links: int = 0
    """Characters of the text that are linked."""
    strong: int = 0
    """Characters in bold."""
    emphasis: int = 0
    """Characters in italics."""
    src: str | None = None
    """Address of a picture as the page has it, which may be relative."""
    gap: int = 1
    """Plain text: the empty lines before it."""
    seen: str = ""
    """What stands right behind the icon of an eye, by which counters are marked."""

    @property
    def is_image(self) -> bool:
        return self.src is not None

    @property
    def tag(self) -> str:
        return str(self.element.tag) if self.element is not None else "p"

    @property
    def link_density(self) -> float:
        """Share of the text that is linked, 0 to 1."""
        return self.links / len(self.text) if self.text else 0.0

    def within(self, *tags: str) -> etree._Element | None:
        """The nearest element of these tags that holds the block, if one is near."""
        element = self.element
        for _ in range(_NEAR):
            if element is None or element.tag in tags:
                return element
            element = element.getparent()
        return None


def text_of(element: etree._Element) -> str:
    """The clean text of one element, whatever its level, without scripts and hidden parts."""
    reader = _Reader((), None, 0)
    reader.read(element, 0)
    reader.flush()
    return " ".join(block.text for block in reader.blocks if not block.is_image)


def raw_text(element: etree._Element) -> str:
    """All characters of an element, markup apart."""
    if not len(element):
        return element.text or ""
    return "".join(cast("Iterator[str]", element.itertext()))


def blocks_of(
    scope: etree._Element,
    watched: Iterable[etree._Element | None] = (),
    last: etree._Element | None = None,
    beyond: int = 0,
) -> tuple[list[Block], Spans]:
    """The blocks of one element, and where among them those of the elements watched stand.

    Where `last`, one of those watched, is given, the reading ends some `beyond` blocks after it.
    """
    reader = _Reader(watched, last, beyond)
    reader.read(scope, 0)
    reader.flush()
    return reader.blocks, reader.spans


def _is_eye(svg: etree._Element) -> bool:
    names = (svg.get(name) or "" for name in ("class", "data-icon", "data-testid", "aria-label"))
    return any(map(_DRAWN_EYE.search, names))


def is_hidden(element: etree._Element) -> bool:
    """Whether a browser would not show an element, as far as its own attributes tell."""
    style = element.get("style")
    if style and _HIDDEN_STYLE.search(style):
        return True
    classes = element.get("class")
    if classes and _hides(classes):
        return True
    return element.get("hidden") is not None


@remembered
def _hides(classes: str) -> bool:
    return bool(_HIDDEN_CLASS.search(classes)) and not _SHOWN_CLASS.search(classes)


class _Reader:
    """Walks one element."""

    def __init__(
        self,
        watched: Iterable[etree._Element | None],
        last: etree._Element | None,
        beyond: int,
    ) -> None:
        self.last = last
        self.beyond = beyond
        self.most = sys.maxsize
        self.blocks: list[Block] = []
        self.spans: Spans = dict.fromkeys(watched, (0, 0))
        self.holder: etree._Element | None = None
        self.pieces: list[str] = []
        self.depths = [0, 0, 0]
        self.marked = [0, 0, 0]

    def read(self, element: etree._Element, depth: int) -> None:
        tag = element.tag
        if tag in BLOCKS:
            self.shown(element, depth, self.block)
        elif (mark := _MARKS.get(tag)) is not None:
            if tag == "i" and _EYE.search(element.get("class") or ""):
                self.pieces.append(_ICON)
            self.depths[mark] += 1
            self.inside(element, depth)
            self.depths[mark] -= 1
        elif tag == "br":
            self.line()
        elif tag in _IMAGES:
            self.image(element)
        elif tag not in UNREAD:
            self.shown(element, depth, self.block if element in self.spans else self.inside)
        elif tag in _SEEN:
            self.pieces.append(_ICON if tag == "svg" and _is_eye(element) else " ")

    def shown(
        self, element: etree._Element, depth: int, read: Callable[[etree._Element, int], None]
    ) -> None:
        """An element that is read if a browser would show it."""
        if not element.attrib:
            read(element, depth)
        elif not is_hidden(element):
            classes = element.get("class", "")
            bold = "bold" in element.get("style", "") or ("bold" in classes and _is_bold(classes))
            self.depths[_BOLD] += bold
            read(element, depth)
            self.depths[_BOLD] -= bold

    def block(self, element: etree._Element, depth: int) -> None:
        """What an element holds that begins and ends its own paragraphs."""
        self.flush()
        if not len(element) and self.depths == _UNMARKED and element not in self.spans:
            # The same as below, for the many that hold nothing but text.
            if (text := element.text) and (text := clean(text)):
                self.blocks.append(Block(text, (text,), element))
            return
        start, outer = len(self.blocks), self.holder
        self.holder = element
        if element.tag == "tr" and (cells := _data_cells(element)):
            links = sum(len(clean(raw_text(link))) for link in element.iter("a"))
            self.blocks.append(Block(" | ".join(cells), cells, element, links))
        else:
            self.inside(element, depth)
        self.flush()
        self.holder = outer
        if element in self.spans:
            self.spans[element] = (start, len(self.blocks))
            if element is self.last:
                self.most = len(self.blocks) + self.beyond

    def inside(self, element: etree._Element, depth: int) -> None:
        if text := element.text:
            self.add(text)
        if depth >= _DEEPEST:
            self.add(raw_text(element))
            return
        for child in element if len(element) else ():
            self.read(child, depth + 1)
            if text := child.tail:
                self.add(text)
            if len(self.blocks) > self.most:
                break

    def add(self, text: str) -> None:
        pieces = self.pieces
        if not pieces and text.isspace():
            return  # what white space stands before a line says nothing
        pieces.append(text)
        if self.depths != _UNMARKED:
            size = len(text.strip())
            for mark in range(3):
                if self.depths[mark]:
                    self.marked[mark] += size

    def line(self) -> None:
        """A `<br>` breaks the line; a second one ends the paragraph."""
        for piece in reversed(self.pieces):
            if piece == _LINE:
                self.flush()
                return
            if piece.strip():
                break
        self.pieces.append(_LINE)

    def flush(self) -> None:
        """What was gathered since the last boundary becomes a block."""
        pieces = self.pieces
        if not pieces:
            return
        text = "".join(pieces)
        pieces.clear()
        links, strong, emphasis = self.marked
        self.marked = [0, 0, 0]
        seen = ""
        if _ICON in text:
            seen = clean(text.rpartition(_ICON)[2])
            text = text.replace(_ICON, " ")
        if _LINE in text:
            lines = tuple(line for part in text.split(_LINE) if (line := clean(part)))
            text = " ".join(lines)
        else:
            text = clean(text)
            lines = (text,)
        if text:
            self.blocks.append(Block(text, lines, self.holder, links, strong, emphasis, seen=seen))

    def image(self, element: etree._Element) -> None:
        sources = [source.strip() for name in _SOURCES if (source := element.get(name))]
        src = next((source for source in sources if not _is_placeholder(source)), None)
        if src is None or _is_icon(element) or _is_sign(src):
            return
        self.flush()
        self.blocks.append(Block(clean(element.get("alt") or ""), element=element, src=src))


@remembered
def _is_bold(classes: str) -> bool:
    return _BOLD_CLASS.search(classes) is not None


def _is_sign(src: str) -> bool:
    return _SIGN.search(src.partition("?")[0]) is not None


def _is_placeholder(src: str) -> bool:
    """Whether an address is that of an empty picture, in place of one not loaded yet."""
    _, slash, name = src.rpartition("/")
    return src[:5].lower() == "data:" or bool(slash and _PLACEHOLDER.match(name))


def _is_icon(element: etree._Element) -> bool:
    for name in ("width", "height"):
        size = (element.get(name) or "").removesuffix("px")
        if size.isascii() and size.isdecimal() and int(size[:6]) <= 40:
            return True
    return False


def _data_cells(row: etree._Element) -> tuple[str, ...]:
    """The cells of a row of two or more short ones without pictures: data, not layout."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if len(cells) < 2 or next(row.iter("img", "table", "form", *HEADINGS), None) is not None:
        return ()
    if any(sum(1 for _ in cell.iter("p")) > 1 for cell in cells):
        return ()
    texts = [text_of(cell) for cell in cells]
    return tuple(filter(None, texts)) if all(len(text) <= 300 for text in texts) else ()
