"""`make soak`: a simulated year of hourly crawls, and whether the archive holds all of it.

Three sites with news daily, edits, removals, a redesign and two outages; ten of the crawls
are ended by SIGKILL. Exit code 1 where anything is missing, wrong or rang for nothing.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from sqlite_utils import Database

from tests.audit import Audit
from tests.faults import faults
from tests.portal.scenario import year
from tests.portal.world import World
from tests.simulation import Simulation

KILLS = 10
WEEK = 7 * 24


def main() -> int:
    """Run it, and print figures and faults."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where the archive is left to look at")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as temporary:
        folder = asked.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        return soak(World(year(asked.seed, asked.days)), folder)


def soak(world: World, folder: Path) -> int:
    """Crawl a world to its end; 1 where the archive is not as it must be."""
    began = time.monotonic()
    simulation = Simulation(world, folder, KILLS)
    for number, run in enumerate(simulation, 1):
        if number % WEEK == 0:
            print(f"{run.moment:%F}  {number} runs, {time.monotonic() - began:.0f} s", flush=True)
    db = Database(simulation.archive)
    audit = Audit(world, simulation.runs, db)
    found = faults(simulation, audit, db)
    figures(simulation, audit, db, time.monotonic() - began)
    db.close()
    for fault in found:
        print(fault)
    return 1 if found else 0


def figures(simulation: Simulation, audit: Audit, db: Database, seconds: float) -> None:
    """Print what was done, what was shown and what was kept."""
    scenario, runs = simulation.world.scenario, simulation.runs
    requests = sum((run.requests for run in runs), Counter[str]())
    rows = [
        ("days, seed", f"{scenario.days}, {scenario.seed}"),
        ("runs", f"{len(runs)}, killed {sum(run.killed for run in runs)}"),
        ("requests", f"{requests.total()} ({requests.total() / len(runs):.1f} a run)"),
        *((f"  {kind}", number) for kind, number in requests.most_common()),
        *((f"{table} kept", db[table].count) for table in ("articles", "revisions", "tombstones")),
        *((f"{name} due", f"{tally.due}, missed {len(tally.missed)}")
          for name, tally in audit.tallies.items()),
        ("never shown or twice", len(audit.wrong)),
        ("alarms", "; ".join(f"{row['site']} {row['kind']} {row['subject']}".strip()
                             for row in db["alarms"].rows)),
        ("archive, MB", f"{simulation.archive.stat().st_size / 1e6:.0f}"),
        ("seconds", f"{seconds:.0f} ({seconds / len(runs):.2f} a run)"),
    ]  # fmt: skip
    print()
    for name, value in rows:
        print(f"{name:<22}{value}")


if __name__ == "__main__":
    sys.exit(main())
