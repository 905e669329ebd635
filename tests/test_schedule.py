"""Recurring jobs: what is printed, and what systemd says to it."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scraper.schedule.period import Period
from tests.conftest import Congan, counts, runs
from tests.machine import need, under_systemd
from tests.portal import Portal

ODD = "a b%h\"c'd$HOME\\e"
PERIODS = ["5m", "15m", "30m", "hourly", "2h", "6h", "12h", "daily", "weekly"]


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """An archive in a folder whose name has all that must be quoted."""
    (folder := tmp_path / ODD).mkdir()
    return folder / "kho 100%.db"


def printed(congan: Congan, *arguments: str, **changes: str) -> dict[str, Any]:
    done = congan("schedule", "--json", *arguments, **changes)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def units(told: dict[str, Any], folder: Path) -> list[str]:
    """Writes the printed units; their paths."""
    for path, text in told["files"].items():
        (folder / Path(path).name).write_text(text)
    return [str(folder / Path(path).name) for path in told["files"]]


def values(service: str, key: str) -> list[str]:
    """The words of every line of a key, as systemd.syntax(7) reads them."""
    lines = [line for line in service.splitlines() if line.startswith(f"{key}=")]
    return [
        word.replace("%%", "%") for line in lines for word in shlex.split(line.partition("=")[2])
    ]


@pytest.mark.parametrize("scope", ["--user", "--system"])
@pytest.mark.parametrize("every", ["15m", "hourly", "weekly"])
def test_systemd_accepts_units(
    congan: Congan, odd: Path, tmp_path: Path, scope: str, every: str
) -> None:
    need("systemd-analyze")
    told = printed(congan, "--scheduler", "systemd", scope, "--every", every, "--archive", str(odd))
    done = subprocess.run(
        ["systemd-analyze", scope, "verify", *units(told, tmp_path)],
        env=os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(("scope", "most"), [("--user", 56), ("--system", 23)])
def test_job_is_let_little(congan: Congan, tmp_path: Path, scope: str, most: int) -> None:
    """Tenths of systemd's exposure, where 0 is best and 100 worst."""
    need("systemd-analyze")
    told = printed(congan, "--scheduler", "systemd", scope)
    service = units(told, tmp_path)[0]
    subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", f"--threshold={most}", service],
        capture_output=True,
        check=True,
    )


