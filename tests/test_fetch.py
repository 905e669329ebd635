"""One page from the command line."""

import json
from pathlib import Path

import pytest

from tests.conftest import Congan, counts
from tests.portal import Portal
from tests.portal.catalog import ARTICLES, PROBLEMS, expected

ARTICLE = next(article for article in ARTICLES if article.template == "sharepoint")
HANOI = next(article for article in ARTICLES if article.site == "congan_hanoi")
HOST = "bocongan.gov.vn"
PAGE = f"https://{HOST}/bai-viet/mot-bai-1234567890"


def test_prints_and_keeps(congan: Congan, archive: Path) -> None:
    done = congan("fetch", ARTICLE.url)
    assert done.returncode == 0
    read = json.loads(done.stdout)
    assert {name: read[name] for name in ("title", "views", "body", "images")} == {
        name: expected(ARTICLE)[name] for name in ("title", "views", "body", "images")
    }
    assert counts(archive)["articles"] == 1


def test_again_adds_one_observation_and_no_revision(congan: Congan, archive: Path) -> None:
    congan("fetch", ARTICLE.url)
    before = counts(archive)
    congan("fetch", ARTICLE.url)
    after = counts(archive)
    assert after.pop("observations") == before.pop("observations") + 1
    assert after.pop("snapshots") - before.pop("snapshots") <= 1  # the page prints the time
    assert after == before


def test_page_that_comes_without_its_text_is_read_through_the_api(
    congan: Congan, archive: Path
) -> None:
    read = json.loads(congan("fetch", HANOI.url).stdout)
    assert (read["title"], read["canonical_url"]) == (expected(HANOI)["title"], HANOI.url)


def test_another_host_of_the_site_is_the_same_article(congan: Congan, archive: Path) -> None:
    other = ARTICLE.url.replace("https://bocongan.gov.vn", "http://www.mps.gov.vn")
    congan("fetch", ARTICLE.url)
    congan("fetch", other)
    assert (counts(archive)["articles"], counts(archive)["aliases"]) == (1, 1)


def test_no_save(congan: Congan, archive: Path) -> None:
    assert congan("fetch", "--no-save", ARTICLE.url).returncode == 0
    assert not archive.exists()


@pytest.mark.parametrize("url", PROBLEMS)
def test_no_article(congan: Congan, archive: Path, url: str) -> None:
    done = congan("fetch", url)
    assert done.returncode == 1
    assert done.stdout == ""
    said = [line for line in done.stderr.splitlines() if "CONGAN_HOSTMAP" not in line]
    assert len(said) == 1
    assert said[0].startswith("congan: https://")
    assert (counts(archive)["articles"], counts(archive)["problems"]) == (0, 1)


FAILURES = {
    "drop": ("drop", {}, "the connection broke off"),
    "truncate": ("truncate", {}, "broke off before its end"),
    "challenge": ("challenge", {}, "challenge"),
    "huge": ("huge", {"size": 22 << 20}, "larger than the 20 MB"),
    "bomb": ("gzip-bomb", {}, "larger than the 20 MB"),
    "garbage": ("garbage", {}, "not"),
    "500": ("status", {"status": 500}, "status 500"),
    "403": ("status", {"status": 403}, "status 403"),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_failure_is_one_clear_line(
    congan: Congan, portal: Portal, archive: Path, failure: str
) -> None:
    how, options, says = FAILURES[failure]
    portal.misbehave(HOST, "/bai-viet/mot-bai", how, **options)  # type: ignore[arg-type]
    done = congan("fetch", PAGE)
    assert done.returncode == 1
    said = [line for line in done.stderr.splitlines() if "CONGAN_HOSTMAP" not in line]
    assert len(said) == 1, done.stderr
    assert says in said[0]
    assert counts(archive)["articles"] == 0


def test_refused_connection(congan: Congan) -> None:
    done = congan("fetch", ARTICLE.url, CONGAN_HOSTMAP=f"{HOST}=127.0.0.1:1")
    assert done.returncode == 1
    assert "the connection was refused" in done.stderr


def test_timeout(congan: Congan, portal: Portal, tmp_path: Path) -> None:
    portal.misbehave(HOST, "/bai-viet/mot-bai", "timeout", seconds=20)
    done = congan("fetch", PAGE, CONGAN_TIMEOUT="0.5")
    assert done.returncode == 1
    assert "no answer came in time" in done.stderr


@pytest.mark.parametrize("url", ["ftp://bocongan.gov.vn/a", "bocongan.gov.vn/a", "file:///etc"])
def test_wrong_scheme(congan: Congan, url: str) -> None:
    done = congan("fetch", url)
    assert (done.returncode, done.stdout) == (1, "")
    assert "not a web address" in done.stderr


def test_wrong_hostmap_is_wrong_usage(congan: Congan) -> None:
    assert congan("fetch", ARTICLE.url, CONGAN_HOSTMAP="bocongan").returncode == 2


def test_good_and_bad_together(congan: Congan) -> None:
    done = congan("fetch", ARTICLE.url, "ftp://a/b", HANOI.url)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2
