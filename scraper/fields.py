"""The candidates for each field of the header and the footer, best first."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice, zip_longest

from lxml import etree

from scraper import bylines, dates, payload, views
from scraper.blocks import Block, raw_text
from scraper.document import Document
from scraper.found import Found, How
from scraper.labels import pieces
from scraper.locate import Parts
from scraper.text import clean, remembered

_UPDATED = re.compile(
    r"(?:đã\s+)?(?:cập nhật|chỉnh sửa|sửa lần cuối|sửa đổi|hiệu chỉnh)|updated|modified",
    re.IGNORECASE,
)
_PUBLISHED = (
    "article:published_time datepublished pubdate publishdate dc.date dc.date.issued"
    " dcterms.created date"
).split()
# Characters of a line of date and counter, at most.
_LINE = 120
# Characters of the box that holds title and date and no text.
_LITTLE = 400
_COUNTER_NAME = re.compile(
    r"(?:^|[\s_-])(?:views?(?!-(?:row|field|element|content|header|mode))|hits?|view-?counts?|page-?views?"
    r"|visits?|read-?counts?|(?:so-?)?luot-?(?:xem|doc)|eye)(?=$|[\s_-])|lượt (?:xem|đọc)",
    re.IGNORECASE,
)
_NAMES = ("class", "id", "title", "aria-label")
# Elements within a line that are looked at.
_MOST_INSIDE = 12
_AGE = re.compile(
    r"\d+\s+(?:giây|phút|giờ|ngày|tuần|tháng|năm)\s+trước|\b(?:hôm (?:nay|qua)|vừa xong|ago)\b",
    re.IGNORECASE,
)
_MOMENTS = (
    "datetime",
    "content",
    "title",
    "data-time",
    "data-date",
    "data-datetime",
    "data-timestamp",
)
# Elements that a page's own clock stands in.
_CLOCK = re.compile(
    r"(?:^|[\s_-])(?:clock|top-?(?:bar|line|header|nav)|site-?header|masthead|navbar|today|dong-?ho"
    r"|(?:date|time)-?now|(?:current|now|today)-?(?:date|time))(?=$|[\s_-])",
    re.IGNORECASE,
)


def dated(parts: Parts) -> list[tuple[str, Found]]:
    """The visible lines around title and body that are dates, with what they say."""
    lines: list[tuple[str, Found]] = []
    above = [block for block in parts.above if not _is_clock(block, parts.title_at)]
    places = [(parts.header, True), (parts.header, False), (above, True)]
    places += [([*parts.aside, *parts.footer], True), (above, False)]
    for blocks, sure in places:
        for block, beside in zip_longest(blocks, blocks[1:]):
            plain = block in parts.aside or _is_told(block)
            if plain is sure and (found := dates.find(block.text)):
                told = blocks is not above and (sure or dates.begins(block.text))
                how: How = "label" if told else "structure"
                found = dates.at_time(found, beside.text if beside else "")
                text, changed = _changed(block.text)
                lines.append((text, Found(found, how, block.element)))
                if changed and (change := dates.find(changed)):
                    lines.append((changed, Found(change, how, block.element)))
    return lines


def published(
    document: Document, parts: Parts, lines: Iterable[tuple[str, Found]]
) -> Iterator[Found]:
    """Dates of publication, at +07:00: the visible ones, then what the metadata claims.

    `lines` are those that are `dated`. A line that says `cập nhật` comes after those that do not.
    """
    for element, text in parts.texts("published"):
        if found := dates.find(text) or dates.claimed(text):
            yield Found(found, "selector", element)
    yield from (found for text, found in lines if not _UPDATED.search(text))
    yield from (found for text, found in lines if _UPDATED.search(text))
    yield from _timed(parts)
    yield from _claimed(document, "datePublished", _PUBLISHED)


def _timed(parts: Parts) -> Iterator[Found]:
    """Moments that elements beside the title tell programs, and show as an age or not at all."""
    near: list[etree._Element] = []
    for block in (*parts.header, *parts.aside, *parts.footer):
        if block.element is not None:
            near += [block.element, *islice(block.element.iterdescendants(), _MOST_INSIDE)]
    box = parts.title_at.getparent() if parts.title_at is not None else None
    if box is not None and len(raw_text(box)) < _LITTLE:
        near += islice(box.iter("time"), _MOST_INSIDE)
    for element in near:
        if element.tag == "time" or _AGE.search(raw_text(element)[:_LINE]):
            for name in _MOMENTS:
                if found := dates.claimed(element.get(name)):
                    yield Found(found, "metadata", element)


def _is_clock(block: Block, title: etree._Element | None) -> bool:
    """Whether a line above the title stands in the page's own header, where its clock does."""
    if title is None or block.element is None:
        return False
    around = set(title.iterancestors())
    for element in (block.element, *block.element.iterancestors()):
        if element in around:
            return False
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if element.tag in ("header", "nav") or _names_clock(names):
            return True
    return False


