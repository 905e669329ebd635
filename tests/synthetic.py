"""Archives of any size with invented articles, made by direct inserts; the same for one seed."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from storage.archive import open_archive
from storage.connection import add, writing

# Words of the trade, the commonest first: Zipf's law decides how often each is said.
_COMMON = """
và|của|công an|các|có|trong|được|cho|với|là|người|đã|không|những|một|này|khi|từ|đến|tại|về
|đối tượng|tỉnh|thành phố|lực lượng|cán bộ|chiến sĩ|phòng|điều tra|vụ|xã|huyện|nhân dân|an ninh
|trật tự|cảnh sát|giao thông|phạm tội|hành vi|tổ chức|bắt giữ|Hà Nội|khởi tố|cơ quan|quy định
|chữa cháy|tài sản|phương tiện|tuyên truyền|cứu nạn|ma túy|lừa đảo|Đảng ủy|Bộ Công an|giám đốc
|đại tá|thượng tá|hội nghị|kế hoạch|tuần tra|xử lý|vi phạm|nồng độ cồn|không gian mạng|Thanh Hóa
|kiểm tra|hồ sơ|căn cước|định danh|hòa bình|khỏe mạnh|thủy lợi|đường thuỷ|hoà giải|phối hợp
""".replace("\n", "").split("|")
_ONSETS = "b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x".split()
_RHYMES = (
    "a à á ả ạ an án ạn ang áng anh ảnh ao ào ay ấy ăn ắn âm ấm ân ận em ê ế ên ết i í in it"
    " iên iết iêu o ó òa oá oai oan oang ô ồ ôi ối ôn ông ơ ở ơi ới u ú ủ ui úi un uôn uông uy úy"
    " uyên ư ứ ừ ưng ươi ươm ương ước ưu"
).split()
SITES = tuple(f"congan{name}" for name in "an bac cam dong gia ha kim lam mai nam".split())
SECTIONS = ("Tin tức", "An ninh trật tự", "Hoạt động", "Pháp luật", "Người tốt việc tốt")
_PER_DAY = 20
_FIRST_DAY = date(2012, 1, 1)


def build(path: Path, articles: int, seed: int = 6) -> Database:
    """A new archive with so many articles of some 350 words, found by the search."""
    db = open_archive(path)
    rng = random.Random(seed)
    # One transaction of that size is slow to keep in a write-ahead log.
    db.execute("PRAGMA journal_mode = MEMORY")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -200000")
    db.table("sites").insert_all({"name": name, "title": name} for name in SITES)
    db.execute(
        "INSERT INTO runs (id, site, started_at, outcome, arguments, program_version, "
        "sqlite_version, host, process) VALUES (1, 'x', '', 'finished', '{}', '', '', '', '')"
    )
    # A portal is crawled from its newest article back: ids say nothing of the date.
    numbers = rng.sample(range(1, articles + 1), articles)
    days = (_FIRST_DAY + timedelta(at // _PER_DAY) for at in range(articles))
    texts = _articles(rng)
    with writing(db):
        for number, day, text in zip(numbers, days, texts, strict=False):
            _insert(db, number, day.isoformat(), SITES[number * 7 % len(SITES)], text)
    db.enable_wal()
    return db


def _insert(db: Database, number: int, day: str, site: str, text: dict[str, Any]) -> None:
    at, url = f"{day}T12:00:00Z", f"https://{site}.example/tin/{number}"
    article = {
        "id": number,
        "title": text["title"],
        "published": day,
        "site": site,
        "category": text["category"],
        "views": number % 5000,
        "byline": text["byline"],
        "first_seen": at,
        "last_seen": at,
        "url": url,
        "key": f"t{number}",
    }
    revision = text | {"id": number, "article": number, "seen_at": at, "capture": number}
    capture = {"id": number, "run": 1, "site": site, "url": url, "fetched_at": at, "method": "GET"}
    image = {"revision": number, "position": 1, "src": f"{url}.jpg", "caption": text["captions"]}
    look = {"article": number, "seen_at": at, "views": number % 5000, "capture": number}
    add(db, "captures", capture | dict.fromkeys(("request_headers", "redirects", "headers"), "[]"))
    add(db, "articles", article)
    add(db, "revisions", revision | {"digest": str(number), "published": day})
    add(db, "images", image)
    add(db, "observations", look | {"revision": number})


def _articles(rng: random.Random) -> Iterator[dict[str, Any]]:
    """Articles without end. A pool of sentences saves most of the time; one of each article
    is its own."""
    words = _words(rng)
    pool = [_sentence(words) for _ in range(20_000)]
    names = [" ".join(islice(words, 2)).title() for _ in range(300)]
    while True:
        paragraphs = [" ".join(rng.choices(pool, k=rng.randint(2, 5))) for _ in range(5)]
        yield {
            "title": " ".join(islice(words, 7)).capitalize(),
            "body": "\n\n".join([*paragraphs, _sentence(words)]),
            "captions": _sentence(words) + " Ảnh: " + rng.choice(names),
            "byline": rng.choice(names),
            "category": rng.choice(SECTIONS),
            "authors": [],
            "tags": [],
            "found": {},
        }


def _sentence(words: Iterator[str]) -> str:
    return " ".join(islice(words, 12)).capitalize() + "."


def _words(rng: random.Random) -> Iterator[str]:
    syllables = [onset + rhyme for onset in _ONSETS for rhyme in _RHYMES]
    invented = [" ".join(rng.sample(syllables, rng.randint(1, 2))) for _ in range(6000)]
    said = [*_COMMON, *invented]
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(said))))
    while True:
        yield from rng.choices(said, cum_weights=weights, k=10_000)
