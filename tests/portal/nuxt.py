"""The ministry's portal since mid-2025, on Nuxt: markup as captured from the real pages.

Unverified: the attributes of the payload's script element, the shape of a soft 404 and of
the home page, what a page prints that has no author.
"""

import json
import random
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

from tests.portal.answer import Answer, challenge, text
from tests.portal.catalog import HINT, SECTIONS, Article, Block, OddPage, source_of
from tests.portal.devalue import flatten
from tests.portal.markup import Style, attribute, body, escape, image, layout, shown
from tests.portal.newsroom import Line, Newsroom

HOST = "https://bocongan.gov.vn"
FEEDS = {
    "34": "thong-tin-doi-ngoai-1751367399",
    "35": "hoat-dong-cua-bo-cong-an-1754966863",
    "36": "chi-dao-dieu-hanh",
}
"""Feed numbers to the sections whose ten newest they name."""
FEED_TITLES = {"34": "Thông tin Đối ngoại", "35": "Hoạt động CAND", "36": "Chỉ đạo điều hành"}
EMPTY = {
    "hoat-dong-cua-dia-phuong-1753170286": "Hoạt động của địa phương",
    "hoat-dong-xa-hoi-1753170294": "Hoạt động xã hội",
    "nguoi-tot-viec-tot-1753170210": "Người tốt việc tốt",
}
"""Sections of the real portal that hold nothing here."""

_HEADERS = (
    ("x-powered-by", "Nuxt"),
    ("x-cdn", "Imperva"),
    ("Set-Cookie", "visid_incap_3245975=cG9ydGFs; HttpOnly; path=/"),
    ("Set-Cookie", "incap_ses_1_3245975=cG9ydGFs; path=/"),
)
# Real pages weigh 416 KB, of which 150 KB are inline style.
_CSS = "".join(f".lg\\:space-x-{n}>*{{margin-left:{n / 4}rem;--tw-{n}:{n}}}" for n in range(600))


def listing(newsroom: Newsroom, slug: str, query: str) -> Answer:
    """A `/chuyen-muc/` page: ten cards, a pager of buttons. A guessed query is challenged."""
    if query:
        return challenge()
    title = SECTIONS.get(slug) or EMPTY[slug]
    cards = "".join(_card("large", line) for line in newsroom.lines("nuxt", slug)[:10])
    main = layout("nuxt_listing", title=escape(title), cards=cards, newest=_newest(newsroom))
    return _page(title, main, head=f'<meta name="twitter:title" content="{attribute(title)}">\n')


def article(newsroom: Newsroom, page: Article) -> Answer:
    """One article's page."""
    lead = escape(shown(page, page.lead or ""))
    main = layout(
        "nuxt_article",
        section=page.section,
        category=escape(SECTIONS[page.section]),
        title=escape(shown(page, page.title)),
        lead=layout("nuxt_lead", lead=lead) if lead else "<!---->",
        date=f"{page.moment:%d/%m/%Y}",
        content=_content(page),
        author=_author(page),
        url=page.url,
        related="".join(_card("small", line) for line in newsroom.related(page, 6)),
        newest=_newest(newsroom),
    )
    return _page(page.title, main, head=_head(page), payload=_payload(newsroom, page))


def odd(newsroom: Newsroom, page: OddPage) -> Answer:
    """A page that is no article: soft-404 or empty. Unverified: its shape."""
    if page.how == "empty":
        main = (
            f'<div><h1 class="text-justify lg:my-6">{escape(page.title)}</h1>'
            f'<p class="text-[15px] font-medium text-bca-gray-400">{page.moment:%d/%m/%Y}</p>'
            '<div class="tinymce-content mt-4 lg:mt-6" style="font-size:16px;"></div></div>'
        )
        return _page(page.title, main)
    main = (
        '<div><div class="mx-auto text-center py-20">'
        '<h1 class="font-bold text-lg">Không tìm thấy nội dung</h1>'
        "<p>Nội dung bạn tìm không tồn tại hoặc đã bị gỡ bỏ.</p>"
        f'<a href="/">Về trang chủ</a></div>{_newest(newsroom)}</div>'
    )
    return _page("Không tìm thấy nội dung", main)


def error(status: int) -> Answer:
    """What 404 and 410 carry as a body."""
    main = f'<div class="text-center py-20"><h2>{status}</h2><p>Page not found</p></div>'
    return _page(str(status), main, status=status)


