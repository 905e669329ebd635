"""The spider of `congan fetch`: the pages it is given with their files, and nothing else."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from scraper.items import Capture
from scraper.site import identify
from scraper.urls import Address
from spiders.captures import failed, read
from spiders.files import FileSpider

_FILES = 10


class PageSpider(FileSpider):
    """Fetches each URL once and yields its Capture; also on hosts that no site file names.

    Images and attachments of its article follow where there is an archive to keep them in.
    """

    name = "fetch"
    site = None

    def __init__(self, urls: list[str], captures: list[Capture], **arguments: Any) -> None:
        """`captures` is filled as the answers come; `arguments` are those of FileSpider."""
        super().__init__(**arguments)
        self.urls = urls
        self.arguments = {"urls": urls, **arguments}
        self.captures = captures

    async def start(self) -> AsyncIterator[Request]:
        """One request for each URL."""
        if self.cannot_keep:
            return
        for url in self.urls:
            address = identify(url)
            yield Request(
                address.fetch_url,
                callback=self.parse_page,
                errback=self.page_failed,
                cb_kwargs={"address": address, "url": url},
                priority=_FILES + 1,
            )

    def parse_page(self, response: Response, address: Address, url: str) -> Iterator[Any]:
        """The Capture of an answer, and requests for the files of its article."""
        capture = self.with_files(read(response, address, url))
        yield self._kept(capture)
        yield from self.file_requests(capture, _FILES)

    def parse_file(self, response: Response, site: str, url: str) -> Iterator[Any]:
        """The Capture of an image or attachment."""
        yield from map(self._kept, super().parse_file(response, site, url))

    def file_failed(self, failure: Failure) -> Iterator[Any]:
        """The Capture of an image or attachment that was not answered."""
        yield from map(self._kept, super().file_failed(failure))

    def page_failed(self, failure: Failure) -> Iterator[Capture]:
        """The Capture of a page that was not answered."""
        asked: dict[str, Any] = failure.request.cb_kwargs  # type: ignore[attr-defined]
        address: Address = asked["address"]
        yield self._kept(failed(failure, address.site, address.key, asked["url"]))

    def _kept(self, capture: Capture) -> Capture:
        self.captures.append(capture)
        return capture
