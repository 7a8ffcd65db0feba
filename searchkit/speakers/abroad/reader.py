"""Speech in Spanish, French, German, Arabic and Chinese: quotations with their speakers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from searchkit.article import Kind, Span
from searchkit.speakers.abroad.beside import SENTENCE, Place, Told, script_of, told
from searchkit.speakers.abroad.clauses import Clause, clauses
from searchkit.speakers.abroad.sources import blanked
from searchkit.speakers.abroad.turns import turns
from searchkit.speakers.abroad.voices import Heard, Voices
from searchkit.speakers.languages import Language, language
from searchkit.speakers.marks import Quotation
from searchkit.speakers.people import People
from searchkit.speakers.tokens import Passage
from searchkit.speakers.utterance import Utterance

_WINDOW = 200
"""Code points before and behind a quotation in which its verb is looked for."""

_CERTAINTY = {
    "before": 1.0,
    "behind": 1.0,
    "colon": 0.7,
    "loose": 0.85,
    "that": 0.9,
    "according": 0.9,
}


def people(passages: Sequence[Passage], code: str) -> People:
    """Return who is in an article of a language."""
    spoken = language(code)
    return script_of(spoken).people(passages, spoken)


def utterances(
    passages: Sequence[Passage], code: str, known: People | None = None
) -> Iterator[Utterance]:
    """Yield what is said in the passages of a text, in order.

    ``known`` are the people of the whole article; without them those of the passages.
    """
    spoken = language(code)
    reader = _Reader(spoken, people(passages, code) if known is None else known)
    held: list[Utterance] = []
    for passage in passages:
        found = reader.read(passage)
        if held and not _is_open(found):
            name = found[0].name if found else None
            yield from (replace(waiting, name=name) for waiting in held if name is not None)
            held.clear()
        for utterance in found:
            if _is_open([utterance]):
                held.append(utterance)
            else:
                yield utterance


def _is_open(found: Sequence[Utterance]) -> bool:
    """Whether a paragraph is a quotation that waits for its speaker."""
    return bool(found) and found[0].rule.endswith("/open")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A quotation in its paragraph, with the ends of the quotations on both sides."""

    passage: Passage
    quotation: Quotation
    floor: int
    ceiling: int

    @property
    def inner(self) -> Span:
        """The words between the marks, without the blanks that French sets there."""
        text, start, end = self.passage.text, self.quotation.inner, self.quotation.outer
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return start, end

    @property
    def place(self) -> Place:
        floor = max(self.floor, self.quotation.start - _WINDOW)
        ceiling = min(self.ceiling, self.quotation.end + _WINDOW)
        text = self.passage.text
        bounds = self.quotation.start, self.quotation.end
        return Place(text, bounds, (floor, ceiling), text[slice(*self.inner)])


