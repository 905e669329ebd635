"""`congan status` and `congan browse`."""

import json
import os
import socket
import sys
from pathlib import Path

import click
from rich.console import Console

from scraper.commands.options import ARCHIVE, AS_JSON, fail, opened_to_read, own_name


@click.command("status", short_help="What the archive holds, and what is wrong.")
@ARCHIVE
@AS_JSON
def status(archive: Path, as_json: bool) -> None:
    """What the archive holds, how the last runs went and what is due.

    Exit code 1 says that an alarm rings: a site blocks or fails, falls silent, or has moved to a
    template on which fields are missed.

    \b
    Examples:
      congan status
      congan status --archive other.db --json | jq .alarms
    """
    from storage.status import is_healthy, report, tell

    db = opened_to_read(archive)
    if as_json:
        click.echo(json.dumps(report(db), ensure_ascii=False))
    else:
        tell(db, archive, Console())
        click.echo(f"\nBrowse it: {own_name()} browse --archive {archive}")
    sys.exit(not is_healthy(db))


@click.command("browse", short_help="Open the archive in the browser.")
@ARCHIVE
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    help="Port to listen on.",
)
@click.option("--no-open", is_flag=True, help="Do not open the browser.")
@click.option(
    "--immutable", "-i", is_flag=True, help="A copy that nobody writes to: leave its disk alone."
)
@click.option("--print-config", is_flag=True, help="Print the datasette command and leave.")
def browse(
    archive: Path, host: str, port: int, no_open: bool, immutable: bool, print_config: bool
) -> None:
    """Open the archive in Datasette, read-only, until Ctrl-C.

    A copy on a read-only disk is opened as one that nobody writes to.

    \b
    Examples:
      congan browse
      congan browse --archive other.db --port 8002 --no-open
      congan browse --archive copy.db --print-config
    """
    from storage import browse as room
    from storage.reading import must_not_be_written

    immutable = immutable or (archive.is_file() and must_not_be_written(archive))
    if print_config:
        click.echo(room.command_line(archive, host, port, immutable))
        return
    opened_to_read(archive, immutable).close()
    _check_place(host, port)
    sys.exit(room.serve(archive, host, port, not no_open, immutable))


def _check_place(host: str, port: int) -> None:
    """Exit code 1 where nobody can listen there; the server itself says it less well."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        # The number is negative where the address cannot be found.
        number = error.errno or 0
        why = os.strerror(number) if number > 0 else error.strerror
        fail(f"cannot listen on {host}, port {port}: {why}; choose another by --host or --port")
