"""Text as the archive keeps it, and how alike two texts are."""

import re
import unicodedata

# Zero-width characters, direction marks, soft hyphen, byte order mark.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_WORD = re.compile(r"\w+")


def clean(text: str) -> str:
    """NFC, without invisible characters, every run of white space (NBSP included) one blank."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return " ".join(text.split())


def alike(one: str, other: str) -> bool:
    """Whether two lines say the same: equal but for case and marks, one within the other, or
    sharing nearly all their words. Empty text is like nothing."""
    first, second = (_WORD.findall(text.casefold()) for text in (one, other))
    if not first or not second:
        return False
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) > 2 and f" {' '.join(shorter)} " in f" {' '.join(longer)} ":
        return True
    return len(set(first) & set(second)) / len(set(first) | set(second)) >= 0.8
