"""Texts with code points that a terminal obeys, and whether any of them came through.

What is bad is told here by Unicode's own categories, not by the list that searchkit has.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from random import Random

MARK = "66"
"""A parameter in each escape sequence of a hostile text, which no sequence of ours has."""

_CATEGORIES = ("Cc", "Cf", "Zl", "Zp")
_SIGNS = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
"""Format characters that are seen: they stand below or before digits."""

_FILLERS = (0x115F, 0x1160, 0x3164, 0xFFA0, 0x17B4, 0x17B5, 0x180B, 0x180F)
_OF_NO_CHARACTER = (plane << 16 | end for plane in range(17) for end in (0xFFFE, 0xFFFF))
BAD = {char for char in map(chr, range(0x110000)) if unicodedata.category(char) in _CATEGORIES}
BAD -= set(map(chr, _SIGNS))
BAD |= set(map(chr, (*_OF_NO_CHARACTER, *_FILLERS[:4])))
_JOINERS = "\u200c\u200d"

_SEQUENCES = (
    f"\x1b[{MARK}m", f"\x1b[{MARK};1H", "\x1b[2J", f"\x1b]52;c;{MARK}\x07", f"\x1b]0;{MARK}\x1b\\",
    f"\x9b{MARK}m", f"\x9d0;{MARK}\x9c", "\x1bc", f"\x1bP{MARK}\x1b\\", "\x07\x07", "\b\b\b\b",
    "\r", "\x1b(0", "\x0e", f"\x1b[{MARK}t", "\u202e", "\u2066", "\u200f", "\u200b", "\u2028",
    "\u2029", "\x85", "\x00", "\x7f", "\ufeff", "\U000e0041", "\u2060", "\u00ad", "\u180e",
    "\u061c", "&#x1b;[66m", "\u200d", "\u200c",
)  # fmt: skip
_WORDS = (
    "ferry", "pier", "Ana Ruiz", "späte Fähre", "漢字仮名", "العبّارة", "नौका", "👩‍💻", "می‌خواهم",
    "=1+1", "+1", "-1", "@sum", "＝1", "\t=1", "e\u0301", "a,b", 'say "so"', "\n=cmd", "ไทย", "ß",
)  # fmt: skip
_PLAIN_JOINED = re.compile("👩‍💻|می‌خواهم")


def hostile_text(chance: Random) -> str:
    """Return words with bad code points among, before, behind and within them."""
    parts: list[str] = []
    for _ in range(chance.randint(1, 5)):
        parts.append(chance.choice(_WORDS))
        if chance.random() < 0.8:
            bad = chance.choice((chance.choice(_SEQUENCES), chance.choice(_ALL)))
            parts.insert(chance.randint(0, len(parts)), bad)
    return chance.choice(("", " ")).join(parts)


_ALL = sorted(BAD)

_JOINING = ("Lo", "Mn", "Mc", "So", "Sk")
_CSI = re.compile(r"\x1b\[[?>]?([\d;]*)[A-Za-z]")


def came_through(shown: str, *, is_drawn: bool = False) -> str:
    """Say what of a terminal's input should not be there.

    Sequences that begin with ESC [ and have parameters of ours are the colours and, where the
    screen ``is_drawn`` by prompt_toolkit, its moves.
    """
    for sequence in _CSI.finditer(shown):
        if MARK in sequence[1].split(";"):
            return f"the sequence {sequence[0]!r}"
    # One letter stands for each word that is joined as it should be: what is beside it may join it.
    text = _PLAIN_JOINED.sub(lambda word: word[0][-1], _CSI.sub("", shown))
    text = text.replace("\r\n", "\n")
    if is_drawn:
        text = text.replace("\r", "").replace("\b", "").replace("\x1b=", "").replace("\x1b>", "")
    for place, char in enumerate(text):
        if char in BAD and char not in "\n" and not _joins(text, place):
            return f"{char!r} in {text[max(0, place - 30) : place + 30]!r}"
    return ""


def _joins(text: str, place: int) -> bool:
    """Say whether a joiner stands between letters that may join, or in an emoji."""
    if text[place] not in _JOINERS:
        return False
    beside = text[max(0, place - 1) : place], text[place + 1 : place + 2]
    return all(one and unicodedata.category(one) in _JOINING for one in beside)


def formula_in(rows: Sequence[Sequence[str]]) -> str:
    """Say which cell a spreadsheet would compute."""
    for cell in _cells(rows):
        if re.match(r"\s*[=+\-@＝＋－＠]", cell):
            return f"the formula {cell[:30]!r}"
    return ""


def _cells(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for row in rows:
        yield from (cell for cell in row if not re.fullmatch(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", cell))
