"""Opening the archive to read it, also where it may not be written."""

import os
from pathlib import Path
from urllib.parse import quote

from sqlite_utils import Database

from storage.connection import ArchiveError, check_content, check_place, open_archive, sqlite3
from storage.schema import MIGRATIONS


def must_not_be_written(path: Path) -> bool:
    """Whether the file or its folder may not be written by this process."""
    return not (os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK))


def open_to_read(path: Path, immutable: bool = False) -> Database:
    """The archive in a file; what is asked of it cannot write.

    `immutable`: nobody writes to the file, and nothing is written beside it; so it is also
    where the file may not be written. Else an archive of an older version is brought up to this
    one first. Raises ArchiveError where there is none, where the file is something else, of
    another version or a copy that lacks what its writer had not yet moved into it.
    """
    check_place(path, create=False)
    immutable = immutable or must_not_be_written(path)
    try:
        db = _connected(path, immutable)
        if MIGRATIONS.pending(db):
            db.close()
            if immutable:
                raise ArchiveError(_OLDER.format(path))
            open_archive(path, create=False).close()
            db = _connected(path, immutable)
    except sqlite3.DatabaseError as error:
        if "not a database" in str(error):
            raise ArchiveError(f"{path} is no SQLite database") from error
        raise ArchiveError(f"{path}: cannot be read: {error}") from error
    return db


_OLDER = (
    "{} was written by an older version of congan; bring the archive that it is a copy of up to "
    "this one, by `congan status`, and copy it anew"
)


def _connected(path: Path, immutable: bool) -> Database:
    if immutable:
        _check_whole(path)
        address = f"file:{quote(str(path.absolute()))}?immutable=1"
        db = Database(sqlite3.connect(address, uri=True))
    else:
        db = Database(sqlite3.connect(path))
    try:
        check_content(db, path, create=False)
        db.execute("PRAGMA query_only = 1")
    except BaseException:
        db.close()
        raise
    return db


def _check_whole(path: Path) -> None:
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise ArchiveError(
            f"{path} was copied while it was written to; make the copy with VACUUM INTO, "
            "as the README says"
        )
