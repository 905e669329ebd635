"""Bytes and a URL to an article: the parts are located, then read in order."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from urllib.parse import urljoin

from lxml import etree

from scraper import api, bylines, captions, dates, fields, kinds, noise, payload, views
from scraper.blocks import Block, raw_text
from scraper.bylines import Byline
from scraper.challenge import is_challenge
from scraper.document import Document, read, read_html
from scraper.encoding import decode
from scraper.found import Found, first
from scraper.items import Article, NotAnArticle
from scraper.locate import Parts, locate, template_for
from scraper.site import identify, site_for
from scraper.text import clean
from scraper.titles import Claims

_TAIL = 6
"""Lines at the end of a body among which byline and source may stand."""
_PARAGRAPH = 80
# Characters of a body that is shorter than the page's data may tell.
_THIN = 600
# Characters above which a line is none of the page's own.
_LONG_LINE = 200
_ENDS = re.compile(r"[.!?:;…][\"”’)\]]?$")
_BEGINS = re.compile(r"[-–+*•]\s|\d{1,2}[.)]\s|\w[\w ]{1,30}:\s")


@dataclass
class Reading:
    """What was read from one page, each field with what it was chosen from, best first."""

    url: str
    canonical_url: str | None = None
    candidates: dict[str, Iterable[Found]] = field(default_factory=dict)


def parse(body: bytes, url: str = "", content_type: str | None = None) -> Article:
    """Read one page as received, HTML, plain text or an API's JSON.

    A pure function of bytes and URL: it finds site and template by itself. Where no URL is
    given, the one that the page claims counts. `content_type` is the HTTP header, if known.
    Raises NotAnArticle, with its reason, for whatever holds no article: listings, errors,
    challenges, empty pages, files that are no text.
    """
    reading = read_page(body, url, content_type)
    found = {name: first(candidates) for name, candidates in reading.candidates.items()}
    value = {name: entry.value for name, entry in found.items() if entry is not None}
    byline = value.get("byline", Byline())
    return _identified(
        Article(
            url="",
            canonical_url=None,
            site=None,
            key=None,
            title=value["title"],
            published=value.get("published"),
            modified=value.get("modified"),
            views=value.get("views"),
            lead=value.get("lead"),
            body=value.get("body", ()),
            images=value.get("images", ()),
            byline=byline.text,
            authors=byline.authors,
            source=value.get("source"),
            category=value.get("category"),
            tags=value.get("tags", ()),
            found={name: entry.how for name, entry in found.items() if entry is not None},
        ),
        reading,
    )


def read_page(body: bytes, url: str = "", content_type: str | None = None) -> Reading:
    """The same, with every candidate of every field. Raises NotAnArticle."""
    if is_challenge(body):
        raise NotAnArticle("challenge", "a firewall's challenge page, not the page asked for")
    site = site_for(url)
    if api.is_json(body, content_type):
        answer = api.read_answer(decode(body, content_type), site)
        document = read_html(answer.page, url)
        candidates = _compose(document, locate(document, answer.template))
        return Reading(url, answer.canonical_url, candidates)
    document = read(body, url, content_type)
    reading = Reading(url or _claimed_url(document))
    try:
        reading.candidates = _compose(document, locate(document, template_for(document, site)))
    except NotAnArticle:
        if not (sent := _sent_along(document)):
            raise
        reading.candidates = sent
    else:
        size = _size(reading.candidates)
        sent = _sent_along(document) if size < _THIN else {}
        if sent and _size(sent) > 2 * size:
            reading.candidates = sent
    return reading


def _sent_along(document: Document) -> dict[str, Iterable[Found]]:
    """The fields of the article in the page's data; none where there is none."""
    if not (entry := payload.article_in(document)):
        return {}
    answer = api.as_page(entry, payload.KEYS)
    inner = read_html(answer.page, document.base)
    try:
        inside = _compose(inner, locate(inner, answer.template))
    except NotAnArticle:
        return {}
    return {
        name: [replace(entry, how="payload") for entry in found] for name, found in inside.items()
    }


def _size(candidates: dict[str, Iterable[Found]]) -> int:
    """The characters of the body."""
    return sum(len(text) for found in candidates["body"] for text in found.value)


