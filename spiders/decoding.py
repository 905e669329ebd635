"""Answers as they left the server: decompressed where they can be, else said to be damaged."""

import zlib

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from scraper.items import Problem

_CUT, _DAMAGED = "cut", "damaged"
_PROBLEMS = {
    _CUT: Problem("truncated", "the answer broke off before its end"),
    _DAMAGED: Problem("unreadable", "the answer could not be decompressed"),
}
_GZIP = 31  # zlib's word for the format


class DecodingMiddleware(HttpCompressionMiddleware):
    """Scrapy's decompression that tells what it could not read, or not to the end.

    Scrapy takes half a page for the page, and drops an answer with its status where nothing
    can be decompressed. Here that answer passes, as received.
    """

    def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        """The answer, decompressed; flagged for `damage` where that failed."""
        gzip = response.headers.get("Content-Encoding") in (b"gzip", b"x-gzip")
        try:
            decoded = super().process_response(request, response)
        except IgnoreRequest:
            raise
        except Exception:
            return response.replace(flags=[*response.flags, _DAMAGED])
        if gzip and isinstance(decoded, Response) and _is_cut(response.body):
            decoded.flags.append(_CUT)
        return decoded


def damage(response: Response) -> Problem | None:
    """What is wrong with an answer's payload, if anything is."""
    return next((_PROBLEMS[flag] for flag in response.flags if flag in _PROBLEMS), None)


def _is_cut(body: bytes) -> bool:
    """Whether gzip, which is all that we ask for, lacks its end or is damaged before it."""
    stream = zlib.decompressobj(wbits=_GZIP)
    try:
        stream.decompress(body)
    except zlib.error:
        return True
    return bool(body) and not stream.eof
