"""The ledger of crawls."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from scraper.items import Capture
from storage import runs, times
from storage.archive import open_archive, save


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_archive(tmp_path / "archive.db")
    yield db
    db.close()


def start(db: Database, site: str = "bocongan") -> int:
    return runs.start(db, site, "Bộ Công an", "https://bocongan.gov.vn/", {"limit": 5}, "0.1")


def row(db: Database, run: int) -> dict[str, Any]:
    return db.table("runs").get(run)


def test_a_run_from_start_to_finish(db: Database) -> None:
    run = start(db)
    assert row(db, run)["outcome"] == "running"
    assert row(db, run)["arguments"] == '{"limit": 5}'
    assert db.table("sites").get("bocongan")["title"] == "Bộ Công an"

    runs.count(db, run, {"new": 3, "requests": 7})
    runs.finish(db, run, "finished", {"new": 4}, {"start_time": datetime(2026, 1, 1, tzinfo=UTC)})

    ended = row(db, run)
    assert (ended["outcome"], ended["new"], ended["requests"]) == ("finished", 4, 7)
    assert ended["ended_at"] >= ended["started_at"]
    assert ended["stats"] == '{"start_time": "2026-01-01 00:00:00+00:00"}'


def test_the_last_runs_come_first(db: Database) -> None:
    started = [start(db, site) for site in ("a", "b", "c")]
    assert [run["id"] for run in runs.last(db, 2)] == started[:0:-1]


def test_pages_fetched_one_by_one_make_no_site(db: Database) -> None:
    runs.start(db, "fetch", None, None, {}, "0.1")
    assert db.table("sites").count == 0


def test_one_crawl_of_a_site_at_a_time(db: Database) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        first = start(db)
        db.table("runs").update(first, {"process": runs._process(other.pid)})
        with pytest.raises(runs.RunningError, match=f"process {other.pid} on"):
            start(db)
        assert runs.going_on(db, ["bocongan", "another"]) == ["bocongan"]
        start(db, "another")
        assert other.stdin
        other.stdin.close()
    start(db)
    assert row(db, first)["outcome"] == "broken-off"
    assert [run["outcome"] for run in runs.last(db, 2)] == ["running"] * 2


def test_pages_may_be_fetched_one_by_one_beside_each_other(db: Database) -> None:
    fetches = [runs.start(db, "fetch", None, None, {}, "0.1") for _ in range(2)]
    assert [row(db, run)["outcome"] for run in fetches] == ["running"] * 2


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="starts of processes: Linux only")
def test_a_later_process_under_the_same_id_is_another(db: Database) -> None:
    run = start(db)
    db.table("runs").update(run, {"process": f"{os.getpid()}/1"})
    start(db, "another")
    assert row(db, run)["outcome"] == "running"
    start(db)
    assert row(db, run)["outcome"] == "broken-off"


def test_a_run_of_another_host_is_given_up_after_a_day_of_silence(db: Database) -> None:
    silent, lively = start(db), start(db, "another")
    started_at = times.stamp(datetime.now(UTC) - timedelta(days=2))
    for run in (silent, lively):
        db.table("runs").update(run, {"host": "elsewhere", "started_at": started_at})
    kept_at = datetime.now(UTC) - timedelta(hours=23)
    save(db, Capture("another", "https://another.gov.vn/", kept_at), lively)
    assert runs.going_on(db, ["bocongan", "another"]) == ["another"]
    assert row(db, silent)["outcome"] == "broken-off"
    assert row(db, silent)["ended_at"] == started_at


def test_a_broken_run_ended_with_its_last_page(db: Database) -> None:
    run = start(db)
    fetched_at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    save(db, Capture("bocongan", "https://bocongan.gov.vn/", fetched_at), run)
    db.table("runs").update(run, {"process": "4194305/1"})  # above Linux's largest process id
    start(db)
    assert row(db, run)["ended_at"] == "2026-01-02T03:04:05Z"
