"""An archive served as `congan browse` serves it, until the test is done with it."""

import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen


@contextmanager
def serving(
    archive: Path, *options: str, before: Sequence[str] = (), quiet: bool = True
) -> Iterator[str]:
    """The address of the reading room on an archive.

    `before` stands before the command, such as what takes rights away. At the end it must stop
    by Ctrl-C with exit code 0; and with `quiet` without a traceback.
    """
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [*before, sys.executable, "-m", "scraper", "browse", "--no-open", *options]
    command += ["--archive", str(archive), "--port", str(port)]
    home = f"http://127.0.0.1:{port}"
    # A file, as a pipe that nobody empties would stop the server.
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
        try:
            _wait_for(home, process)
            yield home
        finally:
            process.send_signal(signal.SIGINT)
            code = process.wait(20)
            output.seek(0)
            log = output.read()
    assert code == 0, log
    assert not quiet or "Traceback" not in log, log


def _wait_for(home: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise ChildProcessError(f"the server ended with {process.returncode}")
        try:
            urlopen(f"{home}/runs").close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(home)
