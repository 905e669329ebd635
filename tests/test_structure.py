"""Title and body on layouts that nobody has described."""

import pytest

from scraper import Article, NotAnArticle, parse

TEXT = (
    "Sáng nay, Công an xã Lam Vỹ cùng bà con dọn sạch đoạn kênh dài hai cây số, thu gom hơn ba "
    "tấn rác và trồng lại hàng cây đã đổ sau cơn bão tháng trước."
)
OTHER = (
    "Chiều cùng ngày, tổ công tác về bản Na Hin trao tặng tủ sách cho điểm trường, hẹn các em "
    "mùa khô tới sẽ trở lại sửa mái nhà và đào thêm giếng nước."
)
BODY = f"<p>{TEXT}</p><p>{OTHER}</p>"
HEADING = "<h1>Dọn kênh ở Lam Vỹ</h1><div>24/07/2023</div>"
URL = "https://congan.example/tin/don-kenh.html"


def read(body: str, title: str = "Dọn kênh ở Lam Vỹ - Công an tỉnh Sông Mã") -> Article:
    page = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return parse(page.encode(), URL)


@pytest.mark.parametrize(
    "heading",
    [
        "<h1>Dọn kênh ở Lam Vỹ</h1>",
        "<h1>Công an tỉnh Sông Mã</h1><h2>Dọn kênh ở Lam Vỹ</h2>",
        '<h1><a href="/">Dọn kênh ở Lam Vỹ</a></h1><h3>Dọn kênh ở Lam Vỹ</h3>',
        '<div class="tieude">Dọn kênh ở Lam Vỹ</div>',
        "<table><tr><td><span><b>Dọn kênh ở Lam Vỹ</b></span></td></tr></table>",
        "<h1>CÔNG AN TỈNH SÔNG MÃ</h1><div><div>Dọn kênh ở Lam Vỹ</div></div>",
    ],
)
def test_title(heading: str) -> None:
    article = read(f"{heading}<div>24/07/2023</div><div>{BODY}</div>")
    assert (article.title, article.body) == ("Dọn kênh ở Lam Vỹ", (TEXT, OTHER))
    assert str(article.published) == "2023-07-24"


@pytest.mark.parametrize(
    "body",
    [
        f"<div>{BODY}</div>",
        f"<div><div>{TEXT}</div><div>{OTHER}</div></div>",
        f"<div>{TEXT}<br><br>{OTHER}</div>",
        f"<div>{TEXT}<br>{OTHER}</div>",
        f"<div><div><p>{TEXT}</p></div><div><p>{OTHER}</p></div></div>",
        f"<section><span><p>{TEXT}</p><p>{OTHER}</p></span></section>",
        f'<div class="sidebar-left"><p>{TEXT}</p><p>{OTHER}</p></div>',
        f'<form><div><input type="hidden" name="__VIEWSTATE">{BODY}</div></form>',
        f"<div><p><font><span>{TEXT[:9]}</span><span>{TEXT[9:]}</span></font></p><p>{OTHER}</p></div>",
    ],
)
def test_body(body: str) -> None:
    assert read(f"<h1>Dọn kênh ở Lam Vỹ</h1><div>24/07/2023</div>{body}").body == (TEXT, OTHER)


def test_box_in_the_midst_of_the_text() -> None:
    box = '<h4>Xem thêm:</h4><ul><li><a href="/a">Bắt nhóm trộm cắp ở bến xe Sông Mã</a></li></ul>'
    article = read(f"<h1>Dọn kênh ở Lam Vỹ</h1><div><p>{TEXT}</p>{box}<p>{OTHER}</p></div>")
    assert article.body == (TEXT, OTHER)


def test_what_follows_the_text() -> None:
    after = (
        '<p class="tags">Từ khóa: <a href="/t/1">dọn kênh</a>, <a href="/t/2">Lam Vỹ</a></p>'
        f"<h4>Tin liên quan</h4><p>{TEXT[::-1]}</p>"
        "<div class=comments><h4>Bình luận</h4><p>Rất hay, cảm ơn các anh đã vất vả vì bà con"
        " chúng tôi, mong xã ta ngày càng sạch đẹp hơn nữa.</p></div>"
    )
    article = read(f"<div><h1>Dọn kênh ở Lam Vỹ</h1><div>{BODY}</div>{after}</div>")
    assert article.body == (TEXT, OTHER)
    assert article.tags == ("dọn kênh", "Lam Vỹ")


