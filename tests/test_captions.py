"""Pictures and captions in every shape that was seen."""

import pytest

from scraper import Image
from scraper.blocks import Block, blocks_of
from scraper.captions import credit_of, part
from scraper.document import read_html, read_text

CREDITS = {
    "Toàn cảnh buổi lễ. Ảnh: Bệnh viện cung cấp": "Bệnh viện cung cấp",
    "Toàn cảnh buổi lễ (Ảnh: Phạm Kiên/TTXVN)": "Phạm Kiên/TTXVN",
    "Toàn cảnh buổi lễ (Ảnh: T.P.).": "T.P.",
    "Ảnh: CÔNG AN HÀ NỘI": "CÔNG AN HÀ NỘI",
    "Toàn cảnh buổi lễ - Ảnh: vnanet.vn": "vnanet.vn",
    "Toàn cảnh buổi lễ - Ảnh do công an cung cấp": "công an cung cấp",
    "Ảnh minh họa": None,
    "Nhật và Trung (phải, ngoài cùng)": None,
}


def blocks_in(html: str) -> list[Block]:
    tree = read_html(html.encode(), "").tree
    assert tree is not None
    return blocks_of(tree)[0]


@pytest.mark.parametrize("caption", CREDITS)
def test_credit(caption: str) -> None:
    assert credit_of(caption) == CREDITS[caption]


IMG = '<img src="/a.jpg" alt="{}">'
SHAPES = {
    "figure": f"<figure>{IMG}<figcaption>Dọn kênh</figcaption></figure>",
    "figcaption above": f"<figure><figcaption>Dọn kênh</figcaption>{IMG}</figure>",
    "table": f"<table><tr><td>{IMG}</td></tr><tr><td>Dọn kênh |</td></tr></table>",
    "centred italics": f'<p align="center">{IMG}</p><p align="center"><em>Dọn kênh</em></p>',
    "italics": f"<p>{IMG}</p><p><i>Dọn kênh</i></p>",
    "same paragraph": f"<p>{IMG}<br>Dọn kênh</p>",
    "box of their own": f"<div>{IMG}<span>Dọn kênh</span></div>",
    "class": f'<div>{IMG}</div><div class="PhotoCMS_Caption">Dọn kênh</div>',
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("alt", ["", "IMG_2201.jpg", "logo"])
def test_caption(shape: str, alt: str) -> None:
    html = f"<html><body>{SHAPES[shape].format(alt)}<p>Bà con ra quân.</p></body></html>"
    text, images = part(blocks_in(html), "Tiêu đề", "https://a.vn/")
    assert [block.text for block in text] == ["Bà con ra quân."]
    assert images == [Image("https://a.vn/a.jpg", None, "Dọn kênh")]


def test_alt_next_to_a_caption_that_nearly_repeats_it() -> None:
    html = f"<p>{IMG.format('Trao quà tại hội nghị.')}</p><p>Trao quà tại Hội nghị.</p>"
    text, images = part(blocks_in(html), "")
    assert not text
    assert (images[0].alt, images[0].caption) == (
        "Trao quà tại hội nghị.",
        "Trao quà tại Hội nghị.",
    )


def test_paragraph_after_a_picture_is_no_caption() -> None:
    html = f"<p>{IMG.format('')}</p><p>Bà con ra quân từ sớm.</p>"
    text, images = part(blocks_in(html), "")
    assert len(text) == 1
    assert images[0].caption is None


def test_line_with_a_credit_is_a_caption_wherever_it_is_set() -> None:
    html = f"<p>{IMG.format('')}</p><p>Bà con ra quân. (Ảnh: Tố Như)</p><p>Bà con về.</p>"
    text, images = part(blocks_in(html), "")
    assert len(text) == 1
    assert (images[0].caption, images[0].credit) == ("Bà con ra quân. (Ảnh: Tố Như)", "Tố Như")


def test_two_pictures_over_one_caption() -> None:
    html = f"<p>{IMG.format('')}{IMG.format('')}</p><p><em>Trước và sau</em></p>"
    _, images = part(blocks_in(html), "")
    assert [image.caption for image in images] == ["Trước và sau", "Trước và sau"]


def test_credit_on_its_own_line_joins_the_caption() -> None:
    html = f"<p>{IMG.format('')}</p><p><em>Dọn kênh</em></p><p>CÔNG AN CUNG CẤP</p>"
    text, images = part(blocks_in(html), "")
    assert not text
    assert images[0].caption == "Dọn kênh CÔNG AN CUNG CẤP"


def test_placeholder_never_leaks() -> None:
    html = f"<figure>{IMG}<figcaption>Nhập chú thích ...</figcaption></figure>"
    _, images = part(blocks_in(html.format("")), "")
    assert images[0].caption is None


def test_plain_text_pair() -> None:
    text = "Đoạn một.\n\nTrao quà tại hội nghị.\nTrao quà tại Hội nghị.\n\n\nĐoạn hai."
    remaining, images = part(read_text(text, "").lines, "")
    assert [block.text for block in remaining] == ["Đoạn một.", "Đoạn hai."]
    assert images == [Image(None, "Trao quà tại hội nghị.", "Trao quà tại Hội nghị.")]


def test_title_below_a_picture_that_nobody_described() -> None:
    html = (
        f"<figure>{IMG.format('')}<figcaption>Dọn kênh</figcaption></figure><p>Bà con ra quân.</p>"
    )
    _, images = part(blocks_in(f"<html><body>{html}</body></html>"), "Dọn kênh")
    assert [image.caption for image in images] == [None]
