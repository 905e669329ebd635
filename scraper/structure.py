"""Title and body of a page by its structure: headings, running text, neighbours."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import cast

from lxml import etree

from scraper import bylines, dates, noise, views
from scraper.blocks import HEADINGS, Block, blocks_of, raw_text
from scraper.document import Document
from scraper.labels import is_alone, joined
from scraper.prose import Prose
from scraper.text import remembered
from scraper.titles import Claims, apart, most_prominent

# Of a line that is a paragraph on its face, in characters; of one that ends as a sentence.
_PARAGRAPH, _SENTENCE = 80, 40
# The share of a page's running text that an article holds at least.
_SHARE = 0.25
_LEAD = re.compile(
    r"(?:^|[\s_-])(?:sapo|lead|hometext|brief|summary|teaser-?text|excerpt|standfirst|sub-?title|intro\w*|description|desc|chapeau"
    r"|trich-?yeu|trich|tom-?tat|des)(?=$|[\s_-])",
    re.IGNORECASE,
)
_LEAD_CAMEL = re.compile(
    r"(?<=[a-z])(?:Description|Sapo|Lead|Summary|Intro|IntroText|Brief|Desc)\b"
)
_ENDS = re.compile(r"[.…!?][\"”’)]?$")
# Words that may stand beside a lead in its box: the town, the paper.
_BESIDE = 12
# How many lines beside title and body may still be the article's.
_ABOVE, _BELOW = 8, 12
# Characters of a line between lead and text that tells when and by whom it was written.
_TOLD, _NAME = 120, 60
# How many lines below the body are read at all.
_AFTER = 30
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


@dataclass
class Layout:
    """A page's title and body, and the lines around them."""

    title: str | None = None
    title_at: etree._Element | None = None
    lead: list[Block] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)
    header: list[Block] = field(default_factory=list)
    """The lines between title and body."""
    above: list[Block] = field(default_factory=list)
    """The lines right above the title."""
    footer: list[Block] = field(default_factory=list)
    """The lines right below the body."""
    below: list[Block] = field(default_factory=list)
    """What stands in margins within the body, and everything read below it."""
    links: list[Block] = field(default_factory=list)
    """The lines above the text that are links: crumbs, the label of the section."""


def find(
    document: Document,
    title: etree._Element | None = None,
    body: etree._Element | None = None,
) -> Layout:
    """Title and body of a page; empty where nothing looks like one.

    `title` and `body` are where a template says that they stand; what is not given is found.
    """
    if document.tree is None:
        return _plain(document.lines)
    claims = Claims(document)
    if title is None:
        title = claims.heading()
    prose = Prose(document.tree, title)
    if title is None and (title := claims.line_above(prose.holder(document.tree))) is not None:
        prose = Prose(document.tree, title)
    if body is None:
        body = _holder(title, prose, document.tree)
    scope = _scope(title, body)
    blocks, spans = blocks_of(scope, (title, body), body, _AFTER)
    begin, end = spans.get(body, (0, len(blocks)))
    at = _title_index(blocks, begin, spans.get(title), claims, prose)
    begin = max(begin, at + 1)
    end = max(_downward(blocks, end, prose), begin)
    held = begin
    if at >= 0:
        begin = _opening(blocks, at + 1, begin, prose)
    opened, told = _told(blocks[begin:held], prose)
    counted, aside = _parted(opened + blocks[held:end], prose)
    inside = joined(counted, _is_header_line)
    if at < 0 and not any(map(_is_paragraph, inside)):
        return Layout(claims.bare())
    above = blocks[max(0, at - _ABOVE) : max(at, 0)]
    title_text, beside = apart(blocks[at], claims) if at >= 0 else (claims.bare(), [])
    between = beside + blocks[at + 1 if at >= 0 else max(0, begin - _ABOVE) : begin] + told
    return Layout(
        title=title_text,
        title_at=blocks[at].element if at >= 0 else None,
        lead=lead_in(inside) or _apart(opened, blocks[held:end], prose),
        body=inside,
        header=[block for block in joined(between) if _is_short(block)],
        above=[block for block in joined(above) if _is_short(block)],
        links=[block for block in (*above, *between) if _is_linked(block)],
        footer=joined(_near(blocks[end : end + _BELOW])),
        below=aside + blocks[end:],
    )


