"""What kept pictures and attachments are by their first bytes, and pictures made small."""

from io import BytesIO

from PIL import Image

SMALL = (480, 360)
"""The largest width and height of a small picture, in pixels."""

# Bytes at the beginning, and those further on that must stand there too.
_MARKS = (
    ("image/jpeg", b"\xff\xd8\xff", b"", 0),
    ("image/png", b"\x89PNG\r\n\x1a\n", b"", 0),
    ("image/gif", b"GIF8", b"", 0),
    ("image/webp", b"RIFF", b"WEBP", 8),
    ("image/avif", b"", b"ftypavif", 4),
)
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_MOST_PIXELS = 25_000_000
# Ours is the stricter limit, and is looked at before anything is unpacked.
Image.MAX_IMAGE_PIXELS = None


def picture_type(body: bytes) -> str | None:
    """The media type of a picture that a browser only draws, told by its bytes; else None.

    SVG is none of them: it may carry scripts.
    """
    for kind, start, later, at in _MARKS:
        if body.startswith(start) and body[at:].startswith(later):
            return kind
    return None


def small(body: bytes) -> bytes | None:
    """A picture scaled down to fit SMALL, as JPEG; None where it cannot be read."""
    try:
        with Image.open(BytesIO(body), formats=_FORMATS) as image:
            if image.width * image.height > _MOST_PIXELS:
                return None
            image.draft("RGB", SMALL)
            flat = _on_white(image)
    except (OSError, ValueError, SyntaxError):
        return None
    flat.thumbnail(SMALL)
    output = BytesIO()
    flat.save(output, "JPEG", quality=82)
    return output.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """JPEG has no transparency, and black would show through."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    white = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(white, clear).convert("RGB")
