"""Bylines, sources and what is neither."""

import pytest

from scraper.bylines import Byline, is_name, labelled, named, names

NAMES = {
    "Xuân Trường": ("Xuân Trường",),
    "Tuyết Nhung – Tấn Lực": ("Tuyết Nhung", "Tấn Lực"),
    "Thạch Lựu - Nguyễn Dịu": ("Thạch Lựu", "Nguyễn Dịu"),
    "Tuyết Hạnh - Hồng Thư - Lương Trang": ("Tuyết Hạnh", "Hồng Thư", "Lương Trang"),
    "Khánh An - Việt Hà": ("Khánh An", "Việt Hà"),
    "NGỌC LAN": ("NGỌC LAN",),
    "L.NGUYỄN": ("L.NGUYỄN",),
    "Ban Biên tập": ("Ban Biên tập",),
    "PV": ("PV",),
    "Thanh Nguyên (VKSQS Quân khu)": ("Thanh Nguyên",),
    "Minh Đức, Hoàng Hà và Thu Ngà": ("Minh Đức", "Hoàng Hà", "Thu Ngà"),
}


@pytest.mark.parametrize("line", NAMES)
def test_names(line: str) -> None:
    assert names(line) == NAMES[line]


@pytest.mark.parametrize("line", [line for line in NAMES if "(" not in line])
def test_bare_name(line: str) -> None:
    assert is_name(line)
    assert labelled(line) is None


@pytest.mark.parametrize(
    "line",
    ["Công an tỉnh Sông Mã", "Tin tức - Sự kiện", "Tìm kiếm", "Liên kết website", "Hà",
     "Hội nghị đã thành công tốt đẹp.", "Phóng viên: Xin ông cho biết?", "Quyết định 147", ""],
)  # fmt: skip
def test_no_name(line: str) -> None:
    assert not is_name(line)


LABELLED = {
    "Tác giả: Tuyết Hạnh - Hồng Thư": Byline("Tuyết Hạnh - Hồng Thư", ("Tuyết Hạnh", "Hồng Thư")),
    "Tác giả bài viết: Minh An": Byline("Minh An", ("Minh An",)),
    "Bài, ảnh: Thu Ngà": Byline("Thu Ngà", ("Thu Ngà",)),
    "Tin, ảnh: Thu Ngà": Byline("Thu Ngà", ("Thu Ngà",)),
    "Thực hiện: Thu Ngà": Byline("Thu Ngà", ("Thu Ngà",)),
    "Được viết bởi: Super User": Byline(),
    "Tác giả: admin": Byline(),
    "Người đăng: caxlamvy": Byline(),
    "Bởi phong.pv03": Byline(),
    "Nguồn: Truyền hình Thanh Hóa": Byline(source="Truyền hình Thanh Hóa"),
    "Nguồn tin: Báo Hà Nội Mới": Byline(source="Báo Hà Nội Mới"),
    "Theo Công an xã Lam Vỹ": Byline(source="Công an xã Lam Vỹ"),
    "(Theo Báo Sông Mã)": Byline(source="Báo Sông Mã"),
    "Tác giả: Minh An - Nguồn: Báo Sông Mã": Byline("Minh An", ("Minh An",), "Báo Sông Mã"),
}


@pytest.mark.parametrize("line", LABELLED)
def test_labelled(line: str) -> None:
    assert (labelled(line) or Byline()) == LABELLED[line]


def test_account_is_nobodys_byline() -> None:
    assert named("bientap01") is None
    assert named("quantri") is None


@pytest.mark.parametrize(
    "line",
    ["tin " * 5000, "Thực hiện: Chỉ thị số 5 đã được triển khai đến từng thôn, bản.",
     "Nguồn tin: Cơ quan điều tra cho biết. Vụ án đang được mở rộng để làm rõ thêm các đối tượng.",
     "Theo Điều 168 Bộ luật Hình sự", "Tin: " + "(" * 5000],
)  # fmt: skip
def test_sentence_that_begins_like_a_label(line: str) -> None:
    assert labelled(line) is None
