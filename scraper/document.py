"""A page as a reader meets it: blocks of text and pictures in reading order.

HTML and plain text become the same blocks, so one set of field parsers serves both.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from lxml import etree, html

from scraper.encoding import decode
from scraper.items import NotAnArticle
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
_MARKUP = re.compile(r"<\s*(?:!doctype|html|head|body|div|p|table|article|span|meta|br|h1)\b", re.I)
_NOT_HTML = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "Office or ZIP",
    b"\xd0\xcf\x11\xe0": "Office",
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG": "PNG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
}


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


@dataclass
class Document:
    """One page: its blocks and what its head claims. It holds its tree and dies with it."""

    url: str
    blocks: list[Block] = field(default_factory=list)
    tree: html.HtmlElement | None = None
    """None for plain text."""
    spans: dict[html.HtmlElement, tuple[int, int]] = field(default_factory=dict)
    """For each block-level element, which of the blocks stand in it."""

    def blocks_in(self, element: html.HtmlElement) -> list[Block]:
        """The blocks of one block-level element, in reading order."""
        start, end = self.spans.get(element, (0, 0))
        return self.blocks[start:end]

    @cached_property
    def metadata(self) -> dict[str, str]:
        """What the head's metas claim, by lower-case name or property; the first of each."""
        claims: dict[str, str] = {}
        for meta in [] if self.tree is None else self.tree.iter("meta"):
            name = meta.get("property") or meta.get("name") or meta.get("itemprop")
            content = clean(meta.get("content") or "")
            if name and content:
                claims.setdefault(name.lower(), content)
        return claims

    @cached_property
    def linked_data(self) -> dict[str, Any]:
        """The page's JSON-LD object of an article type; empty where it has none."""
        for script in [] if self.tree is None else self.tree.iter("script"):
            if "ld+json" in (script.get("type") or ""):
                for entry in _json_objects(script.text or ""):
                    if "Article" in str(entry.get("@type")) or "BlogPosting" in str(
                        entry.get("@type")
                    ):
                        return entry
        return {}


def text_of(element: html.HtmlElement) -> str:
    """The clean text of one element, whatever its level."""
    return clean(element.text_content())


def read_html(text: str, url: str) -> Document:
    """An HTML page as a document. Raises NotAnArticle where it has no elements."""
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    data = text.replace("\0", "").encode("utf-8", errors="replace")
    try:
        tree = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise NotAnArticle("empty", "the page is empty") from error
    document = Document(url=url, tree=tree)
    _Reader(document).read(tree)
    return document


def read_text(text: str, url: str) -> Document:
    """Plain text as a document: every line that is not empty is a block."""
    blocks, gap = [], 1
    for line in text.splitlines():
        if cleaned := clean(line):
            blocks.append(Block(cleaned, (cleaned,), gap=gap))
            gap = 0
        else:
            gap += 1
    return Document(url=url, blocks=blocks)


def read(body: bytes, url: str, content_type: str | None = None) -> Document:
    """Bytes as received to a document.

    Raises NotAnArticle of kind `not-html` for PDF, Office and picture files, by their first
    bytes (headers lie), and of kind `empty` for nothing at all.
    """
    kind = next((name for mark, name in _NOT_HTML.items() if body.startswith(mark)), None)
    if kind or "application/pdf" in (content_type or ""):
        raise NotAnArticle("not-html", f"the page is a {kind or 'PDF'} file, not HTML")
    text = decode(body, content_type)
    if not text.strip("\ufeff\0 \r\n\t"):
        raise NotAnArticle("empty", "the page is empty")
    if "html" in (content_type or "") or _MARKUP.search(text[:20000]):
        return read_html(text, url)
    if text.count("\0") + text.count("\ufffd") > len(text) / 20:
        raise NotAnArticle("not-html", "the page is no text in any encoding that is known")
    return read_text(text, url)


class _Reader:
    """Walks a tree once and fills a document with blocks."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.base = document.url
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
                self.document.blocks.append(Block(" | ".join(cells), cells, element))
            return True
        return element.tag in _UNREAD or _is_hidden(element)

    def _enter(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self._flush()
            self.holders.append(element)
            self.starts.append(len(self.document.blocks))
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
            self.document.spans[element] = (self.starts.pop(), len(self.document.blocks))
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
            self.document.blocks.append(
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
        self.document.blocks.append(
            Block(clean(element.get("alt") or ""), element=element, src=src)
        )


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


def _json_objects(text: str) -> Iterator[dict[str, Any]]:
    try:
        data = json.loads(text, strict=False)
    except ValueError:
        return
    for entry in data if isinstance(data, list) else [data]:
        if isinstance(entry, dict):
            yield entry
            yield from (node for node in entry.get("@graph", []) if isinstance(node, dict))