def _compose(document: Document, parts: Parts) -> dict[str, Iterable[Found]]:
    """The fields in the order in which they depend on each other."""
    title = _title(document, parts)
    text, images = captions.part(_body_blocks(parts, title.value), title.value)
    text, at_end = _signed([line for block in text for line in _split(block)], parts)
    body = _read_once([*parts.lead, *text])
    bylined = [at_end] if at_end else []
    signatures = [*bylined, *fields.signatures(parts)]
    published = first(fields.published(document, parts))
    signed = signatures if published is None else [published, *signatures]
    kinds.check(document, parts, title.value, body, images, signed)
    day = published.value if published else None
    paragraphs = tuple(block.text for block in body)
    return {
        "title": _titles(document, title),
        "published": fields.published(document, parts),
        "modified": fields.modified(document, parts, day),
        "views": fields.view_counts(document, parts, title.value),
        "lead": _leads(parts, text),
        "body": [Found(paragraphs, parts.how("body"), _holder(parts))],
        "images": [Found(tuple(images), parts.how("body"), _holder(parts))] if images else [],
        "byline": [entry for entry in signatures if entry.value.text],
        "source": _sources(parts, signatures),
        "category": fields.categories(document, parts, title.value),
        "tags": fields.tags(parts),
    }


def _title(document: Document, parts: Parts) -> Found:
    if parts.title and document.tree is None:
        return Found(parts.title, "structure", "the first line")
    if parts.title and parts.title_at is not None:
        return Found(parts.title, parts.how("title"), parts.title_at)
    if parts.title and parts.body:
        return Found(parts.title, "metadata", "title")
    if document.tree is None and not document.lines:
        raise NotAnArticle("empty", "the page shows no text")
    if not parts.body:
        raise NotAnArticle("empty", "the page shows no running text")
    if kinds.titles_in(parts.body) > 1:
        raise NotAnArticle("listing", "not an article: the page names other pages and has no title")
    raise NotAnArticle("unreadable", "not an article: no title was found on the page")


def _titles(document: Document, chosen: Found) -> Iterable[Found]:
    yield chosen
    yield from (Found(text, "metadata", "title") for text in Claims(document).texts)
    for tag in ("h1", "h2"):
        for element in document.parts.get(tag, []):
            if text := clean(raw_text(element)):
                yield Found(text, "structure", element)


def _body_blocks(parts: Parts, title: str) -> list[Block]:
    """The body without what is the page's own: buttons, repeated title, boxes at its end."""
    lead = {block.text for block in parts.lead if not block.is_image}
    body = [block for block in parts.lead if block.is_image and block not in parts.body]
    homes: set[object] = set()
    boxed = False
    for block in parts.body:
        parent = block.element.getparent() if block.element is not None else None
        if boxed and (block.is_image or not _resumes(block, parent in homes)):
            continue
        boxed = False
        parts.offered += kinds.offers(block)
        if block.is_image:
            body.append(block)
        elif len(block.text) > _LONG_LINE and block.link_density < 0.3 and block.text not in lead:
            body.append(block)
            homes.add(parent)
        elif noise.is_heading(block.text) and body:
            boxed = True
        elif _is_aside(block) or (not body and _is_dated(block)):
            parts.aside.append(block)
        elif _is_page_line(block, title):
            parts.below.append(block)
        elif block.text not in lead:
            body.append(block)
            homes.add(parent)
    return body


def _resumes(block: Block, at_home: bool) -> bool:
    """Whether the text goes on after a box in its midst: a paragraph beside earlier ones."""
    if block.element is None or not at_home or block.link_density > 0.4:
        return False
    return len(block.text) >= _PARAGRAPH and not noise.is_noise(block.text)


def _is_aside(block: Block) -> bool:
    return bool(block.seen) or dates.is_dateline(block.text) or views.is_counter(block.text)


def _is_dated(block: Block) -> bool:
    """Whether a line above the text is a date and something short that is glued to it."""
    return len(block.text) <= 60 and dates.begins(block.text)


def _is_page_line(block: Block, title: str) -> bool:
    if block.tag == "figcaption":
        return noise.is_placeholder(block.text)
    if block.link_density >= 0.95 or block.text == title or noise.is_noise(block.text):
        return True
    if block.link_density >= 0.3 and noise.points_elsewhere(block.text):
        return True
    rest = len(block.text) - block.links
    return block.link_density >= 0.6 and rest <= 20 and dates.find(block.text) is not None


