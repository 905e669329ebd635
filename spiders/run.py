"""Crawls and one-off fetches, run to their end, and the truth about how they went."""

from dataclasses import asdict, dataclass
from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from scraper.items import Capture
from spiders.page import PageSpider
from spiders.portal import PortalSpider

_PROBLEMS = "congan/problems/"
_ENDINGS = {
    "archive-failed": "the archive could not be written; see above",
    "blocked": "the site sent a challenge page; nothing more was asked of it",
    "shutdown": "interrupted; what was kept stays, the next crawl goes on",
    "unreachable": "the site does not answer; it is left alone until the next crawl",
}


@dataclass(frozen=True, slots=True)
class RunReport:
    """How one run went."""

    site: str
    reason: str
    """Scrapy's finish reason: finished, limit, blocked, shutdown, ..."""
    requests: int
    responses: int
    articles: int
    new: int
    changed: int
    refreshed: int
    """Those of the changed of which not the text but a file is another."""
    unchanged: int
    gone: int
    """Known articles of which a second look confirmed that they are absent."""
    returned: int
    """Articles that had been absent and are there again."""
    problems: dict[str, int]
    """How many, by kind."""
    files: int
    """Images and attachments that were not kept before."""
    files_failed: int
    """Images and attachments that could not be had."""
    listings_cut: int
    """Listings that go on after the last page that their site file lets ask for."""
    bytes: int
    """Received, as sent over the network."""
    seconds: float
    alarms: list[dict[str, Any]]
    """What is wrong with the site: `kind`, `subject`, `since`, `message`, `examples`, and whether
    it has `begun` with this run."""
    busy: str
    """Which other crawl of the site is on its way, so that nothing was done; else empty."""
    why: str | None
    """Why the run failed; None where it did its work."""

    @property
    def failed(self) -> bool:
        return self.why is not None

    @property
    def interrupted(self) -> bool:
        return self.reason == "shutdown"

    def to_json(self) -> dict[str, Any]:
        """The report as plain JSON values."""
        return asdict(self)

    def __str__(self) -> str:
        if self.busy:
            return f"{self.site}: {self.busy}; nothing was done"
        edited, problems = self.changed - self.refreshed, sum(self.problems.values())
        states = f"{self.new} new, {edited} changed, {self.unchanged} unchanged"
        more = [
            (self.refreshed, "with another file"),
            (self.gone, "gone"),
            (self.returned, "returned"),
            (problems, _plural("problem", problems)),
            (self.files, _plural("file", self.files)),
            (self.files_failed, _plural("failed file", self.files_failed)),
            (self.listings_cut, f"{_plural('listing', self.listings_cut)} cut at the last page"),
        ]
        line = (
            f"{self.site}: {self.articles} {_plural('article', self.articles)} ({states})"
            + "".join(f", {number} {what}" for number, what in more if number)
            + f", {self.requests} {_plural('request', self.requests)}"
        )
        return f"{line}; FAILED: {self.why}" if self.why else line


def crawl(names: list[str], settings: dict[str, Any], arguments: dict[str, Any]) -> list[RunReport]:
    """Crawl the named sites side by side, each by its spider; a report for each, in order."""
    process = _process(settings)
    crawlers = [process.create_crawler(name) for name in names]
    for crawler in crawlers:
        process.crawl(crawler, **arguments)
    process.start()
    return [_report(name, crawler) for name, crawler in zip(names, crawlers, strict=True)]


def fetch(
    urls: list[str], settings: dict[str, Any], arguments: dict[str, Any] | None = None
) -> tuple[list[Capture], RunReport]:
    """Fetch pages, and their files where they are kept; the captures in the order in which they
    came, and the report. `arguments` are those of FileSpider."""
    # Somebody waits for the answer: one more try, not three.
    process = _process({"CONGAN_PROGRESS": False, "RETRY_TIMES": 1, **settings})
    captures: list[Capture] = []
    crawler = process.create_crawler(PageSpider)
    process.crawl(crawler, urls=urls, captures=captures, **arguments or {})
    process.start()
    return captures, _report("fetch", crawler)


def _process(settings: dict[str, Any]) -> AsyncCrawlerProcess:
    ours = Settings()
    ours.setmodule("scraper.settings", priority="project")
    ours.update({"CONGAN_PROGRESS": True, "STATS_DUMP": False, **settings}, priority="cmdline")
    return AsyncCrawlerProcess(ours)


def _report(name: str, crawler: Crawler) -> RunReport:
    stats: dict[str, Any] = crawler.stats.get_stats() if crawler.stats else {}

    def count(key: str) -> int:
        return int(stats.get(key, 0))

    problems = {
        key.removeprefix(_PROBLEMS): int(value)
        for key, value in stats.items()
        if key.startswith(_PROBLEMS)
    }
    return RunReport(
        site=name,
        reason=_reason(stats),
        requests=count("downloader/request_count"),
        responses=count("downloader/response_count"),
        articles=count("congan/articles"),
        new=count("congan/new"),
        changed=count("congan/changed"),
        refreshed=count("congan/refreshed"),
        unchanged=count("congan/unchanged"),
        gone=count("congan/gone"),
        returned=count("congan/returned"),
        problems=problems,
        files=count("congan/files"),
        files_failed=count("congan/files_failed"),
        listings_cut=count("congan/listings_cut"),
        bytes=count("downloader/response_bytes"),
        seconds=float(stats.get("elapsed_time_seconds", 0)),
        alarms=stats.get("congan/alarms", []),
        busy=getattr(crawler.spider, "busy", ""),
        why=_why(crawler.spider, stats),
    )


def _plural(noun: str, number: int) -> str:
    return noun if number == 1 else f"{noun}s"


def _reason(stats: dict[str, Any]) -> str:
    """Scrapy's finish reason. A crawl that began and has none was told twice to end."""
    return str(stats.get("finish_reason", "shutdown" if "start_time" in stats else "never started"))


def _why(spider: Spider | None, stats: dict[str, Any]) -> str | None:
    if getattr(spider, "busy", ""):
        return None
    if error := getattr(spider, "no_archive", ""):
        return str(error)
    reason = _reason(stats)
    if reason != "blocked" and (lost := stats.get("congan/lost")):
        return f"the archive could not be written, and {lost} pages were not kept; see above"
    if reason not in ("finished", "limit"):
        return _ENDINGS.get(reason, f"the crawl ended early: {reason}")
    if errors := sum(n for key, n in stats.items() if key.startswith("spider_exceptions/")):
        return f"{errors} errors in the program, see the log (-v)"
    if not stats.get("downloader/response_count"):
        return "nothing was answered"
    if failed := stats.get("congan/listings_failed"):
        return f"{failed} listings could not be read, so news may be missing"
    if isinstance(spider, PortalSpider) and not spider.named:
        return "no listing named an article"
    if stats.get("congan/outcome") == "failed":
        return "no page was answered, or not every page could be kept; see above"
    return None
