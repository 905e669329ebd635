"""Date, counter, name and tags in the shapes in which templates set them apart from labels."""

import pytest

from scraper import Article, NotAnArticle, parse

TITLE = "Dọn kênh ở Lam Vỹ trước mùa mưa lũ"
TEXT = (
    "Sáng nay, Công an xã Lam Vỹ cùng bà con dọn sạch đoạn kênh dài hai cây số, thu gom hơn ba "
    "tấn rác và trồng lại hàng cây đã đổ sau cơn bão tháng trước."
)
OTHER = (
    "Chiều cùng ngày, tổ công tác về bản Na Hin trao tặng tủ sách cho điểm trường, hẹn các em "
    "mùa khô tới sẽ trở lại sửa mái nhà và đào thêm giếng nước."
)
BODY = f"<div><p>{TEXT}</p><p>{OTHER}</p></div>"


def read(body: str, head: str = "") -> Article:
    head = f"<title>{TITLE} - Công an Sông Mã</title>{head}"
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    return parse(page.encode(), "https://congan.example/tin/don-kenh.html")


@pytest.mark.parametrize(
    "box",
    [
        f"<td><b>{TITLE}</b><br><i>Tin đăng ngày: 6/2/2009 - Xem: 92</i></td>",
        f"<td><font size=4><b>{TITLE}</b></font><br>06/02/2009 10:15 - Lượt đọc: 92</td>",
        f"<td><b>{TITLE}</b><br>Cập nhật: 6-2-2009<br>Lượt xem: 92</td>",
        f"<td><h1>{TITLE} <small>06/02/2009 - Lượt xem: 92</small></h1></td>",
    ],
)
def test_title_in_one_box_with_date_and_counter(box: str) -> None:
    article = read(f"<table><tr>{box}</tr><tr><td>{BODY}</td></tr></table>")
    assert (article.title, str(article.published)[:10]) == (TITLE, "2009-02-06")
    assert (article.views, article.body) == (92, (TEXT, OTHER))


def test_title_that_goes_on_with_a_date() -> None:
    article = read(f"<h1>{TITLE}<br>ngày 20/11/2024</h1><div>21/11/2024</div>{BODY}")
    assert article.title == f"{TITLE} ngày 20/11/2024"


@pytest.mark.parametrize(
    "line",
    [
        "<div>Bởi</div> <a href='/author/an/'>Minh An</a><div>-</div>",
        "<div class=by>By</div><div><a href='/x'>Minh An</a></div>",
        "<span>Đăng bởi</span> <b>Minh An</b>",
        "<p>Tác giả</p><p>Minh An</p>",
        "<div>24/07/2023 bởi <address><span>Minh An</span></address></div>",
        "<span><svg></svg>Tác giả: Minh An</span><span>24/07/2023</span><span>Lượt xem: 9</span>",
        "<b class='author'><a href='/a'>Minh An</a></b><i class='author-time'>6 phút đọc</i>",
        "<a href='/tac-gia/minh-an'>Minh An</a>",
    ],
)
def test_name_apart_from_its_label(line: str) -> None:
    assert read(f"<h1>{TITLE}</h1><div>{line}</div><p>24/07/2023</p>{BODY}").byline == "Minh An"


@pytest.mark.parametrize(
    "line",
    [
        "<div class='author'>Bởi</div><a href='/author/admin/'>admin</a>",
        "<div class='byline'><span>6 phút đọc</span></div>",
        "<div class='author'>5 min read</div>",
        "<div class='td-author'>Tác giả</div>",
        "<div>Trang Trước</div>",
    ],
)
def test_line_that_names_nobody(line: str) -> None:
    assert read(f"<h1>{TITLE}</h1><div>{line}</div><p>24/07/2023</p>{BODY}").byline is None
    assert read(f"<h1>{TITLE}</h1><p>24/07/2023</p>{BODY}<div>{line}</div>").byline is None


def test_links_to_the_next_article_are_no_name() -> None:
    pager = "<nav><a href='/1'>Trước</a> <a href='/2'>Tiếp</a></nav>"
    other = "<div><a href='/1'>Bài Cũ</a> <a href='/2'>Bài Mới</a></div>"
    for links in (pager, other):
        assert read(f"<h1>{TITLE}</h1><p>24/07/2023</p>{BODY}{links}").byline is None


@pytest.mark.parametrize(
    "line",
    [
        "<div class='post-views'><i class='icon'></i><span>986</span></div>",
        "<span class='luot-xem'>986</span>",
        "<div><i class='ic' title='Lượt xem'></i> 986</div>",
        "<div class='meta'>3 giờ trước <span class='view'><i></i>986 lượt xem</span></div>",
        "<div>24/07/2023 &bull; 6 phút đọc &bull; 986 lượt xem</div>",
        "<span class='viewCount hits'>986</span>",
    ],
)
def test_counter_that_its_element_names(line: str) -> None:
    assert read(f"<h1>{TITLE}</h1><p>24/07/2023</p>{line}{BODY}").views == 986


@pytest.mark.parametrize(
    "line",
    ["<span class='comments'>12</span>", "<div class='views-row'>12</div>", "<span>12</span>"],
)
def test_number_that_counts_something_else(line: str) -> None:
    assert read(f"<h1>{TITLE}</h1><p>24/07/2023</p>{line}{BODY}").views is None


