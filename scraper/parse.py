"""Bytes and a URL to an article: the parts are located, then read in order."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urljoin

from scraper import api, bylines, captions, dates, noise, payload, structure, views
from scraper.blocks import Block
from scraper.bylines import Byline
from scraper.challenge import is_challenge
from scraper.document import Document, read, read_html
from scraper.encoding import decode
from scraper.items import Article, Image, NotAnArticle
from scraper.locate import Parts, locate, template_for
from scraper.site import identify, site_for

_MISSING = re.compile(
    r"(?:rất tiếc,? |xin lỗi,? )?(?:không tìm thấy (?:nội dung|trang|bài viết|dữ liệu|thông tin)"
    r"|(?:nội dung|trang|bài viết)\b.{0,40}(?:không tồn tại|đã bị (?:xóa|xoá|gỡ))"
    r"|page not found|lỗi 404|404\b|error 404|access denied|lỗi hệ thống)",
    re.IGNORECASE,
)
_TAIL = 6
"""Lines at the end of a body among which byline and source may stand."""


def parse(body: bytes, url: str = "", content_type: str | None = None) -> Article:
    """Read one page as received, HTML, plain text or an API's JSON.

    A pure function of bytes and URL: it finds site and template by itself. Where no URL is
    given, the one that the page claims counts. `content_type` is the HTTP header, if known.
    Raises NotAnArticle, with its reason, for whatever holds no article: listings, errors,
    challenges, empty pages, files that are no text.
    """
    if is_challenge(body):
        raise NotAnArticle("challenge", "a firewall's challenge page, not the page asked for")
    site = site_for(url)
    if api.is_json(body, content_type):
        answer = api.read_answer(decode(body, content_type), site)
        document = read_html(answer.page, url)
        article = _compose(document, locate(document, answer.template))
        return _identified(article, url, answer.canonical_url)
    document = read(body, url, content_type)
    article = _compose(document, locate(document, template_for(document, site)))
    return _identified(article, url or _claimed_url(document), None)


def _compose(document: Document, parts: Parts) -> Article:
    """The fields in the order in which they depend on each other."""
    title = _title(document, parts)
    text, images = captions.part(_body_blocks(parts, title), title)
    text, byline = _signed(text, parts)
    paragraphs = _paragraphs([*parts.lead, *text])
    _check(document, parts, title, paragraphs, images)
    published = _published(document, parts)
    return Article(
        url="",
        canonical_url=None,
        site=None,
        key=None,
        title=title,
        published=published,
        modified=_modified(document, parts, published),
        views=_views(document, parts, title),
        lead=_lead(parts, text),
        body=tuple(paragraphs),
        images=tuple(images),
        byline=byline.text,
        authors=byline.authors,
        source=parts.source or byline.source,
        category=parts.category or document.metadata.get("article:section"),
        tags=parts.tags,
    )


def _title(document: Document, parts: Parts) -> str:
    title = parts.title or document.metadata.get("og:title") if parts.body else parts.title
    if title:
        return title
    if not document.blocks:
        raise NotAnArticle("empty", "the page shows no text")
    if structure.titles_in(document) > 1:
        raise NotAnArticle("listing", "not an article: the page names other pages and has no title")
    raise NotAnArticle("unreadable", "not an article: no title was found on the page")


def _body_blocks(parts: Parts, title: str) -> list[Block]:
    """The body without what is the page's own: buttons, repeated title, boxes at its end."""
    lead = {block.text for block in parts.lead if not block.is_image}
    body: list[Block] = [block for block in parts.lead if block.is_image]
    for block in parts.body:
        if block.is_image:
            body.append(block)
        elif noise.is_heading(block.text) and body:
            break
        elif not (_is_page_line(block, title) or block.text in lead):
            body.append(block)
    return body


def _is_page_line(block: Block, title: str) -> bool:
    if noise.is_noise(block.text) or block.text == title or block.link_density >= 0.95:
        return True
    return dates.is_dateline(block.text) or views.is_counter(block.text)


def _signed(text: list[Block], parts: Parts) -> tuple[list[Block], Byline]:
    """The text without the lines at its end that name author and source, and what they name."""
    found = bylines.named(parts.byline) if parts.byline else None
    text = list(text)
    below = [entry for block in parts.footer if (entry := bylines.labelled(block.text))]
    for _ in range(min(_TAIL, len(text))):
        entry = _byline_at_end(text, bare=not (found and found.text))
        if entry is None:
            break
        text.pop()
        found = _merged(found, entry)
    for entry in below:
        found = _merged(found, entry)
    return text, found or Byline()


