"""The articles as data: read from `texts/`, and what an archive must hold of each.

A text is written one block a line. What a line begins with tells what it is:

    ## subheading        - list item        | cell | cell |
    ! file :: alt :: caption :: credit      a picture, `//host/path` for one on another host;
                                            `-` for an empty alt, `=` for the file's
                                            name, `@title` for the title, `@hint` for the
                                            editor's placeholder; `--` where there is no caption
    !+ file :: alt                          a picture that shares the next one's caption
    ~ text                                  printed, but in no field: a video's label
    ~ text: file                            the same with a link: an attachment
    text                                    a paragraph; `**bold**` is set in bold
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Literal

VIETNAM = timezone(timedelta(hours=7))
HINT = "Nhập chú thích ..."

HOSTS: dict[str, tuple[str, ...]] = {
    "bocongan": ("bocongan.gov.vn", "www.bocongan.gov.vn", "mps.gov.vn", "www.mps.gov.vn"),
    "congan_hanoi": ("congan.hanoi.gov.vn",),
    "conganthanhhoa": ("conganthanhhoa.gov.vn", "www.conganthanhhoa.gov.vn"),
}
"""Every host by site; the first is the canonical one."""

FILE_HOSTS = ("anh.congan.example",)
"""Hosts that serve nothing but pictures."""

SITE_OF: dict[str, str] = {
    "sharepoint": "bocongan",
    "nuxt": "bocongan",
    "cmsview": "congan_hanoi",
    "vhv": "conganthanhhoa",
}
"""Which site uses a template."""

SECTIONS: dict[str, str] = {
    "2": "Tin hoạt động của Bộ",
    "22": "Tin an ninh, trật tự",
    "hoat-dong-cua-bo-cong-an-1754966863": "Hoạt động của Bộ Công an",
    "thong-tin-doi-ngoai-1751367399": "Thông tin Đối ngoại",
    "tin-an-ninh-trat-tu-1753170263": "Tin an ninh trật tự",
    "chi-dao-dieu-hanh": "Chỉ đạo điều hành",
    "391": "Chỉ đạo điều hành",
    "698": "Tin an ninh trật tự",
    "419": "An toàn giao thông",
    "387": "Gương người tốt, việc tốt",
    "tin-tuc-su-kien/tin-hoat-dong": "Tin hoạt động",
    "tin-tuc-su-kien/an-ninh-trat-tu": "An ninh trật tự",
    "de-an-06": "Đề án 06",
}
"""The title of each section: SharePoint category, Nuxt slug, cmsview module, VHV path."""

NOISE: dict[str, tuple[str, ...]] = {
    "bocongan": (
        "GMT+7", "Lượt truy cập", "1.234.567", "Đang online", "Lượt xem", "Liên kết website",
        "Tin tức - Sự kiện", "Tìm kiếm", "Nghe đọc bài", "00:00", "Nữ Miền Bắc", "Chia sẻ",
        "Nhập chú thích", "Tin tức mới cập nhật", "Tin đọc nhiều trong tuần", "Từ khóa",
        "_Incapsula_Resource", "Cổng thông tin điện tử", "Trang chủ", "Chính sách pháp luật",
        "Bản quyền thuộc về", "Video:",
    ),
    "congan_hanoi": (
        "GMT+7", "Lượt truy cập", "2.345.678", "Đang online", "{{", "ng-bind", "&lt;", "&nbsp;",
        "Trang chủ", "Bản quyền thuộc về", "Đường dây nóng",
    ),
    "conganthanhhoa": (
        "GMT+7", "Lượt truy cập", "1.234.567", "Đang online", "Lượt xem", "Thăm dò ý kiến",
        "noData", "Không có dữ liệu", "Tổng số điểm", "đánh giá bài viết", "Tin liên quan",
        "Cổng thông tin điện tử", "Trang chủ", "Bản quyền thuộc về", "decode64", "Tác giả:",
        "Nguồn:", "Tệp đính kèm", "bientap01",
    ),
}  # fmt: skip
"""Strings that may stand in no field of any article of a site."""

_ATTACHED = re.compile(r"(?P<file>[\w-]+\.(?:pdf|docx))$")
_FILE_NAME = re.compile(r"\S+\.(?:jpe?g|png|webp|gif)", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_FOLDER = Path(__file__).parent / "texts"

Kind = Literal["p", "h", "li", "row", "img", "aside"]


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a body."""

    kind: Kind
    text: str = ""
    """Of a row its cells, joined by ` | `; of a picture, its caption."""
    file: str = ""
    """Of a picture or attachment, its file name."""
    alt: str = ""
    """As printed."""
    credit: str | None = None
    shared: bool = False
    """Whether the picture stands over the next one's caption."""


