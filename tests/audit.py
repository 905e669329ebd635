"""Whether an archive holds what a world showed to the crawls that were made of it.

A crawl counts for a site if it came to its end: neither killed nor in an outage. What must
be in the archive is told by such crawls and by `storage.frontier.interval`, the time between
two looks at an article of an age:

- An article: a crawl found it listed and there.
- A content: an interval after the last crawl before it began, a crawl came while it was still
  shown. So it is for each that was shown for longer than the interval; outages and killed
  crawls put the crawl off.
- A removal: the same, and a second crawl an hour later or more found the article still absent.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from sqlite_utils import Database

from storage.frontier import interval
from tests.portal.catalog import Article
from tests.portal.timeline import State, Timeline
from tests.portal.world import World
from tests.record import Record, Tombstone, content_of, records
from tests.simulation import HOUR, Run

_LATEST_ALARM = timedelta(days=2)
_LATEST_END = 3 * HOUR


@dataclass
class Tally:
    """What must be in the archive, and what of it is not."""

    due: int = 0
    missed: list[str] = field(default_factory=list)

    def count(self, held: bool, what: str) -> None:
        """Note one thing that must be there."""
        self.due += 1
        if not held:
            self.missed.append(what)


class Audit:
    """An archive against a world."""

    def __init__(self, world: World, runs: Sequence[Run], db: Database) -> None:
        self.world = world
        self.tallies = {name: Tally() for name in ("articles", "contents", "removals", "returns")}
        self.wrong: list[str] = []
        """What is in the archive and was never shown."""
        self._moments = [run.moment for run in runs]
        self._whole = {
            site: [run.moment for run in runs if run.did_its_work(site)]
            for site in {timeline.site for timeline in world.timelines}
        }
        self._records = records(db)
        for key in self._records.keys() - world.by_key.keys():
            self.wrong.append(f"{key}: there is no such article")
        for timeline in world.timelines:
            self._examine(timeline)

    def _examine(self, timeline: Timeline) -> None:
        record = self._records.get((timeline.site, timeline.key))
        if self._must_be_known(timeline):
            self.tallies["articles"].count(record is not None, timeline.url)
        if record is None:
            return
        self.wrong += self._never_shown(timeline, record)
        buried = False
        for state in timeline.states:
            if state.since <= self._run(record.first_seen):
                continue
            if state.removed:
                buried = self._examine_removal(timeline, record, state)
            else:
                self._examine_content(timeline, record, state, buried)
                buried = False

    def _examine_removal(self, timeline: Timeline, record: Record, state: State) -> bool:
        """Count a removal that must be known; whether it is."""
        known = any(self._tells(each, state) for each in record.tombstones if each.confirmed)
        first = self._look(timeline.site, state.since, record.news)
        second = first and self._next(timeline.site, first + HOUR)
        if second and second < state.until:
            self.tallies["removals"].count(known, _named(timeline, state))
        return known

    def _examine_content(
        self, timeline: Timeline, record: Record, state: State, buried: bool
    ) -> None:
        """Count a content that must be known, and the return that it may be."""
        look = self._look(timeline.site, state.since, record.news)
        if look is None or look >= state.until:
            return
        seen = any(self._within(state, each.at) for each in record.looks)
        self.tallies["contents"].count(seen, _named(timeline, state))
        if buried:
            returned = (each.returned for each in record.tombstones if each.returned)
            back = any(self._within(state, at) for at in returned)
            self.tallies["returns"].count(back, _named(timeline, state))

    def _must_be_known(self, timeline: Timeline) -> bool:
        """Whether a crawl found it listed and there; or came back in time to an article that
        was named and not there at first."""
        named: datetime | None = None
        for state in timeline.states:
            first = self._next(timeline.site, state.since)
            if not state.listed or first is None or first >= state.until:
                continue
            if state.removed:
                named = named or first
                continue
            since = named
            look = since and self._look(timeline.site, state.since, lambda _, at=since: at)
            if since is None or (look and look < state.until):
                return True
        return False

    def _look(
        self, site: str, since: datetime, news: Callable[[datetime], datetime]
    ) -> datetime | None:
        """The crawl at which what begins at a moment is seen at the latest."""
        index = bisect_left(self._moments, since) - 1
        last = self._moments[index] if index >= 0 else since
        age = max(timedelta(), last - news(last + HOUR))
        return self._next(site, last + interval(age))

    def _next(self, site: str, moment: datetime) -> datetime | None:
        """The first crawl from a moment on that came to its end."""
        index = bisect_left(self._whole[site], moment)
        return self._whole[site][index] if index < len(self._whole[site]) else None

    def _run(self, moment: datetime) -> datetime:
        """The crawl that was on its way at a moment: in it, the portal's time stands still."""
        return self._moments[bisect_right(self._moments, moment) - 1]

    def _tells(self, tombstone: Tombstone, state: State) -> bool:
        """Whether a tombstone tells of a removal; it may have begun with one before, if the
        return between the two was too short to be seen."""
        if tombstone.how == state.removed and self._within(state, tombstone.confirmed):
            return True
        returned = tombstone.returned is None or self._run(tombstone.returned) >= state.until
        return returned and self._run(tombstone.confirmed) < state.since

    def _within(self, state: State, moment: datetime) -> bool:
        return state.since <= self._run(moment) < state.until

    def _never_shown(self, timeline: Timeline, record: Record) -> list[str]:
        """Looks and tombstones that say what the article's page did not, and contents that
        were kept twice."""
        wrong = []
        for look in record.looks:
            moment = self._run(look.at)
            page = self.world.at(moment).find(timeline.site, timeline.article.path)
            if not isinstance(page, Article) or content_of(page) != look.content:
                wrong.append(f"{timeline.url}: at {moment} it was not as kept")
            elif page.views != (
                None if look.views is None else f"{look.views:,}".replace(",", ".")
            ):
                wrong.append(f"{timeline.url}: at {moment} it had {page.views} views")
        for each in record.tombstones:
            moments = [at for at in (each.first_absent, each.confirmed) if at]
            states = [timeline.at(self._run(at)) for at in moments]
            if each.how not in [state.removed for state in states if state]:
                wrong.append(f"{timeline.url}: at {each.first_absent} it was there")
        for (_, before), (at, after) in pairwise(record.revisions):
            if before == after:
                wrong.append(f"{timeline.url}: the revision of {at} repeats the one before")
        return wrong


