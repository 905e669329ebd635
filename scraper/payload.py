"""The data that a script framework sends along with the page it rendered."""

import json
from typing import Any

from lxml import html


def article_in(tree: html.HtmlElement, title: str) -> dict[str, Any]:
    """The article object in a Nuxt payload whose title is this page's; empty if there is none.

    Nuxt writes one flat array in the devalue format: the values of objects and lists are
    indexes into it. Unverified: the script tag's attributes, hence every script of a JSON
    type is looked at.
    """
    for script in tree.iter("script"):
        if "json" in (script.get("type") or "") and (script.text or "").lstrip().startswith("["):
            for entry in _article_objects(script.text or ""):
                if entry.get("title") == title:
                    return entry
    return {}


def _article_objects(text: str) -> list[dict[str, Any]]:
    try:
        array = json.loads(text, strict=False)
    except ValueError:
        return []
    return [
        {name: _value(array, index) for name, index in entry.items()}
        for entry in array
        if isinstance(entry, dict) and {"title", "content", "view_count"} <= entry.keys()
    ]


def _value(array: list[Any], index: Any) -> Any:
    """A plain value of the array; lists, objects and what points nowhere are None."""
    if type(index) is not int or not 0 <= index < len(array):
        return None
    value = array[index]
    return value if isinstance(value, str | int | float) else None
