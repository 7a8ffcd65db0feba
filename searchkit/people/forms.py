"""What a printed name says of a person: its words as compared, its title, if it is a person's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from searchkit.analysis import fold, is_unbroken
from searchkit.speakers.lexicon import Words, lexicon, table, word_set

Gender = Literal["he", "she"]

_HYPHEN = re.compile(r"[\-\u2010-\u2015]")
_DOT = re.compile(r"[·・.]")
_NO_NAME = re.compile(r"[\d&/@()\[\]\"“”„«»:;!?+*%$]")
_LONGEST = 12  # words of a name; what is longer is a sentence that went astray


@dataclass(frozen=True, slots=True)
class Form:
    """A name as printed.

    ``words`` are folded, without the title, and set apart at dots, but not at hyphens: half of a
    double name is another name.  ``generation`` is what tells father and son apart.  ``gender`` is
    told by the title or the given name, as far as they do.  ``is_plain`` says that nothing but the
    name is printed, ``is_person`` that a title or a known given name stands there.
    """

    printed: str
    words: tuple[str, ...]
    generation: str
    gender: Gender | None
    has_title: bool
    is_plain: bool
    is_person: bool


@dataclass(frozen=True, slots=True)
class Spelling:
    """The tables of this room, in small letters; no name begins with one of ``openings``."""

    titles: Words
    particles: Words
    generations: Words
    tails: Words
    honours: Words
    family_first: Words
    openings: Words
    given: Words
    bodies: Words
    roles: Words


@cache
def spelling() -> Spelling:
    """Return the tables; the files are read on the first call."""
    rows, people = table("spelling"), lexicon().people
    given = frozenset(map(fold, people.given)) | word_set(rows["given"])
    family_first = word_set(rows["family_first"])
    titles = frozenset(fold(title).strip(".") for title in people.titles)
    return Spelling(
        titles=(titles | word_set(rows["titles"])) - given,
        particles=word_set(rows["particles"]),
        generations=word_set(rows["generations"]),
        tails=word_set(rows["tails"]),
        honours=word_set(rows["honours"]),
        family_first=family_first,
        openings=lexicon().closed - given - family_first,
        given=given,
        bodies=people.organisations | people.groups,
        roles=people.roles,
    )


def read_name(printed: str) -> Form | None:
    """Return what a name says, or None where it is no name of a person.

    None are collectives and organisations, told by their words or by small letters, and countries
    and other places.
    """
    if _NO_NAME.search(printed) or _is_place(printed):
        return None
    words = printed.split()[: _LONGEST + 1]
    name = _without_tail(words)
    pieces = [piece for word in name for piece in _pieces(word)]
    titled = _title(pieces)
    rest = pieces[titled:]
    folded = tuple(fold(piece).replace("'", "") for piece in rest)
    generation = folded[-1] if len(folded) > 1 and folded[-1] in spelling().generations else ""
    folded = folded[:-1] if generation else folded
    if len(words) > _LONGEST or not _is_personal(name, rest, folded):
        return None
    known = len(folded) > 1 and folded[0] in spelling().given
    return Form(
        printed=printed,
        words=folded,
        generation=generation,
        gender=_gender(pieces[:titled], rest[0] if known else ""),
        has_title=titled > 0,
        is_plain=not titled and len(name) == len(words),
        is_person=titled > 0 or known,
    )


def is_initial(word: str) -> bool:
    """Say whether a word of a name is a single letter that stands for a longer one."""
    return len(word) == 1 and not is_unbroken(word)


def _without_tail(words: Sequence[str]) -> list[str]:
    """Leave out what stands behind it: "Mr Werner, ITU", "Ana Ruiz of the Guild", "Bo Ek MP"."""
    kept: list[str] = []
    for place, word in enumerate(words):
        if len(kept) > 1 and word in spelling().tails:
            break
        kept.append(word.rstrip(","))
        after = words[place + 1 : place + 2]
        if word.endswith(",") and not _is_generation(after):
            break
    while len(kept) > 1 and fold(kept[-1]).replace(".", "") in spelling().honours:
        kept.pop()
    return kept


def _pieces(word: str) -> Iterator[str]:
    """Set a word apart at dots and behind a particle: J.K., al-Khatibi; J.-P. is J alone."""
    for part in _DOT.split(_HYPHEN.sub("-", word)):
        first, hyphen, behind = part.partition("-")
        if hyphen and fold(first) in spelling().particles:
            yield from (first, behind)
        elif first:
            yield part


def _is_generation(words: Sequence[str]) -> bool:
    return bool(words) and fold(words[0]).strip(".") in spelling().generations


def _title(pieces: Sequence[str]) -> int:
    """Return how many words at the start are a title; never all of them."""
    count = 0
    while count < len(pieces) - 1 and fold(pieces[count]) in spelling().titles:
        count += 1
    return count


def _is_personal(name: Sequence[str], pieces: Sequence[str], folded: tuple[str, ...]) -> bool:
    tables = spelling()
    if not tables.bodies.isdisjoint("-".join(folded).split("-")):
        return False
    if tables.particles.issuperset(folded):
        return False
    if folded[0] in tables.openings and not is_initial(folded[0]):
        return False
    if tables.roles.issuperset(folded) or all(word in tables.titles for word in folded):
        return False
    if len(pieces) == 1 and len(pieces[0]) > 1 and pieces[0].isupper():
        return False  # ITU, WHO
    small = [word for word in name if word[:1].islower()]
    return not all(piece.islower() for piece in pieces) and all(map(_is_particle, small))


def _is_particle(word: str) -> bool:
    """Say whether a word in small letters may stand in a name: van, al-Khatibi, d'Aubrac."""
    first = re.split(r"[-'’]", word)[0]
    behind = word[len(first) + 1 :]
    return fold(first) in spelling().particles and (not behind or behind[0].isupper())


def _is_place(printed: str) -> bool:
    return printed in lexicon().countries or printed in lexicon().places


def _gender(titles: Sequence[str], given: str) -> Gender | None:
    told: Iterator[str | None] = map(lexicon().people.gender.get, (*titles, given))
    first = next((pronoun for pronoun in told if pronoun), None)
    return "he" if first == "he" else "she" if first == "she" else None
