"""Pages per second of `parse`, beside lxml alone on the same bytes in the same run.

Figures of one machine mean little; the ratio of two taken in turns does.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from lxml import html

from scraper import NotAnArticle, parse

FOLDER = Path(__file__).parent / "pages"
ROUNDS = 30
# Real pages of the ministry weigh 416 KB, mostly inline style and navigation.
PADDING = b"<style>" + b".text-bca-gray-400{color:#98a2b3;margin:0 auto}\n" * 4000 + b"</style>"


def pages() -> dict[str, bytes]:
    """The saved HTML pages by name, and each again at the weight of a real one."""
    saved = {f"{p.parent.name}/{p.stem}": p.read_bytes() for p in sorted(FOLDER.glob("*/*.html"))}
    heavy = {
        f"{name}, heavy": body.replace(b"</head>", PADDING + b"</head>", 1)
        for name, body in saved.items()
    }
    return saved | heavy


def tree(body: bytes) -> None:
    """The floor: the tree alone."""
    html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8"))


def article(body: bytes) -> None:
    """The whole way from bytes to article."""
    try:
        parse(body, content_type="text/html; charset=utf-8")
    except NotAnArticle:
        return


def seconds(work: Callable[[bytes], None], body: bytes) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work(body)
    return time.perf_counter() - start


def main() -> None:
    """Print one line a page, medians of pairs taken in turns, and the sum."""
    print(f"{'page':<44}{'KB':>6}{'lxml ms':>10}{'parse ms':>10}{'pages/s':>9}{'ratio':>7}")
    floors, wholes = [], []
    for name, body in pages().items():
        pairs = [(seconds(tree, body), seconds(article, body)) for _ in range(ROUNDS)]
        floor, whole = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(second / first for first, second in pairs)
        floors.append(floor)
        wholes.append(whole)
        print(
            f"{name:<44}{len(body) / 1024:>6.0f}{floor * 1000:>10.2f}{whole * 1000:>10.2f}"
            f"{1 / whole:>9.0f}{ratio:>7.1f}"
        )
    print(
        f"{'all':<50}{sum(floors) * 1000:>10.2f}{sum(wholes) * 1000:>10.2f}"
        f"{len(wholes) / sum(wholes):>9.0f}{sum(wholes) / sum(floors):>7.1f}"
    )


if __name__ == "__main__":
    main()
