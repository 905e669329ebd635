"""Taking home: every format read back by what reads it, and what an interruption leaves."""

import csv
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
import yaml
from sqlite_utils import Database

from scraper.items import Attachment, Image
from storage import markdown, media
from storage.archive import open_archive
from storage.export import ExportError, check, export
from storage.query import Query
from storage.records import count, records
from tests.invented import article, keep
from tests.synthetic import build

PICTURE = Image("https://conganmai.example/a.jpg", "Xe [đỏ]", "Hiện trường. Ảnh: Lan", "Lan")
LOST = Image("https://conganmai.example/b(1).jpg", None, None)
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
JPEG = b"\xff\xd8\xff\xe0 a picture \xff\xd9"
FIRE = article(
    "# Cháy <script>alert(1)</script>",
    "Sáng nay, xưởng cháy.",
    "- Không ai bị thương, *mừng* & cảm ơn.",
    "1. Bài học [một](javascript:alert(1))",
    key="t1",
    published=date(2026, 11, 2),
    views=12,
    byline="Công Tuấn, Lan",
    authors=("Công Tuấn", "Lan"),
    tags=("cháy", "xưởng"),
    category="Tin tức",
    images=(PICTURE, LOST),
    attachments=(Attachment("https://conganmai.example/bao-cao.pdf", "Báo cáo"),),
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_archive(tmp_path / "archive.db")
    vietnam = datetime.fromisoformat("2026-11-01T08:30:00+07:00")
    keep(db, FIRE, article("Hai", "Tin; có, dấu\nxuống dòng.", published=vietnam))
    keep(db, article("Ba", published=None, site="www.la.example"))
    with db.atomic():
        digest = media.store(db, JPEG, "image/jpeg")
        db.execute("UPDATE images SET media = ? WHERE src LIKE '%/a.jpg'", [digest])
    yield db
    db.close()


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("archive.db"))


def test_json_lines_hold_everything(db: Database, tmp_path: Path) -> None:
    ticks: list[int] = []
    written = export(db, Query(), "jsonl", str(tmp_path / "out.jsonl"), lambda: ticks.append(1))

    assert written == len(ticks) == count(db, Query()) == 3
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [row["title"] for row in rows] == [FIRE.title, "Hai", "Ba"]
    digest = rows[0]["images"][0]["digest"]
    assert rows[0] == {
        "id": 1,
        "site": "conganmai",
        "key": "t1",
        "url": FIRE.url,
        "title": FIRE.title,
        "published": "2026-11-02",
        "modified": None,
        "views": 12,
        "byline": "Công Tuấn, Lan",
        "authors": ["Công Tuấn", "Lan"],
        "source": None,
        "category": "Tin tức",
        "tags": ["cháy", "xưởng"],
        "lead": None,
        "body": list(FIRE.body),
        "images": [
            {
                "src": PICTURE.src,
                "alt": "Xe [đỏ]",
                "caption": "Hiện trường. Ảnh: Lan",
                "credit": "Lan",
                "digest": digest,
                "type": "image/jpeg",
            },
            {
                "src": LOST.src,
                "alt": None,
                "caption": None,
                "credit": None,
                "digest": None,
                "type": None,
            },
        ],
        "attachments": [
            {
                "url": "https://conganmai.example/bao-cao.pdf",
                "label": "Báo cáo",
                "digest": None,
                "type": None,
            }
        ],
        "first_seen": "2026-11-24T12:00:00Z",
        "last_seen": "2026-11-24T12:00:00Z",
        "absent": None,
        "revision": 1,
    }
    assert (rows[1]["published"], rows[2]["published"]) == ("2026-11-01T08:30:00+07:00", None)
    assert rows[2]["body"] == []
    assert left(tmp_path) == ["out.jsonl"]


