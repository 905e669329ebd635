"""The section of its site that an article stands in: crumbs, links beside the title, labels."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import cast

from lxml import etree

from scraper import dates, noise
from scraper.bylines import is_organisation
from scraper.blocks import UNREAD, Block, is_hidden, raw_text
from scraper.document import Document
from scraper.found import Found
from scraper.locate import Parts
from scraper.text import clean, words
from scraper.titles import HOME

_SECTION = re.compile(
    r"(?:^|[\s_-])(?:cate?|categor(?:y|ies)|section|chuyen-?muc|danh-?muc|cat-?name|kicker|eyebrow"
    r"|rubric|topic|zone)(?=$|[\s_-])",
    re.IGNORECASE,
)
_SECTION_LABEL = re.compile(
    r"(?:^|[\s|•·,;\d-])(?:danh mục|chuyên mục|thể loại|được đăng (?:tại|trong)|mục tin|category)"
    r"\s*:?\s+(?P<name>[^|:•·]+?)\s*(?:$|[|•·]|(?=\d|\bngày\b|\blượt\b|\bđăng\b))",
    re.IGNORECASE,
)
_HOME_NAME = re.compile(
    r"(?:trang\s*(?:chủ|nhất)|trang chính|home(?:\s*page)?|🏠|⌂)$", re.IGNORECASE
)
# Steps of a path that are no section.
_NO_SECTION = re.compile(
    r"(?:(?:tin|bài viết|bản tin|trang|content)|(?:xem\s+)?(?:chi tiết|nội dung)\b.*|tin chi tiết"
    r"|đọc tin|xem (?:tin|bài)\b.*|quay lại|trở (?:về|lại)"
    r"|back|rss|tin tức|đăng (?:nhập|ký)|liên hệ|tìm kiếm|english|(?:sơ đồ|bản đồ) .*|#.*"
    r"|article|news|[\W\d_]*)\s*:?$",
    re.IGNORECASE,
)
_HERE = re.compile(r"(?:bạn\s+)?(?:đang\s+)?(?:ở(?:\s+đây)?|xem|vị trí)\s*:?$|you are here", re.I)
_BETWEEN = re.compile(r"\s*[»›>→|❯▸•]+\s*|\s+/+\s+|\s+::\s+|^\s*[/\-–:]\s*|\s*[/\-–:]\s*$")
# Kinds of elements that are themselves one step of a path, or hold the whole page.
_SIGNS = frozenset({"i", "svg", "img", "span", "em"})
_NO_PATHS = frozenset({"a", "li", "i", "body", "html", "script", "style", "meta", "link", "img"})
_TAG_NAME = re.compile(rb"<([a-zA-Z][a-zA-Z0-9-]*)")
_NAMES = ("class", "id", "aria-label", "itemtype", "typeof")
_LONGEST, _NAME = 60, 40
_ENDS = re.compile(r"[.!?:;…]$|\d")
# Characters of a line that tells its section by a label.
_LINE = 160
# Elements of a path that are looked at; links of one that is not named for it.
_MOST, _MOST_STEPS, _MOST_INSIDE = 200, 6, 12
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
    for box in _crumbs(document):
        yield from _sections(_steps(box), title)
    lines = [block for block in reversed(parts.links) if block.element is not None]
    links = [link for block in lines for link in _links(block)]
    marked = (link for link in links if "category" in (link.get("rel") or ""))
    named = (block.element for block in lines if _is_named(block.element))
    for box in (*marked, *named):
        yield from _sections(_steps(box), title)
    for block in (*parts.header, *parts.aside, *parts.footer):
        match = _SECTION_LABEL.search(block.text) if len(block.text) <= _LINE else None
        if match and len(match["name"]) <= _LONGEST:
            yield Found(match["name"], "label", block.element)
    for block in (*parts.header, *parts.above):
        if block.element is not None and len(block.text) <= _LINE:
            for inner in islice(block.element.iterdescendants(), _MOST_INSIDE):
                if _SECTION.search(inner.get("class") or ""):
                    yield from _sections(_steps(inner), title)
    for block in reversed([*parts.links, *parts.above]):
        if steps := _path(block):
            yield from _sections(steps, title)
    for block in lines:
        if _is_beside(block, parts.title_at):
            yield from _sections(_steps(block.element), title)
    for block in parts.above[-1:]:
        if _is_over(block, parts.title_at):
            yield from _sections(_steps(block.element), title)
    for name in reversed(document.crumbs):
        if _is_section(name, title):
            yield Found(name, "metadata", "BreadcrumbList")


Steps = Sequence[tuple[str, etree._Element]]


def _sections(steps: Steps, title: str) -> Iterator[Found]:
    for text, element in reversed(steps):
        if _is_section(text, title):
            yield Found(text, "structure", element)


def _is_section(text: str, title: str) -> bool:
    if not 2 <= len(text) <= _LONGEST or words(text) == words(title):
        return False
    if any(name.match(text) for name in (_HOME_NAME, _NO_SECTION, _HERE)) or dates.find(text):
        return False
    shortened = text.rstrip(".… ")
    if shortened != text and title.startswith(shortened):
        return False
    return not noise.is_noise(text)


def _steps(box: etree._Element | None) -> Steps:
    """The steps of a path in reading order: whole links, and what stands between separators."""
    if box is None:
        return []
    if box.tag == "a":
        return [(clean(raw_text(box)), box)]
    steps: list[tuple[str, etree._Element]] = []
    walk = etree.iterwalk(box, events=("start", "end"))
    for event, element in islice(walk, _MOST):
        if event == "end":
            text = element.tail if element is not box else None
        elif element.tag in UNREAD or is_hidden(element):
            walk.skip_subtree()
            text = None
        elif element.tag == "a":
            walk.skip_subtree()
            if step := _BETWEEN.sub("", clean(raw_text(element))):
                steps.append((step, element))
            text = None
        else:
            text = element.text
        for part in _BETWEEN.split(text) if text and not text.isspace() else ():
            if step := clean(part).strip():
                steps.append((step, element))
    return steps


def _path(block: Block) -> Steps:
    """The steps of a line that is the way from the home page to the section; none of others."""
    if block.is_image or not 0 < block.links <= _LINE:
        return []
    steps = [step for step in _steps(block.element) if not _HERE.match(step[0])]
    if not 2 <= len(steps) <= _MOST_STEPS or not _leads_home(*steps[0]):
        return []
    return steps if _is_parted(_links(block)[0]) else []


def _is_parted(link: etree._Element) -> bool:
    """Whether the sign of a step, and not a mere blank as in a menu, stands after a link."""
    after = link.getnext()
    return bool(_BETWEEN.match(link.tail or "")) or (after is not None and after.tag in _SIGNS)


def _leads_home(text: str, element: etree._Element) -> bool:
    if _HOME_NAME.match(text):
        return True
    href = element.get("href") if element.tag == "a" else None
    return bool(href) and len(text) < 2 and bool(HOME.match((href or "").strip()))


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
    text = block.text
    if title is None or block.element is None or block.links or len(text) > _NAME:
        return False
    if is_organisation(text) or _ENDS.search(text):
        return False
    above = {*islice(title.iterancestors(), _NEAR_TITLE)}
    around = islice(block.element.iterancestors(), _NEAR_TITLE)
    box = next((box for box in around if box in above), None)
    return box is not None and box.tag != "body"


def _links(block: Block) -> list[etree._Element]:
    return [] if block.element is None else [*block.element.iter("a")]


def _is_named(element: etree._Element | None) -> bool:
    for _ in range(2):
        if element is None or element.tag in ("article", "main", "body"):
            return False
        if _SECTION.search(element.get("class") or ""):
            return True
        element = element.getparent()
    return False


def _crumbs(document: Document) -> Iterator[etree._Element]:
    """The elements that are named for crumbs, outermost first, found by way of the bytes,
    which is fast."""
    tags = {tag for tag in _tags_naming(b"crumb", document.data) if tag not in _NO_PATHS}
    if document.tree is None or not tags:
        return
    inside: set[etree._Element] = set()
    for element in cast("Iterator[etree._Element]", document.tree.iter(*sorted(tags))):
        if any("crumb" in element.get(name, "").lower() for name in _NAMES):
            if element.getparent() not in inside:
                yield element
            inside.update(islice(element.iter(), _MOST))


def _tags_naming(name: bytes, data: bytes) -> Iterator[str]:
    """The kinds of elements in whose start tags a name stands."""
    at = data.find(name)
    for _ in range(100):
        if at < 0:
            break
        if match := _TAG_NAME.match(data, data.rfind(b"<", max(0, at - 500), at)):
            yield match[1].decode().lower()
        at = data.find(name, at + 1)
