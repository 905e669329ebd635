"""What is an article, what is not, and input that nobody should send."""

import json
import random
from datetime import date

import pytest

from scraper import NotAnArticle, parse

PARAGRAPH = (
    "Sáng nay, Công an xã Lam Vỹ cùng bà con dọn sạch đoạn kênh dài hai cây số, thu gom hơn ba "
    "tấn rác và trồng lại hàng cây đã đổ sau cơn bão tháng trước."
)
PAGE = """<html><head><title>{title} | Cổng thông tin</title></head><body>
<div class="menu"><a href="/">Trang chủ</a></div>
<h1>{title}</h1><div>24/07/2023 10:15</div><div>Lượt xem: 2.022</div>
<div class="text">{body}</div></body></html>"""


def page(body: str, title: str = "Dọn kênh ở Lam Vỹ") -> bytes:
    return PAGE.format(title=title, body=body).encode()


def problem(body: bytes, url: str = "", content_type: str | None = None) -> str:
    with pytest.raises(NotAnArticle) as raised:
        parse(body, url, content_type)
    assert str(raised.value)
    return raised.value.kind


def reading(body: bytes) -> str:
    """The kind of problem, or `article`; any other error passes through."""
    try:
        parse(body, "https://mps.gov.vn/tin-tuc/don-kenh-t99.html")
    except NotAnArticle as error:
        return error.kind
    return "article"


def test_layout_nobody_has_seen() -> None:
    article = parse(page(f"<p>{PARAGRAPH}</p><p>{PARAGRAPH[::-1]}</p><p>Thu Ngà</p>"))
    assert article.title == "Dọn kênh ở Lam Vỹ"
    assert str(article.published) == "2023-07-24 10:15:00+07:00"
    assert article.views == 2022
    assert article.body == (PARAGRAPH, PARAGRAPH[::-1])
    assert article.byline == "Thu Ngà"


@pytest.mark.parametrize("body", [b"", b"  \r\n", b"\xef\xbb\xbf", b"<html></html>", b"\0\0\0"])
def test_empty(body: bytes) -> None:
    assert problem(body) == "empty"


@pytest.mark.parametrize("body", [b"%PDF-1.7\n%...", b"PK\x03\x04....", b"\x89PNG\r\n"])
def test_not_html(body: bytes) -> None:
    assert problem(body, content_type="text/html") == "not-html"


def test_title_without_text() -> None:
    assert problem(page("")) == "empty"


def test_challenge() -> None:
    incapsula = b'<html><body><iframe src="/_Incapsula_Resource?SWUDNSAI=9"></iframe></body></html>'
    cookie = b'<script>document.cookie="D1N=0a";window.location.reload(true);</script>'
    assert problem(incapsula) == problem(cookie) == "challenge"


def test_page_that_embeds_the_firewalls_script_is_no_challenge() -> None:
    script = '<script src="/_Incapsula_Resource?SWJIYLWA=719d34d3&cb=81723"></script>'
    assert parse(page(f"<p>{PARAGRAPH}</p>{script}")).body == (PARAGRAPH,)


@pytest.mark.parametrize("said", ["Không tìm thấy nội dung", "Bài viết không tồn tại", "Lỗi 404"])
def test_soft_404(said: str) -> None:
    assert problem(page("<p>Mời bạn đọc quay lại trang chủ.</p>", title=said)) == "soft-404"


def test_article_about_something_that_was_not_found() -> None:
    title = "Không tìm thấy dấu vết chiếc thuyền mất tích"
    assert parse(page(f"<p>{PARAGRAPH}</p>", title=title)).title == title


def test_listing() -> None:
    cards = "".join(
        f'<article><a href="/tin/{n}"><h2>Bài viết số {n} có tiêu đề khá dài</h2></a>'
        f"<p>{PARAGRAPH}</p></article>"
        for n in range(8)
    )
    assert problem(page(cards, title="Tin hoạt động")) == "listing"


def test_json_without_an_article() -> None:
    assert problem(b'{"ListData": []}', content_type="application/json") == "listing"
    assert problem(b"[]", content_type="application/json") == "soft-404"
    assert problem(b"{", content_type="application/json") == "unreadable"


def test_text_is_normalised() -> None:
    decomposed = "Cô\u0309ng\u00a0\u00a0tha\u0300nh\u200b \u00adphô\u0301"
    body = f"<p>{PARAGRAPH}</p><p>{decomposed} {PARAGRAPH}</p>"
    assert parse(page(body)).body[1] == f"Cổng thành phố {PARAGRAPH}"


def test_date_in_the_text_is_not_the_date() -> None:
    text = f"<h1>Dọn kênh</h1><p>Ngày 20/7/2023, {PARAGRAPH}</p>"
    assert parse(f"<html><body>{text}</body></html>".encode()).published is None


def test_metadata_date_turns_to_vietnams_time() -> None:
    data = {"@type": "NewsArticle", "datePublished": "2026-10-05T18:13:46Z"}
    html = (
        f'<html><head><script type="application/ld+json">{json.dumps(data)}</script></head>'
        f"<body><h1>Dọn kênh</h1><p>{PARAGRAPH}</p></body></html>"
    )
    assert str(parse(html.encode()).published) == "2026-10-06 01:13:46+07:00"


def test_payload_tells_the_views_that_the_page_does_not_show() -> None:
    payload = [{"title": 1, "content": 2, "view_count": 3}, "Dọn kênh", "<p>…</p>", 497]
    html = (
        f"<html><body><h1>Dọn kênh</h1><p>05/10/2026</p><p>{PARAGRAPH}</p>"
        f'<script type="application/json">{json.dumps(payload)}</script></body></html>'
    )
    assert parse(html.encode()).views == 497


def test_url_that_the_page_claims() -> None:
    link = '<link rel="canonical" href="https://mps.gov.vn/tin-tuc/don-kenh-t99.html">'
    html = f"<html><head>{link}</head><body><h1>Dọn kênh</h1><p>{PARAGRAPH}</p></body></html>"
    article = parse(html.encode())
    assert (article.site, article.key) == ("bocongan", "t99")
    assert article.canonical_url == "https://bocongan.gov.vn/tin-tuc/don-kenh-t99.html"


def test_plain_text() -> None:
    text = f"Dọn kênh ở Lam Vỹ\n\n24/07/2023\nLượt xem: 5\n{PARAGRAPH}\n\nThu Ngà\nTìm kiếm\n"
    article = parse(text.encode())
    assert article.published == date(2023, 7, 24)
    assert (article.views, article.body, article.byline) == (5, (PARAGRAPH,), "Thu Ngà")


def test_nested_deeper_than_the_stack() -> None:
    deep = "<div>" * 5000 + f"<h1>Dọn kênh</h1><p>{PARAGRAPH}</p>" + "</div>" * 5000
    assert reading(f"<html><body>{deep}</body></html>".encode()) in ("article", "empty")


def test_damaged_bytes_never_raise_anything_else() -> None:
    whole = page(f"<p>{PARAGRAPH}</p><table><tr><td>{PARAGRAPH}</td></tr></table>" * 3)
    chance = random.Random(7)
    for _ in range(300):
        damaged = bytearray(whole[: chance.randrange(len(whole))])
        for _ in range(chance.randrange(20)):
            if damaged:
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        assert reading(bytes(damaged))
