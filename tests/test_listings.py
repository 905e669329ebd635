"""What listings, feeds and API answers name."""

import gzip
import json

import pytest

from scraper import NotAnArticle, sitemaps
from scraper.listings import article_links
from scraper.site import Listing, all_sites

MINISTRY, HANOI = all_sites()["bocongan"], all_sites()["congan_hanoi"]
FEED, API = MINISTRY.listings[0], HANOI.listings[0]
# As the ministry writes it: no XML declaration, `UTC`, markup in the description.
RSS = b"""<rss version="2.0"><channel><title>Tin</title><item><title>Tin</title>
<description>&lt;a href=&#39;https://bocongan.gov.vn/bai-viet/khac-1791199999&#39;&gt;
&lt;/a&gt;&lt;/br&gt;</description>
<pubDate>Mon, 05 Oct 2026 11:18:25 UTC</pubDate>
<link>https://bocongan.gov.vn/bai-viet/don-kenh-1791199677</link></item></channel></rss>"""


def test_feed() -> None:
    (link,) = article_links(RSS, FEED.urls[0], MINISTRY, FEED)
    assert link.url == "https://bocongan.gov.vn/bai-viet/don-kenh-1791199677"
    assert link.address.key == "1791199677"


def test_page_names_each_article_once() -> None:
    html = """<body><a href="/bai-viet/don-kenh-1791199677"><img></a>
    <a href="/bai-viet/don-kenh-1791199677">Dọn kênh</a><a href="/gioi-thieu">x</a>
    <a href="https://mps.gov.vn/tin-tuc/cu-t7.html">Cũ</a><a href="/tin-tuc/cu-d2-t7.html">Cũ</a>
    <a href="https://khac.vn/bai-viet/a-1791199678">x</a><a href="http://[sai">x</a></body>"""
    links = article_links(html.encode(), "https://bocongan.gov.vn/chuyen-muc/a", MINISTRY)
    assert [link.address.key for link in links] == ["1791199677", "t7"]


def test_api_answer() -> None:
    entries = {"ListData": [{"Id": 5, "Url": "don-kenh"}, {"Id": 6}], "ListMoreData": None}
    (link,) = article_links(json.dumps(entries).encode(), API.urls[0], HANOI, API)
    assert link.address.canonical_url == "https://congan.hanoi.gov.vn/tin-tuc/don-kenh-5"
    assert link.address.fetch_url.endswith("getbyid?id=5")


@pytest.mark.parametrize(
    ("body", "listing", "site", "kind"),
    [
        (b"<html>_Incapsula_Resource</html>", FEED, MINISTRY, "challenge"),
        (b"<html><body>B\xe1\xba\xa3o tr\xc3\xac</body></html>", FEED, MINISTRY, "unreadable"),
        (b"<html></html>", API, HANOI, "unreadable"),
        (b"[]", API, HANOI, "unreadable"),
        (b'{"Message": "error"}', API, HANOI, "unreadable"),
    ],
)
def test_listing_that_is_none(body: bytes, listing: object, site: object, kind: str) -> None:
    with pytest.raises(NotAnArticle) as raised:
        article_links(body, "https://bocongan.gov.vn/", site, listing)  # type: ignore[arg-type]
    assert raised.value.kind == kind


def test_empty_page_of_a_listing() -> None:
    assert article_links(b'{"ListData": []}', API.urls[0], HANOI, API) == []


URLSET = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://bocongan.gov.vn/</loc><lastmod>20/08/2025</lastmod></url>
<url><loc> https://bocongan.gov.vn/bai-viet/don-kenh-1791199677 </loc></url></urlset>"""
INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://bocongan.gov.vn/1.xml</loc></sitemap>
<sitemap><loc>https://bocongan.gov.vn/2.xml</loc></sitemap>
<sitemap><loc>https://bocongan.gov.vn/3.xml.gz</loc></sitemap></sitemapindex>"""
SITEMAP = Listing(urls=("https://bocongan.gov.vn/sitemap.xml",), kind="sitemap")


@pytest.mark.parametrize("body", [URLSET, gzip.compress(URLSET), b"\n" + URLSET])
def test_sitemap(body: bytes) -> None:
    (link,) = article_links(body, SITEMAP.urls[0], MINISTRY, SITEMAP)
    assert link.address.key == "1791199677"


def test_index_of_sitemaps() -> None:
    index = sitemaps.read(INDEX)
    assert index.pages == ()
    assert len(index.sitemaps) == 3
    assert index.ends == ("https://bocongan.gov.vn/1.xml", "https://bocongan.gov.vn/3.xml.gz")
    assert article_links(INDEX, SITEMAP.urls[0], MINISTRY, SITEMAP) == []


ENTITIES = (
    b'<!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    + URLSET.replace(b"don-kenh", b"&b;").partition(b"?>")[2]
)


@pytest.mark.parametrize(
    "body", [b"", b"<html></html>", gzip.compress(URLSET)[:50], b"\x1f\x8b", b"<urlse>", b"no"]
)
def test_no_sitemap(body: bytes) -> None:
    with pytest.raises(NotAnArticle, match="no sitemap"):
        sitemaps.read(body)


def test_entities_of_a_sitemap_are_not_expanded() -> None:
    assert "aaaaaaaaaa" not in str(sitemaps.read(ENTITIES))
