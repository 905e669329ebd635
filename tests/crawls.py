"""The command run at a portal's time, each run a process of its own that a signal can end.

A fork server imports everything once. Each run is forked from it, so that it costs a third
of a fresh interpreter; no reactor runs in the server. In the run, and there alone,
time-machine sets the clock: the program reads the time as it always does. Monotonic clocks,
by which asyncio, Twisted and Scrapy wait, stay what they are.
"""

import multiprocessing
import os
from collections.abc import Mapping
from pathlib import Path

from tests.portal.clock import Clock

_PRELOADED = [
    *"time_machine scraper.cli storage.pipeline storage.status".split(),
    *"spiders.hostmap spiders.loader spiders.progress spiders.retry spiders.robots".split(),
    *"spiders.run spiders.throttle".split(),
    *(f"scrapy.core.downloader.{name}" for name in "handlers.ftp handlers.http11 tls".split()),
    *(f"scrapy.downloadermiddlewares.{name}" for name in "cookies httpcache httpproxy".split()),
    *(f"scrapy.extensions.{name}" for name in "feedexport remote_control telnet".split()),
    *(f"scrapy.{name}" for name in "dupefilters pqueues resolver robotstxt squeues".split()),
    *"aiohttp.web tldextract twisted.web.client xml.sax.expatreader".split(),
]
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(_PRELOADED)


class Crawl:
    """One run of the command; it begins at once."""

    def __init__(
        self, arguments: list[str], clock: Clock, environment: Mapping[str, str], folder: Path
    ) -> None:
        """`folder` is where the run works and leaves its output: `stdout` and `stderr`."""
        self.folder = folder
        self._process = _FORKS.Process(
            target=_run, args=(arguments, clock.file, dict(environment), folder), daemon=True
        )
        self._process.start()

    @property
    def running(self) -> bool:
        return self._process.is_alive()

    @property
    def stdout(self) -> str:
        return (self.folder / "stdout").read_text(encoding="utf-8")

    @property
    def stderr(self) -> str:
        return (self.folder / "stderr").read_text(encoding="utf-8")

    def kill(self) -> None:
        """End it by SIGKILL, if it still runs."""
        self._process.kill()

    def wait(self, seconds: float = 120) -> int:
        """The exit code, negative where a signal ended it. Raises TimeoutError."""
        self._process.join(seconds)
        code = self._process.exitcode
        if code is None:
            self.kill()
            raise TimeoutError(f"a run went on after {seconds} seconds; see {self.folder}/stderr")
        self._process.close()
        return code


def _run(arguments: list[str], clock: Path, environment: dict[str, str], folder: Path) -> None:
    """In the forked process: the command, with the clock's time and the output in files."""
    import time_machine

    os.environ.update(environment)
    os.chdir(folder)
    for number, name in ((1, "stdout"), (2, "stderr")):
        file = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, number)
        os.close(file)
    time_machine.travel(Clock(clock).now(), tick=True).start()
    from scraper.cli import main

    main(arguments)
