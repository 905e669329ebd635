"""The Hanoi police's portal: DotNetNuke with the AngularJS module `cmsview`.

Its JSON API holds the articles. Unverified: everything of the HTML shell but the module and
function names and `meta[name=keywords]`; how many entries a list page holds; which fields
beside those named here the API answers.
"""

import html
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

from tests.portal.answer import JSON, Answer, redirect, text
from tests.portal.catalog import SECTIONS, Article, Block, OddPage, key_of
from tests.portal.markup import Style, attribute, body, clock, escape, image, shown
from tests.portal.newsroom import Newsroom, Page

API = "/DesktopModules/cmsview/api/NewsContent/"
CATEGORIES = {
    "/chi-dao-dieu-hanh": "391",
    "/tin-antt-va-canh-bao-toi-pham": "698",
    "/an-toan-giao-thong": "419",
    "/guong-nguoi-tot-viec-tot": "387",
}
"""Category pages to their list module."""
FIRST, MORE = 5, 3
"""How many entries of a list page stand in `ListData` and in `ListMoreData`."""


def api(newsroom: Newsroom, verb: str, query: str) -> Answer:
    """`listnew` or `getbyid`."""
    asked = {name: values[0] for name, values in parse_qs(query).items()}
    if verb == "listnew":
        return _json(_list(newsroom, asked.get("ModuleId", ""), int(asked.get("PageIndex", "1"))))
    found = newsroom.find_key("congan_hanoi", asked.get("id", "")) if verb == "getbyid" else None
    if isinstance(found, Article):
        detail = _detail(found)
        # The one form and the other were both seen; which when is not known.
        return _json([detail] if int(key_of(found)) % 2 else detail)
    return _missing(found)


def shell(newsroom: Newsroom, title: str, module: str = "698", keywords: str = "") -> Answer:
    """Any page: the frame that a script fills."""
    return text(f"""<!DOCTYPE html>
<html lang="vi-VN">
<head id="Head"><meta content="text/html; charset=UTF-8" http-equiv="Content-Type" />
<meta id="MetaKeywords" name="keywords" content="{attribute(keywords)}" />
<meta name="author" content="Cổng thông tin điện tử" />
<title>{escape(title)}</title></head>
<body id="Body" ng-app="cmsview"><form method="post" id="Form">
<div class="header"><span class="clock">{clock(newsroom.moment)}</span><a href="/">Trang chủ</a>
<a href="/chi-dao-dieu-hanh">Chỉ đạo điều hành</a></div>
<div id="dnn_ContentPane" ng-controller="newsController" ng-cloak>
<h1 ng-bind="item.Name"></h1><span>{{{{item.PublishTime | date:'dd/MM/yyyy HH:mm'}}}}</span>
<div ng-bind-html="item.FullContent"></div>
<ul><li ng-repeat="x in list">
<a ng-href="/tin-tuc/{{{{x.Url}}}}-{{{{x.Id}}}}">{{{{x.Name}}}}</a></li></ul>
</div>
<script>myService.getNewsBlockContents(0, {module}, 3, page, '').then(fill);</script>
<div class="footer">Đường dây nóng: 0000.000.000 - Lượt truy cập: 2.345.678 - Đang online: 41
<p>Bản quyền thuộc về Cổng thông tin điện tử</p></div></form></body></html>
""")


def article(newsroom: Newsroom, page: Article) -> Answer:
    """An article's page, without its text."""
    return shell(newsroom, "Chi tiết tin", page.section, ", ".join(page.tags))


def category(newsroom: Newsroom, path: str) -> Answer:
    """A category's page, without its list."""
    module = CATEGORIES[path]
    return shell(newsroom, SECTIONS[module], module)


def _list(newsroom: Newsroom, module: str, number: int) -> dict[str, list[dict[str, Any]]]:
    start = (number - 1) * (FIRST + MORE)
    lines = newsroom.lines("cmsview", module)[start : start + FIRST + MORE]
    pages = (newsroom.find("congan_hanoi", line.href) for line in lines)
    entries = [_entry(page) for page in pages if page]
    return {"ListData": entries[:FIRST], "ListMoreData": entries[FIRST:]}


def _missing(page: Page | None) -> Answer:
    """Unverified: what the API answers to an id that it does not have."""
    how = page.answer if isinstance(page, OddPage) else "404"
    if how == "redirect":
        return redirect("/")
    if how == "soft-404":
        return _json([])
    return text('{"Message":"No HTTP resource was found"}', JSON, int(how))


def _entry(page: Page) -> dict[str, Any]:
    slug, _, number = page.path.rpartition("/")[2].rpartition("-")
    moment = f"{page.moment:%Y-%m-%dT%H:%M:%S}"
    # Looks: `created-only`: nobody pressed "publish", the time of creation is all there is.
    only = isinstance(page, Article) and "created-only" in page.look
    earlier = f"{page.moment - timedelta(hours=2, minutes=13, seconds=7):%Y-%m-%dT%H:%M:%S}"
    return {
        "Id": int(number),
        "Url": slug,
        "Name": page.title,
        "Description": html.escape(page.lead or "", quote=False),
        "PublishTime": None if only else moment,
        "CreatedTime": moment if only else earlier,
        "ImagePath": None,
    }


def _detail(page: Article) -> dict[str, Any]:
    lines = "".join(
        f'<p style="text-align: right;"><strong>{escape(line)}</strong></p>\n'
        for line in page.signed
    )
    source = f"<p>{escape(page.source_line)}</p>\n" if page.source_line else ""
    content = f"{body(page, _STYLE)}\n{lines}{source}"
    return {
        **_entry(page),
        "MetaKeywords": ", ".join(page.tags) or None,
        "FullContent": html.escape(content),
    }


def _pictures(page: Article, blocks: Sequence[Block]) -> str:
    """Looks: `td-images` sets picture and caption in a small table, `split-credit` the credit
    on a line of its own."""
    images = "".join(image(page, block, ' style="max-width: 100%;"') for block in blocks)
    caption, credit = shown(page, blocks[-1].text), blocks[-1].credit
    if "td-images" in page.look:
        second = f"<tr><td>{escape(caption)}</td></tr>" if caption else ""
        return f'<table align="center"><tbody><tr><td>{images}</td></tr>{second}</tbody></table>'
    lines = [caption] if caption else []
    if "split-credit" in page.look and credit:
        whole, _, label = caption.rpartition(" Ảnh:")
        lines = [whole, f"Ảnh:{label}"]
    below = "".join(
        f'\n<p style="text-align: center;"><em>{escape(line)}</em></p>' for line in lines
    )
    return f'<p style="text-align: center;">{images}</p>{below}'


_STYLE = Style(
    paragraph=lambda inner: f'<p style="text-align: justify;">{inner}</p>',
    heading=lambda inner: f'<p style="text-align: justify;"><strong>{inner}</strong></p>',
    pictures=_pictures,
)


def _json(data: Any) -> Answer:
    return text(json.dumps(data, ensure_ascii=False), JSON)
