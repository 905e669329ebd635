"""A crawl of new articles beside the same spider that stores nothing, and one that only fetches.

Each runs as a process of its own against a server on loopback, in turns, politeness off. Read
the ratios: seconds of one machine mean little.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from storage.archive import open_archive
from storage.connection import add, writing
from tests.chrome import dress
from tests.quality import FOLDER

ARTICLES = 2000
ROUNDS = 3
NEWS = 50
KNOWN = (1000, 100_000)
HOST = "congan.bench.example"
PER_PAGE = 100
KINDS = ("fetch", "parse", "store")
SITE = f"""
title = "Công an tỉnh Đo Đếm"
hosts = ["{HOST}"]
[[article]]
path = '/tin/(?P<id>\\d+)\\.html'
key = "{{id}}"
[[listing]]
urls = ["https://{HOST}/tin?page={{page}}"]
"""
POLITENESS_OFF = {
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "CONGAN_PROGRESS": False,
    "DOWNLOAD_DELAY": 0,
    "LOG_LEVEL": "ERROR",
}


def main() -> None:
    """Print pages per second of each, and what share of the last one storing keeps."""
    with tempfile.TemporaryDirectory() as name, serving() as port:
        folder = Path(name)
        (folder / "bench.toml").write_text(SITE)
        speeds: dict[str, list[float]] = {kind: [] for kind in KINDS}
        for number in range(ROUNDS):
            for kind in KINDS:
                archive = folder / f"{number}.db"
                report = _crawl(kind, port, folder, archive)
                speeds[kind].append(report["responses"] / report["seconds"])
    print(f"\nA crawl of {ARTICLES} new articles of {len(page(0)) // 1024} KB, politeness off")
    for kind, words in zip(KINDS, ("fetches", "and parses", "and stores"), strict=True):
        print(f"{words:<12}{statistics.median(speeds[kind]):>8.0f} pages/s")
    pairs = zip(speeds["store"], speeds["parse"], strict=True)
    print(f"{'storing keeps':<14}{statistics.median(s / p for s, p in pairs):>6.0%}")


def cost_of_news() -> None:
    """Print what a run with some new articles costs, by how many the archive holds."""
    print(f"\nRequests of a run with {NEWS} new articles, robots.txt and listing included")
    for known in KNOWN:
        with tempfile.TemporaryDirectory() as name, serving(known + NEWS) as port:
            folder = Path(name)
            (folder / "bench.toml").write_text(SITE)
            fill(folder / "archive.db", known)
            report = _crawl("store", port, folder, folder / "archive.db")
            assert report["new"] == NEWS
            print(
                f"{known:>8} known: {report['requests']} requests, "
                f"{report['requests'] / NEWS:.2f} a new article, {report['seconds']:.1f} s"
            )


def fill(archive: Path, articles: int) -> None:
    """An archive that knows so many articles of the site, none of them due."""
    db = open_archive(archive)
    now, later = "2026-01-01T00:00:00Z", "2999-01-01T00:00:00Z"
    with writing(db):
        add(db, "sites", {"name": "bench", "title": "Đo Đếm", "home": f"https://{HOST}/"})
        for number in range(articles):
            row = {
                "title": f"Tin {number}",
                "site": "bench",
                "key": str(number),
                "url": f"https://{HOST}/tin/{number}.html",
                "first_seen": now,
                "last_seen": now,
                "checked_at": now,
                "due_at": later,
            }
            add(db, "articles", row)
        swept = {"url": f"https://{HOST}/tin?page={{page}}", "site": "bench", "until": 0}
        add(db, "listings", swept | {"checked_at": now, "swept_at": later})
    db.close()


def page(number: int) -> bytes:
    """One article of many, in the chrome of a portal."""
    text = (FOLDER / "vhv" / _PATTERN).read_bytes()
    marked = text.replace(b"<h1", f"<p>Tin {number} trong ngày.</p><h1".encode(), 1)
    return dress(marked, number % 50, 8)


_PATTERN = sorted(
    file.name for file in (FOLDER / "vhv").glob("*.html") if not file.name.startswith("none")
)[0]


def _crawl(kind: str, port: int, folder: Path, archive: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench_crawl", kind, str(archive)],
        env=os.environ
        | {"CONGAN_HOSTMAP": f"{HOST}=127.0.0.1:{port}", "CONGAN_SITES": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def run(kind: str, archive: str) -> None:
    """One crawl, in this process; its report on standard output."""
    from spiders.portal import PortalSpider
    from spiders.run import crawl

    settings: dict[str, Any] = dict(POLITENESS_OFF)
    if kind == "store":
        settings["CONGAN_ARCHIVE"] = archive
    else:
        settings["ITEM_PIPELINES"] = {}
    if kind == "fetch":
        PortalSpider.parse_article = lambda self, response, link: iter(())  # type: ignore[method-assign]
    # The server has none: it is pages that are measured.
    (report,) = crawl(["bench"], settings, {"no_images": True, "no_attachments": True})
    print(json.dumps(report.to_json()))


@contextmanager
def serving(articles: int = ARTICLES) -> Iterator[int]:
    """A server of so many articles and their listing, in a process of its own; its port."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.bench_crawl", "serve", str(articles)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout
    try:
        yield int(server.stdout.readline())
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


async def serve(articles: int) -> None:
    """Answer the newest articles from memory, so that the server is no part of what is measured."""
    newest = range(max(0, articles - ARTICLES), articles)
    pages = {f"/tin/{number}.html": page(number) for number in newest}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode()
                body = pages.get(path) or _listing(path, articles)
                status = b"200 OK" if body else b"404 Not Found"
                writer.write(
                    b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\n"
                    b"Content-Length: %d\r\n\r\n%s" % (status, len(body), body)
                )
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def _listing(path: str, articles: int) -> bytes:
    if not path.startswith("/tin?page="):
        return b""
    newest = articles - (int(path.partition("=")[2]) - 1) * PER_PAGE
    numbers = range(newest - 1, max(newest - PER_PAGE, 0) - 1, -1)
    links = "".join(f'<li><a href="/tin/{number}.html">Tin {number}</a>' for number in numbers)
    return f"<html><body><h1>Tin</h1><ul>{links}</ul></body></html>".encode()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve", articles]:
            asyncio.run(serve(int(articles)))
        case [kind, archive]:
            run(kind, archive)
        case _:
            main()
            cost_of_news()
