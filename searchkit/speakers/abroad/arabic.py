"""Who may speak in Arabic: the words behind a verb, behind the role that they begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from searchkit.speakers.abroad.sources import Source, known
from searchkit.speakers.languages import Language
from searchkit.speakers.people import People

_WORD = re.compile(r"[\u0620-\u0652\u0670-\u06d3]+")
_MARKS = re.compile(r"[\u064b-\u0652]")
LONGEST_NAME = 4
LONGEST_PHRASE = 14
_PARTICLES = ("و", "ف", "ل", "ب")


class Word(NamedTuple):
    """A word with its place; ``bare`` is it without its article and short vowels."""

    start: int
    end: int
    text: str
    bare: str

    @property
    def is_definite(self) -> bool:
        return self.text.startswith(("ال", "لل"))


class Phrase(NamedTuple):
    """Words up to a mark of punctuation or a word that binds a clause, taken apart.

    ``name`` are the words of the name, if any; ``role`` those of the role before it.
    """

    words: Sequence[Word]
    role: Sequence[Word]
    name: Sequence[Word]


def words_in(text: str, start: int, end: int) -> list[Word]:
    """Return the words between two places of a text."""
    found = _WORD.finditer(text, start, end)
    return [Word(*match.span(), match[0], without_article(match[0])) for match in found]


def without_article(word: str) -> str:
    """Return a word without its article and its short vowels."""
    word = _MARKS.sub("", word)
    if word.startswith("لل"):
        return word[2:]
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def inverted(text: str, start: int, end: int, spoken: Language, people: People) -> Source | None:
    """The source right behind a verb: a name, a role with its name, a body."""
    phrase = phrase_at(text, words_in(text, start, end), 0, spoken, people)
    if phrase.words and phrase.words[0].start - start > 2:
        return None
    return _source(text, phrase, end, spoken, people)


def subject(text: str, start: int, end: int, spoken: Language, people: People) -> Source | None:
    """The first source in a sentence before a verb: a known name, or a role with its name."""
    words = words_in(text, start, end)
    for i, word in enumerate(words):
        is_role = spoken.is_role(unprefixed(word.bare, spoken))
        form = _known_at(words, i, people)
        if form is not None:
            return Source(word.start, words[i + form[0] - 1].end, "person", form[1])
        if is_role:
            phrase = phrase_at(text, words, i, spoken, people)
            if phrase.name:
                return _source(text, phrase, end, spoken, people)
    return None


def _known_at(words: Sequence[Word], i: int, people: People) -> tuple[int, str] | None:
    """How many words of a known name stand at ``i``, the longest, and the name in full."""
    for size in range(min(LONGEST_NAME, len(words) - i), 0, -1):
        name = known(people, " ".join(word.text for word in words[i : i + size]))
        if name is not None:
            return size, name
    return None


def unprefixed(bare: str, spoken: Language) -> str:
    """Return a word without the "and" or "for" written on to it, where that makes a role of it."""
    if bare not in spoken.roles and bare[:1] in _PARTICLES:
        return without_article(bare[1:])
    return bare


# Phrases


def phrase_at(
    text: str, words: Sequence[Word], start: int, spoken: Language, people: People
) -> Phrase:
    """Return the words from ``start``, up to punctuation or a word that binds, taken apart."""
    run: list[Word] = []
    for word in words[start : start + LONGEST_PHRASE]:
        if run and text[run[-1].end : word.start].strip():
            break
        if word.text in spoken.closed or spoken.verb.fullmatch(word.text) or "\u064b" in word.text:
            break
        run.append(word)
    end = _role_end(run, spoken)
    named = _known_in(run, end, people) or _name(run, end, spoken)
    return Phrase(run, run[: run.index(named[0])] if named and end else run[:end], named)


def _role_end(run: Sequence[Word], spoken: Language) -> int:
    """Where the words of a role end, adjectives included; 0 where the phrase opens with none."""
    if not run or not spoken.is_role(unprefixed(run[0].bare, spoken)):
        return 0
    end = 1
    while end < len(run) and (run[end].bare in spoken.adjectives or spoken.is_role(run[end].bare)):
        end += 1
    return end


def _known_in(run: Sequence[Word], start: int, people: People) -> Sequence[Word]:
    for i in range(start, len(run)):
        form = _known_at(run, i, people)
        if form is not None:
            return run[i : i + form[0]]
    return ()


def _name(run: Sequence[Word], role: int, spoken: Language) -> Sequence[Word]:
    """The name behind a role, or the phrase itself where it opens with neither role nor body.

    The words that a role governs end with a definite noun; what follows it is the name: "رئيس
    اتحاد الإذاعات | لؤي مراد".
    """
    rest = run[role:]
    if not rest:
        return ()
    other = next((i for i, word in enumerate(rest) if i and spoken.is_role(word.bare)), None)
    rest = rest[:other]
    given = next((i for i, word in enumerate(rest) if word.text in spoken.given), None)
    if given is not None and role:
        return rest[given:][:LONGEST_NAME]
    if not role:
        return _plain_name(rest, spoken)
    blocks = list(_blocks(rest, spoken))
    is_free = rest[0].is_definite or run[0].is_definite or len(blocks) > 1
    return blocks[-1][:LONGEST_NAME] if blocks and is_free else ()


def _plain_name(words: Sequence[Word], spoken: Language) -> Sequence[Word]:
    """The name that a phrase without a known role is, or that stands behind an unknown one."""
    if words[0].bare in spoken.bodies or words[0].text in spoken.indefinite:
        return ()
    role = next((i for i, word in enumerate(words) if i and spoken.is_role(word.bare)), None)
    blocks = list(_blocks(words[:role], spoken))
    behind = blocks[-1] if len(blocks) > 1 and len(blocks[-1]) > 1 else words[:role]
    return behind[:LONGEST_NAME]


def _blocks(words: Sequence[Word], spoken: Language) -> Iterator[Sequence[Word]]:
    """Cut words behind each definite noun that another kind of word follows."""
    start = next((i for i, word in enumerate(words) if not word.is_definite), len(words))
    for i in range(start + 1, len(words)):
        joined = words[i - 1].text in spoken.joints
        if words[i - 1].is_definite and not words[i].is_definite and not joined:
            if words[i].text in spoken.joints:
                continue
            yield words[start:i]
            start = i
    if start < len(words):
        yield words[start:]


def _source(text: str, phrase: Phrase, end: int, spoken: Language, people: People) -> Source | None:
    words, _, name = phrase
    if not words:
        return None
    if name:
        return _person(name, people)
    if words[0].bare in spoken.bodies:
        return Source(words[0].start, words[-1].end, "body", printed(text, words))
    behind = _behind_comma(text, words[-1].end, end, spoken, people)
    if behind is not None:
        return behind
    form = words[0].text in spoken.pronouns
    if form:
        return Source(words[0].start, words[0].end, "pronoun")
    is_definite = words[0].is_definite or any(word.is_definite for word in words[1:2])
    return Source(words[0].start, words[-1].end, "role" if is_definite else "nobody")


def _behind_comma(
    text: str, start: int, end: int, spoken: Language, people: People
) -> Source | None:
    """The name that a comma parts from its role."""
    if text[start : start + 1] not in ("،", ","):
        return None
    phrase = phrase_at(text, words_in(text, start + 1, end), 0, spoken, people)
    return _person(phrase.name, people) if phrase.name and not phrase.role else None


def _person(name: Sequence[Word], people: People) -> Source:
    form = " ".join(word.text for word in name)
    full = known(people, form)
    gender = people.names.pronouns.get(full) if full else None
    return Source(name[0].start, name[-1].end, "person", full or form, gender)


def printed(text: str, words: Sequence[Word]) -> str:
    """Return words as they stand in the text."""
    return text[words[0].start : words[-1].end]
