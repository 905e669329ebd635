"""Where on a page the running text stands: its characters, weighed element by element."""

import re
from typing import cast

from lxml import etree

from scraper.blocks import BLOCKS, UNREAD, Block, is_hidden
from scraper.text import remembered

_RUNNING = (
    "::text()[string-length() > 30]"
    "[not(parent::a or parent::h3)]"
    "[not(ancestor::nav or ancestor::footer or ancestor::aside)]"
)
_TEXTS = etree.XPath(f"descendant-or-self{_RUNNING}")
_BELOW = etree.XPath(f"following{_RUNNING}")
# Whose texts do not run either; they are too few to ask for them in the paths.
_NOT_RUNNING = frozenset({"script", "style", "h2", "h4"})
_MARGINS = frozenset({"nav", "footer", "aside", "head", "dialog"})
_MARGIN_NAME = re.compile(
    r"(?:^|[\s_-])(?:comments?|binh-?luan|footer|sidebar|aside|related|lien-?quan|menu|nav(?:bar)?"
    r"|breadcrumbs?|popup|modal|cookies?|newsletter|(?<!elementor-)widget|banner|share|social|rating|disqus"
    r"|promo(?:s|tions?|box)?|advert\w*|sponsor\w*|copyright|pagination|pager|toolbar|bio|byline|timestamp"
    r"|author-?(?:box|bio|info|card)|tags?|keywords?|recirc\w*|trending|most-?(?:read|popular)"
    r"|recommend\w*|subscribe\w*|sign-?up|audio(?:-?player)?|tts|attachments|teasers?(?!-?text)|taboola|outbrain|video-?\w*|player"
    r"|doc-?nhieu|tin-?khac|tu-?khoa)(?=$|[\s_-])",
    re.IGNORECASE,
)
# Comments may be longer than the article.
_COMMENTS = re.compile(
    r"(?:^|(?<=\s))(?:(?:list|post|article|box|fb|the)[_-])?"
    r"(?:comments?(?:[_-]?(?:list|area|box|section|wrap(?:per)?|container))?|binh-?luan|disqus_thread)"
    r"(?=$|\s)",
    re.IGNORECASE,
)
# What WordPress and Drupal call an article by its sections, tags and kind.
_OF_POSTS = re.compile(r"(?:^|(?<=\s))(?:category|tag|format|type|node|has)-[\w-]+")
# Of the text of an element, the share that one child must hold for the text to be in it.
_MOST = 0.6
# The share of a page's text above which a margin's name misleads.
_MISNAMED = 0.5
_LISTS = frozenset({"ul", "ol", "dl"})
_LEAVES = frozenset("p li dd dt h1 h2 h3 h4 h5 h6 blockquote pre figcaption".split())


