"""The command where it is used wrongly, and where nobody can hear it."""

import subprocess
import sys
from pathlib import Path

import pytest

from storage.archive import open_archive
from storage.connection import writing
from tests.conftest import Congan

PAGE = "<h1>Dọn kênh ở Lam Vỹ</h1><p>" + "Bà con ra quân từ sớm. " * 8


def lines(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What was said on standard error."""
    return done.stderr.splitlines()


@pytest.mark.parametrize(
    "command", [["sites"], ["parse", "p.html"], ["crawl"], ["fetch", "http://a/"]]
)
def test_wrong_folder_of_sites_is_one_line(
    congan: Congan, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "p.html").write_text(PAGE)
    (folder := tmp_path / "sites").mkdir()
    (folder / "songma.toml").write_text("title = ")
    for sites, says in ((folder, "songma.toml: Invalid value"), ("no", "which is no folder")):
        done = congan(*command, CONGAN_SITES=str(sites))
        assert (done.returncode, done.stdout, len(lines(done))) == (2, "", 1), done.stderr
        assert says in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONGAN_DELAY", "abc"),
        ("CONGAN_DELAY", "-1"),
        ("CONGAN_DELAY", "nan"),
        ("CONGAN_TIMEOUT", "abc"),
        ("CONGAN_TIMEOUT", "0"),
        ("CONGAN_TIMEOUT", "inf"),
        ("CONGAN_HOSTMAP", "a.vn=b:²"),
    ],
)
@pytest.mark.parametrize("command", ["crawl bocongan", "fetch https://bocongan.gov.vn/a"])
def test_wrong_variable_is_named_before_anything_is_done(
    congan: Congan, archive: Path, command: str, name: str, value: str
) -> None:
    done = congan(*command.split(), **{name: value})
    assert (done.returncode, done.stdout, len(lines(done))) == (2, "", 1), done.stderr
    assert lines(done)[0].startswith(f"congan: {name}: '{value}' ")
    assert not archive.exists()


@pytest.mark.parametrize("command", [["crawl", "bocongan"], ["fetch", "https://bocongan.gov.vn/"]])
def test_an_archive_that_stays_locked(
    command: list[str], environment: dict[str, str], archive: Path
) -> None:
    """The half minute that is waited for it is shortened."""
    db = open_archive(archive)
    script = (
        "from storage import connection; connection._BUSY_SECONDS = 0.2\n"
        f"from scraper.cli import main; main({command})"
    )
    with writing(db):
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    db.close()
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert lines(done)[-1].endswith(f"{archive}: cannot be written: database is locked")


def test_empty_variable_is_none(congan: Congan) -> None:
    done = congan("crawl", "conganthanhhoa", "--limit", "1", CONGAN_TIMEOUT="", CONGAN_SITES="")
    assert done.returncode == 0


def run(command: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    program = f"{sys.executable} -m scraper"
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command.replace('congan', program)}"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("command", ["sites", "--help", "status --help", "status"])
def test_full_output_is_said(environment: dict[str, str], congan: Congan, command: str) -> None:
    congan("crawl", "conganthanhhoa", "--limit", "1")
    done = run(f"congan {command} > /dev/full", environment)
    assert done.returncode == 1
    assert done.stderr == "congan: standard output: No space left on device\n"


@pytest.mark.parametrize("command", ["sites", "--help", "status"])
def test_reader_who_leaves_hears_nothing(
    environment: dict[str, str], congan: Congan, command: str
) -> None:
    congan("crawl", "conganthanhhoa", "--limit", "1")
    assert run(f"congan {command} | true", environment).stderr == ""
    assert run(f"congan {command} >&-", environment).stderr == ""


@pytest.mark.parametrize(
    "command", ["crawl", "fetch", "parse", "sites", "status", "browse", "schedule"]
)
def test_help_shows_examples_and_exit_codes(congan: Congan, command: str) -> None:
    told = congan(command, "--help").stdout
    assert f"  congan {command}" in told.partition("Examples:")[2]
    assert "2 wrong usage" in told
