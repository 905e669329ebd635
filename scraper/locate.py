"""Where on a page the parts of an article stand."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import cast

from lxml import etree
from lxml.cssselect import CSSSelector

from scraper import structure
from scraper.blocks import Block, blocks_of, text_of
from scraper.document import Document
from scraper.found import How
from scraper.platforms import PLATFORMS
from scraper.site import Site, Template, all_sites

# A class or id, or the value of an attribute.
_NAME = re.compile(r"[.#]([\w-]+)|=['\"]?([^'\"\]]+)")
Selected = list[etree._Element]


@dataclass
class Parts:
    """The parts of one article as they stand on its page, not yet read."""

    template: str | None
    """The name of the template whose selectors count; None where no mark was on the page."""
    selected: dict[str, Selected]
    """What the template's selectors find, by part."""
    title: str | None = None
    title_at: etree._Element | None = None
    lead: list[Block] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)
    """Text and pictures, captions and byline still among them."""
    header: list[Block] = field(default_factory=list)
    """The lines between title and body."""
    above: list[Block] = field(default_factory=list)
    """The lines right above the title, where also the page's clock may stand."""
    below: list[Block] = field(default_factory=list)
    """All that was read below the body."""
    links: list[Block] = field(default_factory=list)
    """The lines above the title that are links."""
    aside: list[Block] = field(default_factory=list)
    """Lines within the body that are not of it: dates, counters, tags."""
    footer: list[Block] = field(default_factory=list)
    """The lines right below the body."""
    offered: int = 0
    """How many lines within the body are titles of other pages."""

    def texts(self, name: str) -> list[tuple[etree._Element, str]]:
        """What the template's selector of a part finds, with the text that stands there."""
        found = [(element, text_of(element)) for element in self.selected.get(name, [])]
        return [(element, text) for element, text in found if text]

    def how(self, name: str) -> How:
        """Whether a part was found by the template's selector or by structure."""
        return "selector" if self.selected.get(name) else "structure"


def template_for(document: Document, site: Site | None) -> Template | None:
    """The template whose mark is on the page: the site's own, a platform's, another site's."""
    if document.tree is None:
        return None
    own = site.templates if site else ()
    others = (template for known in all_sites().values() for template in known.templates)
    for template in (*own, *PLATFORMS, *(other for other in others if other not in own)):
        if template.format != "html" or not _may_match(template.mark, document.data):
            continue
        if _selector(template.mark)(document.tree):
            return template
    return None


def locate(document: Document, template: Template | None) -> Parts:
    """The parts where the template says, what it leaves out by structure."""
    selected = _selected(document, template)
    title, body, lead = (selected.get(name, [None])[0] for name in ("title", "body", "lead"))
    layout = structure.find(document, title, body)
    boxed = [] if lead is None else blocks_of(lead)[0]
    return Parts(
        template=template.name if template else None,
        selected=selected,
        title=layout.title,
        title_at=layout.title_at,
        lead=boxed or layout.lead,
        body=layout.body,
        header=layout.header,
        above=layout.above,
        below=layout.below,
        links=layout.links,
        footer=layout.footer,
    )


def _selected(document: Document, template: Template | None) -> dict[str, Selected]:
    if template is None or document.tree is None:
        return {}
    names = "title published modified views lead body byline source category tags".split()
    chosen = {name: getattr(template, name) for name in names}
    found = {
        name: _selector(css)(document.tree)
        for name, css in chosen.items()
        if css and _may_match(css, document.data)
    }
    return {name: cast(Selected, elements) for name, elements in found.items() if elements}


def _may_match(css: str, data: bytes) -> bool:
    """Whether the names that a selector asks for stand anywhere in the page."""
    return any(all(name in data for name in names) for names in _names(css))


@cache
def _names(css: str) -> list[list[bytes]]:
    return [
        [(name or value).encode() for name, value in _NAME.findall(group)]
        for group in css.split(",")
    ]


@cache
def _selector(css: str) -> CSSSelector:
    return CSSSelector(css, translator="html")