def test_csv_opens_in_a_spreadsheet(db: Database, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    export(db, Query(site="conganmai"), "csv", str(out))
    assert out.read_bytes().startswith(b"\xef\xbb\xbfid,site,")
    with out.open(encoding="utf-8-sig", newline="") as file:
        fire, other = sorted(csv.DictReader(file), key=lambda row: row["id"])
    assert (fire["authors"], fire["tags"]) == ("Công Tuấn; Lan", "cháy; xưởng")
    assert fire["body"] == "\n\n".join(FIRE.body)
    assert fire["captions"] == "Hiện trường. Ảnh: Lan"
    assert fire["images"] == f"{PICTURE.src}\n{LOST.src}"
    assert (other["title"], other["views"], other["images"]) == ("Hai", "", "")


def test_parquet_has_types(db: Database, tmp_path: Path) -> None:
    export(db, Query(), "parquet", str(tmp_path / "out.parquet"))
    table = pyarrow.parquet.read_table(tmp_path / "out.parquet")
    rows = table.to_pylist()
    assert [row["day"] for row in rows] == [date(2026, 11, 2), date(2026, 11, 1), None]
    assert rows[0]["first_seen"] == datetime(2026, 11, 24, 12, tzinfo=UTC)
    for row, record in zip(rows, records(db, Query()), strict=True):
        same = record.keys() - {"first_seen", "last_seen"}
        assert {name: row[name] for name in same} == {name: record[name] for name in same}


def test_parquet_without_pyarrow_says_what_to_do(db: Database, tmp_path: Path) -> None:
    """In an interpreter that cannot find pyarrow, as where the extra is not installed."""
    script = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from scraper.cli import main; main(['export', 'parquet', 'out.parquet'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"CONGAN_ARCHIVE": str(tmp_path / "archive.db")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "congan: Parquet needs pyarrow; install it: pip install 'congan[parquet]'"
    )
    assert left(tmp_path) == []


def test_markdown_is_a_folder_with_the_pictures(db: Database, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    export(db, Query(), "markdown", str(out))
    (digest,) = [path.stem for path in (out / "files").iterdir()]
    assert (out / "files" / f"{digest}.jpg").read_bytes() == JPEG
    pages = {str(path.relative_to(out)): path.read_text() for path in out.rglob("*.md")}
    assert set(pages) == {
        "conganmai/2026/2026-11-02-1-chay-script-alert-1-script.md",
        "conganmai/2026/2026-11-01-2-hai.md",
        "www.la.example/undated/undated-3-ba.md",
    }
    page = pages["conganmai/2026/2026-11-02-1-chay-script-alert-1-script.md"]
    _, front, text = page.split("---\n", 2)
    facts = yaml.safe_load(front)
    assert facts["title"] == FIRE.title
    assert (facts["authors"], facts["views"]) == (["Công Tuấn", "Lan"], 12)
    assert facts["published"] == "2026-11-02"
    assert text.strip().split("\n\n") == [
        r"# # Cháy \<script>alert(1)\</script>",
        "Sáng nay, xưởng cháy.",
        r"\- Không ai bị thương, \*mừng\* \& cảm ơn.",
        r"1\. Bài học \[một\](javascript:alert(1))",
        rf"![Xe \[đỏ\]](../../files/{digest}.jpg)",
        "*Hiện trường. Ảnh: Lan*",
        "[Ảnh](<https://conganmai.example/b(1).jpg>)",
        "- [Báo cáo](<https://conganmai.example/bao-cao.pdf>)",
    ]
    assert (out / "conganmai/2026" / f"../../files/{digest}.jpg").exists()


def test_an_address_that_is_none_is_no_link() -> None:
    record: dict[str, Any] = dict.fromkeys(markdown._FRONT) | {"title": "Tin", "body": []}
    for address in ("javascript:alert(1)", "https://a/> [x](javascript:1)", None):
        bad = {"src": address, "alt": "Xe", "caption": None, "digest": None}
        page = markdown.page(record | {"images": [bad], "attachments": []}, "files")
        assert page.endswith("# Tin\n\nXe\n")


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet", "markdown"])
def test_an_interruption_leaves_nothing(db: Database, tmp_path: Path, form: str) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    out = tmp_path / "out"
    if form != "markdown":
        out.write_text("the last export")
    with pytest.raises(KeyboardInterrupt):
        export(db, Query(), form, str(out), interrupt)
    if form == "markdown":
        assert left(tmp_path) == []
    else:
        assert left(tmp_path) == ["out"]
        assert out.read_text() == "the last export"


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_export_that_is_ended_leaves_nothing(tmp_path: Path, ending: signal.Signals) -> None:
    build(tmp_path / "archive.db", 3000).close()
    process = subprocess.Popen(
        [sys.executable, "-m", "scraper", "export", "markdown", "out"],
        env=os.environ | {"CONGAN_ARCHIVE": str(tmp_path / "archive.db")},
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        # A script's background job ignores Ctrl-C, and so would what it starts.
        preexec_fn=lambda: [signal.signal(each, signal.SIG_DFL) for each in ENDINGS],
    )
    while not left(tmp_path) and process.poll() is None:
        time.sleep(0.002)
    process.send_signal(ending)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, "")
    assert left(tmp_path) == []


def test_a_pipe_is_written_to_and_stays(db: Database, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.extend(pipe.read_text().splitlines()))
    reader.start()
    export(db, Query("hai"), "jsonl", str(pipe))
    reader.join(10)
    assert [json.loads(line)["title"] for line in read] == ["Hai"]
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    ("form", "out", "message"),
    [
        ("csv", "nowhere/out.csv", "nowhere/out.csv: the folder nowhere does not exist"),
        ("csv", ".", ". is a folder; name a file"),
        ("markdown", ".", ". is there already; name a new or an empty folder"),
        (
            "jsonl",
            "archive.db",
            "archive.db is a database, or a part of one; name another file",
        ),
        (
            "csv",
            "archive.db-wal",
            "archive.db-wal is a database, or a part of one; name another file",
        ),
    ],
)
def test_what_cannot_be_made_is_said_first(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, out: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ExportError) as raised:
        check(form, out)
    assert str(raised.value) == message


def test_what_takes_no_more_is_named(db: Database) -> None:
    with pytest.raises(ExportError, match=r"/dev/full cannot be written: No space left on device"):
        export(db, Query(), "csv", "/dev/full")


def test_a_file_keeps_its_mode(db: Database, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.touch(0o600)
    export(db, Query(), "csv", str(out))
    assert out.stat().st_mode & 0o777 == 0o600


def test_a_spreadsheet_computes_nothing(db: Database, tmp_path: Path) -> None:
    keep(db, article("=1+1", "-2 là số.", byline="@lan", views=-1))
    export(db, Query("là số"), "csv", str(tmp_path / "out.csv"))
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    told = [row[name] for name in ("title", "body", "byline", "views")]
    assert told == ["'=1+1", "'-2 là số.", "'@lan", "-1"]


def test_a_title_of_wide_letters_names_its_file(db: Database, tmp_path: Path) -> None:
    keep(db, article("𐓘" * 100))
    export(db, Query("𐓘" * 100), "markdown", str(tmp_path / "out"))
    (path,) = (tmp_path / "out").rglob("*.md")
    assert len(path.name.encode()) < 100


def test_the_last_record_is_of_the_same_moment(db: Database, tmp_path: Path) -> None:
    rows = records(db, Query())
    next(rows)
    other = open_archive(tmp_path / "archive.db")
    other.execute("UPDATE articles SET views = 99")
    other.close()
    assert [row["views"] for row in rows] == [None, None]


def test_an_export_is_of_one_moment(db: Database, tmp_path: Path) -> None:
    rows = records(db, Query())
    assert next(rows)["title"] == FIRE.title
    other = open_archive(tmp_path / "archive.db")
    keep(other, replace(FIRE, title="Sửa"), article("Mới", published=date(2020, 1, 1)), days=1)
    other.close()
    assert [row["title"] for row in rows] == ["Hai", "Ba"]
    assert [row["title"] for row in records(db, Query())] == ["Sửa", "Hai", "Mới", "Ba"]
