"""Articles that vanish and come back, looks that fail, and when the next look is due."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from scraper.items import Capture, Problem
from storage import runs
from storage.archive import Saved, open_archive, save
from storage.revisits import interval
from tests.test_archive import ARTICLE, CAPTURE, NOON

HOUR = timedelta(hours=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_archive(tmp_path / "archive.db")
    runs.start(db, "bocongan", "Bộ Công an", "https://bocongan.gov.vn/", {}, "0.1")
    yield db
    db.close()


def look(db: Database, at: timedelta, kind: str = "", status: int = 200, key: str = "") -> Saved:
    """One look at an article so long after noon; `kind` is the problem with its page."""
    capture = replace(CAPTURE, fetched_at=NOON + at, status=status)
    if key:
        url = f"https://bocongan.gov.vn/bai-viet/{key}"
        article = replace(ARTICLE, key=key, url=url, canonical_url=url)
        capture = replace(capture, url=url, key=key, article=article, aliases=())
    if kind:
        capture = replace(capture, article=None, problem=Problem(kind, "Not there."))
    return save(db, capture, 1)


def tombstone(db: Database) -> dict[str, Any]:
    (row,) = db.table("tombstones").rows
    return row


@pytest.mark.parametrize(
    ("kind", "status", "how"),
    [
        ("gone", 404, "404"),
        ("gone", 410, "410"),
        ("redirected", 200, "redirect"),
        ("soft-404", 200, "soft-404"),
    ],
)
def test_absent_twice_apart_is_gone(db: Database, kind: str, status: int, how: str) -> None:
    look(db, 0 * HOUR)
    assert not look(db, 1 * HOUR, kind, status).gone
    assert tombstone(db)["confirmed_at"] is None
    look(db, 1.5 * HOUR, key="t2")
    assert look(db, 2 * HOUR, kind, status).gone
    assert not look(db, 9 * HOUR, kind, status).gone
    assert tombstone(db) == {
        "id": 1,
        "article": 1,
        "how": how,
        "last_seen": "2026-11-24T12:00:00Z",
        "first_absent": "2026-11-24T13:00:00Z",
        "confirmed_at": "2026-11-24T14:00:00Z",
        "returned_at": None,
        "capture": 2,
    }
    assert db.table("articles").get(1)["absent"] == how
    assert db.table("revisions").count_where("article = 1") == 1
    assert db.table("problems").count == 0


def test_absent_twice_in_a_moment_is_not(db: Database) -> None:
    look(db, 0 * HOUR)
    look(db, 1 * HOUR, "gone", 404)
    look(db, 1.1 * HOUR, key="t2")
    assert not look(db, 1.2 * HOUR, "gone", 404).gone


def test_a_site_that_answers_404_for_everything_confirms_nothing(db: Database) -> None:
    look(db, 0 * HOUR)
    for hours in range(1, 30):
        assert not look(db, hours * HOUR, "gone", 404).gone
    look(db, 30 * HOUR, key="t2")
    assert look(db, 31 * HOUR, "gone", 404).gone


@pytest.mark.parametrize(
    "kind", ["challenge", "status", "timeout", "connection", "moved", "listing"]
)
def test_blocked_and_failed_looks_never_count(db: Database, kind: str) -> None:
    look(db, 0 * HOUR)
    for hours in (1, 2, 3):
        look(db, (hours - 0.5) * HOUR, key="t2")
        assert look(db, hours * HOUR, kind, 503).problem
    assert db.table("tombstones").count == 0
    assert db.table("problems").get(1)["times"] == 3


def test_an_article_that_comes_back_closes_its_tombstone(db: Database) -> None:
    look(db, 0 * HOUR)
    look(db, 1 * HOUR, "gone", 404)
    look(db, 1.5 * HOUR, key="t2")
    look(db, 2 * HOUR, "gone", 404)
    assert look(db, 50 * HOUR).returned
    assert tombstone(db)["returned_at"] == "2026-11-26T14:00:00Z"
    article = db.table("articles").get(1)
    assert article["absent"] is None
    assert article["due_at"] == "2026-11-26T14:54:00Z"
    look(db, 51 * HOUR, "gone", 404)
    assert db.table("tombstones").count == 2


def test_an_absence_that_nothing_confirmed_leaves_no_tombstone(db: Database) -> None:
    look(db, 0 * HOUR)
    look(db, 1 * HOUR, "soft-404")
    assert not look(db, 2 * HOUR).returned
    assert db.table("tombstones").count == 0
    assert db.table("captures").count == 3


def test_an_answer_that_nothing_changed_is_an_observation(db: Database) -> None:
    look(db, 0 * HOUR)
    capture = replace(CAPTURE, fetched_at=NOON + HOUR, status=304, body=None, article=None)
    saved = save(db, capture, 1)
    assert (saved.seen, saved.new, saved.revised) == (True, False, False)
    _, second = db.table("observations").rows
    assert (second["views"], second["revision"], second["capture"]) == (None, 1, 2)
    article = db.table("articles").get(1)
    assert (article["last_seen"], article["views"]) == ("2026-11-24T13:00:00Z", 10)


def due(db: Database) -> timedelta:
    """How long after its last look the article is due again."""
    row = db.table("articles").get(1)
    at, checked = (datetime.fromisoformat(row[name]) for name in ("due_at", "checked_at"))
    return at - checked


def test_looks_grow_rarer_with_age_and_a_change_brings_them_back(db: Database) -> None:
    waits = []
    at = timedelta()
    while at < timedelta(days=800):
        look(db, at)
        waits.append(due(db))
        at += waits[-1]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (0.9 * HOUR, 0.9 * timedelta(days=90))
    assert len(waits) < 70
    changed = replace(CAPTURE, fetched_at=NOON + at, article=replace(ARTICLE, title="Khác"))
    save(db, changed, 1)
    assert due(db) == 0.9 * HOUR


def test_an_article_found_in_a_backfill_is_as_old_as_it_says(db: Database) -> None:
    old = replace(CAPTURE, article=replace(ARTICLE, published=date(2026, 9, 1)))
    save(db, old, 1)
    assert due(db) == 0.9 * timedelta(days=7)


def test_a_page_that_could_not_be_had_is_tried_again_soon(db: Database) -> None:
    old = replace(CAPTURE, article=replace(ARTICLE, published=date(2020, 9, 1)))
    save(db, old, 1)
    look(db, timedelta(days=90), "timeout")
    row = db.table("articles").get(1)
    assert row["checked_at"] == "2026-11-24T12:00:00Z"
    assert datetime.fromisoformat(row["due_at"]) == NOON + timedelta(days=90) + 0.9 * 6 * HOUR


def test_interval() -> None:
    ages = [timedelta(hours=hours) for hours in (0, 5, 7, 23, 25, 24 * 8, 24 * 40, 24 * 100)]
    assert [interval(age) / HOUR for age in ages] == [1, 1, 6, 6, 24, 72, 168, 720]


def test_a_page_that_never_was_an_article_is_a_problem(db: Database) -> None:
    url = "https://bocongan.gov.vn/bai-viet/x-d2-t9"
    problem = Problem("gone", "Not there.")
    assert save(db, Capture("bocongan", url, NOON, key="t9", problem=problem), 1).problem
    assert db.table("tombstones").count == 0
