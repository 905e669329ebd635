"""Which element of a page holds its text, and how much around it is read."""

import re
from typing import cast

from lxml import etree

from scraper.prose import Prose

# The share of a page's running text that an article holds at least.
_SHARE = 0.25
# How much of the page around title and body is read along with them, in elements.
_AROUND = 60
# The same where it is not known where the title stands.
_FAR_AROUND = 400
_HEAD = re.compile(
    r"(?:^|[\s_-])(?:article|entry|post|detail|news|story)[_-]*head(?:er)?(?=$|[\s_-])", re.I
)
_CARDS = etree.XPath(
    "count(descendant::a[parent::h2 or parent::h3 or parent::h4 or child::h2 or child::h3])"
)
# Characters of text that are an article, if only a short one; those that a card has at most.
_LITTLE, _OF_A_CARD = 100, 200
_COUNT = etree.XPath("count(descendant::*)")


def holder_of(title: etree._Element | None, prose: Prose, tree: etree._Element) -> etree._Element:
    """The element that holds the text: the heaviest one below the title, if it is no list of
    other articles; else the nearest one with any text."""
    holder = prose.holder(_around(title, prose, tree, _SHARE * prose.weight(tree)))
    if title is not None and _is_of_cards(holder, prose):
        near = prose.holder(_around(title, prose, tree, _LITTLE))
        return holder if _is_of_cards(near, prose) else near
    return holder


def _around(
    title: etree._Element | None, prose: Prose, tree: etree._Element, least: float
) -> etree._Element:
    """The smallest element around the title that holds so much of the page's text."""
    element = title if prose.weight(tree) else None
    while element is not None and (prose.weight(element) < least or _is_head(element)):
        element = element.getparent()
    return tree if element is None else element


def _is_head(element: etree._Element) -> bool:
    """Whether an element holds what stands above the text of an article, lead and picture too."""
    return element.tag == "header" or _HEAD.search(element.get("class") or "") is not None


def _is_of_cards(element: etree._Element, prose: Prose) -> bool:
    """Whether the text of an element is that of teasers, each with its linked title."""
    cards = cast(float, _CARDS(element))
    return cards > 2 and prose.weight(element) < _OF_A_CARD * cards


def scope_of(title: etree._Element | None, body: etree._Element) -> etree._Element:
    """What to read: an element that holds both, and the lines around them."""
    inner = {body} if title is None else {title, *title.iterancestors()}
    scope = body
    while scope not in inner and (parent := scope.getparent()) is not None:
        scope = parent
    most = _size(scope) + (_AROUND if title is not None else _FAR_AROUND)
    while (parent := scope.getparent()) is not None and parent.tag != "html":
        if _size(parent) > most:
            break
        scope = parent
    return scope


def _size(element: etree._Element) -> float:
    return cast(float, _COUNT(element))
