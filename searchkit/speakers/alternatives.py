"""One pattern for many words: a tree of their letters, so that a match costs one word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_END = ""


class _Letters(dict[str, "_Letters"]):
    """The letters that may follow, each with what follows it; the empty one ends a word."""


def one_of(words: Iterable[str], letter: Callable[[str], str] = re.escape) -> str:
    """Return a pattern that matches the longest of some words; ``letter`` spells one letter."""
    tree = _Letters()
    for word in words:
        node = tree
        for char in word:
            node = node.setdefault(char, _Letters())
        node[_END] = _Letters()
    return f"(?:{_pattern(tree, letter)})"


def _pattern(node: _Letters, letter: Callable[[str], str]) -> str:
    branches = [
        letter(char) + _pattern(following, letter)
        for char, following in sorted(node.items())
        if char != _END
    ]
    if not branches:
        return ""
    if len(branches) == 1 and _END not in node:
        return branches[0]
    return f"(?:{'|'.join(branches)})" + ("?" if _END in node else "")
