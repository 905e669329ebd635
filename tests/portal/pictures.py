"""Pictures for the portal's articles: a hilly landscape each, drawn by its address."""

import random
import zlib
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from tests.portal.answer import Answer

SIZE = (720, 480)
_SKIES = (
    ((244, 214, 178), (151, 186, 201)),
    ((250, 232, 205), (120, 160, 190)),
    ((233, 196, 180), (110, 125, 160)),
    ((225, 232, 228), (140, 175, 180)),
)
_HILLS = ((96, 124, 112), (70, 100, 92), (46, 74, 70), (28, 50, 50))


def landscape(path: str, version: int = 0) -> Answer | None:
    """A picture worth looking at, another one for each version; None where the path names none."""
    name = path.partition("?")[0].lower()
    for endings, form in (((".jpg", ".jpeg"), "jpeg"), ((".png",), "png")):
        if name.endswith(endings):
            return Answer(_draw(f"{version}{name}" if version else name, form), f"image/{form}")
    return None


@cache
def _draw(name: str, form: str) -> bytes:
    chance = random.Random(zlib.crc32(name.encode()))
    image = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(image)
    _sky(draw, *chance.choice(_SKIES))
    x, y, r = chance.randrange(80, 640), chance.randrange(60, 170), chance.randrange(22, 44)
    draw.ellipse((x - r, y - r, x + r, y + r), fill=(255, 244, 214))
    for at, colour in enumerate(_HILLS):
        _hill(draw, chance, 210 + at * 62, colour)
    output = BytesIO()
    image.save(output, form, quality=80)
    return output.getvalue()


def _sky(draw: ImageDraw.ImageDraw, low: tuple[int, ...], high: tuple[int, ...]) -> None:
    for y in range(SIZE[1]):
        part = min(1.0, y / 300)
        mixed = tuple(round(h + (w - h) * part) for w, h in zip(low, high, strict=True))
        draw.line((0, y, SIZE[0], y), fill=mixed)


def _hill(
    draw: ImageDraw.ImageDraw, chance: random.Random, height: int, colour: tuple[int, ...]
) -> None:
    ridge, y = [], float(height)
    slope = 0.0
    for x in range(0, SIZE[0] + 12, 12):
        slope = slope * 0.8 + chance.uniform(-4, 4)
        y = min(max(y + slope, height - 60), height + 40)
        ridge.append((x, round(y)))
    draw.polygon([(0, SIZE[1]), *ridge, (SIZE[0] + 12, SIZE[1])], fill=colour)
