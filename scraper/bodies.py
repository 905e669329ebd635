"""The body of an article: its text, without what is the page's own and the lines that sign it."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from scraper import bylines, dates, kinds, noise, views
from scraper.blocks import HEADINGS, Block
from scraper.bylines import Byline
from scraper.found import Found
from scraper.locate import Parts

_TAIL = 6
"""Lines at the end of a body among which byline and source may stand."""
_PARAGRAPH = 80
# Characters of a line that is so short that it may be said twice.
_ANSWER = 20
# Characters above which a line is none of the page's own.
_LONG_LINE = 200
_ENDS = re.compile(r"[.!?:;…][\"”’)\]]?$")
_BEGINS = re.compile(r"[-–+*•]\s|\d{1,2}[.)]\s|\w[\w ]{1,30}:\s")


def blocks(parts: Parts, title: str) -> list[Block]:
    """The body without what is the page's own: buttons, repeated title, boxes at its end."""
    lead = {block.text for block in parts.lead if not block.is_image}
    body = [block for block in parts.lead if block.is_image and block not in parts.body]
    homes: set[object] = set()
    boxed, of_files = False, False
    for block in parts.body:
        parent = block.element.getparent() if block.element is not None else None
        if boxed and (block.is_image or not _resumes(block, parent in homes, of_files)):
            continue
        boxed = False
        parts.offered += kinds.offers(block)
        if block.is_image:
            body.append(block)
        elif len(block.text) > _LONG_LINE and block.link_density < 0.3 and block.text not in lead:
            body.append(block)
            homes.add(parent)
        elif noise.is_heading(block.text) and body:
            boxed, of_files = True, noise.is_of_files(block.text)
        elif _is_aside(block) or (not body and _is_dated(block)):
            parts.aside.append(block)
        elif _is_page_line(block, title):
            parts.below.append(block)
        elif block.text not in lead:
            body.append(block)
            homes.add(parent)
    return body


def _resumes(block: Block, at_home: bool, of_files: bool) -> bool:
    """Whether the text goes on after a box in its midst: a paragraph beside earlier ones, or a
    subheading.

    After a list of files also a short one, such as the byline.
    """
    if block.element is None or not at_home or block.link_density > 0.4:
        return False
    enough = (
        of_files or len(block.text) >= _PARAGRAPH or (block.tag in HEADINGS and not block.links)
    )
    return enough and not noise.is_noise(block.text)


def _is_aside(block: Block) -> bool:
    if block.seen or dates.is_dateline(block.text) or views.is_counter(block.text):
        return True
    counted = not block.links and views.find(block.text) is not None
    return counted and dates.find(block.text) is not None


def _is_dated(block: Block) -> bool:
    """Whether a line above the text is a time, or a date and something short glued to it."""
    return len(block.text) <= 60 and (dates.begins(block.text) or dates.is_time(block.text))


def _is_page_line(block: Block, title: str) -> bool:
    if block.tag == "figcaption":
        return noise.is_placeholder(block.text)
    if len(block.text) > _LONG_LINE:
        return False
    if block.link_density >= 0.95 or block.text == title or noise.is_noise(block.text):
        return True
    if block.link_density >= 0.3 and noise.points_elsewhere(block.text):
        return True
    rest = len(block.text) - block.links
    return block.link_density >= 0.6 and rest <= 20 and dates.find(block.text) is not None


def signed(text: list[Block], parts: Parts) -> tuple[list[Block], Found | None]:
    """The text without the lines at its end that name author and source, and what they name."""
    selected = parts.texts("byline")
    found: Byline | None = None
    text = list(text)
    at, how = None, "label"
    for _ in range(min(_TAIL, len(text))):
        signed = found is not None and found.text is not None
        entry = bylines.labelled(text[-1].text)
        if entry is None and not signed and not selected:
            entry = _name_at_end(text)
            how = "structure" if entry else how
        if entry is None:
            break
        at = text.pop().element
        found = _merged(found, entry)
    return text, Found(found, "structure" if how == "structure" else "label", at) if found else None


def _name_at_end(text: list[Block]) -> Byline | None:
    """What a bare name in the last line names. One over two lines is made one in passing."""
    last = text[-1].text
    if len(text) < 2 or text[-1].tag in ("li", "tr") or not bylines.is_name(last):
        return None
    above = text[-2].text
    if above.endswith(("-", "–")) and bylines.is_name(above.rstrip(" -–")):
        text.pop()
        return bylines.named(f"{above} {last}")
    if above.endswith(":") or bylines.is_name(above):
        return None
    return bylines.named(last)


def _merged(earlier: Byline | None, entry: Byline) -> Byline:
    if earlier is None:
        return entry
    named = earlier if earlier.text else entry
    return Byline(named.text, named.authors, earlier.source or entry.source)


def split(block: Block) -> Iterable[Block]:
    """The lines of a text that is broken by single `<br>`s, where they are paragraphs.

    They are where one of them ends like a sentence before the next begins, or begins like
    the entry of a list; verses and addresses stay together.
    """
    pairs = pairwise(block.lines)
    if not any(_ENDS.search(above) or _BEGINS.match(below) for above, below in pairs):
        return [block]
    return [replace(block, text=line, lines=(line,), strong=0, emphasis=0) for line in block.lines]


def read_once(blocks: Iterable[Block]) -> list[Block]:
    """The text in reading order; what is printed twice in a row, for two screens, once.

    A short answer (`Có.`) may well be given twice.
    """
    texts = [block for block in blocks if not block.is_image]
    pairs = zip([None, *texts], texts, strict=False)
    return [
        block
        for above, block in pairs
        if above is None or block.text != above.text or len(block.text) < _ANSWER
    ]
