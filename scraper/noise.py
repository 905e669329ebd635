"""What stands around an article on its page and belongs to the page."""

import re

from scraper.text import remembered

# Headings of web parts and boxes: what follows belongs to the page.
_HEADINGS = re.compile(
    r"^(?:tìm kiếm(?: theo)?|tin tức\s*-\s*sự kiện|liên kết website|(?:các\s+)?(?:tin|bài)"
    r"(?:\s+(?:bài|viết|tức))?\s+(?:liên quan|khác|cùng chuyên mục|mới hơn|cũ hơn|đã đưa"
    r"|mới cập nhật|mới nhận|mới|nóng|đọc nhiều(?: trong tuần)?|mới nhất|nổi bật)"
    r"|những tin (?:mới|cũ) hơn|(?:tin )?(?:đọc|xem) nhiều(?: nhất)?"
    r"|(?:tin|bài)(?: viết)? khác trong (?:chuyên )?mục"
    r"|(?:có thể )?bạn (?:có thể )?(?:quan tâm|thích|cũng thích)|đừng bỏ lỡ"
    r"|xem thêm|đọc thêm|thăm dò ý kiến|ý kiến bạn đọc|bình luận|đánh giá bài viết"
    r"|thống kê truy cập)\s*:?$",
    re.IGNORECASE,
)
_FILES = re.compile(
    r"^(?:(?:các )?(?:tệp(?: tin)?|tập tin|files?|tài liệu|văn bản|biểu mẫu|phụ lục)"
    r" (?:đính kèm|kèm theo|tải về|liên quan)(?: \(\d+\))?|attach(?:ments?|ed files?)|downloads?"
    r"|tải (?:về|xuống|tài liệu|tệp)(?: đính kèm)?)\s*:?$",
    re.IGNORECASE,
)
# What buttons, players and empty boxes print, alone or several in a line.
_BUTTON = (
    r"(?:in(?: trang| bài(?: viết)?| ấn)?|chia sẻ(?: bài viết)?|share|(?:gửi )?email|gửi bài viết"
    r"|(?:bấm để )?nghe(?: đọc| nội dung| audio)?(?: bài(?: viết| báo)?| tin)|nghe audio"
    r"|(?:phát|dừng|tạm dừng|bật|tắt)(?: âm thanh| đọc)?|giọng (?:đọc|nam|nữ)|tốc độ(?: đọc)?"
    r"|\d(?:[.,]\d+)?x|\d?\d:\d\d|a\s?[+-]?|nữ miền (?:bắc|nam)|nam miền (?:bắc|nam)"
    r"|về trang trước|quay lại"
    r"|(?:(?:bài|tin|trang)(?: viết)? )?(?:trước|sau|tiếp|tiếp theo|kế tiếp)"
    r"|prev(?:ious)?|next"
    r"|(?:lên )?đầu trang|trở về|cỡ chữ|(?:tăng|giảm) (?:cỡ|kích thước) chữ|tương phản"
    r"|đọc bài(?: viết)?|tweet|like|facebook|twitter|zalo|copy link|sao chép liên kết|lưu bài"
    r"|theo dõi|nodata|không có dữ liệu|trang chủ|print|[|+•·\-–—_*=~«»‹›<>←→]+)"
)
# 6 phút đọc · Thời gian đọc: 6 phút · 6 min read
_READING_TIME = (
    r"(?:khoảng )?\d+ phút (?:để )?đọc|(?:thời gian )?đọc(?: trong)?\s*:? (?:khoảng )?\d+ phút"
    r"|\d+[ -]min(?:ute)?s?\.? read|reading time\s*:? \d+ min(?:ute)?s?"
)
_BUTTONS = re.compile(rf"^{_BUTTON}(?:[\s|•·,/:]+{_BUTTON}){{0,12}}[\s:]*$", re.IGNORECASE)
_LINES = re.compile(
    r"^(?:click để đánh giá bài viết|tổng số điểm của bài viết là.*"
    r"|(?:từ khóa|từ khoá|tags?|thẻ)\s*:.*|(?:tổng )?(?:lượt|số lượt) truy cập\s*:.*"
    r"|đang (?:online|truy cập)\s*:.*|phản hồi\s*:\s*\d*"
    r"|số lượt bình luận\s*:\s*\d*|(?:tệp|file|tài liệu) (?:đính kèm|kèm theo).*|bạn đang xem:.*"
    r"|url của (?:bản tin|bài viết).*|[©®].*|(?:đề nghị )?ghi rõ nguồn.*"
    r"|bản quyền thuộc (?:về )?(?:công an|báo|bộ|cổng|trang|ban|sở|phòng|đài|tạp chí|website)\b.*"
    r"|thời lượng\s*:\s*\d?\d:\d\d.*|[\d.,]+ lượt (?:phát|nghe)"
    r"|.*\{\{.*\}\}.*|xếp hạng\s*:.*|bài viết này có hữu ích.*"
    rf"|{_READING_TIME})$",
    re.IGNORECASE,
)
# A file to be had, with or without its size; a size alone.
_SIZE_OF_FILE = r"[(\[]?\s*[\d.,]+\s*(?:bytes?|[kmg]i?b)\s*[)\]]?"
_SIZE_BEGINS = frozenset("([0123456789")
_FILE = re.compile(
    r"^(?:\S[^.]{0,80}\S?(?:\.[\w-]+){0,3}\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|7z|rtf|od[st]|csv|txt|mp3)"
    rf"(?:[\s|,–-]*{_SIZE_OF_FILE})?(?:[\s|]*(?:tải (?:về|xuống)|xem(?: trước)?|download))*"
    rf"|{_SIZE_OF_FILE})$",
    re.IGNORECASE,
)
_IMPRINT = re.compile(
    r"^(?:[®©]|giấy phép|tòa soạn|toà soạn|trụ sở|địa chỉ\s*:|điện thoại\s*:|ghi rõ nguồn|bản quyền"
    r"|cơ quan (?:chủ quản|ngôn luận)|(?:người )?chịu trách nhiệm|tổng biên tập|copyright)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"^(?:[>»►•\-–]+\s*)?(?:xem thêm|đọc thêm|mời (?:xem|đọc)|tin liên quan|bài liên quan|>>|»"
    r"|read (?:more|also|next)|related|see also|lire aussi|explore further)\b",
    re.IGNORECASE,
)
_PLACEHOLDERS = re.compile(r"^nhập chú thích(?:\s*(?:\.\.\.|…))?$", re.IGNORECASE)
_FILE_NAME = re.compile(r"^[^\s/]*\.(?:jpe?g|png|gif|webp|bmp|svg|tiff?)$", re.IGNORECASE)
_GENERIC_ALT = re.compile(r"^(?:image|img|photo|picture|ảnh|hình(?: ảnh)?|avatar|logo)$", re.I)


def is_heading(text: str) -> bool:
    """Whether a line opens a part of the page that is not the article's."""
    return len(text) <= 40 and bool(_HEADINGS.match(text) or _FILES.match(text))


def is_of_files(text: str) -> bool:
    """Whether a line opens a list of files that go with the article."""
    return len(text) <= 40 and bool(_FILES.match(text))


def is_file(text: str) -> bool:
    """Whether a line names a file that may be had, or its size."""
    return ("." in text or text[:1] in _SIZE_BEGINS) and _FILE.match(text) is not None


def is_imprint(text: str) -> bool:
    """Whether a line says who is answerable for the site, and where its office is."""
    return bool(_IMPRINT.match(text))


def points_elsewhere(text: str) -> bool:
    """Whether a line with a link in it sends the reader to another article."""
    return bool(_ELSEWHERE.match(text))


@remembered
def is_noise(text: str) -> bool:
    """Whether a line is the page's own, wherever it stands."""
    if len(text) > 160:
        return False
    if _BUTTONS.match(text) or _LINES.match(text) or is_file(text):
        return True
    return is_heading(text) or is_placeholder(text)


def is_placeholder(text: str) -> bool:
    """Whether an editor left the field as it was."""
    return bool(_PLACEHOLDERS.match(text))


def says_nothing(alt: str) -> bool:
    """Whether an alternative text is a file name, a placeholder or a mere `image`."""
    return bool(not alt or _FILE_NAME.match(alt) or _GENERIC_ALT.match(alt) or is_placeholder(alt))
