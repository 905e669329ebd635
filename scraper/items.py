"""What passes between the rooms: an article as read, and a fetch as received."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Image:
    """One picture of an article, in reading order."""

    src: str | None
    """Absolute URL; None where the page was plain text."""
    alt: str | None = None
    """The alternative text, where it says something: never a file name or a placeholder."""
    caption: str | None = None
    """The caption as printed, its credit included."""
    credit: str | None = None
    """The part of the caption that names the photographer or agency, without its label."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file that an article offers to be read beside it: a decision, a form, a list."""

    url: str
    """Absolute URL."""
    label: str | None = None
    """What the link says; None where it says nothing."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as a reader sees it. Text is NFC, runs of white space are one blank."""

    url: str
    """The address that the page was read from; empty where nobody said."""
    canonical_url: str | None
    """The one form under which the article is stored."""
    site: str | None
    """The site's name, or the host where no site file knows it."""
    key: str | None
    """The site's own identity of the article, stable across hosts, templates and URL forms."""
    title: str
    published: date | datetime | None = None
    """What the page shows, at +07:00: a date where only a date is shown."""
    modified: date | datetime | None = None
    """The last change that the page shows or claims, at +07:00, if it differs from `published`."""
    views: int | None = None
    """The article's own view count, never the site's."""
    lead: str | None = None
    """The opening paragraph, where the page marks one; `body` holds it too."""
    body: tuple[str, ...] = ()
    """Every paragraph, subheading, list item and table row in reading order."""
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    """PDF, Office and archive files that the article links or shows; no video, no sound."""
    byline: str | None = None
    """As printed, without its label."""
    authors: tuple[str, ...] = ()
    source: str | None = None
    """The paper or agency that the article was taken from."""
    category: str | None = None
    tags: tuple[str, ...] = ()
    found: Mapping[str, str] = field(default_factory=dict)
    """How each field was found: `selector`, `label`, `structure`, `metadata` or `payload`.
    A shift in this mix over a site's articles shows that its template has changed."""

    def to_json(self) -> dict[str, Any]:
        """The article as plain JSON values; dates are ISO 8601, times carry their offset."""
        return {entry.name: _plain(getattr(self, entry.name)) for entry in fields(self)}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a page could not be used."""

    kind: str
    """A word that scripts can count: `challenge`, `not-html`, `empty`, `listing`, `soft-404`,
    `unreadable` from the parser; `gone`, `redirected` (to a listing or the home page), `moved`
    (elsewhere), `status`, `timeout`, `connection`, `robots`, `too-large`, `truncated`,
    `unreadable`, `failed` from the fetch; `not-media` from that of an image or attachment."""
    message: str
    """One sentence for a person."""


class NotAnArticle(ValueError):
    """The page holds no article. `kind` is a word for scripts, `str(error)` is for people."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind

    @property
    def problem(self) -> Problem:
        return Problem(self.kind, str(self))


@dataclass(frozen=True, slots=True)
class Capture:
    """One fetch, and what it gave: an article, a file or a problem, never two of them; none
    where the server said that nothing has changed (status 304).

    What is not written down here can never be proved or exported later.
    """

    site: str
    url: str
    """The URL requested."""
    fetched_at: datetime
    """When the answer, or the failure, arrived; UTC."""
    key: str | None = None
    """The article key that the URL names, if it names one."""
    aliases: tuple[str, ...] = ()
    """Every other address under which this page was linked or reached."""
    method: str = "GET"
    request_headers: tuple[tuple[str, str], ...] = ()
    redirects: tuple[tuple[str, int], ...] = ()
    """The hops before the answer, first to last: URL and status."""
    final_url: str | None = None
    """Where the answer came from; None where there was none."""
    address: str | None = None
    """The IP address that answered."""
    protocol: str | None = None
    status: int | None = None
    """HTTP status; None where there was no answer."""
    headers: tuple[tuple[str, str], ...] = ()
    """Response headers in the order received, as the HTTP client hands them over."""
    body: bytes | None = None
    """The payload after content decoding (gzip and the like)."""
    article: Article | None = None
    problem: Problem | None = None
    files: tuple[str, ...] = ()
    """The article's images and attachments that are to be kept, as the page names them."""
    file: str | None = None
    """Where an image or attachment was asked for, its address as the article's page names it."""
    media_type: str | None = None
    """What that file is by its content: `image/jpeg`, `application/pdf`, ..."""


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, Image | Attachment):
        return {entry.name: getattr(value, entry.name) for entry in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    return value
