"""Query text becomes tokens that cover it from end to end, whatever it is; nothing fails here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from searchkit.article import Span

Sort = Literal[
    "blank", "open", "close", "minus", "operator", "field", "word", "quoted", "unclosed", "suffix"
]


class Token(NamedTuple):
    """A stretch of the query; ``value`` is what it means: a name, an operator, the words."""

    sort: Sort
    value: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        return self.start, self.end


# Writers of Chinese and of print type other marks for the same things.
OPEN, CLOSE, COLON, MARKS = "(（", ")）", ":：", '"“”„'
_TOKEN = re.compile(
    rf"(?P<blank>\s+)"
    rf"|(?P<open>[{OPEN}])|(?P<close>[{CLOSE}])"
    rf"|[{MARKS}](?P<quoted>[^{MARKS}]*)[{MARKS}]"
    rf"|[{MARKS}](?P<unclosed>[^{MARKS}]*)"
    rf"|(?P<operator>(?:OR|AND|NOT)(?=[\s{OPEN}{CLOSE}{MARKS}]|$))"
    rf"|(?P<field>[A-Za-z_]+)[{COLON}]"
    rf"|(?P<word>[^\s{OPEN}{CLOSE}{MARKS}]+)"
)
_MINUS = re.compile(r"[-−](?=[^\s])")
_SUFFIX = re.compile(r"(?:~\d*)?(?:\^[\d.]*)?")


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query in order; together they cover the text."""
    place, previous = 0, "blank"
    while place < len(text):
        token = _next(text, place, previous)
        yield token
        place, previous = token.end, token.sort


def _next(text: str, place: int, previous: str) -> Token:
    if previous in ("close", "quoted") and (suffix := _SUFFIX.match(text, place)) and suffix[0]:
        return Token("suffix", suffix[0], place, suffix.end())
    if previous in ("blank", "open", "minus") and _MINUS.match(text, place):
        return Token("minus", "-", place, place + 1)
    match = _TOKEN.match(text, place)
    assert match is not None and match.lastgroup is not None  # a word is anything else
    sort: Sort = match.lastgroup  # type: ignore[assignment]  # the groups are named by it
    if sort == "field" and previous == "field":
        return _word(text, place)
    return Token(sort, match[sort], place, match.end())


def _word(text: str, place: int) -> Token:
    """A value such as ``10:30`` or ``a:b`` behind a field is one word, colons and all."""
    end = re.compile(rf"[^\s{OPEN}{CLOSE}{MARKS}]+").match(text, place)
    assert end is not None
    return Token("word", end[0], place, end.end())
