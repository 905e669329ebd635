"""Sitemaps (sitemaps.org): the pages that a site names to search engines."""

import zlib
from dataclasses import dataclass

from lxml import etree

from scraper.items import NotAnArticle

_GZIP = b"\x1f\x8b"
# Ten times what the protocol allows: a bomb is larger.
_LARGEST = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one sitemap names, in its order. Its dates are left unread: one ministry's said for
    over a year that nothing had changed."""

    pages: tuple[str, ...]
    sitemaps: tuple[str, ...]
    """Of an index: the sitemaps that it is made of."""

    @property
    def ends(self) -> tuple[str, ...]:
        """Of an index, the first and the last sitemap: the newest pages are in one of them."""
        return tuple(dict.fromkeys((*self.sitemaps[:1], *self.sitemaps[-1:])))


def read(body: bytes) -> Sitemap:
    """A sitemap or an index of sitemaps, gzipped or not, as received.

    Raises NotAnArticle of kind `unreadable` for whatever is neither.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=True, recover=True, remove_comments=True
    )
    try:
        root = etree.fromstring(_unpacked(body), parser=parser)
    except (etree.XMLSyntaxError, OSError, EOFError, zlib.error):
        root = None
    kind = etree.QName(root).localname if root is not None else ""
    if root is None or kind not in ("urlset", "sitemapindex"):
        raise NotAnArticle("unreadable", "the answer is no sitemap")
    found = (element.text for element in root.iter("{*}loc"))
    urls = tuple(url for text in found if text and (url := text.strip()))
    return Sitemap(urls, ()) if kind == "urlset" else Sitemap((), urls)


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(_GZIP):
        return body.lstrip()
    stream = zlib.decompressobj(wbits=31)
    whole = stream.decompress(body, _LARGEST)
    if stream.unconsumed_tail:
        raise OSError("too large")
    return whole