@remembered
def _names_clock(names: str) -> bool:
    return _CLOCK.search(names) is not None


@remembered
def _names_counter(names: str) -> bool:
    return _COUNTER_NAME.search(names) is not None


def modified(
    document: Document,
    parts: Parts,
    lines: Iterable[tuple[str, Found]],
    day: date | datetime | None,
) -> Iterator[Found]:
    """Dates of the last change, where they are not that of publication, which is `day`."""
    for element, text in parts.texts("modified"):
        if moment := dates.find(text) or dates.claimed(text):
            yield Found(moment, "selector", element)
    for text, found in lines:
        if _UPDATED.search(text) and found.value != day:
            yield found
    begun = next(_claimed(document, "datePublished", ["article:published_time"]), None)
    for claim in _claimed(document, "dateModified", ["article:modified_time", "datemodified"]):
        if claim.value != day and (begun is None or claim.value != begun.value):
            yield claim


def view_counts(document: Document, parts: Parts, title: str) -> Iterator[Found]:
    """The article's own counter: shown with a label or an icon, else in the payload."""
    yield from _selected_counts(parts)
    around = (*parts.header, *parts.aside, *parts.above, *parts.footer)
    for block in around:
        for line in dict.fromkeys((block.text, *block.lines, *pieces(block))):
            if (count := views.find(line)) is not None:
                yield Found(count, "label", block.element)
        if block.seen and (count := views.bare(block.seen)) is not None:
            yield Found(count, "label", block.element)
    for block in around:
        yield from _named_count(block)
    if document.tree is not None and (count := payload.view_count(document, title)) is not None:
        yield Found(count, "payload", "view count")


def _selected_counts(parts: Parts) -> Iterator[Found]:
    for name in ("views", "published"):
        for element, text in parts.texts(name):
            count = views.find(text)
            if count is None and name == "views":
                count = views.bare(text)
            if count is not None:
                yield Found(count, "selector", element)


def _named_count(block: Block) -> Iterator[Found]:
    """The bare number in an element that is named for the counter, or whose icon is."""
    if block.element is None or block.links or not any(map(str.isdigit, block.text)):
        return
    near = [block.element, *islice(block.element.iterancestors(), 1)]
    for element in (*near, *islice(block.element.iterdescendants(), _MOST_INSIDE)):
        names = " ".join(element.get(name) or "" for name in _NAMES)
        if names.strip() and _names_counter(names):
            text = clean(raw_text(element)) or clean(element.tail or "")
            if (count := views.alone(text)) is not None:
                yield Found(count, "label", element)


def _changed(text: str) -> tuple[str, str]:
    """A line up to where it tells of a change after a first date, and from there."""
    match = _UPDATED.search(text)
    if match is None or not dates.find(text[: match.start()]):
        return text, ""
    return text[: match.start()], text[match.start() :]


def _is_told(block: Block) -> bool:
    """Whether a line is a date, or holds the article's counter or byline; a date beside it is
    the article's, too."""
    if dates.is_dateline(block.text):
        return True
    if block.links or len(block.text) > _LINE:
        return False
    if views.find(block.text) is not None:
        return True
    rest = dates.without(block.text)
    return rest != block.text and bylines.labelled(rest.strip(" |-–,•·")) is not None


def _claimed(document: Document, name: str, metas: Iterable[str]) -> Iterator[Found]:
    claim = document.linked_data.get(name)
    if isinstance(claim, str) and (found := dates.claimed(claim)):
        yield Found(found, "metadata", f"JSON-LD {name}")
    for meta in metas:
        if found := dates.claimed(document.claim(meta)):
            yield Found(found, "metadata", f"meta {meta}")
