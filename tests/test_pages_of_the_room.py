"""What the reading room's pages answer: languages, addresses, policies, read-only copies."""

import asyncio
import hashlib
import html
import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import feedparser
import pytest
from datasette.app import Datasette
from datasette.utils.asgi import Request as DatasetteRequest
from datasette.views.base import DatasetteError
from sqlite_utils import Database

from scraper.items import Capture, Problem
from storage import runs
from storage.archive import open_archive, save
from storage.browse.language import catalogue
from storage.browse.page import read
from tests.invented import NOON, article, keep
from tests.serving import serving
from tests.test_browse import fill

ROOM = Path(__file__).parent.parent / "storage" / "browse"
# Root may write anywhere, unless this right is taken from it.
WITHOUT_ROOT = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--inh-caps=-all")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "archive.db"
    fill(path)
    return path


@pytest.fixture(scope="module")
def home(archive: Path) -> Iterator[str]:
    with serving(archive) as url:
        yield url


def get(url: str, **headers: str) -> tuple[str, Any]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with urlopen(Request(url, headers=named)) as answer:
        return answer.read().decode(), answer.headers


@pytest.mark.parametrize(
    ("address", "headers", "code"),
    [
        ("/", {}, "vi"),
        ("/", {"Accept_Language": "en-GB,en;q=0.8,vi;q=0.3"}, "en"),
        ("/", {"Accept_Language": "fr, en;q=0.2, vi;q=0.7"}, "vi"),
        ("/", {"Accept_Language": "de;q=x, *"}, "vi"),
        ("/", {"Cookie": "lang=en", "Accept_Language": "vi"}, "en"),
        ("/?lang=vi", {"Cookie": "lang=en"}, "vi"),
        ("/?lang=tlh", {"Cookie": "lang=en"}, "en"),
    ],
)
def test_the_language(home: str, address: str, headers: dict[str, str], code: str) -> None:
    page, answer = get(home + address, **headers)
    assert f'<html lang="{code}">' in page
    assert answer["Content-Language"] == code
    assert answer["Vary"].startswith("Accept-Language, Cookie")


def test_only_a_choice_sets_a_cookie(home: str) -> None:
    assert get(home + "/")[1]["Set-Cookie"] is None
    assert "lang=en; Max-Age=31536000" in get(home + "/?lang=en")[1]["Set-Cookie"]


def test_both_languages_say_everything_that_the_pages_ask_for() -> None:
    templates = "".join(file.read_text() for file in (ROOM / "templates" / "room").glob("*.html"))
    asked = set(re.findall(r"""say\(["']([a-z_]+)["'][,)]""", templates))
    vi, en = catalogue("vi"), catalogue("en")
    assert vi.keys() == en.keys()
    assert asked <= vi.keys()
    made = (
        "nav_",
        "field_",
        "how_",
        "outcome_",
        "problem_",
        "run_",
        "only_",
        "query_",
        "picture_",
        "feed_",
    )
    by_condition = {"results", "results_capped", "by_best", "by_newest", "looks", "looks_last"}
    by_condition |= {"no_edits", "no_changes"}
    assert {name for name in vi if not name.startswith(made)} - by_condition <= asked
    for name in vi:
        holes = [set(re.findall(r"{\w+}", text)) for text in (vi[name], *en[name].split("|"))]
        assert holes[0] == holes[-1], name


def test_moments_are_vietnamese(home: str) -> None:
    page, _ = get(home + "/article/1")
    assert '<time datetime="2026-11-24T07:00:00+07:00">24/11/2026, 07:00</time>' in page
    page, _ = get(home + "/article/1?lang=en")
    assert ">24 Nov 2026, 07:00</time>" in page
    assert ">Monday, 23 November 2026</time>" in page


def test_each_revision_has_an_address_to_cite(home: str) -> None:
    page, _ = get(home + "/article/1")
    lasting = f"{home}/article/1/revision/2"
    assert f'<link rel="canonical" href="{lasting}">' in page
    assert f'<meta name="citation_public_url" content="{lasting}">' in page
    assert '<meta name="citation_author" content="Công Tuấn">' in page
    assert '<meta name="citation_publication_date" content="2026/11/23">' in page
    data = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    facts = json.loads(data[0])
    assert facts["@type"] == "NewsArticle"
    assert facts["headline"] == "Chữa cháy <script>alert(1)</script> & cứu người"
    assert facts["url"] == lasting
    assert facts["sdDatePublished"] == "2026-11-25T00:00:00Z"
    first, _ = get(home + "/article/1/revision/1")
    assert f'href="{home}/article/1/revision/1"' in first
    assert "&lt;img src=x onerror=alert(1)&gt;" in first


