"""When a simulation's crawls came, and when they had to look at the latest."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from storage.frontier import interval
from tests.portal.catalog import HOSTS
from tests.simulation import HOUR, Run


class Looks:
    """The crawls of a simulation.

    One counts for a site if it came to its end: neither killed nor in an outage.
    """

    def __init__(self, runs: Sequence[Run]) -> None:
        self._moments = [run.moment for run in runs]
        self._whole = {
            site: [run.moment for run in runs if run.did_its_work(site)] for site in HOSTS
        }

    def next(self, site: str, moment: datetime) -> datetime | None:
        """The first crawl from a moment on that counts."""
        index = bisect_left(self._whole[site], moment)
        return self._whole[site][index] if index < len(self._whole[site]) else None

    def run(self, moment: datetime) -> datetime:
        """The crawl that was on its way at a moment: in it, the portal's time stands still."""
        return self._moments[bisect_right(self._moments, moment) - 1]

    def latest(
        self, site: str, since: datetime, news: Callable[[datetime], datetime]
    ) -> datetime | None:
        """The crawl at which what begins at a moment is seen at the latest.

        That is the first that counts, an interval after the last crawl before. `news` gives the
        moment before another from which the age counts.
        """
        index = bisect_left(self._moments, since) - 1
        last = self._moments[index] if index >= 0 else since
        age = max(timedelta(), last - news(last + HOUR))
        return self.next(site, last + interval(age))
