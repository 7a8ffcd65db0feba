"""Who is in an article: each mention of a person, and what is said of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from searchkit.speakers import nouns
from searchkit.speakers.lexicon import lexicon
from searchkit.speakers.names import Names, runs, words
from searchkit.speakers.roles import Description, descriptions
from searchkit.speakers.tokens import Passage, Sentence, Token, without_possessive
from searchkit.speakers.told import Told

Place = tuple[int, int]
"""A paragraph and an offset in it."""


_NEAR = 40
"""Mentions before a surname among which its bearer is looked for."""

_NAMESAKES = 8
"""Bodies of one last word that are looked at."""

_DESCRIPTIONS = 20
"""Descriptions of one person that are kept."""


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
    """The name of an organisation in the text; ``kind`` is its common noun, as "agency".

    ``country`` is that of "the Swedish firm Northbay".
    """

    place: Place
    name: str
    kind: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a sentence is about where that is no person by name: "the delegates"."""

    place: Place
    phrase: tuple[Token, ...]
    sentence: int


@dataclass(frozen=True, slots=True)
class People:
    """The mentions of an article in order, its bodies and subjects.

    ``starts`` are the places of its sentences; ``described`` has the descriptions of each full name
    as printed, ``told`` the words that tell of them.
    """

    names: Names
    starts: list[Place] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    described: dict[str, list[Description]] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)


def survey(passages: Sequence[Passage], names: Names) -> People:
    """Walk over an article and note each person with its descriptions, bodies and subjects."""
    people = People(names)
    sentences = (sentence for passage in passages for sentence in passage.sentences)
    for number, sentence in enumerate(sentences):
        people.starts.append((sentence.paragraph, sentence.tokens[0].start))
        people.subjects.extend(_subject(sentence, number, names))
        leads = True
        for begin, end in runs(sentence.tokens):
            named = names.ending(sentence.tokens, end)
            if named is None:
                people.bodies.extend(_bodies(sentence, begin, end))
                continue
            start = named[0]
            name = _bearer(people, sentence.tokens, start, end) or named[1]
            place = (sentence.paragraph, sentence.tokens[start].start)
            people.mentions.append(Mention(place, name, number, leads))
            leads = False
            people.told.setdefault(name, Told()).note(sentence.tokens, start, end)
            found = descriptions(sentence.text, sentence.tokens, start, end)
            _note(people.described.setdefault(name, []), found)
    _settle(people)
    return people


def _settle(people: People) -> None:
    """Give people the countries of the bodies that their descriptions name."""
    homes: dict[str, list[tuple[set[str], str]]] = {}
    for name, country in {b.name: b.country for b in people.bodies if b.country}.items():
        parts = name.lower().split()
        homes.setdefault(parts[-1], []).append((set(parts), country))
    for told in people.told.values() if homes else ():
        if not told.countries:
            told.countries.update(
                country
                for word in told.words
                for parts, country in homes.get(word, ())[:_NAMESAKES]
                if parts <= told.words
            )


def _bearer(people: People, tokens: Sequence[Token], start: int, end: int) -> str | None:
    """Who bears a surname that several share: as the title tells, else who was mentioned last."""
    bearers = people.names.shared.get(words(tokens[start:end]))
    if bearers is None:
        return None
    near = (mention.name for mention in reversed(people.mentions[-_NEAR:]))
    names = [name for name in dict.fromkeys(near) if name in bearers]
    title = tokens[start - 1].text if start > 0 else ""
    tables = lexicon().people
    pronoun, role = tables.gender.get(title), tables.short.get(title)

    def fits(name: str) -> tuple[bool, bool]:
        told = people.names.pronouns.get(name)
        return pronoun in (None, told), role is None or role in people.told[name].roles

    return max(names, key=fits, default=None)


def _subject(sentence: Sentence, number: int, names: Names) -> Iterator[Subject]:
    found = nouns.first(sentence.tokens, names)
    if found is None or names.ending(sentence.tokens, found.end) is not None:
        return
    phrase = tuple(sentence.tokens[found.start : found.end])
    if phrase[0].low not in lexicon().grammar.pronouns:
        yield Subject((sentence.paragraph, phrase[0].start), phrase, number)


def _bodies(sentence: Sentence, start: int, end: int) -> Iterator[Body]:
    """The body that a run names if one of its words says what it is, or the noun before it.

    "Polar Institute", "Union of Bakers", "the Japanese firm Tatamu".
    """
    organisations = lexicon().people.organisations
    tokens = sentence.tokens
    place = (sentence.paragraph, tokens[start].start)
    stop = _over_of(tokens, end)
    run = [without_possessive(token.text) for token in tokens[start:stop]]
    for word in run if len(run) > 1 else ():
        if word.lower() in organisations:
            yield Body(place, " ".join(run), word.lower())
    before = tokens[start - 1].low if start > 0 else ""
    if before in organisations and not tokens[start - 1].is_capital:
        country = lexicon().countries.get(tokens[start - 2].text) if start > 1 else None
        yield Body(place, " ".join(run), before, country)


def _over_of(tokens: Sequence[Token], end: int) -> int:
    """Where a name ends that goes on with "of" or "for" and capitals."""
    i = end
    if i < len(tokens) and tokens[i].low in ("of", "for") and not tokens[i - 1].is_possessive:
        i += 1
        while i < len(tokens) and tokens[i].is_capital:
            i += 1
    return i if i > end + 1 else end


def _note(known: list[Description], found: Sequence[Description]) -> None:
    """Add descriptions that say something new."""
    for new in found:
        if len(known) < _DESCRIPTIONS and not any(_repeats(new, old) for old in known):
            known.append(new)


def _repeats(new: Description, old: Description) -> bool:
    return all(
        told is None or told.lower() in (before or "").lower()
        for told, before in zip(new, old, strict=True)
    )
