"""What was found for a field, how, and where: what a reading can be explained with."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from lxml import etree

How = Literal["selector", "label", "structure", "metadata", "payload"]
"""`selector`: where the site's template says; `label`: by the words or the class beside it;
`structure`: by its place and shape; `metadata`: the head's metas or JSON-LD; `payload`: the
data that a script framework sends along."""


@dataclass(frozen=True, slots=True)
class Found:
    """One candidate for a field."""

    value: Any
    how: How
    at: etree._Element | str | None = None
    """The element that it stood in, or the name of the claim."""

    def where(self) -> str:
        """The place as a path: `div#main > div.detail > h1.title`."""
        if self.at is None or isinstance(self.at, str):
            return self.at or "text"
        chain = [self.at, *self.at.iterancestors()]
        steps = [_step(element) for element in reversed(chain[:4])]
        return " > ".join(steps)


def first(candidates: Iterable[Found]) -> Found | None:
    """The candidate that counts."""
    return next(iter(candidates), None)


def _step(element: etree._Element) -> str:
    name = str(element.tag)
    if identity := element.get("id"):
        return f"{name}#{identity}"
    classes = (element.get("class") or "").split()
    return ".".join([name, *classes[:2]])
