"""`congan search` and `congan export`, as processes and in a terminal."""

import csv
import errno
import json
import os
import pty
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from storage.archive import open_archive
from tests.conftest import Congan
from tests.invented import article, keep


@pytest.fixture
def filled(archive: Path) -> Path:
    db = open_archive(archive)
    keep(
        db,
        article("Đảng ủy Công an Hà Nội", "Bàn việc đắp đê.", category="Tin tức", byline="Lan"),
        article("Hội thao", "Công an các xã.", published=date(2025, 1, 2)),
        article("Hội thi", "Tin.", site="conganla", published=date(2026, 5, 6)),
    )
    db.close()
    return archive


@pytest.mark.usefixtures("filled")
def test_search(congan: Congan) -> None:
    done = congan("search", "dang uy cong an")
    assert done.returncode == 0
    title, facts, text, url = done.stdout.splitlines()[:4]
    assert title == "Đảng ủy Công an Hà Nội"
    assert facts == "  2026-11-01 · conganmai · Tin tức · Lan"
    assert text == "  Bàn việc đắp đê."
    assert url.startswith("  https://conganmai.example/")
    assert done.stderr == "congan: 1 article found, 1 shown, best first\n"


@pytest.mark.usefixtures("filled")
def test_search_for_scripts(congan: Congan) -> None:
    done = congan("search", "hoi", "--json", "--newest", "--limit", "1")
    (hit,) = map(json.loads, done.stdout.splitlines())
    assert hit["title"] == "Hội thi"
    assert hit["snippet"] == [["Tin.", False]]
    assert done.stderr == "congan: 2 articles found, 1 shown, newest first\n"
    places = ("--site", "conganmai", "--until", "2025-12-31", "--since", "2025-01-01")
    done = congan("search", "hoi", "--json", *places)
    assert [json.loads(line)["title"] for line in done.stdout.splitlines()] == ["Hội thao"]
    done = congan("search", "cong", "--json", "--section", "Tin tức")
    assert [json.loads(line)["site"] for line in done.stdout.splitlines()] == ["conganmai"]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("search tin --site congan", "no site is named congan in this archive; it has: conganla,"),
        ("export csv o.csv --site congan", "no site is named congan in this archive; it has: "),
        (
            "search tin --since 2026-10-02 --until 2026-10-01",
            "--since 2026-10-02 is later than --until 2026-10-01",
        ),
        ("search tin --section Xyz", "no section is named Xyz, exactly as its site prints it"),
        ("search tin --since 1/10/2026", "'1/10/2026' is no date; write it as 2026-01-31"),
        ("crawl --since tomorrow", "'tomorrow' is no date; write it as 2026-01-31"),
        ("export markdown -", "markdown cannot be written to standard output; name a place"),
    ],
)
def test_wrong_usage_says_what_to_write(congan: Congan, arguments: str, says: str) -> None:
    done = congan(*arguments.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr


def test_more_than_can_be_counted_is_wrong_usage(congan: Congan) -> None:
    assert congan("search", "xe", "--offset", "9223372036854775808").returncode == 2


@pytest.mark.usefixtures("filled")
def test_nothing_found_is_no_failure(congan: Congan) -> None:
    done = congan("search", '"khong co')
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "congan: 0 articles found\n"


def test_without_an_archive(congan: Congan) -> None:
    for arguments in (("search", "tin"), ("export", "csv", "out.csv")):
        done = congan(*arguments)
        assert (done.returncode, done.stdout) == (1, "")
        assert "there is no such archive" in done.stderr
    assert congan("search", "tin", "--since", "1/2/2026").returncode == 2
    assert congan("export", "xml", "out").returncode == 2


@pytest.mark.usefixtures("filled")
def test_export(congan: Congan, tmp_path: Path) -> None:
    done = congan("export", "csv", "out.csv", "hoi", "--site", "conganla")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "congan: 1 article written to out.csv\n"
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["title"] for row in csv.DictReader(file)] == ["Hội thi"]

    done = congan("export", "jsonl", "-", "--since", "2026-01-01")
    titles = [json.loads(line)["title"] for line in done.stdout.splitlines()]
    assert titles == ["Đảng ủy Công an Hà Nội", "Hội thi"]
    done = congan("export", "csv", "-", "hội thi")
    assert done.stdout.startswith("id,site,")

    done = congan("export", "markdown", ".")
    assert done.returncode == 1
    assert done.stderr == "congan: . is there already; name a new or an empty folder\n"


def test_a_terminal_sees_marks_and_progress(filled: Path, environment: dict[str, str]) -> None:
    shown = in_terminal(environment, "search", "dang uy")
    assert "\x1b[7mĐảng ủy" in shown or "\x1b[1;7mĐảng ủy" in shown
    shown = in_terminal(environment, "export", "jsonl", str(filled.parent / "out.jsonl"))
    assert "3/3" in shown
    assert "3 articles written" in shown


def in_terminal(environment: dict[str, str], *arguments: str) -> str:
    """What the command prints where its output is a terminal."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "scraper", *arguments],
        env=environment | {"TERM": "xterm", "COLUMNS": "100"},
        stdout=slave,
        stderr=slave,
        stdin=slave,
    )
    os.close(slave)
    shown = b""
    try:
        while part := os.read(master, 4096):
            shown += part
    except OSError as error:
        # How Linux says that nobody holds the other end any more.
        if error.errno != errno.EIO:
            raise
    os.close(master)
    assert process.wait(60) == 0, shown
    return shown.decode()
