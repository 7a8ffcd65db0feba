"""Whose voice it is beyond English: the full name behind a surname, a role, a pronoun."""

from __future__ import annotations

from dataclasses import dataclass

from searchkit.speakers.abroad.sources import Source
from searchkit.speakers.people import People

_REMEMBERED = 6
"""People that a pronoun may mean."""

_CERTAINTY = {"person": 0.9, "word": 0.7, "body": 0.75, "role": 0.7, "pronoun": 0.65, "nobody": 0.7}


@dataclass(frozen=True, slots=True)
class Heard:
    """The name of who speaks, or None, and how sure that is (0 to 1)."""

    name: str | None
    certainty: float


class Voices:
    """The people of an article in the order of their last mention."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._recent: list[str] = []
        self._bodies: set[str] = set()

    def mention(self, source: Source) -> None:
        """Note that a sentence is about somebody."""
        if source.name in self._people.described:
            self._turn_to(source.name)

    def who(self, text: str, source: Source | None, gender: str | None) -> Heard:
        """Return who a source is; no source is whoever was spoken of last."""
        if source is None:
            return self._nearest(gender, 0.6)
        if source.form == "role":
            return self._bearer(text[source.start : source.end], source.gender)
        if source.form == "pronoun":
            return self._nearest(gender or source.gender, _CERTAINTY["pronoun"])
        if source.name is not None:
            self._turn_to(source.name)
            if source.form == "body":
                self._bodies.add(source.name)
        return Heard(source.name, _CERTAINTY[source.form])

    def _turn_to(self, name: str) -> None:
        if name in self._recent:
            self._recent.remove(name)
        self._recent.append(name)
        del self._recent[:-_REMEMBERED]

    def _nearest(self, gender: str | None, certainty: float) -> Heard:
        for name in reversed(self._recent):
            told = self._people.names.pronouns.get(name)
            fits = told in (None, gender) and name not in self._bodies
            if gender is None or fits:
                self._turn_to(name)
                return Heard(name, certainty)
        return Heard(None, 0.3)

    def _bearer(self, phrase: str, gender: str | None) -> Heard:
        """The last mentioned person whose role has the words of a phrase, else the nearest."""
        words = {word for word in phrase.lower().split() if len(word) > 3}
        for name in reversed(self._recent):
            roles = " ".join(told.role or "" for told in self._people.described.get(name, ()))
            if words & set(roles.lower().split()):
                self._turn_to(name)
                return Heard(name, _CERTAINTY["role"])
        return self._nearest(gender, 0.5)
