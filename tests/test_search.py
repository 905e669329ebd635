"""The search on real archives: every spelling, the order of the hits, odd input, old archives."""

import json
import sqlite3 as plain_sqlite3
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from scraper.items import Image
from storage import matches, ranking, search
from storage.archive import open_archive
from storage.connection import sqlite3
from storage.schema import MIGRATIONS
from storage.search import Query, facets, found
from tests.invented import article, keep
from tests.synthetic import build


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_archive(tmp_path / "archive.db")
    yield db
    db.close()


def titles(db: Database, text: str, **more: Any) -> list[str]:
    return [hit.title.text for hit in search.search(db, Query(text, **more)).hits]


def articles(db: Database, query: Query) -> list[int]:
    return [hit.article for hit in search.search(db, query).hits]


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    db = build(tmp_path_factory.mktemp("crowd") / "archive.db", 250)
    yield db
    db.close()


def check(db: Database) -> None:
    for table in ("articles_fts", "articles_exact"):
        db.execute(f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)")


def marked(passage: search.Passage) -> str:
    return "".join(f"[{text}]" if mark else text for text, mark in passage.parts())


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    "text",
    [
        "cong an ha noi",
        "công an hà nội",
        "CÔNG AN HÀ NỘI",
        "Công an Hà Nội",
        "hà nội công an",
        '"Hà Nội"',
        "ha*  noi*",
        "hoa binh",
        "hoà bình",
        "hòa bình",
        "HOÀ BÌNH",
        "khoẻ thuỷ",
        "khỏe thủy",
        "dang uy",
        "đang uy",
        "ĐẢNG ỦY",
        "đảng uỷ",
        "Dang uy",
    ],
)
def test_any_spelling_finds_the_same(db: Database, text: str, form: Any) -> None:
    keep(
        db,
        article("Đảng ủy Công an Hà Nội", "Hòa bình, khỏe mạnh, thủy lợi."),
        article("Tin khác", "Không có gì."),
    )
    assert titles(db, unicodedata.normalize(form, text)) == ["Đảng ủy Công an Hà Nội"]


def test_the_spelling_that_was_typed_comes_first(db: Database) -> None:
    keep(
        db,
        article("Cũ", "Má kể chuyện.", published=date(2019, 1, 1)),
        article("Ma", "Ma ma ma ma.", published=date(2026, 1, 2)),
        article("Mà", "Mà mà mà mà.", published=date(2026, 1, 3)),
    )
    assert titles(db, "má")[0] == "Cũ"
    assert titles(db, "MÁ")[0] == "Cũ"
    assert titles(db, "mà")[0] == "Mà"
    assert sorted(titles(db, "ma")) == ["Cũ", "Ma", "Mà"]
    pages = [titles(db, "má", limit=1, offset=at) for at in range(4)]
    assert pages[0] == ["Cũ"]
    assert sorted(pages[1] + pages[2]) == ["Ma", "Mà"]
    assert pages[3] == []


def test_a_title_in_another_spelling_is_no_better_for_what_was_typed(db: Database) -> None:
    body = "Công an xã về dự hội thao."
    keep(db, article("Trộm nắp cống, vụ án khép lại", body), article("Hội thao", body * 2))
    assert titles(db, "công an") == ["Hội thao", "Trộm nắp cống, vụ án khép lại"]
    assert titles(db, "cong an") == ["Trộm nắp cống, vụ án khép lại", "Hội thao"]


def test_either_place_of_the_tone_is_the_spelling_that_was_typed(db: Database) -> None:
    keep(
        db,
        article("Một", "Hoa binh.", published=date(2026, 1, 3)),
        article("Hai", "Hoà bình.", published=date(2026, 1, 2)),
        article("Ba", "Hòa bình.", published=date(2026, 1, 1)),
    )
    assert titles(db, "hoà bình") == titles(db, "hòa bình") == ["Hai", "Ba", "Một"]


