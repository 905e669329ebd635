"""Dates in every form that was seen on a real page."""

from datetime import date, datetime

import pytest

from scraper.dates import VIETNAM, claimed, find, is_dateline


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=VIETNAM)  # type: ignore[misc, arg-type]


VISIBLE = {
    "24/07/2023": date(2023, 7, 24),
    "Thứ 4, 12/01/2022 | 08:39": at(2022, 1, 12, 8, 39),
    "Thứ năm, 20/11/2025 | 14:24": at(2025, 11, 20, 14, 24),
    "Thứ tư, 22/10/2025, 19:25 (GMT+7)": at(2025, 10, 22, 19, 25),
    "Thứ năm, 2/11/2023, 19:20 (GMT+7)": at(2023, 11, 2, 19, 20),
    "Thứ Hai, 26/06/2023, 19:21 [GMT+7]": at(2023, 6, 26, 19, 21),
    "20/07/2023 19:20 GMT+7": at(2023, 7, 20, 19, 20),
    "11:10 18/07/2022": at(2022, 7, 18, 11, 10),
    "Thứ Bảy, 18/07/2015, 08:00": at(2015, 7, 18, 8, 0),
    "Thứ năm, 12/12/2024 17:55": at(2024, 12, 12, 17, 55),
    "Thứ 6, 16.02.2024 | 23:46:40": at(2024, 2, 16, 23, 46, 40),
    "Thứ ba, 25 Tháng 1 2022 16:22": at(2022, 1, 25, 16, 22),
    "03 Tháng Mười 20227:54 CH(Xem: 2858)": at(2022, 10, 3, 19, 54),
    "Tin đăng ngày: 6/2/2020 - Xem: 92": date(2020, 2, 6),
    "Thanh Nguyên (VKSQS…)| 17/11/2022 14:06": at(2022, 11, 17, 14, 6),
    "Thứ hai - 24/07/2023 10:15": at(2023, 7, 24, 10, 15),
    "24/07/2023 10:15:00": at(2023, 7, 24, 10, 15),
    "Ngày đăng: 24/07/2023 10:15 - Số lượt xem: 5": at(2023, 7, 24, 10, 15),
    "7/24/2023 3:05:00 PM": at(2023, 7, 24, 15, 5),
    "7/4/2023 3:05 PM": at(2023, 7, 4, 15, 5),
    "24/7/2023 3:05 CH": at(2023, 7, 24, 15, 5),
    "24-07-2023": date(2023, 7, 24),
    "11:38, 11/09/2024": at(2024, 9, 11, 11, 38),
    "12 Tháng Mười Một 2021": date(2021, 11, 12),
    "12 Tháng M. hai 2021": date(2021, 12, 12),
    "Ngày 5 tháng 6 năm 2024": date(2024, 6, 5),
    "CN, 01/02/2026 00:05": at(2026, 2, 1, 0, 5),
    "05 thg 3 2025 - 19:42:00": at(2025, 3, 5, 19, 42),
    "14:30, 5 thg 3, 2025": at(2025, 3, 5, 14, 30),
    "05-thg 3-2025": date(2025, 3, 5),
    "12 thg. 12 2025": date(2025, 12, 12),
    "2025-02-21 10:00:12": at(2025, 2, 21, 10, 0, 12),
    "2025/02/21": date(2025, 2, 21),
    "Tháng Ba 14, 2025": date(2025, 3, 14),
    "Tháng Mười Hai 4, 2025 9:15": at(2025, 12, 4, 9, 15),
    "Tháng 3 14, 2025": date(2025, 3, 14),
    "March 14, 2025 at 3:05 PM": at(2025, 3, 14, 15, 5),
    "Fri, 14 Mar 2025": date(2025, 3, 14),
    "14/03/2025 lúc 9:10 chiều": at(2025, 3, 14, 21, 10),
    "9 giờ 10 sáng 14/03/2025": at(2025, 3, 14, 9, 10),
    "Đã xuất bản 14/03/2025 - Đã sửa đổi 8 Tháng trước.": date(2025, 3, 14),
}


@pytest.mark.parametrize("text", VISIBLE)
def test_visible_form(text: str) -> None:
    assert find(text) == VISIBLE[text]


CLAIMED = {
    "2026-10-05T10:13:46.526Z": at(2026, 10, 5, 17, 13, 46),
    "2026-10-05T17:30:24.375761Z": at(2026, 10, 6, 0, 30, 24),
    "2022-08-25T08:47:29+0700": at(2022, 8, 25, 8, 47, 29),
    "2022-08-25T08:47:29+07:00": at(2022, 8, 25, 8, 47, 29),
    "2022-08-25+0708:47:29": at(2022, 8, 25, 8, 47, 29),
    "2026-01-19T08:50:00": at(2026, 1, 19, 8, 50),
    "2026-01-19": date(2026, 1, 19),
    "Mon, 05 Oct 2026 11:18:25 UTC": at(2026, 10, 5, 18, 18, 25),
    "24/07/2023 10:15": at(2023, 7, 24, 10, 15),
}


@pytest.mark.parametrize("text", CLAIMED)
def test_claimed_form(text: str) -> None:
    assert claimed(text) == CLAIMED[text]


@pytest.mark.parametrize(
    "text",
    ["", "46 phút trước", "ngày 22/9/206", "23-24/9/2026", "giai đoạn 2013 – 2023", "Ngày 20.7",
     "Quyết định số 147/QĐ-BCA", "09/Ctr-BCA", "31/02/2024", "0243.9396.110", "24-7",
     "31-1 (tức 29 tháng Chạp)", "2023-13-45T99:00:00"],
)  # fmt: skip
def test_no_date(text: str) -> None:
    assert find(text) is None
    assert claimed(text) is None


@pytest.mark.parametrize(
    "text",
    ["24/07/2023", "Thứ năm, 20/11/2025 | 14:24", "Ngày đăng: 24/07/2023 10:15", "(06/06/2021)",
     "Cập nhật lúc: 10:15 24/07/2023", "05 thg 3 2025 - 19:42:00", "2025-02-21 10:00:12",
     "Đã xuất bản 14/03/2025 - Đã sửa đổi 8 Tháng trước.", "Mới cập nhật 14/03/2025",
     "Posted on March 14, 2025", "Thời gian: 14/03/2025 lúc 9:10 chiều"],
)  # fmt: skip
def test_dateline(text: str) -> None:
    assert is_dateline(text)


@pytest.mark.parametrize(
    "text", ["Ngày 24/7/2023, Công an thành phố tổ chức Hội nghị.", "Chiều 02/10/2026, tại Hà Nội"]
)
def test_sentence_is_no_dateline(text: str) -> None:
    assert not is_dateline(text)
