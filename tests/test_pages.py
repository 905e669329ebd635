"""Every saved page under `tests/pages` is read, and compared with the JSON beside it.

`pages/<site>/<what>.html` (or .txt, .json) has its expectation in `<what>.expected.json`:
the article, or `{"problem": kind}`. A missing expectation is written and the test fails, so
that somebody checks every value by eye.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from scraper import NotAnArticle, parse
from scraper.site import all_sites

FOLDER = Path(__file__).parent / "pages"
PAGES = sorted(p for p in FOLDER.glob("*/*") if not p.name.endswith(".expected.json"))


def reading(page: Path, url: str) -> dict[str, Any]:
    try:
        return parse(page.read_bytes(), url).to_json()
    except NotAnArticle as error:
        return {"url": url, "problem": error.kind}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_saved_page(page: Path) -> None:
    file = page.with_name(f"{page.stem}.expected.json")
    if not file.exists():
        read = reading(page, f"https://{page.parent.name}.example/")
        file.write_text(json.dumps(read, ensure_ascii=False, indent=2) + "\n")
        pytest.fail(f"wrote {file.name}: set its url, check every value by eye, then run again")
    expected = json.loads(file.read_text())
    assert reading(page, expected["url"]) == expected


def test_every_site_has_a_saved_page() -> None:
    assert set(all_sites()) <= {page.parent.name for page in PAGES}