def test_words_in_a_row_come_first_then_those_in_the_title(db: Database) -> None:
    keep(
        db,
        article("Đầu", "Lửa cháy ở xóm nhỏ, nước đã chữa."),
        article("Hai", "Bài dài về việc khác. Đội chữa cháy."),
        article("Chữa cháy", "Một bài khác."),
    )
    assert titles(db, "chua chay") == ["Chữa cháy", "Hai", "Đầu"]
    assert titles(db, '"chua chay"') == ["Chữa cháy", "Hai"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title:lan", ["Lan"]),
        ("byline:Lan", ["Hai"]),
        ('BYLINE: "lan anh"', ["Hai"]),
        ("caption:lan", ["Ba"]),
        ("caption:hiện trường", ["Ba"]),
        ("caption:lan title:hai", []),
        ("title:", []),
        ("“trường học”", ["Ba"]),
        ("„trường hiện”", []),
        ("***", []),
        (" ", ["Lan", "Hai", "Ba", "Bốn"]),
        ("chu*", ["Bốn"]),
        ("chụ*", ["Bốn"]),
        ("chữa*", ["Bốn"]),
        ("chữ*", ["Bốn"]),
        ("ch*", []),
        ('"chữa" ch', []),
    ],
)
def test_fields_and_beginnings(db: Database, text: str, expected: list[str]) -> None:
    picture = Image("https://conganmai.example/a.jpg", None, "Hiện trường. Ảnh: Lan", "Lan")
    keep(
        db,
        article("Lan", "Một."),
        article("Hai", "Hai.", byline="Lan Anh"),
        article("Ba", "Hiện tại. Trường học.", images=(picture,)),
        article("Bốn", "Chữa cháy."),
    )
    assert sorted(titles(db, text)) == sorted(expected)


def test_days_sites_and_sections(db: Database) -> None:
    vietnam = datetime.fromisoformat("2026-11-02T23:30:00+07:00")
    keep(
        db,
        article("Một", "Tin.", published=date(2026, 11, 1), category="Tin tức"),
        article("Hai", "Tin.", published=vietnam, category="Tin tức khác"),
        article("Ba", "Tin.", published=None, site="congan_mai", category="Tin tức"),
    )
    for text in ("tin", ""):
        assert titles(db, text, newest=True) == ["Hai", "Một", "Ba"]
        assert titles(db, text, since=date(2026, 11, 2)) == ["Hai"]
        assert titles(db, text, until=date(2026, 11, 1)) == ["Một"]
        assert titles(db, text, since=date(2026, 11, 1), until=date(2026, 11, 2), newest=True) == [
            "Hai",
            "Một",
        ]
        assert titles(db, text, site="congan_mai") == ["Ba"]
        assert titles(db, text, site="congan") == titles(db, text, site='x" OR tin') == []
        assert titles(db, text, section="Tin tức", newest=True) == ["Một", "Ba"]
        assert titles(db, text, section="Tin tức", site="conganmai") == ["Một"]
    places = facets(db, Query("tin"))
    assert dict(places.sites) == {"conganmai": 2, "congan_mai": 1}
    assert places.sections == (("Tin tức", 2), ("Tin tức khác", 1))
    assert [row["title"] for row in map(db.table("articles").get, found(db, Query("tin")))] == [
        "Hai",
        "Một",
        "Ba",
    ]


