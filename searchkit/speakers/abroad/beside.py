"""By which words a quotation is ascribed beyond English: a verb or colon, and its source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from searchkit.article import Span
from searchkit.speakers.abroad import arabic, arabic_people, chinese, latin, latin_people
from searchkit.speakers.abroad.capitals import words_in
from searchkit.speakers.abroad.sources import Script, Source
from searchkit.speakers.languages import Language
from searchkit.speakers.people import People

SENTENCE = re.compile(
    r"(?<!\b[A-ZÉ])(?<!\b[DS]r)(?<!\bSra)(?<!\bProf)(?<!\bMme)(?<!\b\d)(?<!\b\d\d)[.!?؟](?=\s|$)|[。！？；\n]"
)
"""Where a sentence ends; the point of an abbreviation or of an ordinal ends none."""

_LATIN = Script(latin_people.people, latin.subject, latin.inverted, latin.subject)
_SCRIPTS = {
    "ar": Script(arabic_people.people, arabic.subject, arabic.inverted, arabic.subject),
    "zh": Script(chinese.people, chinese.subject, chinese.inverted, chinese.topic),
}


def script_of(spoken: Language) -> Script:
    """Return how a language names its speakers."""
    return _SCRIPTS.get(spoken.code, _LATIN)


@dataclass(frozen=True, slots=True)
class Told:
    """The verb beside a quotation, if any, and the source; no source is a pronoun left out.

    ``side`` is before, behind, colon or loose; ``gender`` is what the verb tells of its subject.
    """

    verb: Span | None
    source: Source | None
    side: str
    gender: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A quotation in its paragraph, with the stretch that may ascribe it."""

    text: str
    quotation: Span
    bounds: Span
    said: str


def told(place: Place, spoken: Language, people: People) -> Told | None:
    """Return what ascribes a quotation, before it or behind it; else None."""
    return _before(place, spoken, people) or _behind(place, spoken, people)


# Before: "Ana Ruiz dijo: ..."


def _before(place: Place, spoken: Language, people: People) -> Told | None:
    text, end = place.text, place.quotation[0]
    lead = text[place.bounds[0] : end].rstrip()
    end = place.bounds[0] + len(lead)
    start = clause_start(text, place.bounds[0], end, spoken)
    verbs = [match.span() for match in spoken.verb.finditer(text, start, end)]
    if verbs and _leads_to(text, verbs[-1][1], end, spoken):
        verb = _leading(text, start, verbs, spoken)
        source = _source(text, start, verb, end, spoken, people)
        return Told(verb, source, "before", verb_gender(text, verb, spoken))
    return _led(place, start, end, spoken, people) or _labelled(place, start, end, spoken, people)


def _leading(text: str, start: int, verbs: Sequence[Span], spoken: Language) -> Span:
    """The verb that has the source: the last one; in Arabic one that opens the sentence."""
    opens = len(text[start : verbs[0][0]].split()) <= 2
    return verbs[0] if spoken.code == "ar" and opens else verbs[-1]


def _labelled(place: Place, start: int, end: int, spoken: Language, people: People) -> Told | None:
    """A source in a sentence that ends with a colon: "Ana Ruiz fue directa: ...", "Ruiz: ..."."""
    text = place.text
    if text[end - 1 : end] not in (":", "："):
        return None
    words = words_in(text, start, end)
    led = bool(words) and words[0].low in spoken.leads
    script = script_of(spoken)
    find = script.inverted if led else script.subject
    source = find(text, words[0].end if led else start, end, spoken, people)
    if source is None or source.form == "word":
        return None
    is_label = not text[source.end : end].strip(" :：")
    return Told(None, source, "colon") if is_label or _is_speech(place.said) else None


def clause_start(text: str, floor: int, end: int, spoken: Language) -> int:
    """Where the sentence that ends at ``end`` starts; in Chinese a clause is enough."""
    marks = chinese.STOP if spoken.code == "zh" else SENTENCE
    return max((m.end() for m in marks.finditer(text, floor, end - 1)), default=floor)


def _leads_to(text: str, verb: int, end: int, spoken: Language) -> bool:
    """Whether a verb leads to the quotation: at once, or by a colon or comma."""
    if spoken.code == "zh":
        return chinese.leads_to(text, verb, end)
    return verb == end or text[end - 1] in ":,،"


def _source(
    text: str, start: int, verb: Span, end: int, spoken: Language, people: People
) -> Source | None:
    """The source of a verb before a quotation; in Arabic it stands behind the verb."""
    script = script_of(spoken)
    subject = (text, start, verb[0], spoken, people)
    inverted = (text, verb[1], end, spoken, people)
    if spoken.code == "ar":
        return script.inverted(*inverted) or script.subject(*subject)
    return script.subject(*subject) or script.inverted(*inverted)


