"""The portal over real HTTP: what it serves, how it fails, and that nothing of it remains."""

import gzip
import http.client
import json
import re
import socket
import struct
import threading
import time
import zlib
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest

from tests.portal import Portal
from tests.portal.catalog import (
    ARTICLES,
    HOSTS,
    NOISE,
    ODD_PAGES,
    PROBLEMS,
    SECTIONS,
    Article,
    accepted_urls,
    expected,
    key_of,
)
from tests.portal.cmsview import API
from tests.portal.devalue import flatten

BOCONGAN, HANOI, THANHHOA = "bocongan.gov.vn", "congan.hanoi.gov.vn", "conganthanhhoa.gov.vn"
OLD_LISTING = "/tin-tuc-su-kien/hoat-dong-cua-luc-luong-cong-an/tin-hoat-dong-cua-bo-2.html?Page={}"
LISTINGS = [
    *(f"https://{BOCONGAN}{OLD_LISTING.format(number)}" for number in (1, 2, 3)),
    f"https://{BOCONGAN}/tin-tuc-su-kien/tin-an-ninh-trat-tu-22?Page=1",
    f"https://{BOCONGAN}/chuyen-muc/hoat-dong-cua-bo-cong-an-1754966863",
    f"https://{BOCONGAN}/chuyen-muc/thong-tin-doi-ngoai-1751367399",
    f"https://{BOCONGAN}/chuyen-muc/tin-an-ninh-trat-tu-1753170263",
    f"https://{BOCONGAN}/chuyen-muc/chi-dao-dieu-hanh",
    f"https://{THANHHOA}/tin-tuc-su-kien/tin-hoat-dong",
    f"https://{THANHHOA}/tin-tuc-su-kien/an-ninh-trat-tu",
    f"https://{THANHHOA}/de-an-06",
]
FEEDS = {34: "thong-tin-doi-ngoai", 35: "hoat-dong-cua-bo-cong-an", 36: "chi-dao-dieu-hanh"}


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def get(portal: Portal, url: str, **headers: str) -> Reply:
    """One GET on a connection of its own, with the Host header of the real site."""
    parts = urlsplit(url)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=5)
    try:
        connection.request("GET", target, headers={"Host": parts.netloc, **headers})
        answer = connection.getresponse()
        named = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, named, answer.read())
    finally:
        connection.close()


def hrefs(reply: Reply, url: str) -> list[str]:
    return [urljoin(url, href) for href in re.findall(r'<a [^>]*?href="([^"]+)"', reply.text)]


def entries(portal: Portal, module: int, page: int = 1) -> list[dict[str, object]]:
    query = f"PortalId=0&ModuleId={module}&GetType=3&PageIndex={page}&txtKeyword="
    data = json.loads(get(portal, f"https://{HANOI}{API}listnew?{query}").body)
    assert set(data) == {"ListData", "ListMoreData"}
    return [*data["ListData"], *data["ListMoreData"]]


def of(template: str) -> list[Article]:
    return [article for article in ARTICLES if article.template == template]


@pytest.fixture(scope="module")
def shared() -> Iterator[Portal]:
    """One portal for the tests that change nothing."""
    with Portal() as portal:
        yield portal


@pytest.fixture
def portal() -> Iterator[Portal]:
    with Portal() as portal:
        yield portal


def test_there_are_articles_enough() -> None:
    counts = [len(of(template)) for template in ("sharepoint", "nuxt", "cmsview", "vhv")]
    assert counts == [15, 13, 19, 21]
    assert len({(article.site, key_of(article)) for article in ARTICLES}) == sum(counts)


@pytest.mark.parametrize("article", ARTICLES, ids=key_of)
def test_expectation_holds_no_noise(article: Article) -> None:
    record = expected(article)
    text = json.dumps(record, ensure_ascii=False)
    assert [noise for noise in NOISE[article.site] if noise in text] == []
    assert record["title"]
    assert record["body"]
    assert all(entry and "\u00a0" not in entry and "**" not in entry for entry in record["body"])


def test_expectation_of_one_article() -> None:
    article = next(a for a in ARTICLES if key_of(a) == "t41520")
    assert expected(article) | {"body": []} == {
        "url": f"https://{BOCONGAN}/tin-tuc/khong-ai-trung-thuong-ma-phai-nop-tien-truoc-t41520.html",
        "site": "bocongan",
        "key": "t41520",
        "title": "“Không ai trúng thưởng mà phải nộp tiền trước”",
        "published": "2024-10-02",
        "modified": None,
        "views": 12604,
        "lead": article.lead,
        "body": [],
        "images": [
            {
                "src": f"https://{BOCONGAN}/knd/tt/PublishingImages/bientap/2024/10/phong-van.jpg"
                "?RenditionID=7",
                "alt": article.title,
                "caption": None,
                "credit": None,
            }
        ],
        "attachments": [],
        "byline": "NGỌC HÀ",
        "authors": ["NGỌC HÀ"],
        "source": None,
        "category": None,
        "tags": [],
    }


