"""Where a sentence reports: each reporting verb or phrase with the source it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from searchkit.speakers import nouns
from searchkit.speakers.cuewords import BE, auxiliary_before, cue_at
from searchkit.speakers.heads import head_of, is_adverb, is_plural, speaks
from searchkit.speakers.lexicon import Cue, lexicon, word_set
from searchkit.speakers.names import Names
from searchkit.speakers.nouns import Phrase
from searchkit.speakers.phrasal import PHRASE_STARTS, claim_at, phrase_at, quoted_as
from searchkit.speakers.regions import STOPS, ends_quoted
from searchkit.speakers.report import Manner, Report
from searchkit.speakers.together import widened
from searchkit.speakers.tokens import Token


def reports(tokens: Sequence[Token], names: Names) -> list[Report]:
    """Return the reports of a sentence in order of their cues."""
    found: list[Report] = []
    waiting: list[tuple[int, Cue]] = []
    for i, token in enumerate(tokens):
        found.extend(_phrasal(tokens, i, names))
        cue = cue_at(tokens, i) if token.low in lexicon().cues else None
        if cue is not None and i < 2 and cue.form == "ing" and not found:
            waiting.append((i, cue))
        elif cue is not None:
            found.extend(_verbal(tokens, i, cue, names, found))
    for i, cue in waiting:
        fronted = _fronted(tokens, i, cue, names, found)
        if fronted is not None:
            found.insert(0, fronted)
    return found


def _phrasal(tokens: Sequence[Token], i: int, names: Names) -> Iterator[Report]:
    if tokens[i].low in PHRASE_STARTS:
        yield from phrase_at(tokens, i, names)
    elif tokens[i].low in lexicon().claims:
        yield from claim_at(tokens, i, names)


def _verbal(
    tokens: Sequence[Token], i: int, cue: Cue, names: Names, found: Sequence[Report]
) -> Iterator[Report]:
    report = _read(tokens, i, cue, names, found)
    if report is not None and _stands(tokens, cue, report, names):
        yield report


# The cue


def _end_of(cue: Cue, i: int) -> int:
    return i + (2 if cue.particle else 1)


def _stands(tokens: Sequence[Token], cue: Cue, report: Report, names: Names) -> bool:
    """Whether a report holds: its cue is a verb here, and has its quotation where it needs one."""
    if report.left > 0 and tokens[report.left - 1].low in _UNREAL:
        return False
    if cue.noun and report.manner != "after" and not _is_verb(tokens, cue, report, names):
        return False
    return cue.frame.opens != _QUOTE_ONLY or _has_quotation(tokens, report)


_UNREAL = frozenset(("if", "unless"))
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
    if following.low == "." and ends_quoted(tokens, report.left):
        return True
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
    previous = next((report for report in reversed(found) if report.manner != "noun"), None)
    if cue.form == "ing" and auxiliary_before(tokens, i) not in BE:
        return _participle(tokens, i, cue, names, previous)
    inverted = _inverted(tokens, i, cue, names)
    if inverted is not None:
        return inverted
    source = None if _has_subject_before(tokens, i, previous) else nouns.before(tokens, i, names)
    if source is None:
        return _shared(tokens, i, cue, names, previous)
    if cue.frame.strict and not _is_named(tokens, source, names):
        return None
    source = widened(tokens, source, names)
    manner: Manner = "relative" if tokens[source.right - 1].low in _RELATIVE else "before"
    return _report(cue, i, source, source.left, manner)


def _has_subject_before(tokens: Sequence[Token], i: int, previous: Report | None) -> bool:
    return previous is not None and _is_coordinate(tokens, i)


def _shared(
    tokens: Sequence[Token], i: int, cue: Cue, names: Names, previous: Report | None
) -> Report | None:
    """A verb without a subject of its own: it goes on with that of the report before.

    Without such a report "Ana Ruiz rose and said" takes the subject of the sentence.
    """
    coordinate = _is_coordinate(tokens, i)
    if previous is None:
        subject = nouns.first(tokens[:i], names) if coordinate else None
        return None if subject is None else _report(cue, i, subject, i, "shared")
    if not (coordinate or _is_coordinate_far(tokens, i, previous)):
        return None
    if not _goes_on(tokens, cue, previous):
        return None
    left = _left_of_verb(tokens, i) if coordinate else i
    return _report(cue, i, previous.source, left, "shared")


def _goes_on(tokens: Sequence[Token], cue: Cue, previous: Report) -> bool:
    """Whether a verb behind "and" goes on with the report before, not with what that one gives.

    It has the same tense, and behind "she said she ..." it is no verb of the mind: in "she said she
    had seen the ice and found it thin" the whole is said.
    """
    if _TENSES.get(cue.form) != _TENSES.get(previous.form, _TENSES.get(cue.form)):
        return False
    following = tokens[previous.right].low if previous.right < len(tokens) else ""
    clause = following in ("he", "she", "they", "it", "we", "i")
    return not (clause and cue.frame.name in _OF_MIND)


_TENSES = {
    "past": "past",
    "participle": "past",
    "third": "present",
    "base": "present",
    "ing": "ing",
}
_OF_MIND = frozenset(("believe", "find", "show"))


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
    return Report(cue.frame, cue.form, i, end, source, left, end, manner)


def _inverted(tokens: Sequence[Token], i: int, cue: Cue, names: Names) -> Report | None:
    """The source behind the cue: '"...", said Ana Ruiz'."""
    if not cue.frame.fronted or cue.form not in ("past", "third", "base"):
        return None
    if i == 0:
        return _leading(tokens, cue, names)
    previous = tokens[i - 1]
    if previous.quotation is None and previous.low not in _BEFORE_INVERTED:
        return None
    quoted = _closes_sentence(previous) or (i > 1 and tokens[i - 2].quotation is not None)
    if previous.quotation is not None and not quoted:
        return None
    source = nouns.after(tokens, i + 1, names)
    named = cue.lemma == "say" and source is not None and _is_free(tokens, source, names)
    if not (quoted or named) and nouns.before(tokens, i, names) is not None:
        return None
    if source is None or tokens[source.start].low in _OBJECTS:
        return None
    if not quoted and _is_clause(tokens, source.right):
        return None
    report = _report(cue, i, source, i, "after")
    return replace(report, right=source.right)


def _is_free(tokens: Sequence[Token], source: Phrase, names: Names) -> bool:
    """Whether a name behind "said" has no verb of its own: "..., said Ana Ruiz, ..."."""
    if names.ending(tokens, source.end) is None or source.right >= len(tokens):
        return False
    return tokens[source.right].low in STOPS


def _leading(tokens: Sequence[Token], cue: Cue, names: Names) -> Report | None:
    """'Said Ana Ruiz: "..."'"""
    source = nouns.after(tokens, 1, names)
    if source is None or tokens[source.right : source.right + 1] == []:
        return None
    if tokens[source.right].low != ":":
        return None
    return replace(_report(cue, 0, source, 0, "after"), right=source.right)


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
    if i > 1 and tokens[i - 1].low == "as":
        return quoted_as(tokens, i, cue, names)
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
