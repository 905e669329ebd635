"""The Thanh Hóa police's portal after its redesign: an invented layout that no template knows.

Addresses, texts and pictures stay; the view count is shown no more.
"""

from collections.abc import Sequence

from tests.portal.answer import Answer, text
from tests.portal.catalog import SECTIONS, Article, Block, OddPage
from tests.portal.markup import WEEKDAYS, Style, attribute, body, clock, escape, image, shown
from tests.portal.newsroom import Line, Newsroom
from tests.portal.vhv import LISTINGS, PAGE_SIZE


def listing(newsroom: Newsroom, section: str) -> Answer:
    """A category's newest ten."""
    return _page(newsroom, SECTIONS[section], _cards(newsroom.lines("vhv", section)[:PAGE_SIZE]))


def article(newsroom: Newsroom, page: Article) -> Answer:
    """One article."""
    lines = [*page.signed, *([page.source_line] if page.source_line else [])]
    signed = "".join(f'<p class="signed"><b>{escape(line)}</b></p>\n' for line in lines)
    lead = escape(shown(page, page.lead or ""))
    main = f"""<ol class="crumbs"><li><a href="/">Trang chủ</a></li>
<li><a href="/{page.section}">{escape(SECTIONS[page.section])}</a></li></ol>
<article class="story"><h1>{escape(shown(page, page.title))}</h1>
<p class="when">{_date(page)}</p>
<p class="sapo"><strong>{lead}</strong></p>
<div class="story-text">{body(page, _STYLE)}
{signed}</div></article>
<aside><h3>Tin liên quan</h3><ul>{_links(newsroom.related(page, 4))}</ul></aside>"""
    return _page(newsroom, page.title, main)


def odd(newsroom: Newsroom, page: OddPage) -> Answer:
    """A page that is no article: soft-404 alone."""
    main = '<div class="notice"><h1>Không tìm thấy bài viết</h1><p>Bài viết đã bị gỡ.</p></div>'
    return _page(newsroom, "Không tìm thấy bài viết", main)


def error(newsroom: Newsroom, status: int) -> Answer:
    """What 404 and 410 carry as a body."""
    return _page(newsroom, str(status), f'<div class="notice">{status}</div>', status)


def home(newsroom: Newsroom) -> Answer:
    """The home page: its sections and the newest of all."""
    return _page(newsroom, "Công an tỉnh", _cards(newsroom.lines("vhv")[:PAGE_SIZE]))


def _date(page: Article) -> str:
    at = page.moment.weekday()
    day = "Chủ nhật" if at == 6 else f"Thứ {WEEKDAYS[at]}"
    return f"{day}, {page.moment:%d/%m/%Y} - {page.moment:%H:%M}"


def _pictures(page: Article, blocks: Sequence[Block]) -> str:
    images = "".join(image(page, block) for block in blocks)
    caption = escape(shown(page, blocks[-1].text))
    return f"<figure>{images}" + f"<figcaption>{caption}</figcaption>" * bool(caption) + "</figure>"


_STYLE = Style(
    paragraph=lambda inner: f"<p>{inner}</p>",
    heading=lambda inner: f"<h2>{inner}</h2>",
    pictures=_pictures,
)


def _cards(lines: Sequence[Line]) -> str:
    return "\n".join(
        f'<div class="card"><h2><a href="{attribute(line.href)}">{escape(line.title)}</a></h2>'
        f"<span>{line.moment:%d/%m/%Y}</span><p>{escape(line.summary)}</p></div>"
        for line in lines
    )


def _links(lines: Sequence[Line]) -> str:
    return "".join(
        f'<li><a href="{attribute(line.href)}">{escape(line.title)}</a></li>' for line in lines
    )


def _page(newsroom: Newsroom, title: str, main: str, status: int = 200) -> Answer:
    menu = "".join(f'<a href="/{path}">{escape(SECTIONS[path])}</a> ' for path in LISTINGS)
    whole = f"""<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>{escape(title)}</title></head>
<body><header><a href="/">Trang chủ</a> <nav>{menu}</nav>
<span class="now">{clock(newsroom.moment)}</span></header>
<main>{main}</main>
<footer><p>Bản quyền thuộc về Cổng thông tin điện tử Công an tỉnh</p>
<p>Lượt truy cập: 1.234.567</p></footer></body></html>
"""
    return text(whole, status=status)
