"""The portal through time: what it shows at which moment, and the command run at its time."""

import json
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlite_utils import Database

import scraper
from tests.crawls import Crawl
from tests.portal import Portal
from tests.portal.catalog import HOSTS, Article, expected
from tests.portal.clock import Clock
from tests.portal.cmsview import API
from tests.portal.scenario import one_day, year
from tests.portal.timeline import HOWS, Rates, State, Timeline
from tests.portal.world import World
from tests.test_portal import BOCONGAN, HANOI, THANHHOA, Reply, entries, get, hrefs

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def world() -> World:
    """Sixty busy days: a redesign after thirty, a silence on day 18, challenges on day 45."""
    rates = Rates(edited=0.4, removed=0.3, latest=timedelta(days=30))
    return World(replace(year(seed=3, days=60), rates=rates))


@pytest.fixture
def clock(tmp_path: Path, world: World) -> Clock:
    clock = Clock(tmp_path / "clock")
    clock.set(world.scenario.start)
    return clock


@pytest.fixture
def portal(world: World, clock: Clock) -> Iterator[Portal]:
    with Portal(clock=clock, world=world) as portal:
        yield portal


def states(world: World) -> Iterator[tuple[Timeline, State]]:
    """Every state that can be met while the world lasts."""
    for timeline in world.timelines:
        for state in timeline.states:
            if state.until > world.scenario.start:
                yield timeline, state


def page_of(portal: Portal, timeline: Timeline) -> tuple[str, Reply]:
    """Where the article itself is read, and the answer there."""
    url = timeline.url
    if timeline.site == "congan_hanoi":
        url = f"https://{HANOI}{API}getbyid?id={timeline.key}"
    return url, get(portal, url)


def test_clock_is_read_as_it_was_set(clock: Clock) -> None:
    vietnam = datetime.fromisoformat("2026-03-01T07:30:00+07:00")
    clock.set(vietnam)
    assert clock.now() == vietnam
    assert clock.now().tzinfo is UTC
    assert Clock(clock.file).now() == vietnam
    with pytest.raises(ValueError, match="has no zone"):
        clock.set(datetime(2026, 3, 1))


def test_portal_without_a_world_keeps_its_catalog_and_tells_the_time(clock: Clock) -> None:
    clock.set(datetime(2027, 5, 4, 3, 2, tzinfo=UTC))
    with Portal(clock=clock) as portal:
        reply = get(portal, f"https://{THANHHOA}/de-an-06")
        assert "Thứ Ba, 04/05/2027 10:02 GMT+7" in reply.text
        assert parsedate_to_datetime(reply.headers["date"]) == clock.now()
        assert len(portal.articles) == 68


def test_a_seed_is_a_world() -> None:
    one, same, other = (World(year(seed, days=20)).history() for seed in (3, 3, 4))
    assert one == same
    assert not set(one) & set(other)


def test_a_portal_begun_anew_shows_the_same(portal: Portal, world: World, clock: Clock) -> None:
    clock.set(world.scenario.start + 17 * DAY + 5 * HOUR)
    urls = [f"https://{THANHHOA}/de-an-06", f"https://{BOCONGAN}/api/rss/34.xml"]
    with Portal(clock=clock, world=World(world.scenario)) as again:
        assert [get(portal, url).body for url in urls] == [get(again, url).body for url in urls]


def test_states_follow_each_other(world: World) -> None:
    for url, history in world.history().items():
        assert all(first.until == second.since for first, second in pairwise(history)), url
        assert history[0].removed is None
        assert history[-1].until == world.scenario.end
        assert all(state.since < state.until for state in history)


def test_news_come_daily_at_office_hours(world: World) -> None:
    moments = [t.published for t in world.timelines if t.published >= world.scenario.start]
    news = Counter((moment.date(), t.site) for t in world.timelines if (moment := t.published))
    assert set(news.values()) == {2, 3, 4, 5}
    assert {moment.hour for moment in moments} == set(range(1, 11))
    titles = Counter(t.article.title for t in world.timelines)
    assert titles.most_common(1)[0][1] <= 3


def test_all_that_may_happen_to_an_article_does(world: World) -> None:
    happened: Counter[str] = Counter()
    for timeline in world.timelines:
        for before, after in pairwise(timeline.states):
            happened[after.removed or ("return" if before.removed else "edit")] += 1
            happened["new picture"] += after.pictures > before.pictures
            happened["named though gone"] += bool(after.removed) and after.listed
            fields = ("title", "lead", "byline", "blocks") if not after.removed else ()
            for name in fields:
                was = getattr(before.page, name, None)
                happened[name] += was is not None and was != getattr(after.page, name)
    wanted = {*HOWS, "return", "edit", "new picture", "named though gone", "title", "lead"}
    assert not (wanted | {"byline", "blocks"}) - set(+happened), happened


