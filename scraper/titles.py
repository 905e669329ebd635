"""The title: the heading that the head of the page repeats."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice

from lxml import etree

from scraper import dates, noise, views
from scraper.blocks import HEADINGS, Block, is_hidden, raw_text
from scraper.bylines import is_organisation
from scraper.document import Document, elements
from scraper.text import alike_words, clean, words

# What a site adds to the title in its head: ` | Công an tỉnh …`, ` - Báo …`
_SEPARATOR = re.compile(r"\s+[|\-–—»«·:]+\s+|\s*[|»]\s*")
_LONGEST = 400
# Characters below which a part of a claim is hardly the title.
_SHORT = 12
# How many times as long as the first part another one must be to be the title.
_TWICE = 2
_RANKS = {"h1": 5.0, "h2": 4.0, "h3": 3.5, "h4": 2.5, "h5": 2.0, "h6": 2.0}
_NAMED = re.compile(r"(?:title|tieu-?de|headline|heading)(?!-?(?:cate|site|bar|page|box))", re.I)
_SIZE = re.compile(r"font-size\s*:\s*([\d.]+)(px|pt|em|rem)", re.IGNORECASE)
_PIXELS = {"px": 1.0, "pt": 1.33, "em": 14.0, "rem": 14.0}
_LARGE = 17.5
_LARGE_FONTS = frozenset({"4", "5", "6", "7", "+1", "+2", "+3", "+4"})
_PORTAL = re.compile(
    r"^(?:cổng|trang|website|chi tiết)\s+(?:thông tin|tin|điện tử|thông tin điện tử)\b[^|»]{0,60}$",
    re.IGNORECASE,
)
# Lines above a text among which its title stands.
_FARTHEST = 30
# Of prominence, what a title has at least.
_LEAST = 1.5
_SAYS = "::*[normalize-space(text()) = $claim][not(self::option or self::a)]"
_ABOVE = etree.XPath(f"preceding{_SAYS}[ancestor::body]")
_LINKS = "::a[normalize-space(string()) = $claim]"
_LINK_ABOVE = etree.XPath(f"preceding{_LINKS}[ancestor::body] | descendant{_LINKS}")
_INSIDE = etree.XPath(f"descendant{_SAYS}")
HOME = re.compile(r"^(?:https?://[^/]+)?/?(?:index\.\w+|trang-?chu/?|home/?|default\.aspx)?$", re.I)


# How well a line repeats a claim: the whole, its main part, nearly, another part.
_WHOLE, _PART, _NEARLY, _NAME, _UNLIKE = range(5)


class Claims:
    """What the head of a page says its title is."""

    def __init__(self, document: Document) -> None:
        titles = document.parts.get("title")
        found = [
            document.claim("og:title"),
            _text(document.linked_data.get("headline")),
            document.claim("twitter:title"),
            clean(titles[0].text or "") if titles else None,
        ]
        texts = dict.fromkeys(claim[:_LONGEST] for claim in found if claim)
        self.texts = [text for text in texts if not _PORTAL.match(text)]
        """Most trusted first, the site's name still with them."""
        self.portals = {clean(text).casefold() for text in texts if _PORTAL.match(text)}
        """Claims that name no more than the site."""
        self._site = words(document.claim("og:site_name"))
        self._headings = [(tag, e) for tag in HEADINGS for e in document.parts.get(tag, [])]

    def bare(self) -> str | None:
        """The most trusted claim without the name of the site at its end or beginning."""
        if not self.texts:
            return None
        claim = self.texts[0]
        parts = _parts(claim)
        for part in (parts[-1], parts[0]) if len(parts) > 1 else ():
            if words(part) == self._site:
                return claim.removesuffix(part).removeprefix(part).strip(" |-–—»«·:")
        return self._main(parts) if len(parts) == 2 else claim

    def heading(self) -> etree._Element | None:
        """The heading that repeats what the head claims; None where none does."""
        found: list[tuple[int, str, int, etree._Element]] = []
        for at, (tag, element) in enumerate(self._headings):
            rank = self._rank(clean(raw_text(element)))
            if rank < _NAME and not (is_hidden(element) or leads_home(element)):
                found.append((rank, tag, at, element))
                if rank == _WHOLE or (rank == _PART and tag == "h1"):
                    break
        return min(found, key=lambda entry: entry[:3])[3] if found else None

    def line_above(self, body: etree._Element) -> etree._Element | None:
        """The line above a body, or in it, that is what the head claims; no heading by tag."""
        forms = [form for text in self.texts for form in (text, self._main(_parts(text)))]
        for form in dict.fromkeys(forms):
            above = elements(_ABOVE, body, claim=form)
            inside = elements(_INSIDE, body, claim=form)
            if found := [*above[-1:], *inside[:1]]:
                return found[0]
        boxes = (_linked(form, body) for form in dict.fromkeys(forms))
        return next((box for box in boxes if box is not None), None)

    def says(self, line: str) -> bool:
        """Whether a claim is this very line, or its main part is."""
        return self._ranks.get(" ".join(words(line)), _UNLIKE) <= _PART

    def repeated_by(self, line: str) -> bool:
        """Whether a line is what the head claims the title to be."""
        return self._rank(line) < _NAME

    def _rank(self, line: str) -> int:
        said = words(line) if len(line) <= _LONGEST else []
        if not said:
            return _UNLIKE
        exact = self._ranks.get(" ".join(said), _UNLIKE)
        if exact <= _PART or len(said) < 3:
            return exact
        if any(_nearly(said, form) for form in self._titles):
            return min(exact, _NEARLY)
        return exact

    @cached_property
    def _ranks(self) -> dict[str, int]:
        """How well the claims and their parts tell the title, by their words."""
        ranks: dict[str, int] = {}
        for rank, form in sorted(self._forms):
            ranks.setdefault(" ".join(form), rank)
        return ranks

    @cached_property
    def _titles(self) -> list[list[str]]:
        """The words of the forms that may be the title."""
        return [form for rank, form in self._forms if rank <= _PART]

    @cached_property
    def _forms(self) -> list[tuple[int, list[str]]]:
        """The words of the claims and of their parts, by how well they tell the title."""
        forms: list[tuple[int, list[str]]] = []
        for claim in self.texts:
            parts = _parts(claim)
            forms.append((_WHOLE, words(claim)))
            main = self._main(parts)
            if len(parts) > 1:
                forms += [(_PART if part is main else _NAME, words(part)) for part in parts]
            for at in range(1, len(parts)):
                cut = [" ".join(part) for part in (parts[:at], parts[at:]) if len(part) > 1]
                forms += [(_PART, words(part)) for part in cut if main in part]
        return forms

    def _main(self, parts: list[str]) -> str:
        """The part of a claim that is the title: the first that names no site or office."""
        own = [p for p in parts if words(p) != self._site and not is_organisation(p)]
        own = [p for p in own if len(p) >= _SHORT] or parts
        longest = max(own, key=len, default="")
        first = own[0] if own else ""
        return longest if len(longest) > _TWICE * len(first) else first


