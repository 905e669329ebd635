"""The chart of views: where its points stand and what its scale says."""

import pytest

from storage.browse.chart import BOTTOM, HEIGHT, RIGHT, TOP, WIDTH, chart


def series(*values: int) -> list[tuple[str, int]]:
    return [(f"2026-11-{day:02}T00:00:00Z", value) for day, value in enumerate(values, 1)]


def test_nothing_has_no_chart() -> None:
    assert chart([], str) is None


def test_points_stand_by_time_and_value() -> None:
    drawn = chart(series(100, 150, 200), str)
    assert drawn is not None
    left = drawn.left
    assert [point.x for point in drawn.points] == [left, (left + WIDTH - RIGHT) / 2, WIDTH - RIGHT]
    assert [point.y for point in drawn.points] == sorted(
        (point.y for point in drawn.points), reverse=True
    )
    assert all(TOP <= point.y <= HEIGHT - BOTTOM for point in drawn.points)
    assert [level.label for level in drawn.levels] == ["100", "150", "200"]


@pytest.mark.parametrize("values", [(7,), (0, 0), (5, 5, 5), (3, 4), (10**9, 10**9 + 1), (9, 2)])
def test_the_scale_holds_every_value(values: tuple[int, ...]) -> None:
    drawn = chart(series(*values), str)
    assert drawn is not None
    levels = [int(level.label) for level in drawn.levels]
    assert levels[0] <= min(values)
    assert levels[-1] >= max(values)
    assert 2 <= len(levels) <= 6
    assert len({level.place for level in drawn.levels}) == len(levels)


def test_a_single_look_stands_in_the_middle() -> None:
    drawn = chart(series(7), str)
    assert drawn is not None
    assert drawn.left < drawn.points[0].x < WIDTH - RIGHT


def test_long_labels_have_room() -> None:
    short, long = chart(series(1, 9), str), chart(series(10**6, 9 * 10**6), str)
    assert short
    assert long
    assert long.left >= short.left + 6 * 11


def test_a_long_series_is_thinned_and_keeps_its_ends() -> None:
    looks = [(f"2026-01-01T{h:02}:{m:02}:00Z", 60 * h + m) for h in range(24) for m in range(60)]
    drawn = chart(looks, str)
    assert drawn is not None
    assert len(drawn.points) <= 301
    assert (drawn.points[0].value, drawn.points[-1].value) == (0, 24 * 60 - 1)
    assert len(drawn.days) == 1
