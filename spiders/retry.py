"""Retries that wait: exponential back-off, or as long as the server asks."""

import asyncio
import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import Request
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.utils.response import response_status_message

# A server that asks for a longer wait is left alone until the next run.
_LONGEST = 300.0
_STEP = 0.25


class BackOffMiddleware(RetryMiddleware):
    """Scrapy's retries, but later: Scrapy retries at once and ignores Retry-After (#3849).

    The first retry waits RETRY_BACKOFF seconds, each further one twice as long, give or take
    a quarter.
    """

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self.backoff = settings.getfloat("RETRY_BACKOFF", 5.0)

    async def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        """The request again where the status is passing, else the response."""
        if request.meta.get("dont_retry") or response.status not in self.retry_http_codes:
            return response
        asked = retry_after(response)
        if asked is not None and asked > _LONGEST:
            return response
        retry = self._retry(request, response_status_message(response.status))
        if retry is None:
            return response
        await self._wait(asked if asked is not None else self._delay(retry))
        return retry

    async def process_exception(  # type: ignore[override]
        self, request: Request, exception: Exception
    ) -> Request | None:
        """The request again where the failure may pass."""
        if request.meta.get("dont_retry") or not isinstance(exception, self.exceptions_to_retry):
            return None
        retry = self._retry(request, exception)
        if retry is not None:
            await self._wait(self._delay(retry))
        return retry

    def _delay(self, retry: Request) -> float:
        doubled: float = self.backoff * 2 ** (retry.meta["retry_times"] - 1)
        return min(_LONGEST, doubled * random.uniform(0.75, 1.25))

    async def _wait(self, seconds: float) -> None:
        """Sleeps, but not through the end of the crawl."""
        while seconds > 0 and self.crawler.crawling:
            await asyncio.sleep(min(_STEP, seconds))
            seconds -= _STEP


def retry_after(response: Response) -> float | None:
    """The seconds that a server asks to wait (RFC 9110, 10.2.3): a number, or a date."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isascii() and value.isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return max(
        0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    )
