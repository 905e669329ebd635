"""Atom feeds, as a feed reader reads them, from real archives."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from sqlite_utils import Database

from scraper.items import Capture, Image, Problem
from storage import runs
from storage.archive import open_archive, save
from storage.browse.atom import Entry, atom
from storage.browse.changes import Wanted
from storage.browse.feeds import article_id, changes, found, newest
from storage.browse.language import speaker
from storage.query import Query
from tests.invented import NOON, article, keep

VI = speaker("vi")
NS = "{http://www.w3.org/2005/Atom}"
FIRE = article("Cháy & nổ", "Sáng nay <b>xưởng</b> cháy.", key="t1", byline="Lan", category="Tin")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_archive(tmp_path / "archive.db")
    yield db
    db.close()


def page(path: str) -> str:
    return f"https://archive.example{path}"


def read(entries: list[Entry]) -> Any:
    """The feed by feedparser, after what the RFC demands of every feed was checked."""
    document = atom(
        entries,
        "Bài mới \x0b",
        "https://archive.example/search.atom?q=a&b=c",
        "https://archive.example/search?q=a&b=c",
    )
    root = ET.fromstring(document)
    for element in (root, *root.iter(f"{NS}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(NS + name)) == 1
        assert ":" in str(element.findtext(f"{NS}id"))
        assert datetime.fromisoformat(str(element.findtext(f"{NS}updated"))).tzinfo
    ids = [entry.findtext(f"{NS}id") for entry in root.iter(f"{NS}entry")]
    assert len(ids) == len(set(ids))
    feed = feedparser.parse(document)
    assert not feed.bozo
    assert feed.version == "atom10"
    return feed


def test_the_newest(db: Database) -> None:
    vietnam = datetime.fromisoformat("2026-11-20T08:30:00+07:00")
    keep(
        db,
        FIRE,
        article("Mới nhất", "Tin.", published=vietnam),
        article("Không ngày", published=None),
    )

    feed = read(newest(db, 3, page))

    # What shows no date is as new as the look that found it.
    assert [entry.title for entry in feed.entries] == ["Không ngày", "Mới nhất", "Cháy & nổ"]
    assert [entry.get("published") for entry in feed.entries] == [
        None,
        "2026-11-20T08:30:00+07:00",
        "2026-11-01T00:00:00+07:00",
    ]
    fire = feed.entries[2]
    assert fire.updated == "2026-11-24T12:00:00Z"
    assert (fire.link, fire.author) == ("https://archive.example/article/1", "Lan")
    assert fire.summary == "Sáng nay <b>xưởng</b> cháy."
    assert {link.rel: link.href for link in fire.links}["via"] == FIRE.url
    assert feed.feed.updated == "2026-11-24T12:02:00Z"
    assert feed.feed.id == "https://archive.example/search.atom?q=a&b=c"
    assert feed.feed.title == "Bài mới"


def test_a_search(db: Database) -> None:
    keep(db, FIRE, article("Cháy rừng", "Tin.", published=date(2026, 11, 9)), article("Hai"))
    entries = found(db, Query("chay"), page)
    assert [entry.title for entry in entries] == ["Cháy rừng", "Cháy & nổ"]
    assert entries[1].id == found(db, Query('"sang nay"'), page)[0].id
    assert read(found(db, Query("không có"), page)).entries == []


def test_an_entry_keeps_its_id_when_the_article_changes(db: Database) -> None:
    keep(db, FIRE)
    (before,) = newest(db, 9, page)
    keep(db, replace(FIRE, title="Cháy", canonical_url="https://new.example/1"), days=1)
    (after,) = newest(db, 9, page)
    assert before.id == after.id == article_id("conganmai", "t1")
    assert after.id.startswith("urn:uuid:")
    assert (before.updated, after.updated) == ("2026-11-24T12:00:00Z", "2026-11-25T12:00:00Z")


def test_the_changes(db: Database) -> None:
    keep(db, FIRE, article("Hai", "Tin."))
    keep(db, replace(FIRE, title="Cháy", byline=None), days=1)
    assert FIRE.site
    run = runs.start(db, FIRE.site, "Mai", "https://conganmai.example/", {}, "0.1")
    gone = Capture(FIRE.site, FIRE.url, NOON, status=404, problem=Problem("gone", "It is gone."))
    save(db, replace(gone, fetched_at=NOON + timedelta(days=2)), run)
    assert [entry.category for entry in changes(db, 9, page, VI)] == ["edited"]
    runs.finish(db, run, "finished", {}, {})
    keep(db, article("Hai", "Tin."), days=3)
    run = runs.start(db, FIRE.site, "Mai", "https://conganmai.example/", {}, "0.1")
    save(db, replace(gone, fetched_at=NOON + timedelta(days=4)), run)
    runs.finish(db, run, "finished", {}, {})
    keep(db, replace(FIRE, title="Cháy", byline=None), days=5)

    feed = read(changes(db, 9, page, VI))

    assert [(entry.title, entry.updated[:10], entry.summary) for entry in feed.entries] == [
        ("Đã có lại: Cháy", "2026-11-29", str(VI("how_404"))),
        ("Không còn trên trang gốc: Cháy", "2026-11-28", str(VI("how_404"))),
        ("Đã sửa: Cháy", "2026-11-25", "tiêu đề, tác giả; +0 −2 từ"),
    ]
    assert [entry.link for entry in feed.entries] == [
        "https://archive.example/article/1",
        "https://archive.example/article/1",
        "https://archive.example/article/1/compare?from=1&to=3",
    ]
    assert [entry.category for entry in changes(db, 2, page, VI)] == ["returned", "absent"]
    ids = {entry.id for entry in changes(db, 9, page, VI)} | {article_id("conganmai", "t1")}
    assert len(ids) == 4


def test_a_change_tells_of_pictures_and_of_numbers(db: Database) -> None:
    before = replace(
        FIRE, body=("Ba xe bị cháy, 12 người thoát.",), images=(Image("https://x.example/1.jpg"),)
    )
    keep(db, before)
    keep(db, replace(before, images=(Image("https://x.example/2.jpg"),)), days=1)
    keep(db, replace(before, body=("Ba xe bị cháy, 21 người thoát.",)), days=2)
    edits = [entry.summary for entry in changes(db, 9, page, VI)]
    assert edits == ["nội dung, ảnh; +1 −1 từ; bỏ 12; thêm 21", "ảnh"]
    (numbers,) = changes(db, 9, page, VI, Wanted(numbers=True))
    assert numbers.summary == edits[0]
    assert changes(db, 9, page, VI, Wanted(site="another")) == []
