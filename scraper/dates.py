"""Dates as the portals print them, and as their metadata claims them.

The numbers in comments are those of the forms seen on real pages.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime

from scraper.text import remembered

VIETNAM = timezone(timedelta(hours=7))

_MONTHS = {"một": 1, "giêng": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6,
           "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10, "mười một": 11,
           "mười hai": 12, "chạp": 12}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ENGLISH = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_ENGLISH_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
# CLDR, and with it Liferay, Java and the browsers, abbreviates the word for month.
_OF_MONTH = r"(?:tháng|thg\.?|th\.|t(?=\d))"
_WEEKDAY = r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s*nhật|cn|t[2-7])\b"
_TIME = (
    r"(?P<hour{n}>[01]?\d|2[0-3])\s*(?::|h|giờ)\s*(?P<minute{n}>[0-5]\d)"
    r"(?::(?P<second{n}>[0-5]\d))?(?:\s*(?P<half{n}>[AaPp]\.?[Mm]\b\.?|SA\b|CH\b|sáng|trưa|chiều|tối))?"
)
_AFTERNOON = ("PM", "CH", "TRƯA", "CHIỀU", "TỐI")
_BREAK = r"[\s,|\-–•·]*"
_DAY = (
    # 1, 12, 27: 24/07/2023, 16.02.2024, 24-7-2023
    r"(?P<day>\d{1,2})\s*(?P<mark>[/.\-])\s*(?P<month>\d{1,2})\s*(?P=mark)\s*(?P<year>\d{4})"
    # 13: 25 Tháng 1 2022, ngày 24 tháng 7 năm 2023, 05 thg 3 2025, 5-thg 3-2025
    rf"|(?P<day2>\d{{1,2}})[\s\-]+{_OF_MONTH}\s*(?P<month2>\d{{1,2}})(?:\s+năm|[,\-])?\s*"
    r"(?P<year2>\d{4})"
    # 14, 30: 03 Tháng Mười 2022, 03 Tháng M. hai 2022
    rf"|(?P<day3>\d{{1,2}})\s+{_OF_MONTH}\s+(?P<month3>(?:m\.\s*)?(?:{_MONTH}))(?:\s+năm|,)?\s+"
    r"(?P<year3>\d{4})"
    # What a database holds, printed as it is: 2025-02-21 10:00:12
    r"|(?P<year4>(?:19|20)\d\d)(?P<mark4>[/.\-])(?P<month4>\d{1,2})(?P=mark4)(?P<day4>\d{1,2})"
    # A date format nobody has set for Vietnam: Tháng Ba 14, 2025, Tháng 3 14, 2025
    rf"|{_OF_MONTH}\s+(?P<month5>\d{{1,2}}|{_MONTH})\s+(?P<day5>\d{{1,2}}),\s+(?P<year5>\d{{4}})"
    # 14 March 2025, March 14, 2025
    rf"|(?P<day6>\d{{1,2}})\s+(?P<month6>{_ENGLISH_MONTH}),?\s+(?P<year6>\d{{4}})"
    rf"|\b(?P<month7>{_ENGLISH_MONTH})\s+(?P<day7>\d{{1,2}}),?\s+(?P<year7>\d{{4}})"
)
_VISIBLE = re.compile(
    # Not the end of a range: 23-24/9/2026
    r"(?<![\d/.])(?<!\d[-–])(?<!\d [-–] )"
    rf"(?:{_TIME.format(n=1)}{_BREAK}(?:{_WEEKDAY}{_BREAK})?(?:ngày\s+)?)?"
    rf"(?:{_DAY})"
    # 14 glues the time to the year: 03 Tháng Mười 20227:54 CH
    rf"(?:{_BREAK}(?:(?:lúc|at)\s+|T)?{_TIME.format(n=2)})?(?![\d/])",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?P<hour>[01]?\d|2[0-3])\s*(?::|h|giờ)\s*(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_FOUR_DIGITS = re.compile(r"\d{4}")
_LABEL = re.compile(
    rf"{_WEEKDAY}|\(?\[?\bGMT\s*\+\s*0?7\]?\)?|\bđưa tin\b"
    r"|(?:(?:ngày|tin|bài|thời gian|được|đã|mới|lần)\s+)?(?:đăng(?:\s+(?:ngày|tải|tin|bài|vào))?"
    r"|cập nhật(?:\s+(?:lúc|ngày|cuối(?:\s+lúc)?))?|xuất bản|phát hành|ban hành|tạo|gửi|viết"
    r"|(?:chỉnh\s+)?sửa(?:\s+đổi|\s+lần\s+cuối)?)"
    r"\s*:?|\bthời gian\b|\bngày\b|\b(?:vào\s+)?lúc\b"
    r"|\d+\s+(?:giây|phút|giờ|ngày|tuần|tháng|năm)\s+trước"
    r"|\b(?:(?:last\s+)?(?:published|posted?|updated?|modified)(?:\s+(?:on|date))?|date|at"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\b|[\s,|\-–•·:()\[\]]+",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*"
    r"(Z|UTC|[+-]\d{2}:?\d{2})?)?$"
)
# 23: PHP's date('Y-m-dTH:i:s') prints the zone where the T should stand.
_BROKEN_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})([+-]\d{2})(?::?00)?(\d{2}:\d{2}:\d{2})$")


@remembered
def find(text: str) -> date | datetime | None:
    """The first date in a visible line, at +07:00: a date and time where a time is printed.

    Day before month, but for slash dates with AM or PM, which are American (form 26).
    """
    for match in _VISIBLE.finditer(text) if _FOUR_DIGITS.search(text) else ():
        if found := _visible(match):
            return found
    return None


def at_time(day: date | datetime, text: str) -> date | datetime:
    """A date at the time that a line prints, if it prints a time and nothing else."""
    match = None if isinstance(day, datetime) else _CLOCK.fullmatch(text)
    if not match:
        return day
    hour, minute, second = (int(part or 0) for part in match.group("hour", "minute", "second"))
    return datetime.combine(day, time(hour, minute, second), VIETNAM)


def is_time(text: str) -> bool:
    """Whether a line is the time of a day and nothing else."""
    return _CLOCK.fullmatch(text) is not None


@remembered
def is_dateline(text: str) -> bool:
    """Whether a line is a date and hardly anything else: its weekday, label, zone."""
    if len(text) > 120 or not _has_year(text):
        return False
    match = _VISIBLE.search(text)
    if not match or not _visible(match):
        return False
    rest = text[: match.start()] + text[match.end() :]
    return len(_LABEL.sub("", rest)) <= 2


def begins(text: str) -> bool:
    """Whether a line begins with a date and the words that belong to it."""
    match = _first(text[:60])
    return match is not None and not _LABEL.sub("", text[: match.start()]).strip()


def without(text: str) -> str:
    """A line without its first date and the words that belong to it."""
    match = _first(text) if len(text) <= 200 else None
    if not match or not _visible(match):
        return text
    before, after = text[: match.start()], text[match.end() :]
    return f"{_LABEL.sub(' ', before).strip()} {_LABEL.sub(' ', after).strip()}".strip()


def claimed(text: str | None) -> date | datetime | None:
    """A date of metadata, feeds or APIs, turned to +07:00; without a zone it is local.

    ISO 8601 (also PHP's broken form), RFC 822 (also with the zone word `UTC`), else as printed.
    """
    text = (text or "").strip()
    if not text:
        return None
    if match := _BROKEN_ISO.match(text):
        text = f"{match[1]}T{match[3]}{match[2]}:00"
    if match := _ISO.match(text):
        return _iso(match)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return find(text)
    try:
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(VIETNAM)
    except OverflowError:
        return None


def _has_year(text: str) -> bool:
    return ("19" in text or "20" in text) and _YEAR.search(text) is not None


def _first(text: str) -> re.Match[str] | None:
    """The first date in a text; without the digits of a year it need not be looked for."""
    return _VISIBLE.search(text) if _FOUR_DIGITS.search(text) else None


def _visible(match: re.Match[str]) -> date | datetime | None:
    part = match.groupdict()
    form = next(form for form in ("", *"234567") if part[f"year{form}"])
    day, year, month = part[f"day{form}"], part[f"year{form}"], _month(part[f"month{form}"])
    suffix = "1" if part["hour1"] else "2"
    hour, half = part[f"hour{suffix}"], (part[f"half{suffix}"] or "").upper().replace(".", "")
    american = half in ("AM", "PM") and int(day) <= 12
    if american and (part["mark"] == "/" or month > 12):
        day, month = str(month), int(day)
    try:
        if hour is None:
            return date(int(year), month, int(day))
        hours = int(hour) % 12 + 12 * (half in _AFTERNOON) if half else int(hour)
        minute, second = int(part[f"minute{suffix}"]), int(part[f"second{suffix}"] or 0)
        return datetime(int(year), month, int(day), hours, minute, second, tzinfo=VIETNAM)
    except ValueError:
        return None


def _month(name: str) -> int:
    if name.isdecimal():
        return int(name)
    plain = " ".join(name.lower().split())
    if (month := plain[:3]) in _ENGLISH:
        return _ENGLISH.index(month) + 1
    if plain.startswith("m."):
        plain = f"mười {plain.removeprefix('m.').strip()}"
    return _MONTHS.get(plain, 0)


def _iso(match: re.Match[str]) -> date | datetime | None:
    year, month, day, hour, minute, second, zone = match.groups()
    try:
        if hour is None:
            return date(int(year), int(month), int(day))
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))
        if zone is None:
            return moment.replace(tzinfo=VIETNAM)
        offset = "+0000" if zone in ("Z", "UTC") else zone.replace(":", "")
        sign = -1 if offset[0] == "-" else 1
        away = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5])) * sign
        return moment.replace(tzinfo=timezone(away)).astimezone(VIETNAM)
    except (ValueError, OverflowError):
        return None