def test_age_of_which_only_the_markup_tells_the_moment() -> None:
    times = (
        "<time datetime='2025-04-12T01:05:00Z'>3 giờ trước</time>",
        "<abbr title='2025-04-12T08:05:00+07:00'>3 giờ trước</abbr>",
        "<span data-time='2025-04-12 08:05'>hôm qua</span>",
    )
    for time in times:
        article = read(f"<h1>{TITLE}</h1><div>{time}</div>{BODY}")
        assert str(article.published) == "2025-04-12 08:05:00+07:00"


@pytest.mark.parametrize(
    "header",
    [
        "<header><div>Chủ Nhật, 18/01/2026 21:03</div></header>",
        "<div class='topbar'><span>Chủ Nhật, 18/01/2026 21:03</span></div>",
    ],
)
def test_clock_of_the_page_is_not_the_articles_date(header: str) -> None:
    assert read(f"{header}<main><h1>{TITLE}</h1>{BODY}</main>").published is None
    meta = "<meta property='article:published_time' content='2024-08-05T08:00:00+07:00'>"
    found = read(f"{header}<main><h1>{TITLE}</h1>{BODY}</main>", meta).published
    assert str(found)[:10] == "2024-08-05"
    below = (
        f"{header}<main><h1>{TITLE}</h1>{BODY}<div>5 tháng 8, 2024 bởi <b>Minh An</b></div></main>"
    )
    assert str(read(below).published) == "2024-08-05"


@pytest.mark.parametrize(
    "tags",
    [
        "<div><i class='bi bi-tags'></i> <a href='/the/1/'>kênh</a> <a href='/the/2/'>lũ</a></div>",
        "<div><a href='/?tag=1'>kênh</a> <a href='/?tag=2'>lũ</a></div>",
        "<div><span>Thẻ</span> <a href='/1'>kênh</a> <a href='/2'>lũ</a></div>",
    ],
)
def test_tags_by_where_they_lead(tags: str) -> None:
    assert read(f"<h1>{TITLE}</h1><p>24/07/2023</p>{BODY}{tags}").tags == ("kênh", "lũ")


def test_tags_between_title_and_text() -> None:
    items = "<li class='tag-4'><a href='/4'>kênh</a></li><li><a href='/5'>lũ</a></li>"
    tags = f"<ul class='tags'>{items}</ul>"
    assert read(f"<h1>{TITLE}</h1><p>24/07/2023</p>{tags}{BODY}").tags == ("kênh", "lũ")


def test_source_in_the_box_of_the_tags() -> None:
    box = (
        "<div class='no-tags'><span>NGUỒN</span><a href='https://bao.example'>Báo Mai Độ</a></div>"
    )
    article = read(f"<h1>{TITLE}</h1><p>24/07/2023</p>{BODY}{box}")
    assert (article.source, article.tags, article.byline) == ("Báo Mai Độ", (), None)


def test_head_of_an_article_that_holds_lead_and_picture() -> None:
    caption = "<figcaption>Con kênh ở Lam Vỹ, nơi bà con gom rác.</figcaption>"
    lead = f"<p class='excerpt'>{OTHER}</p><figure><img src='/a.jpg'>{caption}</figure>"
    end = "<p>Hết đợt này, xã giữ lịch dọn kênh vào Chủ nhật đầu tháng.</p>"
    text = f"<section><p>{TEXT}</p><figure><img src='/b.jpg'></figure>{end}</section>"
    article = read(
        f"<article><header><h1>{TITLE}</h1>{lead}</header>{text}</article>",
        "<meta property='og:type' content='article'>",
    )
    assert article.body[:2] == (OTHER, TEXT)
    assert len(article.body) == 3
    assert len(article.images) == 2


def test_byline_below_a_picture_is_no_caption() -> None:
    end = "<figure><img src='/a.jpg'></figure><p><strong>Bài, ảnh: Minh An</strong></p>"
    article = read(f"<h1>{TITLE}</h1><p>24/07/2023</p><div><p>{TEXT}</p><p>{OTHER}</p>{end}</div>")
    assert (article.byline, article.images[0].caption) == ("Minh An", None)


def test_lines_of_the_head_between_lead_and_text() -> None:
    name = "<div><div>Bởi</div> <a href='/author/admin/'>admin</a></div>"
    told = f"{name}<div>24/07/2023</div><div class='post-views'>986</div>"
    head = f"<p class='sub-title'>{OTHER}</p>{told}"
    text = f"<p>{TEXT}</p><p>{TEXT[:100]}.</p><p>{TEXT[21:]}</p>"
    article = read(f"<header><h1>{TITLE}</h1>{head}</header><div>{text}</div>")
    assert (article.lead, article.views, article.byline) == (OTHER, 986, None)
    assert article.body == (OTHER, TEXT, f"{TEXT[:100]}.", TEXT[21:])


def test_page_with_nothing_but_a_clock() -> None:
    page = (
        f"<header>Chủ Nhật, 18/01/2026</header><main><h1>{TITLE}</h1><p>Đang cập nhật.</p></main>"
    )
    with pytest.raises(NotAnArticle):
        read(page)
