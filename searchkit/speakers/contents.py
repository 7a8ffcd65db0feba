"""Which words of a sentence a report gives as said: before its source, behind its cue, or both."""

from __future__ import annotations

from collections.abc import Sequence

from searchkit.speakers.lexicon import lexicon, word_set
from searchkit.speakers.nouns import REACH
from searchkit.speakers.openings import CLAUSE_STARTS, is_adjunct, opening
from searchkit.speakers.regions import (
    CLOSERS,
    STOPS,
    Region,
    ends_quoted,
    has_verb,
    is_verb,
    quotations_before,
    quoted_sentence,
    trimmed,
)
from searchkit.speakers.reports import Report
from searchkit.speakers.tokens import Token


def contents(tokens: Sequence[Token], reports: Sequence[Report]) -> list[list[Region]]:
    """Return for each report of a sentence the regions of tokens that it gives as said."""
    found: list[list[Region]] = []
    swallowed = -1
    for n, report in enumerate(reports):
        if report.start < swallowed:
            found.append([])
            continue
        end = _end(tokens, reports, n)
        regions = _regions(tokens, report, reports[n - 1] if n else None, end)
        found.append(regions)
        if report.frame.sweeping and regions:
            swallowed = max(b for _, b in regions)
    return found


def _regions(
    tokens: Sequence[Token], report: Report, previous: Report | None, end: int
) -> list[Region]:
    if report.manner == "phrase":
        return _around_phrase(tokens, report, end)
    if (whole := _behind_as(tokens, report)) is not None:
        return [whole]
    lead = _lead(tokens, report, previous)
    tail, replaces = _tail(tokens, report, end, lead)
    if tail is None:
        return [lead] if lead else []
    return [tail] if lead is None or replaces else [lead, tail]


def _behind_as(tokens: Sequence[Token], report: Report) -> Region | None:
    """What follows "As the paper reported, ..."."""
    right = report.right
    if tokens[0].low != "as" or report.left > 1 or not 1 < right < len(tokens):
        return None
    return trimmed(tokens, right + 1, len(tokens)) if tokens[right].low == "," else None


# Where what is said ends


def _end(tokens: Sequence[Token], reports: Sequence[Report], n: int) -> int:
    """The end of the sentence, or where the next report takes over."""
    report = reports[n]
    for later in reports[n + 1 :]:
        if _takes_over(tokens, report, later):
            return _without_conjunction(tokens, later.left)
    if report.manner == "relative" and tokens[report.source.right - 2].low == ",":
        return next(
            (k for k in range(report.right, len(tokens)) if tokens[k].low == ","), len(tokens)
        )
    if report.left <= 3 and tokens[0].low in _SUBORDINATE:
        return _subordinate_end(tokens, report.right)
    return _before_second_verb(tokens, report.right)


_SUBORDINATE = word_set("while although though as when if because after since whereas")


def _subordinate_end(tokens: Sequence[Token], i: int) -> int:
    """Where "While she said ..., he left" turns to its main clause."""
    grammar = lexicon().grammar
    for k in range(i, len(tokens) - 1):
        following = tokens[k + 1]
        if tokens[k].low == "," and (
            following.low in grammar.pronouns
            or following.low in grammar.determiners
            or following.is_capital
        ):
            return k
    return len(tokens)


def _before_second_verb(tokens: Sequence[Token], start: int) -> int:
    """Where "She said ... but has not ..." goes back to its subject."""
    for i in range(start + 3, len(tokens) - 1):
        if tokens[i].low == "but" and tokens[i + 1].low in _SECOND:
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
    if later.manner == "before" and later.frame.fronted and _closes(tokens, later):
        return True
    return later.manner == "before" and (before.low in _TURNS or before.low == ";")


_TURNS = frozenset(("but", "and", "while", "whereas", "although", "though"))


def _without_conjunction(tokens: Sequence[Token], i: int) -> int:
    while i > 0 and (tokens[i - 1].low in _TURNS or tokens[i - 1].low in (",", ";", "—", "–")):
        i -= 1
    return i


# Before the source


def _lead(tokens: Sequence[Token], report: Report, previous: Report | None) -> Region | None:
    """What stands before "..., she said"; a report before it leaves only a quotation to it."""
    if report.manner not in ("before", "after") or report.left == 0:
        return None
    left = report.left
    quoted = ends_quoted(tokens, left)
    if not quoted and not report.frame.fronted:
        return None
    if previous is not None and not _closes(tokens, report):
        return quotations_before(tokens, left) if quoted else None
    if not quoted and tokens[left - 1].low not in CLOSERS:
        return None
    if quoted and _introduced(tokens, left):
        return quotations_before(tokens, left)
    return trimmed(tokens, 0, left)


