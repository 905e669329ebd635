"""What the archive holds of one article, and lists of articles as the pages show them."""

import json
from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

Row = dict[str, Any]

LOOKS = 1000
"""So many looks at an article are told, the last ones."""
_CARD = """
  articles.id, articles.title, articles.published, articles.site, sites.title AS site_title,
  articles.category, articles.views, articles.byline, articles.first_seen, articles.absent,
  articles.url,
  (SELECT coalesce(lead, substr(body, 1, 400)) FROM revisions
    WHERE revisions.id = articles.revision) AS summary
"""
_FROM = " FROM articles JOIN sites ON sites.name = articles.site "


def newest(db: Database, count: int, after: int = 0) -> list[Row]:
    """The newest articles as cards: by `published`, or where they show no date by when they were
    first seen."""
    sql = (
        f"SELECT {_CARD} {_FROM} "
        "ORDER BY coalesce(published, first_seen) DESC, first_seen DESC LIMIT ? OFFSET ?"
    )
    return _illustrated(db, db.query(sql, [count, after]))


def of_site(db: Database, site: str, section: str | None, count: int, after: int = 0) -> list[Row]:
    """The newest articles of a site, or of one of its sections, as cards."""
    where = "articles.site = :site" + (" AND articles.category = :section" if section else "")
    sql = f"SELECT {_CARD} {_FROM} WHERE {where} ORDER BY published DESC LIMIT :count OFFSET :after"
    values = {"site": site, "section": section, "count": count, "after": after}
    return _illustrated(db, db.query(sql, values))


def pictures(db: Database, articles: list[int]) -> dict[int, str]:
    """The digest of the first picture that is kept, by article."""
    marks = ", ".join("?" * len(articles))
    rows = db.query(
        "SELECT articles.id, media, min(position) FROM articles "
        f"JOIN images ON images.revision = articles.revision WHERE articles.id IN ({marks}) "
        "AND media IS NOT NULL GROUP BY articles.id",
        articles,
    )
    return {row["id"]: row["media"] for row in rows}


def article(db: Database, number: int) -> Row | None:
    """An article's row with its site's title, or None."""
    sql = f"SELECT articles.*, sites.title AS site_title, sites.home {_FROM} WHERE articles.id = ?"
    return next(iter(db.query(sql, [number])), None)


def revisions(db: Database, number: int) -> list[Row]:
    """The texts of an article, oldest first: `id`, `seen_at`, `title`, and `position` from 1."""
    rows = db.query(
        "SELECT id, seen_at, title FROM revisions WHERE article = ? ORDER BY seen_at, id", [number]
    )
    return [{**row, "position": at} for at, row in enumerate(rows, 1)]


def text(db: Database, revision: int) -> Row | None:
    """One text with its images, attachments and the capture that it was read from."""
    row = next(db.table("revisions").rows_where("id = ?", [revision]), None)
    if row is None:
        return None
    capture = next(db.table("captures").rows_where("id = ?", [row["capture"]]))
    return {
        **row,
        "tags": json.loads(row["tags"]),
        "authors": json.loads(row["authors"]),
        "blocks": blocks(row["body"], row["lead"]),
        "images": _images(db, revision),
        "attachments": _attachments(db, revision),
        "capture": capture,
    }


def views(db: Database, number: int) -> list[Row]:
    """The last looks at an article, oldest first: `seen_at` and `views`, which may be None."""
    rows = db.query(
        "SELECT seen_at, views, modified, revision FROM observations WHERE article = ? "
        "ORDER BY seen_at DESC, id DESC LIMIT ?",
        [number, LOOKS],
    )
    return list(rows)[::-1]


def tombstones(db: Database, number: int) -> list[Row]:
    """When an article was absent from its site, the latest first; suspicions are left out."""
    return list(
        db.table("tombstones").rows_where(
            "article = ? AND confirmed_at IS NOT NULL", [number], order_by="first_absent DESC"
        )
    )


def missed(db: Database, number: int) -> Row | None:
    """The tombstone of an article that the last look did not find, while nothing confirms it."""
    rows = db.table("tombstones").rows_where(
        "article = ? AND confirmed_at IS NULL AND returned_at IS NULL", [number]
    )
    return next(rows, None)


def blocks(body: str, lead: str | None) -> list[Row]:
    """The paragraphs of a body without its lead; rows of a data table are joined to a table.

    Each has `kind` (paragraph or table) and `text` or `rows`.
    """
    found: list[Row] = []
    entries = [entry for entry in body.split("\n\n") if entry]
    if lead and entries and entries[0] == lead:
        del entries[0]
    for entry in entries:
        cells = entry.split(" | ")
        last = found[-1] if found else None
        if len(cells) == 1:
            found.append({"kind": "paragraph", "text": entry})
        elif last and last["kind"] == "table" and len(last["rows"][0]) == len(cells):
            last["rows"].append(cells)
        else:
            found.append({"kind": "table", "rows": [cells]})
    return found


def _illustrated(db: Database, cards: Iterable[Row]) -> list[Row]:
    """Cards with `picture`, the digest of the first one that is kept, or None."""
    found = list(cards)
    shown = pictures(db, [card["id"] for card in found])
    return [{**card, "picture": shown.get(card["id"])} for card in found]


def _images(db: Database, revision: int) -> list[Row]:
    sql = (
        "SELECT images.*, type, size FROM images LEFT JOIN media ON media.digest = images.media "
        "WHERE revision = ? ORDER BY position"
    )
    return list(db.query(sql, [revision]))


def _attachments(db: Database, revision: int) -> list[Row]:
    sql = (
        "SELECT attachments.*, type, size FROM attachments "
        "LEFT JOIN media ON media.digest = attachments.media WHERE revision = ? ORDER BY position"
    )
    return list(db.query(sql, [revision]))
