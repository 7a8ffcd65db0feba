"""Where a noun phrase starts and ends, by the closed classes of words around it."""

from __future__ import annotations

from collections.abc import Sequence

from searchkit.speakers.heads import is_role
from searchkit.speakers.lexicon import lexicon, word_set
from searchkit.speakers.tokens import Token

LONGEST = 16
"""Tokens of a noun phrase."""


def is_nominal(token: Token) -> bool:
    """Whether a token may stand inside a noun phrase."""
    tables = lexicon()
    if not token.is_word:
        return token.quotation is None and token.low in _INNER
    return token.low not in tables.breaks and token.low not in tables.grammar.prepositions


_INNER = frozenset(("&", "'", "%"))


def has_role(tokens: Sequence[Token], start: int, end: int) -> bool:
    return any(is_role(tokens[i]) for i in range(start, end))


def start_of(tokens: Sequence[Token], last: int, floor: int) -> int | None:
    """Where the noun phrase that ends with token ``last`` starts, its "of ..." included."""
    grammar = lexicon().grammar
    if tokens[last].low in grammar.pronouns:
        return last
    floor = max(floor, last - LONGEST)
    start = _base_start(tokens, last, floor)
    while start - 2 >= floor and tokens[start - 1].low in _INSIDE:
        if not is_nominal(tokens[start - 2]) or tokens[start - 2].low in grammar.times:
            break
        start = _base_start(tokens, start - 2, floor)
    return start if start <= last else None


_INSIDE = word_set("of for from at with in on to behind")


def _base_start(tokens: Sequence[Token], last: int, floor: int) -> int:
    """A phrase without prepositions reaches left to its determiner, or to what breaks it."""
    determiners = lexicon().grammar.determiners
    i = last
    while i >= floor and (is_nominal(tokens[i]) or _joins_capitals(tokens, i, floor)):
        i -= 1
        if tokens[i + 1].low in determiners:
            break
    while i >= floor and tokens[i].low in determiners and tokens[i + 1].low in determiners:
        if tokens[i].low == "that":
            break
        i -= 1
    start = i + 1
    while start < last and tokens[start].low in lexicon().grammar.times:
        start += 1
    return start


def _joins_capitals(tokens: Sequence[Token], i: int, floor: int) -> bool:
    """The "and" of "Institute of Health and Welfare"."""
    return (
        tokens[i].low == "and"
        and i - 1 >= floor
        and tokens[i - 1].is_capital
        and tokens[i + 1].is_capital
    )


def end_of(tokens: Sequence[Token], i: int) -> int:
    """Where the noun phrase that starts at ``i`` ends: "of", "for", "from", "at" go on in it."""
    grammar = lexicon().grammar
    if i < len(tokens) and tokens[i].low in grammar.pronouns:
        return i + 1
    end, stop = i, min(len(tokens), i + LONGEST)
    while end < stop:
        if _starts_another(tokens, i, end):
            break
        if is_nominal(tokens[end]) or (end > i and end + 1 < stop and _continues(tokens, end)):
            end += 1
        else:
            break
    return end


def _starts_another(tokens: Sequence[Token], start: int, i: int) -> bool:
    """Whether a time, a second determiner, or a past tense behind a name ends the phrase."""
    grammar = lexicon().grammar
    if i == start:
        return False
    low, previous = tokens[i].low, tokens[i - 1].low
    if low in grammar.times or (low.endswith("ed") and tokens[i - 1].is_capital):
        return True
    return low in grammar.determiners and not (
        previous in grammar.determiners or previous in grammar.prepositions
    )


def _continues(tokens: Sequence[Token], i: int) -> bool:
    """Whether a preposition or "and" at ``i`` leads on inside the phrase."""
    if tokens[i].low in _LEADING_ON:
        return is_nominal(tokens[i + 1])
    return _joins_capitals(tokens, i, 0)


_LEADING_ON = frozenset(("of", "for", "from", "at"))
