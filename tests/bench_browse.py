"""How long the reading room's server takes on an archive of 100,000 articles.

Each page is asked for on loopback, one request at a time, after one that is not counted.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

from sqlite_utils import Database

from storage.archive import open_archive
from storage.times import stamp
from tests.serving import serving

ARTICLES = 100_000
SITES = ("bocongan", "congan_hanoi", "conganthanhhoa")
EDITED, GONE, LOOKS, ROUNDS = 0.08, 0.01, 4, 40
START = datetime(2020, 1, 1, tzinfo=UTC)
# By how often news of the police use them: everywhere, often, now and then.
WORDS = (
    ("công an", 1.0), ("Hà Nội", 0.3), ("chữa cháy", 0.08), ("truy nã", 0.02), ("trộm cắp", 0.05)
)  # fmt: skip
FILLER = (
    "sáng nay lực lượng chức năng đã có mặt tại hiện trường để xử lý vụ việc theo quy định của "
    "pháp luật và bảo đảm an ninh trật tự trên địa bàn phường xã thị trấn tỉnh huyện người dân "
    "tuyên truyền vận động phối hợp tổ chức kiểm tra phát hiện"
).split()
PAGES = {
    "front page": "/",
    "article": "/article/{article}",
    "difference": "/article/{edited}/compare",
    "changes": "/changes",
    "changes, rare": "/changes?field=byline&least=100",
    "site": "/site/bocongan",
    "section": "/site/bocongan?section=" + quote("Mục 3"),
    "sites": "/sites",
    "runs": "/runs",
    "problems": "/problems",
    **{f"search {word}": f"/search?q={quote(word)}" for word, _ in WORDS},
    "search unmarked": "/search?q=truy+na",
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
    every = round(1 / EDITED)
    for at in range(ROUNDS + 1):
        article = chance.randrange(1, count + 1)
        page = address.format(article=article, edited=article - article % every or every)
        start = time.perf_counter()
        with urlopen(home + page) as answer:
            answer.read()
        if at:
            yield (time.perf_counter() - start) * 1000


def fill(path: Path, count: int) -> None:
    """An archive of invented articles, the same each time."""
    db = open_archive(path)
    chance = random.Random(7)
    with db.atomic():
        db.table("sites").insert_all({"name": s, "title": s, "home": None} for s in SITES)
        db.table("runs").insert_all(_run(at) for at in range(300))
        for start in range(1, count + 1, 1000):
            _add(db, [_facts(number, chance) for number in range(start, start + 1000)])
    db.execute("ANALYZE")
    db.close()


def _run(at: int) -> dict[str, Any]:
    return {
        "site": SITES[at % 3],
        "started_at": stamp(START + timedelta(hours=at)),
        "outcome": "finished",
        "arguments": "{}",
        "program_version": "0.1",
        "sqlite_version": "3",
        "host": "bench",
        "process": "1/",
    }


def _facts(number: int, chance: random.Random) -> dict[str, Any]:
    """One article; of every so many the text was edited, or it is gone."""
    first = START + timedelta(minutes=30 * number)
    words = [word for word, share in WORDS if chance.random() < share]
    body = "\n\n".join(
        " ".join([*chance.choices(FILLER, k=55), *words, str(chance.randrange(1000))]) + "."
        for _ in range(6)
    )
    return {
        "number": number,
        "site": SITES[number % 3],
        "category": f"Mục {number % 12}",
        "title": " ".join([*words[-1:], *chance.choices(FILLER, k=8)]).capitalize(),
        "published": first.date().isoformat(),
        "first": first,
        "body": body,
        "edited": number % round(1 / EDITED) == 0,
        "gone": number % round(1 / GONE) == 0,
    }


def _add(db: Database, articles: list[dict[str, Any]]) -> None:
    db.table("articles").insert_all(_article(facts) for facts in articles)
    db.table("captures").insert_all(_capture(facts) for facts in articles)
    for rows in (0, 1):
        chosen = [facts for facts in articles if not rows or facts["edited"]]
        db.table("revisions").insert_all(_revision(facts, rows) for facts in chosen)
    marks = ", ".join(str(facts["number"]) for facts in articles)
    db.execute(
        "INSERT INTO images (revision, position, src, caption) SELECT revisions.id, n, "
        "'https://portal.example/' || n || '.jpg', 'Hiện trường vụ việc.' "
        "FROM revisions, (SELECT 1 AS n UNION SELECT 2) WHERE article IN (" + marks + ")"
    )
    db.table("observations").insert_all(
        _observation(facts, look) for facts in articles for look in range(LOOKS)
    )
    db.table("tombstones").insert_all(_tombstone(facts) for facts in articles if facts["gone"])


def _article(facts: dict[str, Any]) -> dict[str, Any]:
    seen = stamp(facts["first"])
    return {
        "id": facts["number"],
        "site": facts["site"],
        "key": str(facts["number"]),
        "url": f"https://portal.example/{facts['number']}",
        "title": facts["title"],
        "published": facts["published"],
        "category": facts["category"],
        "views": facts["number"] % 5000,
        "first_seen": seen,
        "last_seen": seen,
    }


def _capture(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": facts["number"],
        "run": 1,
        "site": facts["site"],
        "url": f"https://portal.example/{facts['number']}",
        "fetched_at": stamp(facts["first"]),
        "method": "GET",
        "request_headers": "[]",
        "redirects": "[]",
        "headers": "[]",
        "status": 200,
    }


def _revision(facts: dict[str, Any], later: int) -> dict[str, Any]:
    return {
        "article": facts["number"],
        "seen_at": stamp(facts["first"] + timedelta(days=later)),
        "capture": facts["number"],
        "digest": f"{facts['number']}-{later}",
        "title": facts["title"],
        "published": facts["published"],
        "body": facts["body"] + (" Đính chính: 3 người." if later else ""),
        "captions": "",
        "authors": "[]",
        "category": facts["category"],
        "tags": "[]",
        "found": "{}",
    }


def _observation(facts: dict[str, Any], look: int) -> dict[str, Any]:
    return {
        "article": facts["number"],
        "seen_at": stamp(facts["first"] + timedelta(hours=6 * look)),
        "views": facts["number"] % 5000 + look * 50,
        "capture": facts["number"],
        "revision": 1,
    }


def _tombstone(facts: dict[str, Any]) -> dict[str, Any]:
    seen = stamp(facts["first"] + timedelta(days=3))
    return {
        "article": facts["number"],
        "how": "404",
        "last_seen": stamp(facts["first"]),
        "first_absent": seen,
        "confirmed_at": seen,
        "capture": facts["number"],
    }


if __name__ == "__main__":
    main()
