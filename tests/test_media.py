"""Images and attachments in the archive: each content once, and what a change of them does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from scraper.frontier import File, Validators
from scraper.items import Article, Attachment, Capture, Image, Problem
from storage import runs
from storage.archive import Saved, open_archive, save
from storage.connection import sqlite3
from storage.frontier import ArchiveFrontier
from tests.test_archive import ARTICLE, CAPTURE, NOON, check_search

IMAGE = ARTICLE.images[0].src or ""
PDF = "https://vanban.gov.vn/qd 09.pdf"
HOUR = timedelta(hours=1)
WITH_FILES = replace(ARTICLE, attachments=(Attachment(PDF, "Quyết định"),))


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_archive(tmp_path / "archive.db")
    runs.start(db, "bocongan", "Bộ Công an", "https://bocongan.gov.vn/", {}, "0.1")
    yield db
    db.close()


def page(db: Database, at: timedelta = timedelta(), article: Article = WITH_FILES) -> Saved:
    """One look at the article's page so long after noon."""
    capture = replace(CAPTURE, fetched_at=NOON + at, article=article, files=(IMAGE, PDF))
    return save(db, capture, 1)


def file(
    db: Database, body: bytes | None, at: timedelta, url: str = IMAGE, **more: Any
) -> Saved:  # fmt: skip
    """One look at a file so long after noon: its content, or None where it has not changed."""
    capture = Capture(
        "bocongan",
        url.replace(" ", "%20"),
        NOON + at,
        status=200 if body else 304,
        body=body,
        file=url,
        media_type="image/png" if body else None,
    )
    return save(db, replace(capture, **more), 1)


def failed(db: Database, at: timedelta, kind: str = "gone") -> Saved:
    problem = Problem(kind, "the file is not there")
    return file(db, None, at, status=404, problem=problem)


def shown(db: Database) -> list[tuple[int, str | None]]:
    """Each revision with the content of its first image."""
    rows = db.query(
        "SELECT revisions.id, CAST(body.body AS TEXT) AS body FROM revisions "
        "JOIN images ON images.revision = revisions.id AND position = 1 "
        "LEFT JOIN media AS body ON body.digest = images.media ORDER BY revisions.id"
    )
    return [(row["id"], row["body"]) for row in rows]


def latest(db: Database) -> int:
    return int(db.table("articles").get(1)["revision"])


def row(db: Database, url: str = IMAGE) -> dict[str, Any]:
    return dict(db.table("files").get(url))


def test_a_file_is_kept_and_linked(db: Database) -> None:
    assert page(db).new
    assert row(db)["checked_at"] is None
    assert file(db, b"one", 0.01 * HOUR) == Saved(file=True)
    assert file(db, b"pdf", 0.01 * HOUR, PDF, media_type="application/pdf") == Saved(file=True)
    assert [(each["type"], each["size"], each["body"]) for each in db.table("media").rows] == [
        ("image/png", 3, b"one"),
        ("application/pdf", 3, b"pdf"),
    ]
    assert shown(db) == [(1, "one")]
    (attachment,) = db.table("attachments").rows
    assert attachment == {
        "revision": 1,
        "position": 1,
        "url": PDF,
        "label": "Quyết định",
        "media": row(db, PDF)["media"],
    }
    captures = list(db.table("captures").rows)
    assert [capture["media"] is None for capture in captures] == [True, False, False]
    assert [capture["snapshot"] is None for capture in captures] == [False, True, True]


def test_each_content_is_kept_once(db: Database) -> None:
    page(db)
    file(db, b"same", 0 * HOUR)
    file(db, b"same", 0 * HOUR, PDF)
    assert db.table("media").count == 1


def test_a_page_read_again_shows_the_same_revision(db: Database) -> None:
    page(db)
    file(db, b"one", 0 * HOUR)
    page(db, 1 * HOUR)
    assert file(db, b"one", 1 * HOUR) == Saved()
    assert file(db, None, 2 * HOUR) == Saved()
    assert shown(db) == [(1, "one")]


def test_other_bytes_behind_the_address_are_a_revision(db: Database) -> None:
    page(db)
    file(db, b"one", 0 * HOUR)
    file(db, b"pdf", 0 * HOUR, PDF)
    assert file(db, b"two", 1 * HOUR) == Saved(refreshed=1)
    assert shown(db) == [(1, "one"), (2, "two")]
    first, second = db.table("revisions").rows
    own = {"id", "seen_at", "capture", "digest", "text_of"}
    assert {k: v for k, v in first.items() if k not in own} == {
        k: v for k, v in second.items() if k not in own
    }
    assert (second["text_of"], second["capture"], latest(db)) == (1, 4, 2)
    assert second["seen_at"] == "2026-11-24T13:00:00Z"
    assert first["digest"] != second["digest"]
    assert [each["media"] for each in db.table("attachments").rows] == [row(db, PDF)["media"]] * 2
    check_search(db)


