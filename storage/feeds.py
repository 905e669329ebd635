"""What Atom feeds tell: what is new, what was edited or is gone, and what a search finds.

A feed is made of entries by `atom`:

    atom(newest(db, Query(limit=50), page), "Bài mới", ".../feeds/newest.atom", ".../")
    atom(changes(db, 50, page), "Thay đổi", ".../feeds/changes.atom", ".../changes")
    atom(newest(db, Query("chữa cháy", limit=50), page), ..., ".../search.atom?q=...", ...)
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from storage.atom import Entry, atom
from storage.matches import Connection
from storage.search import Query, search

__all__ = ["FIELDS", "VI", "Entry", "article_id", "atom", "changes", "newest"]

Page = Callable[[int, int | None], str]
"""From an article's id, and a revision's or None, to the address of the page about it."""

FIELDS = "title published lead body captions byline source category tags".split()
VI = {
    "edited": "Đã sửa",
    "absent": "Không còn trên trang",
    "returned": "Đã trở lại",
    "title": "tiêu đề",
    "published": "ngày đăng",
    "lead": "sapo",
    "body": "nội dung",
    "captions": "chú thích ảnh",
    "byline": "tác giả",
    "source": "nguồn",
    "category": "chuyên mục",
    "tags": "từ khóa",
}

_LATEST = """
SELECT key, revisions.seen_at FROM articles
JOIN revisions ON revisions.id = articles.revision WHERE articles.id = ?
"""
_BEFORE = """
(SELECT id FROM revisions AS earlier WHERE earlier.article = later.article
  AND (earlier.seen_at, earlier.id) < (later.seen_at, later.id)
  ORDER BY earlier.seen_at DESC, earlier.id DESC LIMIT 1)
"""
_EDITS = f"""
SELECT later.id, later.seen_at AS at, later.article, site, key, url,
  {", ".join(f"later.{name}, earlier.{name} AS old_{name}" for name in FIELDS)}
FROM revisions AS later CROSS JOIN articles ON articles.id = later.article
  CROSS JOIN revisions AS earlier ON earlier.id = {_BEFORE}
ORDER BY later.seen_at DESC, later.id DESC LIMIT ?
"""
# An absence is told when it is confirmed, and its end once more.
_ABSENCES = """
SELECT tombstones.id, article, how, kind, at, site, key, url, title FROM (
  SELECT id, article, how, 'absent' AS kind, confirmed_at AS at FROM tombstones
  UNION ALL SELECT id, article, how, 'returned', returned_at FROM tombstones
    WHERE confirmed_at IS NOT NULL
) AS tombstones JOIN articles ON articles.id = article
WHERE at IS NOT NULL ORDER BY at DESC LIMIT ?
"""


def newest(db: Connection, query: Query, page: Page) -> list[Entry]:
    """What a query finds, newest first; of a blank query the newest articles of all.

    `page` makes the absolute address of an article's page in the archive.
    """
    return [
        Entry(
            id=article_id(hit.site, key),
            title=hit.title.text,
            updated=seen_at,
            link=page(hit.article, None),
            published=hit.published,
            author=hit.byline,
            category=hit.category,
            summary=hit.snippet.text,
            source=hit.url,
        )
        for hit in search(db, replace(query, newest=True)).hits
        for key, seen_at in db.execute(_LATEST, [hit.article])
    ]


def changes(db: Connection, count: int, page: Page, say: Mapping[str, str] = VI) -> list[Entry]:
    """The last changes: revisions after an article's first, and confirmed absences and returns.

    `page` makes the absolute address of an article's page in the archive, of one revision where
    that is given. `say` has the words for `edited`, `absent` and `returned`, and the names of
    the FIELDS, of which the summary lists those that changed.
    """
    found = [_edit(row, page, say) for row in _rows(db, _EDITS, count)]
    found += [_absence(row, page, say) for row in _rows(db, _ABSENCES, count)]
    return sorted(found, key=lambda entry: entry.updated, reverse=True)[:count]


def article_id(site: str, key: str) -> str:
    """The id of an article in feeds. Site and key stay, addresses and hosts do not."""
    return uuid5(NAMESPACE_URL, f"congan:{site}/{key}").urn


def _edit(row: dict[str, Any], page: Page, say: Mapping[str, str]) -> Entry:
    changed = [say[name] for name in FIELDS if row[name] != row[f"old_{name}"]]
    facts = row | {"kind": "edited", "summary": ", ".join(changed) or None}
    return _change(facts, page(row["article"], row["id"]), say)


def _absence(row: dict[str, Any], page: Page, say: Mapping[str, str]) -> Entry:
    return _change(row | {"summary": row["how"]}, page(row["article"], None), say)


def _change(row: dict[str, Any], link: str, say: Mapping[str, str]) -> Entry:
    told = f"congan:{row['site']}/{row['key']}#{row['kind']}-{row['id']}"
    return Entry(
        id=uuid5(NAMESPACE_URL, told).urn,
        title=f"{say[row['kind']]}: {row['title']}",
        updated=row["at"],
        link=link,
        category=row["kind"],
        summary=row["summary"],
        source=row["url"],
    )


def _rows(db: Connection, sql: str, count: int) -> list[dict[str, Any]]:
    cursor = db.execute(sql, [count])
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
