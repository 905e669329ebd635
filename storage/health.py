"""What is wrong with a site, told from the archive's own history of it."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise, takewhile
from statistics import median
from typing import Any

from sqlite_utils import Database

from storage import coverage
from storage.alarms import EXAMPLES, Alarm

# Crawls that tell nothing: interrupted, or still on their way.
_ENDED = "outcome NOT IN ('running', 'interrupted')"
# A hiccup is no alarm: so many crawls in a row must fail, or so many break off or fail.
_FAILURES, _BREAKS = 2, 3
# News of so many days tell how long a site is silent at most.
_HISTORY = 90
_LEAST_NEWS = 20
_LEAST_SILENCE = timedelta(days=1)


def check(db: Database, site: str) -> list[Alarm]:
    """What is wrong with a site, as its runs and articles tell."""
    runs = _runs(db, site)
    stopped = _blocked(db, site, runs) or _failing(db, site, runs)
    silent = None if stopped else _silent(db, site, runs)
    found = [*coverage.missing_fields(db, site), coverage.problems(db, site)]
    return [alarm for alarm in (stopped, silent, *found) if alarm is not None]


def _runs(db: Database, site: str) -> list[dict[str, Any]]:
    """The runs of a site that came to an end, latest first."""
    return list(
        db.table("runs").rows_where(f"site = ? AND {_ENDED}", [site], order_by="id DESC", limit=100)
    )


def _streak(runs: Sequence[dict[str, Any]], *outcomes: str) -> list[dict[str, Any]]:
    return list(takewhile(lambda run: run["outcome"] in outcomes, runs))


def _blocked(db: Database, site: str, runs: Sequence[dict[str, Any]]) -> Alarm | None:
    # What broke off says nothing of the site.
    ended = [run for run in runs if run["outcome"] != "broken-off"]
    if not (streak := _streak(ended, "blocked")):
        return None
    since = streak[-1]["started_at"]
    message = f"it sends a firewall's challenge in place of pages since {since}"
    return Alarm(site, "blocked", since, message, _lately(db, site, since))


def _failing(db: Database, site: str, runs: Sequence[dict[str, Any]]) -> Alarm | None:
    streak = _streak(runs, "failed", "broken-off")
    failed = [run for run in streak if run["outcome"] == "failed"]
    if len(failed) < _FAILURES and len(streak) < _BREAKS:
        return None
    since = streak[-1]["started_at"]
    broken = len(streak) - len(failed)
    how = f", of which {broken} broke off" if broken else ""
    message = f"its crawls fail since {since}, {len(streak)} in a row{how}"
    return Alarm(site, "failed", since, message, _lately(db, site, since))


def _lately(db: Database, site: str, since: str) -> tuple[str, ...]:
    rows = db.table("problems").rows_where(
        "site = ? AND last_seen >= ?", [site, since], order_by="last_seen DESC", limit=EXAMPLES
    )
    return tuple(row["url"] for row in rows)


def _silent(db: Database, site: str, runs: Sequence[dict[str, Any]]) -> Alarm | None:
    """Whether a site that always had news has none: for twice as long as ever before.

    Silence lasts to the last crawl that reached the site. What a backfill found is no news.
    """
    finished = [run["started_at"] for run in runs if run["outcome"] == "finished"]
    rows = list(db.query(_NEWS, {"site": site, "days": f"-{_HISTORY} days"}))
    if not finished or len(rows) < _LEAST_NEWS:
        return None
    times = [datetime.fromisoformat(row["first_seen"]) for row in rows]
    starts = _starts(db, site)
    period = _period(starts)
    usual = max(_heard(starts, period, *pair) for pair in pairwise(reversed(times)))
    silence = datetime.fromisoformat(finished[0]) - times[0]
    if silence <= max(2 * usual, _LEAST_SILENCE):
        return None
    since, hours = rows[0]["first_seen"], int(usual.total_seconds() / 3600)
    message = f"no new article since {since}; it was never silent for more than {hours} hours"
    return Alarm(site, "silent", since, message, tuple(row["url"] for row in rows[:EXAMPLES]))


def _starts(db: Database, site: str) -> list[datetime]:
    """When the crawls of a site that reached it began, in order."""
    rows = db.query(
        "SELECT started_at FROM runs WHERE site = ? AND outcome = 'finished' ORDER BY started_at",
        [site],
    )
    return [datetime.fromisoformat(row["started_at"]) for row in rows]


def _period(starts: Sequence[datetime]) -> timedelta:
    """What usually lies between two crawls."""
    between = [(later - earlier).total_seconds() for earlier, later in pairwise(starts)]
    return timedelta(seconds=median(between)) if between else timedelta()


def _heard(
    starts: Sequence[datetime], period: timedelta, earlier: datetime, later: datetime
) -> timedelta:
    """How long crawls heard nothing between two articles.

    Where nobody crawled, the site was not silent: after the last crawl before the one that found
    the later article no more than a period counts.
    """
    before = bisect_left(starts, later) - 2
    if before < 0:
        return later - earlier
    return min(later - earlier, max(starts[before] - earlier, timedelta()) + period)


_NEWS = """
SELECT url, first_seen FROM articles
WHERE site = :site AND first_seen >= datetime((SELECT max(first_seen) FROM articles
    WHERE site = :site), :days)
  AND (published IS NULL OR julianday(published) >= julianday(first_seen) - 2)
ORDER BY first_seen DESC
"""
