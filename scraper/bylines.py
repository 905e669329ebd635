"""Who wrote it, and what it was taken from: the lines under an article."""

import re
from dataclasses import dataclass

_LABEL = re.compile(
    r"^(?:tác\s+giả(?:\s+bài\s+viết)?|thực\s+hiện|(?:được\s+)?viết\s+bởi|người\s+viết|bài\s+viết"
    r"|(?:tin|bài|ảnh)(?:\s*(?:,|và|&|-|/)?\s*(?:tin|bài|ảnh))+)\s*:\s*(?P<name>.+)$",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"^\(?\s*nguồn(?:\s+tin)?\s*:\s*(?P<name>.+?)\s*\)?$", re.IGNORECASE)
_AFTER = re.compile(r"^\(?\s*theo\s+(?P<name>[^.:]{2,60}?)\s*\)?\.?$", re.IGNORECASE)
_SOURCE_INSIDE = re.compile(r"[\s,;|.-]+nguồn(?:\s+tin)?\s*:\s*", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"^(?:admin\w*|super\s?user|quan\s?tri\w*|bien\s?tap\w*|btv\d+|editor\w*|user\w*|root|host)$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:[–—,;&]|(?<=\s)-(?=\s)|\s-|-\s|\bvà\b)\s*")
_DESKS = frozenset(
    {"pv", "ctv", "btv", "ban biên tập", "nhóm pv", "nhóm phóng viên", "bbt", "p.v", "c.t.v"}
)
_PORTAL = re.compile(r"^(?:cổng|trang|báo|tạp chí|đài|truyền hình|thông tấn)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Byline:
    """What a line under an article names."""

    text: str | None = None
    """As printed, without its label."""
    authors: tuple[str, ...] = ()
    source: str | None = None


def labelled(line: str) -> Byline | None:
    """A line that says what it is: `Tác giả: …`, `Tin, ảnh: …`, `Nguồn: …`, `(Theo Báo …)`."""
    if match := _LABEL.match(line):
        name, *sources = _SOURCE_INSIDE.split(match["name"], maxsplit=1)
        return _named(name, sources[0] if sources else None) or Byline()
    if match := _SOURCE.match(line):
        return Byline(source=match["name"])
    if match := _AFTER.match(line):
        person, _, paper = match["name"].partition("/")
        if paper and is_name(person):
            return Byline(match["name"], names(person), paper.strip())
        return Byline(source=match["name"])
    return None


def named(line: str) -> Byline | None:
    """A line from where only bylines stand, with or without a label. None for an account."""
    return labelled(line) or _named(line.strip(" -–|"), None)


def is_name(line: str) -> bool:
    """Whether a line is nothing but names: every word of each begins with a capital.

    Two words at least, or initials, or a desk (`PV`, `Ban Biên tập`), since a single word
    may be anything.
    """
    if len(line) > 80 or (re.search(r"[.!?:…]$", line) and not re.search(r"\b\w\.$", line)):
        return False
    people = [part for part in _BETWEEN.split(line) if part]
    return bool(people) and all(_is_person(person) for person in people)


def names(line: str) -> tuple[str, ...]:
    """The people that a byline names, in order, without remarks in brackets or agencies."""
    bare = re.sub(r"\s*\([^)]*\)", "", line)
    people = (person.partition("/")[0].strip(" .") for person in _BETWEEN.split(bare))
    return tuple(dict.fromkeys(person for person in people if person))


def is_account(name: str) -> bool:
    """Whether a name is the login of whoever posted, not a person's."""
    return bool(_ACCOUNT.match(name.strip()))


def is_organisation(name: str) -> bool:
    """Whether a name is a portal's or a paper's."""
    return bool(_PORTAL.match(name))


def _named(name: str, source: str | None) -> Byline | None:
    name = name.strip(" -–|")
    if not name or is_account(name):
        return Byline(source=source) if source else None
    return Byline(name, names(name), source)


def _is_person(name: str) -> bool:
    if name.casefold() in _DESKS:
        return True
    words = name.split()
    if len(words) == 1 and "." not in name.rstrip("."):
        return False
    return (
        len(words) <= 5 and all(word[0].isupper() for word in words) and not re.search(r"\d", name)
    )
