"""Who may speak in Chinese: the name behind a role, by its surname or its middle dots."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from searchkit.speakers.abroad.sources import Notes, Source, known, unquoted
from searchkit.speakers.alternatives import one_of
from searchkit.speakers.languages import Language
from searchkit.speakers.people import People
from searchkit.speakers.roles import Description
from searchkit.speakers.tokens import Passage

STOP = re.compile(r"[，。；：！？、“”「」『』\ufffc\s]")
"""Where a clause ends."""

_BETWEEN = re.compile(r"(?:[^，。；：！？“”「」]{0,6}[：:，,])?\s*$")
_FOREIGN = r"[\u4e00-\u9fff]{1,6}(?:[·・][\u4e00-\u9fff]{1,6})+"
_LONGEST = 40
"""Code points of a subject."""

_LONGEST_NAME = 14


def leads_to(text: str, verb: int, end: int) -> bool:
    """Whether a verb stands right before a quotation, a colon or some words between them."""
    return _BETWEEN.match(text[verb:end]) is not None


def inverted(text: str, start: int, end: int, spoken: Language, people: People) -> None:
    """Return None: a verb stands behind its subject."""


def subject(text: str, start: int, end: int, spoken: Language, people: People) -> Source | None:
    """The source in the clause before a verb: a name, a body, a pronoun, a role."""
    start, end = _trimmed(text, max(start, end - _LONGEST), end)
    if start >= end:
        return None
    clause = text[start:end]
    named = _known(text, start, end, people) or _named(text, start, end, spoken)
    if named is not None:
        return named
    if clause.startswith(tuple(spoken.pronouns)):
        return Source(start, end, "pronoun")
    if clause.startswith(tuple(spoken.indefinite)):
        return Source(start, end, "nobody")
    role = _last_role(clause, spoken)
    if role is not None:
        return Source(start, end, "role" if _is_definite(clause, spoken) else "nobody")
    return _body(text, start, end, spoken)


def topic(text: str, start: int, end: int, spoken: Language, people: People) -> Source | None:
    """The first known name in the clauses of a sentence."""
    for begin, stop in _clauses(text, start, end):
        found = _known(text, begin, min(stop, begin + _LONGEST), people)
        if found is not None:
            return found
    return None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A clause without what stands before its last punctuation, and without blanks."""
    start = max((m.end() for m in STOP.finditer(text, start, end)), default=start)
    return start, end


def _is_definite(clause: str, spoken: Language) -> bool:
    return clause.startswith(tuple(spoken.definite))


def _known(text: str, start: int, end: int, people: People) -> Source | None:
    """The last known person of a clause, by the longest form."""
    for stop in range(end, start + 1, -1):
        for begin in range(max(start, stop - _LONGEST_NAME), stop - 1):
            name = known(people, text[begin:stop])
            if name is not None:
                return Source(begin, stop, "person", name)
    return None


def _named(text: str, start: int, end: int, spoken: Language) -> Source | None:
    """A name behind the last role of a clause, or a whole clause that is a name."""
    clause = text[start:end]
    role = _last_role(clause, spoken)
    rest = start + (role[1] if role else 0)
    rest += max(clause[role[1] if role else 0 :].rfind("的") + 1, 0)
    found = _patterns(spoken).match(text, rest, end)
    if found is None:
        return _rest(text, rest, end, spoken) if role else None
    stop = _name_end(text, found.start(), found.end(), spoken)
    if role is None and stop != end and not _is_cut(text, stop, spoken):
        return None
    return Source(found.start(), stop, "person", text[found.start() : stop])


def _rest(text: str, start: int, end: int, spoken: Language) -> Source | None:
    """Two to four characters between a role and the verb are a name, whatever they are."""
    cut = _cuts(spoken).search(text, start, end)
    stop = cut.start() if cut else end
    if not 2 <= stop - start <= 4:
        return None
    return Source(start, stop, "person", text[start:stop])


@cache
def _patterns(spoken: Language) -> re.Pattern[str]:
    """A name with middle dots, or a surname with one or two characters behind it."""
    return re.compile(rf"{_FOREIGN}|{one_of(spoken.surnames)}[\u4e00-\u9fff]{{1,2}}")


@cache
def _cuts(spoken: Language) -> re.Pattern[str]:
    return re.compile(rf"{one_of(spoken.cuts)}|[\\d（(]|{spoken.verb.pattern}")


def _is_cut(text: str, place: int, spoken: Language) -> bool:
    return _cuts(spoken).match(text, place) is not None


def _name_end(text: str, start: int, end: int, spoken: Language) -> int:
    """A name ends before a word that is no part of names; two characters at least remain."""
    cut = _cuts(spoken).search(text, start + 2, end + 2)
    return min(cut.start(), end) if cut else end


def _last_role(clause: str, spoken: Language) -> tuple[int, int] | None:
    """The place of the role that ends last in a clause, the longest of its kind."""
    found = [match.span() for match in _roles(spoken).finditer(clause)]
    return found[-1] if found else None


@cache
def _roles(spoken: Language) -> re.Pattern[str]:
    return re.compile(f"副?{one_of(spoken.roles)}")


def _body(text: str, start: int, end: int, spoken: Language) -> Source | None:
    """A clause that starts with the name of a body: "民间种子网络在声明中"."""
    cut = _cuts(spoken).search(text, start + 2, end)
    stop = cut.start() if cut else end
    if not text[start:stop].endswith(tuple(spoken.bodies)):
        return None
    return Source(start, stop, "body", text[start:stop])


# The people of an article


def people(passages: Sequence[Passage], spoken: Language) -> People:
    """Collect the names behind roles and those before verbs."""
    notes = Notes()
    for passage in passages:
        text = unquoted(passage.text)
        for start, end in _clauses(text, 0, len(text)):
            for role in _roles(spoken).finditer(text, start, end):
                _note(notes, text, (start, *role.span(), end), spoken)
    return notes.people()


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for stop in STOP.finditer(text, start, end):
        if stop.start() > start:
            yield start, stop.start()
        start = stop.end()
    if start < end:
        yield start, end


def _note(notes: Notes, text: str, place: tuple[int, int, int, int], spoken: Language) -> None:
    start, role, behind, end = place
    found = _patterns(spoken).match(text, behind, end)
    if found is None:
        return
    stop = _name_end(text, behind, found.end(), spoken)
    name = text[behind:stop]
    before = text[start:role]
    origin = None if _roles(spoken).search(before) else _origin(before)
    told = Description(text[role:behind], origin, None)
    notes.person(name, _forms(name), None, [told])


def _origin(before: str) -> str | None:
    """The body before a role, or the place that somebody comes from: "来自石浦镇的"."""
    place = before.rpartition("来自")[2].removesuffix("的")
    return place.rpartition("的")[2].strip() or None


def _forms(name: str) -> Iterator[str]:
    """The last part of a name with middle dots."""
    parts = re.split("[·・]", name)
    if len(parts) > 1:
        yield parts[-1]
