"""The frontier in a real archive: what is known, what waits, what is due."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from scraper.frontier import FrontierError, Progress, Validators
from scraper.items import Capture, Problem
from scraper.urls import Address, Link
from storage import runs
from storage.archive import open_archive, save
from storage.frontier import ArchiveFrontier
from storage.times import stamp
from tests.test_archive import ARTICLE, CAPTURE

LISTING = "https://bocongan.gov.vn/tin?page={page}"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_archive(tmp_path / "archive.db")
    runs.start(db, "bocongan", "Bộ Công an", "https://bocongan.gov.vn/", {}, "0.1")
    yield db
    db.close()


@pytest.fixture
def frontier(db: Database) -> ArchiveFrontier:
    return ArchiveFrontier(db, "bocongan")


def link(key: str) -> Link:
    url = f"https://bocongan.gov.vn/bai-viet/{key}"
    return Link(url + "?utm_source=x", Address("bocongan", key, url, url))


def keep_article(db: Database, key: str, at: datetime, headers: dict[str, str]) -> None:
    url = f"https://bocongan.gov.vn/bai-viet/{key}"
    capture = replace(
        CAPTURE,
        url=url,
        key=key,
        fetched_at=at,
        headers=tuple(headers.items()),
        article=replace(ARTICLE, key=key, url=url, canonical_url=url, published=None),
    )
    save(db, capture, 1)


def test_named_addresses_wait_until_they_gave_an_article(
    db: Database, frontier: ArchiveFrontier
) -> None:
    links = [link("a"), link("b")]
    assert frontier.unknown(links) == links
    frontier.keep(links)
    assert frontier.unknown([*links, link("c")]) == [link("c")]
    assert frontier.waiting() == links
    keep_article(db, "a", datetime.now(UTC), {})
    assert frontier.waiting() == [link("b")]
    assert frontier.unknown(links) == []


def test_an_address_that_failed_is_tried_again_later(
    db: Database, frontier: ArchiveFrontier
) -> None:
    frontier.keep([link("a")])
    problem = Problem("timeout", "No answer.")
    save(db, Capture("bocongan", link("a").url, datetime.now(UTC), key="a", problem=problem), 1)
    assert frontier.waiting() == []
    assert frontier.unknown([link("a")]) == []
    db.execute("UPDATE frontier SET due_at = '2000-01-01T00:00:00Z'")
    assert frontier.waiting() == [link("a")]
    assert next(db.table("frontier").rows)["tries"] == 1


def test_an_alias_is_known(db: Database, frontier: ArchiveFrontier) -> None:
    keep_article(db, "a", datetime.now(UTC), {})
    alias = "https://bocongan.gov.vn/bai-viet/cu"
    db.table("aliases").insert({"url": alias, "article": 1, "first_seen": stamp(datetime.now(UTC))})
    assert frontier.unknown([Link(alias, Address("bocongan", "cu", alias, alias))]) == []


def test_the_most_overdue_come_first(db: Database, frontier: ArchiveFrontier) -> None:
    now = datetime.now(UTC)
    keep_article(db, "young", now - timedelta(hours=3), {"Etag": '"1"'})
    keep_article(db, "fresh", now, {})
    keep_article(db, "old", now - timedelta(days=28), {"Last-Modified": "yesterday"})
    keep_article(db, "old", now - timedelta(days=8), {"ETag": '"2"'})
    visits = frontier.due(10)
    assert [(visit.key, visit.validators.etag) for visit in visits] == [
        ("young", '"1"'),
        ("old", '"2"'),
    ]
    assert frontier.due(1) == visits[:1]


def test_how_far_a_listing_was_followed(db: Database, frontier: ArchiveFrontier) -> None:
    first = frontier.progress(LISTING)
    assert first == Progress(sweep=True)
    said = Progress(4, 5, "2026-01-01", sweep=True, swept=True, validators=Validators('"x"', None))
    frontier.keep([link("a")], LISTING, said)
    assert frontier.progress(LISTING) == replace(said, sweep=False, swept=False, known=True)
    assert frontier.unknown([link("a")]) == []
    week_ago = stamp(datetime.now(UTC) - timedelta(days=8))
    db.execute("UPDATE listings SET swept_at = ?", [week_ago])
    assert frontier.progress(LISTING).sweep


def test_addresses_and_progress_are_kept_together(db: Database, frontier: ArchiveFrontier) -> None:
    db.execute(
        "CREATE TRIGGER full BEFORE INSERT ON listings BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    with pytest.raises(FrontierError, match="full"):
        frontier.keep([link("a")], LISTING, Progress())
    assert db.table("frontier").count == 0


def test_dates_of_known_articles(db: Database, frontier: ArchiveFrontier) -> None:
    save(db, CAPTURE, 1)
    keep_article(db, "a", datetime.now(UTC), {})
    known = Link(CAPTURE.url, Address("bocongan", "t43729", CAPTURE.url, CAPTURE.url))
    dates = frontier.published([known, link("a"), link("b")])
    assert sorted(dates, key=str) == ["2026-11-23", None]
