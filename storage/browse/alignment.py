"""Two texts laid beside each other: what stayed, what went and what came, by whole words."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from rapidfuzz.distance import LCSseq

_WORD = re.compile(r"\w+(?:[.,:/-]\w+)*%?|[^\w\s]+")
_DIGIT = re.compile(r"\d")
# Past this many pairs of words two paragraphs are shown one after the other: it takes a bit of
# memory for each.
_PAIRS = 100_000_000
# So far a paragraph's partner is looked for, and among so many paragraphs at all.
_REACH, _MOST = 20, 10_000

Kind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text that stayed, went or came."""

    kind: Kind
    text: str

    @property
    def numeric(self) -> bool:
        """Whether a digit changed in it."""
        return self.kind != "same" and has_digit(self.text)


class _Run(NamedTuple):
    """So many entries of one list that stand in the other too, and where in each."""

    old: int
    new: int
    length: int


def words_of(text: str) -> list[str]:
    """The words and numbers of a text, without its marks."""
    return [token for token in _WORD.findall(text) if token[0].isalnum()]


def has_digit(text: str) -> bool:
    """Whether there is a number in a text."""
    return _DIGIT.search(text) is not None


def paragraphs(before: str, after: str) -> list[list[Part]]:
    """Two texts as the paragraphs of both in reading order, each in parts."""
    old, new = before.split("\n\n"), after.split("\n\n")
    found: list[list[Part]] = []
    for one, other in pairwise(_runs(old, new)):
        found += [[Part("same", text)] for text in new[one.new : one.new + one.length]]
        gone, come = old[one.old + one.length : other.old], new[one.new + one.length : other.new]
        found += _replaced(gone, come)
    return [parts for parts in found if any(part.text for part in parts)]


def words(before: str, after: str) -> list[Part]:
    """Two paragraphs as one, in parts of whole words."""
    old, new = list(_WORD.finditer(before)), list(_WORD.finditer(after))
    tokens = [word[0] for word in new]
    runs = _readable(_runs([word[0] for word in old], tokens), tokens)
    parts: list[Part] = []
    gone = come = 0
    for run in runs[1:-1]:
        parts += _change(before[gone : old[run.old].start()], after[come : new[run.new].start()])
        gone, come = old[run.old + run.length - 1].end(), new[run.new + run.length - 1].end()
        parts.append(Part("same", after[new[run.new].start() : come]))
    return _merged([*parts, *_change(before[gone:], after[come:])])


def _runs(old: Sequence[str], new: Sequence[str]) -> list[_Run]:
    """What a longest common subsequence of two lists keeps, between an empty run at the
    beginning of both and one at their ends."""
    least = min(len(old), len(new))
    head = next((at for at in range(least) if old[at] != new[at]), least)
    tail = next((at for at in range(least - head) if old[~at] != new[~at]), least - head)
    gone, come = old[head : len(old) - tail], new[head : len(new) - tail]
    codes = LCSseq.opcodes(gone, come) if len(gone) * len(come) <= _PAIRS else ()
    kept = (
        _Run(head + code.src_start, head + code.dest_start, code.src_end - code.src_start)
        for code in codes
        if code.tag == "equal"
    )
    ends = _Run(0, 0, head), *kept, _Run(len(old) - tail, len(new) - tail, tail)
    inner = [run for run in ends if run.length]
    return [_Run(0, 0, 0), *inner, _Run(len(old), len(new), 0)]


def _readable(runs: list[_Run], tokens: Sequence[str]) -> list[_Run]:
    """Without the few words that a rewritten sentence happens to share with the old one: those
    half as long as the changes on both sides at most. But a number that stayed is worth seeing.

    `runs` are bounded, and stay so; `tokens` are those of the new text.
    """
    kept = runs[:1]
    for run, after in pairwise(runs[1:]):
        few = run.length * 2 <= min(_gap(kept[-1], run), _gap(run, after))
        if not few or any(map(has_digit, tokens[run.new : run.new + run.length])):
            kept.append(run)
    return [*kept, runs[-1]]


def _gap(one: _Run, other: _Run) -> int:
    """How many words changed between two runs, of the text that has more."""
    return max(other.old - one.old, other.new - one.new) - one.length


def _change(gone: str, come: str) -> list[Part]:
    """What was exchanged, without the blanks around it that both texts have."""
    if gone.strip() == come.strip():
        return _kept(Part("same", come or gone))
    gone, come = (text if text.strip() else "" for text in (gone, come))
    texts = [text for text in (gone, come) if text]
    before, after = (all(text[at].isspace() for text in texts) for at in (0, -1))
    if before:
        gone, come = gone.lstrip(), come.lstrip()
    if after:
        gone, come = gone.rstrip(), come.rstrip()
    change = Part("removed", gone), Part("added", come)
    return _kept(Part("same", " " * before), *change, Part("same", " " * after))


def _replaced(old: list[str], new: list[str]) -> list[list[Part]]:
    """Paragraphs in place of others: each beside the one that it resembles, in order."""
    if len(old) + len(new) > _MOST:
        return [[Part("removed", text)] for text in old] + [[Part("added", text)] for text in new]
    known = [Counter(words_of(text)) for text in old]
    found: list[list[Part]] = []
    at = 0
    for text in new:
        partner = _partner(Counter(words_of(text)), known, at)
        if partner is None:
            found.append([Part("added", text)])
            continue
        found += [[Part("removed", gone)] for gone in old[at:partner]]
        found.append(words(old[partner], text))
        at = partner + 1
    return found + [[Part("removed", gone)] for gone in old[at:]]


def _partner(mine: Counter[str], known: list[Counter[str]], at: int) -> int | None:
    """The first paragraph from `at` on that shares half its words with one."""
    for place in range(at, min(at + _REACH, len(known))):
        theirs = known[place]
        shared = (mine & theirs).total()
        if shared * 2 >= min(mine.total(), theirs.total()) > 0 or (len(known) == 1 and shared):
            return place
    return None


def _merged(parts: list[Part]) -> list[Part]:
    """With neighbours that stayed as one."""
    found: list[Part] = []
    for part in parts:
        if found and part.kind == found[-1].kind == "same":
            part = Part("same", found.pop().text + part.text)
        found.append(part)
    return found


def _kept(*parts: Part) -> list[Part]:
    return [part for part in parts if part.text]
