"""Which characters bytes mean, also when header and page lie."""

import pytest

from scraper.encoding import decode

TEXT = "Phòng Cảnh sát điều tra huyện Bình Lâm"
META = '<meta charset="{}">'


def test_header_counts() -> None:
    assert decode(TEXT.encode("utf-16-le"), "text/html; charset=utf-16-le") == TEXT


def test_page_declares() -> None:
    page = META.format("windows-1258") + "Đư\u01a1\u0300ng phô\u0301"
    assert decode(page.encode("cp1258")) == page


def test_utf8_without_a_word() -> None:
    assert decode(TEXT.encode()) == TEXT


def test_utf8_declared_as_latin() -> None:
    assert decode(TEXT.encode(), "text/html; charset=ISO-8859-1") == TEXT


def test_impossible_header() -> None:
    assert decode(TEXT.encode(), "text/html; charset=utf-8,gbk") == TEXT
    assert decode(TEXT.encode(), "text/html; charset=klingon") == TEXT


def test_byte_order_mark() -> None:
    assert decode(b"\xef\xbb\xbf" + TEXT.encode()) == TEXT


def test_windows_1258_is_the_last_resort() -> None:
    text = "Công an xã"
    assert decode(text.encode("cp1258", errors="replace")).startswith("Công an x")


def test_damaged_utf8_stays_utf8() -> None:
    damaged = (TEXT * 20).encode()[:-1] + b"\xff"
    assert decode(damaged, "text/html; charset=utf-8").startswith(TEXT)


@pytest.mark.parametrize("body", [b"", b"\x00", b"\xff\xfe\xff"])
def test_anything_decodes(body: bytes) -> None:
    assert isinstance(decode(body), str)
