"""What words beside a name tell of a person, by which "the Kenyan official" is known again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from searchkit.speakers.heads import is_role_word
from searchkit.speakers.lexicon import lexicon
from searchkit.speakers.phrases import start_of
from searchkit.speakers.roles import country_in
from searchkit.speakers.tokens import Token, without_possessive

_LONGEST = 20
"""Tokens of a description that are looked at."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an article tells of a person: words in small letters, and countries by name.

    ``roles`` are those of the words that are the head of a role.
    """

    words: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)

    def note(self, tokens: Sequence[Token], start: int, end: int) -> None:
        """Add what stands around the name at tokens ``start`` to ``end``."""
        for a, b in _stretches(tokens, start, end):
            self._add(tokens[a:b])
        people = lexicon().people
        self._roles(people.short.get(token.text, "") for token in tokens[max(0, start - 2) : start])
        self._roles(_by_relative(tokens, end))

    def _add(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            low = without_possessive(token.low)
            self.words.update((low, *low.split("-")))
            self._roles((low,))
        country = country_in(tokens)
        if country is not None:
            self.countries.add(country)

    def _roles(self, words: Iterator[str] | Sequence[str]) -> None:
        found = {word for word in words if is_role_word(word)}
        self.roles.update(found)
        self.words.update(found)


def _stretches(tokens: Sequence[Token], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The phrase before a name, and what stands in apposition or as predicate behind it."""
    last = start - 2 if start > 1 and tokens[start - 1].low == "," else start - 1
    if last >= 0 and tokens[last].is_word:
        left = start_of(tokens, last, max(0, last - _LONGEST))
        if left is not None and (_is_definite if last < start - 1 else _is_bare)(
            tokens[left : last + 1]
        ):
            yield left, last + 1
    if end < len(tokens) and not tokens[end - 1].is_possessive:
        yield from _behind(tokens, end)


def _is_definite(tokens: Sequence[Token]) -> bool:
    """Whether a phrase before a comma may describe the name behind it: "its director, Ana Ruiz"."""
    determined = tokens[0].low in lexicon().grammar.determiners
    return determined or any(token.is_possessive for token in tokens)


def _is_bare(tokens: Sequence[Token]) -> bool:
    """Whether a phrase right before a name is one with it: not "minister for the Blue Coast"."""
    return not any(token.low in lexicon().grammar.prepositions for token in tokens)


def _behind(tokens: Sequence[Token], end: int) -> Iterator[tuple[int, int]]:
    low = tokens[end].low
    if low in _APPOSED or low in _BELONGING:
        stop = _stop(tokens, end + 1)
        yield end + 1, stop
        if low in _BELONGING and stop < len(tokens) and tokens[stop].low == ",":
            yield stop + 1, _stop(tokens, stop + 1)
    elif low in ("is", "was") and end + 1 < len(tokens) and tokens[end + 1].low in _ARTICLES:
        yield end + 1, _stop(tokens, end + 1)


_APPOSED = frozenset((",", "(", "–", "—"))
_BELONGING = frozenset(("of", "from", "at", "with"))
_ARTICLES = frozenset(("a", "an", "the"))


def _stop(tokens: Sequence[Token], start: int) -> int:
    """Where a description ends: at punctuation, behind an age, or at a verb."""
    breaks = lexicon().breaks
    end = start + 2 if _is_age(tokens, start) else start
    while end < min(len(tokens), start + _LONGEST):
        token = tokens[end]
        if not token.is_word or (token.low in breaks and token.low != "and"):
            break
        end += 1
    return end


def _is_age(tokens: Sequence[Token], i: int) -> bool:
    return i + 1 < len(tokens) and tokens[i].text.isdigit() and tokens[i + 1].low == ","


def _by_relative(tokens: Sequence[Token], end: int) -> Iterator[str]:
    """The role that a relative clause tells: "Ana Ruiz, who chaired the talks"."""
    verbs = lexicon().people.relative
    if end < len(tokens) and tokens[end].low in _BELONGING:
        end = _stop(tokens, end + 1)
    who = end + 1 if end < len(tokens) and tokens[end].low == "," else end
    if who < len(tokens) and tokens[who].low == "who":
        for token in tokens[who + 1 : who + 4]:
            if token.low in verbs:
                yield verbs[token.low]