def test_after_it_the_page_and_the_file_add_no_other(db: Database) -> None:
    page(db)
    file(db, b"one", 0 * HOUR)
    file(db, b"two", 1 * HOUR)
    assert not page(db, 2 * HOUR).revised
    assert file(db, b"two", 2 * HOUR) == Saved()
    unchanged = replace(CAPTURE, fetched_at=NOON + 3 * HOUR, article=None, status=304, body=None)
    save(db, unchanged, 1)
    assert [each["revision"] for each in db.table("observations").rows] == [1, 2, 2]
    assert (len(shown(db)), latest(db)) == (2, 2)


def test_the_first_bytes_come_back(db: Database) -> None:
    page(db)
    for at, body in enumerate((b"one", b"two", b"one")):
        file(db, body, at * HOUR)
    page(db, 4 * HOUR)
    assert shown(db) == [(1, "one"), (2, "two"), (3, "one")]
    assert [each["text_of"] for each in db.table("revisions").rows] == [None, 1, 1]
    assert len({each["digest"] for each in db.table("revisions").rows}) == 3
    assert list(db.table("observations").rows)[-1]["revision"] == 3


def test_another_text_keeps_what_is_known_of_its_images(db: Database) -> None:
    page(db)
    file(db, b"one", 0 * HOUR)
    file(db, b"two", 1 * HOUR)
    assert page(db, 2 * HOUR, replace(WITH_FILES, title="Tiêu đề khác")).revised
    assert page(db, 3 * HOUR).revised
    assert shown(db) == [(1, "one"), (2, "two"), (3, "two"), (4, "two")]
    assert file(db, b"three", 4 * HOUR) == Saved(refreshed=1)
    assert list(db.table("revisions").rows)[-1]["text_of"] == 4


def test_a_late_capture_is_shown_with_what_was_there_then(db: Database) -> None:
    page(db)
    file(db, b"one", 0 * HOUR)
    file(db, b"two", 2 * HOUR)
    page(db, 3 * HOUR)
    page(db, 1 * HOUR)
    page(db, -1 * HOUR)
    looks = {each["seen_at"][11:13]: each["revision"] for each in db.table("observations").rows}
    assert looks == {"11": 1, "12": 1, "13": 1, "15": 2}
    assert [each["seen_at"][11:13] for each in db.table("revisions").rows] == ["11", "14"]


def test_another_attachment_is_a_revision(db: Database) -> None:
    page(db, article=ARTICLE)
    assert page(db, 1 * HOUR).revised
    label = (Attachment(PDF, "Quyết định số 9"),)
    assert page(db, 2 * HOUR, replace(ARTICLE, attachments=label)).revised
    moved = (Attachment(PDF.replace("vanban", "www"), "Quyết định số 9"),)
    assert not page(db, 3 * HOUR, replace(ARTICLE, attachments=moved)).revised


def test_a_placeholder_of_many_articles_revises_none(db: Database) -> None:
    for key in range(51):
        url = f"https://bocongan.gov.vn/bai-viet/{key}"
        article = replace(ARTICLE, key=str(key), url=url, canonical_url=url)
        capture = replace(CAPTURE, url=url, key=str(key), article=article, files=(IMAGE,))
        save(db, replace(capture, aliases=()), 1)
    file(db, b"one", 0 * HOUR)
    assert file(db, b"two", 1 * HOUR) == Saved()
    assert db.table("revisions").count == 51


def test_a_failed_file_is_told_and_loses_nothing(db: Database) -> None:
    page(db)
    assert failed(db, 0 * HOUR) == Saved(problem=True)
    assert row(db)["problem"] == "gone: the file is not there"
    assert shown(db) == [(1, None)]
    assert file(db, b"one", 1 * HOUR) == Saved(file=True)
    assert shown(db) == [(1, "one")]
    failed(db, 2 * HOUR)
    assert row(db)["media"]
    assert file(db, b"one", 3 * HOUR) == Saved()
    assert row(db)["problem"] is None
    assert shown(db) == [(1, "one")]
    assert db.table("problems").count == 0


def test_a_page_read_while_its_image_fails_gets_it_later(db: Database) -> None:
    page(db)
    file(db, b"one", 0 * HOUR)
    failed(db, 1 * HOUR)
    page(db, 2 * HOUR, replace(WITH_FILES, title="Tiêu đề khác"))
    assert shown(db) == [(1, "one"), (2, None)]
    assert file(db, None, 3 * HOUR) == Saved()
    assert shown(db) == [(1, "one"), (2, "one")]


def hours_until_due(db: Database, at: timedelta) -> float:
    due = datetime.fromisoformat(row(db)["due_at"])
    return round((due - NOON - at) / HOUR, 1)


def test_looks_decay_with_age(db: Database) -> None:
    page(db)
    waits = []
    for hours in (0, 1, 7, 48, 240):
        file(db, b"one", hours * HOUR)
        waits.append(hours_until_due(db, hours * HOUR))
    assert waits == [0.9, 0.9, 5.4, 21.6, 64.8]


def test_tries_of_a_failed_one_decay(db: Database) -> None:
    page(db)
    waits = []
    for hours in (0, 7, 48):
        failed(db, hours * HOUR)
        waits.append(hours_until_due(db, hours * HOUR))
    assert waits == [0.9, 5.4, 21.6]


