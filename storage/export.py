"""Articles written out for other programs: JSON lines, CSV, Parquet, a folder of Markdown."""

import csv
import io
import json
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from storage import markdown, parquet
from storage.matches import Connection
from storage.query import Query
from storage.records import records

Record = dict[str, Any]

_CSV = (
    "id site key url title published modified views byline authors source category tags lead body "
    "captions images attachments first_seen last_seen absent revision"
).split()
# With these a spreadsheet takes a cell for a formula.
_COMPUTED = frozenset("=+-@\t\r")


class ExportError(Exception):
    """The export cannot be made; the message says why and what to do."""


def export(
    db: Connection, query: Query, form: str, out: str, tick: Callable[[], object] = lambda: None
) -> int:
    """Write what the query finds, newest first, and return how many articles that were.

    `form` is jsonl, csv, parquet or markdown, `out` a path or, for jsonl and csv, `-` for standard
    output. Records are written as they are read, so memory stays as it is. A file is written
    under another name beside its own and takes it when it is whole; one that was there is replaced.
    A folder must be new or empty. `tick` is called after each article. Raises ExportError, and
    OSError where standard output takes no more.
    """
    written = 0

    def counted() -> Iterator[Record]:
        nonlocal written
        for record in records(db, query):
            yield record
            written += 1
            tick()

    if out == "-":
        _STREAMS[form](counted(), sys.stdout.buffer, False)
        sys.stdout.buffer.flush()
        return written
    try:
        _write(db, counted(), form, out)
    except OSError as error:
        raise ExportError(f"{out} cannot be written: {error.strerror or error}") from error
    return written


def _write(db: Connection, rows: Iterator[Record], form: str, out: str) -> None:
    if form == "markdown":
        with _new_folder(out) as folder:
            markdown.write(db, rows, folder)
    elif form == "parquet":
        with _new_file(out) as file:
            parquet.write(rows, file)
    else:
        with _new_file(out) as file:
            _STREAMS[form](rows, file, True)


def check(form: str, out: str) -> None:
    """Raises ExportError where the export cannot be made, before any work is done."""
    if form == "parquet" and not parquet.is_there():
        raise ExportError(f"Parquet needs pyarrow; install it: {parquet.INSTALL}")
    path = Path(out)
    if out != "-" and not path.absolute().parent.is_dir():
        raise ExportError(f"{out}: the folder {path.parent} does not exist")
    if form == "markdown" and path.exists() and not _is_empty_folder(path):
        raise ExportError(f"{out} is there already; name a new or an empty folder")
    if form != "markdown" and path.is_dir():
        raise ExportError(f"{out} is a folder; name a file")
    if _is_database(path):
        raise ExportError(f"{out} is a database, or a part of one; name another file")


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _is_database(path: Path) -> bool:
    """Whether a file is SQLite's, or stands beside one for it: its log, its index, its journal."""
    for side in ("-wal", "-shm", "-journal"):
        path = path.with_name(path.name.removesuffix(side))
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


@contextmanager
def _new_file(out: str) -> Iterator[IO[bytes]]:
    if Path(out).exists() and not Path(out).is_file():
        # A pipe or a device has no name to take.
        with open(out, "wb") as pipe:
            yield pipe
        return
    path = Path(out).resolve()
    part = _beside(path)
    # Nothing may come between making it and the promise to take it away again.
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _new_folder(out: str) -> Iterator[Path]:
    path = Path(out).resolve()
    part = _beside(path)
    try:
        part.mkdir()
        yield part
        part.replace(path)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _beside(path: Path) -> Path:
    return path.with_name(f".congan-{secrets.token_hex(4)}.part")


def _write_jsonl(rows: Iterable[Record], file: IO[bytes], _: bool) -> None:
    for record in rows:
        file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")


def _write_csv(rows: Iterable[Record], file: IO[bytes], marked: bool) -> None:
    # Without its mark spreadsheets take UTF-8 for the system's own encoding.
    text = io.TextIOWrapper(file, encoding="utf-8-sig" if marked else "utf-8", newline="")
    writer = csv.DictWriter(text, _CSV)
    writer.writeheader()
    writer.writerows(map(_flat, rows))
    text.detach()


def _flat(record: Record) -> Record:
    """One cell for each list: paragraphs with an empty line between them, names and tags by
    semicolons, the rest one a line. What a spreadsheet would compute has an apostrophe before."""
    images, attachments = record["images"], record["attachments"]
    flat = record | {
        "authors": "; ".join(record["authors"]),
        "tags": "; ".join(record["tags"]),
        "body": "\n\n".join(record["body"]),
        "captions": "\n".join(image["caption"] for image in images if image["caption"]),
        "images": "\n".join(image["src"] for image in images if image["src"]),
        "attachments": "\n".join(attachment["url"] for attachment in attachments),
    }
    return {name: _uncomputed(value) for name, value in flat.items()}


def _uncomputed(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in _COMPUTED else value


_STREAMS = {"jsonl": _write_jsonl, "csv": _write_csv}
