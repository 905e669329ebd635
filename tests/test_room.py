"""The reading room in a real browser, on an archive that was crawled four times."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, chromium, violations, visiting
from tests.reading_room import GONE, NUMBER_CHANGED, Past, article_of, build
from tests.serving import serving

LOOKS = 4
PAGES = (
    "/",
    "/search",
    "/search?q=giao+thong",
    "/search?q=giao+thong&site=bocongan",
    "/search?q=khongcotunay",
    "/sites",
    "/site/bocongan",
    "/changes",
    "/runs",
    "/problems",
)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    return build(tmp_path_factory.mktemp("room") / "archive.db", LOOKS)


@pytest.fixture(scope="module")
def home(past: Past) -> Iterator[str]:
    with serving(past.path) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Browser, home: str) -> Iterator[Page]:
    with visiting(browser, home) as page:
        yield page


def addresses(past: Past) -> list[str]:
    """Every kind of page, those of articles too."""
    changed = f"/article/{past.number_changed}"
    return [
        *PAGES,
        changed,
        f"{changed}/compare",
        f"/article/{past.gone}",
        f"/article/{past.repainted}/compare",
    ]


@pytest.mark.parametrize(
    "spelling",
    ["phong dieu hanh giao thong", "phòng điều hành giao thông", "PHÒNG ĐIỀU HÀNH GIAO THÔNG"],
)
def test_a_search_in_any_spelling_leads_to_the_article(page: Page, spelling: str) -> None:
    title = article_of(NUMBER_CHANGED).title
    page.goto("/")
    page.get_by_label("Tìm trong kho").fill(spelling)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tìm kiếm")).to_be_visible()
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def test_what_is_found_is_narrowed_by_site_and_widened_again(page: Page) -> None:
    page.goto("/search?q=giao+thong")
    expect(page.locator(".hits > li")).to_have_count(3)
    facets = page.get_by_role("complementary", name="Lọc kết quả")
    facets.get_by_role("link", name="Công an tỉnh Thanh Hóa").click()
    expect(page.locator(".hits > li")).to_have_count(1)
    expect(page.get_by_label("Cổng thông tin", exact=True)).to_have_value("conganthanhhoa")
    facets.get_by_role("link", name="Mọi cổng").click()
    expect(page.locator(".hits > li")).to_have_count(3)


def test_an_article_is_set_to_read(page: Page, past: Past) -> None:
    article = article_of(NUMBER_CHANGED)
    page.goto(f"/article/{past.number_changed}")
    expect(page.locator(".lead")).to_have_text(article.lead or "")
    expect(page.locator(".story > p").nth(1)).to_contain_text("Lần đầu tiên")
    expect(page.locator(".dateline")).to_contain_text("Thứ Hai, 07/09/2026")
    expect(page.locator(".dateline")).to_contain_text("Minh Khuê")
    picture = page.locator("figure img").first
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 720
    expect(page.locator("figcaption").first).to_contain_text("Các trực ban theo dõi 241 camera")
    record = page.get_by_role("region", name="Hồ sơ")
    assert record.get_by_role("link", name="https://bocongan.gov.vn/bai-viet").is_visible()


def test_pictures_stand_beside_the_headlines(page: Page) -> None:
    page.goto("/")
    pictures = page.locator(".card img")
    assert pictures.count() > 5
    for at in range(pictures.count()):
        pictures.nth(at).scroll_into_view_if_needed()
        width = pictures.nth(at).evaluate("image => image.decode().then(() => image.naturalWidth)")
        assert 0 < width <= 720


def test_two_revisions_are_compared_by_word(page: Page, past: Past) -> None:
    page.goto(f"/article/{past.number_changed}")
    page.get_by_label("Bản trước").select_option(index=0)
    page.get_by_label("Bản sau").select_option(index=2)
    page.get_by_role("button", name="So sánh").click()
    body = page.get_by_role("region", name="Nội dung")
    expect(body.locator("del")).to_have_text("83%")
    expect(body.locator("ins")).to_have_text("78%")
    captions = page.get_by_role("region", name="Chú thích ảnh")
    expect(captions.locator("del")).to_have_text("214")
    expect(captions.locator("ins")).to_have_text("241")


def test_a_revision_keeps_its_address_and_says_that_it_is_old(page: Page, past: Past) -> None:
    page.goto(f"/article/{past.number_changed}")
    page.get_by_role("link", name="Bản 1", exact=True).click()
    expect(page.locator(".banner")).to_contain_text("Đây là bản cũ")
    expect(page.locator(".story")).to_contain_text("83%")
    address = page.locator(".citation a").last.inner_text()
    assert address.endswith(page.url.partition("/article/")[2])
    page.get_by_role("link", name="Đọc bản mới nhất").click()
    expect(page.locator(".story")).to_contain_text("78%")


def test_the_chart_has_a_point_for_each_look(page: Page, past: Past) -> None:
    page.goto(f"/article/{past.number_changed}")
    points = page.locator(".chart .point")
    expect(points).to_have_count(LOOKS)
    expect(points.first.locator("title")).to_contain_text("497 lượt xem")
    places = [float(points.nth(at).get_attribute("cy") or 0) for at in range(LOOKS)]
    assert places == sorted(places, reverse=True)
    assert len(set(places)) == LOOKS
    page.get_by_text("4 lần kiểm tra, dạng bảng").click()
    expect(page.get_by_role("cell", name="497")).to_be_visible()


def test_a_comma_does_not_drown_a_number(page: Page, past: Past) -> None:
    page.goto("/changes")
    edited = page.get_by_role("region", name="Đã sửa")
    expect(edited.get_by_role("listitem")).to_have_count(5)
    page.get_by_label("Chỉ khi con số đổi").check()
    page.get_by_role("button", name="Lọc").click()
    expect(edited.get_by_role("listitem")).to_have_count(2)
    expect(edited.locator("del").first).to_have_text("83%")
    page.get_by_label("Phần bị sửa").select_option("captions")
    page.get_by_role("button", name="Lọc").click()
    expect(edited.get_by_role("listitem")).to_have_count(1)
    edited.get_by_role("link", name=article_of(NUMBER_CHANGED).title).click()
    expect(page.locator(".difference ins")).to_have_text("241")


def test_another_picture_under_the_same_words_is_shown_beside_the_old(
    page: Page, past: Past
) -> None:
    page.goto(f"/article/{past.repainted}/compare")
    pictures = page.get_by_role("region", name="Ảnh").locator("img")
    expect(pictures).to_have_count(2)
    shown = "image => image.decode().then(() => image.naturalWidth)"
    assert [pictures.nth(at).evaluate(shown) for at in (0, 1)] == [480, 480]
    assert pictures.nth(0).get_attribute("src") != pictures.nth(1).get_attribute("src")


def test_what_is_gone_says_so_and_can_be_read(page: Page, past: Past) -> None:
    page.goto("/changes")
    removed = page.get_by_role("region", name="Không còn trên trang gốc")
    removed.get_by_role("link", name=article_of(GONE).title).click()
    expect(page.locator(".gone-banner")).to_contain_text("404")
    expect(page.locator(".story")).to_contain_text("tem")


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_axe_finds_nothing_serious(
    browser: Browser, home: str, past: Past, colours: str, size: str
) -> None:
    manner = {"viewport": PHONE} if size == "phone" else {}
    complaints = []
    with visiting(browser, home, color_scheme=colours, **manner) as page:
        for address in addresses(past):
            page.goto(address)
            complaints += [f"{address} {found}" for found in violations(page)]
    assert not complaints


def test_a_phone_shows_every_page_without_scrolling_sideways(
    browser: Browser, home: str, past: Past
) -> None:
    with visiting(browser, home, viewport=PHONE) as page:
        for address in addresses(past):
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], address


def test_dark_is_dark(browser: Browser, home: str) -> None:
    shades = []
    for colours in ("light", "dark"):
        with visiting(browser, home, color_scheme=colours) as page:
            page.goto("/")
            shades.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    light, dark = (sum(map(int, shade[4:-1].split(", "))) for shade in shades)
    assert dark < 150 < 600 < light


def test_the_keyboard_alone_reaches_the_content(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    inside = page.evaluate("document.querySelector('main').contains(document.activeElement)")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert inside
    assert outline == "solid"


def test_english_is_remembered(page: Page) -> None:
    page.goto("/changes?numbers=1")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_label("Only where numbers changed")).to_be_checked()
    page.goto("/")
    expect(page.get_by_role("link", name="Front page")).to_be_visible()


def test_print_leaves_the_navigation_out(page: Page, past: Past) -> None:
    page.goto(f"/article/{past.number_changed}")
    page.emulate_media(media="print")
    expect(page.locator(".masthead nav")).to_be_hidden()
    expect(page.locator(".story")).to_be_visible()


def test_datasette_works_under_its_policy(page: Page, past: Past) -> None:
    page.goto("/archive?sql=select+count(*)+from+articles")
    expect(page.locator(".CodeMirror")).to_be_visible()
    for address in ("/archive", "/archive/articles", "/archive/articles/1", "/archive/most_edited"):
        page.goto(address)
    page.goto("/archive/articles")
    page.locator("th.col-title .dropdown-menu-icon").click()
    expect(page.get_by_text("Sort descending").first).to_be_visible()
