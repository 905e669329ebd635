"""`congan parse --explain` tells where each field was found, and what else might have been."""

import json

from tests.conftest import Congan
from tests.quality import FOLDER

PAGE = FOLDER / "wordpress_theme" / "phong-van-doi-truong.html"
FIELDS = ["title", "published", "modified", "views", "lead", "body", "images", "byline", "source"]


def test_for_a_script(congan: Congan) -> None:
    done = congan("parse", str(PAGE), "--explain", "--json")
    told = json.loads(done.stdout)
    assert list(told)[: len(FIELDS)] == FIELDS
    title, *others = told["title"]
    assert title["value"] == "“Mỗi cuộc gọi 114 là một người đang chờ”"
    assert (title["how"], title["where"].split(" > ")[-1]) == ("structure", "h1.entry-title")
    assert {other["how"] for other in others} >= {"metadata"}
    assert told["published"][0]["value"] == "2024-12-12"
    assert told["source"] == []


def test_for_a_person(congan: Congan) -> None:
    done = congan("parse", str(PAGE), "--explain")
    assert done.returncode == 0
    assert "h1.entry-title" in done.stdout
    assert "source    none" in done.stdout


def test_no_article(congan: Congan) -> None:
    done = congan("parse", str(PAGE.with_name("none-category.html")), "--explain")
    assert (done.returncode, done.stdout) == (1, "")
    assert "lists" in done.stderr
