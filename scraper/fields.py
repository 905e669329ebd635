"""The candidates for each field of the header and the footer, best first."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import zip_longest

from scraper import dates, payload, views
from scraper.blocks import Block, raw_text
from scraper.document import Document
from scraper.found import Found, How
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
_TAG_BOX = re.compile(r"(?:^|[\s_-])(?:tags?|keywords?|tu-?khoa)(?=$|[\s_-])", re.IGNORECASE)
_HASHED = re.compile(r"#\s?\w+.*")
_TAG_LABEL = re.compile(r"^(?:từ khóa|từ khoá|tags?|thẻ|nhãn|chủ đề)\s*:?\s*", re.IGNORECASE)


def dated(parts: Parts) -> list[tuple[str, Found]]:
    """The visible lines around title and body that are dates, with what they say."""
    lines: list[tuple[str, Found]] = []
    places = [(parts.header, True), (parts.header, False), (parts.above, True)]
    places += [([*parts.aside, *parts.footer], True), (parts.above, False)]
    for blocks, sure in places:
        for block, beside in zip_longest(blocks, blocks[1:]):
            plain = dates.is_dateline(block.text) or block in parts.aside or _is_counted(block)
            if plain is sure and (found := dates.find(block.text)):
                told = blocks is not parts.above and (sure or dates.begins(block.text))
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
    yield from _claimed(document, "datePublished", _PUBLISHED)


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
    for name in ("views", "published"):
        for element, text in parts.texts(name):
            count = views.find(text)
            if count is None and name == "views":
                count = views.bare(text)
            if count is not None:
                yield Found(count, "selector", element)
    for block in (*parts.header, *parts.aside, *parts.above, *parts.footer):
        for line in dict.fromkeys((block.text, *block.lines)):
            if (count := views.find(line)) is not None:
                yield Found(count, "label", block.element)
        if block.seen and (count := views.bare(block.seen)) is not None:
            yield Found(count, "label", block.element)
    if document.tree is not None and (count := payload.view_count(document, title)) is not None:
        yield Found(count, "payload", "view count")


def tags(parts: Parts) -> Iterator[Found]:
    """The list of the article's tags."""
    if chosen := parts.texts("tags"):
        yield Found(tuple(text for _, text in chosen), "selector", chosen[0][0])
    for block in (*parts.aside, *parts.below):
        if block.element is None:
            continue
        hashed = _HASHED.match(block.text) and block.link_density >= 0.9
        if not (hashed or _TAG_LABEL.match(block.text) or _is_tag_box(block)):
            continue
        # A label may have a box of its own, before that of its links or of each of them.
        around = block.element.getparent() if block.element.tag in ("li", "dt") else None
        for box in (around, block.element, block.element.getnext()):
            anchors = box.iter("a") if box is not None else ()
            if links := [text for a in anchors if (text := clean(raw_text(a)).lstrip("# "))]:
                yield Found(tuple(dict.fromkeys(links)), "label", block.element)
                break


def _changed(text: str) -> tuple[str, str]:
    """A line up to where it tells of a change after a first date, and from there."""
    match = _UPDATED.search(text)
    if match is None or not dates.find(text[: match.start()]):
        return text, ""
    return text[: match.start()], text[match.start() :]


def _is_counted(block: Block) -> bool:
    """Whether a line holds the article's counter; a date beside it is the article's, too."""
    return not block.links and len(block.text) <= _LINE and views.find(block.text) is not None


def _claimed(document: Document, name: str, metas: Iterable[str]) -> Iterator[Found]:
    claim = document.linked_data.get(name)
    if isinstance(claim, str) and (found := dates.claimed(claim)):
        yield Found(found, "metadata", f"JSON-LD {name}")
    for meta in metas:
        if found := dates.claimed(document.claim(meta)):
            yield Found(found, "metadata", f"meta {meta}")


def _is_tag_box(block: Block) -> bool:
    element = block.element
    for _ in range(2):
        if element is None:
            return False
        if _names_tags(f"{element.get('class') or ''} {element.get('id') or ''}"):
            return True
        element = element.getparent()
    return False


@remembered
def _names_tags(names: str) -> bool:
    return _TAG_BOX.search(names) is not None
