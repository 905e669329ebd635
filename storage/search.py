"""Full-text search over each article's latest revision: one way for the command, the pages and
their JSON."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from storage.matches import CAP, Connection
from storage.passages import Marker, Passage
from storage.query import Query, matches
from storage.ranking import page, ranked
from storage.schema_search import DAY

__all__ = ["CAP", "Facets", "Hit", "Passage", "Query", "Results", "facets", "found", "search"]

_TEXTS = """
SELECT articles.id, articles.title, articles.published, site, articles.category, articles.byline,
  url, body, captions
FROM articles JOIN revisions ON revisions.id = articles.revision
WHERE articles.id IN (SELECT value FROM json_each(?))
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """One article that was found."""

    article: int
    """Its id."""
    title: Passage
    published: str | None
    """As the page shows it, +07:00: a date, or a date and time; ISO 8601."""
    site: str
    category: str | None
    byline: str | None
    url: str
    snippet: Passage
    """The part of captions or body where most of the words stand, in its own spelling; cut at
    words, with `…` where something is left out. The beginning where only the title has them."""


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits."""

    hits: tuple[Hit, ...]
    total: int
    """How many articles match, never more than CAP."""
    capped: bool
    """Whether more than `total` match: say "more than 20,000"."""
    ranked: bool
    """Whether the hits are the best first; if not, the newest first. Of more than CAP matches
    the newest CAP are ranked, the others follow newest first."""

    def to_json(self) -> dict[str, Any]:
        """The results as plain JSON values; passages are lists of `[text, marked]`."""
        hits = [
            {
                "article": hit.article,
                "title": hit.title.text,
                "published": hit.published,
                "site": hit.site,
                "category": hit.category,
                "byline": hit.byline,
                "url": hit.url,
                "snippet": hit.snippet.parts(),
            }
            for hit in self.hits
        ]
        return {"total": self.total, "capped": self.capped, "ranked": self.ranked, "hits": hits}


@dataclass(frozen=True, slots=True)
class Facets:
    """How many of the matches, the newest CAP at most, are in each place; most first."""

    sites: tuple[tuple[str, int], ...]
    sections: tuple[tuple[str, int], ...]


def search(db: Connection, query: Query) -> Results:
    """The articles that match, a page of them.

    `db` is an open archive or a plain connection to one; nothing is written and no function
    need be registered. No text raises a syntax error. What is spelt as typed comes before
    what is spelt otherwise, and then what has the words in a row.
    """
    plain = query.newest or not query.terms
    every = matches(query)
    groups, count = ([every], every.count(db)[0]) if plain else ranked(db, query)
    rows = page(db, groups, max(0, query.limit), max(0, query.offset))
    return Results(
        _hits(db, query, [row % DAY for row in rows]),
        total=min(count, CAP),
        capped=count > CAP,
        ranked=not plain and query.offset < CAP,
    )


def found(db: Connection, query: Query) -> Iterator[int]:
    """The ids of all articles that match, newest first, however many; `limit` and `offset` do
    not count. They are read as they are asked for."""
    return (row % DAY for row in matches(query).all(db))


def facets(db: Connection, query: Query) -> Facets:
    """The sites and sections of what matches; of all pages, not of one."""
    sites: Counter[str] = Counter()
    sections: Counter[str] = Counter()
    for site, section, count in matches(query).places(db):
        sites[site] += count
        if section:
            sections[section] += count
    return Facets(tuple(sites.most_common()), tuple(sections.most_common()))


def _hits(db: Connection, query: Query, ids: list[int]) -> tuple[Hit, ...]:
    terms = query.terms
    titles, bodies, captions = (Marker(terms, name) for name in ("title", "body", "captions"))
    hits = {}
    for row in db.execute(_TEXTS, [json.dumps(ids)]):
        article, title, published, site, category, byline, url, body, caption = row
        snippet = max(bodies.snippet(body), captions.snippet(caption), key=lambda each: each.value)
        hits[article] = Hit(
            article, titles.mark(title), published, site, category, byline, url, snippet
        )
    return tuple(hits[article] for article in ids if article in hits)
