"""The people of an Arabic article: names behind verbs and roles, and what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from searchkit.speakers.abroad.arabic import (
    LONGEST_NAME,
    LONGEST_PHRASE,
    Phrase,
    Word,
    phrase_at,
    printed,
    unprefixed,
    without_article,
    words_in,
)
from searchkit.speakers.abroad.sources import Notes, unquoted
from searchkit.speakers.languages import Language
from searchkit.speakers.people import People
from searchkit.speakers.roles import Description
from searchkit.speakers.tokens import Passage


def people(passages: Sequence[Passage], spoken: Language) -> People:
    """Collect names of two words or more behind verbs and roles, and before roles."""
    notes = Notes()
    texts = [unquoted(passage.text) for passage in passages]
    read = [(text, words_in(text, 0, len(text))) for text in texts]
    alone = {
        phrase.name[0].text
        for text, words in read
        for _, phrase in _behind_verbs(text, words, spoken)
        if len(phrase.name) == 1
    }
    for text, words in read:
        for verb, phrase in _behind_verbs(text, words, spoken):
            _note(notes, text, phrase, verb, spoken, alone)
        for i, word in enumerate(words):
            if spoken.is_role(unprefixed(word.bare, spoken)):
                phrase = phrase_at(text, words, i, spoken, _NOBODY)
                _note(notes, text, phrase, "", spoken, alone)
                _note_before(notes, text, words, i, spoken)
    return notes.people()


_NOBODY = Notes().people()


def _behind_verbs(
    text: str, words: Sequence[Word], spoken: Language
) -> Iterator[tuple[str, Phrase]]:
    for i, word in enumerate(words):
        if spoken.verb.fullmatch(word.text):
            yield word.text, phrase_at(text, words, i + 1, spoken, _NOBODY)


def _note(
    notes: Notes, text: str, phrase: Phrase, verb: str, spoken: Language, alone: set[str]
) -> None:
    """Note the name of a phrase; what follows a word that is a family name elsewhere is cut."""
    name = phrase.name or _named_behind(text, phrase, spoken)
    cut = next((i for i, word in enumerate(name[:-1]) if i and word.text in alone), None)
    name = name if cut is None else name[: cut + 1]
    if len(name) < 2:
        return
    role = phrase.role if phrase.name else phrase.words
    told = [_description(text, role, spoken)] if phrase.role else []
    gender = ("she" if verb.endswith("ت") else "he") if verb else None
    notes.person(" ".join(w.text for w in name), _forms(name, spoken), gender, told)


def _named_behind(text: str, phrase: Phrase, spoken: Language) -> Sequence[Word]:
    """The name behind the comma that ends a role: "رئيسة شبكة البذور، مريم بن صالح"."""
    if not phrase.role or text[phrase.words[-1].end : phrase.words[-1].end + 1] != "،":
        return ()
    start = phrase.words[-1].end + 1
    rest = words_in(text, start, _phrase_end(text, start))
    if len(rest) > LONGEST_NAME or any(word.text in spoken.closed for word in rest):
        return ()
    return () if rest and spoken.is_role(rest[0].bare) else rest


_STOP = re.compile(r"[،:.\ufffc؛]")
_PHRASE = 160
"""Code points of a role or a name between marks."""


def _phrase_end(text: str, start: int) -> int:
    """Where the words up to the next mark end."""
    stop = _STOP.search(text, start, start + _PHRASE)
    return stop.start() if stop else min(len(text), start + _PHRASE)


def _note_before(notes: Notes, text: str, words: Sequence[Word], i: int, spoken: Language) -> None:
    """The name that a role behind a comma describes: "هدى القاسم، أستاذة الجليد في"."""
    if i < 2 or text[words[i - 1].end : words[i].start].strip() != "،":
        return
    start = i - 2
    if words[start].text in spoken.joints and start > 0:
        start -= 1
    name = words[start:i]
    if any(w.text in spoken.closed or spoken.verb.fullmatch(w.text) for w in name):
        return
    end = _phrase_end(text, words[i].start)
    told = _description(text, words_in(text, words[i].start, end)[:LONGEST_PHRASE], spoken)
    notes.person(" ".join(w.text for w in name), _forms(name, spoken), None, [told])


def _forms(name: Sequence[Word], spoken: Language) -> Iterator[str]:
    """The family name, with the particle that it is written with."""
    start = len(name) - 1
    if name[start - 1].text in spoken.joints and start > 1:
        start -= 1
    yield " ".join(word.text for word in name[start:])
    if len(name) - start == 1:
        return
    yield name[-1].text


def _description(text: str, role: Sequence[Word], spoken: Language) -> Description:
    """A role and the body that it governs or that stands behind "in" or "of"."""
    for i in range(1, len(role)):
        leads = role[i - 1].text in spoken.of
        body = _body(role[i], spoken)
        if body is not None:
            name = body + text[role[i].end : role[-1].end]
            return Description(printed(text, role[: i - 1 if leads else i]), name, None)
        if leads:
            return Description(printed(text, role[: i - 1]), None, None)
    return Description(printed(text, role), None, None)


def _body(word: Word, spoken: Language) -> str | None:
    """A common noun for a body as printed, without the "of" written on to it."""
    if word.bare in spoken.bodies:
        return word.text if word.text[0] != "ل" else word.bare
    noun = word.text[1:] if word.text[0] == "ل" else ""
    return noun if without_article(noun) in spoken.bodies else None
