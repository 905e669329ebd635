"""How long to wait between two requests to a host."""

from typing import Any

from scrapy import Request, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

# A longer crawl-delay would make a crawl that never ends.
_LONGEST = 60.0


class Throttle(AutoThrottle):
    """Scrapy's AutoThrottle that never goes below the crawl-delay of robots.txt."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.crawl_delays: dict[str, float] = {}
        crawler.signals.connect(self._robots_parsed, signal=signals.robots_parsed)

    def _robots_parsed(self, robotparser: Any, request: Request) -> None:
        agent = self.crawler.settings["USER_AGENT"]
        delay = getattr(robotparser, "rp", None) and robotparser.rp.crawl_delay(agent)
        host = urlparse_cached(request).hostname
        if delay and host:
            self.crawl_delays[host] = min(float(delay), _LONGEST)
            assert self.crawler.engine
            if slot := self.crawler.engine.downloader.slots.get(host):
                self._keep_crawl_delay(slot, host)

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        self._keep_crawl_delay(slot, urlparse_cached(response).hostname or "")

    def _keep_crawl_delay(self, slot: Slot, host: str) -> None:
        if host in self.crawl_delays:
            slot.delay = max(slot.delay, self.crawl_delays[host])
            slot.jitter = 0  # which would shorten every other wait
