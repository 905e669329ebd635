"""Whether a site's newest articles tell as much as those before them did."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import comb
from typing import Any

from sqlite_utils import Database

from storage.alarms import EXAMPLES, Alarm
from storage.times import stamp

# Articles that are compared with those before them, and how many of these there must be.
_RECENT, _BEFORE, _LEAST_BEFORE = 20, 100, 30
# How improbable a fall must be by the history: it is asked some hundred thousand times a year.
_CHANCE = 1e-7
# Of articles looked at again that had a field before, how many must lack it.
_LOOKED_AT, _LOST, _LOST_SHARE = 20, 5, 0.3
# After so long a field that is still missing is the site's new custom.
_HEEDED = timedelta(days=30)
# What a share is taken to be at most, as history is no proof.
_SURE = 0.98


def missing_fields(db: Database, site: str) -> list[Alarm]:
    """The fields that are found less often than they were: the template has moved."""
    lost = _lost_fields(db, site)
    fallen = _fallen_fields(db, site)
    return [*lost.values(), *(fallen[name] for name in fallen.keys() - lost.keys())]


def _lost_fields(db: Database, site: str) -> dict[str, Alarm]:
    """Fields that many of the articles looked at last have lost since they were first seen.

    Where an alarm for the field is over, its absence is the new custom of the site: an
    article that is seldom looked at, and lost the field then, is no news.
    """
    told = _told(db, site)
    looks = list(db.query(_LOOKS, {"site": site, "most": _LOOKED_AT}))
    found = [(look, _fields_of_look(look["found"], look["views"])) for look in looks]
    had = [_fields_of_look(look["had"], look["had_views"]) for look in looks]
    alarms = {}
    for name in set().union(*had):
        lost = [
            look for (look, now_there), once in zip(found, had, strict=True)
            if name in once and name not in now_there
            and (name not in told or _last_with(db, look["article"], name) > told[name])
        ]  # fmt: skip
        if len(lost) >= max(_LOST, _LOST_SHARE * len(looks)):
            alarms[name] = _missing(site, name, lost, len(looks))
    return alarms


def _told(db: Database, site: str) -> dict[str, str]:
    """When an alarm that has ended, or was not heeded for a month, last rang for each field."""
    over = "site = ? AND kind = 'coverage' AND (ended_at IS NOT NULL OR rang_at < ?)"
    month_ago = stamp(datetime.now(UTC) - _HEEDED)
    rows = db.table("alarms").rows_where(over, [site, month_ago], order_by="rang_at")
    return {row["subject"]: row["rang_at"] for row in rows}


def _last_with(db: Database, article: int, name: str) -> str:
    """When an article was last seen with a field; empty where it never was."""
    (row,) = db.query(_LAST_WITH, {"article": article, "name": name})
    return str(row["seen_at"])


def _fallen_fields(db: Database, site: str) -> dict[str, Alarm]:
    """Fields that the latest news have far more seldom than those before them.

    What a backfill brings up may be of another age of the site.
    """
    most = _RECENT + _BEFORE
    articles = list(db.query(_FIRST_LOOKS, {"site": site, "most": most}))
    recent, before = articles[:_RECENT], articles[_RECENT:]
    if len(before) < _LEAST_BEFORE:
        return {}
    alarms = {}
    for name in set().union(*(_fields(row["found"]) for row in before)):
        lacking = [row for row in recent if name not in _fields(row["found"])]
        share = sum(name in _fields(row["found"]) for row in before) / len(before)
        if _at_least(len(lacking), len(recent), 1 - min(share, _SURE)) < _CHANCE:
            alarms[name] = _missing(site, name, lacking, len(recent))
    return alarms


def _missing(site: str, name: str, lacking: Sequence[dict[str, Any]], of: int) -> Alarm:
    since = min(row["seen_at"] for row in lacking)
    message = (
        f"{name} is missing since {since} on {len(lacking)} of {of} articles that should have it; "
        "the template may have moved"
    )
    examples = tuple(row["url"] for row in lacking[:EXAMPLES])
    return Alarm(site, "coverage", since, message, examples, name)


def _fields(found: str) -> set[str]:
    """The names of fields that were found, by the records of one or more revisions."""
    return set().union(*(record.keys() for record in json.loads(found)))


def _fields_of_look(found: str, views: int | None) -> set[str]:
    """The same, where the view count is not the revision's but the look's."""
    return _fields(found) - {"views"} | ({"views"} if views is not None else set())


# A server's word that nothing has changed shows no view count.
_LOOKS = """
WITH looks AS (
  SELECT observations.article, max(observations.id) AS id FROM observations
  CROSS JOIN captures ON captures.id = observations.capture
  WHERE captures.site = :site AND captures.status = 200
    AND observations.id > (SELECT max(id) FROM observations) - 5000
  GROUP BY observations.article ORDER BY id DESC LIMIT :most
)
SELECT url, articles.id AS article, observations.seen_at, observations.views,
  (SELECT json_array(json(found)) FROM revisions WHERE id = observations.revision) AS found,
  (SELECT json_group_array(json(found)) FROM revisions
    WHERE article = articles.id AND id <> observations.revision) AS had,
  (SELECT max(views) FROM observations AS earlier
    WHERE article = articles.id AND earlier.id < looks.id) AS had_views
