"""The order of what a search finds.

What is spelt as it was typed comes before what is spelt otherwise, where marks were typed. In
each of these, where few articles have the words, those that have them in a row come first, then
BM25 decides. That reads every match of every word, so of common words it would tell little and
take long: there it counts whether the words stand in a row and in the title, then the date.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from storage.matches import CAP, EXACT, Connection, Matches
from storage.query import Query, matches
from storage.terms import Term, exact, folded, in_row, in_title, is_marked

_FEW = 5000


def ranked(db: Connection, query: Query) -> tuple[Iterable[Matches], int]:
    """The groups of matches, the best group first, and how many match, at most CAP + 1.

    Of more than CAP matches the newest CAP are ranked; the last group is the others. Where more
    than CAP are spelt as typed, what is spelt otherwise is left out.
    """
    every, exactly = matches(query), _exact_matches(query)
    found = exactly.count(db) if exactly else (0, 0)
    if exactly and found[0] > CAP:
        return _by_place(db, exactly, query, found), found[0]
    known = every.count(db)
    if _are_few(db, every, query, known[0]):
        if not exactly or not found[0]:
            return [_by_words(every, query)], known[0]
        # Each by the words of its own spelling: a title with `cống` is no better for `công`.
        unlike = _by_words(replace(every, but=exactly.match), query)
        return [_by_words(exactly, query), unlike], known[0]
    if not exactly or not found[0]:
        return _by_place(db, every, query, known), known[0]
    others = _by_place(db, replace(every, but=exactly.match), query, known)
    if _are_few(db, exactly, query, found[0]):
        return chain([_by_words(exactly, query)], others), known[0]
    return chain(_by_place(db, exactly, query, found), others), known[0]


def page(db: Connection, groups: Iterable[Matches], limit: int, offset: int) -> list[int]:
    """So many rows of the groups one after another, after so many others."""
    rows: list[int] = []
    for group in groups:
        if len(rows) == limit:
            break
        more = group.page(db, limit - len(rows) + offset)
        rows += more[offset:]
        offset = max(0, offset - len(more))
    return rows


def _exact_matches(query: Query) -> Matches | None:
    """What is spelt as typed; None where no marks were, and any spelling is as good."""
    if not is_marked(query.terms):
        return None
    return Matches(EXACT, _express(query, EXACT, query.terms), *query.span)


def _are_few(db: Connection, these: Matches, query: Query, count: int) -> bool:
    """Whether few articles have the words, also beyond the site or the days asked for."""
    if count > _FEW or query == query.everywhere:
        return count <= _FEW
    words = _express(query.everywhere, these.table, query.terms)
    return Matches(these.table, words).count(db, _FEW)[0] <= _FEW


def _by_words(these: Matches, query: Query) -> Matches:
    terms = in_row(query.terms)
    row = ((these.table, _express(query, these.table, terms)),) if terms else ()
    return replace(these, before=row, by_words=True)


def _by_place(
    db: Connection, these: Matches, query: Query, known: tuple[int, int]
) -> Iterator[Matches]:
    """The newest CAP by where the words stand, then those beyond.

    Of more than CAP each group is read only as far as it is needed: what nearly every title has
    costs little. A lesser number is sorted sooner than looked through for each group.
    """
    count, oldest = known
    row, title = in_row(query.terms), in_title(query.terms)
    if count <= CAP:
        found = [
            (these.table, _express(query, these.table, terms)) for terms in (row, title) if terms
        ]
        yield replace(these, before=tuple(found))
        return
    newest = replace(these, first=oldest)
    places = [title]
    if row and replace(newest, match=_express(query, these.table, row)).page(db, 1):
        places = [in_title(row), row]
    not_these = ""
    for terms in (*places, query.terms):
        if terms:
            match = _express(query, these.table, terms)
            yield replace(newest, match=f"({match}){not_these}")
            not_these += f" NOT ({match})"
    yield replace(these, last=oldest - 1)


def _express(query: Query, table: str, terms: tuple[Term, ...]) -> str:
    """The terms where the query looks."""
    words = exact(terms) if table == EXACT else folded(terms)
    return " AND ".join([*query.places, words])