@pytest.mark.parametrize(
    "address",
    [
        *("/article/99", "/article/1/revision/99", "/article/99/compare", "/site/none"),
        *(f"/snapshot/{'0' * 64}", f"/media/{'0' * 64}", "/article/999999999999999999"),
    ],
)
def test_what_is_not_there_is_404(home: str, address: str) -> None:
    with pytest.raises(HTTPError, match="404"):
        urlopen(home + address)


@pytest.mark.parametrize(
    "address",
    [
        "/changes?least=x&field=nonsense&before=-1&site=none",
        "/runs?page=999999999999999999999999",
        "/site/bocongan?page=0&section=",
        "/article/1/compare?from=x&to=99",
        "/problems?kind=none&page=2",
        "/search?since=yesterday&page=7&order=odd",
    ],
)
def test_odd_arguments_are_harmless(home: str, address: str) -> None:
    assert "<main" in get(home + address)[0]


def test_a_snapshot_can_be_read_seen_and_taken(home: str, archive: Path) -> None:
    body = "<html><script>alert(1)</script>đã</html>"
    digest = hashlib.sha256(body.encode()).hexdigest()
    page, _ = get(f"{home}/snapshot/{digest}")
    assert '<div class="paper" lang="vi">đã</div>' in page
    text, headers = get(f"{home}/-/snapshots/{digest}?download=1")
    assert text == body
    assert headers["Content-Disposition"].startswith("attachment")


def test_an_empty_archive_says_how_to_fill_it(tmp_path: Path) -> None:
    open_archive(tmp_path / "empty.db").close()
    with serving(tmp_path / "empty.db") as home:
        assert "<code>congan crawl</code>" in get(home + "/")[0]
        for address in ("/sites", "/changes", "/runs", "/problems", "/search"):
            assert "<main" in get(home + address)[0]


def test_a_site_that_only_its_host_names(tmp_path: Path) -> None:
    db = open_archive(tmp_path / "archive.db")
    keep(db, article("Cứu hộ", site="127.0.0.1:8080"), article("Họp", site="www.la.example"))
    db.close()
    with serving(tmp_path / "archive.db") as home:
        for address in ("/article/1", "/article/2", "/archive/articles"):
            page, _ = get(home + address)
            links = re.findall(r'href="(/(?:site|archive/sites)/[^"]+)"', page)
            assert links
            for link in links:
                assert "<h1" in get(home + link)[0]


def test_what_one_look_did_not_find_is_said_to_be_unconfirmed(tmp_path: Path) -> None:
    db = open_archive(tmp_path / "archive.db")
    kept = article("Cứu hộ")
    keep(db, kept)
    run = runs.start(db, "conganmai", "Mai", "https://conganmai.example/", {}, "0.1")
    problem = Problem("gone", "the page is not there")
    at = NOON + timedelta(days=1)
    save(db, Capture("conganmai", kept.url, at, status=404, key=kept.key, problem=problem), run)
    db.close()
    with serving(tmp_path / "archive.db") as home:
        page, _ = get(home + "/article/1")
    assert (
        "Lần kiểm tra gần nhất không thấy bài trên trang gốc.</strong> Máy chủ trả lời 404" in page
    )
    assert "Bài không còn" not in page


def test_an_address_of_nothing_leads_back(home: str) -> None:
    with pytest.raises(HTTPError, match="404") as raised:
        urlopen(home + "/nothing/here")
    page = raised.value.read().decode()
    assert "Kho không có trang ở địa chỉ này" in page
    assert '<a href="/">' in page


def test_permissions_hold(archive: Path, tmp_path: Path) -> None:
    """Who may not see the articles' table sees no page of ours."""
    rules = {"databases": {"archive": {"tables": {"articles": {"allow": {"id": "editor"}}}}}}
    (tmp_path / "rules.json").write_text(json.dumps(rules))
    command = printed(archive)
    command[command.index("--metadata") + 1] = str(tmp_path / "rules.json")
    for address in ("/", "/article/1", "/search.json?q=chua", "/changes"):
        answer = run([*command, "--get", address])
        assert answer.returncode == 1, address
        assert "Chữa cháy" not in answer.stdout, address


def test_the_printed_command_serves_the_same(archive: Path) -> None:
    answer = run([*printed(archive), "--get", "/"])
    assert answer.returncode == 0, answer.stderr
    assert "Chữa cháy &lt;script&gt;" in answer.stdout


