"""A job as a line of the user's crontab and the script that it runs."""

import os
import platform
import shlex
import shutil
import zlib
from dataclasses import dataclass
from pathlib import Path

from scraper.schedule.job import MARK, Job, template
from scraper.schedule.steps import Delete, ScheduleError, Step, Write, is_ours, run


class Cron:
    """The crontab of the user. The script is there because a line may hold 1,000 characters."""

    name = "cron"

    def missing(self) -> str | None:
        """Why it cannot be used here; None where it can."""
        return None if shutil.which("crontab") else "crontab is not on this machine"

    def files(self, job: Job) -> dict[Path, str]:
        """The script, which keeps the log and speaks only where the crawl failed."""
        text = template("job.sh").format(
            mark=MARK,
            directory=shlex.quote(str(job.folder)),
            environment="\n".join(
                f"export {name}={shlex.quote(value)}" for name, value in job.environment.items()
            ),
            log=shlex.quote(str(_log(job))),
            command=shlex.join(job.command),
        )
        return {_script(job): text}

    def install(self, job: Job) -> list[Step]:
        """Write the script and the line, in place of one for the same archive."""
        writes = [Write(path, text) for path, text in self.files(job).items()]
        return [*writes, Crontab(job.name, self.line(job))]

    def remove(self, job: Job) -> list[Step]:
        """Take the line out, delete the script."""
        steps: list[Step] = []
        if not self.missing() and any(_is_of(job.name, line) for line in _crontab()):
            steps.append(Crontab(job.name, None))
        if is_ours(_script(job)):
            steps.append(Delete(_script(job)))
        return steps

    def hints(self, job: Job) -> list[str]:
        """Where its owner finds it and its log."""
        return [f"see: crontab -l; {_log(job)}"]

    def line(self, job: Job) -> str:
        """The line of the crontab, by whose end it is known again.

        Its minute is drawn from the names of machine and archive: jobs of many machines
        begin apart, and each always at its own time.
        """
        spread = zlib.crc32(f"{platform.node()} {job.archive}".encode())
        # Cron takes a bare % for the end of the line.
        command = f"sh {shlex.quote(str(_script(job)))}".replace("%", "\\%")
        return f"{job.every.crontab(spread)} {command} # {job.name}"


@dataclass(frozen=True, slots=True)
class Crontab:
    """The line of one job is set, or taken out where it is None; every other stays as it is."""

    name: str
    line: str | None

    def __str__(self) -> str:
        if self.line is None:
            return f"take the line of {self.name} out of the crontab"
        return f"set in the crontab: {self.line}"

    def take(self) -> None:
        lines = _crontab()
        ours = [index for index, line in enumerate(lines) if _is_of(self.name, line)]
        new = [f"{self.line}\n"] if self.line is not None else []
        begin = ours[0] if ours else len(lines)
        rest = [line for line in lines[begin:] if not _is_of(self.name, line)]
        text = "".join([*lines[:begin], *new, *rest])
        if text:
            run(("crontab", "-"), text)
        else:
            run(("crontab", "-r"))


def _crontab() -> list[str]:
    """The user's crontab by lines; none where there is no crontab."""
    try:
        text = run(("crontab", "-l"))
    except ScheduleError as error:
        if "no crontab" in str(error) or "No such file" in str(error):
            return []
        raise
    return [f"{line}\n" for line in text.removesuffix("\n").split("\n")] if text else []


def _is_of(name: str, line: str) -> bool:
    return line.rstrip().endswith(f" # {name}")


def _script(job: Job) -> Path:
    config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(config, "congan", f"{job.name}.sh").absolute()


def _log(job: Job) -> Path:
    return job.archive.with_name(f"{job.archive.name}.log")
