"""Where what a report gives as said ends: with its sentence, or where another clause takes over."""

from __future__ import annotations

from collections.abc import Sequence

from searchkit.speakers.lexicon import lexicon, word_set
from searchkit.speakers.report import Report
from searchkit.speakers.tokens import Token


def end_of_report(tokens: Sequence[Token], reports: Sequence[Report], n: int) -> int:
    """The end of the sentence, or where the next report takes over."""
    report = reports[n]
    limit = len(tokens)
    if report.left <= 3 and tokens[0].low in _SUBORDINATE:
        limit = _subordinate_end(tokens, report.right)
    for later in reports[n + 1 :]:
        if later.start < limit and _takes_over(tokens, report, later):
            return _without_conjunction(tokens, later.left)
    if report.manner == "relative" and tokens[report.source.right - 2].low == ",":
        return next(
            (k for k in range(report.right, len(tokens)) if tokens[k].low == ","), len(tokens)
        )
    return min(limit, _before_second_verb(tokens, report.right))


_SUBORDINATE = word_set("while although though as when if because after since whereas")


def _subordinate_end(tokens: Sequence[Token], i: int) -> int:
    """Where "While she said ..., he left" turns to its main clause."""
    grammar = lexicon().grammar
    for k in range(i, len(tokens) - 1):
        following = tokens[k + 1]
        closes = tokens[k].quotation is not None and tokens[k].last == ","
        if (tokens[k].low == "," or closes) and (
            following.low in grammar.pronouns
            or following.low in grammar.determiners
            or following.is_capital
        ):
            return k + closes
    return len(tokens)


def _before_second_verb(tokens: Sequence[Token], start: int) -> int:
    """Where "She said ... but has not ..." goes back to its subject."""
    for i in range(start + 3, len(tokens) - 1):
        turns = tokens[i].low == "but" or (tokens[i].low == "and" and tokens[i - 1].low == ",")
        if turns and tokens[i + 1].low in _SECOND:
            return _without_conjunction(tokens, i)
    return len(tokens)


_SECOND = frozenset(("has", "had", "have", "did", "does", "do", "also", "declined", "refused"))


def _takes_over(tokens: Sequence[Token], report: Report, later: Report) -> bool:
    if later.left <= report.right:
        return False
    if later.manner == "participle":
        return not (report.frame.sweeping and later.frame.sweeping)
    if later.manner in ("shared", "phrase") or report.manner == "fronted":
        return True
    before = tokens[later.left - 1]
    if later.manner == "before" and later.frame.fronted and closes(tokens, later):
        return True
    return later.manner == "before" and (before.low in TURNS or before.low == ";")


TURNS = frozenset(("but", "and", "while", "whereas", "although", "though"))


def _without_conjunction(tokens: Sequence[Token], i: int) -> int:
    while i > 0 and (tokens[i - 1].low in TURNS or tokens[i - 1].low in (",", ";", "—", "–")):
        i -= 1
    return i


def closes(tokens: Sequence[Token], report: Report) -> bool:
    """Whether the report ends its sentence, so that what stands before it is one utterance."""
    return tokens[report.left - 1].low == "," and not any(
        token.is_word or token.quotation for token in tokens[report.right :]
    )
