"""The three sites' articles as they stand now: found by address, listed by section."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tests.portal.catalog import (
    ARTICLES,
    ODD_PAGES,
    Article,
    OddPage,
    parse_blocks,
    source_of,
)

Page = Article | OddPage


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a listing."""

    title: str
    href: str
    summary: str
    moment: datetime
    picture: str
    template: str


class Newsroom:
    """What the portal serves; edits and removals change it while it runs."""

    def __init__(self) -> None:
        pages: list[Page] = [*ARTICLES, *ODD_PAGES]
        self._pages = {page.url: page for page in pages}
        self._unlisted: set[str] = set()
        self.scenery = False
        """Whether pictures are landscapes, for people to look at, or tiny, for the crawls."""

    @property
    def articles(self) -> list[Article]:
        """Every article that is there now."""
        return [page for page in self._pages.values() if isinstance(page, Article)]

    def find(self, site: str, path: str) -> Page | None:
        """The page at a path of a site, also at its other paths."""
        for page in list(self._pages.values()):
            aliases = page.aliases if isinstance(page, Article) else ()
            if page.site == site and path in (page.path, *aliases):
                return page
        return None

    def by_url(self, url: str) -> Article:
        """The article at its canonical address. Raises KeyError."""
        page = self._pages[url]
        if isinstance(page, OddPage):
            raise KeyError(url)
        return page

    def replace(self, url: str, **fields: Any) -> Article:
        """Change an article; `body` takes lines in the notation of `catalog`. The new state."""
        if "body" in fields:
            fields["blocks"] = parse_blocks("\n".join(fields.pop("body")))
        if "views" in fields and fields["views"] is not None:
            fields["views"] = str(fields["views"])
        self._pages[url] = changed = replace(self.by_url(url), **fields)
        return changed

    def remove(self, url: str, how: str, listed: bool) -> None:
        """Make an article answer 404, 410, redirect or soft-404."""
        old = self.by_url(url)
        self._pages[url] = OddPage(
            old.template, old.path, old.title, old.published, old.section, how, old.lead or ""
        )
        if not listed:
            self._unlisted.add(url)

    def lines(self, template: str, section: str | None = None) -> list[Line]:
        """What a template's section names, newest first; every section's where none is given."""
        found: list[Line] = []
        for page in self._listed():
            if page.template == template and section in (page.section, None):
                found.append(_line(page, page.path))
            if section and isinstance(page, Article):
                found += [_line(page, href) for name, href in page.listed if name == section]
        return sorted(found, key=lambda line: line.moment, reverse=True)

    def related(self, page: Page, count: int) -> list[Line]:
        """The articles of the same section that are next older; the newest after the oldest."""
        lines = self.lines(page.template, page.section)
        at = next((i for i, line in enumerate(lines) if line.href == page.path), 0)
        ring = [*lines[at + 1 :], *lines[:at]]
        return ring[:count]

    def _listed(self) -> Iterable[Page]:
        return (page for url, page in list(self._pages.items()) if url not in self._unlisted)


def _line(page: Page, href: str) -> Line:
    picture = ""
    if isinstance(page, Article):
        images = (block for block in page.blocks if block.kind == "img")
        picture = next((source_of(page, block) for block in images), "")
        summary = page.lead or next((b.text for b in page.blocks if b.kind == "p"), "")
    else:
        summary = page.lead
    return Line(page.title, href, summary.replace("**", ""), page.moment, picture, page.template)
