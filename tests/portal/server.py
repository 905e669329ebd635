"""The server: a thread for each connection, HTTP/1.1, nothing left when it is closed."""

import gzip
import hashlib
import socket
import threading
import traceback
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

from tests.portal.answer import Answer, text
from tests.portal.catalog import FILE_HOSTS, HOSTS, Article
from tests.portal.clock import Clock
from tests.portal.misbehaviour import Rule, damaged, huge, instead
from tests.portal.newsroom import CatalogNewsroom, Newsroom
from tests.portal.routes import answer
from tests.portal.world import World


class Request(NamedTuple):
    """One request as received."""

    host: str
    path: str
    """With its query."""
    headers: dict[str, str]
    """Names in lower case."""


class Portal:
    """Three police portals on one port of this machine, told apart by the Host header.

    A context manager: it serves from `with` on, and stops with every thread at its end.
    """

    def __init__(
        self,
        port: int = 0,
        validators: bool = False,
        clock: Clock | None = None,
        world: World | None = None,
    ) -> None:
        """`port` 0 takes a free one. `validators` sends an ETag and answers 304 to it; whether
        the real portals do is not known. `clock` tells the present in place of this machine's;
        `world` is what is served then in place of the catalog."""
        self.clock = clock
        self.world = world
        self._catalog = CatalogNewsroom(self.now)
        self.delay = 0.0
        """Seconds before each answer."""
        self.validators = validators
        self.stopping = threading.Event()
        self._lock = threading.Lock()
        self._requests: list[Request] = []
        self._rules: list[Rule] = []
        self._server = _Server(self, port)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def hostmap(self) -> str:
        """The value of `CONGAN_HOSTMAP` that sends every host of the sites here."""
        hosts = [*(host for site in HOSTS.values() for host in site), *FILE_HOSTS]
        return ",".join(f"{host}=127.0.0.1:{self.port}" for host in hosts)

    @property
    def requests(self) -> list[Request]:
        """Every request so far, in the order of arrival."""
        with self._lock:
            return list(self._requests)

    def forget(self) -> None:
        """Forget the requests so far."""
        with self._lock:
            self._requests.clear()

    def now(self) -> datetime:
        """The portal's present."""
        return self.clock.now() if self.clock else datetime.now(UTC)

    @property
    def newsroom(self) -> Newsroom:
        """What the portal serves now."""
        return self.world.at(self.now()) if self.world else self._catalog

    @property
    def articles(self) -> list[Article]:
        """Every article as it stands now."""
        return self.newsroom.articles

    def misbehave(
        self, host: str, path_prefix: str, how: str, times: int | None = None, **options: Any
    ) -> None:
        """Fail requests of a host (`*` for any) whose path and query begin with `path_prefix`.

        `how`: status (`status=`, `headers=`), timeout (`seconds=`), drop, truncate, challenge,
        cookie-challenge, slow (`seconds=`), huge (`size=`), garbage (`size=`), gzip-bomb
        (`size=` unpacked), cut-gzip, no-gzip, odd-header. `times`: only so many requests. Of
        several rules the first counts.
        """
        with self._lock:
            self._rules.append(Rule(host, path_prefix, how, times, options))

    def behave(self) -> None:
        """Forget every misbehaviour."""
        with self._lock:
            self._rules.clear()

    def replace(self, url: str, **fields: Any) -> Article:
        """Change an article by its canonical address: title, lead, views, `body` (lines in the
        notation of `catalog`), any field of `Article`. The article as it stands then."""
        return self._catalog.replace(url, **fields)

    def repaint(self, url: str) -> None:
        """Put another picture behind the address of one."""
        self._catalog.repaint(urlsplit(url).path)

    def remove(self, url: str, how: str = "404", listed: bool = False) -> None:
        """Take an article away: from now on it answers 404, 410, redirect or soft-404.

        Listings keep naming it only if `listed`.
        """
        self._catalog.remove(url, how, listed)

    def take(self, host: str, path: str, headers: Iterable[tuple[str, str]]) -> Rule | None:
        """Write a request down, and tell which misbehaviour meets it. For the handler."""
        with self._lock:
            named = {name.lower(): value for name, value in headers}
            self._requests.append(Request(host, path, named))
            rule = next((rule for rule in self._rules if rule.meets(host, path)), None)
            if rule and rule.times is not None:
                rule.times -= 1
        if rule is None and self.world:
            return self.world.rule(host, self.now())
        return rule


class _Server(ThreadingHTTPServer):
    # Threads are joined at the end: none may outlive the context.
    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, portal: Portal, port: int) -> None:
        self.portal = portal
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A visitor who hangs up is nothing to report; pages that fail answer 500."""

    def hang_up(self) -> None:
        """Break every connection that is kept alive."""
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "portal"
    sys_version = ""
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        portal = self.server.portal
        host = (self.headers.get("Host") or "").partition(":")[0].lower()
        rule = portal.take(host, self.path, self.headers.items())
        if portal.delay:
            portal.stopping.wait(portal.delay)
        how = rule.how if rule else ""
        if how in ("timeout", "drop"):
            if rule and how == "timeout":
                portal.stopping.wait(float(rule.options.get("seconds", 30)))
            self.close_connection = True
            return
        reply = damaged(rule, (instead(rule) if rule else None) or self._page(host))
        if rule and how == "huge":
            size = int(rule.options.get("size", 64 * 1024 * 1024))
            self._send(reply, huge(size), size)
        elif rule and how == "slow":
            self._drip(reply, float(rule.options.get("seconds", 5)))
        elif how == "truncate":
            self._send(reply, [reply.body[: len(reply.body) // 2]], len(reply.body) + 1000)
            self.close_connection = True
        else:
            self._send_whole(reply)

    do_HEAD = do_GET  # noqa: N815

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date header: the portal's present."""
        moment = self.server.portal.now().timestamp() if timestamp is None else timestamp
        return super().date_time_string(moment)  # type: ignore[arg-type]

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: tests look at `Portal.requests`."""

    def _page(self, host: str) -> Answer:
        path, _, query = self.path.partition("?")
        try:
            return answer(self.server.portal.newsroom, host, path, query)
        except Exception:
            return text(traceback.format_exc(), "text/plain; charset=utf-8", 500)

    def _send_whole(self, reply: Answer) -> None:
        body, more = reply.body, list(reply.headers)
        if self.server.portal.validators and reply.status == 200:
            tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
            more.append(("ETag", tag))
            if self.headers.get("If-None-Match") == tag:
                self._send(Answer(b"", reply.content_type, 304, tuple(more)), [], None)
                return
        encoded = any(name == "Content-Encoding" for name, _ in more)
        accepts = "gzip" in (self.headers.get("Accept-Encoding") or "")
        if accepts and not encoded and len(body) > 1000 and "image" not in reply.content_type:
            body = gzip.compress(body, 1, mtime=0)
            more += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
        self._send(Answer(body, reply.content_type, reply.status, tuple(more)), [body], len(body))

    def _send(self, reply: Answer, pieces: Iterable[bytes], length: int | None) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in reply.headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        for piece in pieces:
            self.wfile.write(piece)

    def _drip(self, reply: Answer, seconds: float) -> None:
        """The right answer in twenty pieces over so many seconds."""
        stopping, step = self.server.portal.stopping, max(1, len(reply.body) // 20)

        def pieces() -> Iterable[bytes]:
            for start in range(0, len(reply.body), step):
                stopping.wait(seconds / 20)
                yield reply.body[start : start + step]

        self._send(reply, pieces(), len(reply.body))
