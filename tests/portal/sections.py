"""The listings of a world: newest first, but for pinned articles and shuffled days."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from tests.portal.catalog import SITE_OF
from tests.portal.newsroom import Line
from tests.portal.scenario import Scenario
from tests.portal.timeline import Timeline

_PINNED = ("2", "698", "tin-tuc-su-kien/tin-hoat-dong")
_SHUFFLED = ("22", "391", "de-an-06", "chi-dao-dieu-hanh")
_LONGEST_PIN = timedelta(days=21)
# What is shuffled stays on the first page of its listing.
_FIRST_PAGE = 8
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pin:
    """An old article that stands on top of its section's listing."""

    path: str
    since: datetime
    until: datetime


class Sections:
    """What each section names at each moment."""

    def __init__(self, timelines: Sequence[Timeline], scenario: Scenario) -> None:
        self._scenario = scenario
        self._entries = _entries(timelines)
        random = Random(f"{scenario.seed}/sections")
        self._pins = {section: self._pin(section, random) for section in _PINNED}
        # A site's month has three days on which its editors shuffle.
        self._shuffled = {section: random.randrange(28) for section in _SHUFFLED}
        self._changes = self._changes_by_site(timelines)
        self._known: dict[tuple[str, str | None], tuple[int, list[Line]]] = {}

    def lines(self, template: str, section: str | None, moment: datetime) -> list[Line]:
        """What a template's section names; what every one does where none is given."""
        version = bisect_right(self._changes[SITE_OF[template]], moment)
        known = self._known.get((template, section))
        if known is None or known[0] != version:
            known = version, self._order(template, section, moment)
            self._known[template, section] = known
        return known[1]

    def _order(self, template: str, section: str | None, moment: datetime) -> list[Line]:
        entries = self._entries[section or template]
        first = bisect_left(entries, -moment.timestamp(), key=lambda e: -e[0].published.timestamp())
        lines = [
            line if line.href == href else replace(line, href=href)
            for timeline, href in entries[first:]
            if (line := timeline.line(moment))
        ]
        if self._is_shuffled(section, moment):
            top = lines[:_FIRST_PAGE]
            Random(f"{self._scenario.seed}/{section}/{moment:%F}").shuffle(top)
            lines[:_FIRST_PAGE] = top
        pin = self._pins.get(section or "")
        if pin and pin.since <= moment < pin.until:
            lines.sort(key=lambda line: line.href != pin.path)
        return lines

    def _pin(self, section: str, random: Random) -> Pin | None:
        old = [
            timeline
            for timeline, _ in self._entries[section]
            if timeline.published < self._scenario.start
            and not any(state.removed for state in timeline.states)
        ]
        if not old:
            return None
        whole = self._scenario.days * _DAY
        since = self._scenario.start + whole * random.uniform(0.1, 0.3)
        return Pin(old[-1].article.path, since, since + min(_LONGEST_PIN, whole / 2))

    def _is_shuffled(self, section: str | None, moment: datetime) -> bool:
        day = (moment - self._scenario.start) // _DAY
        return section in self._shuffled and 0 <= (day - self._shuffled[section]) % 28 < 3

    def _changes_by_site(self, timelines: Sequence[Timeline]) -> dict[str, list[datetime]]:
        moments: dict[str, set[datetime]] = defaultdict(set)
        midnights = {self._scenario.start + day * _DAY for day in range(self._scenario.days)}
        pins = {moment for pin in self._pins.values() if pin for moment in (pin.since, pin.until)}
        for site in SITE_OF.values():
            moments[site] |= midnights | pins
        for timeline in timelines:
            moments[timeline.site].update(timeline.changes)
        return {site: sorted(found) for site, found in moments.items()}


def _entries(timelines: Sequence[Timeline]) -> dict[str, list[tuple[Timeline, str]]]:
    """Each article with the address by which it is named, newest first, by section and by
    template."""
    entries: dict[str, list[tuple[Timeline, str]]] = defaultdict(list)
    for timeline in sorted(timelines, key=lambda each: each.published, reverse=True):
        for listing, href in _places(timeline):
            entries[listing].append((timeline, href))
    return entries


def _places(timeline: Timeline) -> Iterator[tuple[str, str]]:
    article = timeline.article
    yield article.template, article.path
    yield article.section, article.path
    yield from article.listed
