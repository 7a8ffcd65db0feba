"""How well "the Kenyan official" or "his wife" fits a person, by what the article tells."""

from __future__ import annotations

from collections.abc import Sequence

from searchkit.speakers.heads import is_plural, is_role, speaks
from searchkit.speakers.lexicon import lexicon
from searchkit.speakers.roles import country_in
from searchkit.speakers.tokens import Token, without_possessive
from searchkit.speakers.told import Told

INDEFINITE = frozenset(("a", "an", "one", "some", "another", "any", "every", "each", "no"))
"""Words that a phrase for somebody new begins with."""

_NATIONAL, _COUNTRY = 2.0, 2.0
_LESSER = 0.75
_BELOW = frozenset(("vice", "deputy", "former", "vice-president"))
"""Words that make a role another one: "the president" is no vice president."""


def means_person(tokens: Sequence[Token], head: Token) -> bool:
    """Whether a noun phrase may stand for a person of the article: a role, "the Bolivian"."""
    if (is_role(head) and not head.is_capital) or is_national(tokens):
        return True
    definite = tokens[0].low == "the" and len(tokens) > 1
    return definite and not (head.is_capital or speaks(head.low) or is_plural(head.low))


def fitness(tokens: Sequence[Token], head: Token, told: Told) -> float:
    """How well what is told of a person matches a phrase; 0 is not at all."""
    country = country_in(tokens)
    if country is not None and told.countries and country not in told.countries:
        return 0.0
    if country in told.countries and is_national(tokens):
        return _NATIONAL
    bonus = _COUNTRY if country in told.countries else 0.0
    others = {without_possessive(token.low) for token in tokens if token is not head}
    base = _likeness(head, others, told) or (bonus > 0 and not told.roles)
    if not base:
        return 0.0
    lesser = _LESSER if told.words & _BELOW - others else 0.0
    return base + len(others & told.words - lexicon().closed) + bonus - lesser


def _likeness(head: Token, others: set[str], told: Told) -> float:
    """How near the head of a phrase comes to what is told: itself, its kind, or a word beside."""
    if head.low in told.words:
        return 1.5
    wanted = lexicon().people.hypernyms.get(head.low, frozenset())
    if wanted & told.words:
        return 1.0
    return 0.5 if others & told.roles else 0.0


def is_national(tokens: Sequence[Token]) -> bool:
    """Whether the phrase is "the Bolivian"; a plural stands for the nation."""
    words = without_article(tokens)
    return len(words) == 1 < len(tokens) and words[0].text in lexicon().countries


def without_article(tokens: Sequence[Token]) -> Sequence[Token]:
    """Return a phrase without the determiner that it begins with."""
    determiners = lexicon().grammar.determiners
    return tokens[1 if len(tokens) > 1 and tokens[0].low in determiners else 0 :]
