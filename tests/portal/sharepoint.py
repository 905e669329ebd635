"""The ministry's portal until mid-2025, on SharePoint.

No saved page of it is known. Positions are those of published XPaths: under the web part's
second inner div stand h1, a div of date and counter, the lead, the tools, the body, the
author. Unverified: every class name, the header, and how captions are set.
"""

from collections.abc import Sequence

from tests.portal.answer import Answer, pdf, text
from tests.portal.catalog import SECTIONS, Article, Block, OddPage
from tests.portal.markup import Style, attribute, body, clock, escape, image, shown
from tests.portal.newsroom import Line, Newsroom

LISTINGS = {
    "/tin-tuc-su-kien/hoat-dong-cua-luc-luong-cong-an/tin-hoat-dong-cua-bo-2": "2",
    "/tin-tuc-su-kien/tin-an-ninh-trat-tu-22": "22",
}
"""Listing paths without `.html`, with which they answer as well, to their sections."""
PAGE_SIZE = 10

_PART = "ctl00_ctl30_g_a823d20f_9452_45d0_bad1_428f6d2d36fe"


def listing(newsroom: Newsroom, section: str, number: int) -> Answer:
    """A section's page; past the last one it is empty. The pager is the 11th block."""
    lines = newsroom.lines("sharepoint", section)
    shown_lines = lines[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    last = -(-len(lines) // PAGE_SIZE)
    items = "\n".join(_item(line) for line in shown_lines)
    title = SECTIONS[section]
    content = f"{items}\n{_pager(number, last)}"
    return text(_frame(newsroom, title, f"<div></div>\n<div>\n{content}\n</div>"))


def article(newsroom: Newsroom, page: Article) -> Answer:
    """One article's page. Looks: `table-images`, `split-views`, `nbsp-views`, `word`."""
    title = escape(shown(page, page.title))
    lead = escape(shown(page, page.lead or ""))
    content = f"""<div><a href="/tin-tuc-su-kien.html">Tin tức - Sự kiện</a></div>
<div>
<h1>{title}</h1>
<div><div>{page.moment:%d/%m/%Y}</div>{_views(page)}</div>
<div>{lead}</div>
<div><a href="javascript:window.print()">In trang</a> <a href="#">Chia sẻ</a></div>
<div><div>
{body(page, _WORD if "word" in page.look else _STYLE)}{_source(page)}
</div></div>
<div>{"<br />".join(escape(line) for line in page.signed)}</div>
</div>"""
    return text(_frame(newsroom, page.title, content, newsroom.related(page, 5)))


def odd(newsroom: Newsroom, page: OddPage) -> Answer:
    """A page that is no article: soft-404, pdf or empty."""
    if page.how == "pdf":
        return pdf("Phu luc kem theo thong bao")
    inner = ""
    if page.how == "empty":
        inner = f"<h1>{escape(page.title)}</h1>\n<div><div>{page.moment:%d/%m/%Y}</div></div>"
        inner += "\n<div></div>\n<div></div>\n<div><div>\n<p>&nbsp;</p>\n</div></div>\n<div></div>"
    elif page.how == "soft-404":
        inner = "<h1>Không tìm thấy nội dung</h1>\n<p>Nội dung này không tồn tại hoặc đã bị gỡ.</p>"
    content = f"<div></div>\n<div>\n{inner}\n</div>"
    return text(_frame(newsroom, page.title, content, newsroom.related(page, 3)))


def error(newsroom: Newsroom, status: int) -> Answer:
    """What 404 and 410 carry as a body."""
    content = "<div></div><div><p>HTTP " + str(status) + "</p></div>"
    return text(_frame(newsroom, "Lỗi", content), status=status)


def _source(page: Article) -> str:
    if not page.source_line:
        return ""
    return f'\n<p style="text-align: right;">{escape(page.source_line)}</p>'


def _views(page: Article) -> str:
    if page.views is None:
        return ""
    if "split-views" in page.look:
        return f"<div><span>Lượt xem:</span><span>{page.views}</span></div>"
    blank = "&nbsp;" if "nbsp-views" in page.look else " "
    return f"<div>Lượt xem:{blank}{page.views}</div>"


def _pictures(page: Article, blocks: Sequence[Block]) -> str:
    images = " ".join(image(page, block, ' style="width: 600px;"') for block in blocks)
    caption = escape(shown(page, blocks[-1].text))
    if "table-images" in page.look:
        second = f"<tr><td>{caption}</td></tr>" if caption else ""
        return f'<table align="center"><tbody><tr><td>{images}</td></tr>{second}</tbody></table>'
    below = f'\n<p style="text-align: center;">{caption}</p>' if caption else ""
    return f'<p style="text-align: center;">{images}</p>{below}'


def _word_paragraph(inner: str) -> str:
    style = "text-align: justify; mso-pagination: none; mso-layout-grid-align: none;"
    return f'<p class="MsoNormal" style="{style}"><span lang="VI">{inner}</span><o:p></o:p></p>'


_STYLE = Style(
    paragraph=lambda inner: f'<p style="text-align: justify;">{inner}</p>',
    heading=lambda inner: f"<p><strong>{inner}</strong></p>",
    pictures=_pictures,
)
_WORD = Style(_word_paragraph, _STYLE.heading, _pictures)


def _item(line: Line) -> str:
    href = attribute(line.href)
    thumb = (
        f'<a href="{href}"><img src="{attribute(line.picture)}" alt="{attribute(line.title)}" />'
    )
    return (
        f"<div><div>{thumb}</a></div>"
        f'<div><h2><a href="{href}">{escape(line.title)}</a></h2>'
        f"<span>({line.moment:%d/%m/%Y})</span><p>{escape(line.summary)}</p></div></div>"
    )


def _pager(number: int, last: int) -> str:
    if last < 1 or number > last:
        return ""
    numbers = [*range(1, last + 1)][:3]
    anchors = [f'<a href="?Page={max(1, number - 1)}">&lt;</a>']
    anchors += [f'<a href="?Page={at}">{at}</a>' for at in numbers]
    # The next page is the fifth anchor wherever there are three numbers or more.
    anchors.append(f'<a href="?Page={min(last, number + 1)}">&gt;</a>')
    return f"<div><div>{' '.join(anchors)}</div></div>"


def _frame(newsroom: Newsroom, title: str, content: str, related: Sequence[Line] = ()) -> str:
    links = "\n".join(
        f'<li><a href="{attribute(line.href)}">{escape(line.title)}</a> '
        f"<em>({line.moment:%d/%m/%Y})</em></li>"
        for line in related or newsroom.lines("sharepoint")[:5]
    )
    return f"""<!DOCTYPE html>
<html dir="ltr" lang="vi-VN">
<head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<meta name="GENERATOR" content="Microsoft SharePoint" />
<meta name="author" content="Cổng thông tin điện tử Bộ Công an" />
<title>{escape(title)}</title></head>
<body><form method="post" action="./" id="aspnetForm">
<div id="header"><div class="clock">{clock(newsroom.moment)}</div>
<ul><li><a href="/">Trang chủ</a></li>
<li><a href="/tin-tuc-su-kien/tin-an-ninh-trat-tu-22">{SECTIONS["22"]}</a></li></ul></div>
<div id="main"><div id="left"><div id="{_PART}"><div>
{content}
</div></div></div>
<div id="right"><div class="ms-webpart-chrome"><h2>Tìm kiếm</h2><input type="text" value="" /></div>
<div class="ms-webpart-chrome"><h2>Tin tức - Sự kiện</h2><ul>
{links}
</ul></div>
<div class="ms-webpart-chrome"><h2>Liên kết website</h2><select><option>Chọn</option></select>
<p>Lượt truy cập: 1.234.567</p><p>Đang online: 57</p></div></div></div>
<div id="footer">Bản quyền thuộc về Cổng thông tin điện tử Bộ Công an.</div>
</form></body></html>
"""
