"""Whether an archive holds each picture that was behind its address for long enough.

Files are looked at by the schedule of articles: a picture must be in the archive, and shown by
a revision, where a crawl came while it was still there, an interval after the last crawl
before it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby, pairwise
from urllib.parse import urljoin, urlsplit

from sqlite_utils import Database

from tests.audit import Audit, Tally
from tests.portal.answer import picture
from tests.portal.catalog import Article, source_of
from tests.portal.timeline import Timeline
from tests.portal.world import World
from tests.simulation import Run

_BACKFILLED = timedelta(days=2)


class PictureAudit(Audit):
    """An archive against a world, pictures included."""

    def __init__(self, world: World, runs: Sequence[Run], db: Database) -> None:
        super().__init__(world, runs, db)
        self.tallies["pictures"] = Tally()
        self._looks: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
        for row in db.query("SELECT url, fetched_at, media FROM captures WHERE media NOT NULL"):
            self._looks[row["url"]].append(
                (datetime.fromisoformat(row["fetched_at"]), row["media"])
            )
        self._shown = {(row["src"], row["media"]) for row in db["images"].rows}
        for timeline in world.timelines:
            for url in _pictures(timeline):
                if self._looks[url] and (timeline.site, timeline.key) in self._records:
                    self._examine_picture(timeline, url)

    def _examine_picture(self, timeline: Timeline, url: str) -> None:
        looks = self._looks[url]
        for at, digest in looks:
            moment = self._run(at)
            if digest != _digest(url, self.world.at(moment).picture(urlsplit(url).path)):
                self.wrong.append(f"{url}: at {moment} it was another")
        record = self._records[timeline.site, timeline.key]
        news = partial(_news, looks, record.published)
        for version, since, until in _versions(timeline):
            look = self._look(timeline.site, since, news)
            if since <= self._run(looks[0][0]) or look is None or look >= until:
                continue
            digest = _digest(url, version)
            seen = any(since <= self._run(at) < until and kept == digest for at, kept in looks)
            held = seen and (url, digest) in self._shown
            self.tallies["pictures"].count(held, f"{url}: from {since:%F %T} to {until:%F %T}")


def _news(looks: list[tuple[datetime, str]], published: datetime, before: datetime) -> datetime:
    """The last moment before another at which something new was seen of a picture."""
    first = looks[0][0]
    found = published if published < first - _BACKFILLED else first
    marks = [at for (_, last), (at, digest) in pairwise(looks) if digest != last]
    return max([found, *(mark for mark in marks if mark < before)])


def _versions(timeline: Timeline) -> Iterator[tuple[int, datetime, datetime]]:
    """What was behind the addresses of an article's pictures, from when to when."""
    for version, states in groupby(timeline.states, key=lambda state: state.pictures):
        first, *_, last = [*states] * 2
        yield version, first.since, last.until


def _pictures(timeline: Timeline) -> list[str]:
    article = timeline.article
    assert isinstance(article, Article)
    blocks = (block for block in article.blocks if block.kind == "img")
    return [urljoin(timeline.url, source_of(article, block)) for block in blocks]


def _digest(url: str, version: int) -> str:
    sent = picture(urlsplit(url).path, version)
    assert sent
    return hashlib.sha256(sent.body).hexdigest()
