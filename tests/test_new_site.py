"""Adding a site, step by step as the README says."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from scraper.site import all_sites, identify
from tests.conftest import Congan
from tests.quality import pages
from tests.test_pages import check

URL = "https://congan.lamvy.gov.vn/tin-hoat-dong/don-kenh-o-lam-vy-1204.html"
TEXT = (
    "Sáng nay, Công an xã Lam Vỹ cùng bà con dọn sạch đoạn kênh dài hai cây số, thu gom hơn ba "
    "tấn rác và trồng lại hàng cây đã đổ sau cơn bão tháng trước."
)
PAGE = f"""<html><head><title>Dọn kênh ở Lam Vỹ</title>
<meta property="og:site_name" content="Công an huyện Lam Vỹ"></head><body>
<h1>Dọn kênh ở Lam Vỹ</h1><p>24/07/2023</p><div><p>{TEXT}</p><p>{TEXT[::-1]}</p></div>
</body></html>"""


class Portal(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = self.path.endswith("-1204.html")
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(PAGE.encode() if found else b"")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def hostmap() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"congan.lamvy.gov.vn=127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    sites = tmp_path / "checkout" / "scraper" / "sites"
    sites.mkdir(parents=True)
    monkeypatch.setenv("CONGAN_SITES", str(sites))
    yield tmp_path / "checkout"
    all_sites.cache_clear()


def test_add_a_site(congan: Congan, checkout: Path, hostmap: str) -> None:
    done = congan("new-site", URL, "--folder", str(checkout), CONGAN_HOSTMAP=hostmap)
    assert done.returncode == 0, done.stderr
    expected = checkout / "tests/pages/congan_lamvy/article.expected.json"
    assert str(expected) in done.stdout

    all_sites.cache_clear()
    assert all_sites()["congan_lamvy"].title == "Công an huyện Lam Vỹ"
    assert identify(URL).key == "1204"
    assert identify(URL.replace("don-kenh-o-lam-vy-1204", "tin-khac-77")).key == "77"

    (page,) = pages(checkout / "tests/pages")
    with pytest.raises(pytest.fail.Exception, match="compare"):
        check(page)
    known = json.loads(expected.read_text())
    assert (known["title"], known["published"]) == ("Dọn kênh ở Lam Vỹ", "2023-07-24")
    del known["unchecked"]
    expected.write_text(json.dumps(known))
    (page,) = pages(checkout / "tests/pages")
    check(page)

    again = congan("new-site", URL, "--folder", str(checkout), CONGAN_HOSTMAP=hostmap)
    assert again.returncode == 1
    assert "there already" in again.stderr


def test_what_is_no_article_drafts_nothing(congan: Congan, checkout: Path, hostmap: str) -> None:
    done = congan(
        "new-site", URL.replace("1204", "1"), "--folder", str(checkout), CONGAN_HOSTMAP=hostmap
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 2  # the host map, the problem
    assert not list((checkout / "scraper/sites").iterdir())


def test_not_in_a_checkout(congan: Congan, tmp_path: Path) -> None:
    done = congan("new-site", URL, "--folder", str(tmp_path))
    assert done.returncode == 2
    assert "no checkout" in done.stderr
