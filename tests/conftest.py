"""The portals on loopback, and the command run against them."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.portal import Portal

Congan = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def portal() -> Iterator[Portal]:
    with Portal() as running:
        yield running


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


@pytest.fixture
def environment(portal: Portal, archive: Path) -> dict[str, str]:
    return os.environ | {
        "CONGAN_HOSTMAP": portal.hostmap,
        "CONGAN_DELAY": "0",
        "CONGAN_ARCHIVE": str(archive),
    }


@pytest.fixture
def congan(environment: dict[str, str], tmp_path: Path) -> Congan:
    """Runs the command; its standard output and error are no terminals."""

    def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "scraper", *arguments],
            env=environment | changes,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def counts(archive: Path) -> dict[str, int]:
    """How many rows each table has."""
    tables = ("articles", "aliases", "revisions", "images", "observations", "snapshots", "problems")
    db = Database(archive)
    try:
        return {table: db.table(table).count for table in tables}
    finally:
        db.close()


def runs(archive: Path) -> list[str]:
    """How each run ended."""
    db = Database(archive)
    try:
        return [row["outcome"] for row in db["runs"].rows]
    finally:
        db.close()


_TIMES = {
    "articles": ("first_seen", "last_seen", "checked_at"),
    "observations": ("seen_at",),
    "revisions": ("seen_at",),
    "tombstones": ("last_seen", "first_absent", "confirmed_at"),
    "captures": ("fetched_at",),
    "runs": ("started_at", "ended_at"),
}


def make_due(archive: Path, hours: int = 1) -> None:
    """Let hours pass, after which every article is due and what failed is tried again."""
    db = Database(archive)
    with db.atomic():
        for table, columns in _TIMES.items():
            shifted = (
                f"{name} = strftime('%Y-%m-%dT%H:%M:%SZ', {name}, '-{hours} hours')"
                for name in columns
            )
            db.execute(f"UPDATE {table} SET {', '.join(shifted)}")
        db.execute("UPDATE articles SET due_at = '2000-01-01T00:00:00Z'")
        db.execute("UPDATE frontier SET due_at = '2000-01-01T00:00:00Z'")
    db.close()
