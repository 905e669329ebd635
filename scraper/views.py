"""View counts as the portals print them."""

import re

_NUMBER = r"(?P<{0}>\d{{1,3}}(?:[.,]\d{{3}})+|\d+)(?![\d.,]*\d)"
# Lượt xem: 2022 · Số lượt xem: 5 · Đã xem: 123 · (Xem: 2858) · Xem: 92 · Lượt đọc: 7
_LABELLED = re.compile(
    r"(?P<label>(?<![^\W\d])(?:số\s+)?(?:lượt|lần)\s+(?:người\s+)?(?:xem|đọc|view)(?:\s+bài(?:\s+viết)?)?|(?<![^\W\d])(?:đã|(?:số\s+)?người)\s+(?:xem|đọc)"
    r"|(?:^|(?<=[(|\-–,;\]\d])|(?<=[(|\-–,;]\s))(?:xem|đọc(?=\s*:))|(?<![^\W\d])(?:số\s+)?views?|\bhits)"
    rf"\s*(?P<colon>[:(]?)\s*{_NUMBER.format('after')}",
    re.IGNORECASE,
)
# 7331 Lượt xem · Đọc 512 lần
_NUMBER_FIRST = re.compile(
    rf"(?:\bđã\s+có\s+)?(?<![\d.,:/]){_NUMBER.format('before')}\s*(?:lượt\s+(?:xem|đọc)|views?\b)"
    rf"|\b(?:đã\s+)?(?:đọc|xem)\s*:?\s+{_NUMBER.format('times')}\s+lần",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_BARE = re.compile(_NUMBER.format("bare"))
# What may stand before a counter in its line.
_BEFORE = re.compile(
    r"[\d|(\[\-–,;:·•/)\]]$|(?:SA|CH|AM|PM|GMT\s*\+\s*7)$"
    r"|\d\s+(?:giây|phút|giờ|ngày|tuần|tháng|năm)\s+(?:trước|đọc)$|\b(?:ago|read)$",
    re.IGNORECASE,
)
_MOST_DIGITS = 12


def find(text: str) -> int | None:
    """The view count that a line prints, or None. Thousands may be set off by point or comma.

    Visitors of the site (`Lượt truy cập`), ratings and comments are no views, nor is a
    number in a sentence (`Clip đạt 5.000 lượt xem`).
    """
    if len(text) > 200 or not (_may_count(text.lower()) and _DIGIT.search(text)):
        return None
    if match := _LABELLED.search(text):
        label = match["label"]
        if not (match["colon"] or label[:1].isupper() or _stands_apart(text, match.start())):
            return None
        return _number(match["after"])
    if (match := _NUMBER_FIRST.search(text)) and _stands_apart(text, match.start()):
        return _number(match["before"] or match["times"])
    return None


def _may_count(text: str) -> bool:
    """Whether a text has a word of a counter, for which the patterns need not be tried."""
    return "xem" in text or "đọc" in text or "view" in text or "hits" in text


def bare(text: str) -> int | None:
    """The number at the beginning of a text that an icon marks as a counter."""
    match = _BARE.match(text)
    return _number(match["bare"]) if match else None


def alone(text: str) -> int | None:
    """The number that is all of a text."""
    match = _BARE.fullmatch(text)
    return _number(match["bare"]) if match else None


def without(text: str) -> str:
    """A line without the view count that it prints."""
    for pattern in (_LABELLED, _NUMBER_FIRST) if len(text) <= 200 else ():
        text = pattern.sub(" ", text)
    return text


def is_counter(text: str) -> bool:
    """Whether a line is a view count and hardly anything else."""
    return len(text) <= 40 and find(text) is not None


def _stands_apart(text: str, at: int) -> bool:
    before = text[:at].rstrip()
    return not before or _BEFORE.search(before) is not None


def _number(digits: str) -> int | None:
    plain = re.sub(r"\D", "", digits)
    return int(plain) if len(plain) <= _MOST_DIGITS else None