def most_prominent(
    blocks: Sequence[Block], counts: Callable[[etree._Element], bool], portals: set[str]
) -> int:
    """Which of the lines above a text looks like its title; -1 where none does.

    Told by tag, class, weight, size, a date right below or above, and nearness to the text,
    which the last line stands next to. `counts` says whether an element stands where an
    article may stand; `portals` are names of the site, which are no titles.
    """
    best, found = _LEAST, -1
    lines = [at for at, block in enumerate(blocks) if block.text and not block.is_image]
    lines = lines[-_FARTHEST:]
    dated = [dates.is_dateline(blocks[at].text) for at in lines]
    for place, at in enumerate(lines):
        block = blocks[at]
        if block.element is None or block.text.casefold() in portals:
            continue
        score = _prominence(block) - 0.15 * (len(lines) - place)
        if score and any(dated[max(0, place - 1) : place + 2]):
            score += 2
        if score > best and counts(block.element) and not leads_home(block.element):
            best, found = score, at
    return found


def apart(block: Block, claims: Claims) -> tuple[str, list[Block]]:
    """A title without what its block tells beside it, date or counter; and those lines."""
    last = block.element[-1] if block.element is not None and len(block.element) else None
    lines = block.lines
    if len(lines) < 2 and last is not None:
        end = clean(raw_text(last))
        lines = (block.text.removesuffix(end).strip(), end) if block.text.endswith(end) else lines
    told = [line for line in lines if _tells(line)]
    if not 0 < len(told) < len(lines) or claims.says(block.text):
        return block.text, []
    title = " ".join(line for line in lines if line not in told)
    return title, [replace(block, text=line, lines=(line,), links=0) for line in told]


def _tells(line: str) -> bool:
    """Whether a line of a title tells when it came and how often it was read, and does not
    go on with the title: `ngày 20/11/2024`."""
    if line[:1].islower():
        return False
    return dates.begins(line) or dates.is_dateline(line) or views.find(line) is not None


def _prominence(block: Block) -> float:
    text, element = block.text, block.element
    if element is None or block.link_density >= 0.5 or len(text) > _LONGEST:
        return 0.0
    if noise.is_noise(text) or dates.is_dateline(text) or views.is_counter(text):
        return 0.0
    score = _RANKS.get(block.tag, 0.1)
    inner = [element, *element.iterchildren()][:4]
    outer = element.getparent()
    for near in [*inner, *([] if outer is None else [outer])]:
        if _NAMED.search(f"{near.get('class') or ''} {near.get('id') or ''}"):
            score += 3
            break
    score += 2 * (block.strong >= 0.9 * len(text)) + 2 * _is_large(element)
    score -= 2 * (len(text) < 60 and is_organisation(text))
    return score + (1 if len(text) >= 20 else -2 if len(text) < _SHORT else 0)


def _is_large(element: etree._Element) -> bool:
    """Whether a line is set in letters larger than those of a text."""
    for inner in [element, *islice(element.iterdescendants(), 6)]:
        size = _SIZE.search(inner.get("style", ""))
        if size and float(size[1]) * _PIXELS[size[2]] >= _LARGE:
            return True
        if inner.tag == "font" and inner.get("size", "") in _LARGE_FONTS:
            return True
    return False


def _linked(claim: str, body: etree._Element) -> etree._Element | None:
    """The box of the link, above a body or in it, that says a claim and stands alone in it."""
    for link in reversed(elements(_LINK_ABOVE, body, claim=claim)):
        box = link.getparent()
        if box is not None and clean(raw_text(box)) == claim and box.tag not in ("li", "ul"):
            return box
    return None


def _nearly(one: list[str], other: list[str]) -> bool:
    longer = max(len(one), len(other))
    return longer < 2 * min(len(one), len(other)) and alike_words(one, other)


def leads_home(element: etree._Element) -> bool:
    """Whether a heading is the site's name: a link to its home page."""
    link = next((link for link in element.iter("a") if "href" in link.attrib), None)
    if link is None:
        link = element.getparent()
    if link is None or link.tag != "a":
        return False
    return bool(HOME.match((link.get("href") or "").strip()))


def _parts(claim: str) -> list[str]:
    return [part for part in _SEPARATOR.split(claim)[:12] if part]


def _text(value: object) -> str | None:
    return clean(value) if isinstance(value, str) else None
