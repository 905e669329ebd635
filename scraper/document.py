"""A page as received: its tree or its lines, and what its head claims."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast
from urllib.parse import urljoin

from lxml import etree

from scraper import legacy
from scraper.blocks import HEADINGS, Block
from scraper.encoding import encoding_of
from scraper.items import NotAnArticle
from scraper.text import clean

_MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|head|body|div|p|table|article|span|meta|br|h1)\b", re.IGNORECASE
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_NOT_HTML = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "Office or ZIP",
    b"\xd0\xcf\x11\xe0": "Office",
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG": "PNG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"\x7fELF": "program",
}
_AS_IT_IS = frozenset({"ascii", "utf-8"})


@dataclass
class Document:
    """One page. It holds its tree and dies with it."""

    url: str
    tree: etree._Element | None = None
    """None for plain text."""
    data: bytes = b""
    """The HTML that the tree was made of, in UTF-8."""
    lines: list[Block] = field(default_factory=list)
    """Plain text: every line that is not empty."""

    @cached_property
    def parts(self) -> dict[str, list[etree._Element]]:
        """The elements of the kinds that tell about the page, in document order, by tag."""
        found: dict[str, list[etree._Element]] = {}
        if self.tree is not None:
            for element in self.tree.iter("meta", "script", "title", "base", "link", *HEADINGS):
                found.setdefault(element.tag, []).append(element)
        return found

    @cached_property
    def base(self) -> str:
        """What relative addresses on the page are relative to."""
        for element in self.parts.get("base", []):
            if href := element.get("href"):
                try:
                    return urljoin(self.url, href)
                except ValueError:
                    break
        return self.url

    def claim(self, name: str) -> str:
        """What the head's metas claim under a name or property, in lower case; or nothing."""
        return clean(self._metas.get(name, ""))

    @cached_property
    def _metas(self) -> dict[str, str]:
        """The first of each name that says anything."""
        claims: dict[str, str] = {}
        for meta in self.parts.get("meta", []):
            name = meta.get("property") or meta.get("name") or meta.get("itemprop")
            content = meta.get("content")
            if name and content:
                claims.setdefault(name.lower(), content)
        return claims

    @cached_property
    def linked_data(self) -> dict[str, Any]:
        """The page's JSON-LD object of an article type; empty where it has none."""
        for entry in self._linked:
            kind = str(entry.get("@type"))
            if "Article" in kind or "BlogPosting" in kind:
                return entry
        return {}

    @cached_property
    def crumbs(self) -> list[str]:
        """The names in the page's JSON-LD path, from the home page on; empty where it has none."""
        for entry in self._linked:
            steps = entry.get("itemListElement")
            if entry.get("@type") == "BreadcrumbList" and isinstance(steps, list):
                return [name for step in steps if (name := _name(step))]
        return []

    @cached_property
    def _linked(self) -> list[dict[str, Any]]:
        """The objects of the page's JSON-LD."""
        scripts = (s for s in self.parts.get("script", []) if "ld+json" in (s.get("type") or ""))
        return [entry for script in scripts for entry in _json_objects(script.text or "")]


def read(body: bytes, url: str, content_type: str | None = None) -> Document:
    """Bytes as received to a document.

    Raises NotAnArticle of kind `not-html` for PDF, Office and picture files, by their first
    bytes (headers lie), and of kind `empty` for nothing at all.
    """
    kind = next((name for mark, name in _NOT_HTML.items() if body.startswith(mark)), None)
    if kind or "application/pdf" in (content_type or ""):
        raise NotAnArticle("not-html", f"the page is a {kind or 'PDF'} file, not HTML")
    encoding = encoding_of(body, content_type)
    old_font = legacy.names_font(body)
    if old_font and encoding != "utf-8":
        encoding = "cp1252"
    if "html" in (content_type or "") or _MARKUP.search(body[:20000].replace(b"\0", b"")):
        if encoding not in _AS_IT_IS or b"\0" in body:
            text = body.decode(encoding, errors="replace").replace("\0", "")
            body = text.encode("utf-8", errors="replace")
        return read_html(body, url, old_font)
    text = body.decode(encoding, errors="replace")
    if not text.strip("\ufeff\0 \r\n\t"):
        raise NotAnArticle("empty", "the page is empty")
    if len(_CONTROL.findall(text)) > len(text) / 50:
        raise NotAnArticle("not-html", "the page is no text in any encoding that is known")
    return read_text(text, url)


def read_html(data: bytes, url: str, old_font: bool = False) -> Document:
    """An HTML page in UTF-8 as a document. Raises NotAnArticle where it has no elements.

    `old_font` says that parts of it are set in a font that `legacy` knows.
    """
    parser = etree.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
        collect_ids=False,
    )
    try:
        tree = etree.fromstring(data, parser=parser)
    except etree.XMLSyntaxError:
        tree = None
    if tree is None:
        raise NotAnArticle("empty", "the page is empty")
    if old_font:
        legacy.rewrite(tree)
    return Document(url, tree, data)


def read_text(text: str, url: str) -> Document:
    """Plain text as a document: every line that is not empty is a block."""
    blocks, gap = [], 1
    for line in text.splitlines():
        if cleaned := clean(line):
            blocks.append(Block(cleaned, (cleaned,), gap=gap))
            gap = 0
        else:
            gap += 1
    return Document(url, lines=blocks)


def elements(path: etree.XPath, at: etree._Element, **variables: str) -> list[etree._Element]:
    """The elements that a path selects, seen from one of them, in document order."""
    return cast("list[etree._Element]", path(at, **variables))


def read_json(text: str) -> Any:
    """The value of a JSON text. Raises ValueError for whatever is none, or nests too deep."""
    try:
        return json.loads(text.removeprefix("\ufeff"), strict=False)
    except RecursionError as error:
        raise ValueError("it nests too deep") from error


def _name(step: Any) -> str:
    """What a step of a JSON-LD path is called, itself or its target."""
    item = step.get("item") if isinstance(step, dict) else None
    named = [entry.get("name") for entry in (step, item) if isinstance(entry, dict)]
    return next((clean(name) for name in named if isinstance(name, str)), "")


def _json_objects(text: str) -> Iterator[dict[str, Any]]:
    try:
        data = read_json(text)
    except ValueError:
        return
    for entry in data if isinstance(data, list) else [data]:
        if isinstance(entry, dict):
            yield entry
            graph = entry.get("@graph")
            if isinstance(graph, list):
                yield from (node for node in graph if isinstance(node, dict))
