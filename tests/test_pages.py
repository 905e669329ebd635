"""Every saved page of a site is read, and compared with the JSON beside it, value by value.

`pages/<site>/<what>.html` (or .txt, .json) has its expectation in `<what>.expected.json`:
the article, or `{"problem": kind}`. One that is marked `unchecked` fails, so that somebody
compares it with the page by eye. How well the families of pages do is in test_quality.py.
"""

from typing import Any

import pytest

from scraper import NotAnArticle, parse
from scraper.site import all_sites
from tests.quality import Page, pages

PAGES = [page for page in pages() if page.family in all_sites()]


def reading(page: Page) -> dict[str, Any]:
    url, content_type = page.expected["url"], page.expected.get("content_type")
    try:
        return parse(page.file.read_bytes(), url, content_type).to_json()
    except NotAnArticle as error:
        return {"url": url, "problem": error.kind}


def check(page: Page) -> None:
    """Fails where a page is not read as expected, or nobody has checked what is expected."""
    if "unchecked" in page.expected:
        pytest.fail(f"compare {page.file.stem}.expected.json with the page, then unmark it")
    read = reading(page)
    assert read == {name: page.expected[name] for name in read}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.family}/{page.file.stem}")
def test_saved_page(page: Page) -> None:
    check(page)


def test_every_site_has_a_saved_page() -> None:
    assert set(all_sites()) <= {page.family for page in PAGES}
