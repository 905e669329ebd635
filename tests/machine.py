"""What the machine has for recurring jobs: its tools, and a systemd of the test's own."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

# Where the tests run, systemd is seldom the first process. A manager of a user runs all the
# same when /run/systemd says that it is; that is said in a mount namespace of its own.
_BOOT = """
set -e
mount -t tmpfs tmpfs /run/systemd
mkdir -p /run/systemd/system /run/systemd/inaccessible/dir
touch /run/systemd/inaccessible/reg
/lib/systemd/systemd --user --unit=basic.target >"$HOME/manager.log" 2>&1 &
manager=$!
for _ in $(seq 100); do
    systemctl --user show --property=Version >/dev/null 2>&1 && break
    sleep 0.1
done
trap 'kill -TERM $manager; wait $manager' EXIT
set +e
"""
_NAMESPACE = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")


def need(tool: str) -> None:
    """Skip the test where a tool is missing; fail it where everything must hold."""
    if shutil.which(tool):
        return
    if os.environ.get("CI"):
        pytest.fail(f"{tool} is not on this machine; .ci/run installs it")
    pytest.skip(f"{tool} is not on this machine")


def under_systemd(
    script: str, home: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a script of bash under a real manager of units, whose user has this home."""
    need("systemctl")
    if subprocess.run([*_NAMESPACE, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this user may not make a namespace for a systemd of its own")
    (runtime := home / "run").mkdir(mode=0o700)
    own = {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_RUNTIME_DIR": str(runtime),
    }
    return subprocess.run(
        [*_NAMESPACE, "bash", "-c", _BOOT + script],
        env=environment | own,
        cwd=home,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
