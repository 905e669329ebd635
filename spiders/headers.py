"""Response headers as they come, also under names that no standard allows."""

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.web._newclient import Request
from twisted.web.http_headers import InvalidHeaderName
from twisted.web.iweb import IResponse


class _Parser(_LenientHTTPClientParser):
    """Twisted drops the whole answer for a header named `Tiêu-đề`."""

    def headerReceived(self, name: bytes, value: bytes) -> None:  # noqa: N802
        try:
            super().headerReceived(name, value)  # type: ignore[no-untyped-call]
        except InvalidHeaderName:
            self.headers._rawHeaders.setdefault(name, []).append(value)


class _Protocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Request) -> Deferred[IResponse]:
        answer = super().request(request)
        assert self._parser is not None
        self._parser.__class__ = _Parser
        return answer


class HeaderFactory(_LenientHTTP11ClientFactory):
    """Connections of Scrapy's HTTP handler that keep every header of an answer."""

    def buildProtocol(self, addr: IAddress | None) -> _Protocol:  # noqa: N802
        """One connection."""
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
