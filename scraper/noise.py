"""What stands around an article on its page and belongs to the page."""

import re

# Headings of web parts and boxes: what follows belongs to the page.
_HEADINGS = re.compile(
    r"^(?:tìm kiếm(?: theo)?|tin tức\s*-\s*sự kiện|liên kết website|(?:các\s+)?(?:tin|bài)"
    r"(?:\s+(?:bài|viết|tức))?\s+(?:liên quan|khác|cùng chuyên mục|mới hơn|cũ hơn|đã đưa"
    r"|mới cập nhật|đọc nhiều(?: trong tuần)?|mới nhất|nổi bật)|những tin (?:mới|cũ) hơn"
    r"|xem thêm|đọc thêm|thăm dò ý kiến|ý kiến bạn đọc|bình luận|đánh giá bài viết"
    r"|thống kê truy cập)\s*:?$",
    re.IGNORECASE,
)
# Single lines that buttons, counters, ratings and tags leave behind.
_LINES = re.compile(
    r"^(?:in|chia sẻ|in trang|gửi email|nghe đọc bài|\d\d:\d\d|a\s?[+-]?(?:\s+a\s?[+-]?)*"
    r"|nữ miền (?:bắc|nam)|nam miền (?:bắc|nam)|về trang trước|lên đầu trang|đầu trang|trở về"
    r"|cỡ chữ|tương phản|đọc bài|tweet|like|nodata|không có dữ liệu|click để đánh giá bài viết"
    r"|tổng số điểm của bài viết là.*|(?:từ khóa|tags?|thẻ)\s*:.*|(?:lượt|số lượt) truy cập\s*:.*"
    r"|đang (?:online|truy cập)\s*:.*|phản hồi\s*:\s*\d*|số lượt bình luận\s*:\s*\d*"
    r"|(?:tệp|file) đính kèm.*|trang chủ|\|)$",
    re.IGNORECASE,
)
_PLACEHOLDERS = re.compile(r"^nhập chú thích(?:\s*(?:\.\.\.|…))?$", re.IGNORECASE)
_FILE_NAME = re.compile(r"^[^\s/]*\.(?:jpe?g|png|gif|webp|bmp|svg|tiff?)$", re.IGNORECASE)
_GENERIC_ALT = re.compile(r"^(?:image|img|photo|picture|ảnh|hình(?: ảnh)?|avatar|logo)$", re.I)


def is_heading(text: str) -> bool:
    """Whether a line opens a part of the page that is not the article's."""
    return len(text) <= 40 and bool(_HEADINGS.match(text))


def is_noise(text: str) -> bool:
    """Whether a line is the page's own, wherever it stands."""
    return is_heading(text) or bool(_LINES.match(text)) or is_placeholder(text)


def is_placeholder(text: str) -> bool:
    """Whether an editor left the field as it was."""
    return bool(_PLACEHOLDERS.match(text))


def says_nothing(alt: str) -> bool:
    """Whether an alternative text is a file name, a placeholder or a mere `image`."""
    return bool(not alt or _FILE_NAME.match(alt) or _GENERIC_ALT.match(alt) or is_placeholder(alt))
