"""Which articles an index finds, and in which order.

A match is named by its number in the indexes, `articles.search_rowid`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from storage.connection import sqlite3

CAP = 20_000
"""Matches are ranked and counted up to this many, the newest ones."""

Connection = Database | sqlite3.Connection

LAST = 2**63 - 1
"""The greatest row number."""

# Of title, body, captions, byline, site and section.
_WEIGHTS = "10, 1, 2, 5, 0, 0"


@dataclass(frozen=True, slots=True)
class Matches:
    """The articles that match an FTS5 expression in one of the two indexes."""

    table: str
    match: str
    """Empty where every article in the span is meant."""
    words: str = ""
    """The expression without site and section."""
    row: str = ""
    """The expression of those to prefer: that have the words in a row."""
    in_title: str = ""
    """The expression of those to prefer next: that have the words in the title."""
    but: str = ""
    """What `articles_exact` finds by this is not meant."""
    first: int = 0
    """The span of row numbers."""
    last: int = LAST

    def count(self, db: Connection) -> tuple[int, int]:
        """How many there are, at most one more than CAP, and the oldest row of the newest CAP."""
        sql = f"SELECT count(*), min(row) FROM ({self._select()} LIMIT {CAP + 1})"
        count, oldest = db.execute(sql, self._values()).fetchone()
        return count, (oldest or 0) + (count > CAP)

    def total(self, db: Connection) -> int:
        """How many there are, however many."""
        count = db.execute(f"SELECT count(*) FROM ({self._select()})", self._values())
        return int(count.fetchone()[0])

    def best(self, db: Connection, known: tuple[int, int], limit: int, offset: int) -> list[int]:
        """A page, the best first. `known` is what `count` gave.

        Words in a row come first, then BM25 decides, to which a word in the title is worth ten
        in the body. It reads every match of every word, wherever. So where more than CAP have
        the words, those with the words in the title come next instead, then the newest; and
        what is older than the newest CAP follows newest first.
        """
        count, oldest = known
        if offset >= count:
            return []
        if not self._is_common(db, count):
            ranks = [*self._in("row"), f"bm25({self.table}, {_WEIGHTS})", "rowid DESC"]
            return self._page(db, ", ".join(ranks), limit, offset)
        ranks = [*self._in("row"), *self._in("in_title"), "rowid DESC"]
        within = max(0, min(limit, CAP - offset))
        newest = replace(self, first=oldest)
        page = newest._page(db, ", ".join(ranks), within, offset) if within else []
        beyond = limit - within
        return page + (self.newest(db, beyond, offset + within) if beyond else [])

    def newest(self, db: Connection, limit: int, offset: int) -> list[int]:
        """A page, the newest first."""
        return self._page(db, "row DESC", limit, offset)

    def all(self, db: Connection) -> Iterator[int]:
        """Every one, the newest first, read as they are asked for."""
        return (row[0] for row in db.execute(self._select(), self._values()))

    def places(self, db: Connection) -> list[Any]:
        """`site`, `category` and how many are there, of the newest CAP."""
        sql = (
            f"SELECT site, category, count(*) FROM ({self._select()} LIMIT {CAP}) "
            "CROSS JOIN articles INDEXED BY articles_search ON search_rowid = row "
            "GROUP BY site, category"
        )
        return list(db.execute(sql, self._values()).fetchall())

    def _is_common(self, db: Connection, count: int) -> bool:
        everywhere = replace(self, match=self.words, first=0, last=LAST)
        return count > CAP or (everywhere != self and everywhere.count(db)[0] > CAP)

    def _page(self, db: Connection, order: str, limit: int, offset: int) -> list[int]:
        values = self._values() | {"limit": limit, "offset": offset}
        rows = db.execute(f"{self._select(order)} LIMIT :limit OFFSET :offset", values)
        return [row[0] for row in rows]

    def _in(self, preference: str) -> list[str]:
        if not getattr(self, preference):
            return []
        return [f"rowid IN ({self._rows(preference)} AND rowid BETWEEN :first AND :last) DESC"]

    def _rows(self, expression: str, table: str = "") -> str:
        table = table or self.table
        return f"SELECT rowid AS row FROM {table} WHERE {table} MATCH :{expression}"

    def _select(self, order: str = "row DESC") -> str:
        if not self.match:
            rows = "SELECT search_rowid AS row FROM articles WHERE search_rowid"
        else:
            but = f"rowid NOT IN ({self._rows('but', 'articles_exact')}) AND " if self.but else ""
            rows = f"{self._rows('match')} AND {but}rowid"
        return f"{rows} BETWEEN :first AND :last ORDER BY {order}"

    def _values(self) -> dict[str, Any]:
        return {
            "match": self.match,
            "row": self.row,
            "in_title": self.in_title,
            "but": self.but,
            "first": self.first,
            "last": self.last,
        }
