"""An article as a page in a terminal."""

import json
import sys

import click
from rich.console import Console, Group
from rich.padding import Padding
from rich.text import Text

from scraper.items import Article, Attachment, Image


def print_article(article: Article, as_json: bool) -> None:
    """Print an article on standard output: as a page in a terminal, elsewhere as a JSON object."""
    if as_json or not sys.stdout.isatty():
        click.echo(json.dumps(article.to_json(), ensure_ascii=False))
    else:
        show(article, Console())


def show(article: Article, console: Console) -> None:
    """Print an article for a person to read: what was found, what was not, and where from."""
    console.print(Group(_head(article), *_body(article), _foot(article)), soft_wrap=False)


def _head(article: Article) -> Group:
    facts = [
        str(article.published or "no date"),
        f"{article.views:,} views" if article.views is not None else "no view count",
        article.category or "",
    ]
    return Group(
        Text(article.title, style="bold"),
        Text(" · ".join(filter(None, facts)), style="dim"),
        "",
    )


def _body(article: Article) -> list[Padding]:
    width = (0, 0, 1, 2)
    paragraphs = [
        Padding(Text(text, style="italic" if text == article.lead else ""), width)
        for text in article.body
    ]
    below = [*map(_image, article.images), *map(_attachment, article.attachments)]
    return [*paragraphs, *(Padding(entry, width) for entry in below)]


def _image(image: Image) -> Text:
    text = Text("▣ ", style="dim").append(image.caption or image.alt or "(no caption)")
    return text.append(f"\n  {image.src}", style="dim") if image.src else text


def _attachment(attachment: Attachment) -> Text:
    text = Text("▤ ", style="dim").append(attachment.label or "(no label)")
    return text.append(f"\n  {attachment.url}", style="dim")


def _foot(article: Article) -> Group:
    lines = [
        Text(f"  {article.byline}", style="bold") if article.byline else None,
        Text(f"  Source: {article.source}") if article.source else None,
        Text(f"  {article.canonical_url or article.url}", style="dim"),
    ]
    return Group(*(line for line in lines if line is not None))
