"""The interface in Vietnamese or English: its words, and how each writes numbers and moments."""

import re
import tomllib
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Request
from markupsafe import Markup, escape

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
"""By code; the first is the one where nothing else is asked for."""
COOKIE = "lang"
VIETNAM = timezone(timedelta(hours=7))

_WORDS = Path(__file__).parent / "words"
_ACCEPTED = re.compile(r"\s*([a-z]+)[^,;]*(?:;\s*q=([\d.]+))?", re.IGNORECASE)
_DAYS = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def language(request: Request) -> str:
    """The code of the language: `?lang=` first, then the cookie, then what the browser accepts."""
    accepted = _accepted(request.headers.get("accept-language") or "")
    asked = (request.args.get("lang"), request.cookies.get(COOKIE), *accepted)
    return next((code for code in asked if code in LANGUAGES), next(iter(LANGUAGES)))


def _accepted(header: str) -> list[str]:
    """The languages of an Accept-Language header, the most wanted first."""
    wanted: list[tuple[float, str]] = []
    for entry in header.split(","):
        if match := _ACCEPTED.match(entry):
            try:
                wanted.append((-float(match[2] or 1), match[1].lower()))
            except ValueError:
                continue
    return [code for _, code in sorted(wanted, key=lambda pair: pair[0])]


@cache
def catalogue(code: str) -> dict[str, str]:
    """Every string of the interface in one language, by its name."""
    words: dict[str, str] = tomllib.loads((_WORDS / f"{code}.toml").read_text(encoding="utf-8"))
    return words


def speaker(code: str) -> Callable[..., Markup]:
    """The function that gives a string of the catalogue, its `{names}` filled in and escaped.

    A string with `|` has a singular and a plural, told apart by `n`, which is written with the
    language's thousands mark.
    """
    words = catalogue(code)

    def say(name: str, **values: Any) -> Markup:
        text = words[name]
        if "|" in text:
            one, many = text.split("|")
            text = one if values.get("n") == 1 else many
        shown = {key: number(value, code) for key, value in values.items()}
        return Markup(text).format(**shown) if shown else Markup(text)

    return say


def number(value: Any, code: str) -> Any:
    """A whole number as the language writes it, 12.345 or 12,345; anything else as it is."""
    if not isinstance(value, int) or isinstance(value, bool):
        return value
    text = f"{value:,}"
    return text.replace(",", ".") if code == "vi" else text


def amount(size: int, code: str) -> str:
    """A number of bytes: 383 B, 225,5 kB or 225.5 kB, by the thousand."""
    value, unit = float(size), "B"
    for larger in ("kB", "MB", "GB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    text = f"{value:.0f}" if unit == "B" else f"{value:.1f}"
    return f"{text.replace('.', ',') if code == 'vi' else text} {unit}"


def moment(text: str | None, code: str, weekday: bool = False) -> Markup:
    """A date, or a date and time at +07:00, as a `<time>`; what is no date as it is."""
    if not text:
        return Markup("")
    try:
        seen = datetime.fromisoformat(text)
    except ValueError:
        return escape(text)
    if len(text) == 10:
        shown = _day(seen.date(), code, weekday)
    else:
        seen = seen.astimezone(VIETNAM) if seen.tzinfo else seen
        shown = f"{_day(seen.date(), code, weekday)}, {seen:%H:%M}"
    return Markup('<time datetime="{}">{}</time>').format(
        text if len(text) == 10 else seen.isoformat(), shown
    )


def _day(day: date, code: str, weekday: bool) -> str:
    month = _MONTHS[day.month - 1]
    english = f"{day.day} {month if weekday else month[:3]} {day.year}"
    shown = f"{day:%d/%m/%Y}" if code == "vi" else english
    return f"{_DAYS[code][day.weekday()]}, {shown}" if weekday else shown
