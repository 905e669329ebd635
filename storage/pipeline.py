"""Scrapy's door to the archive: captures go in by the batch, the run is kept in the ledger."""

import logging
import os
import time
from collections import Counter
from dataclasses import asdict, replace
from importlib.metadata import version
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import CallLaterResult, call_later
from scrapy.utils.defer import deferred_from_coro
from sqlite_utils import Database

from scraper.items import Capture, Problem
from storage import alarms, health, ledger, runs
from storage.archive import ArchiveError, Saved, open_archive, save
from storage.connection import sqlite3, writing
from storage.frontier import ArchiveFrontier

logger = logging.getLogger(__name__)

# What waits in a batch at most, lest files fill the memory.
_MOST_BYTES = 32 * 1024 * 1024


class ArchivePipeline:
    """Keeps every Capture in the archive that CONGAN_ARCHIVE names, and lends it to the spider
    as its `frontier`. Where the site is being crawled already, or the archive cannot be opened
    or written, the spider is told so (`busy`, `no_archive`) and asks for nothing.

    Captures are committed CONGAN_BATCH_SIZE at a time, and at the latest CONGAN_BATCH_SECONDS
    after they came. What was committed is counted in the stats under `congan/`: `articles`,
    `new`, `changed`, `refreshed` (those of the changed whose file is another, not their text),
    `unchanged`, `gone`, `returned`, `problems`, `problems/<kind>`, `files` (new ones) and
    `files_failed`, and at the end `outcome` and, where pages could not be written, how many were
    `lost`.
    """

    db: Database
    file: os.stat_result
    run: int

    def __init__(self, crawler: Crawler, path: str) -> None:
        self.crawler = crawler
        self.path = path
        self.batch_size = crawler.settings.getint("CONGAN_BATCH_SIZE", 20)
        self.batch_seconds = crawler.settings.getfloat("CONGAN_BATCH_SECONDS", 2.0)
        self.batch: list[Capture] = []
        self.held = 0
        """The bytes in the batch."""
        self.timer: CallLaterResult | None = None
        self.broken = False
        self.closing: object = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured where CONGAN_ARCHIVE is not set: nothing is kept then."""
        path = crawler.settings.get("CONGAN_ARCHIVE")
        if not path:
            raise NotConfigured("CONGAN_ARCHIVE is not set")
        pipeline = cls(crawler, path)
        crawler.signals.connect(pipeline.item_error, signal=signals.item_error)
        return pipeline

    def open_spider(self) -> None:
        """Open the archive and begin the run."""
        spider: Any = self.crawler.spider
        try:
            self.db = open_archive(self.path)
            self._begin(spider)
        except ArchiveError as error:
            spider.no_archive = str(error)
            return
        except runs.RunningError as error:
            spider.busy = str(error)
            self.db.close()
            return
        except sqlite3.Error as error:
            spider.no_archive = f"{self.path}: cannot be written: {error}"
            self.db.close()
            return
        if hasattr(spider, "frontier"):
            spider.frontier = ArchiveFrontier(self.db, spider.name)
        self.crawler.signals.connect(self.spider_closed, signal=signals.spider_closed)

    def _begin(self, spider: Any) -> None:
        self.file = os.stat(self.path)
        site = getattr(spider, "site", None)
        self.run = runs.start(
            self.db,
            spider.name,
            site and site.title,
            site and site.home,
            getattr(spider, "arguments", {}),
            version("congan"),
        )

    def process_item(self, item: Any) -> Any:
        """Take a capture into the batch; other items pass."""
        if isinstance(item, Capture):
            self.batch.append(item)
            self.held += len(item.body or b"")
            if len(self.batch) >= self.batch_size or self.held >= _MOST_BYTES:
                self.flush()
            elif not self.timer:
                self.timer = call_later(self.batch_seconds, self.flush)
        return item

    def flush(self) -> None:
        """Commit the batch. Where the archive cannot be written, the crawl is closed."""
        self._stop_timer()
        if self.broken or self._commit():
            return
        self.broken = True
        engine = self.crawler.engine
        assert engine
        self.closing = deferred_from_coro(engine.close_spider_async(reason="archive-failed"))

    def close_spider(self) -> None:
        """Commit what is left, also what could not be written before."""
        self._stop_timer()
        if self._commit():
            return
        self.broken = True
        self._count("lost", len(self.batch))
        for capture in self.batch:
            logger.error("not kept: %s", capture.url)

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """End the run; the outcome is read from the reason and from what was counted."""
        stats = self._stats()
        outcome = "failed" if self.broken else ledger.outcome(reason, stats)
        assert self.crawler.stats
        self.crawler.stats.set_value("congan/outcome", outcome)
        try:
            counts: dict[str, Any] = ledger.columns(stats) | ledger.details(stats)
            runs.finish(self.db, self.run, outcome, counts, stats)
            if getattr(spider, "site", None):
                self._check_health(spider.name)
        except sqlite3.Error as error:
            logger.error("The end of the run could not be noted in %s: %s", self.path, error)
        self.db.close()

    def _check_health(self, site: str) -> None:
        """Ring what is wrong with the site now; the stats hold it as JSON values."""
        begun = set(alarms.ring(self.db, site, health.check(self.db, site)))
        told = [
            asdict(alarm) | {"begun": alarm in begun} for alarm in alarms.ringing(self.db, site)
        ]
        assert self.crawler.stats
        self.crawler.stats.set_value("congan/alarms", told)

    def item_error(self) -> None:
        """Count an item that a pipeline could not take: the run has failed."""
        self._count("item_errors")

    def _commit(self) -> bool:
        if not self.batch:
            return True
        begun = time.perf_counter()
        if not self._is_in_place():
            logger.error("The archive %s was moved or removed", self.path)
            return False
        try:
            tally = self._save_batch()
        except sqlite3.Error as error:
            logger.error("The archive %s cannot be written: %s", self.path, error)
            return False
        self.batch.clear()
        self.held = 0
        for name, number in tally.items():
            self._count(name, number)
        self._count("seconds/store", time.perf_counter() - begun)
        return True

    def _save_batch(self) -> Counter[str]:
        """Save the batch at once; where one capture cannot be saved, each by itself."""
        try:
            with writing(self.db):
                tally = _tally([(c, save(self.db, c, self.run)) for c in self.batch])
                counts = ledger.columns(self._stats())
                runs.count(self.db, self.run, {n: counts[n] + tally[n] for n in counts})
            return tally
        except Exception as error:
            if _is_the_archives(error):
                raise
        return _tally([self._keep(capture) for capture in self.batch])

    def _is_in_place(self) -> bool:
        """Whether what is written can be found again: SQLite goes on with a removed file."""
        try:
            return os.path.samestat(os.stat(self.path), self.file)
        except OSError:
            return False

    def _keep(self, capture: Capture) -> tuple[Capture, Saved]:
        """Save one capture; one that cannot be saved is kept as a problem, the others stay."""
        try:
            return capture, save(self.db, capture, self.run)
        except Exception as error:
            if _is_the_archives(error):
                raise
            logger.error("%s could not be kept: %r", capture.url, error)
            problem = Problem("failed", f"the page could not be kept: {error}")
            failed = replace(capture, article=None, problem=problem)
        return failed, self._keep_failed(failed)

    def _keep_failed(self, capture: Capture) -> Saved:
        try:
            return save(self.db, capture, self.run)
        except Exception as error:
            if _is_the_archives(error):
                raise
            logger.error("%s could not be kept even as a problem", capture.url)
            self._count("item_errors")
            return Saved(problem=True)

    def _count(self, name: str, number: float = 1) -> None:
        assert self.crawler.stats
        self.crawler.stats.inc_value(f"congan/{name}", number)  # type: ignore[arg-type]

    def _stats(self) -> dict[str, Any]:
        assert self.crawler.stats
        return self.crawler.stats.get_stats()

    def _stop_timer(self) -> None:
        if self.timer:
            self.timer.cancel()
        self.timer = None


def _is_the_archives(error: Exception) -> bool:
    """Whether an error is of the archive (full, locked, damaged), not of what is to be kept."""
    items = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.ProgrammingError)
    return isinstance(error, sqlite3.DatabaseError) and not isinstance(error, items)


def _tally(kept: list[tuple[Capture, Saved]]) -> Counter[str]:
    tally: Counter[str] = Counter()
    for capture, saved in kept:
        if capture.file:
            tally["files"] += saved.file
            tally["files_failed"] += saved.problem
            tally["changed"] += saved.refreshed
            tally["refreshed"] += saved.refreshed
        elif saved.problem and capture.problem:
            tally.update(("problems", f"problems/{capture.problem.kind}"))
        elif saved.seen:
            state = "new" if saved.new else "changed" if saved.revised else "unchanged"
            tally.update(("articles", state))
        tally["gone"] += saved.gone
        tally["returned"] += saved.returned
    return tally
