"""The portal's present moment, in a file that every process reads."""

import os
from datetime import UTC, datetime
from pathlib import Path


class Clock:
    """A clock that stands still until a test moves it.

    The file holds one moment, UTC, ISO 8601, so that a crawl that is killed and begun again
    finds the time where it was.
    """

    def __init__(self, file: Path) -> None:
        self.file = file

    def now(self) -> datetime:
        """The present moment, UTC."""
        return datetime.fromisoformat(self.file.read_text(encoding="ascii")).astimezone(UTC)

    def set(self, moment: datetime) -> None:
        """Move the clock; who reads it meanwhile sees the old moment or the new one.

        Raises ValueError where the moment has no zone.
        """
        if moment.tzinfo is None:
            raise ValueError(f"{moment} has no zone")
        written = self.file.with_name(f"{self.file.name}.new")
        written.write_text(moment.astimezone(UTC).isoformat(), encoding="ascii")
        os.replace(written, self.file)