def _named(timeline: Timeline, state: State) -> str:
    what = f"absent by {state.removed}" if state.removed else "there"
    return f"{timeline.url}: {what} from {state.since:%F %T} to {state.until:%F %T}"


def alarm_faults(world: World, db: Database) -> list[str]:
    """Alarms that should have rung and did not, or rang and should not have."""
    due = {(o.site, "blocked" if o.how == "challenge" else "failed", ""): o.since
           for o in reversed(world.scenario.outages)}  # fmt: skip
    if world.scenario.redesign:
        due["conganthanhhoa", "coverage", "views"] = world.scenario.redesign
    faults = []
    for row in db["alarms"].rows:
        since = due.pop((row["site"], row["kind"], row["subject"]), None)
        rang = datetime.fromisoformat(row["rang_at"])
        if since is None or not since <= rang < since + _LATEST_ALARM:
            faults.append(f"false alarm: {row['site']}: {row['kind']}: {row['message']}")
        ends = [o.until for o in world.scenario.outages if o.site == row["site"]]
        if row["kind"] != "coverage" and ends and not _ended(row["ended_at"], max(ends)):
            faults.append(f"alarm that ended at {row['ended_at']}: {row['site']}: {row['kind']}")
    return [*faults, *(f"no alarm for {what} since {since}" for what, since in due.items())]


def _ended(at: str | None, until: datetime) -> bool:
    return at is not None and until <= datetime.fromisoformat(at) < until + _LATEST_END
