"""What kept pictures are by their bytes, and how they are made small."""

from io import BytesIO

import pytest
from PIL import Image

from storage.browse.pictures import SMALL, picture_type, small


def drawn(form: str, size: tuple[int, int], mode: str = "RGB", colour: object = "red") -> bytes:
    output = BytesIO()
    Image.new(mode, size, colour).save(output, form)  # type: ignore[arg-type]
    return output.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_the_type_is_told_by_the_bytes(form: str) -> None:
    assert picture_type(drawn(form, (9, 9))) == f"image/{form.lower()}"


@pytest.mark.parametrize(
    "body",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"%PDF-1.4", b"RIFF....WAVE"],
)
def test_nothing_else_is_a_picture(body: bytes) -> None:
    assert picture_type(body) is None
    assert small(body) is None


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_picture_is_made_small(form: str) -> None:
    made = small(drawn(form, (1600, 900)))
    assert made is not None
    with Image.open(BytesIO(made)) as image:
        assert image.format == "JPEG"
        assert image.size == (SMALL[0], 270)


def test_one_that_is_small_stays_so() -> None:
    made = small(drawn("PNG", (40, 30)))
    assert made is not None
    with Image.open(BytesIO(made)) as image:
        assert image.size == (40, 30)


def test_what_is_transparent_turns_white() -> None:
    made = small(drawn("PNG", (9, 9), "RGBA", (0, 0, 0, 0)))
    assert made is not None
    with Image.open(BytesIO(made)) as image:
        assert image.getpixel((4, 4)) == (255, 255, 255)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = drawn("PNG", (30_000, 20_000), "1", 1)
    assert len(bomb) < 200_000
    assert small(bomb) is None


def test_a_torn_picture_cannot_be_read() -> None:
    whole = drawn("PNG", (900, 900), "RGB", "blue")
    assert small(whole[: len(whole) // 2]) is None
