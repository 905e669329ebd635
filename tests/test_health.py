"""What is wrong with a site, told from an archive filled by hand; and who is told of it."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from sqlite_utils import Database

from scraper.commands.notify import NotifyError, notify
from scraper.items import Capture, Problem
from storage import runs
from storage.alarms import Alarm, ring, ringing, tell, untold
from storage.archive import open_archive, save
from storage.health import check
from storage.times import stamp
from tests.conftest import Congan
from tests.portal import Portal
from tests.test_archive import ARTICLE, CAPTURE

START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FOUND = {"title": "selector", "published": "label", "views": "label", "byline": "structure"}


class Site:
    """One site's life in an archive."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.keys = 0

    def run(self, at: datetime, outcome: str = "finished") -> int:
        run = runs.start(self.db, "bocongan", "Bộ Công an", "https://bocongan.gov.vn/", {}, "0.1")
        times = {"started_at": stamp(at), "ended_at": stamp(at), "outcome": outcome}
        self.db.table("runs").update(run, times)
        return run

    def publish(self, at: datetime, run: int = 1, **changes: object) -> str:
        """A new article, seen at a moment; its key."""
        self.keys += 1
        self.look(str(self.keys), at, run, **changes)
        return str(self.keys)

    def look(self, key: str, at: datetime, run: int = 1, **changes: object) -> None:
        url = f"https://bocongan.gov.vn/bai-viet/{key}"
        fields = {"key": key, "url": url, "canonical_url": url, "published": at.date()}
        article = replace(ARTICLE, **{**fields, "found": FOUND, **changes})  # type: ignore[arg-type]
        capture = replace(CAPTURE, url=url, key=key, fetched_at=at, article=article)
        save(self.db, capture, run)

    def fail(self, at: datetime, kind: str) -> None:
        self.keys += 1
        url = f"https://bocongan.gov.vn/bai-viet/{self.keys}"
        problem = Problem(kind, "No article.")
        save(self.db, Capture("bocongan", url, at, key=str(self.keys), problem=problem), 1)

    def history(self, articles: int = 60) -> datetime:
        """Twelve articles a day from early till late; the moment after the last."""
        for number in range(articles):
            day, hour = divmod(number, 12)
            self.publish(START + day * DAY + hour * HOUR)
        return START + (articles - 1) // 12 * DAY + (articles - 1) % 12 * HOUR

    def alarms(self) -> list[tuple[str, str]]:
        return [(alarm.kind, alarm.subject) for alarm in check(self.db, "bocongan")]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    db = open_archive(tmp_path / "archive.db")
    site = Site(db)
    site.run(START)
    yield site
    db.close()


def test_a_healthy_site(site: Site) -> None:
    end = site.history()
    site.run(end + 20 * HOUR)
    assert site.alarms() == []


def test_an_empty_archive_is_healthy(site: Site) -> None:
    assert site.alarms() == []


def test_silence(site: Site) -> None:
    end = site.history()
    site.run(end + 25 * HOUR)
    assert site.alarms() == []
    site.run(end + 27 * HOUR)
    (alarm,) = check(site.db, "bocongan")
    assert (alarm.kind, alarm.since) == ("silent", stamp(end))
    assert alarm.message.startswith(f"no new article since {stamp(end)}; it was never silent")
    assert len(alarm.examples) == 3


def test_crawls_that_reach_nothing_are_no_silence(site: Site) -> None:
    end = site.history()
    site.run(end + HOUR)
    site.run(end + 100 * HOUR, "failed")
    assert site.alarms() == []
    site.run(end + 101 * HOUR, "interrupted")
    site.run(end + 102 * HOUR, "failed")
    assert site.alarms() == [("failed", "")]
    site.run(end + 103 * HOUR)
    assert site.alarms() == [("silent", "")]


def test_time_without_crawls_is_no_silence_of_the_site(site: Site) -> None:
    end = site.history()
    for hour in range(int((end - START) / HOUR) + 1):
        site.run(START + hour * HOUR - HOUR / 10)
    again = end + 9 * DAY
    for hour in range(20):
        site.run(again + hour * HOUR)
        site.publish(again + hour * HOUR + HOUR / 10)
    silence = again + 19 * HOUR + HOUR / 10
    site.run(silence + 25 * HOUR)
    assert site.alarms() == []
    site.run(silence + 29 * HOUR)
    assert site.alarms() == [("silent", "")]


