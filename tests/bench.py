"""The parser beside general extractors and beside lxml alone, on the same pages in one run.

Quality is told by field. Seconds of one machine mean little: read the ratios, which are
medians of pages taken in turns.
"""

import statistics
import time
from collections.abc import Callable

from lxml import html

from scraper.document import read
from tests.chrome import dress
from tests.peers import READERS, ours
from tests.quality import FIELDS, HELD_OUT, Page, measure, pages

ROUNDS = 15
# The general extractors are slow enough to be timed on every fifth page, once.
PEERS_READ_EVERY = 5
# How much chrome is put around a page: pages of some 20, 60 and 250 KB.
SIZES = (1, 4, 16)
SMALLEST, LARGEST = 20_000, 460_000


def main() -> None:
    """Print the two tables."""
    saved = pages()
    quality("held out while tuning", [page for page in saved if page.family in HELD_OUT])
    quality("tuned on", [page for page in saved if page.family not in HELD_OUT])
    speed([page for page in saved if page.is_article and page.file.suffix == ".html"])


def quality(name: str, cases: list[Page]) -> None:
    """One row a reader: the share of pages right, for captions and body the mean F1."""
    articles = sum(page.is_article for page in cases)
    print(f"\n{name}: {articles} articles, {len(cases) - articles} other pages")
    print(f"{'':<18}" + "".join(f"{field:>10}" for field in FIELDS))
    for reader, read_page in READERS.items():
        score = measure(read_page, cases)
        print(f"{reader:<18}" + "".join(f"{score[field]:>10.3f}" for field in FIELDS))


def speed(cases: list[Page]) -> None:
    """Pages per second, and the time of each beside that of lxml alone on the same bytes."""
    dressed = [
        (page, body)
        for size in SIZES
        for at, page in enumerate(cases)
        if SMALLEST <= len(body := dress(_in_utf8(page), at, size)) <= LARGEST
    ]
    html_alone = [(page, body) for page, body in dressed if not _has_payload(page, body)]
    for title, chosen in (
        ("HTML", html_alone),
        ("with a payload", [pair for pair in dressed if pair not in html_alone]),
    ):
        if not chosen:
            continue
        weight = sum(len(body) for _, body in chosen) / len(chosen) / 1024
        print(f"\n{title}: {len(chosen)} pages, {weight:.0f} KB on average")
        print(f"{'':<18}{'ms a page':>10}{'pages/s':>10}{'x lxml':>10}{'x congan':>10}")
        floor = _print("lxml alone", chosen, lambda page, body: _tree(body), ROUNDS)
        mine = _print("congan", chosen, _reading(ours), ROUNDS, floor)
        for reader, read_page in list(READERS.items())[1:]:
            step = slice(None, None, PEERS_READ_EVERY)
            _print(reader, chosen[step], _reading(read_page), 1, floor[step], mine[step])


Work = Callable[[Page, bytes], object]


def _print(
    name: str,
    chosen: list[tuple[Page, bytes]],
    work: Work,
    rounds: int,
    floor: list[float] | None = None,
    mine: list[float] | None = None,
) -> list[float]:
    """Time one reader on every page, taking pages in turns; print and give the medians."""
    taken: list[list[float]] = [[] for _ in chosen]
    for _ in range(rounds):
        for at, (page, body) in enumerate(chosen):
            start = time.perf_counter()
            work(page, body)
            taken[at].append(time.perf_counter() - start)
    times = [statistics.median(times) for times in taken]
    ratios = [
        f"{statistics.median(t / o for t, o in zip(times, other, strict=True)):>10.1f}"
        if other
        else f"{'':>10}"
        for other in (floor, mine)
    ]
    mean = sum(times) / len(times)
    print(f"{name:<18}{mean * 1000:>10.2f}{1 / mean:>10.0f}{''.join(ratios)}")
    return times


def _reading(reader: Callable[..., object]) -> Work:
    return lambda page, body: reader(body, page.expected["url"], "text/html; charset=utf-8")


def _has_payload(page: Page, body: bytes) -> bool:
    """Whether a page carries its article as data, which takes another parser."""
    found = (ours(body, page.expected["url"], None) or {}).get("found", {})
    return b"application/json" in body or found.get("body") == "payload"


def _tree(body: bytes) -> object:
    return html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8"))


def _in_utf8(page: Page) -> bytes:
    document = read(page.file.read_bytes(), "", page.expected.get("content_type"))
    return document.data


if __name__ == "__main__":
    main()
