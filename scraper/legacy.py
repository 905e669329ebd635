"""Vietnamese text in the fonts of the 1990s, whose letters stand where Latin-1 has others.

Such a page declares no encoding that tells: the font's name does. `.VnTime` and its sisters
are TCVN3 (the VN3 form of TCVN 5712:1993; a name in H shows capitals), `VNI-Times` and its
sisters VNI-Windows, which sets a letter and then its marks. Both tables are those of the
published code charts.
"""

import re
import unicodedata
from collections.abc import Callable

from lxml import etree

# What ế, ộ, ừ and forty more begin with: hardly a line is without one of them.
_UNICODE = "ế".encode()[:2]
# Begins with a letter, for which a whole page is searched at once.
_FONT = re.compile(rb"V(?:(?<=\.V)n|(?<=\bV)NI-)[A-Z]\w+")
_TCVN3_FONT = re.compile(r"\.Vn[A-Z]\w*?(?P<capitals>H)?\b")
_VNI_FONT = re.compile(r"\bVNI-[A-Z]\w*", re.IGNORECASE)
_OTHER_FONT = re.compile(r"font-family\s*:", re.IGNORECASE)
_RULE = re.compile(r"(?:^|[\s,}])(?:body|td|p|table)\b[^{}]*\{(?P<style>[^{}]*)\}", re.IGNORECASE)

_UNLAWFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_TCVN3 = str.maketrans(
    dict(
        zip(
            "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢£¤¥¦§",
            "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
            strict=True,
        )
    )
)
_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300\u0301\u0303\u0309\u0323"
_CIRCUMFLEX, _BREVE = "\u0302\u0306"
_VNI_LETTERS = dict(zip("ñæóòôöîíì", "đỉĩịơưỵíì", strict=True))
_VNI_MARKS = {
    "ù": _ACUTE,
    "ø": _GRAVE,
    "û": _HOOK,
    "õ": _TILDE,
    "ï": _DOT,
    "â": _CIRCUMFLEX,
    "á": _CIRCUMFLEX + _ACUTE,
    "à": _CIRCUMFLEX + _GRAVE,
    "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE,
    "ä": _CIRCUMFLEX + _DOT,
    "ê": _BREVE,
    "é": _BREVE + _ACUTE,
    "è": _BREVE + _GRAVE,
    "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}
_VNI_BASES = frozenset("aeouyơưAEOUYƠƯ")

Reading = Callable[[str], str]


def names_font(body: bytes) -> bool:
    """Whether a page names a font of this kind, and has no letter that is Vietnamese in UTF-8."""
    return _UNICODE not in body and _FONT.search(body) is not None


def from_tcvn3(text: str) -> str:
    """Text of a `.Vn…` font, decoded as Latin-1, in Unicode."""
    return text.translate(_TCVN3)


def from_tcvn3_capitals(text: str) -> str:
    """The same for a font whose name ends in H: small letters show as capitals."""
    return from_tcvn3(text).upper()


def from_vni(text: str) -> str:
    """Text of a `VNI-…` font, decoded as Latin-1, in Unicode."""
    out: list[str] = []
    for character in text:
        small = character.lower()
        mark = _VNI_MARKS.get(small)
        letter = _VNI_LETTERS.get(small)
        if mark and out and out[-1][:1] in _VNI_BASES:
            out[-1] += mark
        elif letter:
            out.append(letter if character == small else letter.upper())
        else:
            out.append(character)
    return unicodedata.normalize("NFC", "".join(out))


def rewrite(tree: etree._Element) -> None:
    """Turn every text of a tree that is set in such a font into Unicode, in place.

    A text without a font of its own has that of the nearest element around it, else that of
    the page's style sheet. Title and metadata, which no font reaches, follow the page.
    """
    page = _of_stylesheet(tree) or _most_used(tree)
    walk: list[tuple[etree._Element, Reading | None]] = [(tree, page)]
    while walk:
        element, around = walk.pop()
        if type(element.tag) is not str or element.tag in ("script", "style"):
            continue
        reading = _of_element(element, around)
        if reading:
            _turn(element, reading)
        for child in element:
            if child.tail and reading:
                child.tail = _lawful(reading(child.tail))
            walk.append((child, reading))


def _turn(element: etree._Element, reading: Reading) -> None:
    if element.text:
        element.text = _lawful(reading(element.text))
    plain = from_tcvn3 if reading is from_tcvn3_capitals else reading
    for name in ("alt", "title", "content"):
        if value := element.get(name):
            element.set(name, _lawful(plain(value)))


def _lawful(text: str) -> str:
    """Text that a tree takes: without the characters that no markup may hold."""
    return _UNLAWFUL.sub("", text)


def _of_element(element: etree._Element, around: Reading | None) -> Reading | None:
    face, style = element.get("face"), element.get("style") or ""
    if face or _OTHER_FONT.search(style):
        return _of_font(f"{face or ''} {style}")
    return around


def _of_font(names: str) -> Reading | None:
    if match := _TCVN3_FONT.search(names):
        return from_tcvn3_capitals if match["capitals"] else from_tcvn3
    return from_vni if _VNI_FONT.search(names) else None


def _of_stylesheet(tree: etree._Element) -> Reading | None:
    for sheet in tree.iter("style"):
        for rule in _RULE.finditer(sheet.text or ""):
            if reading := _of_font(rule["style"]):
                return reading
    return None


def _most_used(tree: etree._Element) -> Reading | None:
    """What text without any font is in, where most elements that name a font name these."""
    fonts = [_of_font(element.get("face") or "") for element in tree.iter("font")]
    known = [font for font in fonts if font]
    if len(known) * 2 <= len([element for element in tree.iter("font") if element.get("face")]):
        return None
    return from_vni if known[0] is from_vni else from_tcvn3
