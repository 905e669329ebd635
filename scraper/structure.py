"""Title and body of a page by its structure: headings, running text, neighbours."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from scraper import bylines, dates, leads, noise
from scraper.blocks import HEADINGS, Block, blocks_of
from scraper.document import Document
from scraper.holders import holder_of, scope_of
from scraper.labels import is_alone, joined
from scraper.leads import is_lead
from scraper.lines import (
    is_header_line,
    is_linked,
    is_meta,
    is_paragraph,
    is_sentence,
    is_set_large,
    is_short,
)
from scraper.prose import Prose
from scraper.titles import Claims, apart, most_prominent

# How many lines beside title and body may still be the article's.
_ABOVE, _BELOW = 8, 12
# Characters of a line between lead and text that tells when and by whom it was written.
_TOLD, _NAME = 120, 60
# How many lines below the body are read at all.
_AFTER = 30


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
        body = holder_of(title, prose, document.tree)
    scope = scope_of(title, body)
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
    inside = joined(counted, is_header_line)
    if at < 0 and not any(map(is_paragraph, inside)):
        return Layout(claims.bare())
    above = blocks[max(0, at - _ABOVE) : max(at, 0)]
    title_text, beside = apart(blocks[at], claims) if at >= 0 else (claims.bare(), [])
    between = beside + blocks[at + 1 if at >= 0 else max(0, begin - _ABOVE) : begin] + told
    return Layout(
        title=title_text,
        title_at=blocks[at].element if at >= 0 else None,
        lead=leads.lead_in(inside) or leads.apart(opened, blocks[held:end], prose),
        body=inside,
        header=[block for block in joined(between) if is_short(block)],
        above=[block for block in joined(above) if is_short(block)],
        links=[block for block in (*above, *between) if is_linked(block)],
        footer=joined(_near(blocks[end : end + _BELOW])),
        below=aside + blocks[end:],
    )


def _plain(blocks: list[Block]) -> Layout:
    """Plain text: title, then date and counter lines, then the body to the first web part."""
    if not blocks:
        return Layout()
    start = 1
    while start < len(blocks) and is_header_line(blocks[start].text):
        start += 1
    ends = (i for i in range(start + 1, len(blocks)) if noise.is_heading(blocks[i].text))
    end = next(ends, len(blocks))
    return Layout(blocks[0].text, body=blocks[start:end], header=blocks[1:start])


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
    text = (at for at in range(begin, len(blocks)) if is_paragraph(blocks[at]))
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
    if not prose.takes(block):
        return False
    if is_lead(block) or is_paragraph(block) or is_sentence(block) or is_set_large(block):
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
    if not prose.takes(block) or is_header_line(block.text) or is_meta(block.text):
        return True
    if not any(map(str.isalpha, block.text)) or is_alone(block.text):
        return True
    if block.element is not None and bylines.are_of_author(block.element.get("class") or ""):
        return len(block.text) <= _NAME and not is_sentence(block)
    return noise.is_noise(block.text) or bylines.labelled(block.text) is not None


def _downward(blocks: list[Block], end: int, prose: Prose) -> int:
    """Where a body ends whose last paragraphs stand in a box below it."""
    for at in range(end, len(blocks)):
        block = blocks[at]
        if block.is_image or block.tag in HEADINGS or noise.is_heading(block.text):
            break
        if not is_paragraph(block) or not prose.takes(block):
            break
        end = at + 1
    return end


def _near(blocks: Iterable[Block]) -> Iterable[Block]:
    for block in blocks:
        if block.is_image or noise.is_heading(block.text) or block.tag in HEADINGS:
            break
        yield block


def _parted(blocks: list[Block], prose: Prose) -> tuple[list[Block], list[Block]]:
    """The lines that stand where a text may stand, and those in margins."""
    parted: tuple[list[Block], list[Block]] = ([], [])
    for block in blocks:
        parted[not prose.takes(block)].append(block)
    return parted
