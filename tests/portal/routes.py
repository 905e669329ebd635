"""Which answer a host and path get."""

import re
from collections.abc import Callable
from types import ModuleType
from urllib.parse import parse_qs

from tests.portal import cmsview, nuxt, redesign, sharepoint, vhv
from tests.portal.answer import HTML, Answer, document, picture, redirect, text
from tests.portal.catalog import FILE_HOSTS, HOSTS, Article
from tests.portal.newsroom import Newsroom, Page
from tests.portal.pictures import landscape

_FEED = re.compile(r"/api/rss/(\d+)\.xml")


def answer(newsroom: Newsroom, host: str, path: str, query: str) -> Answer:
    """What a site answers; 404 for a host that is none of the three sites'."""
    site = next((name for name, hosts in HOSTS.items() if host in hosts), None)
    if site is None and host not in FILE_HOSTS:
        return text(f"no such host: {host}", "text/plain", 404)
    draw = landscape if newsroom.scenery else picture
    if image := draw(path, newsroom.picture(path)):
        return image
    if site is None:
        return text("nothing here", "text/plain", 404)
    page = newsroom.find(site, path)
    if page is not None:
        return _page(newsroom, page)
    if file := document(path):
        return file
    return _SITES[site](newsroom, path, query)


def _page(newsroom: Newsroom, page: Page) -> Answer:
    if isinstance(page, Article):
        return {
            "nuxt": nuxt.article,
            "sharepoint": sharepoint.article,
            "vhv": _vhv(newsroom).article,
            "cmsview": cmsview.article,
        }[page.template](newsroom, page)
    if page.how in ("404", "410"):
        return _error(newsroom, page.template, int(page.how))
    if page.how == "redirect":
        return redirect(page.target)
    if page.template == "cmsview":
        return cmsview.shell(newsroom, "Chi tiết tin")
    odd = {"nuxt": nuxt.odd, "sharepoint": sharepoint.odd, "vhv": _vhv(newsroom).odd}
    return odd[page.template](newsroom, page)


def _error(newsroom: Newsroom, template: str, status: int) -> Answer:
    if template == "sharepoint":
        return sharepoint.error(newsroom, status)
    if template == "cmsview":
        return text("<html><body>404 Not Found</body></html>", status=status)
    return nuxt.error(status) if template == "nuxt" else _vhv(newsroom).error(newsroom, status)


def _vhv(newsroom: Newsroom) -> ModuleType:
    return redesign if "conganthanhhoa" in newsroom.redesigned else vhv


def _bocongan(newsroom: Newsroom, path: str, query: str) -> Answer:
    constant: dict[str, Callable[[], Answer]] = {
        "/": lambda: nuxt.home(newsroom),
        "/rss": nuxt.feeds_page,
        "/robots.txt": nuxt.robots,
        "/sitemap.xml": lambda: nuxt.sitemap(newsroom),
    }
    if path in constant:
        return constant[path]()
    if section := sharepoint.LISTINGS.get(path.removesuffix(".html")):
        number = parse_qs(query).get("Page", ["1"])[0]
        return sharepoint.listing(newsroom, section, int(number) if number.isdigit() else 1)
    if (feed := _FEED.fullmatch(path)) and feed[1] in nuxt.FEEDS:
        return nuxt.feed(newsroom, feed[1])
    slug, _, rest = path.removeprefix("/chuyen-muc/").partition("/")
    if slug in (*nuxt.FEEDS.values(), "tin-an-ninh-trat-tu-1753170263", *nuxt.EMPTY):
        return nuxt.listing(newsroom, slug, query or rest)
    return _error(newsroom, "nuxt", 404)


def _hanoi(newsroom: Newsroom, path: str, query: str) -> Answer:
    if path.startswith(cmsview.API):
        return cmsview.api(newsroom, path.removeprefix(cmsview.API), query)
    if path in cmsview.CATEGORIES:
        return cmsview.category(newsroom, path)
    if path == "/":
        return cmsview.shell(newsroom, "Trang chủ", "391")
    # Unverified: whether it has a robots.txt; it has no sitemap.
    return _error(newsroom, "cmsview", 404)


def _thanhhoa(newsroom: Newsroom, path: str, query: str) -> Answer:
    if path == "/":
        return _vhv(newsroom).home(newsroom)
    if path == "/robots.txt":
        # The type is what another portal of the platform was seen to send.
        return text("User-agent: *\nAllow: /\n", HTML)
    if path.removeprefix("/") in vhv.LISTINGS:
        return _vhv(newsroom).listing(newsroom, path.removeprefix("/"))
    return _error(newsroom, "vhv", 404)


_SITES: dict[str, Callable[[Newsroom, str, str], Answer]] = {
    "bocongan": _bocongan,
    "congan_hanoi": _hanoi,
    "conganthanhhoa": _thanhhoa,
}
