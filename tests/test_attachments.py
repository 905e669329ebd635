"""Which links of a page are files of its article."""

import pytest

from scraper import Attachment, parse
from tests.quality import Page, pages

TEXT = "<p>Công an tỉnh thông báo lịch tiếp công dân và danh sách các điểm tiếp nhận hồ sơ mới.</p>"
PAGE = f"""<html><body><div class="menu"><a href="/quy-che.pdf">Quy chế</a></div>
<h1>Thông báo lịch tiếp công dân quý tới</h1><p>24/11/2026</p>
<div class="noi-dung">{TEXT}{TEXT.replace("lịch", "kế hoạch")}%s</div>%s
<h3>Tin liên quan</h3><ul><li><a href="/mau-don.doc">Mẫu đơn của một bài khác nào đó</a></li></ul>
<div class="footer"><a href="/van-ban.zip">Văn bản</a></div></body></html>"""
URL = "https://congan.example/tin/1.html"


def found(inside: str = "", below: str = "") -> list[tuple[str, str | None]]:
    article = parse((PAGE % (inside, below)).encode(), URL, "text/html; charset=utf-8")
    return [(each.url.removeprefix("https://congan.example"), each.label)
            for each in article.attachments]  # fmt: skip


@pytest.mark.parametrize("page", [p for p in pages() if p.is_article], ids=lambda p: p.file.stem)
def test_saved_page(page: Page) -> None:
    content_type = page.expected.get("content_type")
    article = parse(page.file.read_bytes(), page.expected["url"], content_type)
    expected = [Attachment(**entry) for entry in page.expected.get("attachments", [])]
    assert list(article.attachments) == expected


@pytest.mark.parametrize(
    ("link", "url", "label"),
    [
        ('<a href="/tep/TB%2044.PDF">Toàn văn</a>', "/tep/TB%2044.PDF", "Toàn văn"),
        ('<a href="/get.aspx?f=a.docx&v=1">Tại đây</a>', "/get.aspx?f=a.docx&v=1", "Tại đây"),
        ('<a href="/uuid/77">QD-214.signed.pdf (2 MB)</a>', "/uuid/77", "QD-214.signed.pdf (2 MB)"),
        ('<a href="/download.ashx?id=7">Bản đồ</a>', "/download.ashx?id=7", "Bản đồ"),
        ('<a href="/x/9" download>Phụ lục</a>', "/x/9", "Phụ lục"),
        ('<a href="/a.pdf#page=2"></a><a href="/a.pdf">Bản in</a>', "/a.pdf", "Bản in"),
        ('<a href="/to-roi.pdf"><img src="/to-roi.jpg" alt="Tờ rơi"></a>', "/to-roi.pdf", None),
    ],
)  # fmt: skip
def test_file_in_the_text(link: str, url: str, label: str | None) -> None:
    assert found(f"<p>Xem {link}</p>") == [(url, label)]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/tin/2.html">Bài khác</a>',
        '<a href="/anh/1.jpg"><img src="/anh/1-nho.jpg"></a>',
        '<a href="/clip.mp4">Clip</a>',
        '<a href="/tin/tai-ve-ung-dung-vneid">Tải ứng dụng</a>',
        "<a href=\"javascript:tai('a.pdf')\">a.pdf</a>",
        '<a href="https://[x/a.pdf">a.pdf</a>',
    ],
)
def test_other_links_are_none(link: str) -> None:
    assert found(f"<p>Xem {link} nhé.</p>") == []


@pytest.mark.parametrize(
    ("frame", "files"),
    [
        (
            '<iframe src="/tep/TB-44.pdf#view=fit" title="TB 44"></iframe>',
            [("/tep/TB-44.pdf", "TB 44")],
        ),
        ('<embed src="/tep/TB-44.PDF?v=1">', [("/tep/TB-44.PDF?v=1", None)]),
        ('<object data="/a.pdf"><a href="/a.pdf">Tải</a></object>', [("/a.pdf", None)]),
        (
            '<iframe src="/xem/web.html?file=%2Ftep%2FTB%2044.pdf"></iframe>',
            [("/tep/TB%2044.pdf", None)],
        ),
        ('<iframe src="https://maps.example/embed?q=a"></iframe>', []),
        ('<iframe src="/get.aspx?f=a.docx"></iframe>', [("/get.aspx?f=a.docx", None)]),
        ('<iframe src="https://video.zip/embed/1"></iframe>', []),
        ("<iframe></iframe>", []),
    ],
)
def test_file_in_a_frame(frame: str, files: list[tuple[str, str | None]]) -> None:
    assert found(f"<p>{frame}</p>") == files


def test_row_of_a_table() -> None:
    rows = '<tr><td>1</td><td>Phụ lục</td><td><a href="/pl1.xls">Tải</a></td></tr>' * 2
    assert found(f"<table>{rows}</table>") == [("/pl1.xls", "Tải")]


BOXES = {
    "a line": '<p>Tệp đính kèm: <a href="/a.rar">a.rar</a> (2 MB)</p>',
    "a heading": '<h4>Tài liệu kèm theo</h4><div><a href="/a.rar">a.rar</a></div>',
    "signs": '<div>File đính kèm:</div><img src="/rar.png"><div><a href="/a.rar">a.rar</a></div>',
}


@pytest.mark.parametrize("box", BOXES.values(), ids=BOXES)
def test_box_below_the_text(box: str) -> None:
    assert found(below=f'<div class="files">{box}</div>') == [("/a.rar", "a.rar")]


def test_scans_count_where_a_label_says_so() -> None:
    scans = "<a href='/t1.jpg'>Trang 1</a><br><a href='/t2.jpg'>Trang 2</a>"
    assert found(f"<p>Tài liệu đính kèm: {scans}</p>") == [
        ("/t1.jpg", "Trang 1"),
        ("/t2.jpg", "Trang 2"),
    ]


def test_labels_are_no_text() -> None:
    article = parse((PAGE % ("", BOXES["a line"])).encode(), URL)
    assert not [text for text in article.body if "đính kèm" in text]
