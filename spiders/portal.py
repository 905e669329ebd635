"""The spider of every site: listings to new articles, then known articles that are due again."""

import time
from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any

from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from scraper import sitemaps
from scraper.frontier import FrontierError, Validators, Visit
from scraper.items import Capture, NotAnArticle
from scraper.listings import article_links
from scraper.site import Site
from scraper.urls import Address, Link
from spiders.captures import (
    NOT_MODIFIED,
    check_whole,
    content_type,
    failed,
    listing_problem,
    read,
    validators,
)
from spiders.files import FileSpider, is_set
from spiders.walk import Walk

# First what every listing names, then the articles found with their files, those that are due
# again, and a listing's further pages. Requests of one priority go out in the order in which
# they came.
_FIRST_PAGES, _ARTICLES, _FILES, _WAITING, _VISITS, _KNOWN_FILES, _FURTHER_PAGES = (
    40, 30, 25, 20, 10, 5, 0
)  # fmt: skip
# Where an article ends the run, each article's files come before the next one.
_FILES_AT_LIMIT = 35
# The share of the looks again that files have where articles take all.
_LEAST_FILES = 10
_UNKNOWN = Validators()
_KIND_ORDER = ("feed", "json", "page", "sitemap")
# So many requests in a row without an answer of use, and the site is left alone for this run.
_PATIENCE = 5
_NO_ANSWER = frozenset({"timeout", "connection", "truncated"})
_OVERLOADED = (429, 502, 503, 504)


