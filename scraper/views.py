"""View counts as the portals print them."""

import re

_NUMBER = r"(?P<{0}>\d{{1,3}}(?:[.,]\d{{3}})+|\d+)(?![\d.,]*\d)"
# Lượt xem: 2022 · Số lượt xem: 5 · Đã xem: 123 · (Xem: 2858) · Xem: 92 · Lượt đọc: 7
_LABELLED = re.compile(
    r"(?:\b(?:số\s+)?(?:lượt|lần)\s+(?:xem|đọc)(?:\s+bài)?|\bđã\s+(?:xem|đọc)|(?:^|[(|\-–,;]\s*)xem)"
    rf"\s*:?\s*{_NUMBER.format('after')}",
    re.IGNORECASE,
)
# 7331 Lượt xem · Đọc 512 lần
_NUMBER_FIRST = re.compile(
    rf"(?<![\d.,:/]){_NUMBER.format('before')}\s*(?:lượt\s+(?:xem|đọc)|views?\b)", re.IGNORECASE
)


def find(text: str) -> int | None:
    """The view count that a line prints, or None. Thousands may be set off by point or comma.

    Visitors of the site (`Lượt truy cập`), ratings and comments are no views.
    """
    if match := _LABELLED.search(text):
        number = match["after"]
    elif match := _NUMBER_FIRST.search(text):
        number = match["before"]
    else:
        return None
    return int(re.sub(r"\D", "", number))


def is_counter(text: str) -> bool:
    """Whether a line is a view count and hardly anything else."""
    return len(text) <= 40 and find(text) is not None
