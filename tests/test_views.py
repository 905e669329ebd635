"""View counters in every form that was seen, and the counters that are not the article's."""

import pytest

from scraper.views import find

COUNTS = {
    "Lượt xem: 2022": 2022,
    "7331 Lượt xem": 7331,
    "Tin đăng ngày: 6/2/2020 - Xem: 92": 92,
    "03 Tháng Mười 20227:54 CH(Xem: 2858)": 2858,
    "Đã xem: 123": 123,
    "|Đã xem 41": 41,
    "Ngày đăng: 24/07/2023 10:15 - Số lượt xem: 5 - Số lượt bình luận: 0": 5,
    "Lượt xem: 2.022": 2022,
    "Lượt xem: 2,022": 2022,
    "Lượt xem:5": 5,
    "Lượt xem: 1.234.567": 1234567,
    "Lượt xem: 0": 0,
    "Số lượt xem (318)": 318,
    "Ngày 09 tháng 6 năm 2025Đã xem: 1.027": 1027,
    "Người xem: 12": 12,
    "Đọc: 123": 123,
    "Lượt view: 33": 33,
    "Số lượt xem bài viết: 5": 5,
}


@pytest.mark.parametrize("text", COUNTS)
def test_views(text: str) -> None:
    assert find(text) == COUNTS[text]


@pytest.mark.parametrize(
    "text",
    ["Lượt truy cập: 1.234.567", "Đang online: 57", "Phản hồi: 0", "Lượt xem:", "Xem thêm: 5 ảnh",
     "Tổng số điểm của bài viết là: 5 trong 1 đánh giá", "24/07/2023"],
)  # fmt: skip
def test_not_the_articles_views(text: str) -> None:
    assert find(text) is None
