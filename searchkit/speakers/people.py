"""Who is in an article: each mention of a person, and what is said of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from searchkit.speakers.lexicon import lexicon
from searchkit.speakers.names import Names, runs, without_possessive
from searchkit.speakers.roles import Description, descriptions
from searchkit.speakers.tokens import Passage, Sentence

Place = tuple[int, int]
"""A paragraph and an offset in it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text; ``leads`` where it is the first name of its sentence.

    ``sentence`` counts from 0 over the article.
    """

    place: Place
    name: str
    sentence: int
    leads: bool


@dataclass(frozen=True, slots=True)
class Body:
    """The name of an organisation in the text; ``kind`` is its common noun, as "agency"."""

    place: Place
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class People:
    """The mentions of an article in order, its bodies, the descriptions of each full name."""

    names: Names
    mentions: Sequence[Mention]
    bodies: Sequence[Body]
    described: dict[str, list[Description]]


def survey(passages: Sequence[Passage], names: Names) -> People:
    """Walk over an article and note each person with its descriptions, and each body."""
    mentions: list[Mention] = []
    bodies: list[Body] = []
    described: dict[str, list[Description]] = {}
    number = 0
    for passage in passages:
        for sentence in passage.sentences:
            leads = True
            for begin, end in runs(sentence.tokens):
                named = names.ending(sentence.tokens, end)
                if named is None:
                    bodies.extend(_bodies(sentence, begin, end))
                    continue
                start, name = named
                place = (passage.number, sentence.tokens[start].start)
                mentions.append(Mention(place, name, number, leads))
                leads = False
                found = descriptions(passage.text, sentence.tokens, start, end)
                _note(described.setdefault(name, []), found)
            number += 1
    return People(names, mentions, bodies, described)


def _bodies(sentence: Sentence, start: int, end: int) -> Iterator[Body]:
    """The body that a run of two words or more names, if one of its words says what it is."""
    words = [without_possessive(token.text) for token in sentence.tokens[start:end]]
    organisations = lexicon().people.organisations
    for word in words if len(words) > 1 else ():
        if word.lower() in organisations:
            place = (sentence.paragraph, sentence.tokens[start].start)
            yield Body(place, " ".join(words), word.lower())


def _note(known: list[Description], found: Sequence[Description]) -> None:
    """Add descriptions that say something new."""
    for new in found:
        if not any(_repeats(new, old) for old in known):
            known.append(new)


def _repeats(new: Description, old: Description) -> bool:
    return all(
        told is None or told.lower() in (before or "").lower()
        for told, before in zip(new, old, strict=True)
    )
