"""The archive in Datasette: read-only pages on this machine, nothing loaded from elsewhere."""

import shlex
from pathlib import Path

import click
from datasette.cli import cli

_HERE = Path(__file__).parent
_SETTINGS = {
    "default_page_size": 50,
    "sql_time_limit_ms": 3000,
    "facet_time_limit_ms": 1000,
    "suggest_facets": "off",
    "truncate_cells_html": 300,
    "allow_download": "off",
    "default_cache_ttl": 0,
}


def serve(path: Path, host: str, port: int, open_browser: bool, immutable: bool = False) -> int:
    """Serve the archive until Ctrl-C, and open the browser on it if asked.

    `immutable`: nobody writes to the file, and nothing is written beside it. Returns the exit
    code: 0 after Ctrl-C, else what Datasette failed with.
    """
    arguments = command(path, host, port, immutable)
    if open_browser:
        arguments.append("--open")
    try:
        cli.main(arguments, prog_name="datasette", standalone_mode=False)
    except (KeyboardInterrupt, click.Abort):
        return 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0


def command(path: Path, host: str, port: int, immutable: bool = False) -> list[str]:
    """The arguments after `datasette` that serve the archive in this dress."""
    arguments = ["serve", *(["--immutable"] if immutable else []), str(path)]
    arguments += ["--host", host, "--port", str(port)]
    arguments += ["--metadata", str(_HERE / "metadata.yaml")]
    arguments += ["--plugins-dir", str(_HERE / "plugins")]
    arguments += ["--template-dir", str(_HERE / "templates")]
    arguments += ["--static", f"browse:{_HERE / 'static'}"]
    for name, value in _SETTINGS.items():
        arguments += ["--setting", name, str(value)]
    return arguments


def command_line(path: Path, host: str, port: int, immutable: bool = False) -> str:
    """The whole command as a shell takes it."""
    return shlex.join(["datasette", *command(path, host, port, immutable)])