FROM looks JOIN observations ON observations.id = looks.id
JOIN articles ON articles.id = looks.article
ORDER BY looks.id DESC
"""
_LAST_WITH = """
SELECT coalesce(max(observations.seen_at), '') AS seen_at
FROM observations JOIN revisions ON revisions.id = observations.revision
WHERE observations.article = :article AND iif(:name = 'views', observations.views IS NOT NULL,
  :name IN (SELECT key FROM json_each(revisions.found)))
"""
_FIRST_LOOKS = """
SELECT url, first_seen AS seen_at, json_array(json(found)) AS found FROM articles
JOIN revisions ON revisions.id = (SELECT min(id) FROM revisions WHERE article = articles.id)
WHERE site = :site
  AND (articles.published IS NULL
    OR julianday(articles.published) >= julianday(articles.first_seen) - 2)
ORDER BY first_seen DESC, articles.id DESC LIMIT :most
"""


def problems(db: Database, site: str) -> Alarm | None:
    """Whether far more of the pages named last gave no article than of those before them.

    Pages that were not answered, or are no more, say nothing of how the site's are read.
    """
    most = _RECENT + _BEFORE
    pages = list(db.query(_PAGES, {"site": site, "most": most}))
    recent, before = pages[:_RECENT], pages[_RECENT:]
    bad = [page for page in recent if page["kind"]]
    if len(before) < _LEAST_BEFORE or not bad:
        return None
    share = max(sum(page["kind"] is not None for page in before) / len(before), 1 - _SURE)
    if _at_least(len(bad), len(recent), share) >= _CHANCE:
        return None
    since = min(page["at"] for page in bad)
    message = (
        f"{len(bad)} of the last {len(recent)} pages gave no article since {since}, "
        f"before it were {share:.0%}"
    )
    return Alarm(site, "problems", since, message, tuple(page["url"] for page in bad[:EXAMPLES]))


_PAGES = """
SELECT * FROM (SELECT url, first_seen AS at, NULL AS kind FROM articles
    WHERE site = :site ORDER BY first_seen DESC LIMIT :most)
UNION ALL
SELECT * FROM (SELECT url, first_seen AS at, kind FROM problems
    WHERE site = :site AND kind NOT IN
      ('timeout', 'connection', 'status', 'truncated', 'challenge', 'robots', 'failed',
      'gone', 'redirected', 'moved', 'soft-404')
    ORDER BY first_seen DESC LIMIT :most)
ORDER BY at DESC LIMIT :most
"""


def _at_least(count: int, of: int, share: float) -> float:
    """The probability that at least so many of so many are of a kind that has this share."""
    each = (comb(of, n) * share**n * (1 - share) ** (of - n) for n in range(count, of + 1))
    return float(sum(each))
