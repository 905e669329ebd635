"""The ledger of crawls: when, what was asked for, what was found, how it ended."""

import json
import os
import socket
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from storage.connection import add, sqlite3, writing
from storage.times import now, stamp

# No crawl keeps a page more seldom: it would wait some minutes for each at most.
_SILENCE = timedelta(days=1)


class RunningError(Exception):
    """Another crawl of the site is on its way; the message says since when and where."""


def start(
    db: Database,
    site: str,
    title: str | None,
    home: str | None,
    arguments: Mapping[str, Any],
    program_version: str,
) -> int:
    """Begin a run and return its id; runs of the site that nobody goes on with are broken off.

    That is one whose process is gone, or, as a process elsewhere cannot be looked at, one of
    another host that has kept no page for a day. Raises RunningError where one goes on.

    `title` and `home` are the site's, None where the run belongs to no single site (`fetch`),
    of which there may be several at once.
    """
    with writing(db):
        if title:
            db.table("sites").upsert({"name": site, "title": title, "home": home}, pk="name")
        going_on = _break_off(db, site)
        if title and going_on:
            raise RunningError(_says(going_on[0]))
        return add(
            db,
            "runs",
            {
                "site": site,
                "started_at": now(),
                "outcome": "running",
                "arguments": _json(arguments),
                "program_version": program_version,
                "sqlite_version": sqlite3.sqlite_version,
                "host": socket.gethostname(),
                "process": _process(os.getpid()),
            },
        )


def count(db: Database, run: int, counts: Mapping[str, int]) -> None:
    """Note what a run has found so far.

    `counts` may hold requests, responses, new, changed, unchanged, gone, returned, problems
    and bytes.
    """
    db.table("runs").update(run, dict(counts))


def finish(
    db: Database, run: int, outcome: str, counts: Mapping[str, Any], stats: Mapping[str, Any]
) -> None:
    """End a run: finished, limit, interrupted, blocked or failed.

    `counts` may hold what `count` takes and, as JSON text, outcomes and phases; `stats` are
    Scrapy's.
    """
    with writing(db):
        db.table("runs").update(
            run, {"ended_at": now(), "outcome": outcome, "stats": _json(stats), **counts}
        )


def going_on(db: Database, sites: Iterable[str]) -> list[str]:
    """Those of the sites that are being crawled now."""
    with writing(db):
        return [site for site in sites if _break_off(db, site)]


def last(db: Database, n: int) -> list[dict[str, Any]]:
    """The last `n` runs, latest first; `arguments` and `stats` are JSON text."""
    return list(db.table("runs").rows_where(order_by="id desc", limit=n))


def _break_off(db: Database, site: str) -> list[dict[str, Any]]:
    """Mark the runs that died; each ended with the last page it kept. Those that go on."""
    open_runs = db.query(
        "SELECT id, host, process, started_at, coalesce((SELECT max(fetched_at) FROM captures "
        "WHERE run = runs.id), started_at) AS last_page "
        "FROM runs WHERE site = ? AND outcome = 'running'",
        [site],
    )
    alive = []
    for row in list(open_runs):
        if _lives(row):
            alive.append(row)
        else:
            end = {"outcome": "broken-off", "ended_at": row["last_page"]}
            db.table("runs").update(row["id"], end)
    return alive


def _says(run: Mapping[str, Any]) -> str:
    pid = run["process"].partition("/")[0]
    return f"a crawl is on its way since {run['started_at']} (process {pid} on {run['host']})"


def _lives(run: Mapping[str, Any]) -> bool:
    if run["host"] != socket.gethostname():
        return bool(run["last_page"] > stamp(datetime.now(UTC) - _SILENCE))
    seen = _process(int(run["process"].partition("/")[0]))
    return seen.endswith("/alive") or bool(run["process"] == seen)


def _process(pid: int) -> str:
    """A process as `id/start`; `id/` where none runs under that id.

    The start is what tells it from a later process that was given the same id, as happens
    after a reboot and in containers.
    """
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return f"{pid}/"
    except PermissionError:
        pass
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return f"{pid}/alive"  # no Linux: the id alone must do
    state, started = fields[0], fields[19]
    return f"{pid}/" if state == "Z" else f"{pid}/{started}"


def _json(facts: Mapping[str, Any]) -> str:
    return json.dumps(dict(facts), default=str, ensure_ascii=False)
