"""Labels and what they label, where a page sets the two apart."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice

from scraper.blocks import Block, raw_text
from scraper.text import clean

# Characters of a label that stands alone, at most; of what a bare one labels.
_LONGEST, _VALUE = 20, 80
# Whole lines that wait for a name: Tác giả · Nguồn
_ALONE = re.compile(
    r"(?:tác giả(?: bài viết)?|người viết|bút danh|nguồn(?: tin)?|author|source)$", re.IGNORECASE
)
# 5 tháng 8, 2024 bởi
_BY = re.compile(
    r"(?:^|(?<=\W))(?:(?:được\s+)?(?:đăng|viết|gửi)\s+bởi|bởi|(?:(?:written|posted)\s+)?by)$",
    re.IGNORECASE,
)
# How far up from a bare label the box is that holds what it labels.
_NEAR = 2
# Elements of a line that are looked at.
_MOST = 12
_MARKS = " |•·,-–—"


def joined(lines: Iterable[Block], wanted: Callable[[str], object] = bool) -> list[Block]:
    """Lines, of which a label that stands alone is one with what it labels, if that is wanted.

    A label at the end of a line (`5 tháng 8, 2024 bởi`) leaves it for the next.
    """
    found: list[Block] = []
    for line in lines:
        rest, label = _label(found[-1], line) if found and not line.is_image else ("", "")
        if label and wanted(text := f"{label} {line.text}"):
            above = found.pop()
            if rest:
                found.append(replace(above, text=rest, lines=(rest,)))
            line = replace(line, text=text, lines=(text,), links=0)
        found.append(line)
    return found


def pieces(block: Block) -> list[str]:
    """The parts of a line that stand in elements of their own, each with its label."""
    element = block.element
    while element is not None and len(element) == 1 and not clean(element.text or ""):
        element = element[0]
    if element is None or block.is_image:
        return []
    texts = [element.text or ""]
    for child in islice(element, _MOST):
        texts += [raw_text(child), child.tail or ""]
    found: list[str] = []
    for text in filter(None, (clean(text).strip(_MARKS) for text in texts)):
        if found and (label := _labels(found[-1])):
            found[-1] = f"{label} {text}"
        elif text in block.text:
            found.append(text)
    return found


def is_alone(text: str) -> bool:
    """Whether a line is a label and nothing else."""
    return bool(_labels(text))


def _label(above: Block, below: Block) -> tuple[str, str]:
    """A line without the label at its end, and the label; empty where it has none."""
    if above.links:
        return "", ""
    if above.text.endswith(":") and len(above.text) <= _LONGEST:
        return "", above.text
    if not _is_beside(above, below) or len(below.text) > _VALUE or is_alone(below.text):
        return "", ""
    if len(above.text) <= _LONGEST and (label := _labels(above.text)):
        return "", label
    by = _BY.search(above.text) if len(above.text) <= _VALUE else None
    return (above.text[: by.start()].strip(_MARKS), by[0]) if by else ("", "")


def _labels(text: str) -> str:
    """A text as a label, if it is one and nothing else."""
    if len(text) > _LONGEST:
        return ""
    if text.endswith(":"):
        return text
    by = _BY.search(text)
    if by and not by.start():
        return text
    return f"{text}:" if _ALONE.match(text) else ""


def _is_beside(above: Block, below: Block) -> bool:
    if above.element is None or below.element is None:
        return False
    around = [below.element, *islice(below.element.iterancestors(), _MOST)]
    return above.element in around or above.element.getparent() in around[: _NEAR + 1]