def home(newsroom: Newsroom) -> Answer:
    """The home page: sections, and the newest of each."""
    links = "".join(
        f'<a href="/chuyen-muc/{slug}"><h3>{escape(SECTIONS.get(slug) or EMPTY[slug])}</h3></a>'
        for slug in (*FEEDS.values(), "tin-an-ninh-trat-tu-1753170263", *EMPTY)
    )
    main = f'<div class="mx-auto max-w-[1232px]"><div>{links}</div>{_newest(newsroom)}</div>'
    return _page("Cổng thông tin điện tử Bộ Công an", main)


def feed(newsroom: Newsroom, number: str) -> Answer:
    """`/api/rss/<n>.xml` as the real one: no XML declaration, `UTC`, escaped `</br>`."""
    items = "".join(_feed_item(line) for line in newsroom.lines("nuxt", FEEDS[number])[:10])
    body_text = f"""<rss version="2.0">
  <channel>
    <title>{FEED_TITLES[number]} - Cổng thông tin điện tử Bộ Công an</title>
    <description>Trang chủ</description>
    <pubDate>Thu, 07 Aug 2025 07:41:11 UTC</pubDate>
    <generator>Cổng thông tin điện tử Bộ Công an</generator>
    <link>{HOST}</link>
{items}  </channel>
</rss>"""
    return text(body_text, "application/xml; charset=utf-8", headers=_HEADERS)


def feeds_page() -> Answer:
    """`/rss`: an HTML page that names the feeds."""
    links = "".join(
        f'<li><a href="/api/rss/{number}.xml">{escape(title)}</a></li>'
        for number, title in FEED_TITLES.items()
    )
    return _page("RSS", f"<div><h1>RSS</h1><ul>{links}</ul></div>")


def robots() -> Answer:
    """robots.txt, word for word."""
    return text(
        "User-agent: *\nAllow: /\nSitemap: https://bocongan.gov.vn/sitemap.xml\n",
        "text/plain; charset=utf-8",
    )


def sitemap(newsroom: Newsroom) -> Answer:
    """The frozen sitemap: static pages and what was migrated, every lastmod the same day."""
    paths = ["/", "/gioi-thieu/lanh-dao-bo-duong-nhiem", "/infographic/so-do-to-chuc-1751367400"]
    paths += [page.path for page in newsroom.articles if page.template == "nuxt" and page.aliases]
    urls = "".join(
        f"<url><loc>{HOST}{path}</loc><lastmod>2025-08-20</lastmod></url>\n" for path in paths
    )
    return text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n',
        "application/xml",
    )


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def _head(page: Article) -> str:
    title, lead = attribute(page.title), attribute(page.lead or "")
    pictures = [source_of(page, block) for block in page.blocks if block.kind == "img"]
    picture = attribute(pictures[0]) if pictures else f"{HOST}/images/logo.png"
    author = page.byline or "Bộ Công an"
    published = _utc(page.moment)
    modified = _utc(datetime.fromisoformat(page.modified)) if page.modified else published
    linked = {
        "@context": "https://schema.org", "@type": "NewsArticle", "name": "Bộ Công an",
        "alternateName": "Bộ Công an", "url": page.url,
        "mainEntityOfPage": {"@type": "WebPage", "@id": page.url},
        "headline": page.title, "description": page.lead or "", "image": pictures[:1],
        "datePublished": published, "dateModified": modified,
        "author": {"@type": "Organization", "url": "", "name": author},
        "publisher": {"@type": "Organization", "name": "Bộ Công an",
                      "logo": {"@type": "ImageObject", "url": f"{HOST}/images/logo.png"}},
    }  # fmt: skip
    data = json.dumps(linked, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return layout(
        "nuxt_head",
        title=title,
        lead=lead,
        author=attribute(author),
        picture=picture,
        url=page.url,
        data=data,
    )


def _pictures(page: Article, blocks: Sequence[Block]) -> str:
    # The placeholder stays in the attribute, and in the caption where nobody typed one.
    images = "".join(image(page, block, ' data-caption-added="true"') for block in blocks)
    caption = escape(shown(page, blocks[-1].text))
    return (
        f'<figure class="image">{images}\n<figcaption style="font-style: italic; color: unset;" '
        f'data-placeholder="{HINT}">{caption or HINT}</figcaption>\n</figure>'
    )


_STYLE = Style(
    paragraph=lambda inner: f"<p>{inner}</p>",
    heading=lambda inner: f"<h3>{inner}</h3>",
    pictures=_pictures,
)


def _content(page: Article) -> str:
    source = f'\n<p style="text-align: right;"><em>{escape(page.source_line or "")}</em></p>'
    return body(page, _STYLE) + (source if page.source_line else "")


def _author(page: Article) -> str:
    if not page.signed:
        return "<!---->"
    return layout("nuxt_author", name=escape(" ".join(page.signed)))


def _payload(newsroom: Newsroom, page: Article) -> str:
    pages = (newsroom.find(page.site, line.href) for line in newsroom.related(page, 6))
    related = [other for other in pages if isinstance(other, Article)]
    data = {
        "data": ["ShallowReactive", {f"article-{page.path}": {"data": {
            **_payload_article(page, _content(page)),
            "articles_other": [_payload_article(other, "") for other in related[:3]],
        }}}],
        "state": ["ShallowReactive", {}],
        "once": ["ShallowReactive", {"portal_views": 1234567}],
        "serverRendered": True,
        "path": page.path,
    }  # fmt: skip
    array = flatten(["ShallowReactive", data])
    # Unverified: the attributes of this element. Its content is the captured format.
    return f'<script type="application/json" data-ssr="true" id="__NUXT_DATA__">{array}</script>\n'


def _payload_article(page: Article, content: str) -> dict[str, object]:
    slug = page.path.rpartition("/")[2]
    pictures = [source_of(page, block) for block in page.blocks if block.kind == "img"]
    views = int("".join(filter(str.isdigit, page.views or "0")))
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, page.url)), "title": page.title,
        "content": content, "author": page.byline, "category_id": 20,
        "publish_date": _utc(page.moment), "slug": slug,
        "thumb_path": pictures[0] if pictures else None, "view_count": views,
        "is_view_count": False, "resource": None, "article_url": None,
        "short_content": page.lead, "is_comment": False, "portal_id": 1, "article_type": "TNG",
        "articles_css": None, "banner": None,
        "category_info": [{"id": 20, "name": SECTIONS[page.section], "slug": page.section}],
        "articles_tags": [], "articles_relates": [], "articles_media": [],
        "articles_longform_same": [], "articles_text_to_speech": [], "audio_url": None,
        "is_text_to_speech": True, "is_feedback": False, "is_like": None, "like_count": 3,
        "is_show_time": False, "share_count": 0,
    }  # fmt: skip


