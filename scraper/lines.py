"""What a line of a page is on its face."""

import re

from scraper import dates, noise, views
from scraper.blocks import HEADINGS, Block

# Of a line that is a paragraph on its face, in characters; of one that ends as a sentence.
_PARAGRAPH, _SENTENCE = 80, 40
_ENDS = re.compile(r"[.…!?][\"”’)]?$")


def is_paragraph(block: Block) -> bool:
    """Whether a line is long enough for one of running text, and no row of links."""
    if block.is_image or block.link_density > 0.4 or block.tag in HEADINGS:
        return False
    return len(block.text) >= _PARAGRAPH and not is_meta(block.text)


def is_sentence(block: Block) -> bool:
    """Whether a line too short for a paragraph is one by its end."""
    text = block.text
    if block.is_image or block.links or block.tag in HEADINGS or len(text) < _SENTENCE:
        return False
    return text.endswith((".", "…", "!", "?")) and not (is_meta(text) or noise.is_noise(text))


def is_meta(text: str) -> bool:
    """Whether a line of some length tells when the article came and how often it was read."""
    if len(text) < 200 and views.find(text) is not None:
        return True
    if len(text) < 60:
        return dates.begins(text)
    return len(text) < 120 and ": " in text and dates.begins(text)


def is_linked(block: Block) -> bool:
    """Whether a line is a link, or a row of them."""
    return not block.is_image and block.link_density >= 0.5


def is_short(block: Block) -> bool:
    """Whether a line may tell date, counter, section or name."""
    if block.is_image or len(block.text) > 160:
        return False
    return block.link_density < 0.5 or dates.begins(block.text)


def is_set_large(block: Block) -> bool:
    """Whether a heading is a paragraph: a lead that is marked by its size."""
    if block.tag not in HEADINGS or block.links or len(block.text) < _PARAGRAPH:
        return False
    return _ENDS.search(block.text) is not None


def is_header_line(text: str) -> bool:
    """Whether a line is a date or a view counter, and nothing else."""
    return dates.is_dateline(text) or views.is_counter(text)
