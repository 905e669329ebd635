"""One article from its publication on: what its address shows, and from when to when."""

import math
from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import NamedTuple

from tests.portal.catalog import HOSTS, SITE_OF, Article, OddPage, key_of
from tests.portal.invention import Change, change
from tests.portal.newsroom import Line, Page, absent, line_of

HOWS = ("404", "410", "redirect", "soft-404")
CHANGES: tuple[Change, ...] = ("title", "lead", "body", "caption", "byline")
# The share of edits that replace a picture behind its address, and that undo the edit before.
_REPLACED, _UNDONE = 0.15, 0.2
# The share of removed articles that listings go on to name.
_STILL_LISTED = 0.3
# Of the views that an article ever gets, half come within so many hours.
_HALF = 20


@dataclass(frozen=True, slots=True)
class Rates:
    """How much happens to articles."""

    edited: float = 0.2
    """The share that is edited, once to three times."""
    removed: float = 0.08
    returned: float = 0.4
    """Of those removed."""
    soonest: timedelta = timedelta(minutes=15)
    latest: timedelta = timedelta(days=150)
    """Between these lies the time to an edit, to a removal and to a return: seldom long."""


@dataclass(frozen=True, slots=True)
class State:
    """What an article's address shows from one moment to another."""

    since: datetime
    until: datetime
    """The next state's beginning; of the last one, the end of the world."""
    page: Page
    """An OddPage where the article is not there: `how` says in which way."""
    listed: bool = True
    pictures: int = 0
    """How often the bytes behind the pictures' addresses have changed."""

    @property
    def removed(self) -> str | None:
        """How the article is absent: 404, 410, redirect, soft-404; None where it is there."""
        return None if isinstance(self.page, Article) else self.page.how


class Timeline:
    """All states of one article, in order and without gaps."""

    def __init__(self, states: tuple[State, ...], readers: int) -> None:
        """`readers` is how many views the article comes to in time."""
        self.states = states
        self.published = states[0].since
        self.article = states[0].page
        self.site = SITE_OF[self.article.template]
        self.key = key_of(self.article)
        self.url = f"https://{HOSTS[self.site][0]}{self.article.path}"
        self.changes = [state.since for state in states]
        self._readers = readers
        self._lines = [line_of(state.page, self.article.path) for state in states]

    def at(self, moment: datetime) -> State | None:
        """The state at a moment; None before publication."""
        index = bisect_right(self.changes, moment) - 1
        return self.states[index] if index >= 0 else None

    def line(self, moment: datetime) -> Line | None:
        """How listings name it at a moment; None where they do not."""
        index = bisect_right(self.changes, moment) - 1
        return self._lines[index] if index >= 0 and self.states[index].listed else None

    def views(self, moment: datetime) -> int:
        """The view count at a moment; it never falls."""
        hours = (moment - self.published) / timedelta(hours=1)
        return int(self._readers * -math.expm1(-hours * math.log(2) / _HALF) + hours / 50)


def live(
    random: Random, article: Article, since: datetime, end: datetime, rates: Rates
) -> Timeline:
    """The timeline of an article published at a moment, until the end of the world."""
    contents = _contents(random, article, since, end, rates)
    absences = _absences(random, article, since, end, rates)
    moments = {moment for absence in absences for moment in (absence.since, absence.until)}
    # What is edited while the article is absent shows when it returns.
    moments |= {c.since for c in contents if not any(a.covers(c.since) for a in absences)}
    order = sorted(moment for moment in moments if moment < end)
    states = []
    for moment, until in pairwise([*order, end]):
        content = next(entry for entry in reversed(contents) if entry.since <= moment)
        absence = next((entry for entry in absences if entry.covers(moment)), None)
        page = absence.in_place_of(content.article) if absence else content.article
        listed = absence is None or absence.listed
        states.append(State(moment, until, page, listed, content.pictures))
    return Timeline(tuple(states), readers=random.randint(40, 9000))


class _Content(NamedTuple):
    since: datetime
    article: Article
    pictures: int


class _Absence(NamedTuple):
    since: datetime
    until: datetime
    how: str
    target: str
    listed: bool

    def covers(self, moment: datetime) -> bool:
        return self.since <= moment < self.until

    def in_place_of(self, article: Article) -> OddPage:
        return absent(article, self.how, target=self.target, answer=self.how)


def _contents(
    random: Random, article: Article, since: datetime, end: datetime, rates: Rates
) -> list[_Content]:
    contents = [_Content(since, article, 0)]
    if random.random() >= rates.edited:
        return contents
    for _ in range(random.randint(1, 3)):
        before, last, pictures = contents[-1]
        moment = before + _delay(random, rates)
        if moment >= end:
            break
        has_pictures = any(block.kind == "img" for block in last.blocks)
        if has_pictures and random.random() < _REPLACED:
            contents.append(_Content(moment, last, pictures + 1))
        elif len(contents) > 1 and contents[-2].article != last and random.random() < _UNDONE:
            contents.append(_Content(moment, contents[-2].article, pictures))
        else:
            contents.append(_Content(moment, _edited(random, last), pictures))
    return contents


def _edited(random: Random, article: Article) -> Article:
    kind, changed = random.choice(CHANGES), article
    while changed == article:
        changed = change(random, article, kind)
    return changed


def _absences(
    random: Random, article: Article, since: datetime, end: datetime, rates: Rates
) -> list[_Absence]:
    absences: list[_Absence] = []
    while since < end and random.random() < rates.removed:
        start = since + _delay(random, rates)
        returns = random.random() < rates.returned
        since = start + _delay(random, rates) if returns else end
        target = random.choice(("/", _section_address(article)))
        listed = random.random() < _STILL_LISTED
        if start < end:
            absences.append(_Absence(start, min(since, end), random.choice(HOWS), target, listed))
    return absences


def _delay(random: Random, rates: Rates) -> timedelta:
    """Between the soonest and the latest, each order of magnitude as likely as the next."""
    least, most = (
        math.log(delay / timedelta(seconds=1)) for delay in (rates.soonest, rates.latest)
    )
    return timedelta(seconds=round(math.exp(random.uniform(least, most))))


def _section_address(article: Article) -> str:
    if article.template == "nuxt":
        return f"/chuyen-muc/{article.section}"
    return f"/{article.section}" if article.template == "vhv" else "/"
