"""Words that may stand for who speaks, beyond English: a name, a role, a body, a pronoun."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple
from unicodedata import combining, normalize

from searchkit.speakers.languages import Language
from searchkit.speakers.lexicon import lexicon
from searchkit.speakers.marks import Quotation, quotations
from searchkit.speakers.names import Names
from searchkit.speakers.people import Body, People
from searchkit.speakers.roles import Description
from searchkit.speakers.tokens import Passage

Form = Literal["person", "word", "role", "body", "pronoun", "nobody"]
"""``word`` may be a surname beside a verb; ``nobody`` is "a delegate"."""


BLANK = "\ufffc"
"""Stands for a code point of a quotation where only the words around it are read."""


class Source(NamedTuple):
    """Where it stands; ``name`` in full where it is known; ``gender`` is "he", "she" or None."""

    start: int
    end: int
    form: Form
    name: str | None = None
    gender: str | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """How a family of languages names its speakers.

    ``people`` reads an article; ``subject`` finds the source before a verb between two places,
    ``inverted`` the one behind a verb, ``topic`` the person that a sentence is about.
    """

    people: Callable[[Sequence[Passage], Language], People]
    subject: Callable[[str, int, int, Language, People], Source | None]
    inverted: Callable[[str, int, int, Language, People], Source | None]
    topic: Callable[[str, int, int, Language, People], Source | None]


class Notes:
    """What is learnt of the people of an article, one mention after the other."""

    def __init__(self) -> None:
        self._forms: dict[tuple[str, ...], str] = {}
        self._genders: dict[str, str] = {}
        self._described: dict[str, list[Description]] = {}
        self._bodies: list[Body] = []

    def person(
        self,
        name: str,
        forms: Iterable[str],
        gender: str | None,
        described: Iterable[Description] = (),
    ) -> None:
        """Note a name in full, the later forms that stand for it, and what it is said to be."""
        self._forms.setdefault(tuple(name.split()), name)
        for form in forms:
            self._forms.setdefault(tuple(form.split()), name)
        if gender is not None:
            self._genders.setdefault(name, gender)
        known = self._described.setdefault(name, [])
        known.extend(new for new in described if not any(_repeats(new, old) for old in known))

    def body(self, place: tuple[int, int], name: str, kind: str) -> None:
        """Note the name of a body and its common noun."""
        self._bodies.append(Body(place, name, kind))

    def people(self) -> People:
        """Return all that was noted."""
        names = Names(mentions=self._forms, shared={}, pronouns=self._genders)
        return People(names=names, bodies=self._bodies, described=self._described)


def _repeats(new: Description, old: Description) -> bool:
    """Whether a description says nothing that another one does not."""
    return all(
        told is None or told.lower() in (before or "").lower()
        for told, before in zip(new, old, strict=True)
    )


def known(people: People, form: str) -> str | None:
    """Return the full name that a form stands for in an article."""
    return people.names.mentions.get(tuple(form.split()))


def is_given(name: str) -> bool:
    """Whether a word, or its part before a hyphen, is a frequent given name."""
    return _plain(name.partition("-")[0]) in lexicon().people.given


def given_gender(name: str, spoken: Language) -> str | None:
    """Return "he" or "she" for a given name that goes with one of them in a language."""
    return None if name in spoken.unisex else lexicon().people.gender.get(_plain(name))


def _plain(name: str) -> str:
    """A name without its accents, as the table of given names has it."""
    if name.isascii():
        return name
    return "".join(char for char in normalize("NFD", name) if not combining(char))


def unquoted(text: str) -> str:
    """Return a text with its quotations blanked, code point for code point."""
    return blanked(text, quotations(text))


def blanked(text: str, found: Iterable[Quotation]) -> str:
    """Return a text with some quotations blanked, code point for code point."""
    kept: list[str] = []
    end = 0
    for quotation in found:
        kept += text[end : quotation.start], BLANK * (quotation.end - quotation.start)
        end = quotation.end
    return "".join((*kept, text[end:]))
