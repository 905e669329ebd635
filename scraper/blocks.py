"""The blocks of a page in reading order: paragraphs, headings, cells, captions, pictures."""

import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree, html

from scraper.text import clean

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section summary"
    " table tbody td tfoot th thead tr ul".split()
)
_UNREAD = frozenset(
    "applet audio button canvas embed head iframe input map math noscript object option script"
    " select style svg template textarea video".split()
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CLASS = re.compile(r"(?:^|\s)(?:hidden|hide|d-none)(?=\s|$)")
_SHOWN_CLASS = re.compile(r"\b(?:\w+:(?:block|flex|grid|inline)|d-\w\w-|visible-\w\w)")
_MARKS = {"a": "a", "b": "strong", "strong": "strong", "em": "em", "i": "em"}
_LINE = "\u2028"
_PLACEHOLDER = re.compile(r"^data:|/(?:blank|spacer|loading|lazy|placeholder)\.\w+$")


@dataclass(slots=True, eq=False)
class Block:
    """One paragraph, heading, cell, caption or picture."""

    text: str
    """Clean text; of a picture, its alternative text."""
    lines: tuple[str, ...] = ()
    """The text as broken by single `<br>`s."""
    element: html.HtmlElement | None = None
    """The block-level element that holds the text, or the `img`; None in plain text."""
    links: int = 0
    """Characters of the text that are linked."""
    strong: int = 0
    """Characters in bold."""
    emphasis: int = 0
    """Characters in italics."""
    src: str | None = None
    """Absolute URL of a picture."""
    gap: int = 1
    """Plain text: the empty lines before it."""

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

    def within(self, *tags: str) -> html.HtmlElement | None:
        """The nearest element of these tags that holds the block, if any."""
        if self.element is None:
            return None
        if self.element.tag in tags:
            return self.element
        return next(self.element.iterancestors(*tags), None)


Spans = dict[html.HtmlElement, tuple[int, int]]


def text_of(element: html.HtmlElement) -> str:
    """The clean text of one element, whatever its level."""
    return clean(element.text_content())


def blocks_of(tree: html.HtmlElement, url: str) -> tuple[list[Block], Spans]:
    """The blocks of a tree, and for each block-level element which of them stand in it.

    Addresses of pictures are made absolute with the page's `<base>`, else with `url`.
    """
    reader = _Reader(url)
    reader.read(tree)
    return reader.blocks, reader.spans


class _Reader:
    """Walks a tree once."""

    def __init__(self, url: str) -> None:
        self.blocks: list[Block] = []
        self.spans: Spans = {}
        self.base = url
        self.holders: list[html.HtmlElement] = []
        self.starts: list[int] = []
        self.pieces: list[str] = []
        self.depth = {"a": 0, "strong": 0, "em": 0}
        self.marked = dict.fromkeys(self.depth, 0)

    def read(self, tree: html.HtmlElement) -> None:
        if (base := tree.find(".//base[@href]")) is not None:
            self.base = urljoin(self.base, base.get("href") or "")
        body = tree.find("body")
        if body is None:
            return
        # Not recursive: damaged pages nest deeper than Python's stack.
        walk = etree.iterwalk(body, events=("start", "end"))
        skipped = None
        for event, element in walk:
            if event == "start":
                if self._skips(element):
                    walk.skip_subtree()
                    skipped = element
                else:
                    self._enter(element)
            else:
                if element is not skipped:
                    self._leave(element)
                if element is not body:
                    self._add(element.tail)

    def _skips(self, element: html.HtmlElement) -> bool:
        if element.tag == "tr" and _is_data_row(element):
            self._flush()
            cells = tuple(text for cell in element if (text := text_of(cell)))
            if cells:
                self.blocks.append(Block(" | ".join(cells), cells, element))
            return True
        return element.tag in _UNREAD or _is_hidden(element)

    def _enter(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self._flush()
            self.holders.append(element)
            self.starts.append(len(self.blocks))
        elif tag == "img":
            self._image(element)
        elif tag == "br":
            self._break()
        elif mark := _MARKS.get(tag):
            self.depth[mark] += 1
        self._add(element.text)

    def _leave(self, element: html.HtmlElement) -> None:
        if element.tag in _BLOCKS:
            self._flush()
            self.holders.pop()
            self.spans[element] = (self.starts.pop(), len(self.blocks))
        elif mark := _MARKS.get(element.tag):
            self.depth[mark] -= 1

    def _break(self) -> None:
        """A `<br>` breaks the line; a second one ends the paragraph."""
        for piece in reversed(self.pieces):
            if piece == _LINE:
                self._flush()
                return
            if piece.strip():
                break
        self.pieces.append(_LINE)

    def _add(self, text: str | None) -> None:
        if not text:
            return
        self.pieces.append(text)
        for mark, depth in self.depth.items():
            if depth:
                self.marked[mark] += len(clean(text))

    def _flush(self) -> None:
        if not self.pieces:
            return
        lines = tuple(line for part in "".join(self.pieces).split(_LINE) if (line := clean(part)))
        if lines:
            links, strong, emphasis = self.marked.values()
            self.blocks.append(
                Block(" ".join(lines), lines, self.holders[-1], links, strong, emphasis)
            )
        self.pieces.clear()
        self.marked = dict.fromkeys(self.depth, 0)

    def _image(self, element: html.HtmlElement) -> None:
        sources = (element.get(name) for name in ("src", "data-src", "data-original"))
        src = next((s.strip() for s in sources if s and not _PLACEHOLDER.search(s.strip())), None)
        if src is None or _is_icon(element):
            return
        self._flush()
        with suppress(ValueError):  # a damaged address is kept as written
            src = urljoin(self.base, src)
        self.blocks.append(Block(clean(element.get("alt") or ""), element=element, src=src))


def _is_hidden(element: html.HtmlElement) -> bool:
    attributes = element.attrib
    if "hidden" in attributes:
        return True
    if (style := attributes.get("style")) and _HIDDEN_STYLE.search(style):
        return True
    classes = attributes.get("class")
    return bool(classes and _HIDDEN_CLASS.search(classes) and not _SHOWN_CLASS.search(classes))


def _is_icon(element: html.HtmlElement) -> bool:
    sizes = [element.get(name, "") for name in ("width", "height")]
    return any(
        size.removesuffix("px").isdigit() and int(size.removesuffix("px")) <= 40 for size in sizes
    )


def _is_data_row(row: html.HtmlElement) -> bool:
    """A row of two or more short cells without pictures: data, not layout."""
    cells = list(row.iterchildren("td", "th"))
    if len(cells) < 2 or row.find(".//img") is not None or row.find(".//table") is not None:
        return False
    return all(len(cell.findall(".//p")) <= 1 and len(text_of(cell)) <= 300 for cell in cells)
