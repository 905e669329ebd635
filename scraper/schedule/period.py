"""How often a job runs, in the words of systemd and of cron."""

import re
from dataclasses import dataclass
from typing import Self

_HOUR, _DAY, _WEEK = 60, 24 * 60, 7 * 24 * 60
_NAMES = {"hourly": _HOUR, "daily": _DAY, "weekly": _WEEK}
_UNITS = {"m": 1, "h": _HOUR}
_SHORTEST = 5
_LONGEST_DELAY = 60


@dataclass(frozen=True, slots=True)
class Period:
    """A number of minutes that divides an hour, a day, or is a week."""

    minutes: int

    @classmethod
    def read(cls, text: str) -> Self:
        """`hourly`, `daily`, `weekly`, or a number and `m` or `h`: `15m`, `6h`.

        Raises ValueError for what cron cannot say, such as every seven hours.
        """
        match = re.fullmatch(r"(\d{1,4})([mh])", text)
        minutes = int(match[1]) * _UNITS[match[2]] if match else _NAMES.get(text, 0)
        whole = _HOUR if minutes < _HOUR else _DAY
        if minutes != _WEEK and (minutes < _SHORTEST or whole % minutes):
            raise ValueError(
                f"{text!r} is not hourly, daily, weekly, minutes that divide an hour "
                f"({_SHORTEST}m to 30m) or hours that divide a day (1h to 24h)"
            )
        return cls(minutes)

    def __str__(self) -> str:
        names = {minutes: name for name, minutes in _NAMES.items()}
        unit, of = ("h", _HOUR) if self.minutes >= _HOUR else ("m", 1)
        return names.get(self.minutes) or f"{self.minutes // of}{unit}"

    @property
    def delay(self) -> int:
        """The most minutes by which a run may be put off, so that not all begin at once."""
        return min(self.minutes // 4, _LONGEST_DELAY)

    @property
    def calendar(self) -> str:
        """For systemd's `OnCalendar=`; see systemd.time(7)."""
        if self.minutes < _HOUR:
            return f"*:0/{self.minutes}"
        if _HOUR < self.minutes < _DAY:
            return f"0/{self.minutes // _HOUR}:00"
        return str(self)

    def crontab(self, spread: int) -> str:
        """The five fields of crontab(5). `spread`, any number, chooses where in the period."""
        if self.minutes < _HOUR:
            return f"{spread % self.minutes}-59/{self.minutes} * * * *"
        minute, hour = spread % _HOUR, spread // _HOUR
        if self.minutes == _HOUR:
            return f"{minute} * * * *"
        if self.minutes < _DAY:
            hours = self.minutes // _HOUR
            return f"{minute} {hour % hours}-23/{hours} * * *"
        weekday = str(spread // _DAY % 7) if self.minutes == _WEEK else "*"
        return f"{minute} {hour % 24} * * {weekday}"
