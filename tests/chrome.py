"""Makes the chrome of a portal: what may stand around an article and must change nothing.

The same seed makes the same chrome. All names and texts are invented.
"""

import random
import re

_SECTIONS = (
    "Trang chủ, Giới thiệu, Tin tức - Sự kiện, Chỉ đạo điều hành, An ninh trật tự, An toàn giao"
    " thông, Phòng cháy chữa cháy, Cải cách hành chính, Thủ tục hành chính, Văn bản pháp luật,"
    " Người tốt việc tốt, Truy nã, Hỏi đáp, Thư viện ảnh, Liên hệ"
).split(", ")
_WHO = ("Công an xã Lam Vỹ", "Đội Cảnh sát giao thông số 9", "Công an phường Bến Đá", "Tổ công tác")
_DID = (
    "trao trả tài sản cho người đánh rơi",
    "bắt nhóm trộm cắp xe máy",
    "tặng quà học sinh nghèo",
)
_WHERE = ("tại bến xe Sông Mã", "ở chợ Lam Vỹ", "trên quốc lộ 6", "dịp đầu năm học mới")
_BODY = re.compile(rb"<body\b[^>]*>", re.IGNORECASE)
_END = re.compile(rb"</body\s*>(?!.*</body)", re.IGNORECASE | re.DOTALL)


def dress(page: bytes, seed: int, size: int = 1) -> bytes:
    """An HTML page in UTF-8 with chrome put in right after `<body>` and right before its end.

    `size` says how many times over; one is some 15 KB.
    """
    chance = random.Random(seed)
    above = "".join(_top(chance) + _menu(chance) for _ in range(size)).encode()
    below = "".join(_bottom(chance) for _ in range(size)).encode()
    page = _BODY.sub(lambda match: match[0] + above, page, count=1)
    return _END.sub(lambda match: below + match[0], page, count=1)


def _top(chance: random.Random) -> str:
    clock = f"Thứ Năm, {_day(chance)} {chance.randrange(24):02}:{chance.randrange(60):02} GMT+7"
    return (
        f'<div class="top-bar"><span class="clock">{clock}</span><a href="/rss">RSS</a>'
        '<form action="/tim-kiem"><input name="q"><button>Tìm kiếm</button></form>'
        f"<span>Hotline: 0{chance.randrange(10**8, 10**9)}</span></div>"
    )


def _menu(chance: random.Random) -> str:
    entries = "".join(
        f'<li><a href="/{at}">{name}</a><ul>{_links(chance, 3)}</ul></li>'
        for at, name in enumerate(chance.sample(_SECTIONS, len(_SECTIONS)))
    )
    return f'<nav class="menu"><ul>{entries}</ul></nav>'


def _bottom(chance: random.Random) -> str:
    parts = [_sidebar(chance), _related(chance), _comments(chance), _counter(chance)]
    chance.shuffle(parts)
    return "".join(parts) + _footer(chance)


def _sidebar(chance: random.Random) -> str:
    cards = "".join(
        f'<li><a href="/s{at}"><img src="/thumb/{at}.jpg" alt="{_title(chance)}">'
        f"<h3>{_title(chance)}</h3></a><p>{_title(chance)}, {_title(chance).lower()}.</p></li>"
        for at in range(6)
    )
    return f'<aside class="sidebar"><h2>Đọc nhiều</h2><ul>{cards}</ul></aside>'


def _related(chance: random.Random) -> str:
    return (
        f'<div class="related"><h3>Tin liên quan</h3><ul>{_links(chance, 10)}</ul>'
        f"<h3>Các tin khác</h3><ul>{_links(chance, 10)}</ul></div>"
    )


def _comments(chance: random.Random) -> str:
    comments = "".join(
        f'<div class="comment"><b>Bạn đọc {at}</b> <span>{_day(chance)}</span>'
        f"<p>Mong cơ quan chức năng sớm làm rõ việc này, bà con chúng tôi rất quan tâm.</p></div>"
        for at in range(chance.randrange(4))
    )
    return (
        f'<div class="comments"><h3>Bình luận</h3>{comments}<form><textarea></textarea>'
        "<input name=ten><button>Gửi</button></form></div>"
    )


def _counter(chance: random.Random) -> str:
    return (
        f'<div class="counter"><p>Đang truy cập: {chance.randrange(99)}</p>'
        f"<p>Tổng lượt truy cập: {chance.randrange(10**7)}</p></div>"
    )


def _footer(chance: random.Random) -> str:
    return (
        "<footer><p>Cổng thông tin điện tử. Giấy phép số 12/GP-TTĐT ngày "
        f"{_day(chance)}. Chịu trách nhiệm: Ban Biên tập. Địa chỉ: số 9 đường Bờ Kè, thị trấn"
        " Lam Vỹ. Ghi rõ nguồn khi phát hành lại thông tin từ trang này.</p></footer>"
    )


def _links(chance: random.Random, count: int) -> str:
    return "".join(
        f'<li><a href="/tin/{at}">{_title(chance)}</a> <em>({_day(chance)})</em></li>'
        for at in range(count)
    )


def _title(chance: random.Random) -> str:
    return " ".join(map(chance.choice, (_WHO, _DID, _WHERE)))


def _day(chance: random.Random) -> str:
    return (
        f"{chance.randrange(1, 29):02}/{chance.randrange(1, 13):02}/{chance.randrange(2015, 2027)}"
    )
