"""What installing and removing do, one step at a time, so that each can be said first."""

import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from scraper.schedule.job import MARK, Job


class ScheduleError(Exception):
    """A job could not be installed or removed; says what to do."""


class Step(Protocol):
    """`str` says what it does, `take` does it and raises ScheduleError where it cannot."""

    def take(self) -> None: ...


class Scheduler(Protocol):
    """What runs jobs on a machine."""

    @property
    def name(self) -> str: ...

    def missing(self) -> str | None:
        """Why it cannot be used here; None where it can."""

    def files(self, job: Job) -> dict[Path, str]:
        """The files of a job, by their path."""

    def install(self, job: Job) -> list[Step]:
        """What makes the job run, also where it, or another for its archive, is installed."""

    def remove(self, job: Job) -> list[Step]:
        """What takes it away; nothing where it is not installed."""

    def hints(self, job: Job) -> list[str]:
        """Where its owner finds it and its log."""


@dataclass(frozen=True, slots=True)
class Write:
    """A file of ours; another's of the same name is left alone."""

    path: Path
    text: str
    mode: int = 0o600

    def __str__(self) -> str:
        return f"write {self.path}"

    def take(self) -> None:
        if self.path.exists() and not is_ours(self.path):
            raise ScheduleError(f"{self.path} is not by congan; move it away, then install again")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # A script at work is read on while it is replaced.
        new = self.path.with_name(f"{self.path.name}.new")
        new.touch(self.mode)
        new.write_text(self.text, encoding="utf-8")
        new.chmod(self.mode)
        new.replace(self.path)


@dataclass(frozen=True, slots=True)
class Delete:
    """A file of ours is taken away."""

    path: Path

    def __str__(self) -> str:
        return f"delete {self.path}"

    def take(self) -> None:
        self.path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Run:
    """A command of the machine."""

    command: tuple[str, ...]

    def __str__(self) -> str:
        return f"run {shlex.join(self.command)}"

    def take(self) -> None:
        run(self.command)


def run(command: tuple[str, ...], text: str | None = None) -> str:
    """Run a command, `text` as its input; its output. Raises ScheduleError where it fails.

    Bytes that are no UTF-8 come and go as they are.
    """
    try:
        done = subprocess.run(
            command,
            input=text,
            stdin=subprocess.DEVNULL if text is None else None,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )
    except FileNotFoundError as error:
        raise ScheduleError(f"{command[0]} is not on this machine") from error
    if done.returncode:
        said = " ".join(done.stderr.split()) or f"exit code {done.returncode}"
        raise ScheduleError(f"{shlex.join(command)} failed: {said}")
    return done.stdout


def is_ours(path: Path) -> bool:
    """Whether a file is there and was written by `congan schedule`."""
    try:
        return MARK in path.read_text(encoding="utf-8", errors="replace").splitlines()[:2]
    except FileNotFoundError:
        return False
