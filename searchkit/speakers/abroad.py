"""Direct speech in Spanish, French, German, Arabic and Chinese: quotations with their speakers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from searchkit.article import Span
from searchkit.speakers.beside import SENTENCE, told
from searchkit.speakers.languages import Language, languages
from searchkit.speakers.marks import Quotation, quotations
from searchkit.speakers.tokens import Passage
from searchkit.speakers.utterance import Utterance

_WINDOW = 160
"""Code points before and behind a quotation in which its verb is looked for."""


@dataclass(slots=True)
class Voice:
    """Who has spoken so far: the names in full, by each of their words, and the last one."""

    names: dict[str, str] = field(default_factory=dict)
    last: str | None = None

    def hear(self, name: str | None) -> str | None:
        """Note a name that speaks; None is whoever spoke last.  Returns the full name."""
        if name is not None:
            full = self.names.get(name, name)
            for part in (full, *full.split()):
                self.names.setdefault(part, full)
            self.last = full
        return self.last


def utterances(passages: Sequence[Passage], code: str) -> Iterator[Utterance]:
    """Yield the quotations of a text that have a speaker: beside a verb, or going on."""
    spoken, voice = languages()[code], Voice()
    for passage in passages:
        number, text = passage.number, passage.text
        before: Utterance | None = None
        marks = quotations(text)
        for n, quotation in enumerate(marks):
            floor = marks[n - 1].end if n else 0
            ceiling = marks[n + 1].start if n + 1 < len(marks) else len(text)
            found = _utterance(number, text, quotation, (floor, ceiling), spoken, voice)
            if found is None and before is not None and _follows(text, before, quotation):
                found = _going_on(number, text, quotation, before)
            if found is not None:
                yield found
                before = found


def _utterance(
    number: int,
    text: str,
    quotation: Quotation,
    bounds: Span,
    spoken: Language,
    voice: Voice,
) -> Utterance | None:
    """A quotation with the source that a verb before or behind it gives; else None."""
    floor = max(bounds[0], quotation.start - _WINDOW)
    ceiling = min(bounds[1], quotation.end + _WINDOW)
    found = told(text, (quotation.start, quotation.end), (floor, ceiling), spoken)
    if found is None:
        return None
    name = voice.hear(None if found.name is None else text[slice(*found.name)])
    return Utterance(
        paragraph=number,
        spans=(_inner(text, quotation),),
        kind="direct",
        phrase=(),
        source=found.name,
        cue=found.verb,
        rule=f"{spoken.code}/{found.side}",
        certainty=0.8 if found.name is not None else 0.5,
        name=name,
    )


def _inner(text: str, quotation: Quotation) -> Span:
    """The words between the marks, without the blanks that French sets there."""
    start, end = quotation.inner, quotation.outer
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


# Going on


def _follows(text: str, before: Utterance, quotation: Quotation) -> bool:
    """Whether no other sentence stands between an utterance and the next quotation."""
    between = text[max(before.spans[-1][1], quotation.start - 2 * _WINDOW) : quotation.start]
    return (
        len(SENTENCE.findall(between)) <= 1 and before.spans[-1][1] >= quotation.start - 2 * _WINDOW
    )


def _going_on(number: int, text: str, quotation: Quotation, before: Utterance) -> Utterance | None:
    """A whole sentence in quotation marks behind an utterance is by the same speaker."""
    start, end = _inner(text, quotation)
    if text[end - 1] not in ".!?。！？…,،" and text[quotation.end : quotation.end + 1] not in ".":
        return None
    return Utterance(
        paragraph=number,
        spans=((start, end),),
        kind="direct",
        phrase=(),
        source=before.source,
        cue=None,
        rule=f"{before.rule.partition('/')[0]}/continued",
        certainty=0.6,
        name=before.name,
    )
