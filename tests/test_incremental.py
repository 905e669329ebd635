"""A crawl again: it pays for what is new and what is due, and for nothing else."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from sqlite_utils import Database

from scraper.site import all_sites
from tests.conftest import Congan, counts, make_due, runs
from tests.portal import Portal
from tests.portal.catalog import ARTICLES
from tests.portal.clock import Clock
from tests.serving import serving

MINISTRY, THANHHOA = "bocongan.gov.vn", "conganthanhhoa.gov.vn"
OF_THANHHOA = [article for article in ARTICLES if article.site == "conganthanhhoa"]


def requests(portal: Portal, before: int = 0) -> list[str]:
    """The paths asked for since so many requests."""
    return [request.path for request in portal.requests[before:]]


def crawl(congan: Congan, *arguments: str) -> dict[str, Any]:
    done = congan("crawl", *arguments, "--json")
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[0])
    return report


def end_sweeps(archive: Path) -> None:
    db = Database(archive)
    assert not db["listings"].count_where("swept_at IS NULL AND resume IS NULL")
    db.close()


@pytest.mark.parametrize("site", ["bocongan", "congan_hanoi", "conganthanhhoa"])
def test_nothing_new_costs_robots_and_the_listings(
    congan: Congan, portal: Portal, archive: Path, site: str
) -> None:
    crawl(congan, site)
    end_sweeps(archive)
    before = len(portal.requests)
    report = crawl(congan, site)
    asked = requests(portal, before)
    listings = sum(len(listing.urls) for listing in all_sites()[site].listings)
    assert len(asked) <= 1 + listings
    assert max(Counter(asked).values()) == 1
    assert (report["articles"], report["why"]) == (0, None)


def test_listings_that_did_not_change_are_not_sent_again(
    congan: Congan, portal: Portal, archive: Path, tmp_path: Path
) -> None:
    portal.validators = True
    portal.clock = Clock(tmp_path / "clock")  # pages print the time
    portal.clock.set(datetime(2026, 10, 7, tzinfo=UTC))
    crawl(congan, "conganthanhhoa")
    portal.newsroom.replace(OF_THANHHOA[0].url, views="77")
    make_due(archive)
    report = crawl(congan, "conganthanhhoa")
    db = Database(archive)
    outcomes = json.loads(list(db["runs"].rows)[-1]["outcomes"])
    db.close()
    assert outcomes["304"] >= len(OF_THANHHOA) - 1
    assert (report["articles"], report["changed"]) == (len(OF_THANHHOA), 0)


def test_due_articles_are_looked_at_within_the_budget(
    congan: Congan, portal: Portal, archive: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "sites"
    folder.mkdir()
    ours = Path("scraper/sites/conganthanhhoa.toml").read_text()
    (folder / "conganthanhhoa.toml").write_text(f"revisits = 4\n{ours}")
    crawl(congan, "conganthanhhoa")
    make_due(archive)
    done = congan("crawl", "conganthanhhoa", "--json", CONGAN_SITES=str(folder))
    assert json.loads(done.stdout)["unchanged"] == 4


@pytest.mark.parametrize("how", ["404", "410", "redirect", "soft-404"])
def test_removal_becomes_a_tombstone(
    congan: Congan, portal: Portal, archive: Path, how: str
) -> None:
    crawl(congan, "conganthanhhoa")
    gone = OF_THANHHOA[3]
    portal.remove(gone.url, how)
    make_due(archive)
    assert crawl(congan, "conganthanhhoa")["gone"] == 0
    make_due(archive)
    assert crawl(congan, "conganthanhhoa")["gone"] == 1
    db = Database(archive)
    (row,) = db.query(
        "SELECT how, url, absent FROM tombstones JOIN articles ON article = articles.id"
    )
    assert row == {"how": how, "url": gone.url, "absent": how}
    db.close()
    portal.newsroom._pages[gone.url] = gone
    make_due(archive)
    assert crawl(congan, "conganthanhhoa")["returned"] == 1


def test_an_outage_buries_nobody(congan: Congan, portal: Portal, archive: Path) -> None:
    crawl(congan, "conganthanhhoa")
    portal.misbehave(THANHHOA, "/tin-tuc-su-kien/", "status", status=404)
    portal.misbehave(THANHHOA, "/de-an-06/", "status", status=404)
    for _ in range(3):
        make_due(archive)
        assert crawl(congan, "conganthanhhoa")["gone"] == 0


def test_an_interrupted_backfill_goes_on(congan: Congan, archive: Path) -> None:
    reasons = [crawl(congan, "congan_hanoi", "--limit", "3")["reason"] for _ in range(7)]
    assert reasons == ["limit"] * 6 + ["finished"]
    assert counts(archive)["articles"] == 19
    db = Database(archive)
    articles = db.query("SELECT url FROM captures WHERE url LIKE '%getbyid%'")
    assert max(Counter(row["url"] for row in articles).values()) == 1
    assert not db["listings"].count_where("resume IS NOT NULL")
    db.close()


def test_since_bounds_the_backfill(congan: Congan, portal: Portal, archive: Path) -> None:
    newest = max(article.published for article in ARTICLES if article.template == "sharepoint")
    crawl(congan, "bocongan", "--since", newest[:10])
    pages = Counter(path for path in requests(portal) if "?Page=" in path)
    assert len(pages) < 6
    assert not [path for path in pages if path.endswith("Page=4")]


def test_full_walks_every_page(congan: Congan, portal: Portal) -> None:
    crawl(congan, "bocongan")
    first = {path for path in requests(portal) if "?Page=" in path}
    before = len(portal.requests)
    crawl(congan, "bocongan", "--full")
    again = {path for path in requests(portal, before) if "?Page=" in path}
    assert again == first
    assert not [path for path in requests(portal, before) if "-t4" in path]


def test_a_page_that_is_no_article_is_not_asked_for_each_time(
    congan: Congan, portal: Portal
) -> None:
    crawl(congan, "bocongan")
    before = len(portal.requests)
    crawl(congan, "bocongan")
    assert not [path for path in requests(portal, before) if path.startswith("/bai-viet/")]


def test_a_site_that_does_not_answer_is_left_alone(
    congan: Congan, portal: Portal, archive: Path
) -> None:
    crawl(congan, "bocongan")
    make_due(archive)
    portal.misbehave("*", "/", "status", status=503)
    portal.misbehave("*", "/", "status", status=503)
    before = len(portal.requests)
    done = congan("crawl", "bocongan")
    assert done.returncode == 1
    assert len(portal.requests) - before <= 30
    assert runs(archive)[-1] == "failed"


def test_an_article_that_moves_is_followed(congan: Congan, portal: Portal, archive: Path) -> None:
    old, new = OF_THANHHOA[4], OF_THANHHOA[5]
    portal.remove(new.url, "404", listed=False)
    crawl(congan, "conganthanhhoa")
    portal.newsroom._pages[new.url] = new  # type: ignore[attr-defined]
    make_due(archive)
    path = old.url.partition(THANHHOA)[2]
    moved = {"status": 301, "headers": {"Location": new.url}}
    portal.misbehave(THANHHOA, path, "status", **moved)
    crawl(congan, "conganthanhhoa")
    db = Database(archive)
    assert db["tombstones"].count_where("confirmed_at IS NOT NULL") == 0
    assert db["articles"].count_where("url = ?", [new.url]) == 1
    db.close()


def test_addresses_that_always_fail_keep_nobody_waiting(
    congan: Congan, portal: Portal, archive: Path
) -> None:
    for article in OF_THANHHOA[:7]:
        path = article.url.partition(THANHHOA)[2]
        portal.misbehave(THANHHOA, path, "status", status=500)
    for _ in range(2):
        report = crawl(congan, "conganthanhhoa")
        make_due(archive)
        assert report["reason"] == "finished"
    assert counts(archive)["articles"] == len(OF_THANHHOA) - 7


def test_two_crawls_at_once(congan: Congan, portal: Portal, archive: Path) -> None:
    portal.delay = 0.1
    with ThreadPoolExecutor(3) as pool:
        crawls = [pool.submit(congan, "crawl", "conganthanhhoa") for _ in range(2)]
        fetched = pool.submit(congan, "fetch", OF_THANHHOA[0].url)
        done = [future.result() for future in crawls]
    assert [each.returncode for each in (*done, fetched.result())] == [0, 0, 0]
    assert sum("on its way" in each.stdout for each in done) == 1
    assert not any("locked" in each.stderr for each in (*done, fetched.result()))
    assert sorted(runs(archive)) == ["finished", "finished"]
    assert counts(archive)["articles"] == len(OF_THANHHOA)


def test_a_crawl_that_waits(congan: Congan, portal: Portal, archive: Path) -> None:
    portal.delay = 0.1
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(congan, "crawl", "conganthanhhoa")
        while not portal.requests:
            pass
        second = pool.submit(congan, "crawl", "conganthanhhoa", "--wait")
        done = [first.result(), second.result()]
    assert [each.returncode for each in done] == [0, 0]
    assert "waiting for the crawl of conganthanhhoa" in done[1].stderr
    assert sorted(runs(archive)) == ["finished", "finished"]


def test_a_reader_beside_a_crawl(congan: Congan, portal: Portal, archive: Path) -> None:
    congan("crawl", "congan_hanoi")
    portal.delay = 0.05
    with serving(archive) as home, ThreadPoolExecutor(1) as pool:
        crawl = pool.submit(congan, "crawl", "conganthanhhoa")
        answers = []
        while not crawl.done():
            with urlopen(f"{home}/archive/articles.json?_shape=array") as answer:
                answers.append(answer.status)
    assert set(answers) == {200}
    assert crawl.result().returncode == 0
    assert "locked" not in crawl.result().stderr
