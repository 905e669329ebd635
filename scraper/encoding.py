"""Which characters the bytes of a page mean."""

import re
from collections.abc import Iterator

from bs4.dammit import EncodingDetector

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_SINGLE_BYTE = re.compile(r"^(iso-?8859|latin|windows-125|cp125|us-ascii|ascii)", re.IGNORECASE)


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of a page.

    Tried in turn, strictly: a byte order mark, the Content-Type header, what the page
    declares (found by bs4's EncodingDetector), UTF-8, windows-1258. A declared single-byte
    encoding gives way where the bytes are UTF-8, since text outside ASCII is that by
    chance almost never. UTF-8 that was declared but is damaged in places stays UTF-8, with
    U+FFFD for the damage. Never guesses by statistics.
    """
    declared = list(_declared(body, content_type))
    for encoding in declared:
        if not (_SINGLE_BYTE.match(encoding) and _is_utf8(body)):
            try:
                return body.decode(encoding)
            except (LookupError, UnicodeDecodeError):
                continue
    if _is_utf8(body):
        return body.decode("utf-8")
    if "utf-8" in declared and _mostly_utf8(body):
        return body.decode("utf-8", errors="replace")
    return body.decode("cp1258", errors="replace")


def _declared(body: bytes, content_type: str | None) -> Iterator[str]:
    stripped, marked = EncodingDetector.strip_byte_order_mark(body)
    if marked:
        yield "utf-8-sig" if marked == "utf-8" else marked
    if match := _CHARSET.search(content_type or ""):
        yield match[1].lower()
    if found := EncodingDetector.find_declared_encoding(stripped, is_html=True):
        yield found.lower()


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(body: bytes) -> bool:
    text = body.decode("utf-8", errors="replace")
    beyond_ascii = sum(character > "\x7f" for character in text)
    return text.count("\ufffd") * 10 < beyond_ascii
