"""Datasette on a real archive, started as `congan browse` starts it."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest
import yaml

from scraper.items import Article, Capture, Image, Problem
from storage import runs
from storage.archive import open_archive, save
from tests.serving import serving

METADATA = Path(__file__).parent.parent / "storage" / "browse" / "metadata.yaml"
URL = "https://bocongan.gov.vn/bai-viet/chua-chay-t43729"
ARTICLE = Article(
    url=URL,
    canonical_url=URL,
    site="bocongan",
    key="t43729",
    title="Chữa cháy <script>alert(1)</script> & cứu người",
    published=date(2026, 11, 23),
    views=10,
    lead="Sáng nay.",
    body=("Sáng nay.", "<img src=x onerror=alert(1)>"),
    images=(Image("https://bocongan.gov.vn/a.jpg", "Xe", "Hiện trường", None),),
    byline="Công Tuấn",
    authors=("Công Tuấn",),
)
PAGE = "<html><script>alert(1)</script>đã</html>".encode()
CAPTURE = Capture(
    site="bocongan",
    url=URL,
    fetched_at=datetime(2026, 11, 24, tzinfo=UTC),
    status=200,
    headers=(("Server", "<b>nginx</b>"), ("Set-Cookie", "a=1")),
    body=PAGE,
    article=ARTICLE,
)


def fill(path: Path) -> None:
    db = open_archive(path)
    home = "https://bocongan.gov.vn/"
    run = runs.start(db, "bocongan", "Bộ Công an", home, {"limit": 3}, "0.1")
    save(db, CAPTURE, run)
    later = CAPTURE.fetched_at + timedelta(1)
    edited = replace(ARTICLE, body=("Sáng nay.", "Đã dập tắt."))
    save(db, replace(CAPTURE, article=edited, fetched_at=later, body=b"\xff\xfe\x00"), run)
    gone = Problem("gone", "It is gone.")
    save(db, replace(CAPTURE, url=home + "404", article=None, problem=gone), run)
    runs.finish(db, run, "finished", {"new": 1}, {"finish_reason": "finished"})
    db.close()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A file name with a dash: the archive may be called anything."""
    path = tmp_path_factory.mktemp("browse") / "my-archive.db"
    fill(path)
    with serving(path) as url:
        yield url


def get(url: str) -> str:
    with urlopen(url) as answer:
        return str(answer.read().decode())


def rows(url: str) -> list[dict[str, Any]]:
    return list(json.loads(get(url)))


def test_every_page_loads_from_here_and_runs_nothing_foreign(home: str) -> None:
    todo, done = ["/", "/my-archive"], set()
    while todo:
        path = todo.pop()
        done.add(path)
        with urlopen(home + path) as answer:
            page = answer.read().decode()
            policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe-inline" not in policy.partition("style-src")[0], path
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
        assert not re.search(r'<(?:script|img|iframe)[^>]+src="(?:https?:)?//', page), path
        assert not re.search(r'<link rel="stylesheet" href="(?:https?:)?//', page), path
        links = re.findall(r'href="(/my-archive(?:/[\w~/-]+)?)"', page)
        todo += [link for link in set(links) if link not in done and link not in todo]
    assert len(done) > 25


def test_articles_are_listed_newest_first_with_facets(home: str) -> None:
    page = get(home + "/my-archive/articles")
    assert "sorted by published descending" in page
    assert "_facet=" in page or "facet-results" in page
    assert "Headline (tiêu đề)" in page
    assert 'name="_search"' in page


def test_full_text_search(home: str) -> None:
    for query, hits in (
        ("chua chay", 1),
        ("DẬP TẮT", 1),
        ("đa dap", 1),
        ("onerror", 0),
        ('"odd (query', 0),
        ("*", 0),
    ):
        found = rows(f"{home}/my-archive/articles.json?_shape=array&_search={quote(query)}")
        assert len(found) == hits, query


def test_a_row_leads_to_the_article(home: str) -> None:
    page = get(home + "/my-archive/articles/1")
    assert 'href="/article/1"' in page
    assert "2 rows" in page  # its revisions


def test_values_are_readable(home: str) -> None:
    page = get(home + "/my-archive/captures/1")
    assert "<b>Server</b> &lt;b&gt;nginx&lt;/b&gt;" in page
    assert f'href="{URL}"' in page
    assert 'href="/my-archive/runs/1"' in page
    assert ">2026-11-24 00:00 UTC</time>" in page


def test_internals_are_hidden(home: str) -> None:
    page = get(home + "/my-archive")
    for name in ("articles_fts", "_sqlite_migrations", "latest_texts"):
        assert f"/my-archive/{name}" not in page
    assert "Binary" not in get(home + "/my-archive/snapshots")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("newest_articles", 1),
        ("most_viewed", 1),
        ("articles_by_month", 1),
        ("most_edited", 1),
        ("fastest_growing", 0),
        ("removed", 0),
        ("bylines", 1),
        ("captions_unlike_alt", 1),
        ("problems_by_kind", 1),
        ("last_runs", 1),
    ],
)
def test_the_queries_answer(home: str, query: str, count: int) -> None:
    assert len(rows(f"{home}/my-archive/{query}.json?_shape=array")) == count


def test_a_snapshot_is_text_and_never_a_page(home: str) -> None:
    digests = [
        row["snapshot"] for row in rows(home + "/my-archive/captures.json?_shape=array&_sort=id")
    ]
    with urlopen(f"{home}/-/snapshots/{digests[0]}") as answer:
        assert answer.read() == PAGE
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'; sandbox" in answer.headers["Content-Security-Policy"]
    with urlopen(f"{home}/-/snapshots/{digests[1]}") as answer:
        assert answer.read() == b"\xff\xfe\x00"
        assert "attachment" in answer.headers["Content-Disposition"]
    with pytest.raises(HTTPError, match="404"):
        urlopen(f"{home}/-/snapshots/{'0' * 64}")


def test_sql_reads_and_never_writes(home: str) -> None:
    sql = quote("select count(*) as n from articles")
    assert rows(f"{home}/my-archive.json?_shape=array&sql={sql}") == [{"n": 1}]
    with pytest.raises(HTTPError, match="400"):
        urlopen(f"{home}/my-archive.json?_shape=array&sql={quote('delete from images')}")


def test_a_port_in_use_is_an_error(home: str, tmp_path: Path) -> None:
    fill(tmp_path / "archive.db")
    port = home.rpartition(":")[2]
    arguments = ["browse", "--archive", str(tmp_path / "archive.db"), "--port", port, "--no-open"]
    ended = subprocess.run(
        [sys.executable, "-m", "scraper", *arguments], capture_output=True, text=True, timeout=20
    )
    assert ended.returncode == 1
    assert ended.stderr == (
        f"congan: cannot listen on 127.0.0.1, port {port}: Address already in use; "
        "choose another by --host or --port\n"
    )


def test_the_metadata_speaks_of_what_is_there(tmp_path: Path) -> None:
    """Each table and column that is described exists, and each table is described."""
    described = yaml.safe_load(METADATA.read_text())["database"]["tables"]
    db = open_archive(tmp_path / "archive.db")
    internal = re.compile("_(fts|exact|sqlite)")
    tables = {name for name in db.table_names() if not internal.search(name)}
    columns = {
        name: {row[1] for row in db.execute(f"PRAGMA table_xinfo([{name}])")} for name in tables
    }
    db.close()
    assert tables <= described.keys()
    for name, facts in described.items():
        assert facts.get("columns", {}).keys() <= columns.get(name, set()), name
