"""`make demo`: the real crawl of a portal on this machine, into a fresh archive."""

import os
import subprocess
import sys
from pathlib import Path

from tests.portal import Portal

ARCHIVE = Path("demo.db")


def main() -> int:
    """Play the portals, crawl them, show what was kept. The crawl's exit code is ours."""
    for ending in ("", "-wal", "-shm"):
        Path(f"{ARCHIVE}{ending}").unlink(missing_ok=True)
    with Portal() as portal:
        print(f"Three police portals are played on 127.0.0.1:{portal.port}. Crawling them ...\n")
        mirror = {"CONGAN_HOSTMAP": portal.hostmap, "CONGAN_DELAY": "0"}
        crawled = _congan("crawl", mirror)
    return _congan("status", {}) or crawled


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
