"""Where in texts a leaf of a query may match: found by how its words begin, before any analysis.

Words are looked for in the *plain* form of a text, in which each character is folded by itself.  A
letter that is none of ASCII when folded is *odd*, and the word that it stands in may be any term.
No word reaches over a blank, nor does analysis look over one: what may match is given as parts of
a text from blank to blank, each of which can be read alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache, partial
from itertools import accumulate, chain
from typing import NamedTuple

from searchkit.analysis import Analysis, beginning, fold, terms
from searchkit.article import Span
from searchkit.matching import edits
from searchkit.query.fields import FIELDS
from searchkit.query.tree import Fuzzy, Near, Phrase, Prefix, Scorable, Term
from searchkit.scanning import folded, runs
from searchkit.scanning.portable import ODD, holding, run_around

SHORT = 80
"""Characters of a part of a text that is kept with what was read in it: words return."""

_FAR = 16
"""Runs without blanks to either side; what reaches farther reads its whole text."""

_LETTERS = {code: chr(code) if chr(code).isalnum() else " " for code in range(128)}
_ALPHANUMERIC = re.compile("[a-z0-9]")
# A point, a comma or an apostrophe inside a word, that of a possessive aside.
_MARK_INSIDE = re.compile("[.,'](?<=[a-z0-9].)(?!(?<=')s(?![a-z0-9]))[a-z0-9]")


class Joined(NamedTuple):
    """Texts one behind the other, a blank between them, and their plain form."""

    texts: Sequence[str]
    text: str
    plain: str

    @classmethod
    def of(cls, texts: Sequence[str]) -> Joined:
        text = " ".join(texts)
        return cls(texts, text, plain(text))

    @property
    def spans(self) -> list[Span]:
        """Where each of the texts stands."""
        ends = accumulate(map(len, self.texts))
        return [(n + end - len(self.texts[n]), n + end) for n, end in enumerate(ends)]


Regions = Callable[[Joined], Iterable[Span]]
"""Gives parts of joined texts, from blank to blank, in order and apart, that hold all matches."""


def regions_of(leaf: Scorable) -> Regions:
    """Return where a leaf may match; whole texts where its words cannot be told by their letters.

    The fields of a leaf are analysed alike.
    """
    analysis = FIELDS[leaf.fields[0]].analysis
    if analysis == "exact":
        return _whole_texts
    match leaf:
        case Term(_, term):
            return partial(_words, _beginnings(analysis, term))
        case Prefix(_, prefix):
            return partial(_words, _beginnings("folded", prefix))
        case Phrase(_, several):
            return _neighbours(analysis, several, len(several) - 1)
        case Near(_, several, distance):
            return _neighbours(analysis, several, distance)
        case Fuzzy(_, word, distance):
            return partial(_alike, word, distance)
        case _:
            return _whole_texts


def plain(text: str) -> str:
    """Return the text in ASCII, each character folded by itself, so that offsets stay.

    What is odd, and all that Windows-1252 does not have, becomes NUL.
    """
    if text.isascii():
        return text.lower()
    return folded(text, _plain_bytes())


@cache
def _plain_bytes() -> bytes:
    """The plain character for each of Windows-1252."""
    table = bytearray(map(_plain_byte, bytes(range(256)).decode("cp1252", "replace")))
    table[ord("?")] = ord(ODD)
    return bytes(table)


def _plain_byte(character: str) -> int:
    folded = fold(character)
    if len(folded) == 1 and folded.isascii():
        return ord(folded)
    return ord(ODD if character.isalnum() else "-")


def _beginnings(analysis: Analysis, term: str) -> tuple[str, ...]:
    """Return how the words of a term begin in plain text, those that are odd aside."""
    if not term.isascii():
        return ()
    if term[0].isdigit():
        return (term[0],)  # 10000 may be written 10,000
    letters = beginning(term) if analysis == "stemmed" else term
    return tuple(dict.fromkeys((letters, ".".join(letters))))  # us may be written U.S.


def _whole_texts(texts: Joined) -> list[Span]:
    return texts.spans


def _words(beginnings: tuple[str, ...], texts: Joined) -> list[Span]:
    """Return the runs without blanks in which a word begins so, or is odd."""
    return runs(texts.plain, beginnings)


def _neighbours(analysis: Analysis, several: Sequence[str], reach: int) -> Regions:
    """Return where one of the terms, the longest, has the others within reach."""
    *others, rarest = sorted((_beginnings(analysis, term) for term in several), key=_rarity)
    return partial(_surroundings, rarest, tuple(filter(None, others)), reach)


def _rarity(beginnings: tuple[str, ...]) -> tuple[bool, int]:
    """A term that stands in odd words only is the rarest, then the longest."""
    return not beginnings, len("".join(beginnings))


def _surroundings(
    rarest: tuple[str, ...], others: tuple[tuple[str, ...], ...], reach: int, texts: Joined
) -> Iterator[Span]:
    found = _words(rarest, texts)
    if not found:
        return
    whole = texts.spans
    for start, end in _apart(_surrounding(run, reach, texts.plain, whole) for run in found):
        part = texts.plain[start:end]
        if ODD in part or all(any(map(part.__contains__, other)) for other in others):
            yield start, end


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap made one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            start, before = found.pop()
            end = max(before, end)
        found.append((start, end))
    return found


def _surrounding(run: Span, reach: int, plain: str, texts: Sequence[Span]) -> Span:
    """Return the run with so many words to either side, or its whole text where they are far."""
    low, high = texts[bisect_right(texts, (run[0], len(plain) + 1)) - 1]
    if reach > _FAR:
        return low, high
    return _before(plain, low, run[0], reach), _after(plain, run[1], high, reach)


def _before(plain: str, low: int, start: int, reach: int) -> int:
    """Return where the run begins that is so many words before; each letter is of a word."""
    for _ in range(_FAR):
        if not reach or start == low:
            return start
        end = start - 1
        start = max(plain.rfind(" ", low, end) + 1, low)
        reach -= _ALPHANUMERIC.search(plain, start, end) is not None
    return low


def _after(plain: str, end: int, high: int, reach: int) -> int:
    for _ in range(_FAR):
        if not reach or end == high:
            return end
        start = end + 1
        blank = plain.find(" ", start, high)
        end = blank if blank >= 0 else high
        reach -= _ALPHANUMERIC.search(plain, start, end) is not None
    return high


def _alike(word: str, distance: int, texts: Joined) -> list[Span]:
    """Return the runs without blanks in which a word is close to another, or is odd.

    A word is a run of letters and digits, unless there is a mark inside.
    """
    plain = texts.plain
    broken = {run: _printed(plain[slice(*run)]) for run in _marked_inside(plain)}
    seen = [*plain.translate(_LETTERS).split(), *chain.from_iterable(broken.values())]
    close = {other for other, _ in edits(word, seen, distance)}
    found = {run for other in (*close, ODD) for run in holding(other, plain)}
    found.update(run for run, printed in broken.items() if not close.isdisjoint(printed))
    return sorted(found)


def _marked_inside(plain: str) -> Iterator[Span]:
    match = _MARK_INSIDE.search(plain)
    while match:
        run = run_around(plain, match.start())
        yield run
        match = _MARK_INSIDE.search(plain, run[1])


def _printed(run: str) -> tuple[str, ...]:
    return _kept_terms(run) if len(run) <= SHORT else terms("folded", run)


@lru_cache(maxsize=1 << 12)
def _kept_terms(run: str) -> tuple[str, ...]:
    return terms("folded", run)
