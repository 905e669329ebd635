"""The tags of an article: the list of links beside it that is named or labelled for them."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from scraper.blocks import Block, raw_text
from scraper.found import Found
from scraper.locate import Parts
from scraper.text import clean, remembered

_TAG_BOX = re.compile(r"(?:^|[\s_-])(?:tags?|keywords?|tu-?khoa)(?=$|[\s_-])", re.IGNORECASE)
# What stands in the box of the tags, and is none: NGUỒN Báo …
_OTHER_LABEL = re.compile(r"(?:nguồn|source|chuyên mục|danh mục|category)", re.IGNORECASE)
_TAG_PATH = re.compile(
    r"(?:^|/)(?:tags?|the|tu-?khoa|keywords?|hashtags?|nhan|chu-de)/|[?&](?:tags?|keyword)=",
    re.IGNORECASE,
)
_HASHED = re.compile(r"#\s?\w+.*")
_TAG_LABEL = re.compile(r"^(?:từ khóa|từ khoá|tags?|thẻ|nhãn|chủ đề)\s*:?\s*", re.IGNORECASE)
# Links of a line that are looked at.
_MOST_INSIDE = 12


def find(parts: Parts) -> Iterator[Found]:
    """The list of the article's tags."""
    if chosen := parts.texts("tags"):
        yield Found(tuple(text for _, text in chosen), "selector", chosen[0][0])
    title = parts.title_at
    after = [b for b in parts.links if title is not None and _is_after(b.element, title)]
    for block in (*parts.aside, *parts.below, *after):
        if block.element is None or _OTHER_LABEL.match(block.text):
            continue
        hashed = _HASHED.match(block.text) and block.link_density >= 0.9
        named = hashed or _TAG_LABEL.match(block.text) or _is_tag_box(block)
        if not (named or _leads_to_tags(block)):
            continue
        # A label may have a box of its own, before that of its links or of each of them.
        around = block.element.getparent() if block.element.tag in ("li", "dt") else None
        for box in (around, block.element, block.element.getnext()):
            anchors = box.iter("a") if box is not None else ()
            if links := [text for a in anchors if (text := clean(raw_text(a)).lstrip("# "))]:
                yield Found(tuple(dict.fromkeys(links)), "label", block.element)
                break


def _is_after(element: etree._Element | None, title: etree._Element) -> bool:
    """Whether an element stands below the title, and not in the path above it."""
    if element is None:
        return False
    common = set(title.iterancestors())
    branch = element
    while (parent := branch.getparent()) is not None and parent not in common:
        branch = parent
    held = next((e for e in (title, *title.iterancestors()) if e.getparent() is parent), None)
    return parent is not None and held is not None and parent.index(branch) > parent.index(held)


def _leads_to_tags(block: Block) -> bool:
    """Whether a line is links to the lists of what is marked alike."""
    if block.element is None or not block.links:
        return False
    links = islice(block.element.iter("a"), _MOST_INSIDE)
    paths = [link.get("href") or "" for link in links]
    linked = block.links + len(paths)  # a blank or comma between each two
    return linked >= 0.9 * len(block.text) and all(map(_TAG_PATH.search, paths))


def _is_tag_box(block: Block) -> bool:
    element = block.element
    for _ in range(2):
        if element is None or element.tag in ("article", "main", "body"):
            return False
        if _names_tags(f"{element.get('class') or ''} {element.get('id') or ''}"):
            return True
        element = element.getparent()
    return False


@remembered
def _names_tags(names: str) -> bool:
    return _TAG_BOX.search(names) is not None