def _led(place: Place, start: int, end: int, spoken: Language, people: People) -> Told | None:
    """ "Según Ana Ruiz, ..." right before a quotation."""
    words = words_in(place.text, start, end)
    if not words or words[0].low not in spoken.leads:
        return None
    source = script_of(spoken).inverted(place.text, words[0].end, end, spoken, people)
    if source is None or place.text[source.end : end].strip(" ,:،，"):
        return None
    return Told((words[0].start, words[0].end), source, "before")


_FEWEST = 3


def _is_speech(said: str) -> bool:
    """Whether words behind a colon are a sentence rather than a title."""
    count = len(said.split())
    return count >= _FEWEST and (said.rstrip()[-1] in ".!?…؟,،" or count > _FEWEST + 1)


def verb_gender(text: str, verb: Span, spoken: Language) -> str | None:
    """Return "he" or "she" where a verb tells it of its subject: "a-t-elle dit", "قالت"."""
    word = text[slice(*verb)].split()[0].lower()
    if spoken.code == "ar":
        return "she" if word.endswith("ت") or word.startswith("ت") else "he"
    ending = word.rpartition("-")[2]
    return "she" if ending in spoken.she else "he" if ending in spoken.he else None


# Behind: "...", dijo Ana Ruiz


def _behind(place: Place, spoken: Language, people: People) -> Told | None:
    text = place.text
    start = _opening(place)
    if start is None:
        return None
    stop = SENTENCE.search(text, start, place.bounds[1])
    end = stop.start() if stop else place.bounds[1]
    if _belongs_to_next(text, place, end):
        return None
    verb = spoken.verb.search(text, start, end)
    if _is_part(place, start) and (
        verb is None or verb.start() > start or len(place.said.split()) < _LONG_PART
    ):
        return None
    if verb is None or not _is_near(text, start, verb.start(), spoken):
        return _loose(text, start, end, spoken, people)
    script = script_of(spoken)
    source = script.inverted(text, verb.end(), end, spoken, people) or script.subject(
        text, start, verb.start(), spoken, people
    )
    return Told(verb.span(), source, "behind", verb_gender(text, verb.span(), spoken))


_LONG_PART = 4
"""Words of a quotation that a verb may follow without a comma."""


def _is_part(place: Place, start: int) -> bool:
    """Whether nothing parts a quotation from the words behind it: it may be part of a sentence."""
    link = place.text[place.quotation[1] : start]
    return place.said.rstrip()[-1:] not in ".!?…؟,，。！？" and not link.strip()


_LINK = re.compile(r"[\s,،，;—–―-]*")


def _opening(place: Place) -> int | None:
    """Where the words behind a quotation start; None where they are a new sentence."""
    text, end = place.text, place.quotation[1]
    link = _LINK.match(text, end)
    start = link.end() if link else end
    if start >= place.bounds[1] or text[start] in ".:!?…":
        return None
    is_new = text[start].isupper() and not re.search(r"[,—–]", text[end:start])
    return None if is_new and place.said.rstrip()[-1:] in ".!?…" else start


def _belongs_to_next(text: str, place: Place, end: int) -> bool:
    """Whether what follows introduces the next quotation only: "...". Él dijo: "..."."""
    if place.bounds[1] >= len(text) or end < place.bounds[1]:
        return False
    between = text[place.quotation[1] : end].strip()
    return between.endswith((":", "：")) and not between.startswith((",", "،", "—", "–", "，"))


def _is_near(text: str, start: int, verb: int, spoken: Language) -> bool:
    """Whether a verb stands close enough behind a quotation, in its first clause."""
    between = text[start:verb]
    if spoken.code == "zh":
        return verb - start <= 30 and chinese.STOP.search(between) is None
    return len(between.split()) <= 4 and not any(mark in between for mark in ",:;،")


def _loose(text: str, start: int, end: int, spoken: Language, people: People) -> Told | None:
    """A source behind "so" or "según", or behind a small word that can only be a verb there."""
    if spoken.code == "zh":
        return None
    words = words_in(text, start, end)[:3]
    if not words or words[0].start != start:
        return None
    script = script_of(spoken)
    if words[0].low in spoken.leads:
        source = script.inverted(text, words[0].end, end, spoken, people)
        return Told(words[0][:2], source, "behind") if source else None
    last = 1 if len(words) > 1 and words[0].low in spoken.auxiliaries else 0
    verb = words[last]
    if verb.is_capital or verb.low in spoken.closed or spoken.is_role(verb.low):
        return None
    source = script.inverted(text, verb.end, end, spoken, people)
    if source is None or source.start - verb.end > 5 or spoken.code == "ar":
        return None
    return Told((words[0].start, verb.end), source, "loose")
