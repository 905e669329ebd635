"""Opening the archive, and writing to it beside others."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from storage.schema import MIGRATIONS, STEPS

__all__ = ["ArchiveError", "add", "one", "open_archive", "rows", "sqlite3", "writing"]

_BUSY_SECONDS = 30.0
_PATIENCE_SECONDS = 3.0

logger = logging.getLogger(__name__)


class ArchiveError(Exception):
    """The archive cannot be opened; the message names the file and says why."""


def open_archive(path: str | Path, create: bool = True) -> Database:
    """The archive in a file, brought up to this program's schema; made new if need be.

    Raises ArchiveError where there is none and `create` is false, where the file is something
    else or of a newer program, and where it cannot be read or written. One that another program
    has locked is waited for up to half a minute, which the log says.
    """
    path = Path(path)
    check_place(path, create)
    try:
        db = Database(sqlite3.connect(path, timeout=_PATIENCE_SECONDS))
    except sqlite3.Error as error:
        raise ArchiveError(f"{path}: cannot be opened: {error}") from error
    try:
        _patiently(db, lambda: check_content(db, path, create))
        _patiently(db, lambda: _prepare(db))
    except sqlite3.DatabaseError as error:
        db.close()
        if "not a database" in str(error):
            raise ArchiveError(f"{path} is no SQLite database") from error
        raise ArchiveError(f"{path}: cannot be used: {error}") from error
    except ArchiveError:
        db.close()
        raise
    return db


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """All or nothing: one transaction, or a part of the one that is open.

    The write lock is taken at once. A transaction that begins by reading, as sqlite-utils'
    own `atomic` may, fails without waiting when another process has written in between.
    """
    if db.conn.in_transaction:
        yield
        return
    _patiently(db, lambda: db.execute("BEGIN IMMEDIATE"))
    try:
        yield
        db.conn.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise


# Every page that is kept takes a dozen statements. sqlite-utils looks at the schema and sets a
# savepoint around each, at which the full-text index writes out what it holds: five times the work.


def add(db: Database, table: str, row: dict[str, Any], ignore: bool = False) -> int:
    """Insert a row and return its id; lists, tuples and dicts become JSON text.

    Where `ignore` is set, a row that breaks a constraint is left out, and the id means nothing.
    """
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    how = "INSERT OR IGNORE" if ignore else "INSERT"
    added = db.conn.execute(
        f"{how} INTO {table} ({names}) VALUES ({marks})", [_value(v) for v in row.values()]
    )
    return int(added.lastrowid or 0)


def rows(db: Database, sql: str, values: Sequence[Any] | Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a query gives, each row by the names of its columns."""
    cursor = db.conn.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def one(db: Database, sql: str, values: Sequence[Any] | Mapping[str, Any]) -> dict[str, Any] | None:
    """The first row of a query; None where it gives none."""
    return next(iter(rows(db, sql, values)), None)


def _value(value: Any) -> Any:
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False)
    return value


def _patiently(db: Database, work: Callable[[], object]) -> None:
    """Do what may find the archive locked; say so where it takes long, and wait on."""
    try:
        work()
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
    else:
        return
    # An error, since the command shows a person nothing less.
    says = "waiting for the archive, up to %d seconds: another program is writing to it"
    logger.error(says, _BUSY_SECONDS)
    db.execute(f"PRAGMA busy_timeout = {int(_BUSY_SECONDS * 1000)}")
    try:
        work()
    finally:
        db.execute(f"PRAGMA busy_timeout = {int(_PATIENCE_SECONDS * 1000)}")


def check_place(path: Path, create: bool) -> None:
    """Raises ArchiveError where no archive can be at a path; without `create`, where none is."""
    if path.is_dir():
        raise ArchiveError(f"{path} is a folder, not an archive")
    if path.exists():
        return
    if not create:
        raise ArchiveError(
            f"{path}: there is no such archive; name another by --archive, or make it: congan crawl"
        )
    if not path.parent.is_dir():
        raise ArchiveError(f"{path}: the folder {path.parent} does not exist")


def check_content(db: Database, path: Path, create: bool) -> None:
    """Raises ArchiveError where a database is no archive, or one of a newer program; an empty one
    may become one where `create` is set."""
    applied = {step.name for step in MIGRATIONS.applied(db)}
    if applied - STEPS:
        raise ArchiveError(f"{path} was written by a newer version of congan; update it first")
    if applied:
        return
    if db.table_names() or not create:
        raise ArchiveError(f"{path} is a SQLite file, but no archive of congan")


def _prepare(db: Database) -> None:
    db.execute("PRAGMA foreign_keys = ON")
    # A commit holds some dozens of pages, so waiting for the disk costs nothing beside fetching
    # them, and what a portal has taken down meanwhile cannot be fetched again.
    db.execute("PRAGMA synchronous = FULL")
    if db.journal_mode != "wal":
        db.enable_wal()
    if MIGRATIONS.pending(db):
        if MIGRATIONS.applied(db):
            logger.error("bringing the archive up to this version; a large one takes minutes")
        with writing(db):
            MIGRATIONS.apply(db)
