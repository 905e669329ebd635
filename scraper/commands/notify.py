"""Alarms to the addresses that the owner names, by way of Apprise."""

from collections.abc import Sequence
from typing import Any


class NotifyError(Exception):
    """The owner could not be told; the message says why."""


def notify(addresses: str, alarms: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Send what has gone wrong with sites: pairs of a site's name and an alarm as JSON values.

    `addresses` are Apprise URLs (mailto://, ntfy://, json://, ...) with blanks between them;
    with none, or without alarms, nothing is done. Raises NotifyError where one of them cannot
    be understood or reached.
    """
    if not (addresses.split() and alarms):
        return
    try:
        import apprise
    except ImportError as error:
        raise NotifyError("CONGAN_NOTIFY needs Apprise: pip install apprise") from error
    owner = apprise.Apprise()
    for address in addresses.split():
        if not owner.add(address):
            raise NotifyError(f"CONGAN_NOTIFY: {address!r} is no address that Apprise knows")
    names = ", ".join(dict.fromkeys(site for site, _ in alarms))
    lines = ["\n".join([f"{site}: {a['message']}", *a["examples"]]) for site, a in alarms]
    if not owner.notify(title=f"congan: alarm for {names}", body="\n\n".join(lines)):
        raise NotifyError("CONGAN_NOTIFY: not every address could be reached")