def test_counter_behind_an_icon() -> None:
    icons = '<i class="fa fa-clock-o"></i> 24/07/2023 10:15 <i class="fa fa-eye"></i> 1.247'
    article = read(f"<h1>Dọn kênh ở Lam Vỹ</h1><div>{icons}</div><div>{BODY}</div>")
    assert (article.views, str(article.published)) == (1247, "2023-07-24 10:15:00+07:00")


@pytest.mark.parametrize(
    "line",
    [
        "<div><svg></svg>24/07/2023 10:15<svg></svg>1.247 lượt xem</div>",
        "<dl><dt>Ngày đăng:</dt><dd>24/07/2023 10:15</dd><dt>Lượt xem:</dt><dd>1.247</dd></dl>",
        "<p>Cập nhật: 24/07/2023, 10 giờ 15 phút. Lượt xem: 1.247.</p>",
        "<ul><li>24/07/2023</li><li>10:15</li><li>1.247 lượt xem</li></ul>",
        "<p>10h15, Thứ hai 24/7/2023 Tin cơ sở Lượt đọc 1.247</p>",
        "<p>Đăng ngày 24/07/2023 lúc 10:15 – Đã có 1.247 lượt xem</p>",
        '<div>10:15 • 24/07/2023</div><div><svg data-testid="VisibilityIcon"></svg>1.247</div>',
    ],
)
def test_date_and_views_in_one_box(line: str) -> None:
    article = read(f"<div><h1>Dọn kênh ở Lam Vỹ</h1>{line}{BODY}</div>")
    assert (article.views, str(article.published)) == (1247, "2023-07-24 10:15:00+07:00")
    assert article.body == (TEXT, OTHER)


def test_date_and_views_below_the_text() -> None:
    line = "<td>Ngày cập nhật: 24-07-2023 10:15 - Số lần xem: 1247</td>"
    page = f"<table><tr><td><h1>Dọn kênh ở Lam Vỹ</h1>{BODY}</td></tr><tr>{line}</tr></table>"
    article = read(page)
    assert (article.views, str(article.published)) == (1247, "2023-07-24 10:15:00+07:00")


@pytest.mark.parametrize(
    "title",
    [
        "Công an xã Lam Vỹ :: Tin cơ sở :: Đội tự quản xóm Đáy dọn kênh cùng bà con",
        "Tin an ninh trật tự | Đội tự quản xóm Đáy dọn kênh cùng bà con sau cơn bão tháng trước",
    ],
)
def test_title_that_the_head_names_last(title: str) -> None:
    name = title.rpartition("::")[2].rpartition("|")[2].strip()
    page = f"<p>Tin cơ sở</p><div>{name}</div><p>24/07/2023</p><div>{BODY}</div>"
    assert read(page, title).title == name


def test_teasers_in_cells_of_a_table() -> None:
    cell = (
        '<td><a href="/{}">Tổ tự quản xóm Đáy số {} dọn kênh</a><br>24/07/2023 - Số lần xem: 9<br>'
        "Bà con trong xóm cùng dọn sạch con kênh sau bão. <a href=/{}>Xem tiếp...</a></td>"
    )
    rows = "".join(f"<tr>{cell.format(n, n, n)}</tr>" for n in range(6))
    with pytest.raises(NotAnArticle, match="lists 6 other pages"):
        read(f"<h1>Câu chuyện ở xóm</h1><table>{rows}</table>")


def test_one_sentence_above_the_box_of_the_body() -> None:
    sentence = "Hơn ba tấn rác đã rời khỏi con kênh cũ của xã."
    page = f"<h1>Dọn kênh ở Lam Vỹ</h1><p>24/07/2023</p><p>{sentence}</p><div>{BODY}</div>"
    assert read(page).body == (sentence, TEXT, OTHER)


def test_lead_in_a_box_of_its_name() -> None:
    page = '<h1>Dọn kênh ở Lam Vỹ</h1><div class="{}"><p>{}</p></div><div><p>{}</p></div>'
    assert read(page.format("field-tom-tat", TEXT, OTHER)).lead == TEXT
    box = f'<h1>Dọn kênh ở Lam Vỹ</h1><div class="description">{BODY}</div>'
    assert read(box).lead is None


