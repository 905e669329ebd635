"""How long the reading room's server takes on an archive of 100,000 articles.

Each page is asked for on loopback, one request at a time, after one that is not counted.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

from storage.connection import writing
from tests.serving import serving
from tests.synthetic import build

ARTICLES = 100_000
EVERY, ROUNDS = 12, 40
WORDS = ("công an", "Hà Nội", "chữa cháy", "khởi tố", "lừa đảo")
# What happens to the articles: each was looked at four times, every twelfth was edited, every
# hundredth is gone.
LIFE = f"""
INSERT INTO observations (article, seen_at, views, capture, revision)
  SELECT article, strftime('%Y-%m-%dT%H:%M:%SZ', seen_at, (6 * n) || ' hours'), views + 50 * n,
    capture, revision
  FROM observations, (SELECT 1 AS n UNION SELECT 2 UNION SELECT 3);
INSERT INTO revisions (article, seen_at, capture, digest, title, published, body, captions,
    byline, authors, category, tags, found)
  SELECT article, strftime('%Y-%m-%dT%H:%M:%SZ', seen_at, '1 day'), capture, digest || 'b', title,
    published, body || ' Đính chính: 3 người.', captions, byline, authors, category, tags, found
  FROM revisions WHERE article % {EVERY} = 0;
INSERT INTO tombstones (article, how, last_seen, first_absent, confirmed_at, capture)
  SELECT id, '404', last_seen, '2026-01-01T00:00:00Z', '2026-01-01T06:00:00Z', id
  FROM articles WHERE id % 100 = 0;
INSERT INTO runs (site, started_at, outcome, arguments, program_version, sqlite_version, host,
    process)
  SELECT name, strftime('%Y-%m-%dT%H:%M:%SZ', '2026-01-01', n || ' hours'), 'finished', '{{}}', '',
    '', '', ''
  FROM sites, (SELECT id AS n FROM articles WHERE id <= 30);
"""
PAGES = {
    "front page": "/",
    "article": "/article/{article}",
    "difference": "/article/{edited}/compare",
    "changes": "/changes",
    "changes, rare": "/changes?field=byline&least=100",
    "site": "/site/congankim",
    "section": "/site/congankim?section=" + quote("Pháp luật"),
    "sites": "/sites",
    "runs": "/runs",
    "problems": "/problems",
    **{f"search {word}": f"/search?q={quote(word)}" for word in WORDS},
    "search unmarked": "/search?q=khoi+to",
    "search by date": f"/search?q={quote('chữa cháy')}&since=2022-01-01&until=2022-03-01",
}


def main() -> None:
    """Print the median and the 95th percentile of each page in milliseconds."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        start = time.perf_counter()
        fill(path, count)
        size = path.stat().st_size / 2**20
        took = time.perf_counter() - start
        print(f"reading room: {count:,} articles, {size:,.0f} MB, made in {took:.0f} s")
        print(f"{'':<20}{'median ms':>12}{'95 % ms':>12}")
        with serving(path) as home:
            for name, address in PAGES.items():
                times = sorted(measure(home, address, count))
                at = times[round(0.95 * (len(times) - 1))]
                print(f"{name:<20}{statistics.median(times):>12.1f}{at:>12.1f}", flush=True)


def measure(home: str, address: str, count: int) -> Iterator[float]:
    """Milliseconds of each request, the first left out; another article each time."""
    chance = random.Random(1)
    for at in range(ROUNDS + 1):
        article = chance.randrange(1, count + 1)
        page = address.format(article=article, edited=article - article % EVERY or EVERY)
        start = time.perf_counter()
        with urlopen(home + page) as answer:
            answer.read()
        if at:
            yield (time.perf_counter() - start) * 1000


def fill(path: Path, count: int) -> None:
    """An archive of invented articles that were edited, looked at and removed."""
    db = build(path, count)
    with writing(db):
        db.executescript(LIFE)
    db.execute("ANALYZE")
    db.close()


if __name__ == "__main__":
    main()