def printed(archive: Path) -> list[str]:
    """The words that `--print-config` prints, Datasette called as a module."""
    answer = run(["scraper", "browse", "--print-config", "--archive", str(archive)])
    words = shlex.split(answer.stdout)
    assert words[:2] == ["datasette", "serve"]
    return words


def run(words: list[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def test_a_copy_opens_on_a_read_only_disk(archive: Path, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    source = Database(archive)
    source.execute(f"VACUUM INTO '{folder / 'archive.db'}'")
    source.close()
    (folder / "archive.db").chmod(0o444)
    folder.chmod(0o555)
    try:
        with serving(folder / "archive.db", before=WITHOUT_ROOT) as home:
            assert "Chữa cháy" in get(home + "/")[0]
            assert "Chữa cháy" in get(home + "/article/1")[0]
            assert "Chữa cháy" in get(home + "/search?q=chua+chay")[0]
        assert [file.name for file in folder.iterdir()] == ["archive.db"]
    finally:
        folder.chmod(0o755)


def test_a_closed_archive_opens_there_as_it_is(archive: Path, tmp_path: Path) -> None:
    """It was in WAL mode; closing it put everything into the one file."""
    folder = tmp_path / "disk"
    folder.mkdir()
    fill(folder / "archive.db")
    folder.chmod(0o555)
    try:
        with serving(folder / "archive.db", before=WITHOUT_ROOT) as home:
            assert "Chữa cháy" in get(home + "/article/1")[0]
    finally:
        folder.chmod(0o755)


def test_a_copy_of_an_archive_in_use_is_refused(archive: Path, tmp_path: Path) -> None:
    writer = Database(archive)
    with writer.atomic():
        writer.execute("UPDATE runs SET bytes = bytes + 1")
    for file in archive.parent.glob("archive.db*"):
        shutil.copy(file, tmp_path)
    writer.close()
    copy = str(tmp_path / "archive.db")
    ended = run(["scraper", "browse", "--no-open", "--immutable", "--archive", copy])
    assert ended.returncode == 1
    assert "VACUUM INTO" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("address", "titles"),
    [
        ("/newest.atom", ["Chữa cháy <script>alert(1)</script> & cứu người"]),
        ("/changes.atom?lang=en", ["Edited: Chữa cháy <script>alert(1)</script> & cứu người"]),
        ("/search.atom?q=chua+chay", ["Chữa cháy <script>alert(1)</script> & cứu người"]),
        ("/search.atom?q=khongco&page=3", []),
    ],
)
def test_feeds(home: str, address: str, titles: list[str]) -> None:
    body, headers = get(home + address)
    assert headers["Content-Type"].startswith("application/atom+xml")
    feed = feedparser.parse(body)
    assert not feed.bozo
    assert feed.feed.id == home + address
    assert [html.unescape(entry.title) for entry in feed.entries] == titles
    for entry in feed.entries:
        assert "<main" in get(entry.link)[0]


def test_a_feed_that_is_known_is_not_sent_again(home: str) -> None:
    _, headers = get(home + "/newest.atom")
    known = Request(home + "/newest.atom", headers={"If-None-Match": headers["ETag"]})
    with pytest.raises(HTTPError, match="304"):
        urlopen(known)


def test_a_section_that_is_asked_for_is_seen_and_kept(home: str) -> None:
    for address in ("/search?section=Lạ", "/search?q=tin&site=bocongan&section=Lạ"):
        page, _ = get(home + quote(address, safe="/?=&"))
        assert '<option value="Lạ" selected>' in page
        assert "Không bài nào khớp" in page


def test_sql_takes_no_more_memory_than_a_small_machine_has(home: str) -> None:
    with pytest.raises(HTTPError, match="400"):
        urlopen(f"{home}/archive?sql=select+hex(zeroblob(300000000))")
    assert "Chữa cháy" in get(home + "/")[0]


def test_the_search_as_json(home: str) -> None:
    found = json.loads(get(home + "/search.json?q=chua+chay&size=5")[0])
    assert (found["total"], found["capped"]) == (1, False)
    assert found["hits"][0]["archived"] == f"{home}/article/1"
    with pytest.raises(HTTPError, match="400"):
        urlopen(home + "/search.json?since=yesterday")


def test_what_takes_too_long_is_stopped(archive: Path) -> None:
    endless = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT max(n) FROM c"
    served = Datasette([str(archive)], settings={"sql_time_limit_ms": 20})
    asked = DatasetteRequest.fake("/")
    with pytest.raises(DatasetteError, match="longer than 20 ms") as stopped:
        asyncio.run(read(served, asked, lambda db: db.execute(endless).fetchone()))
    assert stopped.value.status == 503
