"""Who may speak in Spanish, French and German: names by capitals, roles by their articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from searchkit.speakers.abroad.capitals import (
    LONGEST,
    Word,
    is_governed,
    name_start,
    run_end,
    words_in,
)
from searchkit.speakers.abroad.sources import Form, Source, given_gender, is_given, known
from searchkit.speakers.languages import Language
from searchkit.speakers.people import People

_REACH = 90
"""Code points behind a verb in which its subject starts."""


_GAP = 4
"""Code points between a word and the verb that it stands right before."""

_NEAR = 40
"""Bodies of an article that a common noun may stand for."""


# The two ways to ask


def subject(text: str, start: int, end: int, spoken: Language, people: People) -> Source | None:
    """The first source before a verb; a word of unknown kind only right before it."""
    for source in sources(text, start, end, spoken, people):
        if source.form != "word" or _is_inner(text, start, source, end):
            return source
    return None


def _is_inner(text: str, start: int, word: Source, end: int) -> bool:
    """Whether a word stands right before a verb and opens no sentence, where it may be anything."""
    if end - word.end > _GAP or text[word.end : end].strip(" :"):
        return False
    return bool(text[start : word.start].strip()) or " " in text[word.start : word.end]


def inverted(text: str, start: int, end: int, spoken: Language, people: People) -> Source | None:
    """The first source behind a verb; a word of unknown kind only right behind it."""
    for source in sources(text, start, end, spoken, people):
        if source.start - start > _REACH:
            return None
        if source.form != "word" or source.start - start <= 1:
            return source
    return None


def sources(text: str, start: int, end: int, spoken: Language, people: People) -> Iterator[Source]:
    """Yield what may speak, in order, but for what a preposition governs."""
    pending: Source | None = None
    for source in _all(text, start, end, spoken, people):
        if pending is not None:
            if source.form == "person" and _in_apposition(text, pending, source, spoken):
                yield source._replace(gender=source.gender or pending.gender)
            else:
                yield pending
                yield source
            pending = None
        elif source.form in ("role", "nobody"):
            pending = source
        else:
            yield source
    if pending is not None:
        yield pending


def _in_apposition(text: str, role: Source, name: Source, spoken: Language) -> bool:
    """Whether a name behind a role is that of its bearer: "la ministra de Agua, Ana Ruiz"."""
    between = text[role.end : name.start]
    return (
        len(between) <= _REACH
        and not re.search(r"[.;:\ufffc«»“”„—(]|,(?!\s*$)", between)
        and spoken.verb.search(between) is None
    )


def _all(text: str, start: int, end: int, spoken: Language, people: People) -> Iterator[Source]:
    words = words_in(text, start, end)
    i = 0
    while i < len(words):
        word = words[i]
        stop = i + 1
        if word.is_capital and word.low not in spoken.closed:
            stop = run_end(text, words, i, spoken)
            yield from _of_run(text, words, i, stop, spoken, people)
        elif word.low in spoken.impersonal:
            yield Source(word.start, word.end, "nobody")
        elif word.low in spoken.pronouns and not _is_object(words, i, spoken):
            yield Source(word.start, word.end, "pronoun", None, _gender(word.low, spoken))
        elif spoken.is_role(word.low) and not spoken.compounds:
            yield from _role(words, i, i, spoken)
        elif spoken.is_body(word.low) and not spoken.compounds:
            stop = _body_end(text, words, i, spoken)
            yield from _body(text, words, i, stop, spoken, people)
        i = stop


def _is_object(words: Sequence[Word], i: int, spoken: Language) -> bool:
    """Whether a pronoun stands behind a preposition."""
    return i > 0 and words[i - 1].low in spoken.governing


# Names


def _of_run(
    text: str, words: Sequence[Word], start: int, end: int, spoken: Language, people: People
) -> Iterator[Source]:
    first = name_start(words, start, end, spoken)
    if first == end:
        yield from _role(words, start, end - 1, spoken)
        return
    if any(spoken.is_body(word.low) for word in words[start:end]):
        stop = max(end, _body_end(text, words, start, spoken))
        yield from _body(text, words, start, stop, spoken, people)
        return
    if first == start and _governed_name(text, words, start, spoken):
        return
    if first > start and is_governed(words, start, spoken):
        return
    yield _named(text, words, first, end, first > start, spoken, people)


def _governed_name(text: str, words: Sequence[Word], i: int, spoken: Language) -> bool:
    touches = i > 0 and text[words[i - 1].end : words[i].start] in (" ", "\u00a0", "")
    return touches and is_governed(words, i, spoken)


def _named(
    text: str,
    words: Sequence[Word],
    first: int,
    end: int,
    titled: bool,
    spoken: Language,
    people: People,
) -> Source:
    """A run as a person, an acronym as a body, else as a word of unknown kind."""
    start, stop = words[first].start, words[end - 1].end
    form = text[start:stop]
    gender = _gender_before(words, first, spoken)
    name = known(people, form) or _by_last_word(people, words[first:end])
    if name is None and spoken.compounds:
        name = known(people, words[first].text.removesuffix("s"))
    role_before = first > 0 and spoken.is_role(words[first - 1].low)
    if name is not None:
        return Source(start, stop, "person", name, people.names.pronouns.get(name, gender))
    if end - first == 1 and (common := _common(words, first, spoken)) is not None:
        return Source(start, stop, common, form if common == "body" else None)
    if titled or role_before or (end - first > 1 and is_given(words[first].text)):
        return Source(start, stop, "person", form, gender)
    return Source(start, stop, "word", form)


def _common(words: Sequence[Word], i: int, spoken: Language) -> Form | None:
    """An acronym is a body; a German noun behind its article is nobody: "der Koran"."""
    if words[i].text.isupper() and len(words[i].text) > 1:
        return "body"
    if not spoken.compounds or i == 0:
        return None
    is_noun = words[i - 1].low in spoken.definite or words[i - 1].low in spoken.indefinite
    return "nobody" if is_noun else None


def _by_last_word(people: People, run: Sequence[Word]) -> str | None:
    """The person whose surname ends a run that begins with the same word: "A. Ruiz"."""
    if len(run) < 2:
        return None
    name = known(people, run[-1].text)
    return name if name is not None and name.startswith(run[0].text[0]) else None


# Roles, bodies, genders


def _role(words: Sequence[Word], start: int, end: int, spoken: Language) -> Iterator[Source]:
    """A role with its article; without one it is an apposition, which names nobody by itself."""
    determiner = start - 1
    if determiner < 0:
        return
    low = words[determiner].low
    if low in spoken.indefinite or low in spoken.definite:
        if is_governed(words, start, spoken):
            return
        female = bool(spoken.compounds) and words[end].low.endswith("in")
        gender = "she" if female else _gender(low, spoken)
        form: Form = "nobody" if low in spoken.indefinite else "role"
        yield Source(words[determiner].start, words[end].end, form, None, gender)


def _body_end(text: str, words: Sequence[Word], start: int, spoken: Language) -> int:
    """Where the name of a body ends: at its last capital, small words within it."""
    end, stop = start + 1, start + 1
    while stop < len(words) and stop - start < 2 * LONGEST:
        between = text[words[stop - 1].end : words[stop].start]
        word = words[stop]
        if spoken.verb.match(text, word.start):
            return stop if stop - end < 3 else end
        if between.strip() or (word.low in spoken.closed and word.low not in spoken.joints):
            break
        stop += 1
        if word.is_capital:
            end = stop
        elif stop - end > 2:
            break
    ends_before_verb = stop == len(words) and spoken.verb.match(text, words[-1].end + 1)
    return stop if ends_before_verb and stop - end < 3 else end


def _body(
    text: str, words: Sequence[Word], start: int, end: int, spoken: Language, people: People
) -> Iterator[Source]:
    """A body by its name; a common noun is the one of that kind before, else as printed."""
    if is_governed(words, start, spoken):
        return
    name = text[words[start].start : words[end - 1].end]
    if any(word.is_capital for word in words[start:end]) and (end - start > 1):
        yield Source(words[start].start, words[end - 1].end, "body", name)
        return
    kind = words[start].low
    near = people.bodies[-_NEAR:]
    last = next((body.name for body in reversed(near) if body.kind == kind), None)
    if start > 0 and words[start - 1].low in spoken.definite:
        yield Source(words[start].start, words[start].end, "body", last or words[start].text)


def _gender(low: str, spoken: Language) -> str | None:
    if low in spoken.she:
        return "she"
    return "he" if low in spoken.he else None


def _gender_before(words: Sequence[Word], i: int, spoken: Language) -> str | None:
    """The gender that a given name or the article of a role before it tells."""
    told = given_gender(words[i].text, spoken)
    if told is not None:
        return told
    for k in range(max(0, i - 2), i):
        if spoken.is_role(words[k].low) and k > 0 and words[k - 1].low in spoken.definite:
            return _gender(words[k - 1].low, spoken)
    return None
