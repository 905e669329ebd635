"""Real URLs, another server: requests for mapped hosts go to an address of one's own."""

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from spiders.headers import HeaderFactory


def parse_hostmap(text: str) -> dict[str, str]:
    """`host=address:port,other=address:port` as a mapping, by lower-case host.

    Raises ValueError that names the part which is not of that form.
    """
    mapping: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        host, _, address = (piece.strip() for piece in part.partition("="))
        name, _, port = address.rpartition(":")
        if not (host and name and port.isascii() and port.isdecimal() and int(port) < 65536):
            raise ValueError(f"CONGAN_HOSTMAP: {part!r} is not of the form host=address:port")
        mapping[host.lower()] = address
    return mapping


class HostMapHandler(HTTP11DownloadHandler):
    """Sends requests for the hosts in CONGAN_HOSTMAP to their address, over plain HTTP.

    The Host header stays, and the response carries the real URL: spiders, robots rules and
    archive notice nothing.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = HeaderFactory
        self.hostmap = parse_hostmap(crawler.settings.get("CONGAN_HOSTMAP") or "")

    async def download_request(self, request: Request) -> Response:
        """The response of the mapped server, or of the host itself."""
        parts = urlsplit(request.url)
        address = self.hostmap.get(parts.hostname or "")
        if address is None:
            return await super().download_request(request)
        mapped = request.replace(
            url=parts._replace(scheme="http", netloc=address).geturl(),
            headers={**request.headers, "Host": parts.netloc},
        )
        try:
            response = await super().download_request(mapped)
        finally:
            request.meta.update(mapped.meta)
        return response.replace(url=request.url)
