"""Words within some edits of another, over a large lexicon.

An edit changes at most two bits of a word's *signature*, which tells the letters that it has, and
its length by one at most.  So most words are left out by comparing numbers, and few are compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.matching import edits

_LETTERS, _DIGITS, _OTHERS = 26, 5, 1  # bits of a signature


def _bits() -> NDArray[np.uint32]:
    bits = np.full(256, 1 << (_LETTERS + _DIGITS), np.uint32)
    for letter in range(_LETTERS):
        bits[ord("a") + letter] = 1 << letter
    for digit in range(10):
        bits[ord("0") + digit] = 1 << (_LETTERS + digit // 2)
    return bits


_BITS = _bits()


class Signatures:
    """The signatures and lengths of the terms of a lexicon."""

    def __init__(self, data: NDArray[Any], ends: NDArray[Any]) -> None:
        ends = ends.astype(np.int64)
        starts = np.concatenate(([0], ends[:-1])) if len(ends) else ends
        self._signatures = np.bitwise_or.reduceat(_BITS[data], starts) if len(ends) else _BITS[:0]
        highs = np.add.reduceat((data & 0xC0) == 0x80, starts, dtype=np.int64)
        self._lengths = ends - starts - highs  # in code points

    def near(self, word: str, distance: int) -> list[int]:
        """Return the ordinals of the terms that may be within a distance of a word."""
        signature = np.bitwise_or.reduce(_BITS[np.frombuffer(word.encode(), np.uint8)])
        changed = np.bitwise_count(self._signatures ^ signature)
        close = np.abs(self._lengths - len(word)) <= distance
        found: list[int] = np.flatnonzero((changed <= 2 * distance) & close).tolist()
        return found


def similar(terms: Sequence[bytes], word: str, distance: int) -> list[tuple[bytes, int]]:
    """Return those of the terms that are within a distance of a word, and how many edits away."""
    near = edits(word, [term.decode() for term in terms], distance)
    return [(term.encode(), count) for term, count in near]
