"""Which nouns can speak: people, groups, organisations, and what they write."""

from __future__ import annotations

from collections.abc import Sequence

from searchkit.speakers.lexicon import lexicon, word_set
from searchkit.speakers.tokens import Token


def can_speak(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether a noun phrase can be who speaks: its head is a pronoun, a name, a person, a group."""
    tables = lexicon()
    head = tokens[head_of(tokens, start, end)]
    if head.low in tables.grammar.pronouns:
        return head.low not in _NO_SPEAKER
    if any(token.low in _SHARES for token in tokens[start:end]):
        return True
    if not head.is_word or head.text[0].isdigit() or head.low in tables.grammar.times:
        return False
    if head.is_possessive or is_adverb(head.low) or head.low in tables.grammar.prepositions:
        return False
    if head.is_capital or speaks(head.low):
        return head.low not in tables.closed or head.low in _QUANTITIES
    if tokens[start].low in tables.grammar.determiners:
        return end - start > 1
    return is_plural(head.low) and start > 0 and tokens[start - 1].low == ","


_NO_SPEAKER = frozenset(("you", "who", "it's"))
_SHARES = frozenset(("percent", "%"))
_QUANTITIES = word_set("some many most few several both others two three one another")


def head_of(tokens: Sequence[Token], start: int, end: int) -> int:
    """The place of the head: the last word before the first preposition or comma."""
    prepositions = lexicon().grammar.prepositions
    for i in range(start + 1, end):
        if tokens[i].low in prepositions or not tokens[i].is_word:
            return i - 1
    return end - 1


def speaks(low: str) -> bool:
    """Whether a common noun names a person, a group, an organisation or something written."""
    people = lexicon().people
    if low in people.groups or low in people.organisations or low in people.documents:
        return True
    return is_role_word(low) or is_role_word(singular(low))


def singular(low: str) -> str:
    """Return a noun in the singular, by its ending."""
    if low.endswith("men"):
        return f"{low[:-3]}man"
    if low.endswith("ies"):
        return f"{low[:-3]}y"
    return low.removesuffix("s")


def is_role(token: Token) -> bool:
    """Whether a word is the head of a role: by the table, as part of a compound, by its ending."""
    return is_role_word(token.low)


def is_role_word(low: str) -> bool:
    """Whether a word in small letters is the head of a role, in the singular."""
    roles = lexicon().people.roles
    return low in roles or low.rpartition("-")[2] in roles or low.endswith(_ROLE_ENDINGS)


_ROLE_ENDINGS = ("ologist", "ographer", "atrician", "onomer", "keeper", "holder", "maker")


def is_adverb(low: str) -> bool:
    return low.endswith("ly") and len(low) > 4 and low not in _NO_ADVERB


_NO_ADVERB = word_set("family assembly italy july ally reply supply daily weekly monthly")


def is_plural(low: str) -> bool:
    """Whether a noun stands for several, by the table of groups and by its ending."""
    return low in lexicon().people.groups or (low.endswith("s") and not low.endswith(("ss", "'s")))
