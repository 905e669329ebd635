"""The revisions of an article: a text is kept once for as long as it is shown."""

import hashlib
import json
from typing import Any
from urllib.parse import urlsplit

from sqlite_utils import Database

from scraper.items import Article
from storage import media
from storage.connection import add, rows
from storage.times import iso


def keep(
    db: Database, article: Article, article_id: int, capture_id: int, seen_at: str
) -> tuple[int, bool]:
    """The revision that the article shows, and whether it was added for it.

    Captures need not come in order: what counts is what was seen just before and just after
    this one. A text seen earlier than so far known moves the beginning of its revision. One
    that a later revision repeats, with other bytes behind an address, is shown by that one.
    """
    digest = _digest(article)
    for row in _neighbours(db, article_id, seen_at):
        if row["digest"] == digest:
            db.execute(
                "UPDATE revisions SET seen_at = :at, capture = :capture "
                "WHERE id = :id AND seen_at > :at",
                {"at": seen_at, "capture": capture_id, "id": row["id"]},
            )
            return row["id"], False
    seen = {"article": article_id, "seen_at": seen_at, "capture": capture_id, "digest": digest}
    revision = add(db, "revisions", seen | _texts(article))
    media.keep(db, article, revision, seen_at)
    return revision, True


def _neighbours(db: Database, article_id: int, seen_at: str) -> list[dict[str, Any]]:
    """The revisions shown by the last look up to a moment and by the first one after it, each
    with the digest of its page."""
    return rows(db, _NEIGHBOURS, {"article": article_id, "at": seen_at})


_LOOKS = """
SELECT page.id, page.digest, revisions.id AS shown FROM observations
JOIN revisions ON revisions.id = observations.revision
JOIN revisions AS page ON page.id = coalesce(revisions.text_of, revisions.id)
WHERE observations.article = :article AND observations.seen_at
"""
_NEIGHBOURS = f"""
SELECT digest, coalesce((
  SELECT id FROM revisions WHERE article = :article AND text_of = look.id AND seen_at <= :at
  ORDER BY seen_at DESC, id DESC LIMIT 1
), shown) AS id
FROM ({_LOOKS} <= :at ORDER BY observations.seen_at DESC, observations.id DESC LIMIT 1) AS look
UNION ALL SELECT digest, id
FROM ({_LOOKS} > :at ORDER BY observations.seen_at, observations.id LIMIT 1)
"""


def _texts(article: Article) -> dict[str, Any]:
    return {
        "title": article.title,
        "published": iso(article.published),
        "lead": article.lead,
        "body": "\n\n".join(article.body),
        "captions": "\n".join(image.caption for image in article.images if image.caption),
        "byline": article.byline,
        "authors": article.authors,
        "source": article.source,
        "category": article.category,
        "tags": article.tags,
        "found": dict(article.found),
    }


def _digest(article: Article) -> str:
    """Of what a reader sees: a file served by another host is the same file.

    Category and tags are printed with the article, and change seldom. `authors` are read from
    the byline, which counts as printed. `modified` is left to the observations, like the views:
    some systems set it at every view.
    """
    images = [
        [*_address(image.src or ""), image.alt, image.caption, image.credit]
        for image in article.images
    ]
    seen: list[Any] = [
        article.title,
        iso(article.published),
        article.lead,
        article.body,
        article.byline,
        article.source,
        article.category,
        article.tags,
        images,
    ]
    if article.attachments:
        # Without any the digest is that of archives that knew of none.
        seen.append([[*_address(each.url), each.label] for each in article.attachments])
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()


def _address(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.path, parts.query