def _plain(blocks: list[Block]) -> Layout:
    """Plain text: title, then date and counter lines, then the body to the first web part."""
    if not blocks:
        return Layout()
    start = 1
    while start < len(blocks) and _is_header_line(blocks[start].text):
        start += 1
    ends = (i for i in range(start + 1, len(blocks)) if noise.is_heading(blocks[i].text))
    end = next(ends, len(blocks))
    return Layout(blocks[0].text, body=blocks[start:end], header=blocks[1:start])


def _is_header_line(text: str) -> bool:
    return dates.is_dateline(text) or views.is_counter(text)


def _holder(title: etree._Element | None, prose: Prose, tree: etree._Element) -> etree._Element:
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


def _scope(title: etree._Element | None, body: etree._Element) -> etree._Element:
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


def _title_index(
    blocks: list[Block],
    begin: int,
    span: tuple[int, int] | None,
    claims: Claims,
    prose: Prose,
) -> int:
    """Where among the blocks the title stands; -1 where it does not."""
    if span and span[1] > span[0]:
        return span[0]
    text = (at for at in range(begin, len(blocks)) if _is_paragraph(blocks[at]))
    first = next(text, begin)
    for at in range(min(first + 3, len(blocks)) - 1, -1, -1):
        line = blocks[at]
        if not line.is_image and line.link_density < 0.5 and claims.repeated_by(line.text):
            return at
    return most_prominent(blocks[:first], prose.counts, claims.portals)


def _opening(blocks: list[Block], start: int, begin: int, prose: Prose) -> int:
    """Where a body begins of which a part stands above its holder."""
    dated = False
    for at in range(start, begin):
        if _opens(blocks[at], prose, dated):
            return at
        dated = dated or dates.is_dateline(blocks[at].text)
    return begin


def _opens(block: Block, prose: Prose, dated: bool) -> bool:
    """Whether a body begins with this block above it: the lead, or its picture, boxed apart.

    `dated` says that the date of the article stood above.
    """
    if not _counts(block, prose):
        return False
    if _is_lead(block) or _is_paragraph(block) or _is_sentence(block) or _is_set_large(block):
        return True
    return block.is_image and (dated or block.within("figure") is not None)


def _told(blocks: list[Block], prose: Prose) -> tuple[list[Block], list[Block]]:
    """The lines between lead and text, less those that tell of the article: date, counter, name."""
    parted: tuple[list[Block], list[Block]] = ([], [])
    for block in joined(blocks):
        parted[not block.is_image and _tells(block, prose)].append(block)
    return parted


def _tells(block: Block, prose: Prose) -> bool:
    if block.within("figure") is not None or len(block.text) > _TOLD:
        return False
    if not _counts(block, prose) or _is_header_line(block.text) or _is_meta(block.text):
        return True
    if not any(map(str.isalpha, block.text)) or is_alone(block.text):
        return True
    if block.element is not None and bylines.are_of_author(block.element.get("class") or ""):
        return len(block.text) <= _NAME and not _is_sentence(block)
    return noise.is_noise(block.text) or bylines.labelled(block.text) is not None


def _downward(blocks: list[Block], end: int, prose: Prose) -> int:
    """Where a body ends whose last paragraphs stand in a box below it."""
    for at in range(end, len(blocks)):
        block = blocks[at]
        if block.is_image or block.tag in HEADINGS or noise.is_heading(block.text):
            break
        if not _is_paragraph(block) or not _counts(block, prose):
            break
        end = at + 1
    return end


