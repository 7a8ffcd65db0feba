"""The inner loops of highlighting, in Python: what is done where nothing is compiled.

``_scan.c`` does the same.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, chain

from searchkit.article import Span

Mark = tuple[Span, int]
"""A span of a text, and the number of the leaf that it matches."""

Read = Callable[[str], Iterable[Span]]
"""Gives the spans of a part of a text, in order."""

ODD = "\0"


def folded(text: str, table: bytes) -> str:
    """Return the text in ASCII, each character by a table of those that Windows-1252 has.

    What it has not is what the table has for ``?``, and ``?`` is read as ``!``.
    """
    coded = text.replace("?", "!").encode("cp1252", "replace")  # now ? is what it does not have
    return coded.translate(table).decode("ascii")


def runs(plain: str, beginnings: Sequence[str]) -> list[Span]:
    """Return the runs without blanks of a plain text in which a word begins so, or that are odd.

    A word is of letters a to z and of digits; NUL is odd.
    """
    found = [_begun(letters, plain) for letters in beginnings]
    found = [some for some in (*found, holding(ODD, plain)) if some]
    return found[0] if len(found) == 1 else sorted(set(chain.from_iterable(found)))


def spans(text: str, regions: Iterable[Span], longest: int, kept: Read, read: Read) -> list[Span]:
    """Return what is read in the regions of a text, by ``kept`` where they are not too long."""
    found = []
    for low, high in regions:
        reader = kept if high - low <= longest else read
        found += [(low + start, low + end) for start, end in reader(text[low:high])]
    return found


def by_text(
    leaves: Iterable[tuple[int, Sequence[Span]]], texts: Sequence[str]
) -> dict[int, list[Mark]]:
    """Return the marks of each of several texts, of numbered leaves, whose spans are those of one.

    In that one there is a blank between two texts.  The spans of a leaf are in order, and none
    reaches from one text into another.
    """
    found: dict[int, list[Mark]] = {}
    starts = list(accumulate((len(text) + 1 for text in texts[:-1]), initial=0))
    for n, given in leaves:
        for start, end in given:
            place = bisect_right(starts, start) - 1
            first = starts[place]
            found.setdefault(place, []).append(((start - first, end - first), n))
    for marks in found.values():
        marks.sort()
    return found


def window(marks: Sequence[Mark], last: int, width: int, before: int) -> int:
    """Return where the window with the most in it starts, the first such.

    Each starts a little before one of the marks, which are in order, but not behind the last place.
    """
    begins = [begin for (begin, _), _ in marks]
    words, _ = worth(marks)
    best, chosen = (-1, -1), 0
    for begin in begins:
        start = max(0, min(begin - before, last))
        first, until = bisect_left(begins, start), bisect_left(begins, start + width)
        if (min(words, until - first), until - first) > best:  # as much as it can be worth
            inside = worth([mark for mark in marks[first:until] if mark[0][1] <= start + width])
            if inside > best:
                best, chosen = inside, start
    return chosen


def worth(marks: Sequence[Mark]) -> tuple[int, int]:
    """More of the words of the query first, then more marks."""
    return len({leaf for _, leaf in marks}), len(marks)


def holding(letters: str, plain: str) -> list[Span]:
    """Return the runs without blanks in which letters stand."""
    found = []
    start = plain.find(letters)
    while start >= 0:
        run = run_around(plain, start)
        found.append(run)
        start = plain.find(letters, run[1])
    return found


def run_around(plain: str, offset: int) -> Span:
    """Return the run without blanks around an offset."""
    end = plain.find(" ", offset)
    return plain.rfind(" ", 0, offset) + 1, end if end >= 0 else len(plain)


def _begun(letters: str, plain: str) -> list[Span]:
    if not letters:
        raise ValueError("a word begins with a letter")
    found = []
    start = plain.find(letters)
    while start >= 0:
        if start and plain[start - 1].isalnum():  # inside a word
            start = plain.find(letters, start + 1)
        else:
            run = run_around(plain, start)
            found.append(run)
            start = plain.find(letters, run[1])
    return found
