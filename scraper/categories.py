"""The section of its site that an article stands in: crumbs, links beside the title, labels."""

import re
from collections.abc import Iterator
from itertools import chain, islice

from lxml import etree

from scraper import crumbs, noise
from scraper.blocks import Block
from scraper.bylines import is_organisation
from scraper.crumbs import HERE, HOME_NAME, TELLS, Steps, steps
from scraper.document import Document
from scraper.found import Found
from scraper.locate import Parts
from scraper.text import remembered, words
from scraper.titles import HOME

_SECTION = re.compile(
    r"(?:^|[\s_-])(?:cate?|categor(?:y|ies)|section|chuyen-?muc|danh-?muc|cat-?name|kicker|eyebrow"
    r"|rubric|topic|zone)(?=$|[\s_-])",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:^|[\s|•·,;\d-])(?:danh mục|chuyên mục|thể loại|được đăng (?:tại|trong)|mục tin|category)"
    r"\s*:?\s+(?P<name>[^|:•·]+?)\s*(?:$|[|•·]|(?=\d|\bngày\b|\blượt\b|\bđăng\b))",
    re.IGNORECASE,
)
# Steps of a path and links by a title that are no section.
_NO_SECTION = re.compile(
    r"(?:(?:tin|bài viết|bản tin|trang|content)|(?:xem\s+)?(?:chi tiết|nội dung)\b.*|tin chi tiết"
    r"|đọc tin|xem (?:tin|bài)\b.*|quay lại|trở (?:về|lại)"
    r"|back|rss|tin tức|đăng (?:nhập|ký)|liên hệ|tìm kiếm|english|(?:sơ đồ|bản đồ) .*|#.*"
    r"|article|news|[\W\d_]*)\s*:?$",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?:;…]$|\d")
# Characters of a section's name; of one that nothing but its place tells.
_LONGEST, _NAME = 60, 40
# Characters of a line that tells its section by a label; elements within it.
_LINE, _MOST_INSIDE = 160, 12
# How far up from a link by the title the box is that holds both; from the title.
_NEAR, _NEAR_TITLE = 2, 3


def find(document: Document, parts: Parts, title: str) -> Iterator[Found]:
    """The sections that the metadata or the page names; of a path the last step, which is
    nearest, linked or not, if it is not the title."""
    for element, text in reversed(parts.texts("category")):
        yield Found(text, "selector", element)
    section = document.linked_data.get("articleSection")
    for claim in (section, document.claim("article:section")):
        if isinstance(claim, str) and claim.strip():
            yield Found(claim.strip(), "metadata", "article:section")
    for box in chain(crumbs.boxes(document), _named(parts)):
        yield from _sections(steps(box), title)
    yield from _labelled(parts)
    for path in _beside(document, parts):
        yield from _sections(path, title)
    for name in reversed(document.crumbs):
        if _is_section(name, title):
            yield Found(name, "metadata", "BreadcrumbList")


def _sections(path: Steps, title: str) -> Iterator[Found]:
    for text, element in reversed(path):
        if _is_section(text, title):
            yield Found(text, "structure", element)


def _is_section(text: str, title: str) -> bool:
    if not 2 <= len(text) <= _LONGEST or words(text) == words(title):
        return False
    if any(name.match(text) for name in (HOME_NAME, _NO_SECTION, HERE)) or TELLS.search(text):
        return False
    shortened = text.rstrip(".… ")
    if shortened != text and title.startswith(shortened):
        return False
    return not noise.is_noise(text)


def _named(parts: Parts) -> Iterator[etree._Element]:
    """Links around the title that say by name or relation that they are its section's."""
    lines = [line for line in reversed(parts.links) if line.element is not None]
    for line in lines:
        yield from (link for link in _links(line) if "category" in (link.get("rel") or ""))
    yield from (line.element for line in lines if line.element is not None and _is_named(line))


def _labelled(parts: Parts) -> Iterator[Found]:
    for block in (*parts.header, *parts.links, *parts.aside, *parts.footer):
        match = _LABEL.search(block.text) if len(block.text) <= _LINE else None
        if match and len(match["name"]) <= _LONGEST:
            yield Found(match["name"], "label", block.element)


def _beside(document: Document, parts: Parts) -> Iterator[Steps]:
    """Paths without a name, and what stands in one box with the title, nearest first."""
    for block in (*parts.header, *parts.above):
        if block.element is not None and len(block.text) <= _LINE:
            for inner in islice(block.element.iterdescendants(), _MOST_INSIDE):
                if _names_section(inner.get("class") or ""):
                    yield steps(inner)
    yield from crumbs.ways(document, parts.title_at)
    for block in reversed(parts.links):
        if _is_beside(block, parts.title_at):
            yield steps(block.element)
    for block in parts.above[-1:]:
        if _is_over(block, parts.title_at):
            yield steps(block.element)


def _is_beside(block: Block, title: etree._Element | None) -> bool:
    """Whether a line is one link, in a box with the title that holds little else."""
    links = _links(block)
    if title is None or block.element is None or len(links) != 1 or block.link_density < 0.95:
        return False
    if block.within("nav", "ul", "ol", "menu") is not None:
        return False
    href = (links[0].get("href") or "").strip()
    if not href or href.startswith(("#", "javascript:")) or HOME.match(href):
        return False
    around = [block.element, *islice(block.element.iterancestors(), _NEAR)]
    above = {*islice(title.iterancestors(), _NEAR_TITLE)}
    return any(box in above and box.tag != "body" for box in around)


def _is_over(block: Block, title: etree._Element | None) -> bool:
    """Whether a line right above the title is a bare name, in one small box with it."""
    if title is None or block.element is None or block.links or len(block.text) > _NAME:
        return False
    if is_organisation(block.text) or _ENDS.search(block.text):
        return False
    above = {*islice(title.iterancestors(), _NEAR_TITLE)}
    around = islice(block.element.iterancestors(), _NEAR_TITLE)
    box = next((box for box in around if box in above), None)
    return box is not None and box.tag != "body"


def _links(block: Block) -> list[etree._Element]:
    return [] if block.element is None else [*block.element.iter("a")]


def _is_named(block: Block) -> bool:
    element = block.element
    for _ in range(2):
        if element is None or element.tag in ("article", "main", "body"):
            return False
        if _names_section(element.get("class") or ""):
            return True
        element = element.getparent()
    return False


@remembered
def _names_section(names: str) -> bool:
    return _SECTION.search(names) is not None
