"""An Atom document (RFC 4287)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from xml.etree import ElementTree as ET

_ATOM = "http://www.w3.org/2005/Atom"
_VIETNAM = timezone(timedelta(hours=7))
_EPOCH = "1970-01-01T00:00:00Z"
# What XML 1.0 cannot say.
_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed."""

    id: str
    """An IRI, the same for the same thing in every feed and at every address of the archive."""
    title: str
    updated: str
    """UTC, `...Z`: when the archive saw what the entry tells."""
    link: str
    """The page about it in the archive."""
    published: str | None = None
    """As the page of the portal shows it: a date, or a date and time, at +07:00."""
    author: str | None = None
    category: str | None = None
    summary: str | None = None
    """Plain text."""
    source: str | None = None
    """The article's address on its portal."""


def atom(entries: Iterable[Entry], title: str, address: str, home: str) -> bytes:
    """A feed document in UTF-8; serve it as `application/atom+xml`.

    `address` is the feed's own absolute address and its id, `home` that of the page which shows
    the same. Entries stand as given. Without any the feed was last updated in 1970.
    """
    # Feed readers know the names without a prefix best.
    ET.register_namespace("", _ATOM)
    entries = list(entries)
    feed = ET.Element(_name("feed"), {"xml:lang": "vi"})
    _add(feed, "title", title)
    _add(feed, "id", address)
    _add(feed, "updated", max((entry.updated for entry in entries), default=_EPOCH))
    _add(feed, "link", rel="self", type="application/atom+xml", href=address)
    _add(feed, "link", rel="alternate", type="text/html", href=home)
    _add(_add(feed, "author"), "name", "congan")
    for entry in entries:
        _add_entry(feed, entry)
    document: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def _add_entry(feed: ET.Element, entry: Entry) -> None:
    element = _add(feed, "entry")
    _add(element, "title", entry.title)
    _add(element, "id", entry.id)
    _add(element, "updated", entry.updated)
    if entry.published:
        _add(element, "published", _moment(entry.published))
    _add(element, "link", rel="alternate", type="text/html", href=entry.link)
    if entry.source:
        _add(element, "link", rel="via", href=entry.source)
    if entry.author:
        _add(_add(element, "author"), "name", entry.author)
    if entry.category:
        _add(element, "category", term=entry.category)
    if entry.summary:
        _add(element, "summary", entry.summary)


def _moment(published: str) -> str:
    """A date as its first moment in Vietnam; a time without zone as Vietnam's."""
    moment = datetime.fromisoformat(published)
    return (moment if moment.tzinfo else moment.replace(tzinfo=_VIETNAM)).isoformat()


def _add(parent: ET.Element, name: str, text: str | None = None, **facts: str) -> ET.Element:
    clean = {key: _UNSAYABLE.sub("", value) for key, value in facts.items()}
    element = ET.SubElement(parent, _name(name), clean)
    if text is not None:
        element.text = _UNSAYABLE.sub("", text)
    return element


def _name(name: str) -> str:
    return f"{{{_ATOM}}}{name}"
