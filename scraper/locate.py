"""Where on a page the parts of an article stand."""

from dataclasses import dataclass, field
from functools import cache
from typing import cast

from lxml import html
from lxml.cssselect import CSSSelector

from scraper import structure
from scraper.blocks import Block, text_of
from scraper.document import Document
from scraper.platforms import PLATFORMS
from scraper.site import Site, Template, all_sites


@dataclass
class Parts:
    """The parts of one article as they stand on its page, not yet read."""

    template: str
    """The name of the template that told where they stand; `structure` where none did."""
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    views: str | None = None
    lead: list[Block] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)
    """Text and pictures, captions and byline still among them."""
    byline: str | None = None
    source: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    header: list[Block] = field(default_factory=list)
    """The lines between title and body, and right above the title."""
    footer: list[Block] = field(default_factory=list)
    """The lines right below the body."""


def template_for(document: Document, site: Site | None) -> Template | None:
    """The template whose mark is on the page: the site's own, a platform's, another site's."""
    if document.tree is None:
        return None
    own = site.templates if site else ()
    others = (template for known in all_sites().values() for template in known.templates)
    for template in (*own, *PLATFORMS, *others):
        if template.format == "html" and _first(document.tree, template.mark) is not None:
            return template
    return None


def locate(document: Document, template: Template | None) -> Parts:
    """The parts where the template says, what it leaves out by structure."""
    if template is None or document.tree is None:
        layout = structure.find(document)
        return Parts(
            template="structure",
            title=layout.title,
            lead=layout.lead,
            body=layout.body,
            header=layout.header,
            footer=layout.footer,
        )
    parts = Parts(template=template.name)
    tree = document.tree
    title, body = _first(tree, template.title), _first(tree, template.body)
    if title is None or body is None:
        layout = structure.find(document)
        parts.title, parts.body = layout.title, layout.body
    if title is not None:
        parts.title = text_of(title)
    if body is not None:
        parts.body = document.blocks_in(body)
    for name in ("published", "modified", "views", "byline", "source"):
        setattr(parts, name, _text(tree, getattr(template, name)))
    lead = _first(tree, template.lead)
    parts.lead = document.blocks_in(lead) if lead is not None else []
    categories = [text_of(element) for element in _all(tree, template.category)]
    parts.category = next(filter(None, reversed(categories)), None)
    parts.tags = tuple(filter(None, (text_of(element) for element in _all(tree, template.tags))))
    parts.header, parts.footer = structure.surroundings(document, parts.title, parts.body)
    return parts


@cache
def _selector(css: str) -> CSSSelector:
    return CSSSelector(css, translator="html")


def _all(tree: html.HtmlElement, css: str) -> list[html.HtmlElement]:
    return cast(list[html.HtmlElement], _selector(css)(tree)) if css else []


def _first(tree: html.HtmlElement, css: str) -> html.HtmlElement | None:
    return next(iter(_all(tree, css)), None)


def _text(tree: html.HtmlElement, css: str) -> str | None:
    element = _first(tree, css)
    return text_of(element) or None if element is not None else None
