"""What a crawl is doing, on stderr: live lines in a terminal, plain lines elsewhere."""

import time
from typing import ClassVar, Self

from rich.console import Console
from rich.progress import Progress as Live
from rich.progress import SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from scraper.items import Capture

_EVERY = 10.0


class Progress:
    """Scrapy extension; off where CONGAN_PROGRESS is false, as under `scrapy crawl`."""

    console = Console(stderr=True)
    live: ClassVar[Live | None] = None
    """One for all sites that are crawled side by side."""
    open: ClassVar[int] = 0

    def __init__(self, name: str) -> None:
        self.name = name
        self.articles = self.problems = 0
        self.told = time.monotonic()
        self.task: TaskID | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not crawler.settings.getbool("CONGAN_PROGRESS"):
            raise NotConfigured
        progress = cls(str(crawler.spider.name if crawler.spider else ""))
        crawler.signals.connect(progress.opened, signal=signals.spider_opened)
        crawler.signals.connect(progress.scraped, signal=signals.item_scraped)
        crawler.signals.connect(progress.closed, signal=signals.spider_closed)
        return progress

    def opened(self, spider: Spider) -> None:
        """Begin a line for the site."""
        self.name = spider.name
        Progress.open += 1
        if self.console.is_terminal:
            if Progress.live is None:
                columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
                Progress.live = Live(*columns, console=self.console, transient=True)
                Progress.live.start()
            self.task = Progress.live.add_task(self._line())

    def scraped(self, item: object) -> None:
        """Count a capture; say what was wrong with it."""
        if not isinstance(item, Capture):
            return
        self.articles += item.article is not None
        if item.problem:
            self.problems += 1
            self._print(f"{self.name}: {item.problem.kind}: {item.problem.message} ({item.url})")
        if Progress.live and self.task is not None:
            Progress.live.update(self.task, description=self._line(item.url))
        elif time.monotonic() - self.told >= _EVERY:
            self.told = time.monotonic()
            self._print(self._line())

    def closed(self, spider: Spider, reason: str) -> None:
        """End the site's line, and the display with the last."""
        Progress.open -= 1
        if Progress.live and self.task is not None:
            Progress.live.remove_task(self.task)
            if not Progress.open:
                Progress.live.stop()
                Progress.live = None

    def _line(self, url: str = "") -> str:
        return f"{self.name}: {self.articles} articles, {self.problems} problems  {url}"

    def _print(self, line: str) -> None:
        self.console.print(line, markup=False, highlight=False, soft_wrap=True)
