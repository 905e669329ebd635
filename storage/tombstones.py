"""Articles that are absent from their site: seen to be so, never said why."""

from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from scraper.items import Problem
from storage.connection import add, one

# What a problem with the page of a known article says of the article.
_HOW = {"gone": "404", "redirected": "redirect", "soft-404": "soft-404"}
# An absence counts when it was seen twice so far apart.
_APART = timedelta(minutes=30)


def absence(problem: Problem, status: int | None) -> str | None:
    """How a page tells that its article is not there: 404, 410, redirect or soft-404.

    None where the problem tells nothing of the kind, as with pages blocked or not answered.
    """
    how = _HOW.get(problem.kind)
    return "410" if how == "404" and status == 410 else how


def vanish(db: Database, article: dict[str, Any], how: str, seen_at: str, capture: int) -> bool:
    """Note that a look found an article absent; whether that confirms it.

    The second such look does, if it came later by half an hour, and if in the meantime some
    article of the site was seen to be there: a site that is down may answer 404 for all.
    """
    open_row = _open(db, article["id"])
    if open_row is None:
        row = {
            "article": article["id"],
            "how": how,
            "last_seen": article["last_seen"],
            "first_absent": seen_at,
            "capture": capture,
        }
        add(db, "tombstones", row)
        return False
    first = open_row["first_absent"]
    apart = datetime.fromisoformat(seen_at) - datetime.fromisoformat(first) >= _APART
    if open_row["confirmed_at"] or not apart or not _alive(db, article["site"], first):
        return False
    db.table("tombstones").update(open_row["id"], {"confirmed_at": seen_at, "how": how})
    db.table("articles").update(article["id"], {"absent": how})
    return True


def appear(db: Database, article: int, seen_at: str) -> bool:
    """Note that a look found an article there; whether that closes its tombstone.

    An absence that nothing confirmed leaves no tombstone: the captures tell of it.
    """
    row = _open(db, article)
    if row is None or seen_at < row["first_absent"]:
        return False
    if not row["confirmed_at"]:
        db.table("tombstones").delete(row["id"])
        return False
    db.table("tombstones").update(row["id"], {"returned_at": seen_at})
    db.table("articles").update(article, {"absent": None})
    return True


def _open(db: Database, article: int) -> dict[str, Any] | None:
    sql = "SELECT * FROM tombstones WHERE article = ? AND returned_at IS NULL"
    return one(db, sql, [article])


def _alive(db: Database, site: str, since: str) -> bool:
    sql = "SELECT 1 FROM articles WHERE site = ? AND last_seen >= ? LIMIT 1"
    return one(db, sql, [site, since]) is not None
