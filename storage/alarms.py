"""Alarms in the archive: what was wrong with a site, from when to when."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from storage.connection import writing
from storage.times import now

EXAMPLES = 3
"""How many URLs show what is wrong."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that is wrong with a site."""

    site: str
    kind: str
    """`blocked`, `failed`, `silent`, `coverage` or `problems`."""
    since: str
    """UTC."""
    message: str
    """One sentence for a person, without site and examples."""
    examples: tuple[str, ...] = ()
    """URLs that show it, three at most."""
    subject: str = ""
    """The field that `coverage` is about."""

    def __str__(self) -> str:
        urls = "".join(f"\n  {url}" for url in self.examples)
        return f"{self.site}: {self.kind}: {self.message}{urls}"


def ring(db: Database, site: str, alarms: Sequence[Alarm]) -> list[Alarm]:
    """Keep what is wrong with a site now; those alarms that begin.

    An alarm goes on as long as its kind and subject are found wrong, and ends with the first
    time that they are not.
    """
    with writing(db):
        rows = db.table("alarms").rows_where("site = ? AND ended_at IS NULL", [site])
        going_on = {(row["kind"], row["subject"]): row["id"] for row in list(rows)}
        begun = []
        for alarm in alarms:
            if alarm_id := going_on.pop((alarm.kind, alarm.subject), None):
                db.table("alarms").update(alarm_id, {"message": alarm.message})
            else:
                db.table("alarms").insert(_row(alarm))
                begun.append(alarm)
        for alarm_id in going_on.values():
            db.table("alarms").update(alarm_id, {"ended_at": now()})
    return begun


def ringing(db: Database, site: str | None = None) -> list[Alarm]:
    """The alarms that have not ended, of one site or of all."""
    return _read(db, "ended_at IS NULL AND site = coalesce(?, site)", site)


def untold(db: Database, site: str) -> list[Alarm]:
    """The alarms of a site that have not ended and of which the owner was not told."""
    return _read(db, "ended_at IS NULL AND told_at IS NULL AND site = ?", site)


def tell(db: Database, told: Iterable[Alarm]) -> None:
    """Note that the owner was told of alarms."""
    with writing(db):
        for alarm in told:
            db.execute(
                "UPDATE alarms SET told_at = ? "
                "WHERE ended_at IS NULL AND site = ? AND kind = ? AND subject = ?",
                [now(), alarm.site, alarm.kind, alarm.subject],
            )


def _read(db: Database, where: str, site: str | None) -> list[Alarm]:
    rows = db.table("alarms").rows_where(where, [site], order_by="site, id")
    names = ("site", "kind", "since", "message", "subject")
    return [
        Alarm(examples=tuple(json.loads(row["examples"])), **{name: row[name] for name in names})
        for row in rows
    ]


def _row(alarm: Alarm) -> dict[str, Any]:
    names = ("site", "kind", "subject", "since", "message")
    return {name: getattr(alarm, name) for name in names} | {
        "rang_at": now(),
        "examples": json.dumps(alarm.examples),
    }
