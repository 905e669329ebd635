"""The main job: real spiders, real HTTP, a real archive."""

import json
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

import scraper
from tests.conftest import Congan, counts, make_due, runs
from tests.portal import Portal
from tests.portal.catalog import ARTICLES, NOISE, PROBLEMS, expected, key_of

MINISTRY = "bocongan.gov.vn"


def kept(archive: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Every article of an archive as the portal's catalog writes them, by site and key."""
    db = Database(archive)
    rows = db.query(
        "SELECT articles.site, key, url, articles.views, modified, revisions.* FROM articles "
        "JOIN revisions ON revisions.id = articles.revision "
        "JOIN observations ON observations.id = "
        "(SELECT max(id) FROM observations WHERE article = articles.id)"
    )
    articles = {}
    for row in rows:
        images = db.query(
            "SELECT src, alt, caption, credit FROM images WHERE revision = ? ORDER BY position",
            [row["id"]],
        )
        attachments = db.query(
            "SELECT url, label FROM attachments WHERE revision = ? ORDER BY position", [row["id"]]
        )
        fields = ("url", "site", "key", "title", "published", "modified", "views", "lead")
        articles[row["site"], row["key"]] = {name: row[name] for name in fields} | {
            "body": row["body"].split("\n\n"),
            "images": list(images),
            "attachments": list(attachments),
            "byline": row["byline"],
            "authors": json.loads(row["authors"]),
            "source": row["source"],
            "category": row["category"],
            "tags": json.loads(row["tags"]),
        }
    db.close()
    return articles


def without_address(article: dict[str, Any]) -> dict[str, Any]:
    """An article with several addresses is stored under the one that was met first."""
    return {name: value for name, value in article.items() if name != "url"}


def test_everything_arrives_and_no_noise(congan: Congan, archive: Path) -> None:
    done = congan("crawl")
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
    articles = kept(archive)
    assert set(articles) == {(article.site, key_of(article)) for article in ARTICLES}
    for article in ARTICLES:
        found = articles[article.site, key_of(article)]
        assert without_address(found) == without_address(expected(article))
        text = json.dumps(without_address(found) | {"key": ""}, ensure_ascii=False)
        assert not [noise for noise in NOISE[article.site] if noise in text]


def test_odd_pages_become_problems(congan: Congan, archive: Path) -> None:
    congan("crawl")
    db = Database(archive)
    found = {(row["kind"], row["url"].rpartition("-")[2][-8:]) for row in db["problems"].rows}
    for url, kind in PROBLEMS.items():
        tail = url.rpartition("-")[2][-8:]
        assert any(kind == k and (tail in t or t.endswith(tail)) for k, t in found), url
    assert len(found) == len(PROBLEMS)
    db.close()


def test_the_same_portal_twice_adds_observations_and_nothing_else(
    congan: Congan, archive: Path
) -> None:
    congan("crawl", "congan_hanoi", "conganthanhhoa")
    before = counts(archive)
    make_due(archive)
    again = congan("crawl", "congan_hanoi", "conganthanhhoa", "--json")
    after = counts(archive)
    assert after.pop("observations") == 2 * before.pop("observations")
    clocks = after.pop("snapshots") - before.pop("snapshots")  # pages that print the time
    assert clocks <= before["articles"] + before["problems"]
    assert after == before
    reports = [json.loads(line) for line in again.stdout.splitlines()]
    assert [report["new"] for report in reports] == [0, 0]
    assert all(report["unchanged"] == report["articles"] > 0 for report in reports)


def test_edit_becomes_a_revision(congan: Congan, archive: Path, portal: Portal) -> None:
    article = next(article for article in ARTICLES if article.site == "conganthanhhoa")
    congan("crawl", "conganthanhhoa")
    portal.replace(article.url, title="Một tiêu đề khác", views="9.999")
    make_due(archive)
    done = congan("crawl", "conganthanhhoa", "--json")
    assert json.loads(done.stdout)["changed"] == 1
    assert kept(archive)["conganthanhhoa", key_of(article)]["title"] == "Một tiêu đề khác"


def test_one_request_for_an_article_with_three_addresses(
    congan: Congan, portal: Portal, archive: Path
) -> None:
    congan("crawl", "bocongan")
    asked = [request.path for request in portal.requests if "t41035" in request.path]
    assert len(asked) == 1
    db = Database(archive)
    assert db["articles"].count_where("key = 't41035'") == 1
    db.close()


def test_limit(congan: Congan, archive: Path) -> None:
    done = congan("crawl", "bocongan", "--limit", "3")
    assert done.returncode == 0
    assert counts(archive)["articles"] == 3
    assert runs(archive) == ["limit"]


@pytest.mark.parametrize("how", ["challenge", "cookie-challenge"])
def test_challenge_ends_the_run(congan: Congan, portal: Portal, archive: Path, how: str) -> None:
    portal.misbehave(MINISTRY, "/api/rss/34", how)
    done = congan("crawl", "bocongan")
    assert done.returncode == 1
    assert "challenge" in done.stderr
    assert runs(archive) == ["blocked"]
    assert counts(archive)["problems"] == 1
    assert len(portal.requests) <= 4


def test_challenge_on_an_article_ends_the_run(congan: Congan, portal: Portal) -> None:
    portal.misbehave(MINISTRY, "/bai-viet/", "challenge")
    done = congan("crawl", "bocongan")
    assert done.returncode == 1
    assert sum(request.path.startswith("/bai-viet/") for request in portal.requests) <= 2


def test_listing_that_fails_makes_the_crawl_fail(
    congan: Congan, portal: Portal, archive: Path
) -> None:
    portal.misbehave(MINISTRY, "/api/rss/35", "status", status=500)
    done = congan("crawl", "bocongan")
    assert done.returncode == 1
    assert "1 listings could not be read" in done.stderr
    assert runs(archive) == ["failed"]


def test_listing_without_articles_makes_the_crawl_fail(congan: Congan, portal: Portal) -> None:
    portal.misbehave(MINISTRY, "/chuyen-muc/chi-dao", "garbage", size=500)
    done = congan("crawl", "bocongan")
    assert done.returncode == 1
    assert "names no article" in done.stderr


def test_listing_that_may_be_missing_does_not(congan: Congan, portal: Portal) -> None:
    portal.misbehave(MINISTRY, "/tin-tuc-su-kien/hoat-dong", "status", status=404)
    done = congan("crawl", "bocongan")
    assert done.returncode == 0
    assert "gone: the listing is not there" in done.stderr


def test_listing_is_followed_to_the_last_page_that_its_site_file_allows(
    congan: Congan, portal: Portal, tmp_path: Path
) -> None:
    file = Path(scraper.__file__).parent / "sites" / "bocongan.toml"
    cut = file.read_text().replace("optional = true", "optional = true\npages = 2")
    (tmp_path / "bocongan.toml").write_text(cut)
    done = congan("crawl", "bocongan", CONGAN_SITES=str(tmp_path))
    assert done.returncode == 0
    pages = [
        request.path[-6:] for request in portal.requests if "tin-hoat-dong-cua-bo" in request.path
    ]
    assert pages == ["Page=1", "Page=2"]
    assert "1 listing cut at the last page" in done.stdout


def test_dead_site_makes_the_crawl_fail(congan: Congan) -> None:
    done = congan("crawl", "bocongan", CONGAN_HOSTMAP=f"{MINISTRY}=127.0.0.1:1")
    assert done.returncode == 1
    assert "robots.txt could not be read" in done.stderr


def test_unknown_site_is_wrong_usage(congan: Congan) -> None:
    done = congan("crawl", "bocogan")
    assert done.returncode == 2
    assert "known sites: bocongan" in done.stderr


def test_scrapy_lists_and_crawls(environment: dict[str, str], archive: Path) -> None:
    root = Path(__file__).parent.parent

    def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "scrapy", *arguments]
        return subprocess.run(
            command, env=environment, cwd=root, capture_output=True, text=True, check=False
        )

    assert scrapy("list").stdout.split() == ["bocongan", "congan_hanoi", "conganthanhhoa"]
    assert scrapy("crawl", "bocongan", "-a", "limit=2").returncode == 0
    assert counts(archive)["articles"] == 2