@pytest.mark.parametrize("every", PERIODS)
def test_period_is_one_of_systemd(every: str) -> None:
    need("systemd-analyze")
    period = Period.read(every)
    done = subprocess.run(
        ["systemd-analyze", "calendar", "--iterations=2", period.calendar],
        env=os.environ | {"TZ": "UTC"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(period) == every
    assert 0 < period.delay < period.minutes
    assert done.stdout.count("From now:") == 2


@pytest.mark.parametrize("every", ["7m", "45m", "5h", "25h", "0m", "1m", "monthly", "", "-1h"])
def test_other_periods_are_wrong_usage(congan: Congan, every: str) -> None:
    done = congan("schedule", f"--every={every}")
    assert (done.returncode, done.stdout) == (2, "")
    assert "hourly, daily, weekly" in done.stderr


def test_command_of_the_unit_crawls(congan: Congan, odd: Path, portal: Portal) -> None:
    told = printed(
        congan,
        *("conganthanhhoa", "--scheduler", "systemd", "--archive", str(odd)),
        CONGAN_HOMEPAGE="https://e.example/100%?a='b'&c=\"$d\"",
    )
    service = next(text for path, text in told["files"].items() if path.endswith(".service"))
    command = [word.replace("$$", "$") for word in values(service, "ExecStart")]
    assert command == told["command"]
    assert values(service, "ReadWritePaths") == [str(odd.parent)]
    environment = dict(word.split("=", 1) for word in values(service, "Environment"))
    assert environment == told["environment"]
    done = subprocess.run(command, env=environment, cwd="/", check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert runs(odd) == ["finished"]
    assert counts(odd)["articles"]
    assert environment["CONGAN_HOMEPAGE"] in portal.requests[-1].headers["user-agent"]


def test_environment_of_now_is_kept(congan: Congan, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    told = printed(congan, CONGAN_SITES="own", CONGAN_TIMEOUT="", CONGAN_HOMEPAGE="")
    assert told["environment"]["CONGAN_SITES"] == str(tmp_path / "own")
    assert told["environment"]["CONGAN_DELAY"] == "0"
    assert not {"CONGAN_TIMEOUT", "CONGAN_HOMEPAGE", "CONGAN_ARCHIVE", "PATH"} & set(
        told["environment"]
    )


@pytest.mark.parametrize("arguments", ["nosite", "--install --remove", "--archive no/a.db"])
def test_wrong_usage_does_nothing(congan: Congan, tmp_path: Path, arguments: str) -> None:
    done = congan("schedule", *arguments.split(), HOME=str(tmp_path), XDG_CONFIG_HOME="")
    assert (done.returncode, done.stdout) == (2, "")
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_written_is_said_without_the_value(congan: Congan, tmp_path: Path) -> None:
    (tmp_path / "two\nlines").mkdir()
    for arguments, changes in (
        (["--archive", "two\nlines/a.db"], {}),
        ([], {"CONGAN_NOTIFY": "mailto://secret\x07"}),
    ):
        done = congan("schedule", *arguments, **changes)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert "secret" not in done.stderr


def test_machine_without_either_is_told_so_and_prints(congan: Congan, tmp_path: Path) -> None:
    done = congan("schedule", "--install", PATH=str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert "systemctl is not on this machine; crontab is not on this machine" in done.stderr
    assert "without --install the job is printed" in done.stderr
    assert "ExecStart=" in congan("schedule", PATH=str(tmp_path)).stdout
    done = congan("schedule", "--remove", PATH=str(tmp_path))
    assert (done.returncode, "nothing was removed" in done.stderr) == (0, True)


def test_systemd_runs_the_installed_job(
    odd: Path, tmp_path: Path, environment: dict[str, str], portal: Portal
) -> None:
    (home := tmp_path / "home").mkdir()
    folder = home / ".config/systemd/user"
    agent = "https://e.example/100%h \\n'$HOME\""
    lines = "mailto://a\nmailto://b"
    script = f"""
        congan() {{ {shlex.quote(sys.executable)} -m scraper schedule "$@"; }}
        congan --user --dry-run --install && ls -A .config
        congan --user --install --every 12h && congan --user --install conganthanhhoa
        name=$(basename .config/systemd/user/congan-*.service)
        systemctl --user list-timers --all --no-legend
        systemctl --user start --wait "$name"
        systemctl --user show --property=Environment "$name"
        systemctl --user show --property=Result --property=ExecMainStatus "$name"
        congan --user --dry-run --remove && congan --user --remove && congan --user --remove
        systemctl --user list-timers --all --no-legend
    """
    changes = {"CONGAN_ARCHIVE": str(odd), "CONGAN_HOMEPAGE": agent, "CONGAN_NOTIFY": lines}
    (folder / "timers.target.wants").mkdir(parents=True)
    (folder / "congan-other.timer").write_text("[Timer]\nOnCalendar=yearly\n")
    done = under_systemd(script, home, environment | changes)
    assert done.stdout.count("would write") == 2
    assert "\nsystemd\n" in done.stdout  # all that there was in .config after the dry run
    assert done.stdout.count(".timer congan-") == 1, done.stdout + done.stderr
    assert "Result=success\nExecMainStatus=0" in done.stdout, done.stdout + done.stderr
    assert "CONGAN_NOTIFY=mailto://a\\nmailto://b" in done.stdout
    assert done.stdout.count("would delete") == done.stdout.count("\ndelete") == 2
    assert "no job is scheduled" in done.stderr.splitlines()[-1]
    assert [path.name for path in folder.rglob("*.*") if path.is_file()] == ["congan-other.timer"]
    assert runs(odd) == ["finished"]
    assert {request.host for request in portal.requests} == {"conganthanhhoa.gov.vn"}
    assert agent in portal.requests[-1].headers["user-agent"]


def test_service_of_the_machine_leaves_a_crawl_at_work_alone(
    congan: Congan, archive: Path, tmp_path: Path, environment: dict[str, str], portal: Portal
) -> None:
    told = printed(congan, "--scheduler", "systemd", "--system", "conganthanhhoa")
    home = tmp_path / "home"
    (folder := home / ".config/systemd/user").mkdir(parents=True)
    service = Path(units(told, folder)[0]).name
    portal.delay = 0.3
    script = f"""
        {shlex.quote(sys.executable)} -m scraper crawl conganthanhhoa &
        crawl=$!
        until [ -s {archive} ] && grep -q conganthanhhoa {archive}*; do sleep 0.05; done
        systemctl --user start --wait {service}
        systemctl --user show --property=Result --property=ExecMainStatus {service}
        kill -0 $crawl && echo it was still at work
        wait $crawl
        systemctl --user start --wait {service}
    """
    done = under_systemd(script, home, environment)
    assert "Result=success\nExecMainStatus=0\nit was still at work\n" in done.stdout, done.stderr
    assert runs(archive) == ["finished", "finished"]
