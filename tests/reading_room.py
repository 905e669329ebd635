"""An archive with a past for the reading room: crawled again and again while its portals edit
articles, take some away and count their readers. Also what `make screenshots` looks at."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sqlite_utils import Database

from tests.conftest import make_due
from tests.portal import Portal
from tests.portal.catalog import ARTICLES, Article, source_of

NUMBER_CHANGED = "phong-dieu-hanh-giao-thong-thong-minh"
COMMA_CHANGED = "trang-dem-ung-cuu"
REPAINTED = "lop-tieng-viet-cho-hoc-vien"
GONE = "trien-lam-bien-gioi-qua-tem-thu"
HOURS = 26


class Past(NamedTuple):
    """The archive, and its articles to look at."""

    path: Path
    number_changed: int
    comma_changed: int
    gone: int
    repainted: int


def build(path: Path, looks: int = 4) -> Past:
    """Crawl the portal on this machine into a fresh archive, and again so many times."""
    for portal in days(path, looks):
        _crawl(portal, path)
    found = (_id_of(path, part) for part in (NUMBER_CHANGED, COMMA_CHANGED, GONE, REPAINTED))
    return Past(path, *found)


def days(path: Path, looks: int) -> Iterator[Portal]:
    """The portal at each look at it; before the next one 26 hours go by for the archive, and on
    the portal articles are edited, read and taken away."""
    with Portal() as portal:
        portal.newsroom.scenery = True
        yield portal
        for look in range(1, looks):
            make_due(path, HOURS)
            _look_at_files_again(path)
            _happen(portal, look)
            yield portal


def article_of(part: str) -> Article:
    """The portal's article whose path holds a part, as it was at first."""
    return next(article for article in ARTICLES if part in article.path)


def _happen(portal: Portal, look: int) -> None:
    """What the portals do between two looks."""
    for at, article in enumerate(portal.articles):
        printed = (article.views or "").replace(".", "")
        if printed.isdecimal():
            portal.replace(article.url, views=int(printed) + (at * 37 + look * 91) % 400 + 5)
    if look == 1:
        _edit(portal, NUMBER_CHANGED, "214 camera", "241 camera")
        _edit(portal, COMMA_CHANGED, ", nước tràn", " và nước tràn")
        portal.remove(article_of(GONE).url, "404")
    elif look == 2:
        _edit(portal, NUMBER_CHANGED, "83%", "78%")
        _edit(portal, COMMA_CHANGED, "về người;", "về người,")
        portal.repaint(_picture_of(article_of(REPAINTED)))


def _edit(portal: Portal, part: str, old: str, new: str) -> None:
    article = portal.newsroom.by_url(article_of(part).url)
    blocks = tuple(replace(b, text=b.text.replace(old, new)) for b in article.blocks)
    assert blocks != article.blocks, old
    portal.replace(article.url, blocks=blocks)


def _picture_of(article: Article) -> str:
    block = next(block for block in article.blocks if block.kind == "img")
    return source_of(article, block)


def _look_at_files_again(path: Path) -> None:
    """They have a schedule of their own, which is slower."""
    db = Database(path)
    with db.atomic():
        db.execute("UPDATE files SET due_at = '2000-01-01T00:00:00Z'")
    db.close()


def _crawl(portal: Portal, path: Path) -> None:
    surroundings = {"CONGAN_HOSTMAP": portal.hostmap, "CONGAN_DELAY": "0"}
    subprocess.run(
        [sys.executable, "-m", "scraper", "crawl", "--archive", str(path)],
        env=os.environ | surroundings,
        capture_output=True,
        check=True,
        timeout=300,
    )


def _id_of(path: Path, part: str) -> int:
    db = Database(path)
    try:
        return int(next(db.table("articles").rows_where("url LIKE ?", [f"%{part}%"]))["id"])
    finally:
        db.close()
