"""What is said without marks beyond English: clauses behind "que", "dass", "أن", "表示，"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from searchkit.article import Kind, Span
from searchkit.speakers.abroad.beside import SENTENCE, Told, script_of, verb_gender
from searchkit.speakers.abroad.sources import BLANK, Source
from searchkit.speakers.alternatives import one_of
from searchkit.speakers.languages import Language
from searchkit.speakers.people import People

_FEWEST = 8
"""Code points of a clause; in Chinese six."""

_SPOKEN_OF = 40
"""Code points between "según" and the name behind it."""

_LONGEST = 1500
"""Code points of a clause; what goes on longer is no sentence."""

_REACH = 300
"""Code points before a verb in which its subject stands."""

_DIRECT = 0.9


@dataclass(frozen=True, slots=True)
class Clause:
    """What somebody said in the words of the article, and what ascribes it."""

    span: Span
    told: Told
    kind: Kind


def clauses(text: str, spoken: Language, people: People) -> Iterator[Clause]:
    """Yield the reported clauses of a paragraph whose quotations are blanked, in order."""
    start = 0
    for stop in (*SENTENCE.finditer(text), None):
        end = stop.start() if stop else len(text)
        found = _according(text, start, end, spoken, people) or _reported(
            text, start, end, spoken, people
        )
        if found is not None:
            yield found
        start = stop.end() if stop else end


def _reported(text: str, start: int, end: int, spoken: Language, people: People) -> Clause | None:
    """The clause behind the first verb of a sentence that has one, with a source."""
    for verb in spoken.verb.finditer(text, start, end):
        link = _links(spoken).match(text, verb.end(), end)
        if link is None:
            continue
        span = _trimmed(text, link.end(), end, spoken)
        begin = max(start, verb.start() - _REACH)
        source = _source(text, begin, verb.span(), link.start("that"), spoken, people)
        if span is not None and (source is not None or _opens(text, start, verb.start())):
            gender = verb_gender(text, verb.span(), spoken)
            return Clause(span, Told(verb.span(), source, "that", gender), _kind(text, span))
    return None


def _opens(text: str, start: int, verb: int) -> bool:
    """Whether a verb without a source opens its sentence: "Añadió que ..."."""
    return not text[start:verb].strip(" —–-")


def _source(
    text: str, start: int, verb: Span, that: int, spoken: Language, people: People
) -> Source | None:
    script = script_of(spoken)
    before = script.subject(text, start, verb[0], spoken, people)
    behind = script.inverted(text, verb[1], that, spoken, people)
    found = behind or before if spoken.code == "ar" else before or behind
    return found if found is None or found.form != "word" or found is before else None


@cache
def _links(spoken: Language) -> re.Pattern[str]:
    """What leads from a verb to the clause: few words and a conjunction, in Chinese a comma."""
    if spoken.code == "zh":
        return re.compile(rf"[说說]?(?P<that>[，,])(?![“「『‘{BLANK}])")
    words = one_of(spoken.that, _printed)
    if spoken.code == "ar":
        return re.compile(rf"(?:\s[^.:؛\s{BLANK}]+){{0,9}}?\s(?P<that>{words})\s")
    if spoken.code == "de":
        mood = rf"(?=[^.;:{BLANK}]{{0,160}}?\b(?:{_REPORTING})\b)"
        return re.compile(rf"[^,.;:{BLANK}]{{0,40}}(?P<that>,) (?:(?:{words}) |{mood})")
    few = rf"(?:\s(?!qu)[^\s,.;:{BLANK}]+){{0,6}}?"
    return re.compile(rf"{few}\s(?P<that>{words})(?:\s|(?<=['’]))")


def _printed(letter: str) -> str:
    """A letter as a pattern; an apostrophe may be straight or not."""
    return "['’]" if letter == "'" else re.escape(letter)


_REPORTING = (
    "sei|seien|werde|habe|müsse|könne|wolle|solle|dürfe|gebe|komme|gehe|stehe|brauche|mache|lasse"
)
"""German verbs in the mood of indirect speech."""


# According to


def _according(text: str, start: int, end: int, spoken: Language, people: People) -> Clause | None:
    """ "Según Ana Ruiz, ..." at the start of a sentence."""
    lead = _leads(spoken).match(text, start, end)
    if lead is None:
        return None
    script = script_of(spoken)
    if spoken.code == "zh":
        comma = text.find("，", lead.end(), end)
        source = script.subject(text, lead.end(), comma, spoken, people) if comma > 0 else None
        begin = comma + 1
    else:
        source = script.inverted(text, lead.end(), end, spoken, people)
        begin = source.end if source else end
    if source is None or source.name is None or source.start - lead.end() > _SPOKEN_OF:
        return None
    if BLANK in text[lead.end() : source.start]:
        return None
    span = _trimmed(text, begin, end, spoken)
    if span is None or text[span[0]] == BLANK:
        return None
    return Clause(span, Told(lead.span("lead"), source, "according"), _kind(text, span))


@cache
def _leads(spoken: Language) -> re.Pattern[str]:
    phrases = one_of(spoken.according, _printed)
    edge = "" if spoken.code == "zh" else r"(?!\w)"
    return re.compile(rf"\s*(?P<lead>{phrases}){edge}", re.IGNORECASE)


# The words themselves


def _trimmed(text: str, start: int, end: int, spoken: Language) -> Span | None:
    """A clause without blanks and marks at its ends, up to a colon before a quotation."""
    if end - start > _LONGEST:
        return None
    colon = _COLON.search(text, start, end)
    end = colon.start() if colon else end
    while start < end and text[start] in " ,،，)\u00a0":
        start += 1
    while end > start and text[end - 1] in " ,،，;؛\u00a0":
        end -= 1
    fewest = 6 if spoken.code == "zh" else _FEWEST
    return (start, end) if end - start >= fewest else None


_COLON = re.compile(rf"[:：]\s*{BLANK}|؛")


def _kind(text: str, span: Span) -> Kind:
    quoted = text.count(BLANK, *span) / (span[1] - span[0])
    return "direct" if quoted > _DIRECT else "mixed" if quoted else "indirect"
