"""How moments are written in the archive: UTC, ISO 8601, whole seconds, `Z`."""

from datetime import UTC, date, datetime


def stamp(moment: datetime) -> str:
    """A moment as `2026-11-24T00:40:00Z`. Raises ValueError where it has no zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def now() -> str:
    """The present moment as text."""
    return stamp(datetime.now(UTC))


def iso(moment: date | None) -> str | None:
    """A date, or a date and time, of a page as text, in the zone that the page means."""
    return moment.isoformat() if moment else None
