"""What happens in a world and when, beside what chance makes of its articles."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.portal.timeline import Rates


@dataclass(frozen=True, slots=True)
class Outage:
    """A site that answers no page for a while."""

    site: str
    since: datetime
    until: datetime
    how: str
    """A word of `misbehaviour`: status, drop, challenge."""
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scenario:
    """The size of a world, its seed, and the events that are set."""

    start: datetime
    days: int
    seed: int = 1
    news: tuple[int, int] = (2, 5)
    """The least and the most articles a day and site."""
    backlog: int = 14
    """Days of news that are there at the start."""
    rates: Rates = field(default_factory=Rates)
    redesign: datetime | None = None
    """When the Thanh Hóa police's portal gets another layout."""
    outages: tuple[Outage, ...] = ()

    @property
    def end(self) -> datetime:
        return self.start + timedelta(days=self.days)


def year(seed: int, days: int = 365) -> Scenario:
    """A year from 2026 on, or so many days of one: a redesign and two outages in it."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    silent, redesign, challenged = (
        start + timedelta(hours=round(24 * days * share), minutes=40) for share in (0.3, 0.5, 0.75)
    )
    dropped = silent + timedelta(hours=12)
    outages = (
        Outage("congan_hanoi", silent, dropped, "drop"),
        Outage("congan_hanoi", dropped, silent + timedelta(hours=30), "status", {"status": 503}),
        Outage("bocongan", challenged, challenged + timedelta(hours=20), "challenge"),
    )
    return Scenario(start, days, seed, redesign=redesign, outages=outages)


def one_day(seed: int) -> Scenario:
    """A day in which as much happens to articles as else in months, and one short outage."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    down = start + timedelta(hours=13, minutes=20)
    hour = timedelta(hours=1)
    rates = Rates(edited=0.9, removed=0.5, returned=0.6, soonest=hour / 2, latest=18 * hour)
    outage = Outage("congan_hanoi", down, down + 4 * hour, "status", {"status": 500})
    return Scenario(start, 1, seed, (6, 9), backlog=3, rates=rates, outages=(outage,))
