"""What is looked for."""

from dataclasses import dataclass, replace
from datetime import date

from storage import terms
from storage.matches import FOLDED, LAST, Matches
from storage.schema_search import DAY
from storage.terms import Term, read_terms


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. Everything given must hold."""

    text: str = ""
    """Words in any spelling: with or without marks, `đ` or `d`, `hoà` or `hòa`, any case, NFC or
    NFD. `"in quotes"` is a phrase, `chữa*` a beginning, of three letters or more; `title:`,
    `byline:` or `caption:` before a word or phrase looks there only. Anything else that is typed
    is harmless. Blank: every article that the other fields allow, newest first."""
    within: str | None = None
    """One of `terms.COLUMNS` to look in, where a word names none."""
    site: str | None = None
    """The site's name."""
    section: str | None = None
    """The article's category, exactly as printed."""
    since: date | None = None
    """First and last day by `published`; articles without a date are in no range."""
    until: date | None = None
    limit: int = 20
    offset: int = 0
    newest: bool = False
    """Newest first instead of the best first."""

    @property
    def terms(self) -> tuple[Term, ...]:
        """The words and phrases of the text."""
        return read_terms(self.text, self.within)

    @property
    def places(self) -> list[str]:
        """Site and section as expressions: the index has each as one word."""
        places = (("site", self.site), ("section", self.section))
        return [
            f'{{{column}}} : "{name.encode(errors="replace").hex()}"'
            for column, name in places
            if name is not None
        ]

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last row number of the days; what has no date has no day."""
        dated = self.since or self.until
        first = _number(self.since) if self.since else DAY if dated else 0
        return first, _number(self.until) + DAY - 1 if self.until else LAST

    @property
    def everywhere(self) -> "Query":
        """The same words at any place and time."""
        return replace(self, site=None, section=None, since=None, until=None)


def matches(query: Query) -> Matches:
    """Everything that the query finds, the newest first."""
    words = terms.folded(query.terms)
    nothing = terms.NOTHING if query.text.strip() and not words else ""
    match = " AND ".join(filter(None, [*query.places, words, nothing]))
    return Matches(FOLDED, match, *query.span)


def _number(day: date) -> int:
    return int(day.strftime("%Y%m%d")) * DAY
