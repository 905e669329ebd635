"""One HTTP answer before it is sent, and answers that are no pages: pictures, PDF, challenges."""

import io
import random
import struct
import zipfile
import zlib
from dataclasses import dataclass

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, body and headers; the server adds Content-Length and Date."""

    body: bytes
    content_type: str = HTML
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


def text(
    body: str,
    content_type: str = HTML,
    status: int = 200,
    headers: tuple[tuple[str, str], ...] = (),
) -> Answer:
    """An answer of text, in UTF-8."""
    return Answer(body.encode(), content_type, status, headers)


def redirect(location: str) -> Answer:
    """302 to another address."""
    return text("", status=302, headers=(("Location", location),))


def picture(path: str, version: int = 0) -> Answer | None:
    """A real picture, of a grey that depends on the path and changes with the version; None
    where the path names none."""
    name = path.partition("?")[0].lower()
    grey = (zlib.crc32(name.encode()) + 41 * version) % 200 + 28
    if name.endswith((".jpg", ".jpeg")):
        return Answer(_jpeg(grey), "image/jpeg")
    if name.endswith(".png"):
        return Answer(_png(grey), "image/png")
    return None


def document(path: str) -> Answer | None:
    """A real PDF or Word file; None where the path names none."""
    name = path.partition("?")[0].lower()
    if name.endswith(".pdf"):
        return pdf(f"Tep {zlib.crc32(name.encode())}")
    if name.endswith(".docx"):
        return Answer(_docx(name), "application/octet-stream")
    return None


def pdf(line: str) -> Answer:
    """A real PDF of one page; `line` is ASCII."""
    stream = f"BT /F1 14 Tf 60 760 Td ({line}) Tj ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start, count = len(body), len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    body += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    body += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % count
    body += b"startxref\n%d\n%%%%EOF\n" % start
    return Answer(body, "application/pdf")


def challenge() -> Answer:
    """A firewall's script challenge: no h1, no end of the document, a tiny body."""
    number = random.randrange(10**9)
    return text(
        '<html style="height:100%"><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW">'
        '<meta name="format-detection" content="telephone=no">'
        f'<script type="text/javascript" src="/_Incapsula_Resource?SWJIYLWA=5074a744e2e3d891&amp;'
        f'cb={number}"></script></head><body style="margin:0px;height:100%">'
        f'<iframe id="main-iframe" src="/_Incapsula_Resource?SWUDNSAI=9&amp;xinfo={number}"'
        ' frameborder=0 width="100%" height="100%"></iframe></body>'
    )


def cookie_challenge() -> Answer:
    """A script that sets a cookie and loads the page again: 177 bytes, as seen on bqp.vn."""
    head = '<html><body><script>document.cookie="D1N='
    tail = '"+"; path=/";window.location.reload(true);</script></body></html>'
    return text(head + f"{random.getrandbits(400):0100x}"[: 177 - len(head) - len(tail)] + tail)


def _docx(line: str) -> bytes:
    """The parts that every Word file has, as far as a reader of its kind looks."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("[Content_Types].xml", "_rels/.rels", "word/document.xml"):
            # Dated, lest the same file be another at each request.
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), f"<x>{line}</x>")
    return file.getvalue()


def _png(grey: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = b"".join(b"\0" + bytes((grey + x * y) % 256 for x in range(24)) for y in range(16))
    header = struct.pack(">IIBBBBB", 24, 16, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _jpeg(grey: int) -> bytes:
    """Baseline JPEG of one grey 8x8 block: a DC difference and an end-of-block code."""

    def segment(marker: int, data: bytes) -> bytes:
        return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data

    # Quantised by 8, the DC coefficient of a flat block is its level less 128.
    level = grey - 128
    size = abs(level).bit_length()
    value = level if level > 0 else level + (1 << size) - 1
    bits = f"{size:04b}" + (f"{value:0{size}b}" if size else "")
    bits += "0"
    bits += "1" * (-len(bits) % 8)
    # Twelve DC codes of four bits each (size n has code n), one AC code of one bit.
    dc = bytes([0x00, 0, 0, 0, 12, *[0] * 12, *range(12)])
    ac = bytes([0x10, 1, *[0] * 15, 0x00])
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
        + segment(0xDB, bytes([0, *[8] * 64]))
        + segment(0xC0, bytes([8, 0, 8, 0, 8, 1, 1, 0x11, 0]))
        + segment(0xC4, dc)
        + segment(0xC4, ac)
        + segment(0xDA, bytes([1, 1, 0x00, 0, 63, 0]))
        + int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
        + b"\xff\xd9"
    )