class Prose:
    """The running text below a place of the page.

    Texts of links count against the element that holds them. What is hidden does not count,
    nor do margins: by tag (`nav`, `footer`, `aside`) or by name (comments, sidebars,
    related). A name misleads where the place itself, or most of the text, stands in it.
    """

    def __init__(self, tree: etree._Element, below: etree._Element | None = None) -> None:
        self._depths: dict[etree._Element, int] = {}
        self._margins: dict[etree._Element, bool] = {}
        self._own: dict[etree._Element, int] = {}
        self._texts: dict[etree._Element, int] = {}
        self._weights: dict[etree._Element, int] = {}
        self._children: dict[etree._Element, list[etree._Element]] = {}
        self._around = set() if below is None else {below, *below.iterancestors()}
        texts = _TEXTS(tree) if below is None else _BELOW(below)
        for text in cast("list[etree._ElementUnicodeResult]", texts):
            self._weigh(text)
        self._least = _MISNAMED * sum(size for size in self._own.values() if size > 0)
        self._gather()

    def weight(self, element: etree._Element) -> int:
        """The characters of running text in an element, less those of its links."""
        return self._weights.get(element, 0)

    def counts(self, element: etree._Element) -> bool:
        """Whether an element stands where the article's text may stand, in no margin."""
        above: list[etree._Element] = []
        at: etree._Element | None = element
        while at is not None and at not in self._margins:
            above.append(at)
            at = at.getparent()
        margin = at is not None and self._margins[at]
        for inner in reversed(above):
            margin = margin or self._is_margin(inner)
            self._margins[inner] = margin
        return not margin

    def takes(self, block: Block) -> bool:
        """Whether a block stands where the article's text may stand."""
        # What a picture itself is called says how it opens: `modal-image`.
        parent = None if block.element is None else block.element.getparent()
        element = parent if block.is_image and parent is not None else block.element
        return element is None or self.counts(element)

    def heaviest(self, element: etree._Element) -> etree._Element | None:
        """The child with the most running text."""
        children = self._children.get(element)
        return max(children, key=self.weight) if children else None

    def holder(self, element: etree._Element) -> etree._Element:
        """The smallest element within that holds most of its text, paragraphs apart."""
        while (best := self.heaviest(element)) is not None:
            weight = self.weight(best)
            if weight < _MOST * self.weight(element) or self._is_leaf(best):
                break
            element = best
        return element

    def _is_leaf(self, element: etree._Element) -> bool:
        """Whether an element is a paragraph, or a list among paragraphs, and no holder."""
        if element.tag in _LEAVES:
            return True
        if element.tag in _LISTS:
            parent = element.getparent()
            return parent is not None and len(self._children.get(parent, ())) > 1
        return element not in self._children and self._texts.get(element, 0) < 2

    def _weigh(self, text: etree._ElementUnicodeResult) -> None:
        size = len(text.strip())
        element = text.getparent()
        if size < 20 or element is None:
            return
        if text.is_tail:
            element = element.getparent()
        if element is None or element.tag in _NOT_RUNNING:
            return
        linked = False
        while element is not None and element.tag not in BLOCKS:
            if element.tag in UNREAD:
                return
            linked = linked or element.tag == "a"
            element = element.getparent()
        if element is not None and self._depth(element):
            self._own[element] = self._own.get(element, 0) + (-size if linked else size)
            self._texts[element] = self._texts.get(element, 0) + 1

    def _depth(self, element: etree._Element) -> int:
        """How deep an element stands, 0 where it is not shown."""
        above: list[etree._Element] = []
        at: etree._Element | None = element
        while at is not None and at not in self._depths:
            above.append(at)
            at = at.getparent()
        depth = self._depths[at] if at is not None else None
        for inner in reversed(above):
            if depth is None:
                depth = 1
            elif depth:
                depth = 0 if is_hidden(inner) else depth + 1
            self._depths[inner] = depth
        return self._depths[element]

    def _gather(self) -> None:
        levels: dict[int, dict[etree._Element, int]] = {}
        for element, size in self._own.items():
            levels.setdefault(self._depths[element], {})[element] = size
        for depth in range(max(levels, default=0), 0, -1):
            for element, size in levels.pop(depth, {}).items():
                self._weights[element] = size
                parent = element.getparent()
                if parent is not None and size > 0 and not self._is_margin(element):
                    self._children.setdefault(parent, []).append(element)
                    above = levels.setdefault(self._depths[parent], {})
                    above[parent] = above.get(parent, 0) + size

    def _is_margin(self, element: etree._Element) -> bool:
        if element in self._around:
            return False
        if element.tag in _MARGINS:
            return True
        if not self._is_named(element):
            return False
        if self._weights.get(element, 0) <= self._least:
            return True
        return _are_comments(f"{element.get('class') or ''} {element.get('id') or ''}")

    def _is_named(self, element: etree._Element) -> bool:
        """Whether class or id are a margin's."""
        if element.tag in ("html", "body", "main", "article", "form"):
            return False
        return _are_margins(f"{element.get('class') or ''} {element.get('id') or ''}")


@remembered
def _are_margins(names: str) -> bool:
    return _MARGIN_NAME.search(_OF_POSTS.sub(" ", names)) is not None


@remembered
def _are_comments(names: str) -> bool:
    return _COMMENTS.search(names) is not None
