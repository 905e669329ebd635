"""The frontier of one site, kept in the archive: what is known, what waits, what is due."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from scraper.frontier import File, FrontierError, Progress, Validators, Visit
from scraper.items import Capture
from scraper.urls import Address, Link
from storage.connection import add, one, rows, sqlite3, writing
from storage.revisits import EARLY, interval
from storage.times import now, stamp

_WEEK = timedelta(days=7)
# Hosts that know a page's version send one of these.
_VALIDATORS = ("etag", "last-modified")


class ArchiveFrontier:
    """`scraper.frontier.Frontier` over an archive."""

    def __init__(self, db: Database, site: str) -> None:
        self.db = db
        self.site = site

    def unknown(self, links: Sequence[Link]) -> list[Link]:
        """Those that gave no article yet, under their key or any address, and do not wait."""
        return [link for link in links if not self._knows(link.address)]

    def keep(
        self, links: Sequence[Link], listing: str = "", progress: Progress | None = None
    ) -> None:
        """Let addresses wait until they are fetched; with them how far the listing that named
        them was followed: both are kept, or neither. Raises FrontierError."""
        if not links and progress is None:
            return
        try:
            with writing(self.db):
                self._keep(links)
                if progress is not None:
                    self.db.execute(_FOLLOW, self._row(listing, progress))
        except sqlite3.Error as error:
            raise FrontierError(f"the archive cannot be written: {error}") from error

    def waiting(self) -> list[Link]:
        """Addresses named in earlier runs that are still to be fetched, or to be tried again."""
        waiting = self.db.table("frontier").rows_where(
            "site = ? AND due_at <= ?", [self.site, now()], order_by="tries, found_at DESC, rowid"
        )
        return [_link(row) for row in waiting]

    def due(self, most: int) -> list[Visit]:
        """At most so many articles to look at again, the most overdue first.

        How overdue one is counts in the interval that it was to wait, so that neither old
        nor new articles keep the others from being seen.
        """
        due = rows(self.db, _DUE, {"site": self.site, "now": now(), "most": most})
        return [Visit(row["key"], row["url"], _validators(row["headers"])) for row in due]

    def progress(self, listing: str) -> Progress:
        """How far a listing was followed. Its first pages are swept once a week."""
        row = next(self.db.table("listings").rows_where("url = ?", [listing]), None)
        if row is None:
            return Progress(sweep=True)
        week_ago = stamp(datetime.now(UTC) - _WEEK)
        return Progress(
            resume=row["resume"],
            until=row["until"],
            since=row["since"],
            sweep=row["swept_at"] is None or row["swept_at"] <= week_ago,
            validators=Validators(row["etag"], row["last_modified"]),
            known=True,
        )

    def published(self, links: Sequence[Link]) -> list[str | None]:
        """The dates of those articles that are known, ISO 8601; None for one without a date."""
        marks = ", ".join("?" * len(links))
        known = rows(
            self.db,
            f"SELECT published FROM articles WHERE site = ? AND key IN ({marks})",
            [self.site, *(link.address.key for link in links)],
        )
        return [row["published"] for row in known]

    def unknown_files(self, urls: Sequence[str]) -> list[str]:
        """Those addresses of images and attachments that are not known, in their order."""
        marks = ", ".join("?" * len(urls))
        found = rows(self.db, f"SELECT url FROM files WHERE url IN ({marks})", urls)
        known = {row["url"] for row in found}
        return [url for url in urls if url not in known]

    def files(self, most: int, images: bool, attachments: bool) -> list[File]:
        """Images, attachments or both: those that wait since an earlier run, and at most so many
        that are due, the most overdue first. What no article shows any more is left alone."""
        asked = {"site": self.site, "now": now(), "images": images, "attachments": attachments}
        waiting = rows(self.db, _FILES, asked | {"looked_at": False, "most": -1})
        due = rows(self.db, _FILES, asked | {"looked_at": True, "most": most})
        return [_file(row) for row in (*waiting, *due)]

    def _knows(self, address: Address) -> bool:
        asked = {"site": self.site, "key": address.key, "url": address.canonical_url}
        return one(self.db, _KNOWN, asked) is not None

    def _row(self, listing: str, progress: Progress) -> dict[str, Any]:
        return {
            "url": listing,
            "site": self.site,
            "at": now(),
            "swept": progress.swept,
            "resume": progress.resume,
            "until": progress.until,
            "since": progress.since,
            "etag": progress.validators.etag,
            "last_modified": progress.validators.last_modified,
        }

    def _keep(self, links: Iterable[Link]) -> None:
        at = now()
        for link in links:
            row = {
                "site": self.site,
                "key": link.address.key,
                "url": link.url,
                "canonical_url": link.address.canonical_url,
                "fetch_url": link.address.fetch_url,
                "found_at": at,
                "due_at": at,
            }
            add(self.db, "frontier", row, ignore=True)


def settle(db: Database, capture: Capture, seen_at: str) -> None:
    """Take an address that gave an article off the frontier; else set when to try it again."""
    if article := capture.article:
        keys = [capture.key, article.key]
        db.execute("DELETE FROM frontier WHERE site = ? AND key IN (?, ?)", [capture.site, *keys])
        return
    named = [capture.site, capture.key]
    for row in rows(db, "SELECT * FROM frontier WHERE site = ? AND key = ?", named):
        look = datetime.fromisoformat(seen_at)
        wait = interval(look - datetime.fromisoformat(row["found_at"]))
        db.execute(
            "UPDATE frontier SET tries = tries + 1, due_at = ? WHERE site = ? AND key = ?",
            [stamp(look + EARLY * wait), *named],
        )


_KNOWN = """
SELECT 1 FROM articles WHERE site = :site AND key = :key
UNION ALL SELECT 1 FROM frontier WHERE site = :site AND key = :key
UNION ALL SELECT 1 FROM articles WHERE url = :url AND site = :site
UNION ALL SELECT 1 FROM aliases JOIN articles ON articles.id = aliases.article
  WHERE aliases.url = :url AND site = :site