def started(environment: dict[str, str], archive: Path, portal: Portal) -> "subprocess.Popen[str]":
    """A slow crawl in mid-run: some articles are committed, others are not."""
    portal.delay = 0.05
    command = [sys.executable, "-m", "scraper", "crawl"]
    crawl = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    for _ in range(200):
        time.sleep(0.05)
        if archive.exists() and _committed(archive) >= 5:
            return crawl
    crawl.kill()
    raise AssertionError("the crawl committed nothing")


def _committed(archive: Path) -> int:
    db = Database(archive)
    try:
        return db["articles"].count if db["articles"].exists() else 0
    finally:
        db.close()


def test_sigkill_loses_nothing_and_the_next_crawl_completes(
    congan: Congan, environment: dict[str, str], archive: Path, portal: Portal
) -> None:
    crawl = started(environment, archive, portal)
    crawl.send_signal(signal.SIGKILL)
    crawl.communicate()
    db = Database(archive)
    assert [row["integrity_check"] for row in db.query("PRAGMA integrity_check")] == ["ok"]
    assert not list(db.query("PRAGMA foreign_key_check"))
    assert 0 < db["articles"].count < len(ARTICLES)
    db.close()
    portal.delay = 0
    assert congan("crawl").returncode == 0
    assert len(kept(archive)) == len(ARTICLES)
    assert sorted(runs(archive)) == ["broken-off"] * 3 + ["finished"] * 3