def test_a_hit_is_printed_in_its_own_spelling(db: Database) -> None:
    picture = Image("https://conganmai.example/a.jpg", None, "Lũ ở Sông Mã", None)
    long = "Một câu chẳng nói gì cả. " * 30
    keep(
        db,
        article(
            "Đảng ủy họp",
            long + "Đảng ủy xã bàn việc đắp đê, dạng úy khác. " + long,
            byline="Công Tuấn",
            category="Tin tức",
            images=(picture,),
        ),
    )
    results = search.search(db, Query("dang uy"))
    (hit,) = results.hits
    assert marked(hit.title) == "[Đảng ủy] họp"
    assert "… [Đảng ủy] xã" not in marked(hit.snippet)
    assert "[Đảng ủy] xã bàn việc đắp đê, [dạng úy] khác." in marked(hit.snippet)
    assert hit.snippet.text.startswith("…")
    assert hit.snippet.text.endswith("…")
    assert len(hit.snippet.text) < 230
    assert (hit.site, hit.published, hit.category) == ("conganmai", "2026-11-01", "Tin tức")
    assert (results.total, results.capped, results.ranked) == (1, False, True)

    (hit,) = search.search(db, Query("Đảng ủy")).hits
    assert "[Đảng ủy] xã bàn việc đắp đê, dạng úy khác." in marked(hit.snippet)
    (hit,) = search.search(db, Query("song ma lũ")).hits
    assert marked(hit.snippet) == "[Lũ] ở [Sông] [Mã]"
    (hit,) = search.search(db, Query("họp")).hits
    assert hit.snippet.text.startswith("Một câu chẳng")
    assert json.loads(json.dumps(results.to_json()))["hits"][0]["title"] == "Đảng ủy họp"


def test_words_are_looked_for_in_one_field_where_none_is_typed(db: Database) -> None:
    keep(db, article("Lan đi học", "Hai."), article("Hai", "Lan đi học.", byline="Lan"))
    for text in ("lan", '"lan đi"', 'h"lan đi"', "title:lan"):
        found = search.search(db, Query(text, within="title")).hits
        assert [hit.title.text for hit in found] == ([] if text[0] == "h" else ["Lan đi học"])
    found = search.search(db, Query("byline:lan hai", within="title")).hits
    assert [hit.title.text for hit in found] == ["Hai"]


@pytest.mark.parametrize(
    ("body", "text", "shown"),
    [
        ("x" * 500 + "\n\nMục tiêu ở đây", "mục tiêu", "…[Mục tiêu] ở đây"),
        ("Một câu. " * 40 + "a/" * 150 + "cuoicung", "cuoicung", "a/[cuoicung]"),
        ("a-" * 150 + "chữa" + "-b" * 300, "chữa", "a-[chữa]-b"),
    ],
)
def test_a_snippet_shows_what_was_found_also_where_no_blank_is_near(
    db: Database, body: str, text: str, shown: str
) -> None:
    keep(db, article("Tin", body))
    (hit,) = search.search(db, Query(text)).hits
    assert shown in marked(hit.snippet)
    assert len(hit.snippet.text) < 230


ODD = ['"', '"a', "a AND", "NEAR(", "title:", "(((", "*", "a*b*", "^a", "-a", "a:b", "{x} : y"]
ODD += [
    "'; DROP TABLE articles; --",
    "\x00",
    "\ud800",
    "🚓",
    "a\u0300\u0301",
    "NOT",
    "col : (",
    "+",
]
ODD += ["chữa " * 5000, '"' + "chữa " * 5000, "title:" * 500, "hoà " * 40, '"' + "hoà " * 40]


@pytest.mark.parametrize("text", ODD)
def test_odd_text_is_no_error(db: Database, text: str) -> None:
    keep(db, article("Một", "Hai."))
    search.search(db, Query(text))
    assert search.search(db, Query(text, site=text, section=text)).hits == ()
    facets(db, Query(text))


@settings(max_examples=300, deadline=None)
@given(st.text(st.one_of(st.characters(), st.sampled_from('"*:(){}^-+ ađòà')), max_size=40))
def test_no_text_is_an_error(text: str) -> None:
    search.search(_EMPTY, Query(text))
    for marker in (search.Marker(Query(text).terms, name) for name in ("title", "body")):
        passage = marker.snippet(text)
        assert "".join(part for part, _ in passage.parts()) == passage.text


def _empty() -> Database:
    db = Database(sqlite3.connect(":memory:", check_same_thread=False))
    MIGRATIONS.apply(db)
    return db


_EMPTY = _empty()


