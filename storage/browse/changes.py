"""What was edited or removed lately, and how two texts of an article differ."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from storage.browse.difference import beside, edit, fields

Row = dict[str, Any]

# So many edits are looked through for one page; `before` asks for what is older.
LOOKED_THROUGH = 300

# The outer table by time, and the others only for edits: hence CROSS JOIN, which keeps the order.
_EDITS = """
  SELECT later.id AS later, later.seen_at, later.article, later.title,
    articles.site, articles.key, articles.url, sites.title AS site_title,
    (SELECT earlier.id FROM revisions AS earlier
      WHERE earlier.article = later.article
        AND (earlier.seen_at, earlier.id) < (later.seen_at, later.id)
      ORDER BY earlier.seen_at DESC, earlier.id DESC LIMIT 1) AS earlier
  FROM revisions AS later CROSS JOIN articles ON articles.id = later.article
    CROSS JOIN sites ON sites.name = articles.site
  WHERE earlier IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which edits are looked for. Everything given must hold."""

    site: str | None = None
    field: str | None = None
    """One of difference.FIELDS that changed."""
    least: int = 0
    """The least size, in words that came or went."""
    numbers: bool = False
    """Whether a digit must have changed."""
    before: int | None = None
    """A revision: only what was seen before it."""


def edits(db: Database, wanted: Wanted, count: int) -> tuple[list[Row], int | None]:
    """The latest edits, and the revision before which to go on, None at the end.

    Each has the `article`, its `title`, `site`, `key`, `url` and `site_title`, the revisions
    `earlier` and `later`, `seen_at` of the later one, and `edit`.
    """
    found: list[Row] = []
    last = None
    for looked, row in enumerate(_candidates(db, wanted)):
        if len(found) == count or looked == LOOKED_THROUGH:
            return found, last
        last = row["later"]
        made = edit(*compared(db, row["earlier"], row["later"]))
        right = wanted.field in (None, *made.fields) and made.size >= wanted.least
        if right and (made.numbers or not wanted.numbers):
            found.append({**row, "edit": made})
    return found, None


def removals(db: Database, count: int, site: str | None = None) -> list[Row]:
    """The articles that went last, by their confirmed tombstones, the latest first."""
    sql = """
        SELECT tombstones.*, articles.title, articles.published, articles.site,
          sites.title AS site_title
        FROM tombstones JOIN articles ON articles.id = tombstones.article
        JOIN sites ON sites.name = articles.site
        WHERE confirmed_at IS NOT NULL AND (:site IS NULL OR articles.site = :site)
        ORDER BY first_absent DESC LIMIT :count
    """
    return list(db.query(sql, {"site": site, "count": count}))


def compared(db: Database, earlier: int, later: int) -> tuple[dict[str, str], dict[str, str]]:
    """Two revisions as the comparison takes them: a string for each of difference.FIELDS."""
    return beside(_text(db, earlier), _text(db, later))


def _text(db: Database, revision: int) -> dict[str, str]:
    (row,) = db.query("SELECT * FROM revisions WHERE id = ?", [revision])
    images, attachments = (
        list(db.query(f"SELECT * FROM {name} WHERE revision = ? ORDER BY position", [revision]))
        for name in ("images", "attachments")
    )
    return fields({**row, "tags": json.loads(row["tags"])}, images, attachments)


def _candidates(db: Database, wanted: Wanted) -> Iterator[Row]:
    """The edits, newest first, with nothing compared yet."""
    sql = _EDITS
    if wanted.site:
        sql += " AND articles.site = :site"
    if wanted.before:
        sql += (
            " AND (later.seen_at, later.id) < "
            "(SELECT seen_at, id FROM revisions WHERE id = :before)"
        )
    values = {"site": wanted.site, "before": wanted.before}
    return iter(db.query(f"{sql} ORDER BY later.seen_at DESC, later.id DESC", values))
