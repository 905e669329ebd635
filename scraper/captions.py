"""Pictures and the lines that describe them."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin

from lxml import etree

from scraper import noise
from scraper.blocks import Block, raw_text, text_of
from scraper.items import Image
from scraper.text import alike, clean

# How far above a picture the box is that it shares with its line.
_NEAR = 3
_LONGEST = 400
# Of a line that only its centring marks.
_LONGEST_CENTRED = 200
# (Ảnh: Phạm Kiên/TTXVN) · (Ảnh: T.P.).
_CREDIT_BRACKETED = re.compile(
    r"[(\[]\s*(?:nguồn\s+)?ảnh\s*:\s*(?P<name>[^()\[\]:]+?)\s*[)\]]\.?$", re.IGNORECASE
)
# … - Ảnh: vnanet.vn · Ảnh: CÔNG AN HÀ NỘI · Nguồn ảnh: …
_CREDIT = re.compile(r"(?:^|[\s.\-–|])(?:nguồn\s+)?ảnh\s*:\s*(?P<name>[^:]+?)\.?$", re.IGNORECASE)
# - Ảnh do công an cung cấp
_PROVIDED = re.compile(
    r"(?:^|[\s.\-–|(])ảnh\s+do\s+(?P<name>[^.]+?\s+cung\s+cấp)\)?\.?$", re.IGNORECASE
)
# Tin, ảnh: … · Bài và ảnh: …
_BYLINE = re.compile(r"(?:tin|bài)\b[^:.]{0,20}\bảnh\s*:", re.IGNORECASE)
_CREDIT_LINE = re.compile(r"^[A-ZÀ-ỸĐ\s./-]+\bCUNG CẤP\.?$")
_CAPTION_CLASS = re.compile(
    r"caption|chu-?thich|(?:image|img|photo)-?desc|(?:mo-?ta|ghi-?chu)-?anh", re.IGNORECASE
)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_VIDEO = re.compile(r"^(?:video|clip)\s*:.{0,120}$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…][\"”’)]?\s+(?=[\"“A-ZÀ-ỸĐ])")
_QUOTE = ('"', "“", "-", "–", "—")


@dataclass
class _Picture:
    block: Block
    caption: str | None = None


def credit_of(caption: str | None) -> str | None:
    """Whom a caption credits, without the label: `Phạm Kiên/TTXVN`."""
    end = (caption or "")[-160:]
    if "ảnh" in end.lower():
        for pattern in (_CREDIT_BRACKETED, _PROVIDED, _CREDIT):
            if match := pattern.search(end):
                return match["name"]
    return None


def part(blocks: Sequence[Block], title: str, base: str = "") -> tuple[list[Block], list[Image]]:
    """The pictures of a run of blocks, each with its caption, and the text that remains.

    Addresses of pictures are made absolute with `base`. Pictures that stand over one caption
    all carry it. In plain text, where pictures have
    gone, an alternative text right above its near-identical caption is a picture.
    """
    figures = _figure_captions(blocks)
    remaining: list[Block] = []
    pictures: list[_Picture] = []
    waiting: list[_Picture] = []
    for block in blocks:
        if block.is_image:
            if waiting and waiting[-1].caption:
                waiting = []
            pictures.append(_Picture(block, figures.get(block.within("figure"))))
            waiting.append(pictures[-1])
        elif figures and _is_figcaption(block, figures):
            continue
        elif waiting and _describes(block, waiting):
            for picture in waiting:
                picture.caption = _joined(picture.caption, block.text)
        elif remaining and _is_plain_pair(remaining[-1], block):
            pictures.append(_Picture(remaining.pop(), block.text))
        else:
            waiting = []
            if not _VIDEO.match(block.text):
                remaining.append(block)
    return remaining, [_image(picture, title, base) for picture in pictures]


def _figure_captions(blocks: Sequence[Block]) -> dict[etree._Element | None, str]:
    """What the figcaption says, above or below its pictures, by figure."""
    found: dict[etree._Element | None, str] = {}
    element = next((block.element for block in blocks if block.element is not None), None)
    if element is None or next(element.getroottree().iter("figcaption"), None) is None:
        return found
    for block in blocks:
        figure = block.within("figure") if block.within("figcaption") is not None else None
        if figure is not None and (caption := _joined(found.get(figure), block.text)):
            found[figure] = caption
    return found


def _is_figcaption(block: Block, figures: dict[etree._Element | None, str]) -> bool:
    return block.within("figcaption") is not None and block.within("figure") in figures


def _describes(block: Block, pictures: list[_Picture]) -> bool:
    text = block.text
    if len(text) > _LONGEST or noise.is_placeholder(text):
        return False
    if pictures[-1].caption:
        return bool(_CREDIT_LINE.match(text)) or _is_credit_alone(text)
    if _BYLINE.match(text):
        return False
    image = pictures[-1].block
    if alike(image.text, text) or _is_credit_alone(text) or credit_of(text):
        return True
    if _is_named(block) or _shares_place(block, image):
        return True
    if text.startswith(_QUOTE) or len(_SENTENCE_END.findall(text)) > 1:
        return False
    if block.emphasis >= 0.9 * len(text):
        return True
    return _is_centred(block) and len(text) <= _LONGEST_CENTRED


def _is_named(block: Block) -> bool:
    """A caption by its tag or class."""
    element = block.element
    for _ in range(2):
        if element is None:
            return False
        if element.tag in ("caption", "figcaption") or _CAPTION_CLASS.search(_classes(element)):
            return True
        element = element.getparent()
    return False


def _is_centred(block: Block) -> bool:
    """Centred, and not in bold, as a subheading is."""
    element = block.element
    if element is None or block.strong >= 0.9 * len(block.text):
        return False
    if _CENTRED.search(element.get("style") or "") or "text-center" in _classes(element):
        return True
    return (element.get("align") or "").lower() == "center" or block.within("center") is not None


def _shares_place(block: Block, image: Block) -> bool:
    """In one small table with the picture, or in the very paragraph that holds it."""
    if block.element is None or image.element is None:
        return False
    table = image.within("table")
    if table is not None and block.within("table") is table:
        return len(text_of(table)) <= _LONGEST * 2
    holder = image.within("p", "div", "td", "li")
    if holder is not None and holder is block.element and holder.tag == "p":
        return True
    return len(block.text) <= _LONGEST_CENTRED and _are_boxed(image.element, block)


def _are_boxed(image: etree._Element, line: Block) -> bool:
    """Whether a small box holds a picture, its line, and nothing else."""
    around = {image, *islice(image.iterancestors(), _NEAR)}
    box = line.element
    while box is not None and box not in around:
        box = box.getparent()
    if box is None or box.tag in ("body", "td"):
        return False
    return len(clean(raw_text(box))) <= len(line.text) and sum(1 for _ in box.iter("img")) == 1


def _is_plain_pair(above: Block, below: Block) -> bool:
    """Alternative text and caption, as text extraction leaves them: adjacent, near-identical."""
    if above.element is not None or below.element is not None or below.gap:
        return False
    return len(below.text) <= _LONGEST and alike(above.text, below.text)


def _is_credit_alone(text: str) -> bool:
    return text.casefold().lstrip("([ ").startswith(("ảnh:", "ảnh :", "nguồn ảnh"))


def _joined(caption: str | None, text: str) -> str | None:
    text = text.strip(" |")
    if noise.is_placeholder(text) or not text or len(caption or "") > _LONGEST * 2:
        return caption
    return f"{caption} {text}" if caption else text


def _image(picture: _Picture, title: str, base: str) -> Image:
    alt = picture.block.text
    if noise.says_nothing(alt):
        alt = ""
    # NukeViet prints the title below a picture that nobody described.
    caption = None if picture.caption == title else picture.caption
    return Image(
        src=_absolute(base, picture.block.src),
        alt=alt or None,
        caption=caption,
        credit=credit_of(caption),
    )


def _classes(element: etree._Element) -> str:
    return element.get("class") or ""


def _absolute(base: str, src: str | None) -> str | None:
    with suppress(ValueError):  # a damaged address is kept as written
        return urljoin(base, src) if src else src
    return src
