"""What the templates share: escaping, the clock, and a body's blocks as HTML."""

import html
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from string import Template

from tests.portal.catalog import VIETNAM, Article, Block, printed_alt, source_of

_LAYOUTS = Path(__file__).parent / "layouts"
WEEKDAYS = ("hai", "ba", "tư", "năm", "sáu", "bảy")


@dataclass(frozen=True, slots=True)
class Style:
    """How a template sets the blocks of a body."""

    paragraph: Callable[[str], str]
    heading: Callable[[str], str]
    pictures: Callable[[Article, Sequence[Block]], str]
    """The pictures over one caption: the last one's."""


def escape(text: str, bold: bool = True) -> str:
    """Text for HTML, `**bold**` included; NBSP and soft hyphens become entities."""
    escaped = html.escape(text, quote=False).replace("\u00a0", "&nbsp;").replace("\u00ad", "&shy;")
    if bold:
        for tag in ("<strong>", "</strong>") * escaped.count("**"):
            escaped = escaped.replace("**", tag, 1)
    return escaped


def attribute(text: str) -> str:
    """Text for an attribute in double quotes."""
    return html.escape(text)


def layout(name: str, /, **parts: str) -> str:
    """One of the templates' constant parts, `layouts/<name>.html`, with its `$parts` put in."""
    return _template(name).substitute(parts)


def clock(moment: datetime) -> str:
    """The page clock of a portal's header: the time of the request, never the article's."""
    now = moment.astimezone(VIETNAM)
    day = "Chủ Nhật" if now.weekday() == 6 else f"Thứ {WEEKDAYS[now.weekday()].capitalize()}"
    return f"{day}, {now:%d/%m/%Y %H:%M} GMT+7"


def shown(article: Article, text: str) -> str:
    """Text in the Unicode form in which this article's page has it."""
    return unicodedata.normalize("NFD" if "nfd" in article.look else "NFC", text)


def image(article: Article, block: Block, more: str = "") -> str:
    """One `img`. A doubled closing quote after alt is the VHV platform's own."""
    alt = attribute(shown(article, printed_alt(article, block)))
    quote = '""' if article.template == "vhv" else '"'
    return f'<img alt="{alt}{quote} src="{attribute(source_of(article, block))}"{more} />'


def body(article: Article, style: Style) -> str:
    """Every block of a body, lists and tables grouped."""
    parts: list[str] = []
    for kind, run in groupby(article.blocks, key=lambda block: block.kind):
        blocks = list(run)
        if kind == "li":
            parts.append(_list(article, blocks))
        elif kind == "row":
            parts.append(_table(article, blocks))
        elif kind == "img":
            parts += [style.pictures(article, group) for group in _sharing(blocks)]
        elif kind == "h":
            parts += [style.heading(escape(shown(article, block.text))) for block in blocks]
        elif kind == "p" and "breaks" in article.look:
            texts = [escape(shown(article, block.text)) for block in blocks]
            parts.append(style.paragraph("<br />\n<br />".join(texts)))
        elif kind == "aside":
            parts += [style.paragraph(_aside(article, block)) for block in blocks]
        else:
            parts += [style.paragraph(escape(shown(article, block.text))) for block in blocks]
    return "\n".join(parts)


@cache
def _template(name: str) -> Template:
    return Template((_LAYOUTS / f"{name}.html").read_text(encoding="utf-8"))


def _aside(article: Article, block: Block) -> str:
    inner = escape(shown(article, block.text))
    if not block.file:
        return inner
    address = attribute(source_of(article, block))
    return f'{inner.removesuffix(block.file)}<a href="{address}">{block.file}</a>'


def _list(article: Article, blocks: Sequence[Block]) -> str:
    tag = "ol" if "numbered" in article.look else "ul"
    items = (f"<li>{escape(shown(article, block.text))}</li>" for block in blocks)
    return f"<{tag}>\n" + "\n".join(items) + f"\n</{tag}>"


def _table(article: Article, blocks: Sequence[Block]) -> str:
    rows = (
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in block.text.split(" | ")) + "</tr>"
        for block in blocks
    )
    return '<table border="1" style="width:100%"><tbody>\n' + "\n".join(rows) + "\n</tbody></table>"


def _sharing(blocks: Sequence[Block]) -> list[list[Block]]:
    groups: list[list[Block]] = [[]]
    for block in blocks:
        groups[-1].append(block)
        if not block.shared:
            groups.append([])
    return [group for group in groups if group]
