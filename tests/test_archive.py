"""The archive on real SQLite files: what is added, what is not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from scraper.items import Article, Capture, Image, Problem
from storage import runs
from storage.archive import open_archive, save
from storage.articles import find, newest, totals
from storage.connection import sqlite3

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://bocongan.gov.vn/bai-viet/chua-chay-d2-t43729"
TABLES = "sites articles aliases revisions images snapshots problems captures observations".split()

ARTICLE = Article(
    url=URL,
    canonical_url=URL,
    site="bocongan",
    key="t43729",
    title="Cảnh sát chữa cháy cứu hai người",
    published=date(2026, 11, 23),
    views=10,
    lead="Sáng nay, hai người được cứu.",
    body=("Sáng nay, hai người được cứu.", "Đám cháy đã tắt."),
    images=(
        Image("https://bocongan.gov.vn/a.jpg", "Xe chữa cháy", "Hiện trường. Ảnh: Lan", "Lan"),
    ),
    byline="Công Tuấn",
    authors=("Công Tuấn",),
    tags=("chữa cháy",),
)
CAPTURE = Capture(
    site="bocongan",
    url=URL,
    fetched_at=NOON,
    key="t43729",
    request_headers=(("User-Agent", "congan"),),
    redirects=((URL + "?a=1", 301),),
    final_url=URL,
    address="127.0.0.1",
    protocol="HTTP/1.1",
    status=200,
    headers=(("Content-Type", "text/html"), ("X-A", "1"), ("X-A", "2")),
    body=b"<html>page</html>" * 100,
    article=ARTICLE,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    db = open_archive(path)
    yield db
    db.close()


@pytest.fixture
def run(db: Database) -> int:
    return start(db)


def start(db: Database) -> int:
    return runs.start(db, "bocongan", "Bộ Công an", "https://bocongan.gov.vn/", {}, "0.1")


def rows(db: Database) -> dict[str, int]:
    return {table: db.table(table).count for table in TABLES}


def seen(capture: Capture = CAPTURE, days: int = 0, **changes: Any) -> Capture:
    """The capture some days later, with another article text."""
    assert capture.article
    article = replace(capture.article, **changes)
    return replace(capture, fetched_at=NOON + timedelta(days), article=article)


def found(db: Database, query: str) -> list[int]:
    """The articles that both indexes find, for the same spelling."""
    sql = (
        "SELECT id FROM articles JOIN {0} ON {0}.rowid = search_rowid WHERE {0} MATCH ? ORDER BY id"
    )
    folded, exact = (
        [row["id"] for row in db.query(sql.format(table), [query])]
        for table in ("articles_fts", "articles_exact")
    )
    assert set(exact) <= set(folded)
    return folded


def check_search(db: Database) -> None:
    for table in ("articles_fts", "articles_exact"):
        db.execute(f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)")


def test_an_article_is_kept_whole(db: Database, run: int) -> None:
    saved = save(db, CAPTURE, run)

    assert (saved.article, saved.new, saved.revised, saved.problem) == (1, True, False, False)
    article = db.table("articles").get(1)
    assert article == {
        "id": 1,
        "site": "bocongan",
        "key": "t43729",
        "url": URL,
        "title": "Cảnh sát chữa cháy cứu hai người",
        "published": "2026-11-23",
        "views": 10,
        "byline": "Công Tuấn",
        "category": None,
        "first_seen": "2026-11-24T12:00:00Z",
        "last_seen": "2026-11-24T12:00:00Z",
        "revision": 1,
        "checked_at": "2026-11-24T12:00:00Z",
        "due_at": "2026-11-24T12:54:00Z",
        "absent": None,
        "search_rowid": 202611230000000001,
    }
    revision = db.table("revisions").get(1)
    assert revision["body"] == "Sáng nay, hai người được cứu.\n\nĐám cháy đã tắt."
    assert revision["captions"] == "Hiện trường. Ảnh: Lan"
    assert (revision["authors"], revision["tags"]) == ('["Công Tuấn"]', '["chữa cháy"]')
    assert list(db.table("images").rows) == [
        {
            "revision": 1,
            "position": 1,
            "src": "https://bocongan.gov.vn/a.jpg",
            "alt": "Xe chữa cháy",
            "caption": "Hiện trường. Ảnh: Lan",
            "credit": "Lan",
            "media": None,
        }
    ]
    capture = db.table("captures").get(1)
    assert capture["headers"] == '[["Content-Type", "text/html"], ["X-A", "1"], ["X-A", "2"]]'
    assert capture["redirects"] == f'[["{URL}?a=1", 301]]'


def test_the_same_twice_adds_a_capture_and_an_observation(db: Database, run: int) -> None:
    save(db, CAPTURE, run)
    before = rows(db)

    saved = save(db, seen(days=1, views=12), run)

    assert (saved.new, saved.revised) == (False, False)
    assert rows(db) == before | {"captures": 2, "observations": 2}
    views = [(row["seen_at"][:10], row["views"]) for row in db.table("observations").rows]
    assert views == [("2026-11-24", 10), ("2026-11-25", 12)]
    article = db.table("articles").get(1)
    assert (article["views"], article["first_seen"][:10], article["last_seen"][:10]) == (
        12,
        "2026-11-24",
        "2026-11-25",
    )


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Tên khác"},
        {"published": date(2026, 11, 22)},
        {"source": "ANTV"},
        {"category": "Tin tức"},
        {"tags": ()},
        {"lead": None},
        {"body": ("Một đoạn.",)},
        {"byline": None},
        {"images": ()},
        {"images": (replace(ARTICLE.images[0], caption="Ảnh khác"),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_a_reader_sees_makes_a_revision(
    db: Database, run: int, change: dict[str, Any]
) -> None:
    save(db, CAPTURE, run)
    assert save(db, seen(days=1, **change), run).revised
    assert save(db, seen(days=2), run).revised
    assert db.table("revisions").count == 3
    assert db.table("articles").get(1)["revision"] == 3
    check_search(db)


@pytest.mark.parametrize(
    "change",
    [
        {"views": None},
        {"modified": date(2026, 11, 25)},
        {"images": (replace(ARTICLE.images[0], src="https://mps.gov.vn/a.jpg"),)},
    ],
    ids=["views", "modified", "image-host"],
)
def test_what_a_reader_does_not_see_makes_none(
    db: Database, run: int, change: dict[str, Any]
) -> None:
    save(db, CAPTURE, run)
    assert not save(db, seen(days=1, **change), run).revised
    assert db.table("revisions").count == 1
    assert db.table("articles").get(1)["views"] == 10


def test_nothing_seen_is_overwritten(db: Database, run: int) -> None:
    save(db, seen(category="An ninh", modified=date(2026, 11, 24)), run)
    save(db, seen(days=1, category="Tin tức", source="ANTV", modified=date(2026, 11, 25)), run)

    told = [(row["category"], row["source"]) for row in db.table("revisions").rows]
    assert told == [("An ninh", None), ("Tin tức", "ANTV")]
    claimed = [row["modified"] for row in db.table("observations").rows]
    assert claimed == ["2026-11-24", "2026-11-25"]


def shown(db: Database) -> list[tuple[str, str]]:
    """What each look showed, in the order of time: day and title."""
    return [
        (row["seen_at"][8:10], row["title"])
        for row in db.query(
            "SELECT observations.seen_at, title FROM observations "
            "JOIN revisions ON revisions.id = revision ORDER BY observations.seen_at"
        )
    ]


def revised(db: Database) -> list[tuple[str, str, int]]:
    """The revisions in the order of time: day, title and capture."""
    rows = db.table("revisions").rows_where(order_by="seen_at, id")
    return [(row["seen_at"][8:10], row["title"], row["capture"]) for row in rows]


def test_a_late_capture_of_the_same_text_adds_no_revision(db: Database, run: int) -> None:
    save(db, seen(title="A"), run)
    save(db, seen(days=4, title="B"), run)

    assert not save(db, seen(days=1, title="A"), run).revised
    assert revised(db) == [("24", "A", 1), ("28", "B", 2)]
    assert not save(db, seen(days=2, title="B"), run).revised
    assert revised(db) == [("24", "A", 1), ("26", "B", 4)]
    assert not save(db, seen(days=-1, title="A"), run).revised
    assert revised(db) == [("23", "A", 5), ("26", "B", 4)]
    assert shown(db) == [("23", "A"), ("24", "A"), ("25", "A"), ("26", "B"), ("28", "B")]


def test_a_late_capture_of_another_text_is_not_the_latest(db: Database, run: int) -> None:
    save(db, seen(title="A"), run)
    save(db, seen(days=4, title="A"), run)

    assert save(db, seen(days=2, title="B"), run).revised
    assert db.table("articles").get(1)["revision"] == 1
    assert not found(db, "title:B")
    assert not save(db, seen(days=5, title="A"), run).revised
    assert shown(db) == [("24", "A"), ("26", "B"), ("28", "A"), ("29", "A")]
    check_search(db)


def test_an_older_capture_leaves_the_latest_state(db: Database, run: int) -> None:
    save(db, seen(days=2), run)
    save(db, seen(days=1, title="Tên cũ", views=3), run)

    article = db.table("articles").get(1)
    assert (article["title"], article["views"], article["revision"]) == (ARTICLE.title, 10, 1)
    assert (article["first_seen"][:10], article["last_seen"][:10]) == ("2026-11-25", "2026-11-26")
    assert [row["revision"] for row in db.table("observations").rows] == [1, 2]
    assert not found(db, "title:cũ")
    check_search(db)


def test_other_addresses_are_aliases(db: Database, run: int) -> None:
    old = "https://mps.gov.vn/chua-chay-t43729.html"
    capture = replace(CAPTURE, url=old, aliases=(URL, "https://mps.gov.vn/?id=43729"))
    for _ in range(2):
        save(db, capture, run)

    assert {row["url"] for row in db.table("aliases").rows} == {
        old,
        "https://mps.gov.vn/?id=43729",
    }
    for url in (URL, old, "https://mps.gov.vn/?id=43729"):
        article = find(db, url)
        assert article
        assert article["id"] == 1
    assert find(db, "https://bocongan.gov.vn/") is None


def test_another_key_is_another_article_also_at_a_known_address(db: Database, run: int) -> None:
    save(db, replace(CAPTURE, aliases=(URL + "?a=1",)), run)
    own = "https://bocongan.gov.vn/bai-viet/chua-chay-1791199100"
    for days in (1, 2):
        other = replace(CAPTURE, key="1791199100", url=own)
        save(db, seen(other, days, key="1791199100", title="Bài khác"), run)
    save(db, seen(replace(CAPTURE, url=URL + "?a=1"), 3, key="t5", canonical_url=URL), run)
    save(db, seen(days=4, key="t6"), run)

    articles = [(row["key"], row["url"], row["title"]) for row in db.table("articles").rows]
    assert articles == [
        ("t43729", URL, ARTICLE.title),
        ("1791199100", own, "Bài khác"),
        ("t5", URL + "?a=1", ARTICLE.title),
        ("t6", URL, ARTICLE.title),
    ]
    assert db.table("problems").count == 0


def test_another_site_takes_over_no_article(db: Database, run: int) -> None:
    save(db, CAPTURE, run)
    for key in (None, None, "t43729"):
        mirror = replace(CAPTURE, site="mirror.vn", url="https://mirror.vn/1", key=key)
        save(db, seen(mirror, 1, site="mirror.vn", key=key, title="Bản sao"), run)

    articles = [(row["site"], row["url"], row["title"]) for row in db.table("articles").rows]
    assert articles[0] == ("bocongan", URL, ARTICLE.title)
    assert [site for site, _, _ in articles[1:]] == ["mirror.vn", "mirror.vn"]
    article = find(db, URL)
    assert article
    assert article["id"] == 1


def test_a_page_without_a_key_is_told_by_its_address(db: Database, run: int) -> None:
    page = "https://x.vn/"
    capture = replace(CAPTURE, site="x.vn", url=page, key="", final_url=page)
    for days in (0, 1):
        save(db, seen(capture, days, site="x.vn", key="", url=page, canonical_url=page), run)
    assert rows(db) | {"articles": 1, "revisions": 1, "observations": 2} == rows(db)


def test_another_articles_address_is_no_alias(db: Database, run: int) -> None:
    save(db, CAPTURE, run)
    other = URL.replace("43729", "50000")
    save(
        db,
        seen(replace(CAPTURE, aliases=(URL,)), key="t50000", url=other, canonical_url=other),
        run,
    )
    article = find(db, URL)
    assert article
    assert article["key"] == "t43729"
    assert db.table("articles").count == 2


def test_a_problem_is_one_row_with_its_count(db: Database, run: int) -> None:
    problem = Problem("challenge", "The site asks whether we are human.")
    capture = replace(CAPTURE, article=None, problem=problem, status=403)
    assert save(db, capture, run).problem
    save(db, replace(capture, fetched_at=NOON + timedelta(1)), run)
    save(db, replace(capture, problem=Problem("gone", "It is gone.")), run)

    first, second = db.table("problems").rows
    assert (first["kind"], first["times"], first["capture"]) == ("challenge", 2, 1)
    assert (first["first_seen"][:10], first["last_seen"][:10]) == ("2026-11-24", "2026-11-25")
    assert (second["kind"], second["times"]) == ("gone", 1)
    assert rows(db) | {"captures": 3, "snapshots": 1, "articles": 0} == rows(db)


def test_a_fetch_without_an_answer_is_kept(db: Database, run: int) -> None:
    capture = Capture("x.vn", "https://x.vn/a", NOON, problem=Problem("timeout", "No answer."))
    save(db, capture, run)
    row = db.table("captures").get(1)
    assert (row["status"], row["snapshot"], row["headers"]) == (None, None, "[]")
    assert db.table("sites").get("x.vn")["home"] == "https://x.vn/"


def test_a_time_without_zone_is_refused(db: Database, run: int) -> None:
    with pytest.raises(ValueError, match="no zone"):
        save(db, replace(CAPTURE, fetched_at=NOON.replace(tzinfo=None)), run)


@pytest.mark.parametrize("table", ["captures", "articles", "revisions", "images", "observations"])
def test_a_failed_insert_leaves_nothing(db: Database, run: int, table: str) -> None:
    db.execute(
        f"CREATE TRIGGER fails BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    before = rows(db)
    with pytest.raises(sqlite3.IntegrityError, match="no"):
        save(db, CAPTURE, run)
    assert rows(db) == before
    assert not db.conn.in_transaction
    check_search(db)


def test_totals_and_newest(db: Database, run: int) -> None:
    save(db, CAPTURE, run)
    save(db, seen(days=1, images=(ARTICLE.images[0], Image("https://bocongan.gov.vn/b.jpg"))), run)
    other = {"key": "t2", "url": URL + "2", "canonical_url": URL + "2", "title": "Mới nhất"}
    save(db, seen(published=date(2026, 11, 24), **other), run)
    gone = replace(CAPTURE, url=URL + "3", key="t3", article=None, problem=Problem("gone", "Gone."))
    save(db, gone, run)

    assert totals(db) == [
        {
            "site": "bocongan",
            "title": "Bộ Công an",
            "articles": 2,
            "revisions": 3,
            "images": 3,
            "files": 0,
            "problems": 1,
            "gone": 0,
            "newest": "2026-11-24",
        }
    ]
    assert [row["title"] for row in newest(db, 5)] == ["Mới nhất", ARTICLE.title]


def test_search_holds_the_latest_revision_only(db: Database, run: int) -> None:
    save(db, CAPTURE, run)
    assert found(db, "chua chay") == [1]
    assert found(db, "captions:hien truong") == [1]

    save(db, seen(days=1, body=("Bổ sung: ba người bị thương.",)), run)
    assert found(db, "tắt") == []
    assert found(db, "bi thuong") == [1]
    check_search(db)


def test_search_follows_edits_and_removals(db: Database, run: int) -> None:
    save(db, CAPTURE, run)
    save(db, seen(days=1, title="Tên khác"), run)
    db.table("revisions").update(2, {"title": "Tên sửa"})
    assert (found(db, "khác"), found(db, "sửa")) == ([], [1])
    check_search(db)

    db.execute("DELETE FROM observations")
    db.execute("DELETE FROM images")
    db.execute("DELETE FROM revisions WHERE id = 2")
    assert db.table("articles").get(1)["revision"] == 1
    assert (found(db, "sửa"), found(db, "cảnh sát")) == ([], [1])
    check_search(db)

    db.execute("DELETE FROM revisions")
    db.execute("DELETE FROM articles")
    assert found(db, "cảnh") == []
    check_search(db)


def test_search_can_be_rebuilt(db: Database, run: int) -> None:
    save(db, CAPTURE, run)
    save(db, seen(days=1, title="Tên khác"), run)
    db.execute("INSERT INTO articles_fts(articles_fts) VALUES ('delete-all')")
    db.execute("INSERT INTO articles_fts(articles_fts) VALUES ('rebuild')")
    assert (found(db, "khác"), found(db, "cứu")) == ([1], [1])
    check_search(db)


def test_every_foreign_key_has_an_index(db: Database) -> None:
    for name in TABLES:
        table = db.table(name)
        leading = {index.columns[0] for index in table.indexes} | {table.pks[0]}
        assert {key.column for key in table.foreign_keys} <= leading, name
