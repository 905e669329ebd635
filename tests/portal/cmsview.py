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

from tests.portal.answer import JSON, Answer, text
from tests.portal.catalog import SECTIONS, Article, Block, key_of
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
    if verb == "getbyid" and (found := _by_id(newsroom, asked.get("id", ""))):
        detail = _detail(found)
        # The one form and the other were both seen; which when is not known.
        return _json([detail] if int(key_of(found)) % 2 else detail)
    return text('{"Message":"No HTTP resource was found"}', JSON, 404)


def shell(title: str, module: str = "698", keywords: str = "") -> Answer:
    """Any page: the frame that a script fills."""
    return text(f"""<!DOCTYPE html>
<html lang="vi-VN">
<head id="Head"><meta content="text/html; charset=UTF-8" http-equiv="Content-Type" />
<meta id="MetaKeywords" name="keywords" content="{attribute(keywords)}" />
<meta name="author" content="Cổng thông tin điện tử" />
<title>{escape(title)}</title></head>
<body id="Body" ng-app="cmsview"><form method="post" id="Form">
<div class="header"><span class="clock">{clock()}</span><a href="/">Trang chủ</a>
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


def article(page: Article) -> Answer:
    """An article's page, without its text."""
    return shell("Chi tiết tin", page.section, ", ".join(page.tags))


def category(path: str) -> Answer:
    """A category's page, without its list."""
    module = CATEGORIES[path]
    return shell(SECTIONS[module], module)


def _list(newsroom: Newsroom, module: str, number: int) -> dict[str, list[dict[str, Any]]]:
    pages = [page for line in newsroom.lines("cmsview", module)
             if (page := newsroom.find("congan_hanoi", line.href))]  # fmt: skip
    start = (number - 1) * (FIRST + MORE)
    entries = [_entry(page) for page in pages[start : start + FIRST + MORE]]
    return {"ListData": entries[:FIRST], "ListMoreData": entries[FIRST:]}


def _by_id(newsroom: Newsroom, number: str) -> Article | None:
    pages = (page for page in newsroom.articles if page.template == "cmsview")
    return next((page for page in pages if key_of(page) == number), None)


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
