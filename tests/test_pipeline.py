"""Real crawls through the pipeline into real archives; each in a process of its own."""

import asyncio
import multiprocessing
import resource
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
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
from storage.ledger import outcome as outcome_of


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

    async def unkeepable(self) -> AsyncIterator[Any]:
        yield capture(1)
        yield replace(capture(2), headers=(("X", object()),))

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

    async def removed(self) -> AsyncIterator[Any]:
        for n in range(15):
            yield capture(n)
        await asyncio.sleep(0.1)
        path = Path(self.settings["CONGAN_ARCHIVE"])
        path.rename(path.with_suffix(".moved"))
        for n in range(15, 200):
            yield capture(n)
            await asyncio.sleep(0)

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


def _crawl(url: str, cases: dict[str, dict[str, Any]], answers: Any) -> None:
    shared = {
        "ITEM_PIPELINES": {"storage.pipeline.ArchivePipeline": 300},
        "CONGAN_BATCH_SIZE": 10,
        "LOG_LEVEL": "ERROR" if len(cases) == 1 else "CRITICAL",
        "TELNETCONSOLE_ENABLED": False,
        "RETRY_ENABLED": False,
    }
    process = AsyncCrawlerProcess(shared)
    for case, settings in cases.items():
        crawler = process.create_crawler(Crawl)
        crawler.settings.setdict(settings, priority="cmdline")
        start = "http://127.0.0.1:9/" if case == "refused" else url
        process.crawl(crawler, case=case, start_urls=[start])
    crawlers = list(process.crawlers)
    process.start()
    answers.put({crawler.spider.case: crawler.stats.get_stats() for crawler in crawlers})


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def crawl(url: str, cases: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Crawl side by side in another process; Scrapy's stats by case."""
    spawn = multiprocessing.get_context("spawn")
    answers = spawn.Queue()
    process = spawn.Process(target=_crawl, args=(url, cases, answers))
    process.start()
    stats: dict[str, dict[str, Any]] = answers.get(timeout=30)
    process.join()
    return stats


@dataclass
class Crawled:
    path: Path
    run: dict[str, Any]
    stats: dict[str, Any]
    articles: int


def crawled(path: Path, stats: dict[str, Any]) -> Crawled:
    db = open_archive(path, create=False)
    (run,) = runs.last(db, 1)
    articles = db.table("articles").count
    db.close()
    return Crawled(path, run, stats, articles)


@pytest.fixture(scope="module")
def cases(url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Crawled]:
    """Crawls that do not disturb each other, each into an archive of its own."""
    folder = tmp_path_factory.mktemp("archives")
    wanted: dict[str, dict[str, Any]] = {
        case: {"CONGAN_ARCHIVE": str(folder / f"{case}.db")}
        for case in ("articles", "bad", "closes", "raises", "refused", "silent", "unkeepable")
    }
    wanted["closes"]["REASON"] = "limit"
    wanted["silent"]["CONGAN_BATCH_SECONDS"] = 0.1
    return {case: crawled(folder / f"{case}.db", s) for case, s in crawl(url, wanted).items()}


def test_a_crawl_and_the_same_again(cases: dict[str, Crawled], url: str) -> None:
    first = cases["articles"]
    run = first.run
    assert (run["site"], run["outcome"], run["arguments"]) == ("x.vn", "finished", '{"limit": 3}')
    assert (run["requests"], run["responses"], run["new"]) == (1, 1, 5)
    assert run["bytes"] > 0
    assert first.stats["congan/outcome"] == "finished"
    assert first.articles == 5

    stats = crawl(url, {"articles": {"CONGAN_ARCHIVE": str(first.path)}})["articles"]
    run = crawled(first.path, stats).run
    assert (run["new"], run["changed"], run["unchanged"]) == (0, 0, 5)
    assert (stats["congan/articles"], stats["congan/unchanged"]) == (5, 5)


def test_a_bad_item_costs_nothing_else(cases: dict[str, Crawled]) -> None:
    run, stats = cases["bad"].run, cases["bad"].stats
    assert (run["outcome"], run["new"], run["problems"]) == ("finished", 2, 2)
    assert (stats["congan/problems/failed"], stats["congan/problems/gone"]) == (1, 1)
    db = open_archive(cases["bad"].path)
    failed, gone = db.table("problems").rows
    assert (failed["url"], failed["kind"], gone["kind"]) == ("https://x.vn/2", "failed", "gone")
    assert "title" in failed["message"]
    assert db.table("captures").get(failed["capture"])["snapshot"]
    db.close()


def test_a_silent_crawl_commits(cases: dict[str, Crawled]) -> None:
    assert cases["silent"].stats["kept_meanwhile"] == 1


@pytest.mark.parametrize(
    ("case", "outcome"), [("closes", "limit"), ("raises", "failed"), ("unkeepable", "failed")]
)
def test_how_a_crawl_ended(cases: dict[str, Crawled], case: str, outcome: str) -> None:
    assert (cases[case].run["outcome"], cases[case].run["new"]) == (outcome, 1)


def test_a_run_without_an_answer_failed(cases: dict[str, Crawled]) -> None:
    run = cases["refused"].run
    assert (run["outcome"], run["responses"]) == ("failed", 0)


@pytest.mark.parametrize(
    ("reason", "stats", "outcome"),
    [
        ("finished", {}, "finished"),
        ("closespider_itemcount", {}, "limit"),
        ("shutdown", {}, "interrupted"),
        ("shutdown", {"spider_exceptions/count": 1}, "interrupted"),
        ("blocked", {}, "blocked"),
        ("archive-failed", {}, "failed"),
        ("finished", {"spider_exceptions/count": 1}, "failed"),
        ("limit", {"congan/item_errors": 1}, "failed"),
        ("finished", {"congan/listings_failed": 1}, "failed"),
        ("finished", {"robotstxt/response_count": 2}, "failed"),
    ],
)
def test_outcomes(reason: str, stats: dict[str, int], outcome: str) -> None:
    assert outcome_of(reason, {"response_received_count": 2, **stats}) == outcome


def test_a_full_disk_ends_the_crawl(
    tmp_path: Path, url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "archive.db"
    stats = crawl(url, {"disk_full": {"CONGAN_ARCHIVE": str(path)}})["disk_full"]

    assert stats["finish_reason"] == "archive-failed"
    assert stats["congan/outcome"] == "failed"
    ended = crawled(path, stats)
    assert ended.run["outcome"] in ("failed", "running")  # its end may not have found room either
    assert ended.articles == stats["congan/new"] == 10
    errors = capfd.readouterr().err
    assert "cannot be written" in errors
    assert errors.count("not kept: https://x.vn/") == stats["congan/lost"] > 0
    assert "Traceback" not in errors


def test_an_archive_that_is_moved_ends_the_crawl(
    tmp_path: Path, url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    stats = crawl(url, {"removed": {"CONGAN_ARCHIVE": str(tmp_path / "archive.db")}})["removed"]

    assert (stats["finish_reason"], stats["congan/outcome"]) == ("archive-failed", "failed")
    errors = capfd.readouterr().err
    assert "was moved or removed" in errors
    assert errors.count("not kept: https://x.vn/") == stats["congan/lost"] > 0
    assert not (tmp_path / "archive.db").exists()
