"""The quality of the parser, field by field, must not fall below its floors."""

import pytest

from scraper import NotAnArticle, parse
from scraper.site import all_sites
from tests.quality import FIELDS, FLOORS, HELD_OUT, Score, measure, pages

PAGES = pages()


def read(body: bytes, url: str, content_type: str | None) -> dict[str, object] | None:
    try:
        return parse(body, url, content_type).to_json()
    except NotAnArticle:
        return None


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    return {
        "held out": measure(read, (page for page in PAGES if page.family in HELD_OUT)),
        "tuned on": measure(read, (page for page in PAGES if page.family not in HELD_OUT)),
    }


@pytest.mark.parametrize("split", FLOORS)
@pytest.mark.parametrize("field", FIELDS)
def test_floor(scores: dict[str, Score], split: str, field: str) -> None:
    score = scores[split]
    missed = [f"{page.family}/{page.file.name}" for page, name, *_ in score.misses if name == field]
    assert score[field] >= FLOORS[split][field], missed


def test_corpus_is_wide_enough() -> None:
    articles = [page for page in PAGES if page.is_article]
    families = {page.family for page in PAGES} - set(all_sites())
    assert len(articles) >= 80
    assert len(PAGES) - len(articles) >= 20
    assert len(families) >= 18
    assert families >= HELD_OUT
    assert 4 * len(HELD_OUT) >= len(families)
