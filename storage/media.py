"""Images and attachments: each content once, named by its SHA-256, as received.

They are kept in the archive itself and not in a file beside it: what refers to them is written
in the same transaction, there is one file to back up and to cite, and nothing can be parted.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from scraper.items import Article, Capture
from storage.connection import add, one, rows
from storage.revisits import EARLY, interval, news
from storage.times import stamp

# An image of so many articles is the site's own, such as a placeholder: no news of theirs.
_SITES_OWN = 50
# A file that was another one so often is made anew for each visitor, and wakes nobody up.
_GENERATED = 3


def store(db: Database, body: bytes, media_type: str) -> str:
    """Keep a file's content, once; returns its digest."""
    digest = hashlib.sha256(body).hexdigest()
    row = {"digest": digest, "type": media_type, "size": len(body), "body": body}
    if not one(db, "SELECT 1 FROM media WHERE digest = ?", [digest]):
        add(db, "media", row)
    return digest


def want(db: Database, site: str, urls: Iterable[str], seen_at: str) -> None:
    """Let addresses wait until they are fetched; those that are known stay as they are."""
    for url in urls:
        row = {"url": url, "site": site, "first_seen": seen_at, "due_at": seen_at}
        add(db, "files", row, ignore=True)


def keep(db: Database, article: Article, revision: int, seen_at: str) -> None:
    """Add the images and attachments of a revision, with what is known to be behind them."""
    urls = [image.src for image in article.images if image.src]
    behind = _behind(db, [*urls, *(each.url for each in article.attachments)], seen_at)
    for position, image in enumerate(article.images, 1):
        row: dict[str, Any] = {"revision": revision, "position": position}
        row |= {"src": image.src, "alt": image.alt, "caption": image.caption}
        add(db, "images", row | {"credit": image.credit, "media": behind.get(image.src or "")})
    for position, each in enumerate(article.attachments, 1):
        row = {"revision": revision, "position": position, "url": each.url, "label": each.label}
        add(db, "attachments", row | {"media": behind.get(each.url)})


def look(db: Database, capture: Capture, capture_id: int, seen_at: str) -> tuple[bool, int]:
    """Note what a look at a file showed, or why it showed nothing, and keep its content.

    Revisions that show the address and had nothing behind it get the content. Where other bytes
    are behind it than before, each article that shows it gets another revision. Returns whether
    this is the first content of the address, and the number of such revisions.
    """
    assert capture.file
    want(db, capture.site, [capture.file], seen_at)
    (before,) = rows(db, "SELECT * FROM files WHERE url = ?", [capture.file])
    if capture.problem:
        _fail(db, capture, before, seen_at)
        return False, 0
    digest = before["media"]
    if capture.body and capture.media_type:
        digest = store(db, capture.body, capture.media_type)
        db.execute("UPDATE captures SET media = ? WHERE id = ?", [digest, capture_id])
    if digest is None:
        return False, 0
    _note(db, capture, before, digest, seen_at)
    for table, address in (("images", "src"), ("attachments", "url")):
        db.execute(_LINK.format(table=table, address=address), [digest, capture.file])
    changed = rows(db, _SHOWN, {"url": capture.file, "media": digest})
    if len(changed) > _SITES_OWN:
        changed = []
    for row in changed:
        _revise(db, row["revision"], capture.file, digest, capture_id, seen_at)
    return before["media"] is None, len(changed)


def _behind(db: Database, urls: Sequence[str], seen_at: str) -> dict[str, str]:
    """The digests of what was behind those addresses up to a moment, where it could be had."""
    if not urls:
        return {}
    found = rows(
        db,
        f"SELECT url, media FROM files WHERE url IN ({', '.join('?' * len(urls))}) "
        "AND media IS NOT NULL AND problem IS NULL AND first_seen <= ?",
        [*urls, seen_at],
    )
    return {row["url"]: row["media"] for row in found}


def _fail(db: Database, capture: Capture, before: dict[str, Any], seen_at: str) -> None:
    assert capture.problem
    at = datetime.fromisoformat(seen_at)
    due = at + EARLY * interval(at - datetime.fromisoformat(before["first_seen"]))
    db.execute(
        "UPDATE files SET checked_at = ?, due_at = ?, problem = ? WHERE url = ?",
        [
            seen_at,
            stamp(due),
            f"{capture.problem.kind}: {capture.problem.message}",
            before["url"],
        ],
    )


