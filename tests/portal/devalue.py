"""Nuxt's payload: one flat JSON array in which numbers are indexes (the devalue format)."""

import json
from typing import Any


def flatten(value: Any) -> str:
    """A value of plain objects, lists, strings, numbers, booleans and null as that array.

    Equal plain values share one index, as Nuxt's own serializer has it. `<` is escaped, so
    that the text may stand in a script element.
    """
    array: list[Any] = []
    known: dict[tuple[str, Any], int] = {}
    _add(value, array, known)
    return json.dumps(array, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003C")


def _add(value: Any, array: list[Any], known: dict[tuple[str, Any], int]) -> int:
    plain = not isinstance(value, dict | list)
    mark = (type(value).__name__, value) if plain else ("", None)
    if plain and mark in known:
        return known[mark]
    index = len(array)
    array.append(value)
    if isinstance(value, dict):
        array[index] = {name: _add(entry, array, known) for name, entry in value.items()}
    elif isinstance(value, list) and value[:1] == ["ShallowReactive"]:
        # A tag and what it wraps: the tag is written out, not pointed to.
        array[index] = [value[0], _add(value[1], array, known)]
    elif isinstance(value, list):
        array[index] = [_add(entry, array, known) for entry in value]
    else:
        known[mark] = index
    return index
