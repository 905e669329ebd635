"""Serve the portals until Ctrl-C: `python -m tests.portal [--port N]`."""

import argparse
import threading
from contextlib import suppress

from tests.portal import Portal


def main() -> None:
    """Serve, and print what to put into the environment."""
    parser = argparse.ArgumentParser(prog="python -m tests.portal", description=__doc__)
    parser.add_argument("--port", type=int, default=8123, help="0 takes a free one")
    with Portal(port=parser.parse_args().port) as portal, suppress(KeyboardInterrupt):
        print(f"export CONGAN_HOSTMAP={portal.hostmap}", flush=True)
        print(
            f"{len(portal.articles)} articles on 127.0.0.1:{portal.port}; Ctrl-C ends", flush=True
        )
        threading.Event().wait()


if __name__ == "__main__":
    main()
