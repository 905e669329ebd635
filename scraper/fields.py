"""The candidates for each field of the header and the footer, best first."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain, zip_longest

from lxml import etree

from scraper import bylines, dates, noise, payload, views
from scraper.blocks import Block, raw_text
from scraper.bylines import Byline
from scraper.document import Document
from scraper.found import Found, How
from scraper.locate import Parts
from scraper.text import clean, remembered

_UPDATED = re.compile(r"cập nhật|chỉnh sửa|sửa lần cuối|updated|modified", re.IGNORECASE)
_AUTHOR_NAME = re.compile(r"author|byline|tac-?gia|writer|nguoi-?viet|butdanh", re.IGNORECASE)
_CRUMBS = frozenset({"nav", "ol", "ul", "div", "p", "section", "table", "td"})
_TAG_NAME = re.compile(rb"<([a-zA-Z][a-zA-Z0-9]*)")
_PUBLISHED = (
    "article:published_time datepublished pubdate publishdate dc.date dc.date.issued"
    " dcterms.created date"
).split()
_SECTION = re.compile(
    r"(?:^|[\s_-])(?:cate?|categor(?:y|ies)|section|chuyen-?muc|cat-?name)(?=$|[\s_-])",
    re.IGNORECASE,
)
_SECTION_LABEL = re.compile(
    r"(?:danh mục|chuyên mục|thể loại|được đăng (?:tại|trong)|category)\s*:?\s+(?P<name>[^|]+?)$",
    re.I,
)
_PATH = re.compile(r"(?:trang chủ|trang nhất|home)\s*[»›>/|]", re.IGNORECASE)
_HOME = re.compile(r"^(?:trang chủ|trang nhất|home|»|›|/|>|tin tức)$", re.IGNORECASE)
# Characters of a line of date and counter, at most.
_LINE = 120
# How many lines below a body may be a bare name.
_NEAR = 2
_TAG_BOX = re.compile(r"(?:^|[\s_-])(?:tags?|keywords?|tu-?khoa)(?=$|[\s_-])", re.IGNORECASE)
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
                lines.append((block.text, Found(found, how, block.element)))
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


def signatures(parts: Parts) -> Iterator[Found]:
    """Lines outside the body that name who wrote it."""
    for element, text in parts.texts("byline"):
        if byline := bylines.named(text):
            yield Found(byline, "selector", element)
    for block in (*parts.footer, *parts.header, *parts.above):
        for line in dict.fromkeys((*block.lines, block.text)):
            if (byline := bylines.labelled(line)) and (byline.text or byline.source):
                yield Found(byline, "label", block.element)
    for block in (*parts.footer, *parts.header, *parts.above):
        if _is_authors(block) and (byline := bylines.named(_undated(block.text))):
            yield Found(byline, "label", block.element)
    for block in (*parts.footer[:_NEAR], *parts.header, *parts.above):
        if byline := _bare_name(block):
            yield Found(byline, "structure", block.element)


def _bare_name(block: Block) -> Byline | None:
    name = _undated(block.text)
    if block.links or noise.is_noise(name) or not bylines.is_name(name):
        return None
    return bylines.named(name)


def categories(document: Document, parts: Parts, title: str) -> Iterator[Found]:
    """The section that the metadata or the page names; of crumbs the last, which is nearest."""
    for element, text in reversed(parts.texts("category")):
        yield Found(text, "selector", element)
    section = document.linked_data.get("articleSection")
    for claim in (section, document.claim("article:section")):
        if isinstance(claim, str) and claim.strip():
            yield Found(claim.strip(), "metadata", "article:section")
    lines = [block for block in reversed(parts.links) if block.element is not None]
    links = [link for block in lines for link in block.element.iter("a")]  # type: ignore[union-attr]
    marked = [link for link in links if "category" in (link.get("rel") or "")]
    boxes = [block.element for block in lines if _is_path(block) or _is_section(block.element)]
    for box in chain(_crumbs(document), marked, boxes):
        for link in reversed([] if box is None else [*box.iter("a")]):
            text = clean(raw_text(link))
            if text and text != title and len(text) <= 60 and not _HOME.match(text):
                yield Found(text, "structure", link)
    for block in (*parts.header, *parts.aside, *parts.footer):
        if (match := _SECTION_LABEL.match(block.text)) and len(block.text) <= 80:
            yield Found(match["name"], "label", block.element)


def tags(parts: Parts) -> Iterator[Found]:
    """The list of the article's tags."""
    if chosen := parts.texts("tags"):
        yield Found(tuple(text for _, text in chosen), "selector", chosen[0][0])
    for block in (*parts.aside, *parts.below):
        if block.element is None or not (_TAG_LABEL.match(block.text) or _is_tag_box(block)):
            continue
        # A label may have a box of its own, before that of its links.
        for box in (block.element, block.element.getnext()):
            anchors = box.iter("a") if box is not None else ()
            if links := [text for a in anchors if (text := clean(raw_text(a)))]:
                yield Found(tuple(dict.fromkeys(links)), "label", block.element)
                break


def _is_path(block: Block) -> bool:
    """Whether a line is the way from the home page to the section."""
    return bool(_PATH.match(block.text))


def _is_section(element: etree._Element | None) -> bool:
    for _ in range(2):
        if element is None or element.tag in ("article", "main", "body"):
            return False
        if _SECTION.search(element.get("class") or ""):
            return True
        element = element.getparent()
    return False


def _crumbs(document: Document) -> Iterator[etree._Element]:
    """The elements that are named for crumbs, found by way of the bytes, which is fast."""
    if document.tree is None:
        return
    for tag in sorted(_CRUMBS.intersection(_tags_naming(b"crumb", document.data))):
        for element in document.tree.iter(tag):
            if any("crumb" in element.get(name, "") for name in ("class", "id", "aria-label")):
                yield element


def _tags_naming(name: bytes, data: bytes) -> Iterator[str]:
    """The kinds of elements in whose start tags a name stands."""
    at = data.find(name)
    for _ in range(100):
        if at < 0:
            break
        if match := _TAG_NAME.match(data, data.rfind(b"<", max(0, at - 500), at)):
            yield match[1].decode().lower()
        at = data.find(name, at + 1)


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


def _undated(text: str) -> str:
    """A line without the date that shares it with a name: `Minh An | 17/11/2022 14:06`."""
    return dates.without(text).strip(" |-–,•·")


def _is_authors(block: Block) -> bool:
    element = block.element
    for _ in range(2):
        if element is None:
            return False
        names = (element.get(name) or "" for name in ("class", "id", "itemprop", "rel"))
        if _names_author(" ".join(names)):
            return len(block.text) <= 80
        element = element.getparent()
    return False


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
def _names_author(names: str) -> bool:
    return _AUTHOR_NAME.search(names) is not None


@remembered
def _names_tags(names: str) -> bool:
    return _TAG_BOX.search(names) is not None
