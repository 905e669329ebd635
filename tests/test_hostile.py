"""A planted article that tries to run in the reader's browser, everywhere that it is shown."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser
from sqlite_utils import Database

from scraper.items import Article, Capture, Image, Problem
from storage import runs
from storage.archive import open_archive, save
from storage.browse.sanitised import sanitised
from tests.browser import chromium, violations, visiting
from tests.serving import serving

# What runs leaves `ran` behind on the page, or opens a dialog.
RUN = "window.ran=1;alert(1)"
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{RUN}"><script>{RUN}</script></svg>'
EVIL = (
    f'"><script>{RUN}</script><img src=x onerror="{RUN}"><a href="javascript:{RUN}">x</a>'
    f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>{SVG}</script>{{{{ 7*7 }}}}'
)
URL = "https://bocongan.gov.vn/bai-viet/x-t1"
SCRIPT_URL = f"javascript:{RUN}"
ARTICLE = Article(
    url=URL,
    canonical_url=URL,
    site="bocongan",
    key="t1",
    title=f"Bài {EVIL}",
    published=datetime(2026, 11, 23, tzinfo=UTC),
    views=7,
    lead=EVIL,
    body=(EVIL, f"a | {EVIL}", f"b | {EVIL}"),
    images=(
        Image("https://bocongan.gov.vn/a.svg", EVIL, EVIL, EVIL),
        Image("https://bocongan.gov.vn/a.jpg", EVIL, EVIL, None),
        Image(SCRIPT_URL, EVIL, None, None),
    ),
    byline=EVIL,
    authors=(EVIL,),
    source=EVIL,
    category=f"Mục {EVIL}",
    tags=(EVIL,),
)
PAGE = f"<html><head><title>x</title></head><body onload='{RUN}'>{EVIL}<p>Chữ thường.</p>"
KEPT = {"https://bocongan.gov.vn/a.svg": SVG, "https://bocongan.gov.vn/a.jpg": PAGE}


def plant(path: Path) -> None:
    db = open_archive(path)
    run = runs.start(db, "bocongan", f"Bộ {EVIL}", SCRIPT_URL, {}, "0.1")
    capture = Capture(
        site="bocongan",
        url=URL,
        fetched_at=datetime(2026, 11, 24, tzinfo=UTC),
        status=200,
        headers=((EVIL, EVIL), ("Content-Type", "text/html")),
        body=PAGE.encode(),
        article=ARTICLE,
    )
    save(db, capture, run)
    edited = replace(ARTICLE, title="Bài khác", lead=None, body=(EVIL + " 12",), byline=None)
    later = capture.fetched_at + timedelta(1)
    save(db, replace(capture, article=edited, fetched_at=later, body=SVG.encode()), run)
    restored = replace(capture, fetched_at=later + timedelta(1), body=PAGE.encode() + b" ")
    save(db, restored, run)
    problem = Problem("listing", EVIL)
    save(db, replace(capture, url=SCRIPT_URL, article=None, problem=problem), run)
    _keep(db)
    db.close()


def _keep(db: Database) -> None:
    """Payloads that were sent as pictures."""
    for src, payload in KEPT.items():
        body = payload.encode()
        digest = hashlib.sha256(body).hexdigest()
        kind = "image/svg+xml" if src.endswith("svg") else "image/jpeg"
        row = {"digest": digest, "type": kind, "size": len(body), "body": body}
        db.table("media").insert(row)
        with db.atomic():
            db.execute("UPDATE images SET media = ? WHERE src = ?", [digest, src])
    attached = {"revision": 1, "position": 1, "url": SCRIPT_URL, "label": EVIL}
    db.table("attachments").insert(attached)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "archive.db"
    plant(path)
    return path


@pytest.fixture(scope="module")
def home(archive: Path) -> Iterator[str]:
    with serving(archive) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def addresses(archive: Path) -> list[str]:
    db = Database(archive)
    snapshots = [row["digest"] for row in db.table("snapshots").rows]
    db.close()
    return [
        *("/", "/sites", "/site/bocongan", "/changes", "/runs", "/problems"),
        *("/search?q=script", "/article/1", "/article/1/revision/1", "/article/1/revision/2"),
        *("/article/1/compare?from=1&to=2", f"/search?q={EVIL}", f"/site/bocongan?section={EVIL}"),
        *(f"/snapshot/{digest}" for digest in snapshots),
        *(f"/-/snapshots/{digest}" for digest in snapshots),
        *("/archive/articles", "/archive/articles/1", "/archive/revisions/1", "/archive/images"),
        *("/archive/captures/1", "/archive/problems", "/archive/sites", "/archive/bylines"),
        *("/archive/attachments", "/archive/captions_unlike_alt"),
    ]


def test_nothing_planted_runs(archive: Path, home: str, browser: Browser) -> None:
    for address in addresses(archive):
        with visiting(browser, home) as page:
            page.goto(address)
            assert page.evaluate("window.ran") is None, address
            links = page.evaluate("[...document.links].map(a => a.protocol)")
            assert set(links) <= {"http:", "https:"}, address
            assert page.locator("main [onerror], main [onload], main iframe").count() == 0
            assert "49" not in page.inner_text("body").split(), address


def test_the_pages_stay_readable(home: str, browser: Browser) -> None:
    with visiting(browser, home) as page:
        page.goto("/article/1")
        assert "<script>" in page.inner_text("h1")
        assert violations(page) == []


def test_axe_looks(home: str, browser: Browser) -> None:
    """That the check finds what is wrong where something is."""
    with visiting(browser, home) as page:
        page.goto("/runs")
        page.evaluate("document.querySelector('main').append(document.createElement('select'))")
        assert any("select-name" in found for found in violations(page))


@pytest.mark.parametrize("payload", KEPT.values())
@pytest.mark.parametrize("ending", ["", "/small"])
def test_a_payload_sent_as_picture_is_a_download(home: str, payload: str, ending: str) -> None:
    digest = hashlib.sha256(payload.encode()).hexdigest()
    with urlopen(f"{home}/media/{digest}{ending}") as answer:
        assert answer.read() == payload.encode()
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_our_pages_allow_no_script(archive: Path, home: str) -> None:
    for address in ("/", "/article/1", "/changes", "/sites", "/runs", "/problems", "/search"):
        with urlopen(home + address) as answer:
            policy = answer.headers["Content-Security-Policy"]
            page = answer.read().decode()
        assert policy.startswith("default-src 'none'; style-src 'self';"), address
        assert "script-src" not in policy
        assert "unsafe" not in policy
        scripts = page.count("<script") - page.count('<script type="application/ld+json">')
        assert scripts == 0, address


@pytest.mark.parametrize(
    ("payload", "left"),
    [
        (EVIL, {"x", "49"}),
        ("<p onclick=alert(1)>a</p>", {"<p>a</p>"}),
        ("<h1>T</h1><style>*{}</style>", {"<h2>T</h2>"}),
        ("<math><mtext><img src onerror=alert(1)>", {""}),
    ],
)
def test_what_is_sanitised(payload: str, left: set[str]) -> None:
    clean = str(sanitised(payload.encode(), []))
    for part in (
        "<script",
        "onerror",
        "onclick",
        "javascript:",
        "<img",
        "<svg",
        "<iframe",
        "alert",
    ):
        assert part not in clean
    assert any(part in clean for part in left)


@pytest.mark.parametrize("charset", ["utf-8", "windows-1258", "utf-16"])
def test_a_page_is_decoded_as_it_declares(charset: str) -> None:
    body = "<p>chua chay</p>".encode(charset)
    headers = [("content-type", f"text/html; charset={charset}")]
    assert str(sanitised(body, headers)) == "<p>chua chay</p>"


def test_what_is_no_text_has_no_reading() -> None:
    assert sanitised(b"%PDF-1.4\n\xff\xfe\x00", [("Content-Type", "application/pdf")]) is None
