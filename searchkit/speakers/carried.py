"""Whose words a quotation without a report is: of who spoke before, of who is named behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from searchkit.speakers import nouns
from searchkit.speakers.names import Names
from searchkit.speakers.nouns import Phrase
from searchkit.speakers.regions import Region
from searchkit.speakers.reported import reported
from searchkit.speakers.reports import reports
from searchkit.speakers.tokens import Passage
from searchkit.speakers.utterance import Utterance, utterance_of

_AHEAD = 6
"""Paragraphs of one speech that are read ahead of the one that names its speaker."""


class Lead(NamedTuple):
    """An utterance whose source is that of a quotation at the start of a paragraph.

    ``continues`` tells that it is the one before, so that its speaker is known already.
    """

    utterance: Utterance
    rule: str
    certainty: float
    continues: bool


def lead_of(
    passages: Sequence[Passage], n: int, names: Names, last: Utterance | None
) -> Lead | None:
    """Return what tells whose words a quotation at the start of paragraph ``n`` is.

    The paragraph before announces it ("she wrote:") or leaves its marks open; else a run of
    paragraphs with open marks is of who is named at its end, and a quotation of who spoke last.
    """
    before = passages[n - 1] if n else None
    announced = None if before is None else _announced(before, names)
    if announced is not None:
        return Lead(announced, "announced", 0.5, continues=False)
    goes_on = before is not None and _is_open(before)
    ahead = None if goes_on else _ahead(passages, n, names)
    if ahead is not None:
        return Lead(ahead, "prefaced", 0.6, continues=False)
    if last is None or passages[n].number - last.paragraph > 1:
        return None
    rule, certainty = ("continued", 0.7) if goes_on else ("followed", 0.35)
    return Lead(last, rule, certainty, continues=True)


def _announced(passage: Passage, names: Names) -> Utterance | None:
    """An utterance still without words, by the source of a paragraph that ends "she wrote:"."""
    sentence = passage.sentences[-1] if passage.sentences else None
    if sentence is None or sentence.tokens[-1].low != ":":
        return None
    heads = reports(sentence.tokens, names)
    source = heads[-1].source if heads else nouns.first(sentence.tokens, names)
    if source is None:
        return None
    return utterance_of(sentence, [(0, len(sentence.tokens))], source, None, "announced", 0.5)


def _is_open(passage: Passage) -> bool:
    """Whether a paragraph ends inside a quotation, which the next one goes on with."""
    last = passage.sentences[-1].tokens[-1] if passage.sentences else None
    return last is not None and last.quotation is not None and not last.quotation.closed


def _ahead(passages: Sequence[Passage], n: int, names: Names) -> Utterance | None:
    """The utterance that begins the paragraph in which a speech from paragraph ``n`` on ends."""
    if not _is_pure(passages[n]) or not _is_open(passages[n]):
        return None
    for passage in passages[n + 1 : n + 1 + _AHEAD]:
        if not passage.sentences or passage.sentences[0].tokens[0].quotation is None:
            return None
        if not (_is_pure(passage) and _is_open(passage)):
            return _first(passage, names)
    return None


def _is_pure(passage: Passage) -> bool:
    return bool(passage.sentences) and all(s.is_quotation for s in passage.sentences)


def _first(passage: Passage, names: Names) -> Utterance | None:
    """The utterance that the first quotation of a paragraph belongs to."""
    quotation = passage.sentences[0].tokens[0].quotation
    for sentence in passage.sentences[:3]:
        for utterance in reported(sentence, names):
            inner = quotation is not None and utterance.spans[0][0] <= quotation.inner
            return utterance if inner or sentence is not passage.sentences[0] else None
    return None


def carried(
    passage: Passage,
    n: int,
    region: Region,
    found: Sequence[Utterance],
    lead: Lead | None,
    names: Names,
) -> Utterance | None:
    """Return the quotation in a region of sentence ``n``, which stands alone, as an utterance.

    It follows a sentence about somebody, an utterance of its paragraph, or the lead of the
    paragraph; None where nothing tells whose it is.
    """
    about = _about(passage, n, region, names) if n and not found else None
    if about is not None:
        return about
    if found:
        lead = Lead(found[-1], "continued", 0.4, continues=True)
    if lead is None:
        return None
    nobody = Phrase(0, 1, 0, 1)
    made = utterance_of(passage.sentences[n], [region], nobody, None, lead.rule, lead.certainty)
    before = lead.utterance
    same = before.source if before.paragraph == passage.number else None
    return replace(made, phrase=before.phrase, source=same, continues=lead.continues)


def _about(passage: Passage, n: int, region: Region, names: Names) -> Utterance | None:
    """A quotation behind a sentence about somebody: by the subject of that sentence."""
    tokens = passage.sentences[n - 1].tokens
    subject = nouns.first(tokens, names)
    if subject is None:
        return None
    made = utterance_of(passage.sentences[n], [region], Phrase(0, 1, 0, 1), None, "context", 0.4)
    phrase = tuple(tokens[subject.start : subject.end])
    return replace(made, phrase=phrase, source=(phrase[0].start, phrase[-1].end))
