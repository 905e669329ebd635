"""A job as a service and a timer of systemd, of one user or of the machine."""

import getpass
import os
import re
from pathlib import Path

from scraper.schedule.job import MARK, Job, template
from scraper.schedule.steps import Delete, Run, ScheduleError, Step, Write, is_ours, run

_PLAIN = re.compile(r"[\w@+=:,./-]+")
_TEMPORARY = (Path("/tmp"), Path("/var/tmp"))


class Systemd:
    """The manager of the user, or of the machine."""

    name = "systemd"

    def __init__(self, system: bool) -> None:
        self.system = system

    def missing(self) -> str | None:
        """Why it cannot be used here; None where it can."""
        try:
            run(self._systemctl("show", "--property=Version"))
        except ScheduleError as error:
            return str(error)
        return None

    def files(self, job: Job) -> dict[Path, str]:
        """The service and the timer."""
        timer = template("job.timer").format(
            mark=MARK,
            archive=_percent(str(job.archive)),
            every=job.every,
            calendar=job.every.calendar,
            delay=job.every.delay,
        )
        return {
            self._folder() / f"{job.name}.service": self._service(job),
            self._folder() / f"{job.name}.timer": timer,
        }

    def install(self, job: Job) -> list[Step]:
        """Write both, tell systemd, start the timer anew."""
        mode = 0o644 if self.system else 0o600
        timer = f"{job.name}.timer"
        return [
            *(Write(path, text, mode) for path, text in self.files(job).items()),
            Run(self._systemctl("daemon-reload")),
            Run(self._systemctl("enable", timer)),
            Run(self._systemctl("restart", timer)),
        ]

    def remove(self, job: Job) -> list[Step]:
        """Stop the timer, delete both. A crawl at work ends by itself."""
        if not (ours := [path for path in self.files(job) if is_ours(path)]):
            return []
        return [
            Run(self._systemctl("disable", "--now", f"{job.name}.timer")),
            *(Delete(path) for path in ours),
            Run(self._systemctl("daemon-reload")),
        ]

    def hints(self, job: Job) -> list[str]:
        """Where its owner finds it and its log."""
        user = "" if self.system else " --user"
        hints = [f"see: systemctl{user} list-timers; journalctl{user} -u {job.name}"]
        if self.system and "CONGAN_NOTIFY" in job.environment:
            hints.append("every user of this machine can read the CONGAN_NOTIFY in the unit")
        if not self.system and not Path("/var/lib/systemd/linger", getpass.getuser()).exists():
            hints.append("it rests while you are logged out, until you run: loginctl enable-linger")
        return hints

    def _service(self, job: Job) -> str:
        text = template("job.service").format(
            mark=MARK,
            archive=_percent(str(job.archive)),
            every=job.every,
            command=_command(job.command),
            environment="\n".join(
                f"Environment={_quote(f'{name}={value}')}"
                for name, value in job.environment.items()
            ),
            directory=_percent(str(job.folder)),
            writes=_quote(str(job.folder)),
            private_tmp="no" if _uses_tmp(job) else "yes",
        )
        if not self.system:
            return text
        owner = _owner(job)
        return text + template("system.service").format(user=f"User={owner}" if owner else "")

    def _folder(self) -> Path:
        if self.system:
            return Path("/etc/systemd/system")
        config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
        return Path(config, "systemd", "user").absolute()

    def _systemctl(self, *arguments: str) -> tuple[str, ...]:
        return ("systemctl", *(() if self.system else ("--user",)), *arguments)


def _command(words: list[str]) -> str:
    """A value of `ExecStart=`. `$` begins a variable in every word but the program's."""
    program, *arguments = words
    return " ".join([_quote(program), *(_quote(word.replace("$", "$$")) for word in arguments)])


def _quote(word: str) -> str:
    """One word as systemd.syntax(7) unquotes it, with no specifier in it."""
    text = _percent(word)
    if _PLAIN.fullmatch(word):
        return text
    for character, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n")):
        text = text.replace(character, escaped)
    return f'"{text}"'


def _percent(text: str) -> str:
    return text.replace("%", "%%")


def _uses_tmp(job: Job) -> bool:
    """Whether a private /tmp would hide what the job needs."""
    needs = [job.archive, Path(job.program[0]), Path(job.environment.get("CONGAN_SITES", "/"))]
    return any(path.is_relative_to(folder) for path in needs for folder in _TEMPORARY)


def _owner(job: Job) -> str | None:
    """Who owns the archive, or its folder while there is none; None where it is root."""
    owner = (job.archive if job.archive.exists() else job.folder).owner()
    return owner if owner != "root" else None
