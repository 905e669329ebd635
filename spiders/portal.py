"""The spider of every site: listings to articles, each article once a run."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from scraper.items import Capture, NotAnArticle
from scraper.listings import Link, article_links
from scraper.site import Listing, Site
from spiders.captures import check_whole, content_type, failed, listing_problem, read

# First what every listing names, then the articles found, then a listing's further pages.
_FIRST_PAGES, _ARTICLES, _FURTHER_PAGES = 20, 10, 0
_KIND_ORDER = ("feed", "json", "page")


class PortalSpider(Spider):
    """Crawls one portal and yields a Capture for each article, and for each page that is none.

    `limit` ends the run after so many articles. A challenge page ends it too.
    """

    site: Site

    def __init__(self, limit: int | str | None = None, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.limit = int(limit) if limit else None
        self.arguments = {"limit": self.limit} if self.limit else {}
        self.asked: set[str] = set()
        self.articles = 0

    async def start(self) -> AsyncIterator[Request]:
        """The first page of each listing, feeds first."""
        for listing in sorted(self.site.listings, key=lambda each: _KIND_ORDER.index(each.kind)):
            for url in listing.urls:
                yield self._listing_request(url, listing, 1, set())

    def parse_listing(
        self, response: Response, template: str, listing: Listing, page: int, named: set[str]
    ) -> Iterator[Any]:
        """The articles that a listing names, and its next page while it names others."""
        try:
            links = self._links_of(response, listing, page)
        except NotAnArticle as error:
            if not (listing.optional and error.kind == "gone"):
                self._count("listings_failed")
            yield listing_problem(response, self.site.name, error)
            self._stop_if_blocked(error.kind)
            return
        yield from self._article_requests(links)
        fresh = {link.address.key for link in links} - named
        if not fresh or "{page}" not in template:
            return
        if page >= listing.pages:
            self.logger.warning("%s goes on after page %d, the last asked for", template, page)
            self._count("listings_cut")
            return
        named |= fresh
        yield self._listing_request(template, listing, page + 1, named)

    def parse_article(self, response: Response, link: Link) -> Iterator[Any]:
        """A Capture of the page, and the articles that it links."""
        if self.limit and self.articles >= self.limit:
            return
        capture = read(response, link.address, link.url)
        yield capture
        if capture.problem:
            self._stop_if_blocked(capture.problem.kind)
            return
        self.articles += 1
        if self.limit and self.articles >= self.limit:
            raise CloseSpider("limit")
        if "html" in (content_type(response) or ""):
            yield from self._article_requests(
                article_links(response.body, response.url, self.site, None, content_type(response))
            )

    def listing_failed(self, failure: Failure) -> Iterator[Capture]:
        """A listing that was not answered."""
        self._count("listings_failed")
        yield failed(failure, self.site.name)

    def article_failed(self, failure: Failure) -> Iterator[Capture]:
        """An article that was not answered."""
        link: Link = failure.request.cb_kwargs["link"]  # type: ignore[attr-defined]
        yield failed(failure, self.site.name, link.address.key, link.url)

    def _links_of(self, response: Response, listing: Listing, page: int) -> list[Link]:
        if response.status in (404, 410):
            raise NotAnArticle("gone", f"the listing is not there (status {response.status})")
        check_whole(response)
        links = article_links(
            response.body, response.url, self.site, listing, content_type(response)
        )
        if response.status >= 400:
            raise NotAnArticle("status", f"the listing answered with status {response.status}")
        if not links and page == 1 and not listing.optional:
            raise NotAnArticle("empty", "the listing names no article; has its layout changed?")
        return links

    def _article_requests(self, links: list[Link]) -> Iterator[Request]:
        for link in links:
            if link.address.key not in self.asked:
                self.asked.add(link.address.key)
                yield Request(
                    link.address.fetch_url,
                    callback=self.parse_article,
                    errback=self.article_failed,
                    cb_kwargs={"link": link},
                    priority=_ARTICLES,
                )

    def _listing_request(
        self, template: str, listing: Listing, page: int, named: set[str]
    ) -> Request:
        return Request(
            template.replace("{page}", str(page)),
            callback=self.parse_listing,
            errback=self.listing_failed,
            cb_kwargs={"template": template, "listing": listing, "page": page, "named": named},
            priority=_FIRST_PAGES if page == 1 else _FURTHER_PAGES,
        )

    def _count(self, what: str) -> None:
        assert self.crawler.stats
        self.crawler.stats.inc_value(f"congan/{what}")

    def _stop_if_blocked(self, kind: str) -> None:
        if kind == "challenge":
            raise CloseSpider("blocked")
