"""What a recurring job runs: the program, its archive, its sites and its environment."""

import hashlib
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from scraper.schedule.period import Period

MARK = "# Written by `congan schedule`, which also takes it away."
_PROXIES = ("http_proxy", "https_proxy", "no_proxy")
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Job:
    """One recurring crawl. An archive has one: to install another replaces it."""

    program: tuple[str, ...]
    archive: Path
    """Absolute, links followed."""
    sites: tuple[str, ...]
    """All where it is empty."""
    every: Period
    environment: Mapping[str, str]

    @property
    def name(self) -> str:
        """Its name among the units of systemd and in a crontab; the same for the same archive."""
        digest = hashlib.sha256(str(self.archive).encode()).hexdigest()[:6]
        words = re.findall(r"[A-Za-z0-9]+", self.archive.stem)
        return "-".join(["congan", *words, digest])

    @property
    def folder(self) -> Path:
        """Where it runs, and the only place where it writes: SQLite's own files stand there."""
        return self.archive.parent

    @property
    def command(self) -> list[str]:
        return [*self.program, "crawl", *self.sites, "--archive", str(self.archive)]

    def to_json(self) -> dict[str, Any]:
        """The job as plain JSON values."""
        return {
            "name": self.name,
            "archive": str(self.archive),
            "sites": list(self.sites),
            "every": str(self.every),
            "command": self.command,
            "environment": dict(self.environment),
        }


def job_for(archive: Path, sites: tuple[str, ...], every: Period) -> Job:
    """The job that does what `congan crawl` does when it is run here and now.

    Raises ValueError where the archive's folder is missing, or where a path holds a line end
    or another character that no crontab and no unit can hold.
    """
    job = Job(_program(), archive.resolve(), sites, every, _environment())
    for word in job.command:
        if _UNWRITABLE.search(word):
            raise ValueError(f"{word!r} has characters that no unit and no crontab can hold")
    for name, value in job.environment.items():
        if _UNWRITABLE.search(value.replace("\n", "")):
            raise ValueError(f"{name} has characters that no unit and no script can hold")
    if not job.folder.is_dir():
        raise ValueError(f"{job.folder} is no folder; make it, then schedule")
    return job


def template(name: str) -> str:
    """A text of this package with {places} to fill."""
    return (files("scraper.schedule") / name).read_text(encoding="utf-8")


def _program() -> tuple[str, ...]:
    installed = Path(sys.executable).with_name("congan")
    if os.access(installed, os.X_OK):
        return (str(installed),)
    return (sys.executable, "-P", "-m", "scraper")


def _environment() -> dict[str, str]:
    """What is set now and changes a crawl. The archive is named by option, the sites' folder
    from everywhere."""
    found = {
        name: value
        for name, value in sorted(os.environ.items())
        if value and (name.startswith("CONGAN_") or name.lower() in _PROXIES)
    }
    found.pop("CONGAN_ARCHIVE", None)
    if "CONGAN_SITES" in found:
        found["CONGAN_SITES"] = os.path.abspath(found["CONGAN_SITES"])
    return found
