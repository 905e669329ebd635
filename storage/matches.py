"""Articles that an index finds, in one order.

A match is named by its number in the indexes, `articles.search_rowid`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from storage.connection import sqlite3

CAP = 20_000
"""Matches are ranked and counted up to this many, the newest ones."""

Connection = Database | sqlite3.Connection

FOLDED, EXACT = "articles_fts", "articles_exact"

LAST = 2**63 - 1
"""The greatest row number."""

# Of title, body, captions, byline, site and section.
_WEIGHTS = "10, 1, 2, 5, 0, 0"


@dataclass(frozen=True, slots=True)
class Matches:
    """What matches an FTS5 expression in one of the two indexes, the newest first."""

    table: str
    match: str
    """Empty where every article in the span is meant."""
    first: int = 0
    """The span of row numbers."""
    last: int = LAST
    but: str = ""
    """What EXACT finds by this is not meant."""
    before: tuple[tuple[str, str], ...] = ()
    """What a table finds by an expression comes before what it does not, the strongest first."""
    by_words: bool = False
    """Then by BM25, to which a word in the title is worth ten in the body; else by date alone."""

    def count(self, db: Connection, most: int | None = None) -> tuple[int, int]:
        """How many there are, at most one more than `most`, and the oldest row of the newest
        `most`; `most` is CAP if not given."""
        most = most or CAP
        sql = f"SELECT count(*), min(row) FROM ({self._newest()} LIMIT {most + 1})"
        count, oldest = db.execute(sql, self._values()).fetchone()
        return count, (oldest or 0) + (count > most)

    def total(self, db: Connection) -> int:
        """How many there are, however many."""
        count = db.execute(f"SELECT count(*) FROM ({self._newest()})", self._values())
        return int(count.fetchone()[0])

    def page(self, db: Connection, limit: int) -> list[int]:
        """The first so many."""
        rows = db.execute(f"{self._ordered()} LIMIT :limit", self._values() | {"limit": limit})
        return [row[0] for row in rows]

    def all(self, db: Connection) -> Iterator[int]:
        """Every one, the newest first, read as they are asked for."""
        return (row[0] for row in db.execute(self._newest(), self._values()))

    def places(self, db: Connection) -> list[Any]:
        """`site`, `category` and how many are there, of the newest CAP."""
        sql = (
            f"SELECT site, category, count(*) FROM ({self._newest()} LIMIT {CAP}) "
            "CROSS JOIN articles INDEXED BY articles_search ON search_rowid = row "
            "GROUP BY site, category"
        )
        return list(db.execute(sql, self._values()).fetchall())

    def _ordered(self) -> str:
        ranks = [
            f"rowid IN ({_found(table, f'before{at}')}) DESC"
            for at, (table, _) in enumerate(self.before)
        ]
        if self.by_words:
            ranks.append(f"bm25({self.table}, {_WEIGHTS})")
        return f"{self._unordered()} ORDER BY {', '.join([*ranks, 'row DESC'])}"

    def _newest(self) -> str:
        return f"{self._unordered()} ORDER BY row DESC"

    def _unordered(self) -> str:
        if not self.match:
            all_of_them = "SELECT search_rowid AS row FROM articles"
            return f"{all_of_them} WHERE search_rowid BETWEEN :first AND :last"
        but = f" AND rowid NOT IN ({_found(EXACT, 'but')})" if self.but else ""
        return _found(self.table, "match") + but

    def _values(self) -> dict[str, Any]:
        before = {f"before{at}": expression for at, (_, expression) in enumerate(self.before)}
        span = {"first": self.first, "last": self.last}
        return before | span | {"match": self.match, "but": self.but}


def _found(table: str, expression: str) -> str:
    return (
        f"SELECT rowid AS row FROM {table} WHERE {table} MATCH :{expression} "
        "AND rowid BETWEEN :first AND :last"
    )
