"""Debian's Chromium without a window, driven by playwright, which reports all that goes wrong."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
_QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
_AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_SERIOUS = ("serious", "critical")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser with a profile of its own. Raises FileNotFoundError where none is installed."""
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        raise FileNotFoundError("these tests need Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_QUIET)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visiting(browser: Browser, home: str, **manner: Any) -> Iterator[Page]:
    """A page in Vietnamese, `manner` as playwright's contexts take it.

    At the end nothing may have been asked of another host, no dialog opened, and nothing
    complained on the console.
    """
    settings = {"viewport": DESK, "locale": "vi-VN", "base_url": home} | manner
    context = browser.new_context(**settings)
    context.set_default_timeout(10_000)
    page = context.new_page()
    wrong: list[str] = []

    def asked(request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(home).netloc:
            wrong.append(f"asked {request.url}")

    def dialog(opened: Any) -> None:
        wrong.append(f"dialog {opened.message}")
        opened.dismiss()

    context.on("request", asked)
    context.on("dialog", dialog)
    context.on("weberror", lambda error: wrong.append(f"error {error.error}"))
    context.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    try:
        yield page
    finally:
        context.close()
    assert not wrong, wrong


def violations(page: Page) -> list[str]:
    """What axe finds that is serious or critical on the page as it is."""
    found = Axe().run(page, options={**_AXE, "resultTypes": ["violations"]})
    return [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
        if rule["impact"] in _SERIOUS
    ]
