"""Which words of a sentence a report gives as said: before its source, behind its cue, or both."""

from __future__ import annotations

from collections.abc import Sequence

from searchkit.speakers.ends import TURNS, closes, end_of_report
from searchkit.speakers.heads import is_adverb
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
from searchkit.speakers.report import Report
from searchkit.speakers.tokens import Token


def contents(tokens: Sequence[Token], reports: Sequence[Report]) -> list[list[Region]]:
    """Return for each report of a sentence the regions of tokens that it gives as said."""
    found: list[list[Region]] = []
    swallowed = -1
    for n, report in enumerate(reports):
        if report.start < swallowed and report.manner != "noun":
            found.append([])
            continue
        end = end_of_report(tokens, reports, n)
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
    if report.manner == "noun":
        return _behind_noun(tokens, report, end)
    if (whole := _behind_as(tokens, report)) is not None:
        return [whole]
    lead = _lead(tokens, report, previous)
    if lead is not None and _is_adjunct_only(tokens, lead):
        lead = lead if _is_resumed(tokens, report, end, lead) else None
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


def _behind_noun(tokens: Sequence[Token], report: Report, end: int) -> list[Region]:
    """What follows "rejected her claim that", up to a comma; the end is unknown in a subject."""
    if report.left == 0:
        return []
    start = report.right + 1
    stops = (k for k in range(start, end) if tokens[k].low in STOPS)
    region = trimmed(tokens, start, next(stops, end))
    return [region] if region else []


# Before the source


def _lead(tokens: Sequence[Token], report: Report, previous: Report | None) -> Region | None:
    """What stands before "..., she said"; a report before it leaves only a quotation to it."""
    if report.manner not in ("before", "after") or report.left == 0:
        return None
    left = report.left
    quoted = ends_quoted(tokens, left)
    if not quoted and not report.frame.fronted:
        return None
    if previous is not None and not closes(tokens, report):
        return quotations_before(tokens, left) if quoted else None
    if not quoted and tokens[left - 1].low not in CLOSERS:
        return None
    if quoted and _introduced(tokens, left):
        return quotations_before(tokens, left)
    return trimmed(tokens, 0, left)


def _is_adjunct_only(tokens: Sequence[Token], lead: Region) -> bool:
    """Whether a lead is no clause: "In a statement on Monday, she said"."""
    start, end = lead
    if has_verb(tokens, start + 1, end):
        return False
    pronouns = lexicon().grammar.pronouns
    opens = is_adjunct(tokens[start]) or is_adverb(tokens[start].low)
    opens = opens or tokens[start].low in _LINKS or tokens[start].low.endswith(("ing", "ed"))
    return opens and not any(token.low in pronouns for token in tokens[start:end])


_LINKS = word_set("rather instead however moreover then still also thus offstage meanwhile")


def _is_resumed(tokens: Sequence[Token], report: Report, end: int, lead: Region) -> bool:
    """Whether what is said goes on behind the report: "In May, she said, it thaws"."""
    start = opening(tokens, report, end)
    if start is None or start >= end:
        return start is None and report.manner == "before"
    return _resumed(tokens, report, start, end, lead) is not None


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
    explicit = low in CLAUSE_STARTS
    if low == "to":
        return trimmed(tokens, start, end) if "to" in opens else None
    verbal = has_verb(tokens, start, end)
    if tokens[start - 1].low == "that" and (verbal or report.manner != "fronted"):
        return trimmed(tokens, start, end)
    if (explicit and verbal) or (lead is None and _may_be_bare(tokens, report, start, verbal)):
        return trimmed(tokens, start, end)
    if lead is not None and verbal and not is_adjunct(tokens[start]) and tokens[start].low != "as":
        return trimmed(tokens, start, end)
    return None


def _may_be_bare(tokens: Sequence[Token], report: Report, start: int, verbal: bool) -> bool:
    low = tokens[start].low
    if report.manner == "fronted" or low in lexicon().grammar.negations or low in _NO_WORDS:
        return False
    if verbal:
        return "clause" in report.frame.opens
    return "phrase" in report.frame.opens and low not in _NOT_BARE


_NO_WORDS = word_set("little nothing much so")
_NOT_BARE = word_set("of about with for in on at from as by to")


# "According to"


def _around_phrase(tokens: Sequence[Token], report: Report, end: int) -> list[Region]:
    """What stands before "according to", and behind it where the clause goes on there."""
    start = report.start
    i = report.right
    while i < end and tokens[i].low != "," and i - report.right < REACH:
        i += 1
    behind = trimmed(tokens, i + 1, end)
    if start == 0 or tokens[start - 1].low in TURNS or tokens[start - 1].low == ";":
        return [behind] if behind else []
    lead = trimmed(tokens, 0, start)
    if lead is None or behind is None or tokens[start - 1].low != ",":
        return [lead] if lead else []
    goes_on = (
        is_verb(tokens[behind[0]]) or is_verb(tokens[lead[1] - 1]) or not has_verb(tokens, *lead)
    )
    return [lead, behind] if goes_on else [lead]