def test_label_of_the_tags_in_a_box_of_its_own() -> None:
    tags = '<div>Nhãn:</div><div><a href="/t/1">dọn kênh</a><a href="/t/2">Lam Vỹ</a></div>'
    article = read(f"<div><h1>Dọn kênh ở Lam Vỹ</h1><div>{BODY}</div>{tags}</div>")
    assert article.tags == ("dọn kênh", "Lam Vỹ")


def test_article_that_only_the_payload_holds() -> None:
    state = '{"post": {"title": "Dọn kênh ở Lam Vỹ", "content": "<p>%s</p>", "viewCount": 7}}'
    script = f"<script>window.__STATE__ = {state % TEXT};</script>"
    article = read(f'<div id="app"></div>{script}')
    assert (article.title, article.body, article.views) == ("Dọn kênh ở Lam Vỹ", (TEXT,), 7)
    assert article.found["body"] == "payload"


def test_how_each_field_was_found() -> None:
    head = '<meta property="article:published_time" content="2023-07-24T10:15:00+07:00">'
    article = read(f"{head}<h1>Dọn kênh ở Lam Vỹ</h1><p>Lượt xem: 5</p><div>{BODY}</div>")
    assert article.found == {
        "title": "structure",
        "published": "metadata",
        "views": "label",
        "body": "structure",
    }


def test_short_answer_given_twice_and_paragraph_printed_twice() -> None:
    body = f"<p>{TEXT}</p><p>{TEXT}</p><p>Có.</p><p>Có.</p><p>{OTHER}</p>"
    article = read(f"<h1>Dọn kênh ở Lam Vỹ</h1><div>24/07/2023</div><div>{body}</div>")
    assert article.body == (TEXT, "Có.", "Có.", OTHER)


@pytest.mark.parametrize(
    "files",
    [
        "<p>Tài liệu kèm theo:</p><ul><li><a href=/a.pdf>mau-01.pdf</a> (86 KB)</li></ul>",
        "<div><b>Tệp đính kèm (2)</b><ul><li><a href=/a.docx>Mẫu sổ.docx</a><i>1,2 MB</i></li>"
        "<li><a href=/b.pdf>Kế hoạch 12.pdf</a></li></ul></div>",
        "<table><caption>File đính kèm</caption><tr><td><img src=/media/icons/pdf.gif></td><td>"
        "<a href=/a.pdf>mau.pdf</a></td><td>[Bản khai]</td><td>86 Kb</td></tr></table>",
        "<p><a href=/a.pdf>Mẫu đơn số 1.pdf</a> - 1.1 MB</p>",
    ],
)
def test_files_that_go_with_an_article(files: str) -> None:
    page = f"{HEADING}<div>{BODY}{files}<p>Minh An</p></div>"
    article = read(page)
    assert (article.body, article.images) == ((TEXT, OTHER), ())
    assert article.byline == "Minh An"


@pytest.mark.parametrize(
    "player",
    [
        "<div class=nghe><span>Nghe nội dung bài viết</span><audio src=/a.mp3></audio></div>",
        "<div>Nghe bài viết</div><div>0:00 / 3:12</div><div>1x</div><div>Giọng nữ</div>",
    ],
)
def test_player_above_the_text(player: str) -> None:
    page = f"{HEADING}<div><p>{TEXT}</p>{player}<p>{OTHER}</p></div>"
    assert read(page).body == (TEXT, OTHER)


def test_list_that_is_most_of_the_text() -> None:
    entries = tuple(
        f"{number} việc cần làm ngay khi thấy nước kênh dâng cao" for number in "123456"
    )
    steps = "".join(f"<li>{entry}</li>" for entry in entries)
    end = "<h2>Chuẩn bị từ hôm nay</h2><p>Mỗi nhà một cuộn dây.</p>"
    page = f"{HEADING}<div><p>{TEXT}</p><ol>{steps}</ol>{end}</div>"
    assert read(page).body == (TEXT, *entries, "Chuẩn bị từ hôm nay", "Mỗi nhà một cuộn dây.")


def test_title_that_is_a_link_and_no_heading() -> None:
    home, section = "<a href=/>Trang chủ</a>", "<a href=/t>Thông báo</a>"
    path = f"<div>{home} <img src=/mui-ten.png> {section} <img> Dọn kênh ở Lam Vỹ</div>"
    title = "<table><tr><td><a href=/tin/don-kenh.html>Dọn kênh ở Lam Vỹ</a></td></tr></table>"
    article = read(f"{path}{title}<div>24/07/2023</div><div>{BODY}</div>", "Dọn kênh ở Lam Vỹ")
    assert (article.title, article.category) == ("Dọn kênh ở Lam Vỹ", "Thông báo")


