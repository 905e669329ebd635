"""Images and attachments of the articles that a spider reads."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from scraper.frontier import File, Frontier, Memory, Validators
from scraper.items import Article, Capture
from scraper.urls import check, is_public
from spiders.captures import failed, read_file

# So many tries in a row that a host does not answer, more than one file has: it is asked for no
# more files in this run.
_PATIENCE = 6


class FileSpider(Spider):
    """A spider that fetches the files of its articles: each once, on whatever host it is."""

    frontier: Frontier

    def __init__(
        self, no_images: bool | str = False, no_attachments: bool | str = False, **arguments: Any
    ) -> None:
        super().__init__(**arguments)
        self.no_images = is_set(no_images)
        self.no_attachments = is_set(no_attachments)
        self.frontier = Memory()
        self.busy = ""
        """Says which other crawl of the site is on its way, so that this one does nothing."""
        self.no_archive = ""
        """Says why the archive cannot be written, so that nothing is asked for."""
        self.files_waiting = 0
        """How many files were asked for that did not come yet."""
        self._files: set[str] = set()

    @property
    def cannot_keep(self) -> bool:
        """Whether nothing would be kept of what is asked for."""
        return bool(self.busy or self.no_archive)

    def with_files(self, capture: Capture) -> Capture:
        """The capture of an article with the addresses of those files of it that are wanted."""
        if capture.article is None:
            return capture
        urls = dict.fromkeys(self._urls(capture.article))
        return replace(capture, files=tuple(url for url in urls if _can_be_asked(url)))

    def file_requests(self, capture: Capture, priority: int) -> Iterator[Request]:
        """Requests for those files of an article that are not known."""
        fresh = [url for url in capture.files if url not in self._files]
        for url in self.frontier.unknown_files(fresh) if fresh else []:
            yield self._file_request(File(url, Validators()), capture.site, priority)

    def known_file_requests(self, site: str, most: int, priority: int) -> Iterator[Request]:
        """Requests for files that wait since an earlier run, and for at most so many due ones."""
        for file in self.frontier.files(most, not self.no_images, not self.no_attachments):
            if file.url not in self._files:
                yield self._file_request(file, site, priority)

    def parse_file(self, response: Response, site: str, url: str) -> Iterator[Any]:
        """The Capture of an answer."""
        self.files_waiting -= 1
        self.count("seconds/fetch", response.meta.get("download_latency", 0))
        yield read_file(response, site, url)

    def file_failed(self, failure: Failure) -> Iterator[Any]:
        """The Capture of a file that was not answered; nothing where it was not asked for."""
        self.files_waiting -= 1
        asked: dict[str, Any] = failure.request.cb_kwargs  # type: ignore[attr-defined]
        if not isinstance(failure.value, LeftAlone):
            yield replace(failed(failure, asked["site"]), file=asked["url"])

    def count(self, what: str, number: float = 1) -> None:
        """Add to a number of the run's."""
        assert self.crawler.stats
        self.crawler.stats.inc_value(f"congan/{what}", number)  # type: ignore[arg-type]

    def _urls(self, article: Article) -> Iterable[str]:
        if not self.no_images:
            yield from (image.src for image in article.images if image.src)
        if not self.no_attachments:
            yield from (attachment.url for attachment in article.attachments)

    def _file_request(self, file: File, site: str, priority: int) -> Request:
        self._files.add(file.url)
        self.files_waiting += 1
        return Request(
            file.url,
            callback=self.parse_file,
            errback=self.file_failed,
            cb_kwargs={"site": site, "url": file.url},
            # As it is for everyone: a server that chooses by what is accepted may choose anew.
            headers={"Accept": "*/*", **file.validators.headers},
            priority=priority,
            meta={
                "is_file": True,
                "allow_offsite": True,
                "download_maxsize": self.crawler.settings.getint("CONGAN_MAX_FILE"),
            },
        )


class LeftAlone(IgnoreRequest):
    """A file was not asked for, as its host did not answer for others; it waits."""


class FileMiddleware:
    """Leaves hosts alone that do not answer for files, lest these cost the crawl its time."""

    def __init__(self) -> None:
        self.unanswered: Counter[str] = Counter()

    def process_request(self, request: Request) -> None:
        """Raises LeftAlone for a file of such a host."""
        host = urlsplit(request.url).hostname or ""
        if request.meta.get("is_file") and self.unanswered[host] >= _PATIENCE:
            raise LeftAlone(f"{host} does not answer; its files wait until the next crawl")

    def process_response(self, request: Request, response: Response) -> Response:
        """The answer, as it is."""
        if request.meta.get("is_file"):
            self._note(request, response.status < 500)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Counts it."""
        if request.meta.get("is_file") and not isinstance(exception, IgnoreRequest):
            self._note(request, False)

    def _note(self, request: Request, answered: bool) -> None:
        host = urlsplit(request.url).hostname or ""
        self.unanswered[host] = 0 if answered else self.unanswered[host] + 1


def is_set(value: bool | str) -> bool:
    """Whether a spider's argument is set, given in Python or on Scrapy's command line."""
    return str(value).lower() in ("1", "true", "yes")


def _can_be_asked(url: str) -> bool:
    try:
        check(url)
        Request(url)
    except ValueError:
        return False
    return is_public(url)
