"""When an article is looked at again: soon while it is news, ever more seldom as it ages."""

from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from storage.connection import rows
from storage.times import now, stamp

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
# Up to which age an article is looked at how often; the model is newsdiffs, which stops after
# a week.
_SCHEDULE = (
    (6 * _HOUR, _HOUR),
    (_DAY, 6 * _HOUR),
    (7 * _DAY, _DAY),
    (30 * _DAY, 3 * _DAY),
    (90 * _DAY, 7 * _DAY),
    (730 * _DAY, 30 * _DAY),
)
_SELDOM = 90 * _DAY
_RETRY = 6 * _HOUR
# Runs that come by the hour are never quite an hour apart.
EARLY = 0.9
# An article that was published so long before it was first seen was no news then.
_BACKFILLED = 2 * _DAY


def interval(age: timedelta) -> timedelta:
    """How often to look at an article that was news so long ago.

    The age counts from when it was first seen, changed, vanished or came back, whichever came
    last; of one found in a backfill, from its publication.
    """
    return next((often for until, often in _SCHEDULE if age < until), _SELDOM)


def news(first_seen: str, published: str | None, *later: str | None) -> datetime:
    """The moment from which an age counts: times of observation, and a page's own date."""
    begun = datetime.fromisoformat(first_seen)
    if published and (dated := _moment(published)) < begun - _BACKFILLED:
        begun = dated
    return max([begun, *(datetime.fromisoformat(moment) for moment in later if moment)])


def plan(db: Database, article: int, seen_at: str) -> None:
    """Set when an article is due again after a look at a moment, UTC, whatever it showed."""
    (row,) = rows(db, _NEWS, {"article": article})
    look = datetime.fromisoformat(seen_at)
    later = (row["changed"], row["vanished"], row["returned"])
    due = look + EARLY * interval(look - news(row["first_seen"], row["published"], *later))
    db.execute(
        # A look that a clock ahead of its time has dated is no later one.
        "UPDATE articles SET checked_at = :at, due_at = :due "
        "WHERE id = :id AND coalesce(checked_at <= :at OR checked_at > :now, 1)",
        {"at": seen_at, "due": stamp(due), "id": article, "now": now()},
    )


def retry(db: Database, article: int, seen_at: str) -> None:
    """Set when an article is due again whose page could not be had: soon, however old it is."""
    row = db.table("articles").get(article)
    look = datetime.fromisoformat(seen_at)
    wait = min(interval(look - datetime.fromisoformat(row["last_seen"])), _RETRY)
    db.table("articles").update(article, {"due_at": stamp(look + EARLY * wait)})


_NEWS = """
SELECT first_seen, published,
  (SELECT max(seen_at) FROM revisions
    WHERE article = articles.id AND seen_at > first_seen AND text_of IS NULL) AS changed,
  (SELECT max(first_absent) FROM tombstones WHERE article = articles.id) AS vanished,
  (SELECT max(returned_at) FROM tombstones WHERE article = articles.id) AS returned
FROM articles WHERE id = :article
"""


def _moment(published: str) -> datetime:
    moment = datetime.fromisoformat(published)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
