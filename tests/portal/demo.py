"""`make demo`: the real crawl of a portal on this machine, into a fresh archive."""

import os
import subprocess
import sys
from pathlib import Path

from scraper.commands.options import own_name
from tests.reading_room import days

ARCHIVE = Path("demo.db")
NEWS = (
    "Three police portals are played on 127.0.0.1:{}. Crawling them ...",
    "A day later: two articles were edited, one is gone. Crawling again ...",
    "Another day later: more edits, and a picture was replaced. Crawling again ...",
)


def main() -> int:
    """Play the portals, crawl them on three days, show what was kept. The crawl's exit code is
    ours."""
    for ending in ("", "-wal", "-shm"):
        Path(f"{ARCHIVE}{ending}").unlink(missing_ok=True)
    crawled = 0
    for news, portal in zip(NEWS, days(ARCHIVE, len(NEWS)), strict=True):
        print(f"\n{news.format(portal.port)}\n")
        mirror = {"CONGAN_HOSTMAP": portal.hostmap, "CONGAN_DELAY": "0"}
        crawled = _congan("crawl", mirror) or crawled
    print()
    shown = _congan("status", {})
    print(f"Search it: {own_name()} search 'công an' --archive {ARCHIVE}")
    return shown or crawled


def _congan(command: str, environment: dict[str, str]) -> int:
    sys.stdout.flush()
    return subprocess.run(
        [sys.executable, "-m", "scraper", command, "--archive", str(ARCHIVE)],
        env=os.environ | environment,
        check=False,
    ).returncode


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
