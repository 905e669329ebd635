"""Ways in which a server may fail its visitor."""

import gzip
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from tests.portal.answer import HTML, Answer, challenge, cookie_challenge, text

HOWS = frozenset(
    "status timeout drop truncate challenge cookie-challenge slow huge garbage gzip-bomb "
    "cut-gzip no-gzip odd-header".split()
)


@dataclass
class Rule:
    """What to do to requests of one host whose path begins in one way."""

    host: str
    """`*` for every host."""
    path_prefix: str
    how: str
    times: int | None = None
    """How many more requests it meets; None for all."""
    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.how not in HOWS:
            raise ValueError(f"no such misbehaviour: {self.how!r} (one of {sorted(HOWS)})")

    def meets(self, host: str, path: str) -> bool:
        """Whether a request falls under it."""
        return self.times != 0 and self.host in ("*", host) and path.startswith(self.path_prefix)


def instead(rule: Rule) -> Answer | None:
    """The answer in place of the right one; None where the right one is sent in a wrong way."""
    options = rule.options
    if rule.how == "status":
        status = int(options.get("status", 503))
        more = tuple(options.get("headers", {}).items())
        return Answer(f"<html><body>{status}</body></html>".encode(), HTML, status, more)
    if rule.how == "challenge":
        return challenge()
    if rule.how == "cookie-challenge":
        return cookie_challenge()
    if rule.how == "garbage":
        return Answer(random.Random(7).randbytes(int(options.get("size", 4096))), HTML)
    if rule.how == "gzip-bomb":
        bomb = _bomb(int(options.get("size", 64 * 1024 * 1024)))
        return Answer(bomb, HTML, headers=(("Content-Encoding", "gzip"),))
    if rule.how == "no-gzip":
        return text("no gzip at all", headers=(("Content-Encoding", "gzip"),))
    if rule.how == "huge":
        return text("")
    return None


def damaged(rule: Rule | None, reply: Answer) -> Answer:
    """The right answer, damaged where a rule says so."""
    how = rule.how if rule else ""
    if how == "cut-gzip":
        half = gzip.compress(reply.body)[: len(gzip.compress(reply.body)) // 2]
        return replace(reply, body=half, headers=(*reply.headers, ("Content-Encoding", "gzip")))
    if how == "odd-header":
        odd = (("Tiêu-đề", "tin tức"), ("X Y", "z"))
        # The server writes Latin-1: this makes UTF-8 of it.
        sent = [tuple(part.encode().decode("latin-1") for part in pair) for pair in odd]
        return replace(reply, headers=(*reply.headers, *sent))  # type: ignore[arg-type]
    return reply


def huge(size: int) -> Iterator[bytes]:
    """A page of `size` bytes in pieces."""
    piece = b"<p>" + b"an ninh " * 8190 + b"</p>\n"
    while size > 0:
        yield piece[:size]
        size -= len(piece)


def _bomb(size: int) -> bytes:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9) as file:
        for piece in range(0, size, 1 << 20):
            file.write(b"\0" * min(1 << 20, size - piece))
    return packed.getvalue()
