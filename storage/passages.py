"""Where the words that were looked for stand in a text, and the part of it worth showing."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from storage.spelling import fold, plain
from storage.terms import Term, row_of_bare_words, ways

_LENGTH = 220
_BEFORE = 60
_GAP = r"[\W_]+"
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """Text as printed, and where the words that were looked for stand in it."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    """Start and end of each marked part, in characters, in order, never overlapping."""

    @property
    def value(self) -> int:
        """How many different words are marked, in whichever spelling."""
        return len({fold(self.text[start:end]) for start, end in self.marks})

    def parts(self) -> list[tuple[str, bool]]:
        """The text cut at its marks: each part, and whether it is marked."""
        parts, at = [], 0
        for start, end in self.marks:
            parts += [(self.text[at:start], False), (self.text[start:end], True)]
            at = end
        return [part for part in [*parts, (self.text[at:], False)] if part[0]]


class Marker:
    """Marks what a search looked for in one column's texts. Made once for a query."""

    def __init__(self, terms: Iterable[Term], column: str) -> None:
        mine = [term for term in terms if term.column in (None, column)]
        self._row = _patterns(row_of_bare_words(mine))
        self._bare = [_patterns(term) for term in mine if term.bare]
        self._others = [_patterns(term) for term in mine if not term.bare]

    def mark(self, text: str) -> Passage:
        """The whole text, marked."""
        return Passage(text, tuple(self._spans(text)))

    def snippet(self, text: str) -> Passage:
        """The part of a text with most of the words, cut between words, `…` at the cuts."""
        spans = self._spans(text)
        start, end = _window(text, spans)
        before, after = "…" if start else "", "…" if end < len(text) else ""
        shift = len(before) - start
        marks = tuple((at + shift, to + shift) for at, to in spans if start <= at and to <= end)
        return Passage(before + text[start:end] + after, marks)

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Bare words in a row, or else each alone; in the spelling typed, or else in any."""
        seen = (_small(text), fold(text))
        found = _find(self._row, seen) or [at for each in self._bare for at in _find(each, seen)]
        found += [at for each in self._others for at in _find(each, seen)]
        spans: list[tuple[int, int]] = []
        for at, to in sorted(found, key=lambda span: (span[0], -span[1])):
            if not spans or at >= spans[-1][1]:
                spans.append((at, to))
        return spans


Patterns = tuple[re.Pattern[str], re.Pattern[str]]


def _patterns(term: Term | None) -> Patterns | None:
    """For text in small letters, and for folded text."""
    if term is None:
        return None
    return _pattern(ways(term), term.prefix), _pattern([map(plain, term.words)], term.prefix)


def _pattern(spellings: Iterable[Iterable[str]], prefix: bool) -> re.Pattern[str]:
    alternatives = "|".join(_GAP.join(map(re.escape, words)) for words in spellings)
    rest = r"[^\W_]*" if prefix else ""
    return re.compile(rf"(?<![^\W_])(?:{alternatives}){rest}(?![^\W_])")


def _find(patterns: Patterns | None, seen: tuple[str, str]) -> list[tuple[int, int]]:
    if patterns is None:
        return []
    for pattern, text in zip(patterns, seen, strict=True):
        if spans := [found.span() for found in pattern.finditer(text)]:
            return spans
    return []


def _small(text: str) -> str:
    # A capital dotted I grows when it is made small, and no mark would stand right after it.
    return text.replace("İ", "I").lower()


def _window(text: str, spans: list[tuple[int, int]]) -> tuple[int, int]:
    """The beginning and end of the part to show."""
    match = _densest(text, spans)
    start = max(0, match - _BEFORE)
    if start and (blank := _BLANK.search(text, start, match)):
        start = blank.end()
    end = start + _LENGTH
    if end < len(text):
        blanks = [blank.start() for blank in _BLANK.finditer(text, start + 1, end + 1)]
        end = blanks[-1] if blanks else end
    return start, min(end, len(text))


def _densest(text: str, spans: list[tuple[int, int]]) -> int:
    """Where the stretch with most different words, then with most words, begins."""
    words = [fold(text[at:to]) for at, to in spans]
    best, where, last = (0, 0), 0, 0
    held: Counter[str] = Counter()
    for first, (at, _) in enumerate(spans):
        last = max(first, last)
        while last < len(spans) and spans[last][1] <= at + _LENGTH - _BEFORE:
            held[words[last]] += 1
            last += 1
        value = (len(held), last - first)
        if value > best:
            best, where = value, at
        held.subtract(words[first : min(first + 1, last)])
        held += Counter()
    return where
