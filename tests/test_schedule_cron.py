"""Recurring jobs by cron: a real crontab, and the script as cron runs it."""

import fcntl
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scraper.schedule.period import Period
from tests.conftest import Congan, counts, runs
from tests.machine import need
from tests.portal import Portal

# Spaces, a tab, a percent sign, a comment: lines of another, for a day that never comes.
OTHERS = '# mine\n\nMAILTO=a@b.example\n 0  0 30 2 *\ttrue "a  b" 50\\% # nightly\n#0 0 * * * off\n'


def crontab() -> str:
    return subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=False).stdout


@pytest.fixture
def others() -> Iterator[str]:
    """The crontab before, with lines of another in it; it is as it was at the end."""
    need("crontab")
    with Path(tempfile.gettempdir(), "congan-crontab.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = crontab()
        subprocess.run(["crontab", "-"], input=before + OTHERS, text=True, check=True)
        try:
            yield before + OTHERS
        finally:
            subprocess.run(["crontab", "-"], input=before, text=True, check=True)
            if not before:
                subprocess.run(["crontab", "-r"], check=True)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "con fig%'"


@pytest.fixture
def cron(congan: Congan, config: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    def schedule(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        own = {"XDG_CONFIG_HOME": str(config)}
        return congan("schedule", "--scheduler", "cron", *arguments, **own | changes)

    return schedule


def run(line: str) -> subprocess.CompletedProcess[str]:
    """A line's command as crontab(5) has it run."""
    command = line.split(" ", 5)[5]
    assert not re.search(r"(?<!\\)%", command)  # where cron would end it
    return subprocess.run(
        ["/bin/sh", "-c", command.replace("\\%", "%")],
        env={"HOME": "/", "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"},
        cwd="/",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def installed(cron: Callable[..., subprocess.CompletedProcess[str]], *arguments: str) -> str:
    """Installs a job; its line."""
    done = cron("--install", *arguments)
    assert done.returncode == 0, done.stderr
    return crontab().splitlines()[-1]


def test_crontab_is_changed_by_one_line(
    cron: Callable[..., subprocess.CompletedProcess[str]], others: str, config: Path
) -> None:
    assert "would set in the crontab" in cron("--install", "--dry-run").stdout
    assert (crontab(), config.exists()) == (others, False)
    line = installed(cron)
    assert installed(cron) == line
    assert crontab() == f"{others}{line}\n"
    assert [path.stat().st_mode & 0o777 for path in config.rglob("*.sh")] == [0o600]
    subprocess.run(["crontab", "-"], input=f"{line}\n{others}", text=True, check=True)
    cron("--install", "--every", "daily")  # stays where it was put
    assert crontab().endswith(f"\n{others}")
    assert crontab().count("congan-archive") == line.count("congan-archive")
    assert "would take the line" in cron("--remove", "--dry-run").stdout
    removed = cron("--remove")
    assert (removed.returncode, removed.stdout.count("\n")) == (0, 2)
    assert crontab() == others
    assert not list(config.rglob("*.*"))
    again = cron("--remove")
    assert (again.returncode, again.stdout) == (0, "")
    assert "no job is scheduled" in again.stderr


def test_crontab_that_held_nothing_else_is_gone(
    cron: Callable[..., subprocess.CompletedProcess[str]], others: str
) -> None:
    line = installed(cron)
    subprocess.run(["crontab", "-"], input=f"{line}\n", text=True, check=True)
    assert cron("--remove").returncode == 0
    gone = subprocess.run(["crontab", "-l"], capture_output=True, check=False)
    assert gone.returncode == 1


def test_file_of_another_is_left_alone(
    cron: Callable[..., subprocess.CompletedProcess[str]], others: str, config: Path
) -> None:
    installed(cron)
    script = next(config.rglob("*.sh"))
    cron("--remove")
    script.write_text("#!/bin/sh\n")
    done = cron("--install")
    assert (done.returncode, crontab()) == (1, others)
    assert f"{script} is not by congan" in done.stderr
    cron("--remove")
    assert script.read_text() == "#!/bin/sh\n"


def test_line_crawls_and_says_nothing(
    cron: Callable[..., subprocess.CompletedProcess[str]], others: str, tmp_path: Path
) -> None:
    (folder := tmp_path / "a b%c\"d'$HOME").mkdir()
    archive = folder / "kho 100%.db"
    line = installed(cron, "conganthanhhoa", "--archive", str(archive))
    for new in (21, 0):
        done = run(line)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        log = (folder / "kho 100%.db.log").read_text()
        assert f"conganthanhhoa: {new} articles ({new} new" in log.splitlines()[-1]
    assert counts(archive)["articles"] == 21


def test_failed_run_is_said_once(
    cron: Callable[..., subprocess.CompletedProcess[str]],
    others: str,
    archive: Path,
    portal: Portal,
) -> None:
    line = installed(cron, "conganthanhhoa")
    portal.misbehave("*", "/", "status", status=404)
    for _ in range(2):
        done = run(line)
        assert (done.returncode, done.stderr) == (1, "")
        assert done.stdout.startswith("congan crawl ended with exit code 1.")
        assert done.stdout.count("FAILED") == 1
    assert archive.with_name("archive.db.log").read_text().count("FAILED") == 2


def test_second_run_at_once_leaves(
    cron: Callable[..., subprocess.CompletedProcess[str]],
    others: str,
    config: Path,
    archive: Path,
) -> None:
    need("flock")
    line = installed(cron, "conganthanhhoa")
    with next(config.rglob("*.sh")).open() as at_work:
        fcntl.flock(at_work, fcntl.LOCK_EX)
        done = run(line)
        assert (done.returncode, done.stdout, archive.exists()) == (0, "", False)
    assert run(line).returncode == 0
    assert runs(archive) == ["finished"]


def test_long_log_begins_anew(
    cron: Callable[..., subprocess.CompletedProcess[str]], others: str, archive: Path
) -> None:
    line = installed(cron, "conganthanhhoa")
    log = archive.with_name("archive.db.log")
    log.write_bytes(b"old\n" * 2_500_001)
    assert run(line).returncode == 0
    assert "old" not in log.read_text()
    assert log.with_name("archive.db.log.1").stat().st_size == 10_000_004


@pytest.mark.parametrize("every", ["5m", "15m", "hourly", "2h", "6h", "12h", "daily", "weekly"])
def test_cron_takes_every_period(others: str, every: str) -> None:
    period = Period.read(every)
    for spread in (0, 59, 60, 1439, 2**32 - 1):
        line = f"{period.crontab(spread)} true\n"
        subprocess.run(["crontab", "-"], input=others + line, text=True, check=True)


def test_jobs_are_spread() -> None:
    assert len({Period.read("6h").crontab(spread) for spread in range(0, 10_000, 7)}) == 360
