"""What an archive knows of each article, as plain data."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sqlite_utils import Database

from tests.portal.answer import picture
from tests.portal.catalog import Article, expected

Content = dict[str, Any]

_BACKFILLED = timedelta(days=2)
_NO_CONTENT = {"url", "site", "key", "views", "modified"}


class Revision(NamedTuple):
    """One state."""

    at: datetime
    content: Content
    media: tuple[str | None, ...]
    """The digests of its pictures, None for one that could not be had."""


class Look(NamedTuple):
    """One observation."""

    at: datetime
    content: Content
    views: int | None


class Tombstone(NamedTuple):
    """One absence."""

    how: str
    first_absent: datetime
    confirmed: datetime | None
    returned: datetime | None


@dataclass
class Record:
    """One article."""

    id: int
    first_seen: datetime
    published: datetime
    """As the page says; the beginning of the day, UTC, where it shows the day alone."""
    revisions: list[Revision]
    looks: list[Look]
    tombstones: list[Tombstone]

    def news(self, before: datetime) -> datetime:
        """The last moment before another at which something new was seen of the article."""
        marks = [now.at for last, now in pairwise(self.revisions) if last.content != now.content]
        for each in self.tombstones:
            marks += filter(None, (each.first_absent, each.returned))
        return max([self._begun, *(mark for mark in marks if mark < before)])

    def picture_news(self, before: datetime) -> datetime:
        """The last moment before another at which other pictures were seen."""
        marks = [now.at for last, now in pairwise(self.revisions) if last.media != now.media]
        return max([self._begun, *(mark for mark in marks if mark < before)])

    @property
    def _begun(self) -> datetime:
        backfilled = self.published < self.first_seen - _BACKFILLED
        return self.published if backfilled else self.first_seen


def content_of(article: Article) -> Content:
    """What a revision of an article must hold."""
    return {name: value for name, value in expected(article).items() if name not in _NO_CONTENT}


def pictures_of(article: Article, version: int) -> set[str]:
    """The digests of an article's pictures after so many changes."""
    sources = (image["src"] for image in expected(article)["images"])
    answers = (picture(urlsplit(source).path, version) for source in sources)
    return {hashlib.sha256(answer.body).hexdigest() for answer in answers if answer}


def records(db: Database) -> dict[tuple[str, str], Record]:
    """Every article of an archive, by site and key."""
    contents, media = dict(_contents(db)), _media(db)
    found = {row["id"]: _record(row) for row in db["articles"].rows}
    for row in db.query("SELECT id, article, seen_at FROM revisions ORDER BY seen_at, id"):
        revision = Revision(_moment(row["seen_at"]), contents[row["id"]], media[row["id"]])
        found[row["article"]].revisions.append(revision)
    for row in db.query("SELECT article, seen_at, revision, views FROM observations ORDER BY id"):
        look = Look(_moment(row["seen_at"]), contents[row["revision"]], row["views"])
        found[row["article"]].looks.append(look)
    for row in db["tombstones"].rows:
        names = ("first_absent", "confirmed_at", "returned_at")
        times = [row[name] and _moment(row[name]) for name in names]
        found[row["article"]].tombstones.append(Tombstone(row["how"], *times))
    keys = {row["id"]: (row["site"], row["key"]) for row in db["articles"].rows}
    return {keys[article]: record for article, record in found.items()}


def _record(row: dict[str, Any]) -> Record:
    return Record(row["id"], _moment(row["first_seen"]), _moment(row["published"]), [], [], [])


def _media(db: Database) -> dict[int, tuple[str | None, ...]]:
    media: dict[int, tuple[str | None, ...]] = defaultdict(tuple)
    for row in db.query("SELECT revision, media FROM images ORDER BY revision, position"):
        media[row["revision"]] += (row["media"],)
    return media


def _contents(db: Database) -> Iterator[tuple[int, Content]]:
    images = _parts(db, "images", "src", "alt", "caption", "credit")
    attachments = _parts(db, "attachments", "url", "label")
    for row in db["revisions"].rows:
        plain = ("title", "published", "lead", "byline", "source", "category")
        yield (
            row["id"],
            {name: row[name] for name in plain}
            | {
                "body": row["body"].split("\n\n"),
                "images": images[row["id"]],
                "attachments": attachments[row["id"]],
                "authors": json.loads(row["authors"]),
                "tags": json.loads(row["tags"]),
            },
        )


def _parts(db: Database, table: str, *names: str) -> dict[int, list[dict[str, Any]]]:
    """What each revision has of one kind, in order."""
    parts = defaultdict(list)
    for row in db.query(f"SELECT * FROM {table} ORDER BY revision, position"):
        parts[row["revision"]].append({name: row[name] for name in names})
    return parts


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
