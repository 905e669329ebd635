"""Answers that are kept: as many as are worth it, of short texts only."""

from scraper.text import remembered


def test_short_texts_are_asked_about_once_and_long_ones_are_not_kept() -> None:
    asked: list[str] = []

    @remembered
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    short, long = "breadcrumb", "breadcrumb " * 1000
    assert [length(short), length(short), length(long), length(long)] == [10, 10, 11000, 11000]
    assert asked == [short, long, long]
