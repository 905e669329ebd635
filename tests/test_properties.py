"""What holds for every input: one kind of error, work in proportion, chrome without effect."""

import json
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from scraper import NotAnArticle, parse
from scraper.document import read
from tests.chrome import dress
from tests.quality import Page, pages

TEXT = (
    "Sáng nay, Công an xã Lam Vỹ cùng bà con dọn sạch đoạn kênh dài hai cây số, thu gom hơn ba "
    "tấn rác và trồng lại hàng cây đã đổ sau cơn bão tháng trước. "
)
URL = "https://congan.example/tin/don-kenh.html"
MARKUP = st.sampled_from(
    "<p> </p> <div> </div> <table><tr><td> <td> </table> <br> <b> <a_href=x> </a> <h1> </h1> <li>"
    " <img_src=a.jpg> <figure> <figcaption> </figure> <script> </script> <!-- --> <title> &nbsp;"
    " &#xD800; &#0; <font_face=.VnTime> <base_href=http://[x> <i_class=fa-eye></i> <svg>"
    ' <meta_charset=undefined> <time_datetime=x> {"a":[ 24/07/2023 2023-13-99T99:99 Xem:²'.split()
).map(lambda piece: piece.replace("_", " "))
TYPES = st.sampled_from([None, "text/html", "text/html; charset=utf-8,gbk", "application/json"])


def reading(body: bytes, content_type: str | None = None) -> dict[str, Any] | None:
    """The article; None where there is none. Any other error passes through."""
    try:
        return parse(body, URL, content_type).to_json()
    except NotAnArticle:
        return None


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2000), TYPES)
def test_any_bytes(body: bytes, content_type: str | None) -> None:
    reading(body, content_type)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(MARKUP, st.text(max_size=30), st.just(TEXT)), max_size=60), TYPES)
def test_any_markup(pieces: list[str], content_type: str | None) -> None:
    body = "".join(pieces).encode("utf-8", errors="surrogatepass")
    if (article := reading(body, content_type)) is not None:
        json.dumps(article, ensure_ascii=False).encode()


def page(body: str, head: str = "") -> bytes:
    title = "<h1>Dọn kênh ở Lam Vỹ</h1><div>24/07/2023</div>"
    return f"<html><head>{head}</head><body>{title}<div>{body}</div></body></html>".encode()


def ld_json(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


# Each grows with its argument, which is set so that the page has some 40 KB and some 160 KB.
GROWING: dict[str, Callable[[int], bytes]] = {
    "nested div": lambda n: page("<div>" * (n * 200) + TEXT),
    "nested bold": lambda n: page("<b>" * (n * 300) + TEXT),
    "nested tables": lambda n: page("<table><tr><td>a</td><td>" * (n * 40) + TEXT),
    "nested lists": lambda n: page("<ul><li>" * (n * 100) + TEXT),
    "paragraphs": lambda n: page(f"<p>{TEXT}</p>" * (n * 4)),
    "short lines": lambda n: page(TEXT + "<br>a" * (n * 200)),
    "blanks": lambda n: page(f"<p>{TEXT}{' ' * (n * 1000)}x</p>"),
    "labels": lambda n: page(f"<p>{TEXT}</p>" + "<p>Tin, ảnh, bài và tin ảnh : A B</p>" * (n * 20)),
    "one long label": lambda n: page(f"<p>{TEXT}</p><p>{'tin ' * (n * 250)}: x</p>"),
    "brackets": lambda n: page(f"<p>{TEXT}</p><p>Tác giả: {'(' * (n * 1000)}</p>"),
    "headings": lambda n: page(
        "<h2>xin chào các bạn</h2>" * (n * 40), f"<title>{TEXT * n}</title>"
    ),
    "title parts": lambda n: page(TEXT, f"<title>{' | '.join(['ab cd'] * (n * 120))}</title>"),
    "pictures": lambda n: page(TEXT + '<p align=center><img src="a.jpg"></p>' * (n * 25)),
    "captions": lambda n: page(
        f"<figure><img src=a.jpg>{'<figcaption>chú thích</figcaption>' * (n * 20)}</figure>{TEXT}"
    ),
    "links": lambda n: page(TEXT + f'<a href="/x">{TEXT[:60]}</a> ' * (n * 10)),
    "dates": lambda n: page("24/07/2023 " * (n * 90) + TEXT),
    "crumbs": lambda n: page(TEXT + "<div class=breadcrumb>" * (n * 20) + "<a>x</a>" * (n * 60)),
    "entities": lambda n: (
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + page("&b;" * (n * 300) + TEXT)
    ),
    "deep JSON-LD": lambda n: page(TEXT, ld_json("[" * (n * 1000))),
    "deep JSON": lambda n: b"[" * (n * 1000),
    "payload": lambda n: page(
        "", f'<script type="application/json">{json.dumps([{"title": 1}] * (n * 70))}</script>'
    ),
    "less-than": lambda n: b"<" * (n * 1000),
    "NUL": lambda n: b"\0" * (n * 1000),
    "NUL in a page": lambda n: page(TEXT * (n * 4)).replace(b"i", b"\0i"),
    "UTF-16": lambda n: page(TEXT * (n * 4)).decode().encode("utf-16"),
    "old font": lambda n: page(f'<font face=".VnTime">{"c¸ nh©n " * (n * 80)}</font>{TEXT}'),
    "strange encoding": lambda n: b"<meta charset=punycode>" + page(TEXT * (n * 4)),
}


def steps(body: bytes) -> int:
    """How many functions are called to read a page: the work, whatever the machine."""
    count = 0

    def count_calls(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(count_calls)
    try:
        reading(body)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("kind", GROWING)
def test_work_grows_with_the_page_and_no_faster(kind: str) -> None:
    reading(GROWING[kind](1))  # what is compiled and cached once does not count
    small, large = (GROWING[kind](n) for n in (40, 160))
    assert steps(large) <= 5 * steps(small) + 2000
    assert steps(large) <= 10 * len(large) + 5000


def test_fifty_megabytes_of_less_than() -> None:
    reading(b"<" * 50_000_000)


# An article that is missed altogether counts in test_quality.py.
ARTICLES = [
    page
    for page in pages()
    if page.is_article and page.file.suffix == ".html" and reading(page.file.read_bytes())
]


@pytest.mark.parametrize("saved", ARTICLES, ids=lambda p: f"{p.family}/{p.file.stem}")
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6), size=st.integers(1, 3))
def test_chrome_changes_nothing(saved: Page, seed: int, size: int) -> None:
    url, in_utf8 = saved.expected["url"], "text/html; charset=utf-8"
    tree = read(saved.file.read_bytes(), url, saved.expected.get("content_type")).tree
    assert tree is not None
    body = etree.tostring(tree, encoding="utf-8", method="html")
    plain = parse(body, url, in_utf8).to_json()
    assert parse(dress(body, seed, size), url, in_utf8).to_json() == plain
