"""The people of an article in Spanish, French or German: names with evidence, and their roles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from searchkit.speakers.abroad.capitals import (
    Word,
    is_governed,
    name_start,
    run_end,
    words_in,
)
from searchkit.speakers.abroad.latin_roles import descriptions
from searchkit.speakers.abroad.sources import BLANK, Notes, given_gender, is_given, unquoted
from searchkit.speakers.languages import Language
from searchkit.speakers.people import People
from searchkit.speakers.tokens import Passage

_PHRASE = 90
"""Code points of a role beside a name."""

_VERB = 30
"""Code points of a verb."""

_STOP = re.compile(r"[,.;:!?\ufffc«»“”„\"()\n]| [–—] ")


def people(passages: Sequence[Passage], spoken: Language) -> People:
    """Collect names of two words or more that a role, a verb or a given name speaks for."""
    persons: set[str] = set()
    seen: list[_Named] = []
    notes = Notes()
    for passage in passages:
        text = unquoted(passage.text)
        words = words_in(text, 0, len(text))
        for first, end, titled in _names(text, words, spoken, passage.number, notes):
            named = _Named(passage.text, words, first, end)
            seen.append(named)
            if named.name not in persons and _is_person(text, words, first, end, titled, spoken):
                persons.add(named.name)
    for named in seen:
        if named.name in persons:
            _note(notes, named, spoken)
    return notes.people()


class _Named(NamedTuple):
    """A name in its text: words ``first`` to ``end`` of those of the text."""

    text: str
    words: Sequence[Word]
    first: int
    end: int

    @property
    def name(self) -> str:
        return self.text[self.words[self.first].start : self.words[self.end - 1].end]


def _note(notes: Notes, named: _Named, spoken: Language) -> None:
    text, words, first, end = named
    if end - first == 1 and _is_noun(words, first, spoken):
        return
    told = list(descriptions(text, words, first, end, spoken))
    notes.person(named.name, _forms(words[first:end], spoken), _gender(words, first, spoken), told)


def _is_noun(words: Sequence[Word], i: int, spoken: Language) -> bool:
    """Whether a single word may be a common noun: an acronym, a first word, one with an article."""
    word = words[i]
    opens = i == 0 or word.start - words[i - 1].end > 1
    return opens or word.text.isupper() or words[i - 1].low in spoken.closed


def _names(
    text: str, words: Sequence[Word], spoken: Language, number: int, notes: Notes
) -> Iterator[tuple[int, int, bool]]:
    """Yield where names stand and whether a role opens their run; bodies are noted at once."""
    i = 0
    while i < len(words):
        stop = i + 1
        if words[i].is_capital and words[i].low not in spoken.closed:
            stop = run_end(text, words, i, spoken)
            bodies = [word.low for word in words[i:stop] if spoken.is_body(word.low)]
            first = name_start(words, i, stop, spoken)
            if bodies and stop - i > 1:
                name = text[words[i].start : words[stop - 1].end]
                notes.body((number, words[i].start), name, bodies[0])
            elif first < stop and not bodies:
                yield first, stop, first > i
        i = stop


def _is_person(
    text: str, words: Sequence[Word], first: int, end: int, titled: bool, spoken: Language
) -> bool:
    """Whether a name is a person's here: by itself, by a role, by a verb beside it."""
    if titled or is_given(words[first].text) or _has_role_before(words, first, spoken):
        return True
    start, stop = words[first].start, words[end - 1].end
    alone = end - first == 1
    governed = is_governed(words, first, spoken)
    if not governed and _ends_in_verb(text[max(0, start - _VERB) : start].rstrip(), alone, spoken):
        return True
    if alone:
        return False
    before, behind = text[max(0, start - _PHRASE) : start], text[stop : stop + _PHRASE]
    if _role_phrase(before, spoken) or _apposed(behind, spoken):
        return True
    return not governed and spoken.verb.match(behind.lstrip(" ,")) is not None


_BEHIND = (BLANK, f"{BLANK} ", f"{BLANK}, ", f"{BLANK} , ")
"""What stands between a quotation and the verb behind it."""


def _has_role_before(words: Sequence[Word], first: int, spoken: Language) -> bool:
    """Whether a role stands before a name, one adjective between them left out."""
    if first > 0 and spoken.is_role(words[first - 1].low):
        return True
    adjective = first > 1 and words[first - 1].low not in spoken.closed
    return adjective and not words[first - 1].is_capital and spoken.is_role(words[first - 2].low)


def _ends_in_verb(before: str, alone: bool, spoken: Language) -> bool:
    """Whether a verb stands right before a name; a single word needs a quotation before it."""
    if alone and BLANK not in before:
        return False
    return any(
        verb.end() == len(before) and (not alone or before[: verb.start()].endswith(_BEHIND))
        for verb in spoken.verb.finditer(before)
    )


def _role_phrase(before: str, spoken: Language) -> bool:
    """Whether the words before a comma are a role: "El ministro de Puertos, "."""
    phrase = before.rstrip()
    if not phrase.endswith(","):
        return False
    clause = _STOP.split(phrase[:-1])[-1]
    return any(spoken.is_role(word.low) for word in words_in(clause, 0, len(clause)))


def _apposed(behind: str, spoken: Language) -> bool:
    """Whether a role opens the words behind a comma: ", directora del Instituto"."""
    if not behind.startswith((",", " (")):
        return False
    words = words_in(behind, 0, len(behind))[:4]
    return any(spoken.is_role(word.low) for word in words)


def _forms(name: Sequence[Word], spoken: Language) -> Iterator[str]:
    """The later forms of a name: each part behind the given name, joints before it too."""
    for i in range(1, len(name)):
        if name[i].low not in spoken.joints:
            yield " ".join(word.text for word in name[i:])
            yield name[i].text
        elif name[i].is_capital:
            yield " ".join(word.text for word in name[i:])
    if len(name) > 2:
        yield f"{name[0].text} {name[-1].text}"


def _gender(words: Sequence[Word], first: int, spoken: Language) -> str | None:
    told = given_gender(words[first].text, spoken)
    if told is not None or first == 0:
        return told
    title = words[first - 1].low
    if not spoken.is_role(title):
        return None
    if title in spoken.she or (spoken.compounds and title.endswith("in")):
        return "she"
    article = words[first - 2].low if first > 1 else ""
    return "she" if article in spoken.she else "he" if article in spoken.he else None
