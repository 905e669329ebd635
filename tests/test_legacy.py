"""Text in the fonts that came before Unicode."""

import pytest

from scraper import parse
from scraper.legacy import from_tcvn3, from_tcvn3_capitals, from_vni

# As they stand in bytes, read as Latin-1.
TCVN3 = "C«ng an thµnh phè Hµ Néi, §éi C¶nh s¸t giao th«ng ®­êng bé"
VNI = "Coâng an thaønh phoá Haø Noäi, Ñoäi Caûnh saùt giao thoâng ñöôøng boä"
TEXT = "Công an thành phố Hà Nội, Đội Cảnh sát giao thông đường bộ"
WORDS = {
    "Nguyeãn Vaên Taùm": "Nguyễn Văn Tám",
    "kyõ thuaät": "kỹ thuật",
    "ÑAÛNG UÛY": "ĐẢNG ỦY",
    "tyû leä": "tỷ lệ",
    "möùc öùng": "mức ứng",
    "ñöôïc": "được",
    "nghæ heø": "nghỉ hè",
}


def test_tcvn3() -> None:
    assert from_tcvn3(TCVN3) == TEXT
    assert from_tcvn3_capitals("c«ng an hµ néi") == "CÔNG AN HÀ NỘI"


def test_vni() -> None:
    assert from_vni(VNI) == TEXT
    assert {word: from_vni(word) for word in WORDS} == WORDS


@pytest.mark.parametrize(
    ("font", "line"), [(".VnTime", TCVN3), ("VNI-Times", VNI), (".VnArialH", TCVN3)]
)
@pytest.mark.parametrize("charset", ["", '<meta charset="iso-8859-1">', '<meta charset="utf-8">'])
def test_page(font: str, line: str, charset: str) -> None:
    text = TEXT.upper() if font.endswith("H") else TEXT
    html = (
        f"<html><head>{charset}<title>{line}</title></head><body>"
        f'<h2><font face="{font}">{line}</font></h2><p>24/07/2023</p>'
        f'<div style="font-family: {font}"><p>{line * 4}</p>'
        f'<p style="font-family: Arial">{"Plain text in another font. " * 5}</p></div>'
    )
    body = html.encode("utf-8" if "utf-8" in charset else "latin-1")
    article = parse(body, "https://congan.example/tin/1.html")
    assert article.title == text
    assert article.body == (text * 4, ("Plain text in another font. " * 5).strip())
