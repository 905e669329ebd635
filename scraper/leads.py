"""The lead: the paragraph that opens an article, by its name or its place."""

import re
from itertools import islice

from scraper.blocks import Block, raw_text
from scraper.lines import is_meta, is_paragraph, is_set_large
from scraper.prose import Prose
from scraper.text import remembered

_LEAD = re.compile(
    r"(?:^|[\s_-])"
    r"(?:sapo|lead|hometext|brief|summary|teaser-?text|excerpt|standfirst|sub-?title|intro\w*"
    r"|description|desc|chapeau|trich-?yeu|trich|tom-?tat|des)(?=$|[\s_-])",
    re.IGNORECASE,
)
_LEAD_CAMEL = re.compile(
    r"(?<=[a-z])(?:Description|Sapo|Lead|Summary|Intro|IntroText|Brief|Desc)\b"
)
# Words that may stand beside a lead in its box: the town, the paper.
_BESIDE = 12


def lead_in(body: list[Block]) -> list[Block]:
    """The first paragraph, where an element around it is named for the lead."""
    pairs = zip([None, *body], body, strict=False)
    texts = (b for above, b in pairs if not (b.is_image or _is_caption(above, b)))
    opening = list(islice((b for b in texts if not is_meta(b.text)), 2))
    # Above the second one may stand a picture with its caption.
    opening = opening if body and body[0].is_image else opening[:1]
    return [next(filter(is_lead, opening))] if any(map(is_lead, opening)) else []


def apart(above: list[Block], held: list[Block], prose: Prose) -> list[Block]:
    """The one paragraph above the element that holds all others: a lead by its place."""
    texts = [block for block in above if not block.is_image and prose.takes(block)]
    if len(texts) != 1 or sum(map(is_paragraph, held)) < 2:
        return []
    return texts if is_paragraph(texts[0]) and not texts[0].links else []


def is_lead(block: Block) -> bool:
    """Whether the element, or one of the nearest around it that hold no more, is named for
    the lead."""
    if is_set_large(block):
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


def _is_caption(above: Block | None, block: Block) -> bool:
    if block.tag == "figcaption":
        return True
    return above is not None and above.is_image and block.emphasis >= 0.9 * len(block.text)
