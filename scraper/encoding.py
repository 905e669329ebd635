"""Which characters the bytes of a page mean."""

import re
from collections.abc import Iterator

from bs4.dammit import EncodingDetector

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
# What browsers take for it, by the Encoding Standard.
_AS_WINDOWS = re.compile(r"^(?:iso-?8859-?1|latin-?1|us-ascii|ascii|x-user-defined)$", re.I)
_SINGLE_BYTE = re.compile(
    r"^(iso-?8859|latin|windows-125|cp125|us-ascii|ascii|x-user)", re.IGNORECASE
)


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of a page; U+FFFD stands for what its encoding does not know."""
    return body.decode(encoding_of(body, content_type), errors="replace")


def encoding_of(body: bytes, content_type: str | None = None) -> str:
    """The encoding of a page, as Python names it.

    Tried in turn, strictly: a byte order mark, the Content-Type header, what the page
    declares (found by bs4's EncodingDetector), UTF-8, windows-1258. A declared single-byte
    encoding gives way where the bytes are UTF-8, since text outside ASCII is that by
    chance almost never. UTF-8 that was declared but is damaged in places stays UTF-8.
    Never guesses by statistics.
    """
    declared = []
    for encoding in _declared(body, content_type):
        if not (_SINGLE_BYTE.match(encoding) and _is(body, "utf-8")) and _is(body, encoding):
            return encoding
        declared.append(encoding)
    if _is(body, "utf-8") or ("utf-8" in declared and _mostly_utf8(body)):
        return "utf-8"
    return "cp1258"


def _declared(body: bytes, content_type: str | None) -> Iterator[str]:
    _, marked = EncodingDetector.strip_byte_order_mark(body[:4])
    if marked:
        yield "utf-8-sig" if marked == "utf-8" else marked
    if match := _CHARSET.search(content_type or ""):
        yield _AS_WINDOWS.sub("cp1252", match[1].lower())
    if found := EncodingDetector.find_declared_encoding(body, is_html=True):
        yield _AS_WINDOWS.sub("cp1252", found.lower())


def _is(body: bytes, encoding: str) -> bool:
    try:
        # Some of Python's codecs are no character encodings, and some raise UnicodeError itself.
        return isinstance(body.decode(encoding), str)
    except (LookupError, ValueError):
        return False


def _mostly_utf8(body: bytes) -> bool:
    text = body.decode("utf-8", errors="replace")
    beyond_ascii = sum(character > "\x7f" for character in text)
    return text.count("\ufffd") * 10 < beyond_ascii
