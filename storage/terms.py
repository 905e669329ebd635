"""What somebody types into a search box, read into terms, and those as FTS5 expressions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from storage.spelling import plain, spellings, typed_words

NOTHING = '"a" NOT "a"'
"""The expression that finds nothing."""

COLUMNS = {"title": "title", "byline": "byline", "caption": "captions"}
"""What can be looked in alone, by the name that people type, and its column in the index."""

_CHUNK = re.compile(r'(?:(title|byline|caption):\s*)?(?:"([^"]*)"?|([^\s"]+))', re.IGNORECASE)
_QUOTES = dict.fromkeys(map(ord, "“”„‟«»"), '"')
# A shorter beginning fits so many words that looking them all up takes seconds.
_SHORTEST_PREFIX = 3
_MOST_TERMS = 32
_MOST_WORDS = 32
_MOST_SPELLINGS = 16


@dataclass(frozen=True, slots=True)
class Term:
    """A word, the beginning of one, or words in a row."""

    words: tuple[str, ...]
    """As typed, NFC, in small letters."""
    column: str | None = None
    """The only column to look in, by its name in the index."""
    prefix: bool = False
    """Whether the last word is the beginning of one."""
    bare: bool = False
    """Whether it was one word without quotes, column or star."""


def read_terms(text: str, within: str | None = None) -> tuple[Term, ...]:
    """The terms of a text. None of it is an error: what is no word is passed over, and so are
    the terms and the words of a phrase beyond the first 32. Curly quotes, which telephones type,
    are quotes. `within` is one of COLUMNS to look in where a term names none."""
    found = (each.groups() for each in _CHUNK.finditer(text.translate(_QUOTES)))
    terms = (_term(column or within, quoted, chunk) for column, quoted, chunk in found)
    return tuple(islice((term for term in terms if term.words), _MOST_TERMS))


def _term(column: str | None, quoted: str | None, chunk: str | None) -> Term:
    text = quoted if quoted is not None else chunk or ""
    words = tuple(typed_words(text)[:_MOST_WORDS])
    starred = quoted is None and text.endswith("*") and bool(words)
    prefix = starred and len(words[-1]) >= _SHORTEST_PREFIX
    bare = quoted is None and column is None and not prefix and len(words) == 1
    return Term(words, COLUMNS[column.lower()] if column else None, prefix, bare)


def row_of_bare_words(terms: Iterable[Term]) -> Term | None:
    """The words typed without quotes as the phrase that they may well be; None of fewer than 2."""
    words = tuple(term.words[0] for term in terms if term.bare)
    return Term(words) if len(words) > 1 else None


def in_row(terms: Sequence[Term]) -> tuple[Term, ...]:
    """The terms with the bare words in a row; none of fewer than two such words."""
    row = row_of_bare_words(terms)
    return (row, *(term for term in terms if not term.bare)) if row else ()


def in_title(terms: Sequence[Term]) -> tuple[Term, ...]:
    """The terms in the title, those of one column in theirs; none where all are."""
    free = any(term.column is None for term in terms)
    return tuple(replace(term, column=term.column or "title") for term in terms) if free else ()


def is_marked(terms: Iterable[Term]) -> bool:
    """Whether somebody typed marks, and so cares about them."""
    return any(plain(word) != word for term in terms for word in term.words)


def folded(terms: Iterable[Term]) -> str:
    """The expression that finds all terms in `articles_fts`."""
    return " AND ".join(
        _in(term, _quoted([plain(word) for word in term.words], term.prefix)) for term in terms
    )


def exact(terms: Iterable[Term]) -> str:
    """The expression that finds all terms in `articles_exact`, wherever the tone stands."""
    return " AND ".join(
        _in(term, " OR ".join(_quoted(way, term.prefix) for way in ways(term))) for term in terms
    )


def ways(term: Term) -> list[tuple[str, ...]]:
    """The spellings of a term that differ in where the tone stands; the first 16."""
    return list(islice(product(*map(spellings, term.words)), _MOST_SPELLINGS))


def _quoted(words: Iterable[str], prefix: bool) -> str:
    # Words hold letters and digits alone, so there is nothing to escape.
    return f'"{" ".join(words)}"' + (" *" if prefix else "")


def _in(term: Term, expression: str) -> str:
    return f"{{{term.column}}} : ({expression})" if term.column else f"({expression})"