@pytest.mark.parametrize("article", ARTICLES, ids=key_of)
def test_every_address_of_an_article_answers(shared: Portal, article: Article) -> None:
    for url in sorted(accepted_urls(article)):
        reply = get(shared, url)
        assert reply.status == 200
        assert reply.headers["content-type"] == "text/html; charset=utf-8"
        assert int(reply.headers["content-length"]) == len(reply.body)
        if article.template != "cmsview" and "nfd" not in article.look:
            assert f">{article.title.replace('&', '&amp;')}</h1>" in reply.text
    assert article.template != "cmsview" or article.title not in reply.text


def test_everything_is_found_by_following_links(shared: Portal) -> None:
    known = {url: article.url for article in ARTICLES for url in accepted_urls(article)}
    known |= {page.url: page.url for page in ODD_PAGES}
    found: set[str] = set()
    waiting = list(LISTINGS)
    while waiting:
        url = waiting.pop()
        reply = get(shared, url)
        if "html" in reply.headers["content-type"]:
            new = {known[href] for href in hrefs(reply, url) if href in known} - found
            found |= new
            waiting += new
    for module in (391, 698, 419, 387, 422):
        for page in (1, 2, 3):
            paths = (f"/tin-tuc/{e['Url']}-{e['Id']}" for e in entries(shared, module, page))
            found |= {f"https://{HANOI}{path}" for path in paths}
    assert found == {article.url for article in ARTICLES} | set(PROBLEMS)


def test_old_listing_has_ten_items_a_page_and_ends_empty(shared: Portal) -> None:
    items = [
        re.findall(r"<h2><a href=", get(shared, f"https://{BOCONGAN}{OLD_LISTING.format(n)}").text)
        for n in (1, 2, 3)
    ]
    assert [len(found) for found in items] == [10, 3, 0]
    bare = get(shared, f"https://{BOCONGAN}/tin-tuc-su-kien/tin-an-ninh-trat-tu-22?Page=1")
    assert 'href="http://mps.gov.vn/tin-tuc/' in bare.text


def test_new_listing_has_a_pager_without_addresses(shared: Portal) -> None:
    reply = get(shared, LISTINGS[4])
    assert reply.text.count('<article class="card-large') == 6
    assert '<button type="button"' in reply.text
    assert "?page=" not in reply.text
    guessed = get(shared, LISTINGS[4] + "?page=2")
    assert b"_Incapsula_Resource" in guessed.body
    assert b"<h1" not in guessed.body
    assert len(guessed.body) < 2000


def test_platform_listing_shows_ten_at_most(shared: Portal) -> None:
    reply = get(shared, f"https://{THANHHOA}/tin-tuc-su-kien/tin-hoat-dong")
    assert reply.text.count("article-news-default") == 10
    assert "decode64('" in reply.text


@pytest.mark.parametrize("number", FEEDS)
def test_feed_is_like_the_real_one(shared: Portal, number: int) -> None:
    reply = get(shared, f"https://{BOCONGAN}/api/rss/{number}.xml")
    assert reply.headers["content-type"] == "application/xml; charset=utf-8"
    assert reply.text.startswith('<rss version="2.0">')
    items = ElementTree.fromstring(reply.body).findall("channel/item")
    assert items
    for item in items:
        assert item.findtext("guid") == item.findtext("link")
        assert "</br>" in (item.findtext("description") or "")
        stamp = item.findtext("pubDate") or ""
        assert stamp.endswith(" UTC")
        assert parsedate_to_datetime(stamp)
    links = {item.findtext("link") for item in items}
    section = next(name for name in SECTIONS if name.startswith(FEEDS[number]))
    assert {a.url for a in of("nuxt") if a.section == section} <= links


def test_robots_and_sitemap(shared: Portal) -> None:
    robots = get(shared, f"https://{BOCONGAN}/robots.txt")
    assert len(robots.body) == 68
    assert get(shared, f"https://{HANOI}/robots.txt").status == 404
    assert "html" in get(shared, f"https://{THANHHOA}/robots.txt").headers["content-type"]
    sitemap = ElementTree.fromstring(get(shared, f"https://{BOCONGAN}/sitemap.xml").body)
    assert {entry[1].text for entry in sitemap} == {"2025-08-20"}


def test_home_pages_and_unknown_addresses(shared: Portal) -> None:
    for site, hosts in HOSTS.items():
        for host in hosts:
            assert get(shared, f"https://{host}/").status == 200
            assert get(shared, f"https://{host}/nothing-{site}").status == 404
    assert get(shared, "https://example.com/").status == 404


