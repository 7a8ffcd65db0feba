"""A query as it is typed becomes stretches with classes, for colouring; nothing fails here."""

from __future__ import annotations

from typing import Literal

from searchkit.article import Span
from searchkit.errors import QueryError
from searchkit.query.binding import is_stopword
from searchkit.query.fields import FIELDS
from searchkit.query.lexer import Token, tokens
from searchkit.query.parser import CONDITION, MAX_LENGTH, parse
from searchkit.query.syntax import Word

Class = Literal["blank", "operator", "field", "word", "stopword", "phrase", "date", "error"]
_CLASSES: dict[str, Class] = {
    "blank": "blank", "open": "operator", "close": "operator", "minus": "operator",
    "operator": "operator", "suffix": "operator", "quoted": "phrase", "unclosed": "error",
}  # fmt: skip


def colour(text: str) -> tuple[tuple[Class, Span], ...]:
    """Return classes with their spans, in order, that cover the text.

    Where the query cannot be read, the faulty part is an ``error``, and so is what is too long.
    """
    if len(text) > MAX_LENGTH:
        return *colour(text[:MAX_LENGTH]), ("error", (MAX_LENGTH, len(text)))
    fault = _fault(text)
    stretches: list[tuple[Class, Span]] = []
    previous: Token | None = None
    for token in tokens(text):
        stretches.extend(_cut(_class(token, previous), token.span, fault))
        previous = token
    return tuple(stretches)


def _fault(text: str) -> Span | None:
    try:
        parse(text)
    except QueryError as error:
        return error.span
    return None


def _class(token: Token, previous: Token | None) -> Class:
    if token.sort == "field":
        return "field" if token.value in FIELDS or token.value == CONDITION else "error"
    field = previous.value if previous and previous.sort == "field" else None
    if field is not None and field in FIELDS and FIELDS[field].analysis == "day":
        return "date"
    if token.sort == "word":
        return (
            "stopword" if field is None and is_stopword(Word(token.value, token.span)) else "word"
        )
    return _CLASSES[token.sort]


def _cut(kind: Class, span: Span, fault: Span | None) -> list[tuple[Class, Span]]:
    """Cut the part that is at fault out of a stretch."""
    start, end = span
    if fault is None or fault[1] <= start or end <= fault[0]:
        return [(kind, span)]
    low, high = max(start, fault[0]), min(end, fault[1])
    pieces: list[tuple[Class, Span]] = [
        (kind, (start, low)),
        ("error", (low, high)),
        (kind, (high, end)),
    ]
    return [(name, (a, b)) for name, (a, b) in pieces if a < b]
