"""The spider of `congan fetch`: the pages it is given, and nothing else."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from scraper.items import Capture
from scraper.site import identify
from scraper.urls import Address
from spiders.captures import failed, read


class PageSpider(Spider):
    """Fetches each URL once and yields its Capture; also on hosts that no site file names."""

    name = "fetch"
    site = None

    def __init__(self, urls: list[str], captures: list[Capture]) -> None:
        """`captures` is filled as the answers come."""
        super().__init__()
        self.urls = urls
        self.arguments = {"urls": urls}
        self.captures = captures

    async def start(self) -> AsyncIterator[Request]:
        """One request for each URL."""
        for url in self.urls:
            address = identify(url)
            yield Request(
                address.fetch_url,
                callback=self.parse_page,
                errback=self.page_failed,
                cb_kwargs={"address": address, "url": url},
            )

    def parse_page(self, response: Response, address: Address, url: str) -> Iterator[Capture]:
        """The Capture of an answer."""
        yield self._kept(read(response, address, url))

    def page_failed(self, failure: Failure) -> Iterator[Capture]:
        """The Capture of a page that was not answered."""
        asked: dict[str, Any] = failure.request.cb_kwargs  # type: ignore[attr-defined]
        address: Address = asked["address"]
        yield self._kept(failed(failure, address.site, address.key, asked["url"]))

    def _kept(self, capture: Capture) -> Capture:
        self.captures.append(capture)
        return capture
