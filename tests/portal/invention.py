"""Articles composed of the pieces in `words.toml`, and changes to them; the same for one seed."""

import re
import tomllib
import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Literal

from tests.portal.catalog import SECTIONS, VIETNAM, Article, Block

Change = Literal["title", "lead", "body", "caption", "byline"]

SECTIONS_OF: dict[str, tuple[str, ...]] = {
    "nuxt": tuple(list(SECTIONS)[2:6]),
    "sharepoint": tuple(list(SECTIONS)[:2]),
    "cmsview": tuple(list(SECTIONS)[6:10]),
    "vhv": tuple(list(SECTIONS)[10:]),
}
"""The sections that each template publishes in."""

_WORDS: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "words.toml").read_text(encoding="utf-8")
)
_LABELS = {"nuxt": "", "sharepoint": "", "cmsview": "Thực hiện: ", "vhv": "Tác giả: "}
_KINDS: dict[str, Literal["p", "h", "li", "img"]] = {
    "paragraph": "p", "heading": "h", "item": "li", "caption": "img"
}  # fmt: skip


class Facts(dict[str, str]):
    """What an article is about: drawn once for each word, numbers anew each time."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self.random = random

    def __getitem__(self, name: str) -> str:
        if name in ("n", "few", "hour"):
            least, most = {"n": (11, 990), "few": (2, 9), "hour": (5, 22)}[name]
            return str(self.random.randint(least, most))
        if name not in self:
            self[name] = self._draw(name)
        return super().__getitem__(name)

    def compose(self, kind: str) -> str:
        """A piece of a kind, with its blanks filled in."""
        text = self.random.choice(_WORDS[kind]).format_map(self)
        return text[0].upper() + text[1:]

    def _draw(self, name: str) -> str:
        if name == "place":
            return f"{self.random.choice(_WORDS['first'])} {self.random.choice(_WORDS['second'])}"
        return self.random.choice(_WORDS[name]).format_map(self)


def invent(random: Random, template: str, moment: datetime, number: int) -> Article:
    """An article published at a moment; `number` is its own on its site."""
    facts = Facts(random)
    title = facts.compose("title")
    local = moment.astimezone(VIETNAM)
    sections = SECTIONS_OF[template]
    section = sections[number % len(sections)]
    article = Article(
        template=template,
        path=_path(template, section, _slug(title), local, number),
        title=title,
        published=f"{local:%Y-%m-%d}" if template == "sharepoint" else local.isoformat(),
        section=section,
        lead=facts.compose("lead"),
        blocks=_blocks(facts, number),
        views=None if template == "cmsview" else "0",
    )
    article = _sign(article, facts)
    if template == "sharepoint" and random.random() < 0.3:
        # Migrated: the new portal names it as well, by an address of its own.
        alias = article.path.replace("/tin-tuc/", "/bai-viet/").removesuffix(".html")
        section = random.choice(SECTIONS_OF["nuxt"])
        article = replace(article, aliases=(alias,), listed=((section, alias),))
    return article


def change(random: Random, article: Article, kind: Change) -> Article:
    """The article after an editor's hand: another title, lead, body, caption or byline."""
    facts = Facts(random)
    if kind == "title":
        title = article.title.partition(": ")[0]
        return replace(article, title=f"{title}: {facts.compose('tail').lower()} ({facts['n']})")
    if kind == "lead":
        return replace(article, lead=facts.compose("lead"))
    if kind == "byline":
        return _sign(article, facts)
    wanted = "img" if kind == "caption" else "p"
    places = [at for at, block in enumerate(article.blocks) if block.kind == wanted]
    if not places:
        return change(random, article, "title")
    at = random.choice(places)
    text = facts.compose("caption" if kind == "caption" else "paragraph")
    changed = replace(article.blocks[at], text=text)
    return replace(article, blocks=(*article.blocks[:at], changed, *article.blocks[at + 1 :]))


def _sign(article: Article, facts: Facts) -> Article:
    names = [facts.random.choice(_WORDS["pen"])]
    if facts.random.random() < 0.3:
        names = facts.random.sample(_WORDS["pen"], 2)
    byline = " - ".join(names)
    signed = _LABELS[article.template] + byline
    return replace(article, signed=(signed,), byline=byline, authors=tuple(names))


def _blocks(facts: Facts, number: int) -> tuple[Block, ...]:
    random = facts.random
    kinds = ["paragraph"] * random.randint(3, 6)
    for kind, chance in (("heading", 0.3), ("item", 0.25), ("caption", 0.75), ("caption", 0.3)):
        if random.random() < chance:
            at = random.randint(1, len(kinds) - 1)
            kinds[at:at] = [kind] * (3 if kind == "item" else 1)
    texts: list[str] = []
    blocks = []
    for at, kind in enumerate(kinds):
        text = facts.compose(kind)
        while text in texts:
            text = facts.compose(kind)
        texts.append(text)
        file = f"anh-{number}-{at}.{random.choice(('jpg', 'png'))}" if kind == "caption" else ""
        blocks.append(Block(_KINDS[kind], text, file, alt="-" if file else ""))
    return tuple(blocks)


def _path(template: str, section: str, slug: str, local: datetime, number: int) -> str:
    created = int((local - timedelta(minutes=35)).timestamp())
    return {
        "nuxt": f"/bai-viet/{slug}-{created}",
        "sharepoint": f"/tin-tuc/{slug}-t{52000 + number}.html",
        "cmsview": f"/tin-tuc/{slug}-{20700 + number}",
        "vhv": f"/{section}/{slug}-{number}.html",
    }[template]


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFD", title.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"[\u0300-\u036f]", "", plain)).strip("-")
