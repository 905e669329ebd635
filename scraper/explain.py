"""Why a page was read as it was: for each field the value chosen, its place, the runners-up."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from rich.console import Console
from rich.text import Text

from scraper.bylines import Byline
from scraper.found import Found
from scraper.items import Attachment, Image
from scraper.parse import Reading

# How many candidates of a field are told.
_MOST = 5
_WIDTH = 100


def explanation(reading: Reading) -> dict[str, list[dict[str, str]]]:
    """Each field's candidates, the one that counts first: value, how, where. As JSON values."""
    return {name: list(_told(candidates)) for name, candidates in reading.candidates.items()}


def explain(reading: Reading, console: Console) -> None:
    """Print the same for a person to read."""
    for name, candidates in explanation(reading).items():
        line = Text(f"{name:<10}", style="bold")
        if not candidates:
            console.print(line.append("none", style="dim"))
        for at, candidate in enumerate(candidates):
            line = line if at == 0 else Text(" " * 10 + "or ", style="dim")
            line.append(candidate["value"], style="" if at == 0 else "dim")
            line.append(f"  [{candidate['how']}] {candidate['where']}", style="cyan")
            console.print(line)


def _told(candidates: Any) -> Iterator[dict[str, str]]:
    seen: set[tuple[str, ...]] = set()
    for candidate in islice(candidates, _MOST * 4):
        told = {"value": _short(candidate), "how": candidate.how, "where": candidate.where()}
        if (key := tuple(told.values())) not in seen and len(seen) < _MOST:
            seen.add(key)
            yield told


def _short(candidate: Found) -> str:
    value = candidate.value
    if isinstance(value, Byline):
        text = value.text or f"(source {value.source})"
    elif isinstance(value, tuple) and value and isinstance(value[0], Image):
        text = f"{len(value)} images, {sum(bool(image.caption) for image in value)} with captions"
    elif isinstance(value, tuple) and value and isinstance(value[0], Attachment):
        text = f"{len(value)}: {value[0].label or value[0].url}"
    elif isinstance(value, tuple):
        text = f"{len(value)}: {value[0]}" if value else "nothing"
    else:
        text = value.isoformat() if isinstance(value, date) else str(value)
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
