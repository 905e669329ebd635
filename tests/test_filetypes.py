"""What bytes are, whatever their name says."""

import io
import zipfile

import pytest

from scraper.filetypes import media_type
from tests.portal.answer import challenge, pdf, picture

SVG = b'<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="http://www.w3.org/2000/svg"/>'
ODT = "application/vnd.oasis.opendocument.text"
OFFICE = "application/vnd.openxmlformats-officedocument"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


def zipped(**entries: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return file.getvalue()


def answer(path: str) -> bytes:
    found = picture(path)
    assert found
    return found.body


def office(folder: str) -> bytes:
    return zipped(**{"[Content_Types].xml": "<Types/>", f"{folder}/main.xml": "<a/>"})


def ole(stream: str) -> bytes:
    return OLE + f"{stream}\0".encode("utf-16-le")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (answer("/a.jpg"), "image/jpeg"),
        (answer("/a.png"), "image/png"),
        (b"GIF89a\1\0\1\0", "image/gif"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x1cftypavif\0\0\0\0", "image/avif"),
        (b"BM\x46\0\0\0\0\0\0\0\x36\0", "image/bmp"),
        (b"II*\0\x08\0\0\0", "image/tiff"),
        (SVG, "image/svg+xml"),
        (b"<!---->" * 700, None),
        (pdf("x").body, "application/pdf"),
        (b"\r\n" + pdf("x").body, "application/pdf"),
        (b"{\\rtf1\\ansi}", "application/rtf"),
        (ole("WordDocument"), "application/msword"),
        (ole("Workbook"), "application/vnd.ms-excel"),
        (ole("PowerPoint Document"), "application/vnd.ms-powerpoint"),
        (office("word"), f"{OFFICE}.wordprocessingml.document"),
        (office("xl"), f"{OFFICE}.spreadsheetml.sheet"),
        (office("ppt"), f"{OFFICE}.presentationml.presentation"),
        (zipped(mimetype=ODT), ODT),
        (zipped(mimetype="text/html"), "application/zip"),
        (zipped(a="b"), "application/zip"),
        (zipped(a="b")[:30], "application/zip"),
        (b"Rar!\x1a\x07\x01\0", "application/vnd.rar"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "application/x-7z-compressed"),
        (b"RIFF\x24\0\0\0WAVEfmt ", None),
        (b"<!DOCTYPE html><html><body><svg></svg></body></html>", None),
        (challenge().body, None),
        (b"BMW la mot hang xe", None),
        (b"", None),
    ],
)  # fmt: skip
def test_kind(body: bytes, kind: str | None) -> None:
    assert media_type(body) == kind