class _Reader:
    """Reads the paragraphs of an article in order; it remembers who spoke."""

    def __init__(self, spoken: Language, known: People) -> None:
        self._spoken = spoken
        self._people = known
        self._voices = Voices(known)
        self._blank = ""
        self._open = False

    def read(self, passage: Passage) -> list[Utterance]:
        """Return the utterances of a paragraph; the last may wait for its speaker."""
        found: list[Utterance] = []
        stretches = list(_stretches(passage, self._spoken))
        self._blank = blanked(passage.text, [stretch.quotation for stretch in stretches])
        reported = list(clauses(self._blank, self._spoken, self._people))
        heard = 0
        for part in _in_order(stretches, reported):
            start = part.span[0] if isinstance(part, Clause) else part.quotation.start
            self._hear(heard, start)
            heard = start
            if isinstance(part, Clause):
                found.extend(self._clause(passage, part))
            else:
                self._stretch(part, found, len(stretches))
        self._hear(heard, len(passage.text))
        self._open = bool(stretches) and not stretches[-1].quotation.closed
        return found

    def _stretch(self, stretch: _Stretch, found: list[Utterance], count: int) -> None:
        """Add a quotation to what was found, or to the last utterance that it is more of."""
        new = self._said(stretch)
        before = found[-1] if found else None
        if before is not None and (
            _has_cue_of(new, before) or (new is None and _goes_on(stretch, before))
        ):
            found[-1] = replace(before, spans=(*before.spans, stretch.inner))
        elif new is not None:
            found.append(new)
        elif before is None and (alone := self._alone(stretch, count)) is not None:
            found.append(alone)

    def _hear(self, start: int, end: int) -> None:
        """Note who the sentences between two places are about."""
        text, script, begin = self._blank, script_of(self._spoken), start
        stops = [match.span() for match in SENTENCE.finditer(text, start, end)]
        for stop, following in (*stops, (end, end)):
            source = script.topic(text, begin, stop, self._spoken, self._people)
            if source is not None and source.form == "person":
                self._voices.mention(source)
            begin = following

    def _said(self, stretch: _Stretch) -> Utterance | None:
        found = told(stretch.place, self._spoken, self._people)
        if found is None:
            return None
        heard = self._voices.who(stretch.passage.text, found.source, found.gender)
        return self._utterance(stretch, found, heard)

    def _clause(self, passage: Passage, clause: Clause) -> Iterator[Utterance]:
        """A reported clause, where it is known who said it."""
        text, (start, end) = passage.text, clause.span
        heard = self._voices.who(text, clause.told.source, clause.told.gender)
        if heard.name is None:
            return
        while start < end and text[start] in _EDGES:
            start += 1
        while end > start and text[end - 1] in _EDGES:
            end -= 1
        if start < end:
            spans = ((start, end),)
            yield self._made(passage.number, spans, clause.kind, clause.told, heard)

    def _utterance(self, stretch: _Stretch, found: Told, heard: Heard) -> Utterance:
        return self._made(stretch.passage.number, (stretch.inner,), "direct", found, heard)

    def _made(
        self, number: int, spans: tuple[Span, ...], kind: Kind, found: Told, heard: Heard
    ) -> Utterance:
        source = found.source
        return Utterance(
            paragraph=number,
            spans=spans,
            kind=kind,
            phrase=(),
            source=None if source is None else (source.start, source.end),
            cue=found.verb,
            rule=f"{self._spoken.code}/{found.side}",
            certainty=round(_CERTAINTY[found.side] * heard.certainty, 3),
            name=heard.name,
        )

    def _alone(self, stretch: _Stretch, count: int) -> Utterance | None:
        """A paragraph that is nothing but a quotation goes on with who spoke before it.

        Where nobody did, or the mark stays open, it waits for the paragraph behind it.
        """
        text = stretch.passage.text
        is_all = not (text[: stretch.quotation.start] + text[stretch.ceiling :]).strip()
        if count != 1 or not is_all or len(stretch.place.said) < _SHORTEST:
            return None
        if text[stretch.quotation.end :].strip(" .,،。"):
            return None
        heard = self._voices.who(text, None, None)
        waits = not stretch.quotation.closed and not self._open
        side = "open" if waits else "continued"
        if heard.name is None and not waits:
            return None
        found = Told(None, None, "colon")
        made = self._utterance(stretch, found, replace(heard, certainty=0.5))
        return replace(made, rule=f"{self._spoken.code}/{side}", name=None if waits else heard.name)


_SHORTEST = 12
"""Code points of a quotation that may stand alone."""


def _stretches(passage: Passage, spoken: Language) -> Iterator[_Stretch]:
    text = passage.text
    found = [turn for turn in turns(text, spoken) if not _is_blank(text[turn.inner : turn.outer])]
    for n, quotation in enumerate(found):
        floor = found[n - 1].end if n else 0
        ceiling = found[n + 1].start if n + 1 < len(found) else len(text)
        yield _Stretch(passage, quotation, floor, ceiling)


def _in_order(stretches: Sequence[_Stretch], reported: Sequence[Clause]) -> list[_Stretch | Clause]:
    """Clauses and the quotations outside of them, by their places."""
    parts: list[tuple[int, _Stretch | Clause]] = [(clause.span[0], clause) for clause in reported]
    ends = [clause.span for clause in reported]
    n = 0
    for stretch in stretches:
        start = stretch.quotation.start
        while n < len(ends) and ends[n][1] <= start:
            n += 1
        if n == len(ends) or start < ends[n][0]:
            parts.append((start, stretch))
    return [part for _, part in sorted(parts, key=lambda part: part[0])]


def _has_cue_of(new: Utterance | None, before: Utterance) -> bool:
    return new is not None and new.cue is not None and new.cue == before.cue


_EDGES = '«»“”„"「」『』‹›‘’ \u00a0'


def _is_blank(said: str) -> bool:
    return not any(char.isalnum() for char in said)


_SEAM = re.compile(r"[.!?؟。！？…,،，;:—–―]\s*$")


def _goes_on(stretch: _Stretch, before: Utterance) -> bool:
    """Whether a quotation is more of the utterance before it: only its source stands between."""
    text, start = stretch.passage.text, before.spans[-1][1]
    between = text[start : stretch.quotation.start]
    if len(between) > 2 * _WINDOW or len(SENTENCE.findall(between[2:].rstrip())) > 1:
        return False
    return not between.strip(" »”“\"'.") or _SEAM.search(between) is not None