@dataclass(frozen=True, slots=True)
class Article:
    """One invented article: what its page prints, and what that means."""

    template: str
    path: str
    title: str
    published: str
    """As the page shows it, ISO 8601; on the Nuxt pages, which show the date alone, the moment."""
    section: str
    blocks: tuple[Block, ...] = ()
    lead: str | None = None
    views: str | None = None
    """As printed: `2.022`."""
    modified: str | None = None
    signed: tuple[str, ...] = ()
    """The byline's lines as printed, label included."""
    byline: str | None = None
    authors: tuple[str, ...] = ()
    source_line: str | None = None
    source: str | None = None
    tags: tuple[str, ...] = ()
    look: frozenset[str] = frozenset()
    """Words for peculiarities of this page's markup; `pages` tells what each does."""
    aliases: tuple[str, ...] = ()
    """Other paths under which the page answers."""
    listed: tuple[tuple[str, str], ...] = ()
    """Other listings that name it: section and href."""

    @property
    def site(self) -> str:
        return SITE_OF[self.template]

    @property
    def url(self) -> str:
        """The canonical address."""
        return f"https://{HOSTS[self.site][0]}{self.path}"

    @property
    def moment(self) -> datetime:
        """When it was published, at +07:00; midnight where the page shows only a date."""
        return _moment(self.published)


@dataclass(frozen=True, slots=True)
class OddPage:
    """A page that listings name like an article and that is none."""

    template: str
    path: str
    title: str
    published: str
    section: str
    how: str
    """What happens: 404, 410, redirect, soft-404, pdf, empty, listing."""
    lead: str = ""
    target: str = "/"
    """Where a redirect leads."""
    answer: str = "404"
    """How the API tells of it, where articles come from one: 404, 410, redirect, soft-404."""

    @property
    def site(self) -> str:
        return SITE_OF[self.template]

    @property
    def url(self) -> str:
        return f"https://{HOSTS[self.site][0]}{self.path}"

    @property
    def moment(self) -> datetime:
        return _moment(self.published)


def clean(text: str) -> str:
    """Text as the archive keeps it: NFC, one blank for white space, nothing invisible."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def key_of(article: Article | OddPage) -> str:
    """The site's own identity of an article."""
    if article.template == "vhv":
        return article.path.removeprefix("/").removesuffix(".html")
    if match := re.search(r"-(t\d+)(?:\.html)?$", article.path):
        return match[1]
    return article.path.rpartition("-")[2]


def expected(article: Article) -> dict[str, Any]:
    """The Article JSON that an archive must hold; `url` is the canonical address."""
    texts = [block.text for block in article.blocks if block.kind in ("p", "h", "li", "row")]
    body = [clean(text.replace("**", "")) for text in texts]
    lead = clean(article.lead) if article.lead else None
    return {
        "url": article.url,
        "site": article.site,
        "key": key_of(article),
        "title": clean(article.title),
        "published": article.published[:10] if article.template == "nuxt" else article.published,
        "modified": article.modified,
        "views": int(re.sub(r"\D", "", article.views)) if article.views else None,
        "lead": lead,
        "body": [lead, *body] if lead else body,
        "images": _expected_images(article),
        "attachments": [
            {"url": _whole(article, source_of(article, block)), "label": block.file}
            for block in article.blocks
            if block.kind == "aside" and block.file
        ],
        "byline": article.byline,
        "authors": list(article.authors),
        "source": article.source,
        "category": SECTIONS[article.section] if article.template in ("nuxt", "vhv") else None,
        "tags": list(article.tags),
    }


def accepted_urls(article: Article) -> set[str]:
    """Every address, on any host and scheme, under which the article may be met."""
    return {
        f"{scheme}://{host}{path}"
        for scheme in ("http", "https")
        for host in HOSTS[article.site]
        for path in (article.path, *article.aliases)
    }