@pytest.mark.parametrize("template", ["nuxt", "sharepoint", "cmsview", "vhv"])
def test_pages_read_as_the_world_says(
    portal: Portal, world: World, clock: Clock, template: str
) -> None:
    """Each tenth state, half an hour after it began; the redesign is among them."""
    chosen = [pair for pair in states(world) if pair[0].article.template == template][::10]
    for timeline, state in chosen:
        clock.set(max(state.since, world.scenario.start) + HOUR / 2)
        if state.until <= clock.now() or world.outage(timeline.site, clock.now()):
            continue
        page = portal.newsroom.find(timeline.site, timeline.article.path)
        assert (page is None) == (clock.now() < timeline.published)
        if not isinstance(page, Article):
            continue
        url, reply = page_of(portal, timeline)
        read = scraper.parse(reply.body, url, reply.headers["content-type"]).to_json()
        wanted = expected(page)
        assert read["canonical_url"] == wanted["url"]
        assert {name: read[name] for name in wanted if name != "url"} == {
            name: value for name, value in wanted.items() if name != "url"
        }


def test_an_article_is_named_from_its_publication_on(
    portal: Portal, world: World, clock: Clock
) -> None:
    day = world.scenario.start + 10 * DAY
    timeline = next(t for t in world.timelines if t.article.template == "vhv" and t.published > day)
    listing = f"https://{THANHHOA}/{timeline.article.section}"
    for moment, status in ((timeline.published - HOUR / 60, 404), (timeline.published, 200)):
        clock.set(moment)
        assert get(portal, timeline.url).status == status
        assert (timeline.url in hrefs(get(portal, listing), listing)) == (status == 200)


@pytest.mark.parametrize("site", list(HOSTS))
@pytest.mark.parametrize("how", HOWS)
def test_removals(portal: Portal, world: World, clock: Clock, site: str, how: str) -> None:
    removed = (
        (timeline, state)
        for timeline, state in states(world)
        if timeline.site == site
        and state.removed == how
        and not world.outage(site, state.since)
        and state.since > world.scenario.start
    )
    timeline, state = next(removed)
    clock.set(state.since - timedelta(seconds=1))
    assert page_of(portal, timeline)[1].status == 200
    clock.set(state.since)
    reply = page_of(portal, timeline)[1]
    status = {"404": 404, "410": 410, "redirect": 302, "soft-404": 200}[how]
    assert reply.status == status
    if how == "redirect":
        target = f"https://{HOSTS[site][0]}{reply.headers['location']}"
        assert get(portal, target).status == 200
    if site == "congan_hanoi" and how == "soft-404":
        assert json.loads(reply.body) == []


def test_views_grow_until_the_redesign(portal: Portal, world: World, clock: Clock) -> None:
    news = (t for t in world.timelines if t.published > world.scenario.start)
    timeline = next(t for t in news if t.site == "conganthanhhoa" and len(t.states) == 1)
    counts = []
    for day in (1, 2, 3, 20, 31):
        clock.set(timeline.published + day * DAY)
        counts.append(scraper.parse(get(portal, timeline.url).body, timeline.url).views)
    assert counts[-1] is None
    assert counts[:-1] == sorted(filter(None, counts))
    assert len(set(counts)) == len(counts)


def test_redesign_changes_the_layout_and_no_text(
    portal: Portal, world: World, clock: Clock
) -> None:
    since = world.scenario.redesign
    assert since
    listing = f"https://{THANHHOA}/de-an-06"
    seen = []
    for moment in (since - HOUR / 60, since):
        clock.set(moment)
        links = [url for url in hrefs(get(portal, listing), listing) if url.endswith(".html")]
        page = get(portal, links[0])
        article = scraper.parse(page.body, links[0])
        assert ("common-title-detail" in page.text) == (moment < since)
        seen.append((sorted(set(links)), article.title, article.body, article.byline))
    assert seen[0] == seen[1]


def test_outages(portal: Portal, world: World, clock: Clock) -> None:
    dropped, silent, challenged = world.scenario.outages
    url = f"https://{HANOI}{API}listnew?ModuleId=391&PageIndex=1"
    clock.set(dropped.since)
    with pytest.raises(ConnectionError):
        get(portal, url)
    assert get(portal, f"https://{THANHHOA}/de-an-06").status == 200
    clock.set(silent.since)
    assert get(portal, f"https://{HANOI}/robots.txt").status == 503
    clock.set(silent.until)
    assert get(portal, url).status == 200
    clock.set(challenged.until - HOUR)
    assert b"_Incapsula_Resource" in get(portal, f"https://{BOCONGAN}/api/rss/34.xml").body


