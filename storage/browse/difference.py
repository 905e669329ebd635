"""What a reader would see changed between two texts: by field, paragraph and word."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal
from urllib.parse import urlsplit

TEXTS = ("title", "published", "lead", "body", "byline", "source", "category")
FIELDS = (*TEXTS, "tags", "captions", "pictures", "attachments")
"""What is compared, in the order in which it is shown."""
WORDLESS = frozenset({"pictures"})
"""Those of FIELDS whose words are names of contents, which nobody reads."""

_TOKEN = re.compile(r"\w+(?:[.,:/-]\w+)*%?|\s+|[^\w\s]+")
_DIGIT = re.compile(r"\d")
# Past this many pairs of words two paragraphs are shown one after the other.
_PAIRS = 4_000_000

Kind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text that stayed, went or came."""

    kind: Kind
    text: str

    @property
    def numeric(self) -> bool:
        """Whether a digit changed in it."""
        return self.kind != "same" and bool(_DIGIT.search(self.text))


@dataclass(frozen=True, slots=True)
class Edit:
    """How much of an article changed from one text to the next."""

    fields: tuple[str, ...]
    """Those that changed, of FIELDS."""
    added: int
    """Words that came; moved words count neither here nor there."""
    removed: int
    numbers: tuple[str, ...]
    """The words with digits among them, those that went with a leading minus."""

    @property
    def size(self) -> int:
        """Words that came or went, whichever are more; 0 where only marks or order changed."""
        return max(self.added, self.removed)


def edit(before: Mapping[str, Any], after: Mapping[str, Any]) -> Edit:
    """How two texts differ, counted by words, quickly.

    Both map each of FIELDS to its text, as `fields` makes them.
    """
    changed = tuple(name for name in FIELDS if before[name] != after[name])
    old: Counter[str] = Counter()
    new: Counter[str] = Counter()
    for name in (name for name in changed if name not in WORDLESS):
        gone, come = _changed_paragraphs(before[name], after[name])
        old.update(_words(gone))
        new.update(_words(come))
    removed, added = old - new, new - old
    numbers = [f"−{word}" for word in removed if _DIGIT.search(word)]
    numbers += [word for word in added if _DIGIT.search(word)]
    return Edit(changed, added.total(), removed.total(), tuple(numbers))


def fields(
    text: Mapping[str, Any],
    images: Sequence[Mapping[str, Any]],
    attachments: Sequence[Mapping[str, Any]] = (),
) -> dict[str, str]:
    """A row of `revisions`, its images and attachments as one text for each of FIELDS.

    The lead is compared where it stands in the body, and by itself only where it does not.
    Pictures are compared by their content; where none is kept, by their address on the site.
    """
    captions = (" — ".join(filter(None, (row["caption"], row["alt"]))) for row in images)
    files = (f"{row['label'] or row['url']} [{(row['media'] or '')[:8]}]" for row in attachments)
    return {name: text[name] or "" for name in TEXTS} | {
        "lead": "" if _begins(text["body"], text["lead"]) else text["lead"] or "",
        "tags": ", ".join(text["tags"]),
        "captions": "\n\n".join(filter(None, captions)),
        "pictures": "\n\n".join(row["media"] or _path(row["src"]) for row in images),
        "attachments": "\n\n".join(files),
    }


def paragraphs(before: str, after: str) -> list[list[Part]]:
    """Two texts as the paragraphs of both in reading order, each in parts."""
    old, new = before.split("\n\n"), after.split("\n\n")
    found: list[list[Part]] = []
    for tag, i, j, k, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [[Part("same", text)] for text in old[i:j]]
        else:
            found += _replaced(old[i:j], new[k:end])
    return [parts for parts in found if any(part.text for part in parts)]


def words(before: str, after: str) -> list[Part]:
    """Two paragraphs as one, in parts of whole words."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(old) * len(new) > _PAIRS:
        return _whole(before, after)
    parts: list[Part] = []
    for tag, i, j, k, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(Part("same", "".join(old[i:j])))
        else:
            parts += _whole("".join(old[i:j]), "".join(new[k:end]))
    return _joined(parts)


def _replaced(old: list[str], new: list[str]) -> list[list[Part]]:
    """Paragraphs in place of others: each beside the one that it resembles, in order."""
    found: list[list[Part]] = []
    at = 0
    for text in new:
        partner = _partner(text, old, at)
        if partner is None:
            found.append([Part("added", text)])
            continue
        found += [[Part("removed", gone)] for gone in old[at:partner]]
        found.append(words(old[partner], text))
        at = partner + 1
    return found + [[Part("removed", gone)] for gone in old[at:]]


def _partner(text: str, old: list[str], at: int) -> int | None:
    """The first paragraph from `at` on that shares half its words with a text."""
    mine = Counter(_words(text))
    for place in range(at, len(old)):
        theirs = Counter(_words(old[place]))
        shared = (mine & theirs).total()
        if shared * 2 >= min(mine.total(), theirs.total()) > 0 or (len(old) == 1 and shared):
            return place
    return None


def _joined(parts: list[Part]) -> list[Part]:
    """Changes with only a blank between them as one change: `<del>a b</del> <ins>c d</ins>`."""
    found: list[Part] = []
    gone = come = ""
    for at, part in enumerate(parts):
        if part.kind == "same" and not (part.text.isspace() and 0 < at < len(parts) - 1):
            found += [*_trimmed(gone, come), part]
            gone = come = ""
            continue
        gone += part.text if part.kind != "added" else ""
        come += part.text if part.kind != "removed" else ""
    return found + _trimmed(gone, come)


def _trimmed(old: str, new: str) -> list[Part]:
    """A change without the blanks around it, which stay."""
    if old.strip() == new.strip():
        return _kept(Part("same", new or old))
    text = new or old
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    change = Part("removed", old.strip()), Part("added", new.strip())
    return _kept(Part("same", before), *change, Part("same", after))


def _whole(old: str, new: str) -> list[Part]:
    return _kept(Part("removed", old), Part("added", new))


def _kept(*parts: Part) -> list[Part]:
    return [part for part in parts if part.text]


def _words(text: str) -> list[str]:
    return [token for token in _TOKEN.findall(text) if token[0].isalnum()]


def _path(address: str | None) -> str:
    """Without the host: served by another, a picture is the same."""
    parts = urlsplit(address or "")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _changed_paragraphs(before: str, after: str) -> tuple[str, str]:
    """Two texts without the paragraphs that both have: those change no count of words."""
    old, new = Counter(before.split("\n\n")), Counter(after.split("\n\n"))
    return "\n\n".join((old - new).elements()), "\n\n".join((new - old).elements())


def _begins(body: str, lead: str | None) -> bool:
    return bool(lead) and body.split("\n\n", 1)[0] == lead
