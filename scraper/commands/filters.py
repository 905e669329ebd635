"""Which articles `congan search` and `congan export` mean."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from storage.search import Query

_DAY = click.DateTime(["%Y-%m-%d"])


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that narrow a search."""
    for option in (
        click.option("--until", type=_DAY, metavar="DATE", help="Published on this day or before."),
        click.option(
            "--since",
            type=_DAY,
            metavar="DATE",
            help="Published on this day (2026-01-31) or after.",
        ),
        click.option("--section", help="Only this section of the site, as printed."),
        click.option("--site", help="Only this site; `congan status` names them."),
    ):
        command = option(command)
    return command


def query_of(
    text: str, since: datetime | None = None, until: datetime | None = None, **more: Any
) -> "Query":
    """The search that the options of `filtered` mean."""
    from storage.search import Query

    return Query(text, since=since and since.date(), until=until and until.date(), **more)
