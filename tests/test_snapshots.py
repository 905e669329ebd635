"""Payloads: in and out, small the second time, damage noticed."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.archive import open_archive
from storage.snapshots import SnapshotError, load, store


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_archive(tmp_path / "archive.db")
    yield db
    db.close()


def page(size: int, counter: int = 0) -> bytes:
    """A page that compresses by half, with a view counter in the middle."""
    text = random.Random(1).randbytes(size // 2).hex().encode()
    return text[: size // 2] + b"Views: %d" % counter + text[size // 2 :]


def stored(db: Database, digest: str) -> tuple[int, int, str | None]:
    row = db.table("snapshots").get(digest)
    return len(row["body"]), row["size"], row["dictionary"]


def test_a_payload_comes_back(db: Database) -> None:
    for body in (b"x", b"\x00\xff" * 1000, "đã".encode()):
        assert load(db, store(db, body)) == body


def test_a_page_that_was_all_but_empty_at_first_is_kept(db: Database) -> None:
    first = store(db, b"[]")
    second = store(db, page(20_000), like=first)
    assert load(db, second) == page(20_000)
    assert stored(db, second)[2] is None


def test_a_damaged_snapshot_costs_no_other(db: Database) -> None:
    first = store(db, page(20_000))
    db.table("snapshots").update(first, {"body": b"damaged"})
    second = store(db, page(20_000, 1), like=first)
    assert load(db, second) == page(20_000, 1)
    assert load(db, store(db, b"page", like="0" * 64)) == b"page"


def test_the_same_payload_is_kept_once(db: Database) -> None:
    first = store(db, b"page")
    assert store(db, b"page", like=first) == first
    assert db.table("snapshots").count == 1


@pytest.mark.parametrize("size", [20_000, 1_000_000, 9_000_000])
def test_a_page_fetched_again_costs_little(db: Database, size: int) -> None:
    first = store(db, page(size))
    second = store(db, page(size, 12_345), like=first)

    length, kept_size, dictionary = stored(db, second)
    assert length < 1000
    assert (kept_size, dictionary) == (len(page(size, 12_345)), first)
    assert load(db, second) == page(size, 12_345)


def test_dictionaries_are_one_deep(db: Database) -> None:
    first = store(db, page(20_000, 1))
    second = store(db, page(20_000, 2), like=first)
    third = store(db, page(20_000, 3), like=second)
    assert [stored(db, digest)[2] for digest in (first, second, third)] == [None, first, first]
    assert load(db, third) == page(20_000, 3)


def test_a_missing_snapshot(db: Database) -> None:
    with pytest.raises(SnapshotError, match="there is no snapshot abc"):
        load(db, "abc")


def test_damage_is_noticed(db: Database) -> None:
    digest, other = store(db, b"one page" * 50), store(db, b"another" * 50)
    db.table("snapshots").update(digest, {"body": db.table("snapshots").get(other)["body"]})
    with pytest.raises(SnapshotError, match=f"{digest} is damaged"):
        load(db, digest)
    db.table("snapshots").update(digest, {"body": b"rubbish"})
    with pytest.raises(SnapshotError, match=f"{digest} is damaged"):
        load(db, digest)
