"""How a listing is followed from run to run: pages of four entries, newest first."""

from dataclasses import replace

import pytest

from scraper.frontier import Progress
from scraper.site import Listing
from spiders.walk import Walk

TEMPLATE = "https://congan.example/tin?page={page}"
LISTING = Listing(urls=(TEMPLATE,), sweep_pages=3, pages=100)


class Portal:
    """A listing of numbered articles, and what an archive knows of it."""

    def __init__(self, articles: int) -> None:
        self.entries = [str(number) for number in range(articles, 0, -1)]
        self.known: set[str] = set()
        self.progress = Progress()

    def publish(self, count: int) -> None:
        newest = int(self.entries[0])
        self.entries[:0] = [str(newest + number) for number in range(count, 0, -1)]

    def walk(self, most: int = 1000, listing: Listing = LISTING, **options: bool) -> list[int]:
        """The pages that a walk asks for; it breaks off after so many."""
        walk = Walk(TEMPLATE, listing, replace(self.progress), **options)
        asked = []
        goes_on = True
        while goes_on and len(asked) < most:
            asked.append(walk.page)
            keys = self.entries[4 * walk.page - 4 : 4 * walk.page]
            fresh = bool(set(keys) - self.known)
            self.known |= set(keys)
            goes_on = walk.take(keys, fresh)
            self.progress = replace(walk.progress)
        return asked


def test_the_first_walk_goes_to_the_end() -> None:
    portal = Portal(10)
    assert portal.walk() == [1, 2, 3, 4]
    assert portal.known == set(portal.entries)
    assert portal.progress == Progress()


def test_nothing_new_costs_one_page() -> None:
    portal = Portal(40)
    portal.walk()
    assert portal.walk() == [1]


def test_a_page_of_known_articles_ends_the_walk() -> None:
    portal = Portal(40)
    portal.walk()
    portal.publish(5)
    assert portal.walk() == [1, 2, 3]


def test_a_site_may_ask_for_more_known_pages() -> None:
    portal = Portal(40)
    portal.walk()
    assert portal.walk(listing=replace_listing(known_pages=3)) == [1, 2, 3]


def replace_listing(**fields: int) -> Listing:
    return Listing(urls=(TEMPLATE,), **fields)


@pytest.mark.parametrize("published", [0, 1, 6, 13])
def test_a_walk_that_broke_off_goes_on_in_a_later_run(published: int) -> None:
    portal = Portal(80)
    assert portal.walk(most=7) == [1, 2, 3, 4, 5, 6, 7]
    portal.publish(published)
    asked = portal.walk()
    assert portal.known == set(portal.entries)
    assert len(asked) == len(set(asked)) <= 20 - 7 + 2 * (published // 4 + 2)
    assert portal.progress == Progress()


def test_one_that_breaks_off_again_and_again_misses_nothing() -> None:
    portal = Portal(200)
    for _ in range(60):
        portal.walk(most=3)
        portal.publish(3)
    portal.walk()
    assert portal.known == set(portal.entries)


@pytest.mark.parametrize("most", [1, 2, 3])
@pytest.mark.parametrize("published", [3, 4, 8, 30])
def test_one_that_breaks_off_in_front_too_misses_nothing(most: int, published: int) -> None:
    portal = Portal(120)
    portal.walk(most=12)
    portal.publish(published)
    portal.walk(most=most)
    portal.walk()
    assert portal.known == set(portal.entries)


def test_full_walks_every_page_also_in_later_runs() -> None:
    portal = Portal(40)
    portal.walk()
    assert portal.walk(most=5, full=True) == [1, 2, 3, 4, 5]
    assert portal.walk() == [1, 6, 7, 8, 9, 10, 11]


def test_the_first_pages_are_swept_when_due() -> None:
    portal = Portal(40)
    portal.walk()
    portal.progress = Progress(sweep=True)
    assert portal.walk() == [1, 2, 3]
    assert portal.progress.swept


def test_a_listing_that_never_ends_is_cut() -> None:
    portal = Portal(40)
    walk = Walk(TEMPLATE, replace_listing(pages=2), Progress())
    assert walk.take(portal.entries[:4], fresh=True)
    assert not walk.take(portal.entries[4:8], fresh=True)
    assert walk.cut


def test_one_page_is_one_page() -> None:
    walk = Walk("https://congan.example/tin", LISTING, Progress())
    assert not walk.take(["1", "2"], fresh=True)


def test_a_date_ends_the_walk_in_whichever_run() -> None:
    walk = Walk(TEMPLATE, LISTING, Progress(), since="2026-01-01")
    assert walk.take(["9", "8"], fresh=True)
    kept = replace(walk.progress)
    later = Walk(TEMPLATE, LISTING, kept)
    assert later.since is None
    later.take(["9", "8"], fresh=False)
    assert (later.page, later.since) == (2, "2026-01-01")
    later.stop()
    assert later.progress == Progress()
