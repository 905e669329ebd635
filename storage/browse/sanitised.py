"""A snapshot's HTML reduced to its text and structure: nothing left that runs or loads."""

import re
from collections.abc import Iterable
from email.message import Message

import nh3
from markupsafe import Markup

_TAGS = set(
    "h2 h3 h4 h5 h6 p br hr ul ol li dl dt dd table caption thead tbody tfoot tr th td "
    "blockquote pre code em strong b i u sub sup figcaption div".split()
)
# Their text is not the page's.
_DROPPED = set(
    "title script style noscript template iframe object svg math select textarea".split()
)
_DECLARED = re.compile(rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_H1 = re.compile(r"<(/?)h1\b", re.IGNORECASE)
_EMPTY = re.compile(r"<(div|p|li)>\s*</\1>")


def sanitised(body: bytes, headers: Iterable[tuple[str, str]]) -> Markup | None:
    """The reading view of a page, as safe HTML; None where the payload is no HTML text.

    `headers` are those that came with it.
    """
    declared = next((value for name, value in headers if name.lower() == "content-type"), "")
    text = _decode(body, declared)
    if text is None or "<" not in text:
        return None
    # Our page has the one heading of the first level.
    text = _H1.sub(r"<\1h2", text)
    clean = nh3.clean(text, tags=_TAGS, clean_content_tags=_DROPPED, attributes={}, link_rel=None)
    while (shorter := _EMPTY.sub("", clean)) != clean:
        clean = shorter
    return Markup(clean)


def _decode(body: bytes, declared: str) -> str | None:
    message = Message()
    message["content-type"] = declared
    inside = _DECLARED.search(body[:4096])
    for charset in ("utf-8", message.get_param("charset"), inside and inside[1].decode()):
        try:
            return body.decode(str(charset))
        except (LookupError, UnicodeDecodeError):
            continue
    return None if b"\0" in body[:4096] else body.decode("cp1258", "replace")
