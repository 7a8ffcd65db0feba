"""Which words beside a verb name its subject: a name, a pronoun, a noun phrase."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from searchkit.speakers.heads import can_speak, head_of, is_adverb, speaks
from searchkit.speakers.lexicon import lexicon, word_set
from searchkit.speakers.names import Names
from searchkit.speakers.phrases import LONGEST, end_of, has_role, is_nominal, start_of
from searchkit.speakers.tokens import Token

REACH = 45
"""Tokens that an apposition between name and verb may have."""

_DASHES = ("–", "—", "-")


class Phrase(NamedTuple):
    """A source in places of tokens.

    ``start`` to ``end`` name it; with its titles and appositions it fills ``left`` to ``right``.
    """

    start: int
    end: int
    left: int
    right: int


def before(tokens: Sequence[Token], i: int, names: Names, floor: int = 0) -> Phrase | None:
    """Return the subject that ends before token ``i``: a name, a pronoun, a noun phrase.

    Appositions and relative clauses between the name and ``i`` are stepped over.
    """
    last = _skip_left(tokens, i - 1, floor)
    if last < floor:
        return None
    if tokens[last].low in (",", *_DASHES):
        return _over_apposition(tokens, last, names, floor)
    if tokens[last].low in lexicon().grammar.relatives:
        return _antecedent(tokens, last, names, floor)
    start = start_of(tokens, last, floor)
    if start is None or _is_governed(tokens, start, last, names, floor):
        return _over_relative(tokens, last, names, floor)
    return (
        _apposition(tokens, start, last + 1, names, floor)
        or _checked(tokens, start, last + 1, names)
        or _over_relative(tokens, last, names, floor)
    )


def after(tokens: Sequence[Token], i: int, names: Names) -> Phrase | None:
    """Return the subject that starts at token ``i``, as in "..., said Ana Ruiz, who heads it"."""
    end = end_of(tokens, i)
    if end == i:
        return None
    named = _name_behind_comma(tokens, end, names)
    if named is not None:
        return Phrase(*named, i, named[1])
    found = _checked(tokens, i, end, names)
    return None if found is None else found._replace(left=i)


def first(tokens: Sequence[Token], names: Names) -> Phrase | None:
    """Return the subject of a sentence: the first noun phrase of its main clause.

    Datelines, phrases with a preposition, participles and subordinate clauses are stepped over.
    """
    i = _behind_dateline(tokens)
    while i < min(len(tokens), 40):
        if _opens_adjunct(tokens, i):
            i = _next_comma(tokens, i) + 1
            continue
        end = end_of(tokens, i)
        name = names.starting(tokens, i)
        if name is not None and not _goes_on_nominal(tokens, name):
            return Phrase(i, name, i, name)
        if end > i:
            found = _checked(tokens, i, end, names)
            if found is not None:
                return found
        i = max(end, i + 1)
    return None


def _behind_dateline(tokens: Sequence[Token]) -> int:
    """Where a sentence starts behind "BERLIN, May 4 -": a place in capitals and a dash."""
    if not tokens[:1] or not (tokens[0].text.isupper() and len(tokens[0].text) > 3):
        return 0
    dash = next((i for i, token in enumerate(tokens[:12]) if token.low in _DASHES), -1)
    return dash + 1


def _opens_adjunct(tokens: Sequence[Token], i: int) -> bool:
    """Whether what starts here ends at a comma: "In May, ...", "Hours later, ...", "While ..."."""
    low = tokens[i].low
    following = tokens[i + 1].low if i + 1 < len(tokens) else ""
    return (
        low in lexicon().grammar.prepositions
        or low.endswith("ing")
        or (i == 0 and low in _SUBORDINATE)
        or following in ("later", "ago", "earlier")
    )


_SUBORDINATE = word_set("while although though when if because whereas once unless whenever")


def governed(tokens: Sequence[Token], i: int, names: Names) -> Phrase | None:
    """Return the phrase that a preposition before ``i`` governs: "according to ..."."""
    grammar = lexicon().grammar
    end, stop = i, min(len(tokens), i + LONGEST)
    while end < stop and (is_nominal(tokens[end]) or tokens[end].low in grammar.prepositions):
        end += 1
    while end > i and tokens[end - 1].low in grammar.prepositions:
        end -= 1
    behind = _name_behind_comma(tokens, end, names) if has_role(tokens, i, end) else None
    if behind is not None:
        return Phrase(*behind, i, behind[1])
    named = names.ending(tokens, end)
    start = named[0] if named is not None and named[0] >= i else i
    return Phrase(start, end, i, end) if end > i else None


def _goes_on_nominal(tokens: Sequence[Token], i: int) -> bool:
    """Whether a name is only the first word of a phrase: "Ruiz's aides", "the Ruiz campaign"."""
    if tokens[i - 1].is_possessive:
        return True
    return i < len(tokens) and (tokens[i].is_capital or speaks(tokens[i].low))


# Leftward from a verb


def _skip_left(tokens: Sequence[Token], i: int, floor: int) -> int:
    """Step over auxiliaries, adverbs and times: "has also", "did not", "on Friday" stay behind."""
    grammar = lexicon().grammar
    while i >= floor and tokens[i].is_word:
        low = tokens[i].low
        if low in grammar.days:
            i -= 2 if i - 1 >= floor and tokens[i - 1].low in _BEFORE_DAYS else 1
            continue
        if (
            not (low in grammar.auxiliaries or low in grammar.adverbs or is_adverb(low))
            or tokens[i].is_capital
        ):
            break
        i -= 1
    return i


_BEFORE_DAYS = frozenset(("on", "last", "early", "late"))


def _is_governed(tokens: Sequence[Token], start: int, last: int, names: Names, floor: int) -> bool:
    """Whether a preposition stands before the phrase: "in a later interview" is no subject."""
    if start <= floor or tokens[start - 1].low not in lexicon().grammar.prepositions:
        return False
    if tokens[start].text[0].isdigit():  # "about 40 percent of voters"
        return False
    return tokens[start - 1].low not in _SUBORDINATING and names.ending(tokens, last + 1) is None


_SUBORDINATING = word_set("after before since until as")


def _over_apposition(
    tokens: Sequence[Token], comma: int, names: Names, floor: int
) -> Phrase | None:
    """The subject before ", chairman of X," that ends at ``comma``; a name is preferred."""
    floor = max(floor, comma - REACH)
    mark = tokens[comma].low
    inner = names.ending(tokens, comma)
    if inner is not None and inner[0] > floor and tokens[inner[0] - 1].low == mark:
        return Phrase(inner[0], comma, _left_of_title(tokens, inner[0], floor), comma + 1)
    nearest: Phrase | None = None
    for k in range(comma - 1, floor, -1):
        if tokens[k].quotation is not None:
            break
        if tokens[k].low != mark or not _describes(tokens, k + 1, comma):
            continue
        named = names.ending(tokens, k)
        if named is not None and named[0] >= floor:
            return Phrase(named[0], k, _left_of_title(tokens, named[0], floor), comma + 1)
        if nearest is None:
            nearest = _nominal_before(tokens, k, names, floor)
    return nearest


def _over_relative(tokens: Sequence[Token], last: int, names: Names, floor: int) -> Phrase | None:
    """The subject before a clause without commas: "delegates who saw the room said"."""
    for i in range(last, max(floor, last - LONGEST), -1):
        if not tokens[i].is_word:
            return None
        if tokens[i].low == "who":
            found = _nominal_before(tokens, i, names, floor)
            return None if found is None else found._replace(right=last + 1)
    return None


def _nominal_before(tokens: Sequence[Token], end: int, names: Names, floor: int) -> Phrase | None:
    start = start_of(tokens, end - 1, floor) if end > floor else None
    return None if start is None else _checked(tokens, start, end, names)


def _left_of_title(tokens: Sequence[Token], start: int, floor: int) -> int:
    """Where the whole phrase starts that ends in a name: "the ministry's director, Ana Ruiz"."""
    end = start - 1 if start - 1 > floor and tokens[start - 1].low == "," else start
    left = start_of(tokens, end - 1, floor) if end - 1 >= floor else None
    if left is None or (end != start and not has_role(tokens, left, end)):
        return start
    return left


def _describes(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether words between commas can describe whoever stands before them."""
    tables = lexicon()
    if start >= end:
        return False
    token = tokens[start]
    return (
        token.low in tables.grammar.determiners
        or token.low in tables.grammar.relatives
        or token.low in tables.grammar.prepositions
        or token.text[0].isdigit()
        or token.low.endswith(("ing", "ed"))
        or token.low in _SUFFIXED
        or has_role(tokens, start, min(end, start + 8))
        or token.is_capital
    )


