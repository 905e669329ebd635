"""A site whose articles are named by an index of sitemaps, crawled twice."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.conftest import Congan

HOST = "congan.songma.example"
SITE = f"""
title = "Công an tỉnh Sông Mã"
hosts = ["{HOST}"]
[[article]]
path = '/tin/(?P<id>\\d+)\\.html'
key = "{{id}}"
[[listing]]
kind = "sitemap"
urls = ["https://{HOST}/sitemap.xml"]
"""
TEXT = "Sáng nay, bà con xã Lam Vỹ ra quân dọn sạch đoạn kênh dài hai cây số. " * 4


class Site(BaseHTTPRequestHandler):
    """Three sitemaps of two articles each."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        status, body = 200, self.answer().encode()
        if not body:
            status = 404
        self.send_response(status)
        self.send_header("Content-Type", "application/xml" if ".xml" in self.path else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer(self) -> str:
        name = self.path.strip("/")
        if name == "sitemap.xml":
            inner = "".join(f"<sitemap><loc>https://{HOST}/{n}.xml</loc></sitemap>" for n in "123")
            return f"<sitemapindex>{inner}</sitemapindex>"
        if name.endswith(".xml"):
            urls = (f"<url><loc>https://{HOST}/tin/{name[0]}{n}.html</loc></url>" for n in "01")
            return f"<urlset>{''.join(urls)}</urlset>"
        if name.startswith("tin/"):
            return f"<html><body><h1>Dọn kênh lần {name[4:6]}</h1><p>{TEXT}</p></body></html>"
        return ""

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[int]:
    Site.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_an_index_of_sitemaps(congan: Congan, site: int, tmp_path: Path) -> None:
    (tmp_path / "songma.toml").write_text(SITE)
    environment = {"CONGAN_SITES": str(tmp_path), "CONGAN_HOSTMAP": f"{HOST}=127.0.0.1:{site}"}
    done = congan("crawl", "songma", "--json", **environment)
    assert json.loads(done.stdout)["new"] == 6
    assert len(Site.asked) == 1 + 1 + 3 + 6
    Site.asked.clear()
    assert congan("crawl", "songma", **environment).returncode == 0
    assert Site.asked == ["/robots.txt", "/sitemap.xml", "/1.xml", "/3.xml"]
