"""What counts as changed between two texts, and how it is shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.browse import alignment
from storage.browse.alignment import Part, paragraphs, words
from storage.browse.difference import FIELDS, beside, edit, fields

SAME = dict.fromkeys(FIELDS, "")
TEXTS = st.text(alphabet="ab1 ,.\n", max_size=60)


def body(text: str) -> dict[str, str]:
    return {**SAME, "body": text}


def marked(parts: list[Part]) -> str:
    marks = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return "".join(marks[part.kind].format(part.text) for part in parts)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("Có 12 người bị thương.", "Có 15 người bị thương.", "Có [-12-][+15+] người bị thương."),
        ("chó nghiệp vụ", "chó nghiệp vụ (cập nhật)", "chó nghiệp vụ [+(cập nhật)+]"),
        ("đạt 83%.", "đạt 78%.", "đạt [-83%-][+78%+]."),
        ("1.200 xe", "1.300 xe", "[-1.200-][+1.300+] xe"),
        ("ba người lạ mặt", "hai kẻ lạ mặt", "[-ba người-][+hai kẻ+] lạ mặt"),
        ("nước, lửa", "nước lửa", "nước[-,-] lửa"),
        ("", "mới", "[+mới+]"),
        ("đi xuống và về", "đi xuống, về", "đi xuống[- và-][+,+] về"),
        ("đi xuống, về", "đi xuống và về", "đi xuống[-,-][+ và+] về"),
        ("cũ", "", "[-cũ-]"),
        ("như cũ", "như cũ", "như cũ"),
    ],
)
def test_words(before: str, after: str, shown: str) -> None:
    assert marked(words(before, after)) == shown


def test_paragraphs_find_their_partners() -> None:
    before = "Mở đầu.\n\nCó 12 người bị thương.\n\nĐoạn bị bỏ hẳn.\n\nKết."
    after = "Mở đầu.\n\nĐoạn mới tinh, chưa từng có.\n\nCó 15 người bị thương.\n\nKết."
    assert [marked(parts) for parts in paragraphs(before, after)] == [
        "Mở đầu.",
        "[+Đoạn mới tinh, chưa từng có.+]",
        "Có [-12-][+15+] người bị thương.",
        "[-Đoạn bị bỏ hẳn.-]",
        "Kết.",
    ]


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_the_difference(before: str, after: str) -> None:
    parts = [part for row in paragraphs(before, after) for part in row]
    for text, other in ((before, "added"), (after, "removed")):
        left = "".join(part.text for part in parts if part.kind != other)
        assert "".join(left.split()) == "".join(text.split())


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(part.kind == "same" for row in paragraphs(text, text) for part in row)
    assert edit(body(text), body(text)).fields == ()


def test_a_comma_has_no_size_and_a_number_is_told() -> None:
    comma = edit(body("nước, lửa 12"), body("nước lửa 12"))
    assert (comma.fields, comma.size, comma.numbers) == (("body",), 0, ())
    number = edit(body("Có 12 người, 3 xe"), body("Có 15 người, 3 xe máy"))
    assert (number.added, number.removed, number.size) == (2, 1, 2)
    assert number.numbers == ("−12", "15")


def test_moved_words_are_no_change_of_words() -> None:
    assert edit(body("một hai ba"), body("ba một hai")).size == 0


def test_a_rewritten_sentence_is_no_confetti() -> None:
    before = "Sáng qua, bà con ra bến, chờ con đò đầu tiên sang sông."
    after = "Đêm xuống, mấy chiếc thuyền, lưới vắt ngang mạn, vẫn nằm im ở bến."
    assert marked(words(before, after)) == f"[-{before[:-1]}-][+{after[:-1]}+]."


def test_a_number_that_stayed_is_seen_to_stay() -> None:
    before, after = "Đội gồm mấy anh chị, 12 người, họp.", "Tổ nay thêm hai bạn trẻ, 12 em, nghỉ."
    assert Part("same", "12") in [Part(p.kind, p.text.strip(" ,")) for p in words(before, after)]


def test_a_word_of_a_long_paragraph(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alignment, "_PAIRS", 1)
    text = "một hai ba bốn năm"
    before, after = f"{text} 12 {text}", f"{text} 15 {text}"
    assert marked(words(before, after)) == f"{text} [-12-][+15+] {text}"


def test_what_cannot_be_held_beside_each_other_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alignment, "_PAIRS", 8)
    assert [part.kind for part in words("a b c", "d b e")] == ["removed", "added"]


def test_words_that_come_again_and_again() -> None:
    before, after = "a " * 900, "a b " * 450
    parts = words(before, after)
    for text, other in ((before, "added"), (after, "removed")):
        assert "".join(part.text for part in parts if part.kind != other).split() == text.split()


def test_a_table_of_other_rows_is_another_table() -> None:
    before = "\n\n".join(f"{at} | 11A-{at:05} | 8:30" for at in range(400))
    after = "\n\n".join(f"{at} | 11B-{at:05} | 8:30" for at in range(400, 800))
    rows = paragraphs(before, after)
    for text, other in ((before, "added"), (after, "removed")):
        left = "".join(part.text for row in rows for part in row if part.kind != other)
        assert left.replace(" ", "") == text.replace(" ", "").replace("\n", "")


def test_fields_are_told_as_text() -> None:
    row = {**dict.fromkeys(FIELDS), "title": "T", "lead": "L", "body": "L\n\nB", "tags": ["a", "b"]}
    images = [
        {"caption": "C", "alt": "A", "src": "https://a.example/s.jpg?v=1", "media": "d1"},
        {"caption": "C", "alt": "C", "src": "https://b.example/s.jpg?v=1", "media": None},
    ]
    files = [{"label": "Biểu mẫu", "url": "u", "media": "0123456789"}]
    made = fields(row, images, files)
    assert made["captions"] == "C — A\n\nC"
    assert made["pictures"] == "d1\n\n/s.jpg?v=1"
    assert made["attachments"] == "Biểu mẫu [01234567]"
    assert made["tags"] == "a, b"


@pytest.mark.parametrize(
    ("leads", "bodies", "changed"),
    [
        (("L 1", "L 2"), ("L 1\n\nB", "L 2\n\nB"), ("lead",)),
        (("L", "L"), ("L\n\nB", "L\n\nC"), ("body",)),
        (("", "L"), ("L\n\nB", "L\n\nB"), ()),
        (("L 1", "L 2"), ("B", "B"), ("lead",)),
        (("L", "L"), ("B", "L\n\nB"), ("lead", "body")),
    ],
)
def test_a_lead_is_compared_once(
    leads: tuple[str, str], bodies: tuple[str, str], changed: tuple[str, ...]
) -> None:
    texts = [{**SAME, "lead": lead, "body": body} for lead, body in zip(leads, bodies, strict=True)]
    assert edit(*beside(*texts)).fields == changed


def test_another_picture_is_a_change_without_words() -> None:
    made = edit({**SAME, "pictures": "d1"}, {**SAME, "pictures": "d2"})
    assert (made.fields, made.size, made.numbers) == (("pictures",), 0, ())
