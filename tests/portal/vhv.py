"""The Thanh Hóa police's portal, on the VHV platform.

The markup is that of another portal on this platform (moit.gov.vn). Unverified: where this
one prints a view count, the shape of its home page and of a missing article, and what a
page number in an address does.
"""

import base64
import json
from collections.abc import Sequence
from datetime import timedelta

from tests.portal.answer import Answer, text
from tests.portal.catalog import SECTIONS, Article, Block, OddPage
from tests.portal.markup import (
    WEEKDAYS,
    Style,
    attribute,
    body,
    clock,
    escape,
    image,
    layout,
    shown,
)
from tests.portal.newsroom import Line, Newsroom

LISTINGS = ("tin-tuc-su-kien/tin-hoat-dong", "tin-tuc-su-kien/an-ninh-trat-tu", "de-an-06")
PAGE_SIZE = 10


def listing(newsroom: Newsroom, section: str) -> Answer:
    """A category's newest ten. The pager is a script's configuration, without hrefs."""
    lines = newsroom.lines("vhv", section)
    main = _list(lines[:PAGE_SIZE], len(lines))
    return text(_frame(newsroom, SECTIONS[section], "", _pathway(section) + main))


def article(newsroom: Newsroom, page: Article) -> Answer:
    """One article. Looks: `weekday-number`, `split-views`, `breaks`, `text-right`."""
    related = "\n".join(_related(line) for line in newsroom.related(page, 4))
    main = layout(
        "vhv_article",
        date=_date(page),
        views=_views(page),
        title=escape(shown(page, page.title)),
        lead=_lead(page),
        content=_content(page),
        related=related,
    )
    return text(_frame(newsroom, page.title, _head(page), _pathway(page.section) + main))


def odd(newsroom: Newsroom, page: OddPage) -> Answer:
    """A page that is no article: soft-404, empty or listing."""
    if page.how == "listing":
        lines = newsroom.lines("vhv", "tin-tuc-su-kien/an-ninh-trat-tu")[:6]
        main = _pathway(page.section) + _list(lines, len(lines))
        return text(_frame(newsroom, page.title, "", main))
    if page.how == "empty":
        main = layout(
            "vhv_article",
            date=f"Thứ {page.moment.weekday() + 2}, {page.moment:%d/%m/%Y}",
            views="",
            title=escape(page.title),
            lead="",
            content="",
            related="\n".join(_related(line) for line in newsroom.related(page, 3)),
        )
        return text(_frame(newsroom, page.title, "", _pathway(page.section) + main))
    main = (
        '<div id="module25" class="ModuleWrapper" >'
        '<div class="alert">Bài viết không tồn tại</div></div>'
    )
    return text(_frame(newsroom, "Bài viết không tồn tại", "", main))


def error(newsroom: Newsroom, status: int) -> Answer:
    """What 404 and 410 carry as a body."""
    return text(_frame(newsroom, "404 Not Found", "", f"<div>{status}</div>"), status=status)


def home(newsroom: Newsroom) -> Answer:
    """The home page: its sections and the newest of all."""
    links = "".join(f'<li><a href="/{path}">{SECTIONS[path]}</a></li>' for path in LISTINGS)
    lines = newsroom.lines("vhv")[:PAGE_SIZE]
    return text(_frame(newsroom, "Công an tỉnh", "", f"<ul>{links}</ul>{_list(lines, len(lines))}"))


def _date(page: Article) -> str:
    """Weekday in words or in figures; date alone, or a rule in a span of its own and the time."""
    at = page.moment.weekday()
    day = "Chủ nhật" if at == 6 else f"Thứ {WEEKDAYS[at]}"
    if "weekday-number" in page.look and at != 6:
        day = f"Thứ {at + 2}"
    if len(page.published) == 10:
        return f"{day}, {page.moment:%d/%m/%Y}"
    return f'{day}, {page.moment:%d/%m/%Y}<span class="drash"> | </span>{page.moment:%H:%M}'


def _views(page: Article) -> str:
    if page.views is None:
        return ""
    if "split-views" in page.look:
        return f'<span class="post-view"><span>Lượt xem:</span><b>{page.views}</b></span>'
    return f'<span class="post-view">Lượt xem: {page.views}</span>'


def _lead(page: Article) -> str:
    if not page.lead:
        return ""
    inner = escape(shown(page, page.lead))
    return f'<p style="text-align:justify;"><strong>{inner}</strong></p>'


def _content(page: Article) -> str:
    lines = [*page.signed, *([page.source_line] if page.source_line else [])]
    align = "right" if "text-right" in page.look else "justify"
    below = "".join(
        f'\n<p style="text-align:{align};"><strong>{escape(line)}</strong></p>' for line in lines
    )
    return body(page, _STYLE) + below


def _pictures(page: Article, blocks: Sequence[Block]) -> str:
    images = "".join(image(page, block, ' width="600" height="400"') for block in blocks)
    caption = escape(shown(page, blocks[-1].text))
    below = f'<p style="margin-bottom:11px;text-align:center;"><em>{caption}</em></p>'
    return f'<p style="text-align:center;">{images}</p>{below if caption else ""}'


def _paragraph(inner: str) -> str:
    spans = (
        '<span style="color:#000000;"><span style="font-size:16px;">'
        '<span style="font-family:Arial, Helvetica, sans-serif;">'
    )
    style = "margin-bottom:11px;text-align:justify;"
    return f'<p style="{style}">{spans}{inner}</span></span></span></p>'


_STYLE = Style(
    paragraph=_paragraph,
    heading=lambda inner: _paragraph(f"<strong>{inner}</strong>"),
    pictures=_pictures,
)


def _head(page: Article) -> str:
    # The claim is off by months, and DC.Date has the zone where the T should stand.
    claimed = page.moment + timedelta(days=197, hours=3, minutes=21)
    return layout(
        "vhv_head",
        title=attribute(page.title),
        lead=attribute(page.lead or ""),
        url=page.url,
        iso=f"{claimed:%Y-%m-%dT%H:%M:%S}+0700",
        broken=f"{claimed:%Y-%m-%d}+07{claimed:%H:%M:%S}",
    )


def _pathway(section: str) -> str:
    return layout("vhv_pathway", section=section, title=escape(SECTIONS[section]))


def _list(lines: Sequence[Line], total: int) -> str:
    items = "\n".join(
        layout(
            "vhv_item",
            href=line.href,
            title=attribute(line.title),
            picture=attribute(line.picture or "/App/images/no-image-news.png"),
            date=f"{line.moment:%d/%m/%Y}",
            summary=escape(line.summary),
        )
        for line in lines
    )
    config = {"pageNo": 1, "itemsPerPage": PAGE_SIZE, "totalItems": total}
    coded = base64.b64encode(json.dumps(config).encode()).decode()
    return layout("vhv_listing", items=items, config=coded)


def _related(line: Line) -> str:
    link = f'<a href="{line.href}" title="{attribute(line.title)}"">{escape(line.title)}</a>'
    return f"<li>{link} <span>({line.moment:%d/%m/%Y})</span></li>"


def _frame(newsroom: Newsroom, title: str, head: str, main: str) -> str:
    shown_clock = clock(newsroom.moment)
    return layout("vhv_frame", title=escape(title), head=head, clock=shown_clock, main=main)