def source_of(article: Article, block: Block) -> str:
    """The address of a picture or attachment as the page prints it."""
    if block.file.startswith("//"):
        return f"https:{block.file}"
    day = article.moment
    if article.template == "sharepoint":
        folder = f"/knd/tt/PublishingImages/bientap/{day.year}/{day.month}"
        return f"{folder}/{block.file}?RenditionID=7"
    if article.template == "nuxt":
        return f"https://bocongan.gov.vn/media/bca-media/library-{day:%Y%m%d%H%M%S}-{block.file}"
    if article.template == "cmsview":
        return f"/Portals/0/Images/{day:%Y/%m}/{block.file}"
    return f"/upload/81582/fck/files/{day:%Y%m%d}/{block.file}"


def printed_alt(article: Article, block: Block) -> str:
    """The alternative text as the page prints it."""
    if block.alt == "=" or (not block.alt and article.template == "nuxt"):
        return block.file
    return {"-": "", "@title": article.title, "@hint": HINT}.get(block.alt, block.alt)


def parse_blocks(text: str) -> tuple[Block, ...]:
    """A text in the notation above to its blocks."""
    return tuple(_block(line.strip(" \t")) for line in text.split("\n") if line.strip(" \t"))


def _expected_images(article: Article) -> list[dict[str, str | None]]:
    pictures = [block for block in article.blocks if block.kind == "img"]
    images: list[dict[str, str | None]] = []
    for at, block in enumerate(pictures):
        holder = next(later for later in pictures[at:] if not later.shared)
        alt = clean(printed_alt(article, block))
        idle = not alt or _FILE_NAME.fullmatch(alt) or alt == HINT
        address = _whole(article, source_of(article, block))
        images.append(
            {
                "src": address,
                "alt": None if idle else alt,
                "caption": clean(holder.text) or None,
                "credit": holder.credit,
            }
        )
    return images


def _whole(article: Article, address: str) -> str:
    return f"https://{HOSTS[article.site][0]}{address}" if address[0] == "/" else address


def _block(line: str) -> Block:
    mark, _, rest = line.partition(" ")
    if mark in ("!", "!+"):
        file, alt, caption, credit, *_ = [*(part.strip() for part in rest.split("::")), "", "", ""]
        caption = "" if caption == "--" else caption
        return Block("img", caption, file, alt, credit or None, mark == "!+")
    if mark == "|":
        return Block("row", " | ".join(cell.strip() for cell in rest.strip(" |").split("|")))
    if mark == "~" and (match := _ATTACHED.search(rest)):
        return Block("aside", rest, match["file"])
    kinds: dict[str, Kind] = {"##": "h", "-": "li", "~": "aside"}
    if mark in kinds:
        return Block(kinds[mark], rest)
    return Block("p", line)


def _moment(printed: str) -> datetime:
    if len(printed) == 10:
        return datetime.combine(date.fromisoformat(printed), datetime.min.time(), VIETNAM)
    return datetime.fromisoformat(printed)


def _article(entry: dict[str, Any]) -> Article:
    signed = tuple(entry.pop("signed", ()))
    byline = entry.pop("byline", " ".join(signed) or None) or None
    entry["authors"] = tuple(entry.get("authors", [byline] if byline else []))
    for name in ("tags", "aliases"):
        entry[name] = tuple(entry.get(name, ()))
    entry["listed"] = tuple((section, href) for section, href in entry.get("listed", ()))
    entry["look"] = frozenset(entry.get("look", "").split())
    blocks = parse_blocks(entry.pop("text", ""))
    return Article(**entry, blocks=blocks, signed=signed, byline=byline)


def _load() -> tuple[tuple[Article, ...], tuple[OddPage, ...]]:
    articles: list[Article] = []
    odd: list[OddPage] = []
    for file in sorted(_FOLDER.glob("*.toml")):
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        articles += [_article(entry) for entry in data.get("article", [])]
        odd += [OddPage(**entry) for entry in data.get("odd", [])]
    return tuple(articles), tuple(odd)


ARTICLES, ODD_PAGES = _load()
"""Every article, and every page that only looks like one in the listings."""

_KINDS = {"404": "gone", "410": "gone", "redirect": "redirected", "pdf": "not-html"}
PROBLEMS: dict[str, str] = {page.url: _KINDS.get(page.how, page.how) for page in ODD_PAGES}
"""The problem that each odd page must become, by canonical address: gone, redirected,
soft-404, not-html, empty or listing."""
