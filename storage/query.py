"""What is looked for, and the questions to the search indexes that answer it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from storage.matches import LAST, Matches
from storage.schema_search import DAY
from storage.terms import NOTHING, Term, exact, folded, is_marked, read_terms, row_of_bare_words


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. Everything given must hold."""

    text: str = ""
    """Words in any spelling: with or without marks, `đ` or `d`, `hoà` or `hòa`, any case, NFC or
    NFD. `"in quotes"` is a phrase, `chữa*` a beginning, of three letters or more; `title:`,
    `byline:` or `caption:` before a word or phrase looks there only. Anything else that is typed
    is harmless. Blank: every article that the other fields allow, newest first."""
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
        return read_terms(self.text)


def matches(query: Query) -> Matches:
    """Everything that the query finds."""
    return _matches(query, "articles_fts", folded)


def exact_matches(query: Query) -> Matches | None:
    """What is spelt as it was typed; None where no marks were, and any spelling is as good."""
    return _matches(query, "articles_exact", exact) if is_marked(query.terms) else None


def other_matches(query: Query) -> Matches:
    """What is spelt otherwise than it was typed."""
    exactly = _matches(query, "articles_exact", exact)
    return replace(matches(query), but=exactly.match)


def _matches(query: Query, table: str, express: Callable[[Iterable[Term]], str]) -> Matches:
    terms, places = query.terms, _places(query)
    row = row_of_bare_words(terms)
    titles = [replace(term, column="title") for term in terms if term.column in (None, "title")]
    nothing = [NOTHING] if query.text.strip() and not terms else []
    first, last = _span(query)

    def here(those: Sequence[Term]) -> str:
        return " AND ".join([*places, express(those)]) if those else ""

    return Matches(
        table,
        match=here(terms) or " AND ".join([*places, *nothing]),
        words=express(terms),
        row=here([row] if row else []),
        in_title=here(titles),
        first=first,
        last=last,
    )


def _span(query: Query) -> tuple[int, int]:
    """The first and the last row number of the days; what has no date has no day."""
    dated = query.since or query.until
    first = _number(query.since) if query.since else DAY if dated else 0
    return first, _number(query.until) + DAY - 1 if query.until else LAST


def _number(day: date) -> int:
    return int(day.strftime("%Y%m%d")) * DAY


def _places(query: Query) -> Sequence[str]:
    """Site and section as expressions: the index has each as one word."""
    places = (("site", query.site), ("section", query.section))
    return [
        f'{{{column}}} : "{name.encode(errors="replace").hex()}"'
        for column, name in places
        if name is not None
    ]
