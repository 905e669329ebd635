"""Who wrote it, and what it was taken from: the lines under an article."""

import re
from dataclasses import dataclass

from scraper.text import remembered

_LONGEST = 160
# Words of the name of an office that is a source.
_OF_AN_OFFICE = 8
_LABEL = re.compile(
    r"^(?:(?:tác\s+giả(?:\s+bài\s+viết)?|(?:(?:nhóm|người)\s+)?thực\s+hiện|người\s+(?:viết|đăng|gửi)(?:\s+bài)?|bài\s+viết|tin|bài"
    r"|nhóm\s+(?:tác\s+giả|phóng\s+viên|pv)|phóng\s+viên|cộng\s+tác\s+viên|p\.?v|c\.?t\.?v|bút\s+danh"
    r"|tổng\s+hợp|sưu\s+tầm"
    r"|(?:tin|bài|ảnh)(?:(?:\s*[,&/-]\s*|\s+và\s+|\s+)(?:tin|bài|ảnh|video))+)\s*:"
    r"|(?:(?:được\s+)?(?:viết|đăng|gửi)\s+)?bởi\b\s*:?|(?:(?:written|posted)\s+)?by\b\s*:?)\s*(?P<name>\S.*)$",
    re.IGNORECASE,
)
_AUTHOR_NAME = re.compile(r"author|byline|tac-?gia|writer|nguoi-?viet|butdanh", re.IGNORECASE)
_SOURCE = re.compile(
    r"^[(\[]?\s*(?:theo\s+|trích\s+)?nguồn(?:\s+tin|\s+bài(?:\s+viết)?)?\s*:\s*(?P<name>\S.*?)\s*[)\]]?\.?$",
    re.IGNORECASE,
)
_AFTER = re.compile(r"^(?P<open>[(\[])?\s*theo\s*:?\s+(?P<name>[^.:]\S.*?)\s*[)\]]?\.?$", re.I)
_SOURCE_INSIDE = re.compile(r"[\s,;|.(\[-](?:theo\s+)?nguồn(?:\s+tin)?\s*:", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"^(?:admin\w*|super\s?user|administrator|quan\s?tri\w*|quản\s+trị(?:\s+\w+)?|bien\s?tap\w*"
    r"|btv\s?\d+|editor\w*|user\w*|root|host|mod\w*|webmaster|\w+\d{2,}|[\w.]+@[\w.]+)$",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"[a-z][a-z0-9._-]*")
