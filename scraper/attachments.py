"""The files that an article offers: PDF, Office and archive files that its own part links to or
shows in a frame."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, quote, urljoin

from lxml import etree

from scraper import noise
from scraper.blocks import BLOCKS, Block, raw_text
from scraper.items import Attachment
from scraper.text import clean
from scraper.urls import check

# Above the files: Tài liệu kèm theo · File đính kèm (2): · Tải về
_LABEL = re.compile(
    r"^\W{0,3}(?:(?:các |những )?(?:tệp(?: tin)?|tập tin|files?|tài liệu|văn bản|biểu mẫu|phụ lục"
    r"|công văn|quyết định)\s+(?:đính\s+kèm|kèm\s+theo|gửi\s+kèm|tải về|liên quan)"
    r"|tài sản liên quan"  # Liferay's
    r"|đính kèm|tải (?:về|xuống|tài liệu|tệp|file)|attach(?:ments?|ed files?)|downloads?)\b",
    re.IGNORECASE,
)
_ENDINGS = r"\.(?:pdf|docx?|docm|xlsx?|xlsm|pptx?|ppsx?|rtf|od[tsp]|zip|rar|7z)"
# .../TB-118.pdf/0f2a and ?file=TB-118.pdf&v=1 as well.
_FILE = re.compile(rf"{_ENDINGS}(?=$|[/?#;&])", re.IGNORECASE)
_NAMED = re.compile(rf"{_ENDINGS}\W*(?:[\d.,]+\s*(?:bytes?|[kmg]i?b)\W*)?$", re.IGNORECASE)
_SCAN = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|tiff?)(?=$|[?#;&])", re.IGNORECASE)
_DOWNLOAD = re.compile(
    r"/(?:attachments?|downloads?|tai-?(?:ve|file)|dinh-?kem|get-?file)(?:\.\w{2,5})?[/?].",
    re.IGNORECASE,
)
_SAFE = "%/:?&=#+,;@"
# Lines of a labelled box that may stand between its files: sizes, dates, numbers.
_BETWEEN = 40
_PARAGRAPH = 80


def find(body: Iterable[Block], below: Iterable[Block], base: str) -> tuple[Attachment, ...]:
    """The files linked in the lines of a body, and in a labelled box among those below it.

    `base` makes their addresses absolute. Each file is told once, under the first label that
    says anything.
    """
    body, below = list(body), list(below)
    # Few pages offer any, which is soon seen.
    if not any(map(_may_offer, (*body, *below))):
        return ()
    found: dict[str, str | None] = {}
    for url, label in (*_in_body(body, base), *_in_boxes(below, base)):
        found[url] = found.get(url) or label
    return tuple(Attachment(url, label) for url, label in found.items())


def embedded(holder: etree._Element | None, base: str) -> Iterator[Attachment]:
    """The files that are shown in frames within the element that holds a text, in order.

    A frame may be the file, or a viewer that is told it: `viewer.html?file=/TB-118.pdf`.
    """
    frames = [] if holder is None else holder.iter("iframe", "embed", "object")
    for frame in frames:
        source = next(filter(None, map(frame.get, ("src", "data", "data-src"))), "")
        values = (value for _, value in parse_qsl(source.partition("?")[2]) if "/" in value)
        told = (quote(value, _SAFE) for value in values)
        file = next((each for each in (*told, source) if _names_file(each, labelled=False)), None)
        if file and (url := _absolute(base, file)):
            yield Attachment(url, clean(frame.get("title") or "") or None)


def _in_body(blocks: Iterable[Block], base: str) -> Iterator[tuple[str, str | None]]:
    labelled = elsewhere = False
    for block in blocks:
        labelled = _is_label(block) or (labelled and _goes_on(block))
        elsewhere = not labelled and (elsewhere or _is_heading(block)) and not _is_text(block)
        if not elsewhere:
            yield from _files(block, base, labelled)


def _in_boxes(blocks: Iterable[Block], base: str) -> Iterator[tuple[str, str | None]]:
    labelled = False
    for block in blocks:
        if _is_label(block):
            labelled = True
        files = list(_files(block, base, labelled)) if labelled else []
        yield from files
        labelled = labelled and bool(files or _is_label(block) or _goes_on(block))


def _is_label(block: Block) -> bool:
    return not block.is_image and bool(_LABEL.match(block.text[:_BETWEEN]))


def _is_heading(block: Block) -> bool:
    """Whether a line opens a box of the page, such as one of related articles."""
    return noise.is_heading(block.text) and not _is_label(block)


def _is_text(block: Block) -> bool:
    return len(block.text) >= _PARAGRAPH and block.link_density < 0.4


def _goes_on(block: Block) -> bool:
    """Whether a box of files may go on behind this block."""
    if block.is_image:
        return True  # the sign of a kind of file
    if _is_heading(block):
        return False
    return len(block.text) <= _BETWEEN or bool(block.links)


def _files(block: Block, base: str, labelled: bool) -> Iterator[tuple[str, str | None]]:
    for link in _links(block):
        # A card that is one link has its title in a block of its own.
        text = block.text if link in _around(block) else clean(raw_text(link))
        href = (link.get("href") or "").strip()
        named = _NAMED.search(text[-_BETWEEN:])
        if not named and not _names_file(href, labelled) and link.get("download") is None:
            continue
        if url := _absolute(base, href):
            yield url, text or None


def _links(block: Block) -> list[etree._Element]:
    """The links in a block, but not in other blocks within its element."""
    element = block.element
    if element is None:
        return []
    if block.is_image:
        around = element.getparent()
        return [around] if around is not None and around.tag == "a" else []
    if whole := _around(block):
        return whole
    if not block.links and block.tag != "tr":  # a row's links are not counted
        return []
    inside = element.iter("a")
    if block.tag == "tr":
        return list(inside)
    return [link for link in inside if link.getparent() is element or _holder(link) is element]


def _around(block: Block) -> list[etree._Element]:
    """The link that holds the whole block, if one does."""
    link = None if block.is_image else block.within("a")
    return [] if link is None else [link]


def _holder(link: etree._Element) -> etree._Element | None:
    return next((e for e in link.iterancestors() if e.tag in BLOCKS), None)


def _may_offer(block: Block) -> bool:
    if _NAMED.search(block.text[-_BETWEEN:]):
        return True
    return any(
        link.get("download") is not None or _names_file(link.get("href") or "", labelled=True)
        for link in _links(block)
    )


def _names_file(href: str, labelled: bool) -> bool:
    begin = href.find("/", len("https://")) if "://" in href[:10] else 0
    if _SCAN.search(href, begin):
        return labelled
    return bool(_FILE.search(href, begin) or _DOWNLOAD.search(href, begin))


def _absolute(base: str, href: str) -> str | None:
    try:
        url = urljoin(base, href.strip())
        check(url)
    except ValueError:
        return None
    return url.partition("#")[0]
