"""The three sites through time: news daily, edits, removals, a redesign, outages.

Everything is a function of the scenario, its seed and the moment, so that a portal begun
anew at the same moment shows the same (but for the tokens that pages carry at random).
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import urlsplit

from tests.portal.catalog import HOSTS, VIETNAM, Article, source_of
from tests.portal.invention import invent
from tests.portal.misbehaviour import Rule
from tests.portal.newsroom import Line, Newsroom, Page
from tests.portal.scenario import Outage, Scenario
from tests.portal.sections import Sections
from tests.portal.timeline import State, Timeline, live

_OFFICE_HOURS = range(8 * 60, 17 * 60 + 30)
_TEMPLATES = {
    "bocongan": ("nuxt", "nuxt", "nuxt", "nuxt", "sharepoint"),
    "congan_hanoi": ("cmsview",),
    "conganthanhhoa": ("vhv",),
}


class World:
    """A scenario's sites, with the whole lives of all their articles."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.timelines = [timeline for site in HOSTS for timeline in _publish(site, scenario)]
        self.sections = Sections(self.timelines, scenario)
        self.by_path = {
            (timeline.site, path): timeline
            for timeline in self.timelines
            for path in (timeline.article.path, *timeline.article.aliases)
        }
        self.by_key = {(timeline.site, timeline.key): timeline for timeline in self.timelines}
        self.by_picture = {
            urlsplit(source_of(timeline.article, block)).path: timeline
            for timeline in self.timelines
            for block in timeline.article.blocks
            if block.kind == "img"
        }

    def at(self, moment: datetime) -> "WorldNewsroom":
        """What the sites hold at a moment."""
        return WorldNewsroom(self, moment)

    def history(self) -> dict[str, tuple[State, ...]]:
        """All states of every article, by its canonical URL."""
        return {timeline.url: timeline.states for timeline in self.timelines}

    def redesigned(self, moment: datetime) -> frozenset[str]:
        """The sites that have left their old layout."""
        since = self.scenario.redesign
        return frozenset({"conganthanhhoa"} if since and moment >= since else ())

    def outage(self, site: str, moment: datetime) -> Outage | None:
        """Why a site answers no page at a moment; None where it does."""
        for outage in self.scenario.outages:
            if outage.site == site and outage.since <= moment < outage.until:
                return outage
        return None

    def rule(self, host: str, moment: datetime) -> Rule | None:
        """How the server is to fail requests of a host at a moment, if it is."""
        site = next((name for name, hosts in HOSTS.items() if host in hosts), "")
        outage = self.outage(site, moment)
        return Rule(host, "", outage.how, None, dict(outage.options)) if outage else None


class WorldNewsroom(Newsroom):
    """What a world's sites hold at one moment."""

    def __init__(self, world: World, moment: datetime) -> None:
        self._world = world
        self._moment = moment
        self.redesigned = world.redesigned(moment)

    @property
    def moment(self) -> datetime:
        """The one moment."""
        return self._moment

    @property
    def articles(self) -> list[Article]:
        """Every article that is there."""
        pages = (self._page(timeline) for timeline in self._world.timelines)
        return [page for page in pages if isinstance(page, Article)]

    def find(self, site: str, path: str) -> Page | None:
        """The page at a path of a site, also at its other paths."""
        return self._page(self._world.by_path.get((site, path)))

    def find_key(self, site: str, key: str) -> Page | None:
        """The page of a site under the article's key."""
        return self._page(self._world.by_key.get((site, key)))

    def lines(self, template: str, section: str | None = None) -> list[Line]:
        """What a template's section names, in the order of its listing."""
        return self._world.sections.lines(template, section, self._moment)

    def picture(self, path: str) -> int:
        """How often the bytes of the picture at a path have changed."""
        timeline = self._world.by_picture.get(path)
        state = timeline.at(self._moment) if timeline else None
        return state.pictures if state else 0

    def _page(self, timeline: Timeline | None) -> Page | None:
        state = timeline.at(self._moment) if timeline else None
        if timeline is None or state is None:
            return None
        page = state.page
        if not isinstance(page, Article) or page.views is None:
            return page
        if page.site in self.redesigned:
            return replace(page, views=None)
        return replace(page, views=f"{timeline.views(self._moment):,}".replace(",", "."))


def _publish(site: str, scenario: Scenario) -> list[Timeline]:
    """The timelines of a site's articles, oldest first."""
    random = Random(f"{scenario.seed}/{site}")
    timelines: list[Timeline] = []
    for day in range(-scenario.backlog, scenario.days):
        date = scenario.start.date() + timedelta(days=day)
        midnight = datetime(date.year, date.month, date.day, tzinfo=VIETNAM)
        minutes = random.sample(_OFFICE_HOURS, random.randint(*scenario.news))
        for minute in sorted(minutes):
            template = random.choice(_TEMPLATES[site])
            seconds = 0 if template == "vhv" else random.randrange(60)
            moment = (midnight + timedelta(minutes=minute, seconds=seconds)).astimezone(UTC)
            article = invent(random, template, moment, len(timelines) + 1)
            timelines.append(live(random, article, moment, scenario.end, scenario.rates))
    return timelines
