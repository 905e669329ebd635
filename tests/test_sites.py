"""Site files, and what a URL names."""

from pathlib import Path

import pytest

from scraper.site import SiteFileError, all_sites, identify, read_site

KEYS = {
    "https://mps.gov.vn/tin-tuc/don-kenh-t35809.html": "t35809",
    "http://bocongan.gov.vn/tin-tuc-su-kien/don-kenh-t29741.html": "t29741",
    "https://www.bocongan.gov.vn/tin-tuc-su-kien/ngay-hoi/don-kenh-s14-t34656.html": "t34656",
    "https://bocongan.gov.vn/bai-viet/don-kenh-d2-t43729": "t43729",
    "https://bocongan.gov.vn/tin-tuc/don-kenh-t43729.html?utm_source=zalo": "t43729",
    "https://bocongan.gov.vn/chinh-sach-phap-luat/bai-viet/don-kenh-d1-t1592/": "t1592",
    "https://bocongan.gov.vn/bai-viet/don-kenh-1791199100": "1791199100",
    "https://congan.hanoi.gov.vn/tin-tuc/don-kenh-20417": "20417",
    "https://conganthanhhoa.gov.vn/de-an-06/don-kenh.html": "de-an-06/don-kenh",
}


@pytest.mark.parametrize("url", KEYS)
def test_article_key(url: str) -> None:
    assert identify(url).key == KEYS[url]


@pytest.mark.parametrize(
    "url",
    [
        "https://bocongan.gov.vn/chuyen-muc/thong-tin-doi-ngoai-1751367399",
        "https://bocongan.gov.vn/tin-tuc-su-kien/tin-an-ninh-trat-tu-22?Page=2",
        "https://bocongan.gov.vn/",
        "https://conganthanhhoa.gov.vn/tin-tuc-su-kien/tin-hoat-dong",
    ],
)
def test_no_article(url: str) -> None:
    assert all(site.address(url) is None for site in all_sites().values())


def test_canonical_url_has_one_host() -> None:
    address = identify("http://www.mps.gov.vn/tin-tuc/don-kenh-t1.html#x")
    assert address.canonical_url == "https://bocongan.gov.vn/tin-tuc/don-kenh-t1.html"


def test_unknown_host_is_its_own_site() -> None:
    address = identify("https://www.example.vn/a.html?Page=2&utm_source=x")
    assert (address.site, address.key) == ("example.vn", "a.html?Page=2")


@pytest.mark.parametrize(
    "url",
    [
        *"ftp://mps.gov.vn/a mps.gov.vn https:// file:///a http://[x https://mps.gov.vn:99999/".split(),
        "",
    ],
)
def test_not_a_web_address(url: str) -> None:
    with pytest.raises(ValueError, match="not a web address"):
        identify(url)


GOOD = """
title = "Công an tỉnh Sông Mã"
hosts = ["congan.songma.example"]
listing = [{ urls = ["https://congan.songma.example/tin-tuc"] }]
article = [{ path = '/tin-tuc/.*-(?P<id>[0-9]+)', key = "{id}" }]
"""


def test_own_folder_of_sites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "congan_songma.toml").write_text(GOOD)
    monkeypatch.setenv("CONGAN_SITES", str(tmp_path))
    all_sites.cache_clear()
    try:
        assert "congan_songma" in all_sites()
        assert identify("https://congan.songma.example/tin-tuc/a-7").key == "7"
    finally:
        all_sites.cache_clear()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (GOOD.replace("title", "titel"), "titel"),
        (GOOD.replace('"{id}"', '"{nr}"'), "nr"),
        (GOOD.replace("(?P<id>", "(?P<id"), "missing >"),
        (GOOD.replace('["congan.songma.example"]', "[]"), "hosts"),
        (GOOD.replace('"] }]', '"], pages = 0 }]', 1), "pages|>= 1"),
        ("title = ", "Invalid value"),
    ],
)
def test_wrong_site_file_says_what_is_wrong(tmp_path: Path, wrong: str, says: str) -> None:
    file = tmp_path / "songma.toml"
    file.write_text(wrong)
    with pytest.raises(SiteFileError, match=says) as raised:
        read_site(file)
    assert "songma.toml" in str(raised.value)
