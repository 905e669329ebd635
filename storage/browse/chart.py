"""A line of numbers over time as SVG: no script, prints, and every point can be read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

WIDTH, HEIGHT = 720, 240
RIGHT, TOP, BOTTOM = 16, 16, 32
# Also on a telephone, where the letters are larger beside the lines.
_LETTER, _BESIDE = 11, 20
_POINTS = 300
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Point:
    """One value at its place."""

    x: float
    y: float
    at: str
    value: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of the scale: where it is and what it says."""

    place: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template draws, in units of the view box."""

    left: float
    """Where the scale begins; its labels stand before it."""
    points: tuple[Point, ...]
    levels: tuple[Mark, ...]
    days: tuple[Mark, ...]

    @property
    def line(self) -> str:
        """The points as SVG's polyline takes them."""
        return " ".join(f"{point.x:g},{point.y:g}" for point in self.points)

    @property
    def area(self) -> str:
        """The line closed along the bottom."""
        floor = HEIGHT - BOTTOM
        first, last = self.points[0].x, self.points[-1].x
        return f"{first:g},{floor} {self.line} {last:g},{floor}"


def chart(series: Sequence[tuple[str, int]], write: Callable[[int], str]) -> Chart | None:
    """A chart of moments (ISO 8601, oldest first) and values; None where there is none.

    Of a long series every n-th point is drawn, the first and the last always. `write` gives the
    text of a level.
    """
    if not series:
        return None
    drawn = _thinned(series)
    times = [datetime.fromisoformat(at).timestamp() for at, _ in drawn]
    levels = _levels(min(value for _, value in drawn), max(value for _, value in drawn))
    labels = [write(level) for level in levels]
    left = _BESIDE + _LETTER * max(map(len, labels))
    across = _scale(times[0], times[-1], left, WIDTH - RIGHT)
    up = _scale(levels[0], levels[-1], HEIGHT - BOTTOM, TOP)
    points = [
        Point(round(across(time), 1), round(up(value), 1), at, value)
        for time, (at, value) in zip(times, drawn, strict=True)
    ]
    marks = (Mark(round(up(at), 1), label) for at, label in zip(levels, labels, strict=True))
    return Chart(
        left,
        tuple(points),
        tuple(marks),
        _days(points),
    )


def _thinned(series: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    step = -(-len(series) // _POINTS)
    return [*series[:-1:step], series[-1]]


def _levels(low: int, high: int) -> list[int]:
    """Three to five round numbers that hold the values."""
    rough = max(high - low, 1) / 3
    power = 1
    while power * 10 <= rough:
        power *= 10
    step = max(1, int(next(power * s for s in _STEPS if power * s >= rough)))
    first = low // step * step
    return list(range(first, high + step, step)) if high > first else [first, first + step]


def _scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """From a range of values to a range of places; a single value stands in the middle."""
    if low == high:
        return lambda value: (start + end) / 2
    return lambda value: start + (value - low) / (high - low) * (end - start)


def _days(points: Sequence[Point]) -> tuple[Mark, ...]:
    """Up to five dates below the line, far enough apart to be read."""
    chosen: list[Point] = []
    for point in points:
        if not chosen or (point.x - chosen[-1].x >= 180 and point.at[:10] != chosen[-1].at[:10]):
            chosen.append(point)
    return tuple(Mark(point.x, point.at) for point in chosen)