def test_a_change_wakes_up_for_a_while(db: Database) -> None:
    page(db)
    waits = []
    for day, body in ((8, b"one"), (9, b"two"), (10, b"two"), (20, b"two")):
        file(db, body, day * 24 * HOUR)
        waits.append(hours_until_due(db, day * 24 * HOUR))
    assert waits == [64.8, 0.9, 21.6, 64.8]


def test_a_file_made_anew_at_each_look_wakes_nobody_up(db: Database) -> None:
    page(db)
    waits = []
    for day in range(8, 14):
        file(db, b"%d" % day, day * 24 * HOUR)
        waits.append(hours_until_due(db, day * 24 * HOUR))
    assert waits == [64.8, 0.9, 0.9, 64.8, 64.8, 64.8]
    file(db, b"13", 14 * 24 * HOUR)
    assert hours_until_due(db, 14 * 24 * HOUR) == 64.8


def test_an_image_of_an_old_article_is_no_news(db: Database) -> None:
    page(db, article=replace(WITH_FILES, published=date(2020, 1, 2)))
    file(db, b"one", 0 * HOUR)
    assert hours_until_due(db, 0 * HOUR) > 24 * 30


@pytest.fixture
def frontier(db: Database) -> ArchiveFrontier:
    return ArchiveFrontier(db, "bocongan")


def make_due(db: Database, hours: int = 2) -> None:
    at = (datetime.now(UTC) - hours * HOUR).strftime("%Y-%m-%dT%H:%M:%SZ")
    db.execute("UPDATE files SET due_at = ?", [at])


def test_what_is_asked_for(db: Database, frontier: ArchiveFrontier) -> None:
    unknown = Validators()
    assert frontier.unknown_files([PDF, IMAGE]) == [PDF, IMAGE]
    page(db)
    make_due(db)
    assert frontier.unknown_files([PDF, IMAGE, "https://x.vn/"]) == ["https://x.vn/"]
    assert frontier.files(0, True, True) == [File(IMAGE, unknown), File(PDF, unknown)]
    assert frontier.files(0, True, False) == [File(IMAGE, unknown)]
    assert frontier.files(0, False, True) == [File(PDF, unknown)]
    file(db, b"one", 0 * HOUR, headers=(("Etag", '"1"'), ("Last-Modified", "then")))
    failed(db, 1 * HOUR)
    file(db, None, 0 * HOUR, PDF, problem=Problem("timeout", "No answer."))
    make_due(db, hours=-2)
    assert frontier.files(9, True, True) == []
    make_due(db)
    assert frontier.files(0, True, True) == []
    due = {File(IMAGE, Validators('"1"', "then")), File(PDF, unknown)}
    assert set(frontier.files(9, True, True)) == due
    assert len(frontier.files(1, True, True)) == 1


def test_what_no_article_shows_any_more_is_left_alone(
    db: Database, frontier: ArchiveFrontier
) -> None:
    page(db)
    make_due(db)
    page(db, 1 * HOUR, replace(WITH_FILES, images=(Image("https://x.vn/b.jpg"),)))
    assert frontier.files(0, True, True) == [File(PDF, Validators())]


def test_an_unchanged_answer_keeps_the_validators(db: Database) -> None:
    page(db)
    file(db, b"one", 0 * HOUR, headers=(("ETag", '"1"'),))
    file(db, None, 1 * HOUR)
    assert row(db)["etag"] == '"1"'
    file(db, b"two", 2 * HOUR)
    assert row(db)["etag"] is None


@pytest.mark.parametrize("table", ["media", "captures", "revisions", "images", "attachments"])
def test_a_failed_insert_leaves_nothing(db: Database, table: str) -> None:
    page(db)
    file(db, b"one", 0 * HOUR)
    before = [db.table(name).count for name in db.table_names()]
    db.execute(f"CREATE TRIGGER x BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'x'); END")
    with pytest.raises(sqlite3.IntegrityError):
        file(db, b"two", 1 * HOUR)
    assert [db.table(name).count for name in db.table_names()] == before


def test_an_older_archive_gets_the_tables(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    db = open_archive(path)
    runs.start(db, "bocongan", "Bộ Công an", None, {}, "0.1")
    page(db, article=ARTICLE)
    for table in ("files", "attachments"):
        db.execute(f"DROP TABLE {table}")
    db.execute("DROP INDEX images_media")
    db.execute("DROP INDEX images_src")
    db.execute("ALTER TABLE images DROP COLUMN media")
    db.execute("DROP INDEX captures_media")
    db.execute("ALTER TABLE captures DROP COLUMN media")
    db.execute("DROP INDEX revisions_text_of")
    db.execute("ALTER TABLE revisions DROP COLUMN text_of")
    db.execute("DROP TABLE media")
    db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm003_media'")
    db.close()
    db = open_archive(path)
    assert not page(db, 1 * HOUR, ARTICLE).revised
    assert file(db, b"one", 1 * HOUR) == Saved(file=True)
    assert shown(db) == [(1, "one")]
    assert not list(db.query("PRAGMA foreign_key_check"))
    db.close()