_BETWEEN = re.compile(r"\s*(?:[–—,;&+]|(?<=\s)-(?=\s)|\s-|-\s|\b(?:và|and)\b)\s*")
_BRACKETED = re.compile(r"\s*\([^()]*\)")
_DESKS = frozenset(
    {"pv", "ctv", "btv", "ban biên tập", "nhóm pv", "nhóm phóng viên", "bbt", "p.v", "c.t.v",
     "phóng viên", "cộng tác viên"}
)  # fmt: skip
_PAPER = re.compile(
    r"^(?:báo|tạp chí|đài|truyền hình|thông tấn xã|ttxvn|vtv|vov|vtc|antv|cổng|trang|bản tin|kênh"
    r"|vnexpress|website)\b|\.(?:vn|com|net|org)\b",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"^(?:công an|phòng|ban|trung tâm|đội|nhóm|văn phòng|cục|tổ|sở|ubnd|bộ|đoàn|hội)\b", re.I
)
_LAW = re.compile(
    r"\b(?:điều|khoản|luật|bộ luật|nghị (?:định|quyết)|thông tư|quy định|quyết định|chỉ thị"
    r"|kế hoạch|lời|thống kê|báo cáo)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Byline:
    """What a line under an article names."""

    text: str | None = None
    """As printed, without its label."""
    authors: tuple[str, ...] = ()
    source: str | None = None


def labelled(line: str) -> Byline | None:
    """A line that says what it is: `Tác giả: …`, `Tin, ảnh: …`, `Nguồn: …`, `(Theo Báo …)`.

    A sentence that happens to begin so (`Thực hiện: Chỉ thị số 5 đã …`) names nobody.
    """
    if len(line) > _LONGEST:
        return None
    if match := _LABEL.match(line):
        name, source = _parted(match["name"])
        name = name.strip(" -–|;,")
        if is_account(name) or not name:
            return Byline(source=source)
        return _named(name, source) if _are_names(name) else None
    if match := _SOURCE.match(line):
        return Byline(source=match["name"]) if _is_short(match["name"]) else None
    if match := _AFTER.match(line):
        return _after(match["name"], bracketed=bool(match["open"]))
    return None


def named(line: str) -> Byline | None:
    """A line from where only bylines stand, with or without a label. None for an account."""
    return labelled(line) or _named(*_parted(line.strip(" -–|")))


def is_name(line: str) -> bool:
    """Whether a line is nothing but names: every word of each begins with a capital.

    Two words at least, or initials, or a desk (`PV`, `Ban Biên tập`), since a single word
    may be anything.
    """
    if len(line) > 80 or (re.search(r"[.!?:…]$", line) and not re.search(r"\b\w\.$", line)):
        return False
    people = [part for part in _BETWEEN.split(_BRACKETED.sub("", line)) if part]
    return bool(people) and all(_is_person(person.partition("/")[0]) for person in people)


def names(line: str) -> tuple[str, ...]:
    """The people that a byline names, in order, without remarks in brackets or agencies."""
    people = (
        person.partition("/")[0].strip(" .") for person in _BETWEEN.split(_BRACKETED.sub("", line))
    )
    return tuple(dict.fromkeys(person for person in people if person))


@remembered
def are_of_author(names: str) -> bool:
    """Whether the names of an element, its class and the like, are those of a byline."""
    return _AUTHOR_NAME.search(names) is not None


def is_account(name: str) -> bool:
    """Whether a name is the login of whoever posted, not a person's."""
    name = name.strip()
    return bool(_ACCOUNT.match(name) or _LOGIN.fullmatch(name))


def is_organisation(name: str) -> bool:
    """Whether a name is a portal's, an office's or a paper's."""
    return bool(_PAPER.search(name) or _OFFICE.match(name))


def _parted(text: str) -> tuple[str, str | None]:
    """A byline and the source that its line names behind it."""
    match = _SOURCE_INSIDE.search(text)
    if match is None:
        return text, None
    return text[: match.start()], text[match.end() :].strip(" )].") or None


def _after(name: str, bracketed: bool) -> Byline | None:
    person, _, paper = name.partition("/")
    if paper and is_name(person):
        return Byline(name, names(person), paper.strip())
    if not _is_short(name) or _LAW.search(name):
        return None
    if bracketed or _PAPER.search(name) or is_name(name):
        return Byline(source=name)
    office = _OFFICE.match(name) and "," not in name and len(name.split()) <= _OF_AN_OFFICE
    return Byline(source=name) if office else None


def _are_names(text: str) -> bool:
    """Whether what follows a label may be names: people, desks, offices, papers."""
    people = [part for part in _BETWEEN.split(_BRACKETED.sub("", text)) if part.strip()]
    return bool(people) and all(
        _is_person(person.partition("/")[0].strip(" ."), single=True)
        or (is_organisation(person) and len(person.split()) <= 10)
        for person in people
    )


def _is_short(name: str) -> bool:
    return len(name) <= 80 and len(name.split()) <= 14 and not re.search(r"[.!?]\s", name)


def _named(name: str, source: str | None) -> Byline | None:
    name = name.strip(" -–|")
    if not name or is_account(name):
        return Byline(source=source) if source else None
    return Byline(name, names(name), source)


def _is_person(name: str, single: bool = False) -> bool:
    if name.casefold() in _DESKS:
        return True
    words = name.split()
    if len(words) == 1 and not single and "." not in name.rstrip("."):
        return False
    return (
        0 < len(words) <= 5
        and all(word[0].isupper() for word in words)
        and not re.search(r"\d", name)
    )