def test_ctrl_c_ends_cleanly(environment: dict[str, str], archive: Path, portal: Portal) -> None:
    crawl = started(environment, archive, portal)
    crawl.send_signal(signal.SIGINT)
    _, errors = crawl.communicate(timeout=30)
    assert crawl.returncode == 130
    assert "Traceback" not in errors
    assert runs(archive) == ["interrupted"] * 3
    assert 0 < counts(archive)["articles"] < len(ARTICLES)


def test_ctrl_c_twice_ends_at_once(
    environment: dict[str, str], archive: Path, portal: Portal
) -> None:
    portal.misbehave(MINISTRY, "/tin-tuc-su-kien/tin-an-ninh", "timeout", seconds=60)
    crawl = started(environment, archive, portal)
    while not any("/tin-an-ninh" in request.path for request in portal.requests):
        time.sleep(0.05)
    crawl.send_signal(signal.SIGINT)
    time.sleep(0.5)
    crawl.send_signal(signal.SIGINT)
    told, errors = crawl.communicate(timeout=15)
    assert crawl.returncode == 130
    assert "interrupted" in told
    assert "Traceback" not in errors


def test_full_disk_ends_the_crawl_and_names_what_was_lost(
    environment: dict[str, str], archive: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scraper", "crawl", "bocongan", "--json"],
        env=environment,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, -1)),
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    last = done.stderr.splitlines()[-1]
    assert "the archive could not be written" in last
    lost = set(re.findall(r"not kept: (\S+)", done.stderr))
    assert f"{len(lost)} pages were not kept" in last
    assert counts(archive)["articles"] == report["new"] > 0
    assert not lost & {article["url"] for article in kept(archive).values()}


def test_status(congan: Congan) -> None:
    assert congan("status").returncode == 1
    congan("crawl", "congan_hanoi")
    told, facts = congan("status"), json.loads(congan("status", "--json").stdout)
    assert "congan_hanoi" in told.stdout
    assert facts["sites"][0]["articles"] == 19
    assert facts["runs"][0]["outcome"] == "finished"