def test_page_bytes_differ_at_each_fetch(shared: Portal) -> None:
    url = of("nuxt")[1].url
    first, second = get(shared, url), get(shared, url)
    assert first.body != second.body
    token = re.compile(rb"cb=[0-9a-f]{16}")
    assert token.sub(b"", first.body) == token.sub(b"", second.body)


def test_payload_is_a_flat_array_of_indexes(shared: Portal) -> None:
    article = of("nuxt")[1]
    text = get(shared, article.url).text
    match = re.search(r'<script type="application/json"[^>]*>(\[.*?)</script>', text)
    assert match
    array = json.loads(match[1])
    own = next(e for e in array if isinstance(e, dict) and "view_count" in e)
    assert array[own["title"]] == article.title
    assert array[own["view_count"]] == expected(article)["views"] == 497
    assert array[own["is_view_count"]] is False
    assert json.loads(flatten({"a": [1, 1, True], "b": None})) == [
        {"a": 1, "b": 4}, [2, 2, 3], 1, True, None
    ]  # fmt: skip


def test_evening_in_utc_is_the_next_day_in_vietnam(shared: Portal) -> None:
    article = next(a for a in of("nuxt") if key_of(a) == "1789669801")
    text = get(shared, article.url).text
    assert '"datePublished":"2026-09-17T17:32:08.000Z"' in text
    assert ">18/09/2026</p>" in text
    assert expected(article)["published"] == "2026-09-18"


def test_detail_is_an_object_or_a_list_of_one(shared: Portal) -> None:
    kinds = set()
    for article in of("cmsview"):
        data = json.loads(get(shared, f"https://{HANOI}{API}getbyid?id={key_of(article)}").body)
        kinds.add(type(data))
        entry = data[0] if isinstance(data, list) else data
        assert entry["Name"] == article.title
        assert entry["FullContent"].startswith("&lt;")
        if "created-only" in article.look:
            assert entry["PublishTime"] is None
        stamp = entry["PublishTime"] or entry["CreatedTime"]
        assert f"{stamp}+07:00" == article.published
    assert kinds == {dict, list}
    assert entries(shared, 426) == []
    assert get(shared, f"https://{HANOI}{API}getbyid?id=1").status == 404


def test_pages_that_are_no_articles(shared: Portal) -> None:
    replies = {page.how: get(shared, page.url) for page in ODD_PAGES if page.site != "congan_hanoi"}
    assert {how: reply.status for how, reply in replies.items()} == {
        "404": 404, "410": 410, "redirect": 302,
        "soft-404": 200, "pdf": 200, "empty": 200, "listing": 200,
    }  # fmt: skip
    assert replies["redirect"].headers["location"] == "/"
    assert "Bài viết không tồn tại" in replies["soft-404"].text
    assert replies["listing"].text.count("article-news-default") == 6
    assert set(PROBLEMS.values()) == {
        "gone", "redirected", "soft-404", "not-html", "empty", "listing"
    }  # fmt: skip


def test_pdf_is_one(shared: Portal) -> None:
    page = next(page for page in ODD_PAGES if page.how == "pdf")
    reply = get(shared, page.url)
    assert reply.headers["content-type"] == "application/pdf"
    start = int(reply.body.split(b"startxref\n")[1].split()[0])
    assert reply.body[start:].startswith(b"xref")
    for line in reply.body[start:].split(b"\n")[3:8]:
        assert re.match(rb"\d+ 0 obj", reply.body[int(line[:10]) :])


def test_pictures_are_real(shared: Portal) -> None:
    images = [image["src"] for article in ARTICLES for image in expected(article)["images"]]
    assert len(images) > 50
    kinds = set()
    for src in images:
        reply = get(shared, src)
        kinds.add(reply.headers["content-type"])
        if src.endswith(".png"):
            assert reply.body.startswith(b"\x89PNG")
            at = reply.body.index(b"IDAT")
            (size,) = struct.unpack(">I", reply.body[at - 4 : at])
            assert len(zlib.decompress(reply.body[at + 4 : at + 4 + size])) == 16 * 25
        else:
            assert reply.body.startswith(b"\xff\xd8\xff")
            assert reply.body.endswith(b"\xff\xd9")
    assert kinds == {"image/jpeg", "image/png"}


def test_connection_is_kept_and_text_compressed(shared: Portal) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", shared.port, timeout=5)
    article = of("vhv")[0]
    bodies = []
    for encoding in ("identity", "gzip"):
        headers = {"Host": THANHHOA, "Accept-Encoding": encoding}
        connection.request("GET", article.path, headers=headers)
        reply = connection.getresponse()
        assert not reply.will_close
        packed = reply.getheader("Content-Encoding") == "gzip"
        bodies.append(gzip.decompress(reply.read()) if packed else reply.read())
    connection.close()
    assert bodies[0] == bodies[1]