def test_old_article_stays_on_top_for_weeks(portal: Portal, world: World, clock: Clock) -> None:
    first = []
    for day in range(60):
        clock.set(world.scenario.start + day * DAY + 23 * HOUR)
        if not world.outage("congan_hanoi", clock.now()):
            first.append(entries(portal, 698)[0]["Id"])
    assert Counter(first).most_common(1)[0][1] >= 20


def test_order_is_shuffled_on_some_days(world: World) -> None:
    shuffled = 0
    for day in range(28):
        newsroom = world.at(world.scenario.start + day * DAY + 23 * HOUR)
        moments = [line.moment for line in newsroom.lines("cmsview", "391")]
        shuffled += moments != sorted(moments, reverse=True)
        assert moments[8:] == sorted(moments[8:], reverse=True)
    assert shuffled == 3


def test_other_picture_behind_the_same_address(portal: Portal, world: World, clock: Clock) -> None:
    replaced = (
        (timeline, after.since)
        for timeline in world.timelines
        for before, after in pairwise(timeline.states)
        if after.pictures > before.pictures and after.since > world.scenario.start
    )
    timeline, moment = next(replaced)
    src = expected(timeline.article)["images"][0]["src"]
    clock.set(moment - timedelta(seconds=1))
    old = get(portal, src).body
    assert get(portal, src).body == old
    clock.set(moment)
    assert get(portal, src).body != old


def test_in_a_one_day_everything_happens() -> None:
    world = World(one_day(seed=1))
    shown = [state for _, state in states(world) if state.until - state.since > 2 * HOUR]
    assert {state.removed for state in shown} == {None, *HOWS}
    assert len(world.scenario.outages) == 1


@pytest.fixture
def environment(portal: Portal, tmp_path: Path) -> dict[str, str]:
    archive = str(tmp_path / "archive.db")
    return {
        "CONGAN_HOSTMAP": portal.hostmap,
        "CONGAN_DELAY": "0",
        "CONGAN_ARCHIVE": archive,
        "CONGAN_TIMEOUT": "1",
    }


def test_the_command_runs_at_the_portals_time(
    portal: Portal, world: World, clock: Clock, environment: dict[str, str], tmp_path: Path
) -> None:
    moment = world.scenario.start + 4 * DAY + 9 * HOUR
    clock.set(moment)
    crawl = Crawl(["crawl", "conganthanhhoa", "--json"], clock, environment, tmp_path)
    assert crawl.wait() == 0, crawl.stderr
    assert json.loads(crawl.stdout)["new"] > 10
    db = Database(environment["CONGAN_ARCHIVE"])
    seen = [row["seen_at"] for row in db["observations"].rows]
    run = next(db["runs"].rows)
    db.close()
    assert f"{moment:%FT%TZ}" <= min(seen) <= max(seen) < f"{moment + timedelta(minutes=2):%FT%TZ}"
    assert run["started_at"] <= min(seen)
    assert run["ended_at"] >= max(seen)


def test_waits_are_not_those_of_the_portals_clock(
    portal: Portal, clock: Clock, environment: dict[str, str], tmp_path: Path
) -> None:
    """A time-out by Twisted's reactor, retries that wait by asyncio's loop."""
    portal.misbehave(THANHHOA, "/de-an-06", "timeout", times=1, seconds=30)
    portal.misbehave(
        THANHHOA, "/tin-tuc-su-kien/tin-hoat-dong", "status", 1, headers={"Retry-After": "1"}
    )
    crawl = Crawl(["crawl", "conganthanhhoa", "--json"], clock, environment, tmp_path)
    assert crawl.wait(30) == 0, crawl.stderr
    assert 2 <= json.loads(crawl.stdout)["seconds"] < 20


def test_a_killed_run_is_dead(
    portal: Portal, clock: Clock, environment: dict[str, str], tmp_path: Path
) -> None:
    portal.delay = 0.1
    crawl = Crawl(["crawl", "bocongan"], clock, environment, tmp_path)
    while len(portal.requests) < 3:
        assert crawl.running
        time.sleep(0.01)
    crawl.kill()
    assert crawl.wait() == -signal.SIGKILL
    portal.delay = 0
    assert Crawl(["crawl", "conganthanhhoa"], clock, environment, tmp_path).wait() == 0
    db = Database(environment["CONGAN_ARCHIVE"])
    assert [row["outcome"] for row in db["runs"].rows][1:] == ["finished"]
    db.close()
