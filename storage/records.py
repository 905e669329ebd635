"""Whole articles as plain values, one after another, for taking home."""

import json
from collections.abc import Iterator
from typing import Any

from storage.matches import Connection
from storage.query import Query, matches
from storage.search import found

# The columns of a record in their order; `images` and `attachments` are added to them.
_ARTICLE = """
SELECT articles.id, articles.site, articles.key, articles.url, articles.title,
  articles.published,
  (SELECT modified FROM observations WHERE article = articles.id
    ORDER BY seen_at DESC, id DESC LIMIT 1) AS modified,
  articles.views, articles.byline, authors, source, articles.category, tags, lead, body,
  articles.first_seen, articles.last_seen, articles.absent, articles.revision
FROM articles JOIN revisions ON revisions.id = articles.revision WHERE articles.id = ?
"""
_IMAGES = """
SELECT src, alt, caption, credit, images.media AS digest, media.type FROM images
LEFT JOIN media ON media.digest = images.media WHERE revision = ? ORDER BY position
"""
_ATTACHMENTS = """
SELECT url, label, attachments.media AS digest, media.type FROM attachments
LEFT JOIN media ON media.digest = attachments.media WHERE revision = ? ORDER BY position
"""


def records(db: Connection, query: Query) -> Iterator[dict[str, Any]]:
    """Every article that matches, newest first, in its latest state, as it is asked for.

    The names are those of `Article.to_json`, where it has them; beside these `id`, `first_seen`,
    `last_seen` (UTC), `absent` (how the article is absent from its site now, else null) and
    `revision`. `body` is a list of paragraphs. Images and attachments have the SHA-256 `digest`
    and the `type` of the file that the archive holds, or null. All are of one moment, also
    while a crawl writes. `limit` and `offset` of the query do not count.
    """
    # The statement alone would end before its last row is handed on, and the moment with it.
    connection = getattr(db, "conn", db)
    connection.execute("BEGIN")
    try:
        for article in found(db, query):
            yield _record(db, article)
    finally:
        connection.execute("COMMIT")


def count(db: Connection, query: Query) -> int:
    """How many records there are."""
    return matches(query).total(db)


def _record(db: Connection, article: int) -> dict[str, Any]:
    (record,) = _rows(db, _ARTICLE, article)
    for name in ("authors", "tags"):
        record[name] = json.loads(record[name])
    record["body"] = record["body"].split("\n\n") if record["body"] else []
    record["images"] = _rows(db, _IMAGES, record["revision"])
    record["attachments"] = _rows(db, _ATTACHMENTS, record["revision"])
    return record


def _rows(db: Connection, sql: str, key: int) -> list[dict[str, Any]]:
    cursor = db.execute(sql, [key])
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