def _near(blocks: Iterable[Block]) -> Iterable[Block]:
    for block in blocks:
        if block.is_image or noise.is_heading(block.text) or block.tag in HEADINGS:
            break
        yield block


def lead_in(body: list[Block]) -> list[Block]:
    """The first paragraph, where an element around it is named for the lead."""
    pairs = zip([None, *body], body, strict=False)
    texts = (b for above, b in pairs if not (b.is_image or _is_caption(above, b)))
    opening = list(islice((b for b in texts if not _is_meta(b.text)), 2))
    # Above the second one may stand a picture with its caption.
    opening = opening if body and body[0].is_image else opening[:1]
    return [next(filter(_is_lead, opening))] if any(map(_is_lead, opening)) else []


def _apart(above: list[Block], held: list[Block], prose: Prose) -> list[Block]:
    """The one paragraph above the element that holds all others: a lead by its place."""
    texts = [block for block in above if not block.is_image and _counts(block, prose)]
    if len(texts) != 1 or sum(map(_is_paragraph, held)) < 2:
        return []
    return texts if _is_paragraph(texts[0]) and not texts[0].links else []


def _is_caption(above: Block | None, block: Block) -> bool:
    if block.tag == "figcaption":
        return True
    return above is not None and above.is_image and block.emphasis >= 0.9 * len(block.text)


def _is_set_large(block: Block) -> bool:
    """Whether a heading is a paragraph: a lead that is marked by its size."""
    if block.tag not in HEADINGS or block.links or len(block.text) < _PARAGRAPH:
        return False
    return _ENDS.search(block.text) is not None


def _is_lead(block: Block) -> bool:
    """Whether the element, or one of the nearest around it that hold no more, is named for
    the lead."""
    if _is_set_large(block):
        return True
    element = block.element
    for _ in range(4):
        if element is None or element.tag in ("body", "article", "main"):
            return False
        named = " ".join(element.get(name, "") for name in ("class", "id", "itemprop"))
        if _names_lead(named):
            return len(raw_text(element).split()) <= len(block.text.split()) + _BESIDE
        element = element.getparent()
    return False


@remembered
def _names_lead(names: str) -> bool:
    return bool(_LEAD.search(names) or _LEAD_CAMEL.search(names))


def _parted(blocks: list[Block], prose: Prose) -> tuple[list[Block], list[Block]]:
    """The lines that stand where a text may stand, and those in margins."""
    parted: tuple[list[Block], list[Block]] = ([], [])
    for block in blocks:
        parted[not _counts(block, prose)].append(block)
    return parted


def _counts(block: Block, prose: Prose) -> bool:
    # What a picture itself is called says how it opens: `modal-image`.
    element = block.element.getparent() if block.is_image and block.element is not None else None
    element = block.element if element is None else element
    return element is None or prose.counts(element)


def _is_paragraph(block: Block) -> bool:
    if block.is_image or block.link_density > 0.4 or block.tag in HEADINGS:
        return False
    return len(block.text) >= _PARAGRAPH and not _is_meta(block.text)


def _is_sentence(block: Block) -> bool:
    """Whether a line too short for a paragraph is one by its end."""
    text = block.text
    if block.is_image or block.links or block.tag in HEADINGS or len(text) < _SENTENCE:
        return False
    return text.endswith((".", "…", "!", "?")) and not (_is_meta(text) or noise.is_noise(text))


def _is_meta(text: str) -> bool:
    """Whether a line of some length tells when the article came and how often it was read."""
    if len(text) < 200 and views.find(text) is not None:
        return True
    if len(text) < 60:
        return dates.begins(text)
    return len(text) < 120 and ": " in text and dates.begins(text)


def _is_linked(block: Block) -> bool:
    return not block.is_image and block.link_density >= 0.5


def _is_short(block: Block) -> bool:
    if block.is_image or len(block.text) > 160:
        return False
    return block.link_density < 0.5 or dates.begins(block.text)