def test_lead_set_in_bold_by_its_class() -> None:
    lead = f'<div class="text-lg font-semibold">{TEXT}</div><div><p>{OTHER}</p></div>'
    assert read(f"{HEADING}{lead}").lead == TEXT


def test_hashtags_without_a_label() -> None:
    tags = '<div><a href="/the/1">#dọn kênh</a><a href="/the/2">#Lam Vỹ</a></div>'
    article = read(f"<div><h1>Dọn kênh ở Lam Vỹ</h1><div>{BODY}</div>{tags}</div>")
    assert article.tags == ("dọn kênh", "Lam Vỹ")


@pytest.mark.parametrize(
    "line",
    [
        "<b>Đoàn Hạ Miên</b> • 20/12/2023 06:00 • Lượt xem: 12.480 • <a href=#c>3 bình luận</a>",
        "<b><i></i> Đoàn Hạ Miên</b> <time>Thứ tư, 20/12/2023 06:00</time> 12.480 lượt xem",
        "<b class=post-author>Đoàn Hạ Miên</b> <i>20/12/2023 06:00</i> Lượt xem: 12.480 <a>Lưu</a>",
    ],
)
def test_author_beside_date_and_counter(line: str) -> None:
    article = read(f"<h1>Dọn kênh ở Lam Vỹ</h1><div>{line}</div><div>{BODY}</div>")
    assert (article.byline, article.views) == ("Đoàn Hạ Miên", 12480)
    assert str(article.published) == "2023-12-20 06:00:00+07:00"


def test_line_that_tells_of_a_change_as_well() -> None:
    line = "Đăng ngày 24/07/2023, cập nhật 26/07/2023"
    article = read(f"<h1>Dọn kênh ở Lam Vỹ</h1><div>{line}</div><div>{BODY}</div>")
    assert (str(article.published), str(article.modified)) == ("2023-07-24", "2023-07-26")


def test_class_of_a_section_names_no_margin() -> None:
    post = f'<div class="post-7 post format-video category-tin-khac">{BODY}</div>'
    long = f"<aside><p>{TEXT * 4}</p></aside><div class=comments><p>{OTHER * 4}</p></div>"
    assert read(f"{HEADING}{post}{long}").body == (
        TEXT,
        OTHER,
    )


def test_home_page() -> None:
    with pytest.raises(NotAnArticle, match="heading of a list"):
        read(f"<div>{BODY}</div>", "Trang chủ")


def test_comments_longer_than_the_article() -> None:
    comments = f"<div class=comment-list><p>{OTHER * 3}</p><p>{TEXT * 3}</p></div>"
    assert read(f"<div>{HEADING}<div><p>{TEXT}</p></div>{comments}</div>").body == (TEXT,)


@pytest.mark.parametrize(
    "lead", [f"<h2>{TEXT}</h2>", f"<div>{TEXT}</div>", f"<section><p>{TEXT}</p></section>"]
)
def test_lead_that_only_its_place_marks(lead: str) -> None:
    article = read(f"{HEADING}{lead}<div><p>{OTHER}</p><p>{TEXT[::-1]}</p></div>")
    assert (article.lead, article.body[:2]) == (TEXT, (TEXT, OTHER))


def test_subheading_after_a_box() -> None:
    other = "<a href=/a>Bắt nhóm trộm cắp ở bến xe Sông Mã</a>"
    box = f"<h4>Tin liên quan</h4><ul><li>{other}</li></ul>"
    page = f"{HEADING}<div><p>{TEXT}</p>{box}<h3>Giữ lấy dòng kênh</h3><p>{OTHER}</p></div>"
    assert read(page).body == (TEXT, "Giữ lấy dòng kênh", OTHER)


def test_lines_of_the_page_at_the_end_of_the_text() -> None:
    lines = "<p>Bản quyền thuộc về Công an tỉnh Sông Mã.</p><p>Thời lượng: 03:12 9 lượt phát</p>"
    assert read(f"{HEADING}<div>{BODY}{lines}</div>").body == (TEXT, OTHER)
