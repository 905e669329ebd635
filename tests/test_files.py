"""Images and attachments on real crawls: fetched once, looked at again, and never in the way."""

import json
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlite_utils import Database

from scraper.urls import is_public
from tests.conftest import Congan, counts, make_due, runs
from tests.portal import Portal
from tests.portal.answer import document, picture
from tests.portal.catalog import ARTICLES, Article, expected
from tests.test_crawl import started

THANHHOA, PICTURES = "conganthanhhoa.gov.vn", "anh.congan.example"
OF_THANHHOA = [article for article in ARTICLES if article.site == "conganthanhhoa"]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def files_of(articles: list[Article]) -> dict[str, str]:
    """The files of articles by their address, with what they must be by their content."""
    facts = [expected(article) for article in articles]
    urls = [image["src"] for fact in facts for image in fact["images"]]
    urls += [attachment["url"] for fact in facts for attachment in fact["attachments"]]
    kinds = {".jpg": "image/jpeg", ".png": "image/png", ".pdf": "application/pdf", ".docx": WORD}
    return {
        url: next(k for e, k in kinds.items() if urlsplit(url).path.endswith(e)) for url in urls
    }


FILES = files_of(OF_THANHHOA)
IMAGES = {url for url, kind in FILES.items() if kind.startswith("image/")}
(PICTURE, *_) = IMAGES
PATH = urlsplit(PICTURE).path


def query(archive: Path, sql: str) -> list[dict[str, Any]]:
    db = Database(archive)
    try:
        return list(db.query(sql))
    finally:
        db.close()


def kept(archive: Path) -> dict[str, str]:
    """The addresses of files that were had, with the types of what is behind them."""
    sql = "SELECT url, type FROM files JOIN media ON media.digest = files.media"
    return {row["url"]: row["type"] for row in query(archive, sql)}


def problems(archive: Path) -> dict[str, str]:
    rows = query(archive, "SELECT url, problem FROM files WHERE problem IS NOT NULL")
    return {row["url"]: row["problem"].partition(":")[0] for row in rows}


def crawl(congan: Congan, *arguments: str, **environment: str) -> dict[str, Any]:
    done = congan("crawl", "conganthanhhoa", *arguments, "--json", **environment)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def asked(portal: Portal, before: int = 0) -> Counter[str]:
    """The files asked for since so many requests, by path."""
    paths = {urlsplit(url).path for url in files_of(list(ARTICLES))}
    requested = (request.path.partition("?")[0] for request in portal.requests[before:])
    return Counter(path for path in requested if path in paths)


def make_files_due(archive: Path) -> None:
    db = Database(archive)
    db.execute("UPDATE files SET due_at = '2000-01-01T00:00:00Z'")
    db.conn.commit()
    db.close()


def test_every_file_is_kept_under_its_article(
    congan: Congan, archive: Path, portal: Portal
) -> None:
    done = congan("crawl", "--json")
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    wanted = files_of(list(ARTICLES))
    assert kept(archive) == wanted
    assert [report["files_failed"] for report in reports] == [0, 0, 0]
    assert sum(report["files"] for report in reports) == len(wanted)
    assert max(asked(portal).values()) == 1
    for table, address in (("images", "src"), ("attachments", "url")):
        for row in query(
            archive, f"SELECT {address} AS url, body FROM {table} LEFT JOIN media ON digest = media"
        ):
            path = urlsplit(row["url"]).path
            sent = picture(path) or document(path)
            assert sent
            assert row["body"] == sent.body
    captured = query(archive, "SELECT snapshot, status FROM captures WHERE media IS NOT NULL")
    assert captured == [{"snapshot": None, "status": 200}] * len(wanted)
    assert counts(archive)["revisions"] == len(ARTICLES)
    assert not query(archive, "PRAGMA foreign_key_check")


def test_known_files_are_not_asked_for(congan: Congan, portal: Portal, archive: Path) -> None:
    crawl(congan)
    make_due(archive)
    before = len(portal.requests)
    report = crawl(congan)
    assert report["unchanged"] == len(OF_THANHHOA)
    assert not asked(portal, before)


def test_a_new_article_costs_one_request_and_its_files(
    congan: Congan, portal: Portal, archive: Path
) -> None:
    new = next(article for article in OF_THANHHOA if len(files_of([article])) > 1)
    portal.remove(new.url, "404")
    crawl(congan)
    before = crawl(congan)["requests"]
    portal.newsroom._pages[new.url] = new
    portal.newsroom._unlisted.clear()
    assert crawl(congan)["requests"] == before + 1 + len(files_of([new]))


