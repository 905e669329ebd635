"""What a file is by its content: headers and names lie."""

import io
import re
import zipfile

# Bytes at an offset; the first that match tell.
_MAGIC = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypavis", "image/avif"),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
)
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SVG = re.compile(
    rb"(?:\xef\xbb\xbf)?(?>\s+|<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE svg[^>]*>)*+<svg\b",
    re.IGNORECASE | re.DOTALL,
)
_WORD = "application/msword"
_OFFICE = "application/vnd.openxmlformats-officedocument"
# The folder in an Office file of the newer kind.
_FOLDERS = {
    "word/": f"{_OFFICE}.wordprocessingml.document",
    "xl/": f"{_OFFICE}.spreadsheetml.sheet",
    "ppt/": f"{_OFFICE}.presentationml.presentation",
}
# The name of the main stream in one of the older kind, as its directory writes it.
_STREAMS = {
    "WordDocument": _WORD,
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
_OPEN_DOCUMENT = re.compile(r"application/vnd\.oasis\.opendocument\.[a-z-]+")
_LONGEST_NAME = 100


def media_type(body: bytes) -> str | None:
    """The media type of an image or a document; None for HTML and whatever else is neither.

    JPEG, PNG, GIF, WebP, AVIF, HEIC, BMP, SVG, TIFF; PDF, RTF, Office of both kinds, Open
    Document, ZIP, RAR and 7z.
    """
    for at, magic, name in _MAGIC:
        if body.startswith(magic, at) and (name != "image/webp" or body.startswith(b"RIFF")):
            return name
    if body.startswith(_ZIP):
        return _zipped(body)
    if body.startswith(_OLE):
        return next((t for name, t in _STREAMS.items() if _utf16(name) in body), _WORD)
    # Readers take a PDF that begins within the first kilobyte (ISO 32000-1, annex H.3.4.1).
    if b"%PDF-" in body[:1024]:
        return "application/pdf"
    if body.startswith(b"BM") and body[6:10] == b"\0\0\0\0":
        return "image/bmp"
    return "image/svg+xml" if _SVG.match(body[:5000]) else None


def _utf16(name: str) -> bytes:
    # The name ends with a null: `Book` is not the beginning of another.
    return f"{name}\0".encode("utf-16-le")


def _zipped(body: bytes) -> str:
    """What a ZIP file is: a document by what it holds, else an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            names = file.namelist()
            if "mimetype" in names:
                with file.open("mimetype") as said:
                    written = said.read(_LONGEST_NAME).decode("ascii", "replace").strip()
                if _OPEN_DOCUMENT.fullmatch(written):
                    return written
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError):
        return "application/zip"
    if "[Content_Types].xml" in names:
        for folder, name in _FOLDERS.items():
            if any(entry.startswith(folder) for entry in names):
                return name
    return "application/zip"
