"""What a crawl asks of the archive before it asks the site: the words between the two."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from scraper.urls import Link


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of a page's version, to be sent back (RFC 9110, 13.1)."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a conditional request; none where the server said nothing."""
        sent = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in sent.items() if value}


@dataclass(frozen=True, slots=True)
class Visit:
    """A known article that is due to be looked at again."""

    key: str
    url: str
    """Canonical."""
    validators: Validators


@dataclass(frozen=True, slots=True)
class File:
    """An image or attachment that waits to be fetched, or is due to be looked at again."""

    url: str
    """As its article's page names it."""
    validators: Validators


@dataclass(slots=True)
class Progress:
    """How far a listing was followed, kept from run to run."""

    resume: int | None = None
    """The next page of a walk that broke off; None where the last one came to its end."""
    until: int = 0
    """The last page up to which that walk must not stop at known articles."""
    since: str | None = None
    """The date, ISO 8601, at which that walk was to end."""
    sweep: bool = False
    """Whether the first pages are due to be walked in full."""
    swept: bool = False
    """Whether this walk has done so."""
    validators: Validators = field(default_factory=Validators)
    """Of its first page."""
    known: bool = False
    """Whether it was ever read."""


class FrontierError(Exception):
    """The frontier cannot be kept, as the archive cannot be written: the crawl must end."""


class Frontier(Protocol):
    """The addresses of one site: which are known, which wait, which are due again."""

    def unknown(self, links: Sequence[Link]) -> list[Link]:
        """Those addresses that gave no article yet and do not wait either, in their order."""

    def keep(
        self, links: Sequence[Link], listing: str = "", progress: Progress | None = None
    ) -> None:
        """Let addresses wait until they are fetched; with them how far the listing that named
        them was followed: both are kept, or neither. Raises FrontierError."""

    def waiting(self) -> list[Link]:
        """Addresses named in earlier runs that are still to be fetched, or to be tried again."""

    def due(self, most: int) -> list[Visit]:
        """At most so many articles to look at again, the most overdue first."""

    def progress(self, listing: str) -> Progress:
        """How far a listing, told by its URL with `{page}` in it, was followed."""

    def published(self, links: Sequence[Link]) -> list[str | None]:
        """The dates of those articles that are known, ISO 8601; None for one without a date."""

    def unknown_files(self, urls: Sequence[str]) -> list[str]:
        """Those addresses of images and attachments that are not known, in their order."""

    def files(self, most: int, images: bool, attachments: bool) -> list[File]:
        """Images, attachments or both: those that wait since an earlier run, and at most so many
        that are due to be looked at again or tried again, the most overdue first."""


class Memory:
    """The frontier of a crawl without an archive: it knows what it has been told itself."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def unknown(self, links: Sequence[Link]) -> list[Link]:
        """Those not kept before."""
        return [link for link in links if link.address.key not in self._known]

    def keep(
        self, links: Sequence[Link], listing: str = "", progress: Progress | None = None
    ) -> None:
        """Remember addresses for this run."""
        self._known.update(link.address.key for link in links)

    def waiting(self) -> list[Link]:
        """None."""
        return []

    def due(self, most: int) -> list[Visit]:
        """None."""
        return []

    def progress(self, listing: str) -> Progress:
        """A walk from the first page."""
        return Progress()

    def published(self, links: Sequence[Link]) -> list[str | None]:
        """None."""
        return []

    def unknown_files(self, urls: Sequence[str]) -> list[str]:
        """None: there is nowhere to keep them."""
        return []

    def files(self, most: int, images: bool, attachments: bool) -> list[File]:
        """None."""
        return []
