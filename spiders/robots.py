"""robots.txt by RFC 9309."""

import logging

from scrapy import Request
from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from twisted.internet.defer import Deferred

from spiders.decoding import damage
from spiders.failures import UNREADABLE, reason_of

# RFC 9309, 2.5: parsers must read at least this much.
_LIMIT = 500 * 1024
# Scrapy logs a traceback for each host that does not answer; the refusal says it in a line.
logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)


class RobotsMiddleware(RobotsTxtMiddleware):
    """Fetches nothing from a host whose robots.txt is unreachable (RFC 9309, 2.3.1.4).

    Scrapy allows everything then. A 4xx answer means that there are no rules (2.3.1.3).
    """

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raises IgnoreRequest for what the host's rules, or its silence, forbid."""
        if isinstance(rp, _Unreachable):
            raise IgnoreRequest(
                f"{UNREADABLE} ({rp.reason}), so nothing may be fetched there "
                "(RFC 9309); try again later"
            )
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            raise IgnoreRequest("robots.txt of the site forbids this page") from None

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        problem = damage(response)
        if response.status >= 500 or problem:
            self._stats.inc_value("robotstxt/response_count")
            raise IgnoreRequest(problem.message if problem else f"status {response.status}")
        body = b"" if response.status >= 400 else response.body[:_LIMIT]
        await super()._parse_robots(response.replace(body=body), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        waiting = self._parsers[netloc]
        self._parsers[netloc] = refusal = _Unreachable(reason_of(exc))
        if isinstance(waiting, Deferred):
            waiting.callback(refusal)


class SiteMiddleware(OffsiteMiddleware):
    """Keeps to the site's hosts, except for files and for the robots.txt of wherever they are."""

    def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Raises IgnoreRequest for a page elsewhere."""
        if not request.meta.get("dont_obey_robotstxt"):  # robots.txt itself
            super().process_request(request)


class _Unreachable(RobotParser):
    def __init__(self, reason: str) -> None:
        self.reason = reason

    @classmethod
    def from_crawler(cls, crawler: object, robotstxt_body: bytes) -> "_Unreachable":
        return cls("never asked for")

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> bool:
        return False