def _note(
    db: Database, capture: Capture, before: dict[str, Any], digest: str, seen_at: str
) -> None:
    """Set what is behind an address, and when to look again."""
    told = {name.lower(): value for name, value in capture.headers}
    asked = {"url": before["url"], "asked": capture.url, "media": digest}
    (row,) = rows(db, _NEWS, asked)
    changed = row["changed"] if row["contents"] <= _GENERATED else None
    at = datetime.fromisoformat(seen_at)
    due = at + EARLY * interval(at - news(before["first_seen"], row["published"], changed))
    db.execute(
        "UPDATE files SET media = ?, checked_at = ?, due_at = ?, problem = NULL, "
        "etag = coalesce(?, iif(media = ?, etag, NULL)), "
        "last_modified = coalesce(?, iif(media = ?, last_modified, NULL)) WHERE url = ?",
        [
            digest,
            seen_at,
            stamp(due),
            told.get("etag"),
            digest,
            told.get("last-modified"),
            digest,
            before["url"],
        ],
    )


def _revise(
    db: Database, revision: int, url: str, digest: str, capture_id: int, seen_at: str
) -> None:
    """Repeat a revision with other bytes behind an address."""
    values = {"id": revision, "at": seen_at, "capture": capture_id, "url": url, "media": digest}
    shown = rows(db, _CONTENTS, values)
    digests = [row["media"] for row in shown]
    values["digest"] = _digest(shown[0]["text"], digests)
    values["new"] = db.execute(_REPEAT, values).lastrowid
    db.execute(_REPEAT_IMAGES, values)
    db.execute(_REPEAT_ATTACHMENTS, values)


def _digest(text: str, media: Sequence[str | None]) -> str:
    """Of what a reader sees: the page, by its digest, and what is behind its addresses."""
    return hashlib.sha256(json.dumps([text, *media]).encode()).hexdigest()


_LINK = """
UPDATE {table} SET media = ? WHERE {address} = ? AND media IS NULL
AND EXISTS (SELECT 1 FROM articles WHERE articles.revision = {table}.revision)
"""
_SHOWN = """
SELECT articles.revision FROM images JOIN articles ON articles.revision = images.revision
WHERE src = :url AND media <> :media
UNION SELECT articles.revision FROM attachments
JOIN articles ON articles.revision = attachments.revision
WHERE attachments.url = :url AND media <> :media
"""
_NEWS = """
WITH looks AS (
  SELECT media, fetched_at FROM captures WHERE url = :asked AND media IS NOT NULL
)
SELECT (
  SELECT max(published) FROM (
    SELECT published FROM images JOIN articles ON articles.revision = images.revision
    WHERE src = :url
    UNION ALL SELECT published FROM attachments
    JOIN articles ON articles.revision = attachments.revision WHERE attachments.url = :url
  )
) AS published, (SELECT count(DISTINCT media) FROM looks) AS contents, (
  SELECT min(fetched_at) FROM looks
  WHERE fetched_at > (SELECT max(fetched_at) FROM looks WHERE media <> :media)
) AS changed
"""
_CONTENTS = """
SELECT media, (
  SELECT page.digest FROM revisions JOIN revisions AS page
  ON page.id = coalesce(revisions.text_of, revisions.id) WHERE revisions.id = :id
) AS text
FROM (
  SELECT 1 AS part, position, iif(src = :url, :media, media) AS media FROM images
  WHERE revision = :id
  UNION ALL SELECT 2, position, iif(url = :url, :media, media) FROM attachments
  WHERE revision = :id
) ORDER BY part, position
"""
_TEXTS = "title, published, lead, body, captions, byline, authors, source, category, tags, found"
_REPEAT = f"""
INSERT INTO revisions (article, seen_at, capture, digest, text_of, {_TEXTS})
SELECT article, :at, :capture, :digest, coalesce(text_of, id), {_TEXTS}
FROM revisions WHERE id = :id
"""
_REPEAT_IMAGES = """
INSERT INTO images (revision, position, src, alt, caption, credit, media)
SELECT :new, position, src, alt, caption, credit, iif(src = :url, :media, media)
FROM images WHERE revision = :id
"""
_REPEAT_ATTACHMENTS = """
INSERT INTO attachments (revision, position, url, label, media)
SELECT :new, position, url, label, iif(url = :url, :media, media)
FROM attachments WHERE revision = :id
"""