def _closes(tokens: Sequence[Token], report: Report) -> bool:
    """Whether the report ends its sentence, so that what stands before it is one utterance."""
    return tokens[report.left - 1].low == "," and not any(
        token.is_word or token.quotation for token in tokens[report.right :]
    )


def _introduced(tokens: Sequence[Token], i: int) -> bool:
    """Whether a comma or colon stands before the quotation, so that it is one by itself."""
    region = quotations_before(tokens, i)
    return region is not None and region[0] > 0 and tokens[region[0] - 1].low in (",", ":")


# Behind the cue


def _tail(
    tokens: Sequence[Token], report: Report, end: int, lead: Region | None
) -> tuple[Region | None, bool]:
    """What stands behind the cue, and whether it stands in place of the lead, not beside it."""
    start = opening(tokens, report, end)
    if start is None or start >= end:
        return None, False
    token = tokens[start]
    quoted = lead is not None and ends_quoted(tokens, report.left)
    if token.low in (",", ":") and start + 1 < end and tokens[start + 1].quotation is not None:
        return quoted_sentence(tokens, start + 1, end), not quoted and not tokens[
            start + 1
        ].starts_low
    if token.quotation is not None:
        return quoted_sentence(tokens, start, end), not quoted and not token.starts_low
    if token.low in STOPS:
        return _resumed(tokens, report, start, end, lead), False
    if quoted or (lead is not None and report.manner == "after"):
        return None, False
    return _clause(tokens, report, start, end, lead), True


def _resumed(
    tokens: Sequence[Token], report: Report, start: int, end: int, lead: Region | None
) -> Region | None:
    """What goes on behind "..., she said, ...": a quotation, or the rest of the clause."""
    i = start + 1
    if lead is None or i >= end or tokens[start].low not in (",", "—", "–", "-"):
        return None
    if any(tokens[k].quotation for k in range(i, min(end, i + 3))):
        return trimmed(tokens, i, end)
    if tokens[lead[1] - 1].quotation or not has_verb(tokens, i, end):
        return None
    if report.manner == "after":
        return trimmed(tokens, i, end) if is_verb(tokens[i]) else None
    if has_verb(tokens, *lead) and not (_resumes(tokens[i]) or is_verb(tokens[lead[1] - 1])):
        return None
    return trimmed(tokens, i, end)


def _resumes(token: Token) -> bool:
    return token.low not in _NOT_RESUMING and not token.low.endswith("ing")


_NOT_RESUMING = word_set(
    "who whose which where when while as after before and but with without a in on at"
)


def _clause(
    tokens: Sequence[Token], report: Report, start: int, end: int, lead: Region | None
) -> Region | None:
    opens = report.frame.opens
    low = tokens[start].low
    explicit = tokens[start - 1].low == "that" or low in CLAUSE_STARTS
    if low == "to":
        return trimmed(tokens, start, end) if "to" in opens else None
    verbal = has_verb(tokens, start, end)
    if (explicit and verbal) or (lead is None and _may_be_bare(tokens, report, start, verbal)):
        return trimmed(tokens, start, end)
    if lead is not None and verbal and not is_adjunct(tokens[start]) and tokens[start].low != "as":
        return trimmed(tokens, start, end)
    return None


def _may_be_bare(tokens: Sequence[Token], report: Report, start: int, verbal: bool) -> bool:
    if report.manner == "fronted" or tokens[start].low in lexicon().grammar.negations:
        return False
    if verbal:
        return "clause" in report.frame.opens
    return "phrase" in report.frame.opens and tokens[start].low not in _NOT_BARE


_NOT_BARE = word_set("of about with for in on at from as by to")


# "According to"


def _around_phrase(tokens: Sequence[Token], report: Report, end: int) -> list[Region]:
    """What stands before "according to", and behind it where the clause goes on there."""
    start = report.start
    i = report.right
    while i < end and tokens[i].low != "," and i - report.right < REACH:
        i += 1
    behind = trimmed(tokens, i + 1, end)
    if start == 0 or tokens[start - 1].low in _TURNS or tokens[start - 1].low == ";":
        return [behind] if behind else []
    lead = trimmed(tokens, 0, start)
    if lead is None or behind is None or tokens[start - 1].low != ",":
        return [lead] if lead else []
    goes_on = (
        is_verb(tokens[behind[0]]) or is_verb(tokens[lead[1] - 1]) or not has_verb(tokens, *lead)
    )
    return [lead, behind] if goes_on else [lead]