def test_a_backfill_is_no_news(site: Site) -> None:
    end = site.history()
    for number in range(30):
        site.publish(end + 26 * HOUR, published=(START - number * DAY).date())
    site.run(end + 27 * HOUR)
    assert site.alarms() == [("silent", "")]


def test_blocked(site: Site) -> None:
    end = site.history()
    site.run(end + HOUR, "blocked")
    site.fail(end + HOUR, "challenge")
    (alarm,) = check(site.db, "bocongan")
    assert (alarm.kind, alarm.since) == ("blocked", stamp(end + HOUR))
    assert alarm.examples == (f"https://bocongan.gov.vn/bai-viet/{site.keys}",)


def test_crawls_that_break_off_again_and_again(site: Site) -> None:
    end = site.history()
    for hour in (1, 2):
        site.run(end + hour * HOUR, "broken-off")
    assert site.alarms() == []
    site.run(end + 3 * HOUR, "broken-off")
    (alarm,) = check(site.db, "bocongan")
    assert (alarm.kind, alarm.since) == ("failed", stamp(end + HOUR))
    assert alarm.message.endswith("3 in a row, of which 3 broke off")
    site.run(end + 4 * HOUR)
    assert site.alarms() == []


def test_views_lost_on_articles_looked_at_again(site: Site) -> None:
    end = site.history()
    for key in range(40, 50):
        site.look(str(key), end + HOUR)
    assert site.alarms() == []
    without = {name: how for name, how in FOUND.items() if name != "views"}
    for key in range(50, 56):
        site.look(str(key), end + 2 * HOUR, views=None, found=without)
    (alarm,) = check(site.db, "bocongan")
    assert (alarm.kind, alarm.subject, alarm.since) == ("coverage", "views", stamp(end + 2 * HOUR))
    assert "views is missing" in alarm.message
    assert len(alarm.examples) == 3


def test_what_an_alarm_has_told_rings_no_more(site: Site) -> None:
    end = site.history()
    without = {name: how for name, how in FOUND.items() if name != "views"}
    for key in range(50, 56):
        site.look(str(key), end + HOUR, views=None, found=without)
    ring(site.db, "bocongan", check(site.db, "bocongan"))
    site.db.table("alarms").update(1, {"rang_at": stamp(end + HOUR)})
    ring(site.db, "bocongan", [])
    for key in range(1, 21):  # an age later
        site.look(str(key), end + 30 * DAY, views=None, found=without)
    assert site.alarms() == []
    for day, shown in ((31, {}), (32, {"views": None, "found": without})):
        for key in range(1, 7):
            site.look(str(key), end + day * DAY, **shown)
    assert site.alarms() == [("coverage", "views")]


def test_a_blocked_crawl_ends_no_alarm_of_another_kind(site: Site) -> None:
    end = site.history()
    for key in range(40, 60):
        site.look(str(key), end + 2 * HOUR, views=None, found={"title": "selector"})
    kinds = {kind for kind, _ in site.alarms()}
    site.run(end + 3 * HOUR, "blocked")
    assert {kind for kind, _ in site.alarms()} == kinds | {"blocked"}


def test_a_byline_edited_away_is_no_template(site: Site) -> None:
    end = site.history()
    for key in range(40, 60):
        site.look(str(key), end + HOUR)
    for key in (1, 2, 3):
        site.look(str(key), end + 2 * HOUR, byline=None, authors=(), found={"title": "selector"})
    assert site.alarms() == []


def test_new_articles_without_a_field_that_all_had(site: Site) -> None:
    end = site.history()
    for number in range(8):
        site.publish(end + number * HOUR, published=None, found={"title": "structure"})
    assert ("coverage", "published") in site.alarms()


def test_a_field_that_half_the_articles_have_may_be_missing_for_a_while(site: Site) -> None:
    for number in range(100):
        found = FOUND if number % 2 else {"title": "selector"}
        site.publish(START + number * HOUR, found=found)
    for number in range(10):
        site.publish(START + (100 + number) * HOUR, found={"title": "selector"})
    assert site.alarms() == []


def test_a_backfill_from_another_age_of_the_site_is_no_new_template(site: Site) -> None:
    end = site.history()
    old = (START - 900 * DAY).date()
    for _ in range(30):
        site.publish(end + HOUR, published=old, found={"title": "selector"})
    for _ in range(20):
        site.fail(end + HOUR, "gone")
    assert site.alarms() == []


