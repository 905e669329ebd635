"""Reading an archive changes no byte of it, and goes where nothing may be written."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.archive import open_archive
from storage.connection import ArchiveError, sqlite3
from storage.reading import open_to_read
from storage.schema import MIGRATIONS
from storage.search import Query, search
from tests.invented import article, keep
from tests.test_pages_of_the_room import WITHOUT_ROOT


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of an archive, alone in its folder."""
    db = open_archive(tmp_path / "archive.db")
    keep(db, article("Cứu hộ ở Lam Vỹ", "Nước rút."))
    path = tmp_path / "disk" / "copy.db"
    path.parent.mkdir()
    db.execute(f"VACUUM INTO '{path}'")
    db.close()
    return path


@pytest.fixture
def older(tmp_path: Path) -> Path:
    path = tmp_path / "older.db"
    db = Database(path)
    MIGRATIONS.apply(db, stop_before="m010_search")
    db.close()
    return path


@pytest.mark.parametrize("immutable", [False, True])
def test_reading_changes_no_byte(copy: Path, immutable: bool) -> None:
    before = hashlib.sha256(copy.read_bytes()).hexdigest()
    db = open_to_read(copy, immutable)
    assert search(db, Query("cuu ho")).total == 1
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("DELETE FROM articles")
    db.close()
    assert hashlib.sha256(copy.read_bytes()).hexdigest() == before
    assert [file.name for file in copy.parent.iterdir()] == ["copy.db"]


def test_commands_read_on_a_disk_that_may_not_be_written(copy: Path, tmp_path: Path) -> None:
    copy.chmod(0o444)
    copy.parent.chmod(0o555)
    for arguments in (["search", "cuu ho"], ["export", "jsonl", "-"], ["status", "--json"]):
        command = [*WITHOUT_ROOT, sys.executable, "-m", "scraper", *arguments]
        done = subprocess.run(
            [*command, "--archive", str(copy)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, "Lam Vỹ" in done.stdout) == (0, True), done.stderr
    copy.parent.chmod(0o755)


def test_an_older_archive_is_brought_up_to_this_version(older: Path) -> None:
    db = open_to_read(older)
    assert search(db, Query("cuu ho")).total == 0
    db.close()


def test_an_older_copy_that_must_stay_says_what_to_do(older: Path) -> None:
    with pytest.raises(ArchiveError, match="older version of congan; bring the archive"):
        open_to_read(older, immutable=True)


@pytest.mark.parametrize("immutable", [False, True])
@pytest.mark.parametrize(
    ("content", "message"), [(b"", "no archive of congan"), (b"\0\1" * 9000, "no SQLite database")]
)
def test_what_is_no_archive(tmp_path: Path, content: bytes, message: str, immutable: bool) -> None:
    (tmp_path / "file.db").write_bytes(content)
    with pytest.raises(ArchiveError, match=message):
        open_to_read(tmp_path / "file.db", immutable)
