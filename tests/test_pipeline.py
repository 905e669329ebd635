"""Real crawls through the pipeline into real archives; each in a process of its own."""

import asyncio
import multiprocessing
import resource
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import randbytes
from threading import Thread
from typing import Any

import pytest
import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from scraper.items import Article, Capture, Problem
from storage import runs
from storage.archive import open_archive


class Page(BaseHTTPRequestHandler):
    """Answers every GET with the same few bytes."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"page")

    def log_message(self, *args: Any) -> None:
        pass


class Crawl(scrapy.Spider):
    """Fetches one page and yields what the test asks for."""

    name = "x.vn"
    case = ""
    arguments = {"limit": 3}  # noqa: RUF012

    async def start(self) -> AsyncIterator[Any]:
        yield scrapy.Request(self.start_urls[0], callback=self.parse)

    async def parse(self, response: Response) -> AsyncIterator[Any]:
        async for item in getattr(self, self.case)():
            yield item

    async def articles(self) -> AsyncIterator[Any]:
        for n in range(5):
            yield capture(n)
        yield {"title": "no capture"}

    async def bad(self) -> AsyncIterator[Any]:
        yield capture(1)
        yield capture(2, title=None)
        yield capture(3)
        yield Capture("x.vn", "https://x.vn/404", now(), problem=Problem("gone", "Gone."))

    async def raises(self) -> AsyncIterator[Any]:
        yield capture(1)
        raise KeyError("title")

    async def closes(self) -> AsyncIterator[Any]:
        yield capture(1)
        raise CloseSpider(self.settings["REASON"])

    async def silent(self) -> AsyncIterator[Any]:
        yield capture(1)
        await asyncio.sleep(0.5)
        db = open_archive(self.settings["CONGAN_ARCHIVE"])
        self.crawler.stats.set_value("kept_meanwhile", db.table("articles").count)  # type: ignore
        db.close()

    async def disk_full(self) -> AsyncIterator[Any]:
        for n in range(10):
            yield capture(n)
        await asyncio.sleep(0.1)
        written = Path(self.settings["CONGAN_ARCHIVE"] + "-wal").stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (written + 4096, -1))
        for n in range(10, 200):
            yield capture(n, body=randbytes(50_000))
            await asyncio.sleep(0)


def now() -> datetime:
    return datetime.now(UTC)


def capture(n: int, title: Any = "Tin", body: bytes = b"page") -> Capture:
    url = f"https://x.vn/{n}"
    article = Article(url, url, "x.vn", str(n), title, body=("Một đoạn.",))
    return Capture("x.vn", url, now(), status=200, body=body, article=article)


def _crawl(url: str, case: str, settings: dict[str, Any], answers: Any) -> None:
    process = AsyncCrawlerProcess(
        {
            "ITEM_PIPELINES": {"storage.pipeline.ArchivePipeline": 300},
            "CONGAN_BATCH_SIZE": 10,
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
            "RETRY_ENABLED": False,
            **settings,
        }
    )
    crawler = process.create_crawler(Crawl)
    process.crawl(crawler, case=case, start_urls=[url])
    process.start()
    assert crawler.stats
    answers.put(crawler.stats.get_stats())


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def crawl(
    path: Path, url: str, case: str, **settings: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Crawl in another process; the run's row and Scrapy's stats."""
    spawn = multiprocessing.get_context("spawn")
    answers = spawn.Queue()
    settings["CONGAN_ARCHIVE"] = str(path)
    process = spawn.Process(target=_crawl, args=(url, case, settings, answers))
    process.start()
    stats = answers.get(timeout=20)
    process.join()
    db = open_archive(path, create=False)
    (run,) = runs.last(db, 1)
    db.close()
    return run, stats


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def kept(path: Path) -> int:
    db = open_archive(path, create=False)
    number = db.table("articles").count
    db.close()
    return number


def test_a_crawl_and_the_same_again(path: Path, url: str) -> None:
    run, stats = crawl(path, url, "articles")
    assert (run["site"], run["outcome"], run["arguments"]) == ("x.vn", "finished", '{"limit": 3}')
    assert (run["requests"], run["responses"], run["new"]) == (1, 1, 5)
    assert run["bytes"] > 0
    assert stats["congan/outcome"] == "finished"
    assert kept(path) == 5

    run, stats = crawl(path, url, "articles")
    assert (run["new"], run["changed"], run["unchanged"]) == (0, 0, 5)
    assert (stats["congan/articles"], stats["congan/unchanged"]) == (5, 5)


def test_a_bad_item_costs_nothing_else(path: Path, url: str) -> None:
    run, stats = crawl(path, url, "bad", LOG_LEVEL="CRITICAL")
    assert (run["outcome"], run["new"], run["problems"]) == ("finished", 2, 2)
    assert (stats["congan/problems/failed"], stats["congan/problems/gone"]) == (1, 1)
    db = open_archive(path)
    failed, gone = db.table("problems").rows
    assert (failed["url"], failed["kind"], gone["kind"]) == ("https://x.vn/2", "failed", "gone")
    assert "title" in failed["message"]
    assert db.table("captures").get(failed["capture"])["snapshot"]
    db.close()


def test_a_silent_crawl_commits(path: Path, url: str) -> None:
    _, stats = crawl(path, url, "silent", CONGAN_BATCH_SECONDS=0.1)
    assert stats["kept_meanwhile"] == 1


@pytest.mark.parametrize(
    ("case", "reason", "outcome"),
    [
        ("closes", "limit", "limit"),
        ("closes", "blocked", "blocked"),
        ("closes", "shutdown", "interrupted"),
        ("closes", "something", "failed"),
        ("raises", None, "failed"),
    ],
)
def test_how_a_run_ended(path: Path, url: str, case: str, reason: str, outcome: str) -> None:
    run, _ = crawl(path, url, case, REASON=reason, LOG_LEVEL="CRITICAL")
    assert (run["outcome"], run["new"]) == (outcome, 1)


def test_a_run_without_an_answer_failed(path: Path) -> None:
    run, _ = crawl(path, "http://127.0.0.1:9/", "articles", LOG_LEVEL="CRITICAL")
    assert (run["outcome"], run["responses"]) == ("failed", 0)


def test_a_full_disk_ends_the_crawl(
    path: Path, url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    run, stats = crawl(path, url, "disk_full")
    assert stats["finish_reason"] == "archive-failed"
    assert stats["congan/outcome"] == "failed"
    assert run["outcome"] in ("failed", "running")  # the end may not have found room either
    assert kept(path) == stats["congan/new"] == 10
    errors = capfd.readouterr().err
    assert "cannot be written" in errors
    assert "Traceback" not in errors
