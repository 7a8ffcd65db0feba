"""Passages become utterances: reports, and the quotations that go on without a cue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from searchkit.article import Kind
from searchkit.speakers.carried import Lead, carried, lead_of
from searchkit.speakers.names import Names
from searchkit.speakers.regions import Region
from searchkit.speakers.reported import FEWEST, reported
from searchkit.speakers.tokens import Passage, Sentence
from searchkit.speakers.utterance import Utterance, length, spans_of

_NEAREST = 8
"""Utterances of the sentence before that a quotation may go on with."""


def utterances(passages: Sequence[Passage], names: Names) -> Iterator[Utterance]:
    """Yield what is said in an article, in order.

    A quotation that fills its sentence goes on with the utterance before it in the paragraph; at
    the start of a paragraph the paragraphs beside it tell whose it is.
    """
    last: Utterance | None = None
    for n, passage in enumerate(passages):
        for utterance in _of_passage(passage, names, lead_of(passages, n, names, last)):
            yield utterance
            last = utterance


def _of_passage(passage: Passage, names: Names, lead: Lead | None) -> list[Utterance]:
    found: list[Utterance] = []
    for n, sentence in enumerate(passage.sentences):
        if not sentence.is_quotation:
            more = list(reported(sentence, names))
            found.extend(more)
            if more or not _opens_quoted(sentence):
                continue
        if (places := _before_quotation(found, passage, n)) != []:
            for place in places:
                found[place] = _joined(found[place], sentence)
        elif length(sentence.tokens) < FEWEST:
            continue
        elif (alone := carried(passage, n, _quoted_part(sentence), found, lead, names)) is not None:
            found.append(alone)
    return found


def _before_quotation(found: Sequence[Utterance], passage: Passage, n: int) -> list[int]:
    """The places of the utterance that the quotation in sentence ``n`` goes on with.

    It stands in the sentence before; the last one with quoted words is preferred.  They are several
    where several people say it together.
    """
    if n == 0:
        return []
    start = passage.sentences[n - 1].tokens[0].start
    last = range(max(0, len(found) - _NEAREST), len(found))
    near = [i for i in last if found[i].spans[-1][1] >= start]
    quoted = [i for i in near if found[i].kind == "direct"]
    chosen = (quoted or near)[-1:]
    return [i for i in near if chosen and found[i].spans == found[chosen[0]].spans]


def _opens_quoted(sentence: Sentence) -> bool:
    """Whether a sentence without a report begins with a quotation of some length."""
    first = sentence.tokens[0]
    return first.quotation is not None and length([first]) > FEWEST


def _joined(before: Utterance, sentence: Sentence) -> Utterance:
    more = tuple(spans_of(sentence.tokens, _quoted_part(sentence)))
    kind: Kind = "direct" if before.kind == "direct" else "mixed"
    return replace(before, spans=before.spans + more, kind=kind)


def _quoted_part(sentence: Sentence) -> Region:
    """The whole of a sentence that is nothing but quotations, else its first token."""
    return (0, len(sentence.tokens) if sentence.is_quotation else 1)
