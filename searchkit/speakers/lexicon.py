"""Which words report, name people and places, and bind a sentence: tables, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Frame:
    """What may follow a reporting verb (see cues.toml), and how sure a report by it is (0 to 1)."""

    name: str
    opens: Words
    fronted: bool
    certainty: float
    strict: bool = False
    sweeping: bool = False
    quoting: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """One form of a reporting verb.

    ``form`` is base, third, past, participle or ing; ``particle`` the word that must follow;
    ``noun`` tells that the form is a noun as well.
    """

    lemma: str
    form: str
    frame: Frame
    particle: str | None = None
    noun: bool = False


@dataclass(frozen=True, slots=True)
class Grammar:
    """The closed classes of words."""

    pronouns: Words
    determiners: Words
    prepositions: Words
    conjunctions: Words
    relatives: Words
    auxiliaries: Words
    negations: Words
    adverbs: Words
    times: Words
    days: Words
    verbs: Words
    occasions: Words


@dataclass(frozen=True, slots=True)
class People:
    """The words that stand for who speaks.

    ``gender`` gives "he" or "she" for names and nouns, ``short`` the role behind a title.
    """

    roles: Words
    groups: Words
    organisations: Words
    documents: Words
    titles: Words
    hypernyms: Mapping[str, Words]
    bodies: Mapping[str, Words]
    relative: Mapping[str, str]
    short: Mapping[str, str]
    kin: Words
    given: Words
    gender: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every table of this room.

    ``closed`` are the words that no name begins with, ``breaks`` those that end a noun phrase.
    """

    cues: Mapping[str, tuple[Cue, ...]]
    claims: Words
    sources: tuple[tuple[str, ...], ...]
    grammar: Grammar
    people: People
    countries: Mapping[str, str]
    places: Words
    closed: Words
    breaks: Words


@cache
def lexicon() -> Lexicon:
    """Return the tables; the files are read on the first call."""
    cues, places = table("cues"), table("places")
    grammar = Grammar(**{key: word_set(value) for key, value in table("grammar").items()})
    bound = grammar.pronouns.union(
        grammar.conjunctions, grammar.relatives, grammar.auxiliaries, grammar.negations
    )
    verbs = _cues(cues)
    return Lexicon(
        cues=verbs,
        claims=word_set(cues["claims"]["words"]),
        sources=tuple(tuple(phrase.split()) for phrase in cues["phrases"]["before"]),
        grammar=grammar,
        people=_people(table("people"), table("names")),
        countries=dict(_countries(places["countries"])),
        places=word_set(places["other"]["words"]),
        closed=bound.union(
            grammar.determiners, grammar.prepositions, grammar.adverbs, grammar.times
        ),
        breaks=bound.union(
            grammar.verbs,
            (
                word
                for word, forms in verbs.items()
                if forms[0].form == "past" and not forms[0].noun
            ),
        ),
    )


@cache
def table(name: str) -> dict[str, Any]:
    """Read a TOML file that lies beside this module."""
    text = Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def word_set(text: str) -> Words:
    """Return the words of a text as a set."""
    return frozenset(text.split())


def _countries(rows: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    for country, others in rows.items():
        yield country, country
        for other in others:
            yield other, country


def _people(people: Mapping[str, Any], names: Mapping[str, str]) -> People:
    titles = people["titles"]
    gender = {
        word: pronoun
        for rows in (names, titles, people["gendered"])
        for pronoun in ("he", "she")
        for word in rows[pronoun].split()
    }
    return People(
        roles=word_set(people["roles"] + people["kin"]),
        groups=word_set(people["groups"]),
        organisations=word_set(people["organisations"]),
        documents=word_set(people["documents"]),
        titles=word_set(" ".join(titles.values())),
        hypernyms={noun: word_set(words) for noun, words in people["hypernyms"].items()},
        bodies={noun: word_set(words) for noun, words in people["bodies"].items()},
        relative=people["relative"],
        short=people["short"],
        kin=word_set(people["kin"]),
        given=word_set(" ".join(names.values())),
        gender=gender,
    )


def _cues(rows: Mapping[str, Any]) -> dict[str, tuple[Cue, ...]]:
    nouns = word_set(rows["nouns"]["forms"])
    found: dict[str, list[Cue]] = {}
    for name, row in rows["frames"].items():
        settings = {key: value for key, value in row.items() if key not in ("opens", "verbs")}
        frame = Frame(name=name, opens=frozenset(row["opens"]), **settings)
        for entry in row["verbs"].split():
            lemma, _, particle = entry.partition("|")
            for word, form in _forms(lemma, rows["irregular"]).items():
                cue = Cue(lemma, form, frame, particle or None, word in nouns)
                found.setdefault(word, []).append(cue)
    # The cue with a particle is tried first, and "call" before the frame that takes anything.
    return {
        word: tuple(sorted(cues, key=lambda cue: cue.particle is None))
        for word, cues in found.items()
    }


def _forms(lemma: str, irregular: Mapping[str, str]) -> dict[str, str]:
    """The five forms of a verb; a word that is several of them counts as the later one here."""
    third, past, participle, ing = (irregular.get(lemma) or _regular(lemma)).split()
    return {participle: "participle", lemma: "base", past: "past", third: "third", ing: "ing"}


def _regular(lemma: str) -> str:
    """Third person, past, participle and -ing form, by the rules of spelling."""
    stem = lemma.removesuffix("e")
    if lemma.endswith("y") and lemma[-2] not in "aeou":
        return f"{lemma[:-1]}ies {lemma[:-1]}ied {lemma[:-1]}ied {lemma}ing"
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else "s")
    ing = f"{lemma}ing" if lemma.endswith("ee") else f"{stem}ing"
    return f"{third} {stem}ed {stem}ed {ing}"