def test_requests_are_written_down(portal: Portal) -> None:
    get(portal, f"http://mps.gov.vn:{portal.port}/rss?x=1", **{"User-Agent": "t"})
    request = portal.requests[-1]
    assert (request.host, request.path) == ("mps.gov.vn", "/rss?x=1")
    assert request.headers["user-agent"] == "t"
    assert f"www.mps.gov.vn=127.0.0.1:{portal.port}" in portal.hostmap.split(",")


def test_misbehaviour_ends_after_its_times_or_when_told(portal: Portal) -> None:
    url = f"https://{BOCONGAN}/rss"
    portal.misbehave(BOCONGAN, "/rss", "status", times=1, status=429, headers={"Retry-After": "3"})
    first = get(portal, url)
    assert (first.status, first.headers["retry-after"]) == (429, "3")
    assert get(portal, url).status == 200
    portal.misbehave("*", "/", "status")
    assert get(portal, url).status == 503
    portal.behave()
    assert get(portal, url).status == 200
    with pytest.raises(ValueError, match="no such misbehaviour"):
        portal.misbehave("*", "/", "explode")


def test_answers_that_are_not_the_page(portal: Portal) -> None:
    url = f"https://{BOCONGAN}/rss"
    portal.misbehave("*", "/", "challenge", times=1)
    assert b"_Incapsula_Resource" in get(portal, url).body
    portal.misbehave("*", "/", "cookie-challenge", times=1)
    assert len(get(portal, url).body) == 177
    portal.misbehave("*", "/", "garbage", times=1, size=500)
    assert len(get(portal, url).body) == 500
    portal.misbehave("*", "/", "huge", times=1, size=300_000)
    assert len(get(portal, url).body) == 300_000
    portal.misbehave("*", "/", "gzip-bomb", times=1, size=8 << 20)
    bomb = get(portal, url)
    assert len(bomb.body) < 20_000
    assert len(gzip.decompress(bomb.body)) == 8 << 20


def test_answers_that_do_not_come_whole(portal: Portal) -> None:
    url = f"https://{BOCONGAN}/rss"
    portal.misbehave("*", "/", "truncate", times=1)
    with pytest.raises(http.client.IncompleteRead):
        get(portal, url)
    for how in ("drop", "timeout"):
        portal.misbehave("*", "/", how, times=1, seconds=0.1)
        with pytest.raises(http.client.RemoteDisconnected):
            get(portal, url)
    portal.misbehave("*", "/", "slow", times=1, seconds=0.2)
    start = time.monotonic()
    assert get(portal, url).status == 200
    assert time.monotonic() - start >= 0.2
    portal.delay = 0.1
    start = time.monotonic()
    get(portal, url)
    assert time.monotonic() - start >= 0.1


def test_an_edit_shows_on_page_and_listing(portal: Portal) -> None:
    article = of("vhv")[0]
    changed = portal.replace(article.url, title="Tiêu đề đã sửa", views=1300, body=["Đoạn mới."])
    page = get(portal, article.url).text
    assert ">Tiêu đề đã sửa</h1>" in page
    assert "Lượt xem: 1300" in page
    assert "Đoạn mới." in page
    assert "Tiêu đề đã sửa" in get(portal, f"https://{THANHHOA}/{article.section}").text
    assert expected(changed)["body"] == [article.lead, "Đoạn mới."]
    assert changed in portal.articles


@pytest.mark.parametrize(
    ("how", "status"), [("404", 404), ("410", 410), ("redirect", 302), ("soft-404", 200)]
)
@pytest.mark.parametrize("template", ["sharepoint", "nuxt", "vhv", "cmsview"])
def test_a_removal(portal: Portal, template: str, how: str, status: int) -> None:
    article = of(template)[0]
    portal.remove(article.url, how)
    reply = get(portal, article.url)
    assert reply.status == status
    assert article.title not in reply.text or template == "sharepoint"
    assert article not in portal.articles
    if template == "cmsview":
        assert get(portal, f"https://{HANOI}{API}getbyid?id={key_of(article)}").status == 404
        assert article.title not in [entry["Name"] for entry in entries(portal, 391)]


def test_validators_on_request() -> None:
    url = f"https://{BOCONGAN}/robots.txt"
    with Portal(validators=True) as portal:
        tag = get(portal, url).headers["etag"]
        assert get(portal, url, **{"If-None-Match": tag}).status == 304


def test_nothing_is_left_behind() -> None:
    before = threading.active_count()
    with Portal() as portal:
        port = portal.port
        portal.misbehave("*", "/slow", "timeout", seconds=60)
        kept = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        kept.request("GET", "/rss", headers={"Host": BOCONGAN})
        kept.getresponse().read()
        silent = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        silent.request("GET", "/slow", headers={"Host": BOCONGAN})
        assert threading.active_count() > before
    kept.close()
    silent.close()
    assert threading.active_count() == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)