def _byline_at_end(text: list[Block], bare: bool) -> Byline | None:
    """What the last line names. A name over two lines is made one in passing."""
    last = text[-1].text
    if entry := bylines.labelled(last):
        return entry
    if not bare or not bylines.is_name(last) or len(text) < 2:
        return None
    above = text[-2].text
    if above.endswith(("-", "–")) and bylines.is_name(above.rstrip(" -–")):
        text.pop()
        last = f"{above} {last}"
    return bylines.named(last)


def _merged(first: Byline | None, second: Byline) -> Byline:
    if first is None:
        return second
    named = first if first.text else second
    return Byline(named.text, named.authors, first.source or second.source)


def _paragraphs(blocks: Iterable[Block]) -> list[str]:
    """The text in reading order; what is printed twice in a row, for two screens, once."""
    texts = [block.text for block in blocks if not block.is_image]
    return [text for at, text in enumerate(texts) if at == 0 or text != texts[at - 1]]


def _lead(parts: Parts, text: Sequence[Block]) -> str | None:
    if marked := " ".join(block.text for block in parts.lead if not block.is_image):
        return marked
    if len(text) > 1 and text[0].strong >= 0.95 * len(text[0].text) and len(text[0].text) >= 60:
        return text[0].text
    return None


def _published(document: Document, parts: Parts) -> date | datetime | None:
    """The visible date; only where none is visible, what the page claims."""
    if parts.published:
        return dates.find(parts.published) or dates.claimed(parts.published)
    for block in parts.header:
        if dates.is_dateline(block.text):
            return dates.find(block.text)
    for block in parts.header:
        if found := dates.find(block.text):
            return found
    claims = (
        document.linked_data.get("datePublished"),
        document.metadata.get("article:published_time"),
        document.metadata.get("datepublished"),
    )
    return next((found for claim in claims if (found := dates.claimed(_word(claim)))), None)


def _modified(
    document: Document, parts: Parts, published: date | datetime | None
) -> date | datetime | None:
    if parts.modified:
        return dates.find(parts.modified) or dates.claimed(parts.modified)
    claim = _word(document.linked_data.get("dateModified"))
    if claim and claim != document.linked_data.get("datePublished"):
        modified = dates.claimed(claim)
        return modified if modified != published else None
    return None


def _views(document: Document, parts: Parts, title: str) -> int | None:
    """The counter that is shown; where none is, the payload's of the same article."""
    for text in filter(None, [parts.views, parts.published, *(b.text for b in parts.header)]):
        if (count := views.find(text)) is not None:
            return count
    for block in parts.footer:
        if (count := views.find(block.text)) is not None:
            return count
    if document.tree is None:
        return None
    count = payload.article_in(document.tree, title).get("view_count")
    return count if type(count) is int and count >= 0 else None


def _check(
    document: Document, parts: Parts, title: str, body: Sequence[str], images: Sequence[Image]
) -> None:
    """Raises NotAnArticle where title and body are there but are no article's."""
    size = sum(map(len, body))
    if size < 600 and any(_MISSING.match(text) for text in (title, *body)):
        raise NotAnArticle("soft-404", f"not an article: the page says {title!r}")
    if parts.template == "structure" and not document.linked_data:
        offered = sum(b.link_density >= 0.9 and len(b.text) >= 25 for b in parts.body)
        if offered > 1 and offered >= len(body) / 2:
            raise NotAnArticle("listing", f"not an article: the page lists {offered} other pages")
    if not body and not any(image.caption for image in images):
        raise NotAnArticle("empty", f"the page has a title, {title!r}, but no text below it")


def _identified(article: Article, url: str, canonical_url: str | None) -> Article:
    images = tuple(
        replace(image, src=urljoin(url, image.src) if image.src else None)
        for image in article.images
    )
    try:
        address = identify(url)
    except ValueError:
        return replace(article, url=url, images=images)
    return replace(
        article,
        url=url,
        canonical_url=canonical_url or address.canonical_url,
        site=address.site,
        key=address.key,
        images=images,
    )


def _claimed_url(document: Document) -> str:
    if document.tree is None:
        return ""
    links = document.tree.iterfind(".//link[@rel='canonical'][@href]")
    claim = next((link.get("href") or "" for link in links), "")
    return claim or document.metadata.get("og:url", "")


def _word(claim: object) -> str | None:
    return claim if isinstance(claim, str) else None
