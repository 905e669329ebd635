"""What came back for a request, or did not, as a Capture."""

import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.http import Headers, Response
from twisted.python.failure import Failure

from scraper import NotAnArticle, parse
from scraper.challenge import is_challenge
from scraper.filetypes import media_type
from scraper.frontier import Validators
from scraper.items import Capture, Problem
from scraper.site import identify, site_for
from scraper.urls import Address
from spiders.decoding import damage
from spiders.failures import problem_of
from spiders.redirects import impossible_target

logger = logging.getLogger(__name__)

NOT_MODIFIED = 304
_CHALLENGE = NotAnArticle("challenge", "a firewall's challenge page, not the page asked for")


def read(response: Response, address: Address, url: str) -> Capture:
    """The Capture of an answer: its article, or the problem with it.

    `url` is the address as linked or asked for; `address` is what it names. An answer that
    says that nothing has changed (304) has neither.
    """
    if response.status == NOT_MODIFIED:
        return _capture(response, address.site, address.key, url)
    try:
        _check(response, address)
        article = parse(response.body, response.url, content_type(response))
        return _capture(response, address.site, address.key, url, article=article)
    except NotAnArticle as error:
        return _capture(response, address.site, address.key, url, problem=error.problem)
    except Exception:
        logger.exception("parse failed on %s", response.url)
        problem = Problem("unreadable", "the parser failed on this page; its snapshot is kept")
        return _capture(response, address.site, address.key, url, problem=problem)


def read_file(response: Response, site: str, url: str) -> Capture:
    """The Capture of an answer for an image or attachment: its content, or the problem with it.

    `url` is its address as the article's page names it. What is no image and no document has
    no body here.
    """
    capture = replace(_capture(response, site, None, url), aliases=(), file=url)
    try:
        return replace(capture, media_type=_media_type(response))
    except NotAnArticle as error:
        return replace(capture, body=None, problem=error.problem)


def listing_problem(response: Response, site: str, error: NotAnArticle) -> Capture:
    """The Capture of a listing that names nothing as it should."""
    return _capture(response, site, None, response.url, problem=error.problem)


def failed(failure: Failure, site: str, key: str | None = None, url: str | None = None) -> Capture:
    """The Capture of a request without an answer: no body, and a problem that says why."""
    request: Request = failure.request  # type: ignore[attr-defined]
    asked, redirects = _hops(request)
    return Capture(
        site=site,
        url=asked,
        fetched_at=datetime.now(UTC),
        key=key,
        aliases=(url,) if url and url != asked else (),
        request_headers=_pairs(request.headers),
        redirects=redirects,
        problem=problem_of(failure.value, request),
    )


def check_whole(response: Response) -> None:
    """Raises NotAnArticle where an answer's payload is not what the server meant to send."""
    if problem := damage(response):
        raise NotAnArticle(problem.kind, problem.message)


def content_type(response: Response) -> str | None:
    """The Content-Type header, if there is one."""
    value = response.headers.get("Content-Type")
    return value.decode("latin-1") if value else None


def validators(response: Response) -> Validators:
    """What the server says of the version of its answer."""
    headers = dict(_pairs(response.headers))
    return Validators(headers.get("Etag"), headers.get("Last-Modified"))


def _check(response: Response, address: Address) -> None:
    """Raises NotAnArticle where the answer is not the page that the address names."""
    status = response.status
    if is_challenge(response.body):
        raise _CHALLENGE
    if status in (404, 410):
        raise NotAnArticle("gone", f"the page is not there (status {status})")
    if target := impossible_target(response):
        raise NotAnArticle("moved", f"the page redirects to an impossible address: {target}")
    if status >= 300:
        raise NotAnArticle("status", f"the server answered with status {status}")
    check_whole(response)
    site = site_for(response.url)
    if site and site.name == address.site and identify(response.url).key != address.key:
        # To another article is no sign that this one is gone; to a list or the home page is.
        kind = "moved" if site.address(response.url) else "redirected"
        raise NotAnArticle(kind, f"the page redirects to {response.url}")


def _media_type(response: Response) -> str | None:
    """What a file is; None where it has not changed. Raises NotAnArticle where it is none."""
    status = response.status
    if status == NOT_MODIFIED:
        return None
    if target := impossible_target(response):
        raise NotAnArticle("moved", f"the file redirects to an impossible address: {target}")
    kind = media_type(response.body)
    if kind is None and is_challenge(response.body):
        raise _CHALLENGE
    if status in (404, 410):
        raise NotAnArticle("gone", f"the file is not there (status {status})")
    if status >= 300:
        raise NotAnArticle("status", f"the server answered with status {status}")
    check_whole(response)
    if kind is None:
        said = (content_type(response) or "of no type").partition(";")[0]
        raise NotAnArticle("not-media", f"the answer is no image and no document, but {said}")
    return kind


def _capture(response: Response, site: str, key: str | None, url: str, **read: Any) -> Capture:
    request = response.request
    assert request is not None
    asked, redirects = _hops(request)
    return Capture(
        site=site,
        url=asked,
        fetched_at=datetime.now(UTC),
        key=key,
        aliases=(url,) if url != asked else (),
        method=request.method,
        request_headers=_pairs(request.headers),
        redirects=redirects,
        final_url=response.url,
        address=str(response.ip_address) if response.ip_address else None,
        protocol=response.protocol,
        status=response.status,
        headers=_pairs(response.headers),
        body=response.body,
        **read,
    )


def _hops(request: Request) -> tuple[str, tuple[tuple[str, int], ...]]:
    """The URL first asked for, and each redirect's URL and status."""
    urls = request.meta.get("redirect_urls", [])
    statuses = request.meta.get("redirect_reasons", [])
    return (urls or [request.url])[0], tuple(zip(urls, statuses, strict=False))


def _pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    )
