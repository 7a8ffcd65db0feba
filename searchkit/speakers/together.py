"""Which names share a report with its source: "Ana Ruiz and Tom Lind said"."""

from __future__ import annotations

from collections.abc import Sequence

from searchkit.speakers.names import Names
from searchkit.speakers.nouns import Phrase
from searchkit.speakers.tokens import Token

_AND = frozenset(("and", "&"))


def widened(tokens: Sequence[Token], source: Phrase, names: Names) -> Phrase:
    """Return a source before its verb that reaches left over the names joined to it by "and"."""
    others = joined(tokens, source, names)
    return source._replace(left=others[0].left) if others else source


def joined(tokens: Sequence[Token], source: Phrase, names: Names) -> list[Phrase]:
    """Return the names before or behind a source that "and" joins to it, in order.

    Only a name can be joined: "the minister and Ana Ruiz" gives what the source alone gives.
    """
    if names.ending(tokens, source.end) is None:
        return []
    before = _before(tokens, _and_before(tokens, source), names)
    return before or _behind(tokens, source.right, names)


def _and_before(tokens: Sequence[Token], source: Phrase) -> int:
    """The place of the "and" before a source, looked for from the name and from its titles."""
    for left in (source.start, source.left):
        if left > 0 and tokens[left - 1].low in _AND:
            return left - 1
    i = source.start - 1
    while i > source.left and tokens[i].low not in _AND:
        i -= 1
    return i if i > 0 and tokens[i].low in _AND else -1


def _before(tokens: Sequence[Token], conjunction: int, names: Names) -> list[Phrase]:
    """Names of a list that ends at its "and", "A, B and"."""
    found: list[Phrase] = []
    end = conjunction
    while end > 0 and (named := names.ending(tokens, end)) is not None:
        found.insert(0, Phrase(named[0], end, named[0], end))
        if named[0] < 2 or tokens[named[0] - 1].low != ",":
            break
        end = named[0] - 1
    return found


def _behind(tokens: Sequence[Token], end: int, names: Names) -> list[Phrase]:
    """The name behind "and" behind a source: "said Ana Ruiz and Tom Lind"."""
    if end >= len(tokens) or tokens[end].low not in _AND:
        return []
    finish = names.starting(tokens, end + 1)
    goes_on = finish is not None and finish < len(tokens) and tokens[finish].is_word
    return [] if finish is None or goes_on else [Phrase(end + 1, finish, end + 1, finish)]
