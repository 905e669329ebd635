"""`make screenshots`: the pages of the reading room as pictures, to be looked at.

They go to `screenshots/`, which git ignores; with `--readme` the two that the README shows are
made anew as well.
"""

import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser import DESK, PHONE, chromium, visiting
from tests.reading_room import Past, build
from tests.serving import serving

FOLDER = Path("screenshots")
README = Path(__file__).parent.parent / "storage" / "browse" / "screenshots"
LOOKS = 8
MANNERS = {
    "": {"viewport": DESK},
    "-dark": {"viewport": DESK, "color_scheme": "dark"},
    "-phone": {"viewport": PHONE, "device_scale_factor": 2},
    "-english": {"viewport": DESK, "locale": "en-GB"},
}
SHOWN = {"front": {"width": 1280, "height": 1000}, "article": {"width": 1280, "height": 1000}}


def main() -> int:
    """Build an archive, serve it, and take every page in every manner."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        print("Crawling the portal on this machine, several times over ...")
        past = build(Path(folder) / "archive.db", LOOKS)
        with serving(past.path) as home, chromium() as browser:
            for manner in MANNERS:
                take(browser, home, past, manner)
            if "--readme" in sys.argv[1:]:
                show(browser, home, past)
    print(f"{len(list(FOLDER.glob('*.png')))} pictures are in {FOLDER}/")
    return 0


def pages(past: Past) -> dict[str, str]:
    """The address of each picture."""
    return {
        "front": "/",
        "search": "/search?q=giao+thong",
        "search-narrowed": "/search?q=giao+thong&site=bocongan",
        "search-nothing": "/search?q=khongcotunay",
        "article": f"/article/{past.number_changed}",
        "article-gone": f"/article/{past.gone}",
        "compare": f"/article/{past.number_changed}/compare",
        "compare-pictures": f"/article/{past.repainted}/compare",
        "changes": "/changes",
        "sites": "/sites",
        "site": "/site/bocongan",
        "runs": "/runs",
        "problems": "/problems",
    }


def take(browser: Browser, home: str, past: Past, manner: str) -> None:
    with visiting(browser, home, **MANNERS[manner]) as page:
        for name, address in pages(past).items():
            page.goto(address)
            load_pictures(page)
            page.screenshot(path=FOLDER / f"{name}{manner}.png", full_page=True)


def show(browser: Browser, home: str, past: Past) -> None:
    """The README's pictures, small enough for a repository."""
    README.mkdir(exist_ok=True)
    for name, size in SHOWN.items():
        with visiting(browser, home, viewport=size) as page:
            page.goto(pages(past)[name])
            load_pictures(page)
            whole = FOLDER / f"{name}-readme.png"
            page.screenshot(path=whole)
        with Image.open(whole) as image:
            image.save(README / f"{name}.webp", quality=82, method=6)


def load_pictures(page: Page) -> None:
    """Have those loaded that wait for the reader to come near."""
    page.evaluate(
        "Promise.all([...document.images].map(image => {"
        "image.loading = 'eager'; return image.decode().catch(() => null) }))"
    )


if __name__ == "__main__":
    sys.exit(main())
