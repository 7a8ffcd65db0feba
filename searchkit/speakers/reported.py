"""What a sentence reports becomes utterances, one of each who says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from searchkit.article import Kind
from searchkit.speakers import nouns
from searchkit.speakers.contents import contents
from searchkit.speakers.names import Names
from searchkit.speakers.nouns import Phrase
from searchkit.speakers.regions import Region
from searchkit.speakers.report import Report
from searchkit.speakers.reports import reports
from searchkit.speakers.together import joined
from searchkit.speakers.tokens import Sentence, Token, without_possessive
from searchkit.speakers.utterance import Utterance, length, utterance_of

FEWEST = 3
"""Words that a quotation without a cue needs to be speech."""

_CERTAINTY = {"shared": 0.77, "participle": 0.93, "fronted": 0.8}
"""Factors for reports whose source is not their own."""

_DOUBT = {"direct": 0.3, "mixed": 0.7, "indirect": 1.0}
"""What is left of the doubt about a report where it has quoted words."""


def reported(sentence: Sentence, names: Names) -> Iterator[Utterance]:
    """Yield what the reports of a sentence give as said, and a quotation behind a colon."""
    tokens = sentence.tokens
    heads = reports(tokens, names)
    covered: set[int] = set()
    for report, regions in zip(heads, contents(tokens, heads), strict=True):
        if not regions:
            continue
        utterance = _utterance(sentence, report, regions)
        if utterance.kind != "indirect" or not _needs_quotation(tokens, report):
            covered.update(i for a, b in regions for i in range(a, b))
            yield from _of_each(sentence, report, utterance, names)
    loose = _loose(tokens, covered)
    if loose is not None:
        yield from _introduced(sentence, loose, names)


def _needs_quotation(tokens: Sequence[Token], report: Report) -> bool:
    """Whether a report without quoted words is none: "called it late", "sailors who said so"."""
    restrictive = report.manner == "relative" and tokens[report.source.right - 2].low != ","
    return report.frame.quoting or restrictive


def _of_each(
    sentence: Sentence, report: Report, utterance: Utterance, names: Names
) -> Iterator[Utterance]:
    """An utterance of each of those who say it together: a search for either must find it."""
    tokens = sentence.tokens
    for other in joined(tokens, report.source, names) if report.manner in _JOINTLY else ():
        span = tokens[other.start].start, tokens[other.end - 1].end
        phrase = tuple(tokens[other.start : other.end])
        yield replace(utterance, phrase=phrase, source=span)
    yield utterance


_JOINTLY = frozenset(("before", "after", "shared", "participle"))


def _utterance(sentence: Sentence, report: Report, regions: Sequence[Region]) -> Utterance:
    cue = sentence.tokens[report.start].start, sentence.tokens[report.end - 1].end
    rule = f"{report.frame.name}/{report.manner}"
    made = utterance_of(sentence, regions, report.source, cue, rule, 1.0)
    made = replace(made, certainty=_certainty(report, made.kind))
    if report.manner == "noun":
        return replace(made, phrase=(*made.phrase[:-1], _owner(made.phrase[-1])))
    if report.manner != "relative":
        return made
    pronoun = sentence.tokens[report.source.right - 1]
    return replace(made, source=(pronoun.start, pronoun.end))


def _certainty(report: Report, kind: Kind) -> float:
    """How sure a report is: by its verb, less where it has no source of its own, more if quoted."""
    doubt = 1 - report.frame.certainty
    return (1 - doubt * _DOUBT[kind]) * _CERTAINTY.get(report.manner, 1.0)


def _owner(token: Token) -> Token:
    """A possessive as who owns: "she" for "her", "minister" for "minister's"."""
    low = _OWNERS.get(token.low, without_possessive(token.low))
    return token._replace(text=low if token.low in _OWNERS else token.text[: len(low)], low=low)


_OWNERS = {"his": "he", "her": "she", "their": "they", "its": "it"}


def _introduced(sentence: Sentence, i: int, names: Names) -> Iterator[Utterance]:
    """The quotation ``i`` behind a colon: by the name before it, else by the sentence's subject."""
    named = names.ending(sentence.tokens, i - 1)
    region = [(i, i + 1)]
    if named is not None:
        source = Phrase(named[0], i - 1, named[0], i - 1)
        yield utterance_of(sentence, region, source, None, "label", 0.8)
    elif (subject := nouns.first(sentence.tokens[:i], names)) is not None:
        yield utterance_of(sentence, region, subject, None, "colon", 0.6)


def _loose(tokens: Sequence[Token], covered: set[int]) -> int | None:
    """The place of a quotation behind a colon that no report covers."""
    for i, token in enumerate(tokens[1:], 1):
        if token.quotation and i not in covered and tokens[i - 1].low == ":":
            return i if length([token]) >= FEWEST else None
    return None
