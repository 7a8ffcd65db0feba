"""Texts become numbers of words, fast: each piece between two blanks is analysed only once.

Analysis never sees across a blank, so the words of a text are those of its pieces.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from functools import partial

from searchkit.analysis import words
from searchkit.engines.whoosh.kernel import Pieces, pieces

_AROUND = "\"'.,;:!?()[]{}<>*/-_=&$%#“”‘’„«»–—…"
"""Characters that are no part of a word where they stand around one."""

_PLAIN = re.compile(r"[a-z]{2,}(?:[-/.,:;!?()\"&_]+[a-z]{2,})+")
_BETWEEN = re.compile("[^a-z]+")
"""What stands between words of two letters and more: no initials, no numbers, no apostrophes."""

_NUMBER = struct.Struct("=i")


class Vocabulary(dict[str, int]):
    """Words by their numbers, from 1."""

    def __init__(self) -> None:
        self.texts = [""]

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self.texts)
        self.texts.append(word)
        return number


def numbering(vocabulary: Vocabulary) -> Pieces:
    """Return what gives the words of texts by their numbers in the vocabulary, as int32."""
    return pieces(partial(numbers_of, vocabulary))


def numbers_of(vocabulary: Vocabulary, piece: str) -> bytes:
    """Return the words of a piece, as ``analysis.words`` finds them."""
    core = piece.strip(_AROUND)
    if not core.isascii():
        return _packed(vocabulary, (token.term for token in words(piece)))
    core = core.removesuffix("'s").lower()
    if core.isalnum():  # most are plain letters with punctuation around them
        return _NUMBER.pack(vocabulary[core])
    if _PLAIN.fullmatch(core):
        return _packed(vocabulary, _BETWEEN.split(core))
    return _packed(vocabulary, (token.term for token in words(piece)))


def _packed(vocabulary: Vocabulary, found: Iterable[str]) -> bytes:
    return b"".join([_NUMBER.pack(vocabulary[word]) for word in found])