def _feed_item(line: Line) -> str:
    url = HOST + line.href
    picture = f"<img width=130 height=100 src='{line.picture}'>"
    description = f"<a href='{url}'>{picture}</a></br>{line.summary}"
    escaped = escape(description, bold=False).replace("'", "&#39;")
    return f"""    <item>
      <title>{escape(line.title)}</title>
      <description>{escaped}</description>
      <pubDate>{line.moment.astimezone(UTC):%a, %d %b %Y %H:%M:%S} UTC</pubDate>
      <link>{url}</link>
      <guid>{url}</guid>
    </item>
"""


def _sized(address: str, size: str) -> str:
    folder, _, name = address.rpartition("/")
    return f"{folder}/{size}/{name}"


def _card(kind: str, line: Line) -> str:
    size = {"large": "mobile", "small": "small", "medium": "medium"}[kind]
    picture = line.picture and layout(
        "nuxt_picture",
        title=attribute(line.title),
        src=_sized(line.picture, size),
        small=_sized(line.picture, "small"),
        mobile=_sized(line.picture, "mobile"),
    )
    return layout(
        f"nuxt_card_{kind}",
        href=line.href,
        picture=picture,
        title=escape(line.title),
        summary=escape(line.summary),
        date=f"{line.moment:%d/%m/%Y}",
    )


def _newest(newsroom: Newsroom) -> str:
    first, *rest = newsroom.lines("nuxt")[:6]
    return layout(
        "nuxt_newest",
        first=_card("medium", first),
        rest="".join(_card("small", line) for line in rest),
    )


def _page(title: str, main: str, head: str = "", payload: str = "", status: int = 200) -> Answer:
    # The token makes each fetch of an unchanged page differ, as the real firewall does.
    token = f"{random.getrandbits(64):016x}"
    whole = layout(
        "nuxt_frame",
        title=escape(title),
        head=head,
        css=_CSS,
        main=main,
        payload=payload,
        token=token,
    )
    return text(whole, status=status, headers=_HEADERS)
