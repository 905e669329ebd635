"""Bytes and a URL to an article: the parts are located, then read in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from urllib.parse import urljoin

from lxml import etree

from scraper import (
    api,
    attachments,
    bodies,
    captions,
    categories,
    fields,
    kinds,
    payload,
    signatures,
    tags,
)
from scraper.blocks import Block, raw_text
from scraper.bylines import Byline
from scraper.challenge import is_challenge
from scraper.document import Document, read, read_html
from scraper.encoding import decode
from scraper.found import Found, first
from scraper.items import Article, Attachment, NotAnArticle
from scraper.locate import Parts, locate, template_for
from scraper.site import identify, site_for
from scraper.text import clean
from scraper.titles import Claims

# Characters of a body that is shorter than the page's data may tell.
_THIN = 600


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
            attachments=value.get("attachments", ()),
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
    text, images = captions.part(bodies.blocks(parts, title.value), title.value, document.base)
    text, at_end = bodies.signed([line for block in text for line in bodies.split(block)], parts)
    whole = bodies.read_once([*parts.lead, *text])
    bylined = [at_end] if at_end else []
    signed_by = [*bylined, *signatures.find(parts)]
    dated = fields.dated(parts)
    dates = fields.published(document, parts, dated)
    published = first(dates)
    signed = signed_by if published is None else [published, *signed_by]
    kinds.check(document, parts, title.value, whole, images, signed)
    day = published.value if published else None
    paragraphs = tuple(block.text for block in whole)
    files = _files(document, parts)
    return {
        "title": _titles(document, title),
        "published": chain([published] if published else [], dates),
        "modified": fields.modified(document, parts, dated, day),
        "views": fields.view_counts(document, parts, title.value),
        "lead": _leads(parts, text),
        "body": [Found(paragraphs, parts.how("body"), _holder(parts))],
        "images": [Found(tuple(images), parts.how("body"), _holder(parts))] if images else [],
        "byline": [entry for entry in signed_by if entry.value.text],
        "source": _sources(parts, signed_by),
        "category": categories.find(document, parts, title.value),
        "tags": tags.find(parts),
        "attachments": [Found(files, parts.how("body"), _holder(parts))] if files else [],
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


def _leads(parts: Parts, text: Sequence[Block]) -> Iterable[Found]:
    if marked := " ".join(block.text for block in parts.lead if not block.is_image):
        yield Found(marked, parts.how("lead"), _first_element(parts.lead))
    if len(text) > 1 and text[0].strong >= 0.95 * len(text[0].text) and len(text[0].text) >= 60:
        yield Found(text[0].text, "structure", text[0].element)


def _sources(parts: Parts, signed_by: Iterable[Found]) -> Iterable[Found]:
    for element, text in parts.texts("source"):
        yield Found(text, "selector", element)
    for entry in signed_by:
        if entry.value.source:
            yield Found(entry.value.source, entry.how, entry.at)


def _files(document: Document, parts: Parts) -> tuple[Attachment, ...]:
    """What is linked, then what is shown in frames, each file once."""
    linked = attachments.find(parts.body, parts.below, document.base)
    shown = attachments.embedded(_holder(parts), document.base)
    known = {entry.url for entry in linked}
    return (*linked, *{entry.url: entry for entry in shown if entry.url not in known}.values())


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
    if src is None or src.startswith(("https://", "http://")):
        return src
    try:
        return urljoin(url, src) if src else None
    except ValueError:
        return src


def _claimed_url(document: Document) -> str:
    links = (e for e in document.parts.get("link", []) if e.get("rel") == "canonical")
    claim = next((href for link in links if (href := link.get("href"))), "")
    return claim or document.claim("og:url")
