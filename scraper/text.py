"""Text as the archive keeps it, and how alike two texts are."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

# Zero-width characters, direction marks, soft hyphen, byte order mark, control characters,
# halves of surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff\ufffe\uffff]"
)
_WORD = re.compile(r"\w+")
# Characters of a text above which no answer is kept, lest one page fill the memory.
_KEPT = 200

Answer = TypeVar("Answer")


def remembered(question: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """A function of a text that keeps its answers to the latest short ones.

    For what is asked many times: the same classes stand all over a page and on the next page
    of its site, and several fields ask about the same line.
    """
    known = lru_cache(maxsize=2048)(question)

    @wraps(question)
    def answer(text: str) -> Answer:
        return known(text) if len(text) <= _KEPT else question(text)

    return answer


def clean(text: str) -> str:
    """NFC, without invisible characters, every run of white space (NBSP included) one blank."""
    text = text.strip()
    # Only the blank is white space that is printable.
    if not text.isprintable() or "  " in text:
        text = " ".join(text.split())
        if not text.isprintable():
            text = " ".join(_INVISIBLE.sub("", text).split())
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text)


def words(text: str) -> list[str]:
    """The words of a text without regard to case and marks."""
    return _WORD.findall(text.casefold())


def alike(one: str, other: str) -> bool:
    """Whether two lines say the same: equal but for case and marks, one within the other, or
    sharing nearly all their words. Empty text is like nothing."""
    return alike_words(words(one), words(other))


def alike_words(first: list[str], second: list[str]) -> bool:
    """`alike` of texts whose words are known."""
    one, other = set(first), set(second)
    common = len(one & other)
    # Neither holds the other, nor have they nearly all words in common.
    if not common or common < 0.8 * min(len(one), len(other)):
        return False
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) > 2 and f" {' '.join(shorter)} " in f" {' '.join(longer)} ":
        return True
    return common / len(one | other) >= 0.8