def test_of_too_many_the_newest_are_ranked(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (matches, ranking, search):
        monkeypatch.setattr(module, "CAP", 4)
    monkeypatch.setattr(ranking, "_FEW", 2)
    days = [date(2026, 11, day) for day in range(1, 9)]
    keep(
        db,
        *(article(f"Tin {day.day}", "Công an.", published=day) for day in days),
        article("Công an", "Xưa.", published=date(2020, 1, 1)),
        article("Công an nay", "Nay.", published=date(2026, 11, 5)),
    )
    for text in ("cong an", "công an"):
        first = search.search(db, Query(text, limit=3))
        assert (first.total, first.capped, first.ranked) == (4, True, True)
        expected = ["Công an nay", "Tin 8", "Tin 7", "Tin 6", "Tin 5", "Tin 4", "Tin 3", "Tin 2"]
        expected += ["Tin 1", "Công an"]
        assert titles(db, text, limit=20) == expected
        assert titles(db, text, limit=3, offset=3) == expected[3:6]
        assert not search.search(db, Query(text, offset=4)).ranked
    assert sum(count for _, count in facets(db, Query("cong an")).sites) == 4
    assert len(list(found(db, Query("cong an")))) == 10


@pytest.mark.parametrize(("cap", "few"), [(1000, 1000), (1000, 2), (40, 2)])
@pytest.mark.parametrize(
    "text", ["cong an", "hoà bình", "má", '"ha noi" cong', "title:va", "và các"]
)
def test_pages_hold_each_article_once(
    crowd: Database, monkeypatch: pytest.MonkeyPatch, text: str, cap: int, few: int
) -> None:
    for module in (matches, ranking, search):
        monkeypatch.setattr(module, "CAP", cap)
    monkeypatch.setattr(ranking, "_FEW", few)
    for place in ({}, {"site": "congankim"}, {"newest": True}):
        every = list(found(crowd, Query(text, **place)))
        at_once = articles(crowd, Query(text, limit=1000, **place))
        pages = [
            articles(crowd, Query(text, limit=7, offset=at, **place)) for at in range(0, 300, 7)
        ]
        assert [article for page in pages for article in page] == at_once
        assert len(set(at_once)) == len(at_once)
        # Of more than CAP in the spelling that was typed the others are left out.
        assert set(at_once) <= set(every)
        assert len(at_once) > cap or set(at_once) == set(every)


def test_an_older_archive_is_indexed_anew(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    old = Database(sqlite3.connect(path))
    MIGRATIONS.apply(old, stop_before="m010_search")
    keep(old, article("Đảng ủy", "Hoà bình."), article("Tin khác", "Tin."))
    assert not list(old.query("SELECT 1 FROM articles_fts WHERE articles_fts MATCH 'dang'"))
    old.conn.commit()
    old.close()

    db = open_archive(path)
    assert titles(db, "dang uy") == titles(db, "hòa bình") == ["Đảng ủy"]
    db.table("revisions").update(1, {"title": "Tên khác"})
    assert (titles(db, "dang uy"), titles(db, "ten khac")) == ([], ["Đảng ủy"])
    check(db)
    db.close()


def test_what_else_writes_to_the_archive_keeps_the_search_right(
    db: Database, tmp_path: Path
) -> None:
    keep(db, article("Đảng ủy", "Tin.", published=None), article("Hai", "Tin.", category="Cũ"))
    with plain_sqlite3.connect(tmp_path / "archive.db") as other:
        other.execute("UPDATE revisions SET title = 'Đổi tên', category = 'Mới' WHERE id = 2")
        other.execute("UPDATE articles SET title = 'Đổi tên', category = 'Mới' WHERE id = 2")
        other.execute("UPDATE articles SET published = '2001-02-03' WHERE id = 1")
    other.close()
    assert titles(db, "doi ten", section="Mới") == ["Đổi tên"]
    assert titles(db, "tin", until=date(2002, 1, 1)) == ["Đảng ủy"]
    check(db)


def test_a_plain_connection_will_do(db: Database) -> None:
    keep(db, article("Đảng ủy", "Tin."))
    conn = sqlite3.connect(db.execute("PRAGMA database_list").fetchone()[2])
    conn.row_factory = sqlite3.Row
    assert [hit.article for hit in search.search(conn, Query("đảng uỷ")).hits] == [1]
    conn.close()
