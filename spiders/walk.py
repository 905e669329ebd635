"""How one listing is followed: from its newest page on, until it names only known articles."""

from collections.abc import Collection

from scraper.frontier import Progress
from scraper.site import Listing


class Walk:
    """One walk over the pages of one listing.

    The front is walked first. Where an earlier walk broke off further down, this one jumps
    there and goes on with it: `Progress.until` says up to which page known articles do not
    end it, as what was new in the meantime has pushed known ones further down.
    """

    def __init__(
        self,
        template: str,
        listing: Listing,
        progress: Progress,
        full: bool = False,
        since: str | None = None,
    ) -> None:
        """`full` walks every page. `since`, a date, ends the walk at older articles."""
        self.template = template
        self.listing = listing
        self.progress = progress
        self.page = 1
        self.cut = False
        """Whether the listing goes on after the last page that may be asked for."""
        self.unconditional = bool(full or since or progress.sweep)
        """Whether the first page is needed even if it has not changed."""
        if full or since:
            progress.resume, progress.until, progress.since = None, listing.pages, since
        self._resume = progress.resume
        self._sweep = listing.sweep_pages if progress.sweep else 0
        self._known_pages = 0
        self._named: set[str] = set()

    @property
    def url(self) -> str:
        """The address of the page that the walk has come to."""
        return self.template.replace("{page}", str(self.page))

    @property
    def since(self) -> str | None:
        """The date, ISO 8601, at which the walk ends; the front of one that broke off has none."""
        return None if self._in_front else self.progress.since

    def take(self, keys: Collection[str], fresh: bool) -> bool:
        """Go on from a page that names these articles; whether there is a further page to ask.

        `fresh` says that one of them was not known. `progress` is then what is to be kept.
        """
        ends = self.page > 1 and not set(keys) - self._named
        self._named |= set(keys)
        self._known_pages = 0 if fresh else self._known_pages + 1
        following = None if ends or "{page}" not in self.template else self._following()
        self._note(following, fresh)
        self.page = following or self.page
        return following is not None

    def stop(self) -> None:
        """End the walk at this page, as what follows is older than what was asked for."""
        self.progress.resume, self.progress.until, self.progress.since = None, 0, None

    @property
    def _in_front(self) -> bool:
        return self._resume is not None and self.page < self._resume

    def _following(self) -> int | None:
        through = self._sweep if self._in_front else max(self._sweep, self.progress.until)
        if self.page >= through and self._known_pages >= self.listing.known_pages:
            return self._resume if self._in_front else None
        if self.page >= self.listing.pages:
            self.cut = True
            return None
        return self.page + 1

    def _note(self, following: int | None, fresh: bool) -> None:
        progress = self.progress
        progress.swept = progress.sweep and (following is None or self.page >= self._sweep)
        if following is None:
            self.stop()
        else:
            # What is new above pushes what was not walked yet further down.
            pushed = fresh and self.page < progress.until
            progress.resume, progress.until = following, max(progress.until + pushed, following)