_SUFFIXED = word_set("jr. sr. jr sr currently formerly then now r d")


def _antecedent(tokens: Sequence[Token], i: int, names: Names, floor: int) -> Phrase | None:
    """The phrase that "who" or "which" at ``i`` refers to."""
    end = i
    while end - 1 >= floor and tokens[end - 1].low in _BEFORE_RELATIVE:
        end -= 1
    found = _nominal_before(tokens, end, names, floor)
    if found is None or tokens[i].low not in ("who", "which", "that"):
        return None
    return found._replace(right=i + 1)


_BEFORE_RELATIVE = frozenset((",", "of", "all", "both", "some", "many"))


def _apposition(
    tokens: Sequence[Token], start: int, end: int, names: Names, floor: int
) -> Phrase | None:
    """ "Ana Ruiz, economist at the bank said": the comma behind the apposition is left out."""
    if start - 2 < floor or tokens[start - 1].low != ",":
        return None
    named = names.ending(tokens, start - 1)
    if named is None or named[0] < floor or not has_role(tokens, start, min(end, start + 5)):
        return None
    return Phrase(named[0], start - 1, named[0], end)


# Rightward


def _name_behind_comma(tokens: Sequence[Token], end: int, names: Names) -> tuple[int, int] | None:
    """The name in "the ministry's director, Ana Ruiz"."""
    if end + 1 >= len(tokens) or tokens[end].low != "," or names.ending(tokens, end):
        return None
    finish = names.starting(tokens, end + 1)
    return None if finish is None else (end + 1, finish)


def _next_comma(tokens: Sequence[Token], i: int) -> int:
    while i < len(tokens) and tokens[i].low != ",":
        i += 1
    return i


def _checked(tokens: Sequence[Token], start: int, end: int, names: Names) -> Phrase | None:
    """The phrase with its name alone where it has one; None where it cannot speak."""
    if tokens[start].low in lexicon().grammar.prepositions:
        return None
    named = names.ending(tokens, end)
    if named is not None and named[0] >= start and not tokens[end - 1].is_possessive:
        inside = named[0] > start and tokens[named[0] - 1].low in lexicon().grammar.prepositions
        return Phrase(start if inside else named[0], end, start, end)
    head = head_of(tokens, start, end) + 1
    named = names.ending(tokens, head) if head < end else None
    if named is not None and named[0] >= start and not tokens[head - 1].is_possessive:
        return Phrase(named[0], head, start, end)  # "Governor Ana Ruiz of Iowa"
    return Phrase(start, end, start, end) if can_speak(tokens, start, end) else None
