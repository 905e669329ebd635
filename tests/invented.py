"""Invented articles kept in an archive, for the tests of what is read out of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from scraper.items import Article, Capture
from storage import runs
from storage.archive import save
from storage.connection import sqlite3

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def article(title: str, *body: str, **more: Any) -> Article:
    """An article whose key is its first title."""
    site, key = more.pop("site", "conganmai"), more.pop("key", title)
    url = f"https://{site}.example/{len(key)}-{key.encode().hex()}"
    facts = {"published": date(2026, 11, 1), "body": body} | more
    return Article(url, url, site, key, title, **facts)


def keep(db: Database, *articles: Article, days: int = 0) -> None:
    """Save articles in one run, a minute between them, some days after 24 November."""
    run = runs.start(db, "conganmai", "Mai", "https://conganmai.example/", {}, "0.1")
    for minutes, each in enumerate(articles):
        assert each.site
        at = NOON + timedelta(days, minutes=minutes)
        save(db, Capture(each.site, each.url, at, status=200, article=each), run)
    runs.finish(db, run, "finished", {}, {})


def keep_file(db: Database, digest: str, kind: str, body: bytes) -> None:
    """A file of images or attachments."""
    row = {"digest": digest, "type": kind, "size": len(body), "body": sqlite3.Binary(body)}
    db.table("media").insert(row)
