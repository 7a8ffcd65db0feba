"""Where a sentence reports: each reporting verb or phrase with the source it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from searchkit.speakers import nouns
from searchkit.speakers.cuewords import BE, auxiliary_before, cue_at
from searchkit.speakers.heads import head_of, is_adverb, is_plural, speaks
from searchkit.speakers.lexicon import Cue, Frame, lexicon, word_set
from searchkit.speakers.names import Names
from searchkit.speakers.nouns import Phrase
from searchkit.speakers.tokens import Token

Manner = Literal["before", "after", "shared", "participle", "fronted", "relative", "phrase"]


@dataclass(frozen=True, slots=True)
class Report:
    """A cue with its source, in places of tokens.

    ``start`` to ``end`` is the cue; what is said may stand before ``left`` and from ``right`` on.
    ``manner`` tells where the source stands to the cue: ``shared`` with the cue before it,
    ``fronted`` and ``participle`` are -ing forms, ``phrase`` is "according to".
    """

    frame: Frame
    start: int
    end: int
    source: Phrase
    left: int
    right: int
    manner: Manner


def reports(tokens: Sequence[Token], names: Names) -> list[Report]:
    """Return the reports of a sentence in order of their cues."""
    tables = lexicon()
    found: list[Report] = []
    waiting: list[tuple[int, Cue]] = []
    for i, token in enumerate(tokens):
        if token.low in _PHRASE_STARTS:
            found.extend(_phrase(tokens, i, names))
        cue = cue_at(tokens, i) if token.low in tables.cues else None
        if cue is None:
            continue
        if i < 2 and cue.form == "ing" and not found:
            waiting.append((i, cue))
            continue
        report = _read(tokens, i, cue, names, found)
        if report is not None and _stands(tokens, cue, report, names):
            found.append(report)
    for i, cue in waiting:
        fronted = _fronted(tokens, i, cue, names, found)
        if fronted is not None:
            found.insert(0, fronted)
    return found


# The cue


def _end_of(cue: Cue, i: int) -> int:
    return i + (2 if cue.particle else 1)


def _stands(tokens: Sequence[Token], cue: Cue, report: Report, names: Names) -> bool:
    """Whether a report holds: its cue is a verb here, and has its quotation where it needs one."""
    if cue.noun and report.manner != "after" and not _is_verb(tokens, cue, report, names):
        return False
    return cue.frame.opens != _QUOTE_ONLY or _has_quotation(tokens, report)


_QUOTE_ONLY = frozenset(("quote",))


def _has_quotation(tokens: Sequence[Token], report: Report) -> bool:
    """Whether a quotation stands right before or behind a report, commas left out."""
    beside = [*tokens[max(0, report.left - 2) : report.left], *tokens[report.right :][:2]]
    return any(token.quotation for token in beside)


def _is_verb(tokens: Sequence[Token], cue: Cue, report: Report, names: Names) -> bool:
    """Whether a form that is a noun too is a verb here: "they attack", not "Acme attacks on"."""
    if report.end >= len(tokens):
        return True
    following = tokens[report.end]
    if following.low == "that" or following.quotation is not None or following.low in (",", ":"):
        return True
    subject = tokens[report.source.end - 1]
    if subject.low in lexicon().grammar.pronouns:
        return True
    if following.low in lexicon().grammar.prepositions and cue.particle is None:
        return False
    if cue.form == "base":
        return is_plural(subject.low) or report.start - report.source.right > 0
    return names.ending(tokens, report.source.end) is not None or following.is_capital


# The source


def _read(
    tokens: Sequence[Token], i: int, cue: Cue, names: Names, found: Sequence[Report]
) -> Report | None:
    previous = found[-1] if found else None
    if cue.form == "ing" and auxiliary_before(tokens, i) not in BE:
        return _participle(tokens, i, cue, names, previous)
    inverted = _inverted(tokens, i, cue, names)
    if inverted is not None:
        return inverted
    if previous is not None and _is_coordinate(tokens, i):
        left = _left_of_verb(tokens, i)
        return _report(cue, i, previous.source, left, "shared")
    source = nouns.before(tokens, i, names)
    if source is None and previous is None and _is_coordinate(tokens, i):
        source = nouns.first(tokens[:i], names)
        return None if source is None else _report(cue, i, source, i, "shared")
    if source is None:
        if previous is None or not _is_coordinate_far(tokens, i, previous):
            return None
        return _report(cue, i, previous.source, i, "shared")
    if cue.frame.strict and not _is_named(tokens, source, names):
        return None
    manner: Manner = "relative" if tokens[source.right - 1].low in _RELATIVE else "before"
    return _report(cue, i, source, source.left, manner)


def _is_named(tokens: Sequence[Token], source: Phrase, names: Names) -> bool:
    """Whether a source is a name, a pronoun or a noun that is known to speak."""
    head = tokens[head_of(tokens, source.start, source.end)]
    if head.is_capital or speaks(head.low) or head.low in lexicon().grammar.pronouns:
        return True
    return names.ending(tokens, source.end) is not None or head.low in lexicon().grammar.determiners


def _is_coordinate_far(tokens: Sequence[Token], i: int, previous: Report) -> bool:
    """Whether "and" or "but" and a phrase stand between: "... but in a later interview said"."""
    return any(tokens[k].low in _JOINING for k in range(max(previous.right, i - 8), i))


_RELATIVE = frozenset(("who", "which", "that"))


def _report(cue: Cue, i: int, source: Phrase, left: int, manner: Manner) -> Report:
    end = _end_of(cue, i)
    return Report(cue.frame, i, end, source, left, end, manner)


def _inverted(tokens: Sequence[Token], i: int, cue: Cue, names: Names) -> Report | None:
    """The source behind the cue: '"...", said Ana Ruiz'."""
    if not cue.frame.fronted or i == 0 or cue.form not in ("past", "third", "base"):
        return None
    previous = tokens[i - 1]
    if previous.quotation is None and previous.low not in _BEFORE_INVERTED:
        return None
    quoted = _closes_sentence(previous) or (i > 1 and tokens[i - 2].quotation is not None)
    if previous.quotation is not None and not quoted:
        return None
    if not quoted and nouns.before(tokens, i, names) is not None:
        return None
    source = nouns.after(tokens, i + 1, names)
    if source is None or tokens[source.start].low in _OBJECTS:
        return None
    if not quoted and _is_clause(tokens, source.right):
        return None
    report = _report(cue, i, source, i, "after")
    return replace(report, right=source.right)


def _closes_sentence(token: Token) -> bool:
    return token.quotation is not None and token.last in ",?!.…—-"


_BEFORE_INVERTED = frozenset((",", "—", "–", "-"))
_OBJECTS = word_set("him her them me us it that there this")


def _is_clause(tokens: Sequence[Token], i: int) -> bool:
    return i < len(tokens) and tokens[i].low in lexicon().grammar.auxiliaries


def _is_coordinate(tokens: Sequence[Token], i: int) -> bool:
    """Whether "and", "but" or a comma joins the verb to the one before: "... and added"."""
    j = _left_of_verb(tokens, i)
    return tokens[j].low in _JOINING and j < i


def _left_of_verb(tokens: Sequence[Token], i: int) -> int:
    """Where the verb group starts, its conjunction included."""
    grammar = lexicon().grammar
    j = i - 1
    while j > 0 and (
        tokens[j].low in grammar.auxiliaries
        or tokens[j].low in grammar.adverbs
        or is_adverb(tokens[j].low)
    ):
        j -= 1
    return max(j, 0)


_JOINING = frozenset(("and", "but", "or", "then"))


def _participle(
    tokens: Sequence[Token], i: int, cue: Cue, names: Names, previous: Report | None
) -> Report | None:
    """An -ing form belongs to the report before it, else to the subject of the sentence."""
    if i > 0 and tokens[i - 1].low not in _BEFORE_PARTICIPLE and tokens[i - 1].quotation is None:
        return None
    source = previous.source if previous is not None else nouns.first(tokens[:i], names)
    if source is None:
        return None
    left = i - 1 if i > 0 and tokens[i - 1].is_word else i
    return _report(cue, i, source, left, "participle")


_BEFORE_PARTICIPLE = word_set(", and but while by before after also then - – —")


def _fronted(
    tokens: Sequence[Token], i: int, cue: Cue, names: Names, found: Sequence[Report]
) -> Report | None:
    """ "Noting that ..., she said": the source is the subject of the main clause."""
    comma = next((k for k in range(i, len(tokens)) if tokens[k].low == ","), len(tokens))
    main = next((r for r in found if r.left > comma and r.manner in ("before", "after")), None)
    if main is not None:
        source = main.source
    else:
        subject = nouns.first(tokens[comma + 1 :], names)
        if subject is None:
            return None
        source = Phrase(*(place + comma + 1 for place in subject))
    return _report(cue, i, source, i, "fronted")


# Phrases


_PHRASE_STARTS = frozenset(("according", "in"))
_ACCORDING = Frame("according", frozenset(("clause", "phrase")), True, 0.8)


def _phrase(tokens: Sequence[Token], i: int, names: Names) -> Iterator[Report]:
    """ "According to the ministry": the source stands behind the phrase."""
    for phrase in lexicon().sources:
        end = i + len(phrase)
        if tuple(token.low for token in tokens[i:end]) != phrase:
            continue
        source = nouns.governed(tokens, end, names)
        if source is not None:
            yield Report(_ACCORDING, i, end, source, i, source.right, "phrase")
        return
