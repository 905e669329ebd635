"""robots.txt, crawl-delay, retries and the settings that keep a crawl polite and safe."""

import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from scrapy.http import Response
from scrapy.settings import Settings

from spiders.hostmap import parse_hostmap
from spiders.retry import retry_after
from tests.conftest import Congan, counts, runs
from tests.portal import Portal

HOST = "conganthanhhoa.gov.vn"
SITE = "conganthanhhoa"


def asked(portal: Portal, host: str = HOST) -> list[str]:
    return [request.path for request in portal.requests if request.host == host]


@pytest.mark.parametrize("how", ["status", "drop", "truncate"])
def test_unreachable_robots_forbids_everything(
    congan: Congan, portal: Portal, archive: Path, how: str
) -> None:
    options = {"status": 503} if how == "status" else {}
    portal.misbehave(HOST, "/robots.txt", how, **options)  # type: ignore[arg-type]
    done = congan("crawl", SITE)
    assert done.returncode == 1
    assert "robots.txt could not be read" in done.stderr
    assert set(asked(portal)) == {"/robots.txt"}
    assert runs(archive) == ["failed"]


@pytest.mark.parametrize("status", [403, 404, 410])
def test_missing_robots_allows_everything(
    congan: Congan, portal: Portal, archive: Path, status: int
) -> None:
    portal.misbehave(HOST, "/robots.txt", "status", status=status)
    assert congan("crawl", SITE, "--limit", "1").returncode == 0
    assert counts(archive)["articles"] == 1


class Rules(BaseHTTPRequestHandler):
    """A site with robots.txt rules; it notes when it was asked for what."""

    asked: list[tuple[str, datetime]]
    robots: bytes

    def do_GET(self) -> None:
        self.asked.append((self.path, datetime.now(UTC)))
        body = self.robots if self.path == "/robots.txt" else PAGE
        self.send_response(200)
        self.send_header("Content-Type", "text/plain" if body == self.robots else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        pass


PAGE = ("<html><body><h1>Dọn kênh ở Lam Vỹ</h1><p>" + "Bà con ra quân từ sớm. " * 8).encode()


@pytest.fixture
def rules() -> Iterator[tuple[type[Rules], str]]:
    handler = type("Handler", (Rules,), {"asked": [], "robots": b""})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield handler, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_disallowed_page_is_not_fetched(congan: Congan, rules: tuple[type[Rules], str]) -> None:
    handler, url = rules
    handler.robots = b"User-agent: *\nDisallow: /tin/"
    done = congan("fetch", f"{url}/tin/1")
    assert done.returncode == 1
    assert "robots.txt of the site forbids this page" in done.stderr
    assert [path for path, _ in handler.asked] == ["/robots.txt"]


def test_page_served_as_robots_holds_no_rules(
    congan: Congan, rules: tuple[type[Rules], str]
) -> None:
    handler, url = rules
    handler.robots = b"<!DOCTYPE html><html><body><div id=app></div></body></html>"
    assert congan("fetch", f"{url}/tin/1").returncode == 0


def test_crawl_delay_is_kept(congan: Congan, rules: tuple[type[Rules], str]) -> None:
    handler, url = rules
    handler.robots = b"User-agent: *\nCrawl-delay: 1"
    assert congan("fetch", *(f"{url}/tin/{n}" for n in range(3))).returncode == 0
    times = [moment for path, moment in handler.asked if path != "/robots.txt"]
    waits = [later - earlier for earlier, later in pairwise(times)]
    assert min(waits) > timedelta(seconds=0.95)


def test_request_says_who_asks_and_nothing_else(
    congan: Congan, portal: Portal, archive: Path
) -> None:
    congan("crawl", SITE, "--limit", "2", CONGAN_HOMEPAGE="https://luutru.example/")
    for request in portal.requests:
        assert "(+https://luutru.example/)" in request.headers["user-agent"]
        assert "cookie" not in request.headers
        assert "referer" not in request.headers


def test_retry_waits_as_long_as_asked(congan: Congan, portal: Portal, archive: Path) -> None:
    portal.misbehave(
        HOST, "/tin-tuc-su-kien/tin-hoat-dong", "status", times=1, status=503,
        headers={"Retry-After": "1"},
    )  # fmt: skip
    begun = time.monotonic()
    assert congan("crawl", SITE, "--limit", "1").returncode == 0
    assert time.monotonic() - begun > 1
    assert counts(archive)["articles"] == 1


def test_retry_that_would_wait_too_long_is_given_up(congan: Congan, portal: Portal) -> None:
    portal.misbehave(HOST, "/", "status", status=503, headers={"Retry-After": "86400"})
    assert congan("crawl", SITE).returncode == 1
    assert asked(portal) == ["/robots.txt"]


def response(header: str) -> Response:
    return Response("https://a.vn/", headers={"Retry-After": header})


def test_retry_after() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert retry_after(response("120")) == 120
    assert 80 < (retry_after(response(later)) or 0) <= 90
    assert retry_after(response("Wed, 21 Oct 2015 07:28:00 GMT")) == 0
    for odd in ("soon", "²", "١٢", "-1", "1.5", "Wed, 21 Oct 99999999999999999999 07:28:00 GMT"):
        assert retry_after(response(odd)) is None
    assert retry_after(Response("https://a.vn/")) is None


def test_hostmap() -> None:
    assert parse_hostmap("A.vn=127.0.0.1:80, b.vn=[::1]:81,") == {
        "a.vn": "127.0.0.1:80",
        "b.vn": "[::1]:81",
    }
    for wrong in (
        "a.vn",
        "a.vn=",
        "a.vn=127.0.0.1",
        "=127.0.0.1:80",
        "a.vn=b:x",
        "a.vn=b:²",
        "a.vn=b:99999",
    ):
        with pytest.raises(ValueError, match="is not of the form"):
            parse_hostmap(wrong)


def test_defaults_of_scrapy_that_are_neither_polite_nor_safe_are_changed() -> None:
    settings = Settings()
    settings.setmodule("scraper.settings")
    assert settings.getbool("ROBOTSTXT_OBEY")
    assert settings.getbool("AUTOTHROTTLE_ENABLED")
    assert settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    assert settings.getint("DOWNLOAD_MAXSIZE") == 20 * 1024 * 1024
    assert settings.getfloat("DOWNLOAD_TIMEOUT") <= 60
    for unsafe in ("COOKIES", "TELNETCONSOLE", "REMOTE_CONTROL", "METAREFRESH", "HTTPCACHE"):
        assert not settings.getbool(f"{unsafe}_ENABLED")


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server context whose certificate no authority has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def test_certificate_that_nobody_vouches_for_is_refused(congan: Congan, tmp_path: Path) -> None:
    handler = type("Handler", (Rules,), {"asked": [], "robots": b""})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.socket = self_signed(tmp_path).wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        done = congan("fetch", f"https://127.0.0.1:{server.server_port}/tin/1")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert done.returncode == 1
    assert "certificate" in done.stderr
    assert not handler.asked
