"""How well a reader of pages does on saved pages with known values, field by field."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scraper.text import words

FOLDER = Path(__file__).parent / "pages"
# Families that nobody looked at while the parser was tuned.
HELD_OUT = frozenset(
    "amp blogger_commune cand codeigniter_province dnn_easyblog electronic_newspaper liferay_ecoit"
    " mojoportal php_district plain_text sharepoint2013_gov static_tcvn3 typo3_gov umbraco_portal"
    " vue_quasar_ssr wordpress_block".split()
)
FIELDS = ("article", "title", "date", "views", "byline", "captions", "body", "clean")
# Below these no change may bring a figure; set a little under what is measured.
FLOORS = {
    "held out": dict.fromkeys(FIELDS, 0.99) | {"views": 0.98, "byline": 0.95, "captions": 0.97},
    "tuned on": dict.fromkeys(FIELDS, 0.98),
}
Reader = Callable[[bytes, str, str | None], dict[str, Any] | None]
"""Bytes, URL and content type to an article as JSON values; None where it sees no article."""


@dataclass(frozen=True)
class Page:
    """One saved page and what a careful person reads on it."""

    file: Path
    expected: dict[str, Any]

    @property
    def family(self) -> str:
        return self.file.parent.name

    @property
    def is_article(self) -> bool:
        return "problem" not in self.expected


@dataclass
class Score:
    """Sums of one reader over pages: hits of exact fields, F1 of the others, each 0 to 1."""

    sums: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    misses: list[tuple[Page, str, Any, Any]] = field(default_factory=list)

    def add(self, page: Page, name: str, value: float, got: Any = None) -> None:
        self.sums[name] += value  # type: ignore[assignment]
        self.counts[name] += 1
        if value < 1:
            self.misses.append((page, name, page.expected.get(name), got))

    def __getitem__(self, name: str) -> float:
        return self.sums[name] / self.counts[name] if self.counts[name] else float("nan")


def pages(folder: Path = FOLDER) -> list[Page]:
    """Every saved page below a folder that has its expectation beside it."""
    found = []
    for expected in sorted(folder.glob("*/*.expected.json")):
        stem = expected.name.removesuffix(".expected.json")
        file = next(f for f in expected.parent.glob(f"{stem}.*") if f != expected)
        found.append(Page(file, json.loads(expected.read_text())))
    return found


def measure(reader: Reader, cases: Iterable[Page]) -> Score:
    """One reader on pages. What it does not find counts as wrong, what it invents as well."""
    score = Score()
    for page in cases:
        expected = page.expected
        got = reader(page.file.read_bytes(), expected["url"], expected.get("content_type"))
        score.add(
            page, "article", float(_sees_article(got) == page.is_article), got and got["title"]
        )
        if page.is_article:
            _compare(score, page, got or {})
    return score


def _compare(score: Score, page: Page, got: dict[str, Any]) -> None:
    expected = page.expected
    for name in ("title", "views", "byline", "lead", "source", "category", "tags"):
        value = got.get(name)
        score.add(page, name, float((value or None) == (expected.get(name) or None)), value)
    dates = [str(entry.get("published") or "")[:10] for entry in (got, expected)]
    score.add(page, "date", float(dates[0] == dates[1]), dates[0])
    score.add(
        page,
        "published",
        float(got.get("published") == expected.get("published")),
        got.get("published"),
    )
    captions = [_captions(entry) for entry in (got, expected)]
    score.add(page, "captions", f1(*map(Counter, captions)), captions[0])
    sources = [Counter(i["src"] for i in entry.get("images", [])) for entry in (got, expected)]
    score.add(page, "images", f1(*sources), list(sources[0]))
    score.add(
        page,
        "body",
        f1(*(shingles(entry.get("body", [])) for entry in (got, expected))),
        got.get("body"),
    )
    score.add(
        page,
        "paragraphs",
        f1(*(Counter(entry.get("body", [])) for entry in (got, expected))),
        got.get("body"),
    )
    leaks = noise_in(got, expected.get("noise", []))
    score.add(page, "clean", float(bool(got) and not leaks), leaks)


def _sees_article(got: dict[str, Any] | None) -> bool:
    return got is not None and bool(got["body"] or got["images"])


def noise_in(got: dict[str, Any], noise: Iterable[str]) -> list[str]:
    """The strings of the page's chrome that stand in any field."""
    told = [got.get(name) or "" for name in ("title", "lead", "byline", "source")]
    told += [*got.get("body", []), *_captions(got)]
    return [string for string in noise if any(string in text for text in told)]


def shingles(paragraphs: Iterable[str]) -> Counter[tuple[str, ...]]:
    """The runs of four words of a text, counted; of a shorter text, the text."""
    said = words(" ".join(paragraphs))
    return Counter(tuple(said[at : at + 4]) for at in range(max(1, len(said) - 3)) if said)


def f1(got: Counter[Any], expected: Counter[Any]) -> float:
    """The harmonic mean of precision and recall of two bags; 1 where both are empty."""
    if not got and not expected:
        return 1.0
    return 2 * (got & expected).total() / (got.total() + expected.total())


def _captions(entry: dict[str, Any]) -> list[str]:
    return [image["caption"] for image in entry.get("images", []) if image.get("caption")]
