"""A page as a reader meets it: blocks of text and pictures in reading order.

HTML and plain text become the same blocks, so one set of field parsers serves both.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree, html

from scraper.blocks import Block, Spans, blocks_of
from scraper.encoding import decode
from scraper.items import NotAnArticle
from scraper.text import clean

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


@dataclass
class Document:
    """One page: its blocks and what its head claims. It holds its tree and dies with it."""

    url: str
    blocks: list[Block] = field(default_factory=list)
    tree: html.HtmlElement | None = None
    """None for plain text."""
    spans: Spans = field(default_factory=dict)
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
    blocks, spans = blocks_of(tree, url)
    return Document(url, blocks, tree, spans)


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


def _json_objects(text: str) -> Iterator[dict[str, Any]]:
    try:
        data = json.loads(text, strict=False)
    except ValueError:
        return
    for entry in data if isinstance(data, list) else [data]:
        if isinstance(entry, dict):
            yield entry
            yield from (node for node in entry.get("@graph", []) if isinstance(node, dict))
