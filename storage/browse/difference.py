"""What counts as changed between two texts of an article, and how much."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from storage.browse.alignment import has_digit, words_of

TEXTS = ("title", "published", "lead", "body", "byline", "source", "category")
FIELDS = (*TEXTS, "tags", "captions", "pictures", "attachments")
"""What is compared, in the order in which it is shown."""
WORDLESS = frozenset({"pictures"})
"""Those of FIELDS whose words are names of contents, which nobody reads."""

Text = Mapping[str, str]
"""A string for each of FIELDS."""


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


def edit(before: Text, after: Text) -> Edit:
    """How two texts differ, counted by words, quickly."""
    changed = tuple(name for name in FIELDS if before[name] != after[name])
    old: Counter[str] = Counter()
    new: Counter[str] = Counter()
    for name in (name for name in changed if name not in WORDLESS):
        gone, come = _changed_paragraphs(before[name], after[name])
        old.update(words_of(gone))
        new.update(words_of(come))
    removed, added = old - new, new - old
    numbers = [f"−{word}" for word in removed if has_digit(word)]
    numbers += [word for word in added if has_digit(word)]
    return Edit(changed, added.total(), removed.total(), tuple(numbers))


def fields(
    text: Mapping[str, Any],
    images: Sequence[Mapping[str, Any]],
    attachments: Sequence[Mapping[str, Any]] = (),
) -> dict[str, str]:
    """A row of `revisions`, its images and attachments as one text for each of FIELDS.

    Pictures are compared by their content; where none is kept, by their address on the site.
    """
    captions = (
        " — ".join(dict.fromkeys(filter(None, (row["caption"], row["alt"])))) for row in images
    )
    files = (f"{row['label'] or row['url']} [{(row['media'] or '')[:8]}]" for row in attachments)
    return {name: text[name] or "" for name in TEXTS} | {
        "tags": ", ".join(text["tags"]),
        "captions": "\n\n".join(filter(None, captions)),
        "pictures": "\n\n".join(row["media"] or _path(row["src"]) for row in images),
        "attachments": "\n\n".join(files),
    }


def beside(before: Text, after: Text) -> tuple[dict[str, str], dict[str, str]]:
    """Two texts made ready to be compared, each paragraph in one field of both.

    A lead that opens the body is taken out of it where both have one. Where one page alone
    marks it, a reader sees no difference, and it is compared within the body.
    """
    if all(_opens(text) for text in (before, after)):
        bodies = [text["body"].partition("\n\n")[2] for text in (before, after)]
        return {**before, "body": bodies[0]}, {**after, "body": bodies[1]}
    leads = ("" if _opens(text) else text["lead"] for text in (before, after))
    one, other = ({**text, "lead": lead} for text, lead in zip((before, after), leads, strict=True))
    return one, other


def _path(address: str | None) -> str:
    """Without the host: served by another, a picture is the same."""
    parts = urlsplit(address or "")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _changed_paragraphs(before: str, after: str) -> tuple[str, str]:
    """Two texts without the paragraphs that both have: those change no count of words."""
    old, new = Counter(before.split("\n\n")), Counter(after.split("\n\n"))
    return "\n\n".join((old - new).elements()), "\n\n".join((new - old).elements())


def _opens(text: Text) -> bool:
    """Whether the lead is the body's first paragraph."""
    return bool(text["lead"]) and text["body"].partition("\n\n")[0] == text["lead"]