class PortalSpider(FileSpider):
    """Crawls one portal and yields a Capture for each page that is or was an article's.

    `limit` ends the run after so many articles and their files. `full` walks every listing to
    its end, `since` (a date, ISO 8601) to articles older than that. `no_images` and
    `no_attachments` leave these out. A challenge page ends the run, and so does a site that
    does not answer.
    """

    site: Site

    def __init__(
        self,
        limit: int | str | None = None,
        since: str | None = None,
        full: bool | str = False,
        **arguments: Any,
    ) -> None:
        super().__init__(**arguments)
        self.limit = int(limit) if limit else None
        self.since = date.fromisoformat(since).isoformat() if since else None
        self.full = is_set(full)
        names = ("limit", "since", "full", "no_images", "no_attachments")
        self.arguments = {name: value for name in names if (value := getattr(self, name))}
        self.named = 0
        """How many articles the listings named, known or not."""
        self.articles = 0
        self.unanswered = 0
        self.related: set[str] = set()
        """The keys of articles that other articles named first in this run."""
        self.dates: dict[str, str] = {}
        """What the articles read in this run say of their publication, by key."""

    async def start(self) -> AsyncIterator[Request]:
        """The first page of each listing, feeds first; what waits, and what is due again."""
        if self.cannot_keep:
            return
        for listing in sorted(self.site.listings, key=lambda each: _KIND_ORDER.index(each.kind)):
            for url in listing.urls:
                walk = Walk(url, listing, self.frontier.progress(url), self.full, self.since)
                yield self._listing_request(walk)
        for request in self._article_requests(self.frontier.waiting(), _WAITING):
            yield request
        visits = self.frontier.due(self.site.revisits)
        for visit in visits:
            yield self._visit(visit)
        left = max(self.site.revisits - len(visits), self.site.revisits // _LEAST_FILES)
        for request in self.known_file_requests(self.site.name, left, _KNOWN_FILES):
            yield request

    def parse_listing(self, response: Response, walk: Walk, above: list[Link]) -> Iterator[Any]:
        """The new articles that a listing names, and its next page until it names known ones.

        `above` is what its page before named.
        """
        if walk.since and self._is_older(above, walk.since):
            walk.stop()
            self._keep([], walk)
            return
        try:
            links = self._links_of(response, walk)
        except NotAnArticle as error:
            if not (walk.listing.optional and error.kind == "gone"):
                self.count("listings_failed")
                self._note_answer(error.kind, response.status)
            yield listing_problem(response, self.site.name, error)
            self._stop_if_blocked(error.kind)
            return
        self.unanswered = 0
        self.named += len(links) or response.status == NOT_MODIFIED
        yield from self._follow(walk, links, response)

    def parse_article(self, response: Response, link: Link) -> Iterator[Any]:
        """A Capture of the page, and the unknown articles that it links."""
        if self._at_limit:
            return
        self.count("seconds/fetch", response.meta.get("download_latency", 0))
        begun = time.perf_counter()
        capture = self.with_files(read(response, link.address, link.url))
        self.count("seconds/parse", time.perf_counter() - begun)
        yield capture
        if capture.problem:
            self._note_answer(capture.problem.kind, response.status)
            self._stop_if_blocked(capture.problem.kind)
            if capture.problem.kind == "moved":
                yield from self._moved(response)
            return
        self.unanswered = 0
        self.articles += 1
        yield from self.file_requests(capture, _FILES_AT_LIMIT if self.limit else _FILES)
        self._end_at_limit()
        if not self._at_limit:
            yield from self._related(response, capture, link)

    def parse_file(self, response: Response, site: str, url: str) -> Iterator[Any]:
        """A Capture of an image or attachment."""
        for capture in super().parse_file(response, site, url):
            yield capture
            if capture.problem and self.site.serves(response.url):
                self._stop_if_blocked(capture.problem.kind)
        self._end_at_limit()

    def file_failed(self, failure: Failure) -> Iterator[Any]:
        """An image or attachment that was not answered."""
        yield from super().file_failed(failure)
        self._end_at_limit()

    def listing_failed(self, failure: Failure) -> Iterator[Capture]:
        """A listing that was not answered."""
        self.count("listings_failed")
        capture = failed(failure, self.site.name)
        yield capture
        self._note_answer(capture.problem.kind if capture.problem else "")

    def article_failed(self, failure: Failure) -> Iterator[Capture]:
        """An article that was not answered."""
        link: Link = failure.request.cb_kwargs["link"]  # type: ignore[attr-defined]
        capture = failed(failure, self.site.name, link.address.key, link.url)
        yield capture
        self._note_answer(capture.problem.kind if capture.problem else "")

    def _follow(self, walk: Walk, links: list[Link], response: Response) -> Iterator[Request]:
        """Requests for what is new on a listing's page, and for its next page."""
        if walk.page == 1 and response.status != NOT_MODIFIED:
            walk.progress.validators = validators(response)
        new = self.frontier.unknown(links)
        keys = [link.address.key for link in links]
        goes_on = walk.take(keys, fresh=bool(new) or not self.related.isdisjoint(keys))
        inner = [*self._inner_sitemaps(walk, response)]
        if inner:
            walk.progress.validators = _UNKNOWN  # they may change where their index does not
        self._keep(new, walk)
        yield from self._article_requests(new, _ARTICLES)
        yield from inner
        if goes_on:
            yield self._listing_request(walk, links)
        elif walk.cut:
            self.logger.warning("%s goes on after page %d", walk.template, walk.page)
            self.count("listings_cut")

    def _inner_sitemaps(self, walk: Walk, response: Response) -> Iterator[Request]:
        """Requests for the sitemaps of an index, as far as they may hold anything new."""
        if walk.listing.kind != "sitemap" or response.status == NOT_MODIFIED:
            return
        index = sitemaps.read(response.body)
        for url in index.sitemaps:
            progress = self.frontier.progress(url)
            if self.full or not progress.known or url in index.ends:
                yield self._listing_request(Walk(url, walk.listing, progress, self.full))

    def _keep(self, links: list[Link], walk: Walk | None = None) -> None:
        followed = (walk.template, walk.progress) if walk else ()
        try:
            self.frontier.keep(links, *followed)
        except FrontierError as error:
            self.logger.error("%s", error)
            raise CloseSpider("archive-failed") from error

    def _related(self, response: Response, capture: Capture, link: Link) -> Iterator[Request]:
        """Requests for the unknown articles that an article links."""
        day = _day(capture)
        if self.since:
            self.dates[link.address.key] = day
        if "html" not in (content_type(response) or "") or (self.since and day < self.since):
            return
        links = article_links(response.body, response.url, self.site, None, content_type(response))
        new = self.frontier.unknown(links)
        self.related.update(link.address.key for link in new)
        self._keep(new)
        yield from self._article_requests(new, _ARTICLES)

    def _moved(self, response: Response) -> Iterator[Request]:
        """A request for the article that another one's address leads to, if it is not known."""
        if address := self.site.address(response.url):
            new = self.frontier.unknown([Link(response.url, address)])
            self._keep(new)
            yield from self._article_requests(new, _ARTICLES)

    def _is_older(self, links: list[Link], since: str) -> bool:
        """Whether every article that a page named was published before a date."""
        read = [self.dates[link.address.key] for link in links if link.address.key in self.dates]
        known = self.frontier.published([e for e in links if e.address.key not in self.dates])
        dates = [*read, *known]
        return bool(dates) and all(day and day < since for day in dates)

    def _links_of(self, response: Response, walk: Walk) -> list[Link]:
        if response.status == NOT_MODIFIED:
            return []
        if response.status in (404, 410) and walk.page > 1:
            return []  # past the end, to some systems
        if response.status in (404, 410):
            raise NotAnArticle("gone", f"the listing is not there (status {response.status})")
        check_whole(response)
        listing = walk.listing
        links = article_links(
            response.body, response.url, self.site, listing, content_type(response)
        )
        if response.status >= 400:
            raise NotAnArticle("status", f"the listing answered with status {response.status}")
        if not (links or listing.optional or listing.kind == "sitemap") and walk.page == 1:
            raise NotAnArticle("empty", "the listing names no article; has its layout changed?")
        return links

    def _article_requests(self, links: list[Link], priority: int) -> Iterator[Request]:
        return (self._article_request(link, priority) for link in links)

    def _visit(self, visit: Visit) -> Request:
        address = self.site.address(visit.url)
        if address is None or address.key != visit.key:  # the site file has changed since
            address = Address(self.site.name, visit.key, visit.url, visit.url)
        link = Link(visit.url, address)
        return self._article_request(link, _VISITS, visit.validators)

    def _article_request(self, link: Link, priority: int, known: Validators = _UNKNOWN) -> Request:
        return Request(
            link.address.fetch_url,
            callback=self.parse_article,
            errback=self.article_failed,
            cb_kwargs={"link": link},
            headers=known.headers,
            priority=priority,
        )

    def _listing_request(self, walk: Walk, above: list[Link] | None = None) -> Request:
        known = _UNKNOWN if walk.page > 1 or walk.unconditional else walk.progress.validators
        return Request(
            walk.url,
            callback=self.parse_listing,
            errback=self.listing_failed,
            cb_kwargs={"walk": walk, "above": above or []},
            headers=known.headers,
            priority=_FIRST_PAGES if walk.page == 1 else _FURTHER_PAGES,
        )

    @property
    def _at_limit(self) -> bool:
        return bool(self.limit and self.articles >= self.limit)

    def _end_at_limit(self) -> None:
        if self._at_limit and not self.files_waiting:
            raise CloseSpider("limit")

    def _stop_if_blocked(self, kind: str) -> None:
        if kind == "challenge":
            raise CloseSpider("blocked")

    def _note_answer(self, kind: str, status: int = 0) -> None:
        """Leave a site alone that gives no answer of use to several requests in a row.

        An error of one page (500) says nothing of the others.
        """
        silent = kind in _NO_ANSWER or (kind == "status" and status in _OVERLOADED)
        self.unanswered = self.unanswered + 1 if silent else 0
        if self.unanswered >= _PATIENCE:
            raise CloseSpider("unreachable")


def _day(capture: Capture) -> str:
    """The date of an article as read; of one without, the end of time."""
    published = capture.article.published if capture.article else None
    return published.isoformat()[:10] if published else "9999"