def _signed(text: list[Block], parts: Parts) -> tuple[list[Block], Found | None]:
    """The text without the lines at its end that name author and source, and what they name."""
    selected = parts.texts("byline")
    found: Byline | None = None
    text = list(text)
    at, how = None, "label"
    for _ in range(min(_TAIL, len(text))):
        signed = found is not None and found.text is not None
        entry = bylines.labelled(text[-1].text)
        if entry is None and not signed and not selected:
            entry = _name_at_end(text)
            how = "structure" if entry else how
        if entry is None:
            break
        at = text.pop().element
        found = _merged(found, entry)
    return text, Found(found, "structure" if how == "structure" else "label", at) if found else None


def _name_at_end(text: list[Block]) -> Byline | None:
    """What a bare name in the last line names. One over two lines is made one in passing."""
    last = text[-1].text
    if len(text) < 2 or text[-1].tag in ("li", "tr") or not bylines.is_name(last):
        return None
    above = text[-2].text
    if above.endswith(("-", "–")) and bylines.is_name(above.rstrip(" -–")):
        text.pop()
        return bylines.named(f"{above} {last}")
    if above.endswith(":") or bylines.is_name(above):
        return None
    return bylines.named(last)


def _merged(earlier: Byline | None, entry: Byline) -> Byline:
    if earlier is None:
        return entry
    named = earlier if earlier.text else entry
    return Byline(named.text, named.authors, earlier.source or entry.source)


def _split(block: Block) -> Iterable[Block]:
    """The lines of a text that is broken by single `<br>`s, where they are paragraphs.

    They are where one of them ends like a sentence before the next begins, or begins like
    the entry of a list; verses and addresses stay together.
    """
    pairs = pairwise(block.lines)
    if not any(_ENDS.search(above) or _BEGINS.match(below) for above, below in pairs):
        return [block]
    return [replace(block, text=line, lines=(line,), strong=0, emphasis=0) for line in block.lines]


def _read_once(blocks: Iterable[Block]) -> list[Block]:
    """The text in reading order; what is printed twice in a row, for two screens, once."""
    texts = [block for block in blocks if not block.is_image]
    return [block for at, block in enumerate(texts) if at == 0 or block.text != texts[at - 1].text]


def _leads(parts: Parts, text: Sequence[Block]) -> Iterable[Found]:
    if marked := " ".join(block.text for block in parts.lead if not block.is_image):
        yield Found(marked, parts.how("lead"), _first_element(parts.lead))
    if len(text) > 1 and text[0].strong >= 0.95 * len(text[0].text) and len(text[0].text) >= 60:
        yield Found(text[0].text, "structure", text[0].element)


def _sources(parts: Parts, signatures: Iterable[Found]) -> Iterable[Found]:
    for element, text in parts.texts("source"):
        yield Found(text, "selector", element)
    for entry in signatures:
        if entry.value.source:
            yield Found(entry.value.source, entry.how, entry.at)


def _first_element(blocks: Sequence[Block]) -> etree._Element | None:
    return blocks[0].element if blocks else None


def _holder(parts: Parts) -> etree._Element | None:
    element = _first_element(parts.body)
    return element.getparent() if element is not None else None


def _identified(article: Article, reading: Reading) -> Article:
    url = reading.url
    images = tuple(replace(image, src=_absolute(url, image.src)) for image in article.images)
    try:
        address = identify(url)
    except ValueError:
        return replace(article, url=url, images=images)
    canonical = address.canonical_url
    if reading.canonical_url:
        claim = identify(reading.canonical_url)
        canonical = claim.canonical_url if claim.key == address.key else canonical
    return replace(
        article,
        url=url,
        canonical_url=canonical,
        site=address.site,
        key=address.key,
        images=images,
    )


def _absolute(url: str, src: str | None) -> str | None:
    try:
        return urljoin(url, src) if src else None
    except ValueError:
        return src


def _claimed_url(document: Document) -> str:
    links = (e for e in document.parts.get("link", []) if e.get("rel") == "canonical")
    claim = next((href for link in links if (href := link.get("href"))), "")
    return claim or document.claim("og:url")
