"""Payloads as received: named by their SHA-256, kept as zstd.

A page fetched again differs by a counter or a date. It is compressed against the first
snapshot of its URL, and so costs some hundred bytes.
"""

import hashlib
from typing import Any

from backports import zstd
from backports.zstd import CompressionParameter, DecompressionParameter, ZstdDict
from sqlite_utils import Database

from storage.connection import add, one

# Half the time of level 9, for a twenty-fifth more on real pages.
_LEVEL = 5
_LEAST_WINDOW = 10
_LARGEST_WINDOW = 31
# zstd takes no shorter dictionary.
_LEAST_DICTIONARY = 8


class SnapshotError(Exception):
    """A snapshot is missing, or its bytes are not those that were stored."""


def store(db: Database, body: bytes, like: str | None = None) -> str:
    """Keep a payload, once; returns its digest.

    `like` names a snapshot that the payload may resemble, such as the first one of its URL.
    Where that one is damaged or tiny, the payload is kept without it.
    """
    digest = hashlib.sha256(body).hexdigest()
    if one(db, "SELECT 1 FROM snapshots WHERE digest = ?", [digest]):
        return digest
    dictionary, prefix = _dictionary(db, like)
    row = {
        "digest": digest,
        "size": len(body),
        "dictionary": dictionary,
        "body": _compress(body, prefix),
    }
    add(db, "snapshots", row)
    return digest


def load(db: Database, digest: str) -> bytes:
    """The payload of a snapshot. Raises SnapshotError where it is missing or damaged."""
    row = _row(db, digest)
    prefix = load(db, row["dictionary"]) if row["dictionary"] else None
    try:
        body = zstd.decompress(
            row["body"],
            zstd_dict=_prefix(prefix),
            options={DecompressionParameter.window_log_max: _LARGEST_WINDOW},
        )
    except zstd.ZstdError as error:
        raise SnapshotError(f"snapshot {digest} is damaged: {error}") from error
    if hashlib.sha256(body).hexdigest() != digest:
        raise SnapshotError(f"snapshot {digest} is damaged: its bytes have another digest")
    return body


def _row(db: Database, digest: str) -> dict[str, Any]:
    row = one(db, "SELECT * FROM snapshots WHERE digest = ?", [digest])
    if row is None:
        raise SnapshotError(f"there is no snapshot {digest}")
    return row


def _dictionary(db: Database, like: str | None) -> tuple[str | None, bytes | None]:
    """The snapshot to compress against, never one that needs another itself, and its payload."""
    if like is None:
        return None, None
    try:
        digest = _row(db, like)["dictionary"] or like
        content = load(db, digest)
    except SnapshotError:
        return None, None
    return (digest, content) if len(content) >= _LEAST_DICTIONARY else (None, None)


def _compress(body: bytes, prefix: bytes | None) -> bytes:
    # The window must reach back over the whole prefix, which the level alone does not see to.
    span = len(body) + len(prefix or b"")
    options: dict[int, int] = {
        CompressionParameter.compression_level: _LEVEL,
        CompressionParameter.window_log: max(_LEAST_WINDOW, span.bit_length()),
        CompressionParameter.enable_long_distance_matching: int(prefix is not None),
        CompressionParameter.checksum_flag: 0,
    }
    return zstd.compress(body, options=options, zstd_dict=_prefix(prefix))


def _prefix(content: bytes | None) -> Any:
    return ZstdDict(content, is_raw=True).as_prefix if content else None
