"""The section of an article, however the page tells it."""

import pytest

from tests.test_structure import BODY, TEXT, URL, read

HEADING = "<h1>Dọn kênh ở Lam Vỹ</h1><div>24/07/2023</div>"
SECTION = '<a href="/an-ninh">An ninh trật tự</a>'
HOME = '<a href="/">Trang chủ</a>'

CRUMBS = {
    "last link": f"<ul class=breadcrumb><li>{HOME}</li><li>{SECTION}</li></ul>",
    "last step without a link": "<ol class=breadcrumb><li><a href='/'>Trang chủ</a></li>"
    "<li><a href='/tin'>Tin hoạt động</a></li><li class=active>An ninh trật tự</li></ol>",
    "title as the last step": f"<p class=breadcrumbs>{HOME} » {SECTION} » Dọn kênh ở Lam Vỹ</p>",
    "title cut short": f"<div class=breadcrumbs>{HOME} » {SECTION} » Dọn kênh ở Lam…</div>",
    "name of the page kind": f"<p id=crumbs>{HOME} / {SECTION} / Chi tiết tin</p>",
    "date before the path": f"<p id=crumbs>Thứ bảy, 23/07/2011 | {HOME} > {SECTION}</p>",
    "element of a framework": f"<p-breadcrumb><p>{HOME}</p><p>{SECTION}</p></p-breadcrumb>",
    "microdata": f"<ul itemtype='https://schema.org/BreadcrumbList'><li>{SECTION}</li></ul>",
    "no name, icons between": f"<nav>{HOME} <i class=fa></i> {SECTION}</nav>",
    "no name, arrows between": f"<div>Bạn đang ở: {HOME} → {SECTION}</div>",
}


@pytest.mark.parametrize("crumbs", CRUMBS.values(), ids=list(CRUMBS))
def test_path(crumbs: str) -> None:
    assert read(f"{crumbs}<div>{HEADING}<div>{BODY}</div></div>").category == "An ninh trật tự"


@pytest.mark.parametrize(
    "header",
    [
        f"<header>{SECTION}<h1>Dọn kênh ở Lam Vỹ</h1></header><div>24/07/2023</div>",
        f"{HEADING}<div>Chuyên mục: {SECTION}</div>",
        f"<h1>Dọn kênh ở Lam Vỹ</h1><div>24/07/2023 <span>5</span> Chuyên mục: {SECTION}</div>",
        "<h1>Dọn kênh ở Lam Vỹ</h1><div>24/07/2023 <b class=chuyen-muc>An ninh trật tự</b></div>",
        "<table><tr><td>&gt;&gt; An ninh trật tự</td></tr><tr><td><h1>Dọn kênh ở Lam Vỹ</h1></td>"
        "</tr></table><div>24/07/2023</div>",
    ],
)
def test_beside_the_title(header: str) -> None:
    assert read(f"<div>{header}<div>{BODY}</div></div>").category == "An ninh trật tự"


@pytest.mark.parametrize(
    "around",
    [
        f"<ul><li>{HOME}</li><li><a href=/gt>Giới thiệu</a></li><li>{SECTION}</li></ul>",
        f"<div>{HOME} <a href=/gt>Giới thiệu</a> {SECTION}</div>",
        "<p>Công an tỉnh Sông Mã</p>",
        "<a href='/'>Cổng thông tin</a>",
        "<a href='/dang-nhap'>Đăng nhập</a>",
    ],
)
def test_menus_and_names_of_the_site_are_no_section(around: str) -> None:
    assert read(f"<div>{around}{HEADING}<div>{BODY}</div></div>").category is None


def test_list_without_a_name_that_leads_towards_the_article() -> None:
    page = f"<ul><li>{HOME}</li><li><a href=/tin>Tin hoạt động</a></li></ul>"
    assert read(f"{page}<div>{HEADING}<div>{BODY}</div></div>").category == "Tin hoạt động"


def test_path_in_the_metadata() -> None:
    steps = ",".join(
        f'{{"@type": "ListItem", "item": {{"name": "{name}"}}}}'
        for name in ("Trang chủ", "An ninh trật tự", "Dọn kênh ở Lam Vỹ")
    )
    script = (
        '<script type="application/ld+json">'
        f'{{"@type": "BreadcrumbList", "itemListElement": [{steps}]}}</script>'
    )
    article = read(f"{script}{HEADING}<div>{BODY}</div>")
    assert (article.category, article.found["category"]) == ("An ninh trật tự", "metadata")
    assert (article.url, article.body[0]) == (URL, TEXT)