def test_problems_in_place_of_articles(site: Site) -> None:
    end = site.history()
    for number in range(8):
        site.fail(end + number * HOUR, "timeout")
    assert site.alarms() == []
    for number in range(8):
        site.fail(end + number * HOUR, "unreadable")
    (alarm,) = check(site.db, "bocongan")
    assert (alarm.kind, alarm.message[:40]) == (
        "problems",
        "8 of the last 20 pages gave no article s",
    )


def test_an_alarm_rings_once_and_ends(site: Site) -> None:
    alarm = Alarm("bocongan", "silent", "2026-01-01T00:00:00Z", "Nothing new.", ("https://a.vn/",))
    other = replace(alarm, kind="coverage", subject="views")
    assert ring(site.db, "bocongan", [alarm]) == [alarm]
    assert ring(site.db, "bocongan", [alarm, other]) == [other]
    assert ringing(site.db) == ringing(site.db, "bocongan") == [alarm, other]
    assert ringing(site.db, "another") == []
    assert ring(site.db, "bocongan", [other]) == []
    assert ringing(site.db) == [other]
    assert ring(site.db, "bocongan", [alarm]) == [alarm]
    assert site.db.table("alarms").count == 3


def test_an_owner_is_told_of_an_alarm_once(site: Site) -> None:
    alarm = Alarm("bocongan", "silent", "2026-01-01T00:00:00Z", "Nothing new.")
    ring(site.db, "bocongan", [alarm])
    assert untold(site.db, "another") == []
    assert untold(site.db, "bocongan") == [alarm]
    tell(site.db, [alarm])
    assert untold(site.db, "bocongan") == []
    ring(site.db, "bocongan", [])
    ring(site.db, "bocongan", [alarm])
    assert untold(site.db, "bocongan") == [alarm]


class _Inbox(BaseHTTPRequestHandler):
    letters: list[dict[str, str]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.letters.append(json.loads(body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def inbox() -> Iterator[HTTPServer]:
    _Inbox.letters = []
    with HTTPServer(("127.0.0.1", 0), _Inbox) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_site_that_fails_rings_and_tells_its_owner(
    congan: Congan, portal: Portal, archive: Path, inbox: HTTPServer
) -> None:
    address = f"json://127.0.0.1:{inbox.server_port}"
    assert congan("crawl", "conganthanhhoa", CONGAN_NOTIFY=address).returncode == 0
    assert congan("status").returncode == 0
    portal.misbehave("*", "/", "challenge")
    done = congan("crawl", "conganthanhhoa", CONGAN_NOTIFY=address)
    assert done.returncode == 1
    assert "congan: conganthanhhoa: it sends a firewall's challenge" in done.stderr
    again = congan("crawl", "conganthanhhoa", CONGAN_NOTIFY=address)
    assert "it sends a firewall's challenge" in again.stderr
    (letter,) = _Inbox.letters
    assert letter["title"] == "congan: alarm for conganthanhhoa"
    assert "https://conganthanhhoa.gov.vn/" in letter["message"]
    told = congan("status")
    assert (told.returncode, "Alarm" in told.stdout) == (1, True)
    facts = json.loads(congan("status", "--json").stdout)
    assert [alarm["kind"] for alarm in facts["alarms"]] == ["blocked"]
    assert facts["sites"][0]["last_run"] >= facts["sites"][0]["newest"]


def test_an_owner_who_was_not_reached_is_told_by_the_next_crawl(
    congan: Congan, portal: Portal, inbox: HTTPServer
) -> None:
    portal.misbehave("*", "/", "challenge")
    done = congan("crawl", "conganthanhhoa", CONGAN_NOTIFY="json://127.0.0.1:9")
    assert "congan: CONGAN_NOTIFY: not every address could be reached; the next" in done.stderr
    address = f"json://127.0.0.1:{inbox.server_port}"
    for _ in range(2):
        congan("crawl", "conganthanhhoa", CONGAN_NOTIFY=address)
    assert [letter["title"] for letter in _Inbox.letters] == ["congan: alarm for conganthanhhoa"]


@pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")  # Apprise imports it
def test_addresses_that_cannot_be_told() -> None:
    alarm = {"message": "Nothing new.", "examples": []}
    notify("", [("bocongan", alarm)])
    notify("nonsense", [])
    with pytest.raises(NotifyError, match="no address that Apprise knows"):
        notify("nonsense", [("bocongan", alarm)])
    with pytest.raises(NotifyError, match="not every address"):
        notify("json://127.0.0.1:9", [("bocongan", alarm)])
