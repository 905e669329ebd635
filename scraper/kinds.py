"""Article or not: what kind of page has the title and the text that were found."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from scraper import noise
from scraper.blocks import Block
from scraper.document import Document
from scraper.found import Found
from scraper.items import Image, NotAnArticle
from scraper.locate import Parts

_MISSING = re.compile(
    r"(?:rất tiếc,? |xin lỗi,? )?(?:không tìm thấy (?:nội dung|trang|bài viết|dữ liệu|thông tin)"
    r"|(?:nội dung|trang|bài viết|đường dẫn)\b.{0,40}(?:không tồn tại|đã bị (?:xóa|xoá|gỡ))"
    r"|không tìm thấy\W*$|page not found|lỗi 404"
    r"|404\b(?!\s+\w+\s)|error 404|access denied|lỗi hệ thống)",
    re.IGNORECASE,
)
_HOME = re.compile(r"(?:trang (?:chủ|nhất|chính)|home(?: ?page)?)$", re.IGNORECASE)
_CONTROLS = ("input", "textarea", "select")
# Characters of running text below which nothing is an article that does not say when or by whom.
_LITTLE = 120
_PARAGRAPH = 80
# Characters of text that the notice of a missing page has at most.
_NOTICE = 600
# Characters of text that stand around a form at most.
_FORM = 1500
# Of a linked line that may be the title of another page.
_TITLE = 20


def check(
    document: Document,
    parts: Parts,
    title: str,
    body: Sequence[Block],
    images: Sequence[Image],
    signed: Sequence[Found],
) -> None:
    """Raises NotAnArticle where title and text are there but are no article's.

    `signed` is what was found of a date or a byline.
    """
    size = sum(len(block.text) for block in body)
    if size < _NOTICE and _is_missing(title, body, bool(signed)):
        raise NotAnArticle("soft-404", f"not an article: the page says {title!r}")
    sure = bool(document.linked_data or parts.selected.get("body") or _is_claimed(document))
    offered = parts.offered
    told = sum(len(block.text) >= _TITLE for block in body)
    if body and not sure and all(block.tag == "tr" for block in body):
        raise NotAnArticle("listing", "not an article: a table and no text")
    if offered > 2 and offered >= (0.8 if sure else 0.5) * told:
        raise NotAnArticle("listing", f"not an article: the page lists {offered} other pages")
    teasers = _teasers(body)
    if not sure and len(teasers) > 3 and sum(teasers.values()) >= 0.6 * told:
        raise NotAnArticle("listing", f"not an article: the page lists {len(teasers)} other pages")
    if _HOME.match(title) or noise.is_heading(title):
        raise NotAnArticle("listing", f"not an article: {title!r} is the heading of a list")
    if not body and not any(image.caption for image in images):
        raise NotAnArticle("empty", f"the page has a title, {title!r}, but no text below it")
    if not sure and titles_in(parts.body) > 2 and _is_home(document.url):
        raise NotAnArticle("listing", "not an article: the home page of its site")
    if sure or document.tree is None or any(entry.how != "structure" for entry in signed):
        return
    running = sum(len(text) for text in _texts(body) if len(text) >= _PARAGRAPH)
    running -= sum(len(text) for text in _texts(body) if noise.is_imprint(text))
    if running < _LITTLE or _is_form(parts, size):
        raise NotAnArticle("empty", f"not an article: {title!r} has neither date nor much text")


def _teasers(body: Sequence[Block]) -> dict[object, int]:
    """The elements that hold a linked title and more text, with how many lines each has."""
    lines: dict[object, list[Block]] = {}
    for block in body:
        lines.setdefault(block if block.element is None else block.element, []).append(block)
    return {
        element: sum(len(block.text) >= _TITLE for block in blocks)
        for element, blocks in lines.items()
        if _TITLE <= blocks[0].links < 0.9 * sum(len(block.text) for block in blocks)
    }


def titles_in(blocks: Sequence[Block]) -> int:
    """How many other pages are offered by a heading or line that is one whole link."""
    return sum(map(offers, blocks))


def offers(block: Block) -> bool:
    """Whether a line is one link, and at most a date, as the title of another page is."""
    return block.link_density >= 0.7 and block.links >= _TITLE


def _is_missing(title: str, body: Sequence[Block], signed: bool) -> bool:
    if any(len(text) <= 120 and _MISSING.match(text) for text in (title, *_texts(body[:2]))):
        return True
    return not signed and any(_MISSING.match(text) for text in _texts(body))


def _is_claimed(document: Document) -> bool:
    return document.claim("og:type").lower() in ("article", "news")


def _is_home(url: str) -> bool:
    return bool(url) and urlsplit(url)[2:4] in (("", ""), ("/", ""))


def _is_form(parts: Parts, size: int) -> bool:
    """Whether the text is that around the controls of a form."""
    labels = sum(text.endswith((":", "*")) and len(text) < 40 for text in _texts(parts.body))
    if labels > 2 and size < _FORM:
        return True
    element = next((block.element for block in parts.body if block.element is not None), None)
    holder = element.getparent() if element is not None else None
    if holder is None or size >= _FORM:
        return False
    controls = [e for e in holder.iter(*_CONTROLS) if e.get("type", "text") not in ("hidden",)]
    return len(controls) > 1


def _texts(blocks: Sequence[Block]) -> list[str]:
    return [block.text for block in blocks]