@pytest.mark.parametrize(
    ("option", "left"),
    [
        ("--no-images", lambda kind: not kind.startswith("image/")),
        ("--no-attachments", lambda kind: kind.startswith("image/")),
    ],
)
def test_what_is_left_out_comes_when_it_is_wanted(
    congan: Congan, portal: Portal, archive: Path, option: str, left: Callable[[str], bool]
) -> None:
    crawl(congan, option)
    assert kept(archive) == {url: kind for url, kind in FILES.items() if left(kind)}
    (run,) = query(archive, "SELECT arguments FROM runs")
    assert json.loads(run["arguments"]) == {option.removeprefix("--").replace("-", "_"): True}
    make_due(archive)
    report = crawl(congan)
    assert kept(archive) == FILES
    assert report["changed"] == 0


FAILURES: dict[str, tuple[str, dict[str, Any], str]] = {
    "missing": ("status", {"status": 404}, "gone"),
    "error": ("status", {"status": 500}, "status"),
    "an HTML page": ("status", {"status": 200}, "not-media"),
    "garbage": ("garbage", {}, "not-media"),
    "huge": ("huge", {"size": 300_000}, "too-large"),
    "cut": ("truncate", {}, "truncated"),
    "dropped": ("drop", {}, "connection"),
    "nowhere": ("status", {"status": 302, "headers": {"Location": "http://[x"}}, "moved"),
    "inside": ("status", {"status": 302, "headers": {"Location": "http://127.0.0.1/"}}, "moved"),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_a_failed_file_loses_no_article_and_is_tried_again(
    congan: Congan, portal: Portal, archive: Path, failure: str
) -> None:
    how, options, kind = FAILURES[failure]
    portal.misbehave(THANHHOA, PATH, how, **options)
    done = congan("crawl", "conganthanhhoa", CONGAN_MAX_FILE="0.2")
    assert done.returncode == 0
    assert f"{len(OF_THANHHOA)} new" in done.stdout
    assert "1 failed file" in done.stdout
    assert problems(archive) == {PICTURE: kind}
    assert kept(archive) == {url: type for url, type in FILES.items() if url != PICTURE}
    captured = query(archive, f"SELECT * FROM captures WHERE url = '{PICTURE}'")
    assert [(each["media"], each["snapshot"]) for each in captured] == [(None, None)]
    if kind == "too-large":
        assert "larger than the 0.2 MB" in done.stderr

    portal.behave()
    before = len(portal.requests)
    crawl(congan)
    assert not asked(portal, before)
    make_files_due(archive)
    report = crawl(congan)
    assert (report["files"], report["changed"]) == (1, 0)
    assert kept(archive) == FILES
    assert not problems(archive)


def test_a_host_that_does_not_answer_is_left_alone(
    congan: Congan, portal: Portal, archive: Path
) -> None:
    portal.misbehave(THANHHOA, "/upload/", "drop")
    report = crawl(congan)
    assert (report["new"], report["why"]) == (len(OF_THANHHOA), None)
    assert 6 <= sum(asked(portal).values()) <= 8  # the HTTP client tries a cut connection again
    assert report["files_failed"] < 2
    portal.behave()
    crawl(congan)
    make_files_due(archive)
    crawl(congan)
    assert kept(archive) == FILES


def test_a_challenge_in_place_of_an_image_ends_the_run(
    congan: Congan, portal: Portal, archive: Path
) -> None:
    portal.misbehave(THANHHOA, "/upload/", "challenge")
    assert crawl(congan)["reason"] == "blocked"
    assert counts(archive)["articles"] == len(OF_THANHHOA)
    assert sum(asked(portal).values()) <= 2


def test_robots_are_obeyed_where_the_file_is(congan: Congan, portal: Portal, archive: Path) -> None:
    portal.misbehave(PICTURES, "/robots.txt", "status", status=503)
    assert congan("crawl", "congan_hanoi").returncode == 0
    assert set(problems(archive).values()) == {"connection"}
    asked = {request.path for request in portal.requests if request.host == PICTURES}
    assert asked == {"/robots.txt"}


def test_another_image_behind_its_address_is_a_revision(
    congan: Congan, portal: Portal, archive: Path
) -> None:
    crawl(congan)
    portal.repaint(PICTURE)
    make_files_due(archive)
    report = crawl(congan)
    assert (report["changed"], report["new"], report["files"]) == (1, 0, 0)
    assert query(archive, "SELECT changed FROM runs ORDER BY id")[-1]["changed"] == 1
    sql = f"SELECT body FROM images JOIN media ON digest = media WHERE src = '{PICTURE}'"
    versions = [picture(PATH), picture(PATH, 1)]
    assert [row["body"] for row in query(archive, sql)] == [each.body for each in versions if each]

    make_due(archive)
    make_files_due(archive)
    report = crawl(congan)
    assert (report["changed"], report["unchanged"]) == (0, len(OF_THANHHOA))
    assert counts(archive)["revisions"] == len(OF_THANHHOA) + 1


def test_an_unchanged_file_is_not_sent_again(congan: Congan, portal: Portal, archive: Path) -> None:
    portal.validators = True
    crawl(congan)
    make_files_due(archive)
    before = len(portal.requests)
    crawl(congan)
    conditional = [r for r in portal.requests[before:] if "if-none-match" in r.headers]
    assert {r.path for r in conditional} >= set(asked(portal, before))
    sql = "SELECT status, media FROM captures WHERE run = 2 AND url LIKE '%/upload/%'"
    assert query(archive, sql) == [{"status": 304, "media": None}] * len(FILES)
    assert counts(archive)["revisions"] == len(OF_THANHHOA)


def test_looks_at_files_stay_within_the_budget(
    congan: Congan, portal: Portal, archive: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "sites"
    folder.mkdir()
    ours = Path("scraper/sites/conganthanhhoa.toml").read_text()
    (folder / "conganthanhhoa.toml").write_text(f"revisits = 4\n{ours}")
    crawl(congan)
    make_files_due(archive)
    before = len(portal.requests)
    crawl(congan, CONGAN_SITES=str(folder))
    assert sum(asked(portal, before).values()) == 4
    make_due(archive)
    before = len(portal.requests)
    assert crawl(congan, CONGAN_SITES=str(folder))["unchanged"] == 4
    assert not asked(portal, before)


def test_the_articles_before_the_limit_have_their_files(congan: Congan, archive: Path) -> None:
    assert crawl(congan, "--limit", "8")["reason"] == "limit"
    assert counts(archive)["articles"] == 8
    urls = {row["url"] for row in query(archive, "SELECT url FROM articles")}
    assert kept(archive) == files_of([each for each in OF_THANHHOA if each.url in urls])
    assert kept(archive)


def test_sigkill_loses_no_file(
    congan: Congan, environment: dict[str, str], archive: Path, portal: Portal
) -> None:
    process = started(environment, archive, portal)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    portal.delay = 0
    assert congan("crawl").returncode == 0
    assert kept(archive) == files_of(list(ARTICLES))
    assert runs(archive)[-1] == "finished"


def test_fetch_keeps_the_files_as_well(congan: Congan, portal: Portal, archive: Path) -> None:
    article = next(each for each in OF_THANHHOA if files_of([each]))
    assert congan("fetch", "--no-save", article.url).returncode == 0
    assert not asked(portal)
    done = congan("fetch", article.url)
    assert json.loads(done.stdout)["title"]
    assert kept(archive) == files_of([article])
    congan("fetch", article.url)
    assert max(asked(portal).values()) == 1


def test_fetch_tells_of_a_file_that_failed(congan: Congan, portal: Portal, archive: Path) -> None:
    article = next(each for each in OF_THANHHOA if PICTURE in files_of([each]))
    portal.misbehave(THANHHOA, PATH, "status", status=404)
    done = congan("fetch", article.url)
    assert done.returncode == 0
    assert f"{PICTURE}: the file is not there (status 404)" in done.stderr
    assert congan("fetch", "--no-images", article.url).returncode == 0


def test_a_size_that_is_none_is_wrong_usage(congan: Congan) -> None:
    done = congan("crawl", CONGAN_MAX_FILE="much")
    assert done.returncode == 2
    assert "CONGAN_MAX_FILE: 'much' is no number of MB" in done.stderr


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("image.congan.com.vn", True),
        ("8.8.8.8", True),
        ("192.168.1.4", False),
        ("127.0.0.1:8080", False),
        ("[::1]", False),
        ("169.254.169.254", False),
        ("localhost", False),
        ("mayin.local.", False),
    ],
)
def test_hosts_on_the_internet(host: str, public: bool) -> None:
    assert is_public(f"http://{host}/a.jpg") is public
