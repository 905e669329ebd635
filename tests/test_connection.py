"""Opening archives, writing to one beside others, and what faults leave behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from storage import connection, runs
from storage.archive import ArchiveError, open_archive, save
from storage.connection import sqlite3, writing
from tests.test_archive import CAPTURE, URL, check_search, rows, seen, start


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    db = open_archive(path)
    yield db
    db.close()


def test_the_file_is_set_up(db: Database) -> None:
    def pragma(name: str) -> Any:
        return db.execute(f"PRAGMA {name}").fetchone()[0]

    assert pragma("journal_mode") == "wal"
    assert pragma("foreign_keys") == 1
    assert pragma("busy_timeout") == 3_000  # then it is said, and waited for longer
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        db.table("aliases").insert({"url": "x", "article": 99, "first_seen": "x"})


def test_opening_again_changes_nothing(path: Path, db: Database) -> None:
    save(db, CAPTURE, start(db))
    other = open_archive(path, create=False)
    assert rows(other) == rows(db)
    assert other.schema == db.schema
    other.close()


def test_opening_what_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no such archive"):
        open_archive(tmp_path / "missing.db", create=False)
    assert not (tmp_path / "missing.db").exists()
    with pytest.raises(ArchiveError, match="is a folder"):
        open_archive(tmp_path)
    with pytest.raises(ArchiveError, match="does not exist"):
        open_archive(tmp_path / "no" / "archive.db")

    (text := tmp_path / "text.db").write_text("no database, but a text of some length" * 50)
    with pytest.raises(ArchiveError, match="no SQLite database"):
        open_archive(text)
    assert text.read_text().startswith("no database")

    other = Database(tmp_path / "other.db")
    other.table("plants").insert({"name": "lúa"})
    other.close()
    before = (tmp_path / "other.db").read_bytes()
    with pytest.raises(ArchiveError, match="no archive"):
        open_archive(tmp_path / "other.db")
    assert (tmp_path / "other.db").read_bytes() == before

    (tmp_path / "empty.db").touch()
    with pytest.raises(ArchiveError, match="no archive"):
        open_archive(tmp_path / "empty.db", create=False)
    open_archive(tmp_path / "empty.db").close()


def test_opening_an_archive_of_a_newer_program(path: Path, db: Database) -> None:
    step = {"migration_set": "congan", "name": "m999_future", "applied_at": "2030"}
    db.table("_sqlite_migrations").insert(step)
    with pytest.raises(ArchiveError, match="newer version"):
        open_archive(path)


def test_opening_in_an_unwritable_folder(tmp_path: Path) -> None:
    # Permissions do not bind root, a file in the folder's place does.
    folder = Path("/proc") if os.geteuid() == 0 else tmp_path / "locked"
    if folder.is_relative_to(tmp_path):
        folder.mkdir(mode=0o500)
    with pytest.raises(ArchiveError, match="cannot be"):
        open_archive(folder / "archive.db")


def _open_and_save(path: Path, first: int, number: int) -> None:
    db = open_archive(path)
    run = runs.start(db, "fetch", None, None, {}, "0.1")
    for n in range(first, first + number):
        with writing(db):
            url = f"{URL}-{n}"
            save(db, seen(replace(CAPTURE, url=url), key=str(n), url=url, canonical_url=url), run)
    db.close()


def test_writers_beside_each_other(path: Path) -> None:
    """Three processes make the archive and write at once; none is turned away."""
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_open_and_save, args=(path, n * 40, 40)) for n in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    db = open_archive(path)
    assert db.table("articles").count == 120
    check_search(db)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


def test_a_locked_archive_says_that_it_waits(
    path: Path, db: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_BUSY_SECONDS", 1.0)
    db.execute("PRAGMA busy_timeout = 10")
    other = open_archive(path)
    with writing(other), pytest.raises(sqlite3.OperationalError, match="locked"), writing(db):
        pass
    other.close()
    assert caplog.messages == [
        "waiting for the archive, up to 1 seconds: another program is writing to it"
    ]
    with writing(db):
        pass


def test_a_writer_killed_in_mid_transaction(path: Path) -> None:
    script = f"""
        import os, signal
        from pathlib import Path
        from storage.archive import open_archive, save
        from storage.connection import writing
        from tests.test_archive import CAPTURE, seen, start
        db = open_archive(Path({str(path)!r}))
        run = start(db)
        save(db, CAPTURE, run)
        db.execute("PRAGMA cache_size = 1")  # so that pages are in the file before the commit
        with writing(db):
            for n in range(50):
                save(db, seen(key=str(n), canonical_url=str(n), url=str(n)), run)
            os.kill(os.getpid(), signal.SIGKILL)
    """
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False)

    assert killed.returncode == -signal.SIGKILL
    db = open_archive(path, create=False)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert (db.table("articles").count, db.table("captures").count) == (1, 1)
    check_search(db)
    assert save(db, CAPTURE, start(db)).article == 1
    assert [row["outcome"] for row in runs.last(db, 2)] == ["running", "broken-off"]
    db.close()
