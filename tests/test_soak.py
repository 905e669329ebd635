"""A busy day of hourly crawls, two of them killed: the archive holds what the portal showed."""

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from sqlite_utils import Database

from scraper.site import all_sites
from tests.audit import Audit
from tests.faults import faults
from tests.portal.catalog import HOSTS
from tests.portal.scenario import one_day
from tests.portal.timeline import HOWS
from tests.portal.world import World
from tests.simulation import Simulation

SEED = 1


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Simulation:
    """The day, crawled to its end."""
    simulation = Simulation(World(one_day(seed=SEED)), tmp_path_factory.mktemp("day"), kills=2)
    for _ in simulation:
        pass
    return simulation


def found(day: Simulation, db: Database) -> list[str]:
    """Everything that is wrong."""
    return faults(day, Audit(day.world, day.runs, db), db)


def test_a_day_of_crawls_misses_nothing(day: Simulation) -> None:
    assert [run.killed for run in day.runs].count(True) == 2
    db = Database(day.archive)
    assert found(day, db) == []
    assert min(tally.due for tally in Audit(day.world, day.runs, db).tallies.values()) > 0
    assert {row["how"] for row in db["tombstones"].rows if row["confirmed_at"]} == set(HOWS)
    assert {row["outcome"] for row in db["runs"].rows} == {"finished", "failed", "broken-off"}
    db.close()


def test_a_run_with_nothing_new_asks_for_robots_listings_and_what_is_due(day: Simulation) -> None:
    whole = (run for run in day.runs if all(map(run.did_its_work, HOSTS)))
    quiet = [run for run in whole if not any(report["new"] for report in run.reports.values())]
    assert quiet
    listings = sum(len(listing.urls) for site in all_sites().values() for listing in site.listings)
    db = Database(day.archive)
    redirected: Counter[str] = Counter()
    for row in db["runs"].rows:
        redirected[row["started_at"][:13]] += json.loads(row["outcomes"] or "{}").get("302", 0)
    db.close()
    for run in quiet:
        assert run.requests["robots"] == 3
        # Removed articles that redirect lead to a listing or the home page.
        assert run.requests["listing"] <= listings + redirected[f"{run.moment:%FT%H}"]


@pytest.mark.parametrize(
    ("tampering", "fault"),
    [
        ("DELETE FROM tombstones", "missed of the removals: "),
        ("UPDATE tombstones SET how = iif(how = '404', '410', '404')", "it was there"),
        ("UPDATE tombstones SET returned_at = NULL", "missed of the returns: "),
        ("UPDATE observations SET views = views + 1", "views"),
        ("UPDATE revisions SET title = 'khác' WHERE id = 9", "it was not as kept"),
        ("UPDATE articles SET key = 'khác' WHERE id = 9", "there is no such article"),
        ("UPDATE articles SET key = 'khác' WHERE id = 9", "missed of the articles: "),
        ("DELETE FROM alarms", "no alarm for"),
        ("UPDATE alarms SET kind = 'silent'", "false alarm"),
        ("UPDATE alarms SET ended_at = NULL", "alarm that ended at None"),
        (
            "DELETE FROM observations WHERE revision NOT IN "
            "(SELECT min(id) FROM revisions GROUP BY article)",
            "missed of the contents: ",
        ),
        ("UPDATE images SET media = NULL", "missed of the pictures: "),
        (
            "UPDATE images SET media = (SELECT min(digest) FROM media) WHERE revision IN "
            "(SELECT id FROM revisions WHERE text_of IS NOT NULL)",
            "missed of the other pictures: ",
        ),
        ("UPDATE images SET media = (SELECT min(digest) FROM media)", "it had other pictures"),
        (
            "INSERT INTO revisions SELECT NULL, article, seen_at, capture, digest, title, "
            "published, lead, body, captions, byline, authors, source, category, tags, found, "
            "text_of FROM revisions WHERE id IN (SELECT id FROM revisions WHERE id NOT IN "
            "(SELECT revision FROM images) LIMIT 1)",
            "repeats the one before",
        ),
    ],
)
def test_an_audit_finds_what_is_wrong(
    day: Simulation, tmp_path: Path, tampering: str, fault: str
) -> None:
    shutil.copy(day.archive, tmp_path / "copy.db")
    db = Database(tmp_path / "copy.db")
    with db.atomic():
        db.execute(tampering)
    assert any(fault in line for line in found(day, db))
    db.close()
