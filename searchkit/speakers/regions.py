"""Stretches of a sentence: trimmed of punctuation, ending in a quotation, holding a verb."""

from __future__ import annotations

from collections.abc import Sequence

from searchkit.speakers.lexicon import lexicon
from searchkit.speakers.tokens import Token

Region = tuple[int, int]
"""First token and the one behind the last."""

DASHES = ("—", "–", "-")
STOPS = frozenset((",", ";", ":", ".", "?", "!", "(", ")", *DASHES))
"""Punctuation between the parts of a sentence."""

# What may stand between a quotation and the source behind it.
CLOSERS = frozenset((",", "?", "!", *DASHES))


def trimmed(tokens: Sequence[Token], start: int, end: int) -> Region | None:
    """A region without punctuation at its ends; None where no word is left."""
    while start < end and tokens[start].quotation is None and tokens[start].low in _TRIM:
        start += 1
    while end > start and tokens[end - 1].quotation is None and tokens[end - 1].low in _TRIM:
        end -= 1
    has_words = any(token.is_word or token.quotation for token in tokens[start:end])
    return (start, end) if has_words else None


_TRIM = frozenset((",", ";", ":", ".", "?", "!", "—", "–", "-", "...", "…", '"', "”", "“"))


def ends_quoted(tokens: Sequence[Token], i: int) -> bool:
    """Whether a quotation stands before ``i``, commas and dashes left out."""
    while i > 0 and tokens[i - 1].low in CLOSERS:
        i -= 1
    return i > 0 and tokens[i - 1].quotation is not None


def quotations_before(tokens: Sequence[Token], i: int) -> Region | None:
    """The quotations that end before ``i``, one behind the other."""
    start = i
    while start > 0 and (tokens[start - 1].quotation or tokens[start - 1].low in CLOSERS):
        start -= 1
    return trimmed(tokens, start, i)


def quoted_sentence(tokens: Sequence[Token], start: int, end: int) -> Region | None:
    """A whole sentence in quotation marks ends what is said; a part of one goes on."""
    if tokens[start].last not in ".?!,…":
        return trimmed(tokens, start, end)
    stop = start
    while stop < end and (tokens[stop].quotation is not None or tokens[stop].low in STOPS):
        stop += 1
    return trimmed(tokens, start, stop)


def has_verb(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether a finite verb stands in a region, as far as words and endings tell."""
    tables = lexicon()
    return any(
        token.quotation is not None
        or token.low in tables.grammar.auxiliaries
        or token.low in tables.grammar.verbs
        or (token.low.endswith("ed") and not token.is_capital)
        or (token.low in tables.cues and not tables.cues[token.low][0].noun)
        for token in tokens[start:end]
    )


def is_verb(token: Token) -> bool:
    """Whether a word is an auxiliary or a verb of the table."""
    grammar = lexicon().grammar
    return token.low in grammar.auxiliaries or token.low in grammar.verbs
