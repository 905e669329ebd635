"""One page from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from storage.snapshots import load
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
    "no-gzip": ("no-gzip", {}, "the answer could not be decompressed"),
    "loop": ("status", {"status": 302, "headers": {"Location": PAGE}}, "again and again"),
}
IMPOSSIBLE = ("http://[x", "https://bocongan.gov.vn:99999/", "javascript:alert(1)", "http://")


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


@pytest.mark.parametrize("target", IMPOSSIBLE)
def test_impossible_redirect_is_kept_with_its_status(
    congan: Congan, portal: Portal, archive: Path, target: str
) -> None:
    headers = {"Location": target}
    portal.misbehave(HOST, "/bai-viet/mot-bai", "status", status=302, headers=headers)
    done = congan("fetch", PAGE)
    assert done.returncode == 1
    assert f"redirects to an impossible address: {target}" in done.stderr
    assert captured(archive)["status"] == 302


def captured(archive: Path) -> dict[str, Any]:
    """The only capture."""
    db = Database(archive)
    (capture,) = db["captures"].rows
    db.close()
    return capture


@pytest.mark.parametrize("how", ["cut-gzip", "no-gzip"])
def test_damaged_answer_is_kept_with_its_status(
    congan: Congan, portal: Portal, archive: Path, how: str
) -> None:
    portal.misbehave(HOST, ARTICLE.path, how)
    done = congan("fetch", ARTICLE.url)
    assert done.returncode == 1
    assert ("broke off" if how == "cut-gzip" else "decompressed") in done.stderr
    capture = captured(archive)
    assert (capture["status"], counts(archive)["articles"]) == (200, 0)
    db = Database(archive)
    page = load(db, capture["snapshot"])
    db.close()
    assert page == b"no gzip at all" if how == "no-gzip" else page.startswith(b"<!DOCTYPE")


def test_headers_with_odd_names_are_kept(congan: Congan, portal: Portal, archive: Path) -> None:
    portal.misbehave("*", "/", "odd-header")
    assert congan("fetch", "--no-images", ARTICLE.url).returncode == 0
    headers = dict(json.loads(captured(archive)["headers"]))
    odd = {name.encode("latin-1").decode().lower(): value for name, value in headers.items()}
    assert odd["tiêu-đề"].encode("latin-1").decode() == "tin tức"
    assert odd["x y"] == "z"


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
