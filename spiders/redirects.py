"""Redirects that lead somewhere."""

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response

from scraper.urls import check, is_public

_STATUSES = (301, 302, 303, 307, 308)


class AddressMiddleware(RedirectMiddleware):
    """Scrapy's redirects; one to an impossible address is an answer like any other, and so is
    one of a file into a network that is not the internet."""

    def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        """The request for the next address, or the answer itself."""
        try:
            following = super().process_response(request, response)
            check(following.url)
        except ValueError:
            return response
        if request.meta.get("is_file") and not is_public(following.url):
            return response
        return following


def impossible_target(response: Response) -> str | None:
    """Where an answer redirects to that nobody can go; None where it does not redirect."""
    target = response.headers.get("Location")
    if target is None or response.status not in _STATUSES:
        return None
    return target.decode("latin-1")
