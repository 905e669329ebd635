"""Whether an archive holds what a world showed to the crawls that were made of it.

What must be in it is told by the crawls that came to their end, and by
`storage.frontier.interval`, the time between two looks at an article of an age:

- An article: a crawl found it listed and there.
- A content: an interval after the last crawl before it began, a crawl came while it was still
  shown. So it is for each that was shown for longer than the interval; outages and killed
  crawls put the crawl off.
- A removal: the same, and a second crawl an hour later or more found the article still absent.
- A return: a content that follows a removal which is in the archive.
- A picture: each that an article shows; and the same as a content, where other bytes came
  behind its address.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, pairwise

from sqlite_utils import Database

from tests.looks import Looks
from tests.portal.catalog import Article, expected
from tests.portal.timeline import State, Timeline
from tests.portal.world import World
from tests.record import Record, Tombstone, content_of, pictures_of, records
from tests.simulation import HOUR, Run

_TALLIES = ("articles", "contents", "removals", "returns", "pictures", "other pictures")


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
        self.looks = Looks(runs)
        self.tallies = {name: Tally() for name in _TALLIES}
        self.wrong: list[str] = []
        """What is in the archive and was never shown, or is there twice."""
        known = records(db)
        for key in known.keys() - world.by_key.keys():
            self.wrong.append(f"{key}: there is no such article")
        for timeline in world.timelines:
            record = known.get((timeline.site, timeline.key))
            if self._must_be_known(timeline):
                self.tallies["articles"].count(record is not None, timeline.url)
            if record:
                self._examine(timeline, record)
                self._examine_pictures(timeline, record)
                self.wrong += self._never_shown(timeline, record)

    def _examine(self, timeline: Timeline, record: Record) -> None:
        buried = False
        for state in timeline.states:
            if state.since <= self.looks.run(record.first_seen):
                continue
            if state.removed:
                buried = self._examine_removal(timeline, record, state)
            else:
                self._examine_content(timeline, record, state, buried)
                buried = False

    def _examine_removal(self, timeline: Timeline, record: Record, state: State) -> bool:
        """Count a removal that must be known; whether it is."""
        known = any(self._tells(each, state) for each in record.tombstones)
        first = self.looks.latest(timeline.site, state.since, record.news)
        second = first and self.looks.next(timeline.site, first + HOUR)
        if second and second < state.until:
            self.tallies["removals"].count(known, _named(timeline, state))
        return known

    def _examine_content(
        self, timeline: Timeline, record: Record, state: State, buried: bool
    ) -> None:
        """Count a content that must be known, and the return that it may be."""
        look = self.looks.latest(timeline.site, state.since, record.news)
        if look is None or look >= state.until:
            return
        seen = any(self._within(state, each.at) for each in record.looks)
        self.tallies["contents"].count(seen, _named(timeline, state))
        if buried:
            returned = (each.returned for each in record.tombstones if each.returned)
            back = any(self._within(state, at) for at in returned)
            self.tallies["returns"].count(back, _named(timeline, state))

    def _examine_pictures(self, timeline: Timeline, record: Record) -> None:
        """Count the pictures that must be kept: those shown first, and others behind them."""
        kept = set().union(*(revision.media for revision in record.revisions))
        if self.looks.next(timeline.site, self.looks.run(record.first_seen)):
            for picture in record.revisions[-1].media:
                self.tallies["pictures"].count(picture is not None, timeline.url)
        for version, group in groupby(timeline.states, key=lambda state: state.pictures):
            states = list(group)
            since, until = states[0].since, states[-1].until
            look = self.looks.latest(timeline.site, since, record.picture_news)
            if since <= self.looks.run(record.first_seen) or look is None or look >= until:
                continue
            wanted = pictures_of(timeline.article, version)
            if version and wanted:
                what = f"{timeline.url}: pictures from {since:%F %T} to {until:%F %T}"
                self.tallies["other pictures"].count(wanted <= kept, what)

    def _must_be_known(self, timeline: Timeline) -> bool:
        """Whether a crawl found it listed and there; or came back in time to an article that
        was named and not there at first."""
        named: datetime | None = None
        for state in timeline.states:
            first = self.looks.next(timeline.site, state.since)
            if not state.listed or first is None or first >= state.until:
                continue
            if state.removed:
                named = named or first
                continue
            since = named
            look = since and self.looks.latest(timeline.site, state.since, lambda _, at=since: at)
            if since is None or (look and look < state.until):
                return True
        return False

    def _tells(self, tombstone: Tombstone, state: State) -> bool:
        """Whether a tombstone tells of a removal; it may have begun with one before, if the
        return between the two was too short to be seen."""
        if tombstone.confirmed is None:
            return False
        if tombstone.how == state.removed and self._within(state, tombstone.confirmed):
            return True
        returned = tombstone.returned is None or self.looks.run(tombstone.returned) >= state.until
        return returned and self.looks.run(tombstone.confirmed) < state.since

    def _within(self, state: State, moment: datetime) -> bool:
        return state.since <= self.looks.run(moment) < state.until

    def _never_shown(self, timeline: Timeline, record: Record) -> list[str]:
        """Looks, pictures and tombstones that say what the article's page did not, and
        revisions that repeat the one before."""
        wrong = []
        for look in record.looks:
            moment = self.looks.run(look.at)
            page = self.world.at(moment).find(timeline.site, timeline.article.path)
            if not isinstance(page, Article) or content_of(page) != look.content:
                wrong.append(f"{timeline.url}: at {moment} it was not as kept")
            elif look.views != expected(page)["views"]:
                wrong.append(f"{timeline.url}: at {moment} it had {page.views} views")
        for each in record.tombstones:
            moments = [at for at in (each.first_absent, each.confirmed) if at]
            states = [timeline.at(self.looks.run(at)) for at in moments]
            if each.how not in [state.removed for state in states if state]:
                wrong.append(f"{timeline.url}: at {each.first_absent} it was there")
        versions = {state.pictures for state in timeline.states}
        shown = set().union(*(pictures_of(timeline.article, version) for version in versions))
        for revision in record.revisions:
            if not set(revision.media) - {None} <= shown:
                wrong.append(f"{timeline.url}: it had other pictures than those of {revision.at}")
        for before, after in pairwise(record.revisions):
            if before[1:] == after[1:]:
                wrong.append(f"{timeline.url}: the revision of {after.at} repeats the one before")
        return wrong


def _named(timeline: Timeline, state: State) -> str:
    what = f"absent by {state.removed}" if state.removed else "there"
    return f"{timeline.url}: {what} from {state.since:%F %T} to {state.until:%F %T}"
