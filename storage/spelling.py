"""How one Vietnamese word may be spelt: marks, `đ`, and where the tone stands."""

import re
import unicodedata
from itertools import product

_LETTERS = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
# A word as FTS5's unicode61 tells it; marks that found no letter to join belong to it.
WORD = re.compile(r"[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*")
_MARKS = re.compile("[\u0300-\u036f]")
# The old way sets the tone on the first of these vowels, the new way on the second.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_PLACEMENTS = {
    unicodedata.normalize("NFC", one[0] + tone + one[1]): unicodedata.normalize("NFC", one + tone)
    for one, tone in product(("oa", "oe", "uy"), _TONES)
}
_PLACED = {key: pair for pair in _PLACEMENTS.items() for key in pair}
_PLACED_RE = re.compile("|".join(_PLACED))


def fold(text: str) -> str:
    """NFC text in small letters without marks, `đ` as `d`; every character keeps its place."""
    return text.translate(_FOLDED).lower()


def typed_words(text: str) -> list[str]:
    """The words of what somebody typed, in any Unicode form, as NFC in small letters."""
    return WORD.findall(unicodedata.normalize("NFC", text).lower())


def plain(word: str) -> str:
    """A typed word as the folded index holds it."""
    return _MARKS.sub("", fold(word))


def spellings(word: str) -> tuple[str, ...]:
    """A word in small letters with its tone in either place: `hòa` gives `hòa` and `hoà`."""
    found = _PLACED_RE.search(word)
    if not found:
        return (word,)
    return tuple(word[: found.start()] + way + word[found.end() :] for way in _PLACED[found[0]])


def _letter(code: int) -> str:
    base = unicodedata.normalize("NFD", chr(code))[0]
    return {"đ": "d", "Đ": "d"}.get(base, base).lower()


_FOLDED = {code: _letter(code) for code in _LETTERS}
