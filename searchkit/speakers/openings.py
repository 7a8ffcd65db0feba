"""Where behind a cue what is said starts: past the hearer, the time, the occasion and "that"."""

from __future__ import annotations

from collections.abc import Sequence

from searchkit.speakers.lexicon import lexicon, word_set
from searchkit.speakers.phrases import end_of, is_nominal
from searchkit.speakers.regions import STOPS
from searchkit.speakers.report import Report
from searchkit.speakers.tokens import Token

CLAUSE_STARTS = word_set("that whether if how why what when where")


def opening(tokens: Sequence[Token], report: Report, end: int) -> int | None:
    """Where what is said starts: behind the hearer, the time and the occasion, and "that"."""
    i = report.right
    if i >= end:
        return None
    if "hearer" in report.frame.opens and report.manner != "after":
        i = _behind_hearer(tokens, i)
    if i < end and tokens[i].low == "that":
        return i + 2 if tokens[i + 1 : i + 2] and tokens[i + 1].low == "," else i + 1
    return _behind_that(tokens, i, end) or _behind_occasion(tokens, i, end)


def _behind_hearer(tokens: Sequence[Token], i: int) -> int:
    if tokens[i].low in CLAUSE_STARTS or tokens[i].low in STOPS:
        return i
    return end_of(tokens, i)


def _behind_that(tokens: Sequence[Token], i: int, end: int) -> int | None:
    """Behind a "that" that comes after an adjunct: "said on Monday in Berlin that ..."."""
    tables = lexicon()
    if i >= end or not is_adjunct(tokens[i]):
        return None
    for k in range(i, min(end, i + 20)):
        low = tokens[k].low
        if low == "that":
            return k + 1
        if k > i and low in (":", ",") and k + 1 < end and tokens[k + 1].quotation is not None:
            return k + 1
        if low in (";", ":") or low in tables.grammar.auxiliaries:
            return None
    return None


def is_adjunct(token: Token) -> bool:
    """Whether a word opens a phrase of time, place or occasion."""
    grammar = lexicon().grammar
    return token.low in grammar.prepositions or token.low in grammar.times or token.low == ","


def _behind_occasion(tokens: Sequence[Token], i: int, end: int) -> int:
    """Behind times and phrases such as "in a statement" or "at the forum"."""
    grammar = lexicon().grammar
    while i < end:
        if tokens[i].low in grammar.times or tokens[i].low in ("also", "again", "then"):
            i += 1
        elif tokens[i].low in ("on", "last", "this") and _is(tokens, i + 1, grammar.times):
            i += 2
        elif tokens[i].low in _OCCASION_STARTS and (k := _occasion(tokens, i, end)) is not None:
            i = k
        else:
            break
    return i


_OCCASION_STARTS = word_set("in at on during to via through after")


def _is(tokens: Sequence[Token], i: int, words: frozenset[str]) -> bool:
    return i < len(tokens) and tokens[i].low in words


def _occasion(tokens: Sequence[Token], i: int, end: int) -> int | None:
    occasions = lexicon().grammar.occasions
    for k in range(i + 1, min(end, i + 8)):
        if tokens[k].low in occasions and not _is(tokens, k + 1, occasions):
            return k + 1
        if not is_nominal(tokens[k]):
            return None
    return None
