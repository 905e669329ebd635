"""What the three sites hold now: articles found by address, listed by section."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tests.portal.catalog import (
    ARTICLES,
    ODD_PAGES,
    Article,
    OddPage,
    key_of,
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


class Newsroom(ABC):
    """What the portal serves at one moment."""

    redesigned: frozenset[str] = frozenset()
    """The sites that have left their old layout."""
    scenery = False
    """Whether pictures are landscapes, for people to look at, or tiny, for the crawls."""

    @property
    @abstractmethod
    def moment(self) -> datetime:
        """The present, for the clocks that pages print."""

    @property
    @abstractmethod
    def articles(self) -> list[Article]:
        """Every article that is there now."""

    @abstractmethod
    def find(self, site: str, path: str) -> Page | None:
        """The page at a path of a site, also at its other paths."""

    @abstractmethod
    def find_key(self, site: str, key: str) -> Page | None:
        """The page of a site under the article's key."""

    @abstractmethod
    def lines(self, template: str, section: str | None = None) -> list[Line]:
        """What a template's section names, newest first; every section's where none is given."""

    def picture(self, path: str) -> int:
        """How often the bytes of the picture at a path have changed."""
        return 0

    def related(self, page: Page, count: int) -> list[Line]:
        """The articles of the same section that are next older; the newest after the oldest."""
        lines = self.lines(page.template, page.section)
        at = next((i for i, line in enumerate(lines) if line.href == page.path), 0)
        ring = [*lines[at + 1 : at + 1 + count], *lines[:at]]
        return ring[:count]


class CatalogNewsroom(Newsroom):
    """The catalog's articles; edits and removals change them while the portal runs."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        pages: list[Page] = [*ARTICLES, *ODD_PAGES]
        self._now = now
        self._pages = {page.url: page for page in pages}
        self._unlisted: set[str] = set()
        self._repainted: Counter[str] = Counter()

    @property
    def moment(self) -> datetime:
        """The present."""
        return self._now()

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

    def find_key(self, site: str, key: str) -> Page | None:
        """The page of a site under the article's key."""
        pages = list(self._pages.values())
        return next((page for page in pages if page.site == site and key_of(page) == key), None)

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
        self._pages[url] = absent(self.by_url(url), how)
        if not listed:
            self._unlisted.add(url)

    def picture(self, path: str) -> int:
        """How often the bytes of the picture at a path have changed."""
        return self._repainted[path]

    def repaint(self, path: str) -> None:
        """Put another picture at the path of one."""
        self._repainted[path] += 1

    def lines(self, template: str, section: str | None = None) -> list[Line]:
        """What a template's section names, newest first; every section's where none is given."""
        found: list[Line] = []
        for page in self._listed():
            if page.template == template and section in (page.section, None):
                found.append(line_of(page, page.path))
            if section and isinstance(page, Article):
                found += [line_of(page, href) for name, href in page.listed if name == section]
        return sorted(found, key=lambda line: line.moment, reverse=True)

    def _listed(self) -> Iterable[Page]:
        return (page for url, page in list(self._pages.items()) if url not in self._unlisted)


def absent(article: Article, how: str, **more: str) -> OddPage:
    """What stands in the place of an article that was taken away."""
    return OddPage(
        article.template,
        article.path,
        article.title,
        article.published,
        article.section,
        how,
        article.lead or "",
        **more,
    )


def line_of(page: Page, href: str) -> Line:
    """How a listing names a page, by one of its addresses."""
    picture = ""
    if isinstance(page, Article):
        images = (block for block in page.blocks if block.kind == "img")
        picture = next((source_of(page, block) for block in images), "")
        summary = page.lead or next((b.text for b in page.blocks if b.kind == "p"), "")
    else:
        summary = page.lead
    return Line(page.title, href, summary.replace("**", ""), page.moment, picture, page.template)
