"""Everything that is wrong with an archive after a simulation."""

from datetime import datetime, timedelta

from sqlite_utils import Database

from tests.audit import Audit
from tests.portal.world import World
from tests.simulation import HOUR, Simulation

_LATEST_ALARM = timedelta(days=2)
_LATEST_END = 3 * HOUR


def faults(simulation: Simulation, audit: Audit, db: Database) -> list[str]:
    """What is missed, what was never shown, which alarms and failures were not due."""
    missed = [
        f"missed of the {name}: {what}"
        for name, tally in audit.tallies.items()
        for what in tally.missed
    ]
    (check,) = (row["integrity_check"] for row in db.query("PRAGMA integrity_check"))
    damage = [f"integrity_check: {check}"] if check != "ok" else []
    alarms = alarm_faults(simulation.world, db)
    return [*missed, *audit.wrong, *damage, *alarms, *failures(simulation)]


def alarm_faults(world: World, db: Database) -> list[str]:
    """Alarms that should have rung and did not, or rang and should not have."""
    due = {
        (outage.site, "blocked" if outage.how == "challenge" else "failed", ""): outage.since
        for outage in reversed(world.scenario.outages)
    }
    if world.scenario.redesign:
        due["conganthanhhoa", "coverage", "views"] = world.scenario.redesign
    found = []
    for row in db["alarms"].rows:
        since = due.pop((row["site"], row["kind"], row["subject"]), None)
        rang = datetime.fromisoformat(row["rang_at"])
        if since is None or not since <= rang < since + _LATEST_ALARM:
            found.append(f"false alarm: {row['site']}: {row['kind']}: {row['message']}")
        ends = [outage.until for outage in world.scenario.outages if outage.site == row["site"]]
        if row["kind"] != "coverage" and ends and not _ended(row["ended_at"], max(ends)):
            found.append(f"alarm that ended at {row['ended_at']}: {row['site']}: {row['kind']}")
    return [*found, *(f"no alarm for {what} since {since}" for what, since in due.items())]


def failures(simulation: Simulation) -> list[str]:
    """Runs that failed though nobody killed them and no outage is to blame."""
    return [
        f"{run.moment:%F %T}: {site}: {report['why']}"
        for run in simulation.runs
        for site, report in run.reports.items()
        if report["why"] and not simulation.world.outage(site, run.moment)
    ]


def _ended(at: str | None, until: datetime) -> bool:
    return at is not None and until <= datetime.fromisoformat(at) < until + _LATEST_END
