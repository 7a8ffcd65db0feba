"""JSON becomes typed values: readers put together from readers, each fault named by its key."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Read = Callable[[Any], Any]
"""Takes a JSON value and returns what it stands for; raises Wrong."""


class Wrong(Exception):
    """A value that cannot stand where it does; on the way out ``key`` becomes its whole place."""

    def __init__(self, said: str) -> None:
        self.said = said
        self.key = ""

    def inside(self, key: str) -> Wrong:
        self.key = key + self.key
        return self


def typed(expected: str, *types: type) -> Read:
    """Read a value of some types as it is; ``expected`` names them to the reader of an error."""

    def read(value: Any) -> Any:
        if type(value) not in types:
            raise Wrong(f"must be {expected}, not {value!r:.40}")
        return value

    return read


def optional(inner: Read) -> Read:
    return lambda value: None if value is None else inner(value)


def one_of(choices: tuple[str, ...]) -> Read:
    def read(value: Any) -> Any:
        if value not in choices:
            raise Wrong(f"must be one of {', '.join(choices)}, not {value!r:.40}")
        return value

    return read


def many(inner: Read) -> Read:
    """Read a list as a tuple."""

    def read(value: Any) -> tuple[Any, ...]:
        items: list[Any] = []
        try:
            for item in _LIST(value):
                items.append(inner(item))
        except Wrong as wrong:
            raise wrong.inside(f"[{len(items)}]" if type(value) is list else "") from None
        return tuple(items)

    return read


def part(kind: Callable[..., Any], readers: dict[str, Read], required: tuple[str, ...]) -> Read:
    """Read an object as a value of some kind, by its keys; those without a reader are let be."""

    def read(value: Any) -> Any:
        row = _OBJECT(value)
        for name in required:
            if name not in row:
                raise Wrong("is missing").inside(f".{name}")
        known = {}
        name = ""
        try:
            for name, inner in readers.items():
                if name in row:
                    known[name] = inner(row[name])
        except Wrong as wrong:
            raise wrong.inside(f".{name}") from None
        return kind(**known)

    return read


def string(value: Any) -> str:
    """Read a text; half a surrogate pair, which is no text, becomes U+FFFD."""
    found: str = _STRING(value)
    return found if found.isascii() else _HALF_A_PAIR.sub("\ufffd", found)


_HALF_A_PAIR = re.compile("[\ud800-\udfff]")
_STRING = typed("a text", str)
_LIST = typed("a list", list)
_OBJECT = typed("an object", dict)