LIMIT 1
"""
_DUE = """
SELECT key, url, (
  SELECT captures.headers FROM observations JOIN captures ON captures.id = observations.capture
  WHERE observations.article = articles.id ORDER BY observations.id DESC LIMIT 1
) AS headers
FROM (
  SELECT id, key, url FROM articles WHERE site = :site AND due_at <= :now
  ORDER BY (julianday(:now) - julianday(checked_at))
    / max(julianday(due_at) - julianday(checked_at), 1e-6) DESC, id DESC
  LIMIT :most
) AS articles
"""
_FILES = """
SELECT url, media, etag, last_modified FROM files
WHERE site = :site AND due_at <= :now AND (checked_at IS NOT NULL) = :looked_at AND (
  :images AND EXISTS (SELECT 1 FROM images JOIN articles ON articles.revision = images.revision
    WHERE images.src = files.url)
  OR :attachments AND EXISTS (SELECT 1 FROM attachments
    JOIN articles ON articles.revision = attachments.revision WHERE attachments.url = files.url)
)
ORDER BY (julianday(:now) - julianday(checked_at))
  / max(julianday(due_at) - julianday(checked_at), 1e-6) DESC, first_seen DESC, rowid
LIMIT :most
"""
_FOLLOW = """
INSERT INTO listings (url, site, checked_at, swept_at, resume, until, since, etag, last_modified)
VALUES (:url, :site, :at, iif(:swept, :at, NULL), :resume, :until, :since, :etag, :last_modified)
ON CONFLICT (url) DO UPDATE SET site = excluded.site, checked_at = excluded.checked_at,
  swept_at = coalesce(excluded.swept_at, swept_at), resume = excluded.resume,
  until = excluded.until, since = excluded.since, etag = excluded.etag,
  last_modified = excluded.last_modified
"""


def _link(row: dict[str, Any]) -> Link:
    return Link(
        row["url"], Address(row["site"], row["key"], row["canonical_url"], row["fetch_url"])
    )


def _file(row: dict[str, Any]) -> File:
    # What is not held must come whole.
    held = Validators(row["etag"], row["last_modified"]) if row["media"] else Validators()
    return File(row["url"], held)


def _validators(headers: str | None) -> Validators:
    found = {name.lower(): value for name, value in json.loads(headers or "[]")}
    return Validators(*(found.get(name) for name in _VALIDATORS))
