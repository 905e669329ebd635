"""Hourly crawls of a world at its own time, some of them killed, and what each did."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.crawls import Crawl
from tests.portal import Portal
from tests.portal.answer import picture
from tests.portal.catalog import HOSTS
from tests.portal.clock import Clock
from tests.portal.server import Request
from tests.portal.world import World

HOUR = timedelta(hours=1)
# A run with little news asks for some forty pages: so early or late is one killed.
_LATEST_REQUEST = 40
_LATEST_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl of all sites."""

    moment: datetime
    """The portal's time, all through the run."""
    killed: bool
    code: int
    reports: dict[str, dict[str, Any]]
    """What `--json` printed, by site; nothing where the run was killed."""
    stderr: str
    requests: Counter[str]
    """By kind: robots, listing, article (met for the first time), look (met before), picture."""

    def did_its_work(self, site: str) -> bool:
        """Whether the site was crawled to the end."""
        return site in self.reports and self.reports[site]["why"] is None


class Simulation:
    """A world, the portal that shows it, and the archive that its crawls fill."""

    def __init__(self, world: World, folder: Path, kills: int = 0) -> None:
        """`kills` runs, chosen by the world's seed, are ended by SIGKILL at random points."""
        self.world = world
        self.folder = folder
        self.archive = folder / "archive.db"
        self.runs: list[Run] = []
        self._clock = Clock(folder / "clock")
        self._random = Random(f"{world.scenario.seed}/kills")
        self._moments = _hours(world)
        self._killed = set(self._random.sample(range(1, len(self._moments)), kills))
        self._met: set[str] = set()

    def __iter__(self) -> Iterator[Run]:
        """Make the crawls one after another; each when it is asked for."""
        self._clock.set(self.world.scenario.start)
        with Portal(clock=self._clock, world=self.world) as portal:
            owed = False
            for number, moment in enumerate(self._moments):
                self._clock.set(moment)
                owed = owed or number in self._killed
                run = self._crawl(portal, moment, owed)
                # One that ended before its time came is made up for by the next.
                owed = owed and not run.killed
                self.runs.append(run)
                portal.forget()
                yield run

    def _crawl(self, portal: Portal, moment: datetime, to_be_killed: bool) -> Run:
        environment = {
            "CONGAN_HOSTMAP": portal.hostmap,
            "CONGAN_DELAY": "0",
            "CONGAN_ARCHIVE": str(self.archive),
        }
        crawl = Crawl(["crawl", "--json"], self._clock, environment, self.folder)
        if to_be_killed:
            self._kill(crawl, portal)
        code = crawl.wait()
        killed = code < 0
        lines = [] if killed else crawl.stdout.splitlines()
        reports = {report["site"]: report for report in map(json.loads, lines)}
        requests = Counter(map(self._kind, portal.requests))
        return Run(moment, killed, code, reports, crawl.stderr, requests)

    def _kill(self, crawl: Crawl, portal: Portal) -> None:
        """End a run a moment after its n-th request, or let it end before that."""
        request = self._random.randint(0, _LATEST_REQUEST)
        seconds = self._random.uniform(0, _LATEST_SECONDS)
        while crawl.running and len(portal.requests) < request:
            time.sleep(0.001)
        time.sleep(seconds)
        crawl.kill()

    def _kind(self, request: Request) -> str:
        path = request.path.partition("?")[0]
        if path == "/robots.txt":
            return "robots"
        if picture(path):
            return "picture"
        site = next(name for name, hosts in HOSTS.items() if request.host in hosts)
        query = request.path.removeprefix(f"{path}?id=")
        if (site, path) not in self.world.by_path and (site, query) not in self.world.by_key:
            return "listing"
        known = request.path in self._met
        self._met.add(request.path)
        return "look" if known else "article"


def _hours(world: World) -> list[datetime]:
    start, end = world.scenario.start, world.scenario.end
    return [start + number * HOUR for number in range((end - start) // HOUR)]
