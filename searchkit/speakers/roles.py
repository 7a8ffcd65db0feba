"""What an article says a person is: role, affiliation and country, before or after the name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from searchkit.speakers.heads import is_role
from searchkit.speakers.lexicon import lexicon, word_set
from searchkit.speakers.tokens import Token, without_possessive

_LONGEST = 30
# Roles whose first "of" or "for" names a field of work: "minister for Energy of Chile".
_WITH_FIELD = word_set(
    """minister secretary chief head director professor commissioner lecturer deputy adviser
    advisor vice-president ambassador envoy manager officer undersecretary coordinator spokesman
    spokeswoman spokesperson president engineer"""
)
_STRONG = ("at", "from", "with")
_JOINING = ("of", "for", "to", "in")


class Description(NamedTuple):
    """One role of a person as printed, without its article; each part may be missing."""

    role: str | None
    affiliation: str | None
    country: str | None


def descriptions(text: str, tokens: Sequence[Token], start: int, end: int) -> list[Description]:
    """Return what stands beside the name at tokens ``start`` to ``end``, in printed order."""
    found = [*_before(text, tokens, start), *_behind(text, tokens, end)]
    return [d for d in found if d.role or d.affiliation or d.country]


# Behind the name: ", chairman of the Board and co-founder of Acme,"


def _behind(text: str, tokens: Sequence[Token], end: int) -> Iterator[Description]:
    if end >= len(tokens) or tokens[end - 1].is_possessive:
        return
    low = tokens[end].low
    if low in (",", "(", "–", "—"):
        yield from _apposition(text, tokens, _behind_age(tokens, end + 1))
    elif low in ("of", "from", "at", "with") and end + 1 < len(tokens):
        stop = _phrase_end(tokens, end + 1)
        if any(token.is_capital for token in tokens[end + 1 : end + 3]):
            yield _affiliated(text, tokens, None, end + 1, stop)
        if stop < len(tokens) and tokens[stop].low == ",":
            yield from _apposition(text, tokens, stop + 1)
    elif low == "who":
        yield from _relative(text, tokens, end)


def _behind_age(tokens: Sequence[Token], i: int) -> int:
    if i + 1 < len(tokens) and tokens[i].text.isdigit() and tokens[i + 1].low == ",":
        return i + 2
    return i


def _apposition(text: str, tokens: Sequence[Token], start: int) -> Iterator[Description]:
    if start < len(tokens) and tokens[start].low == "who":
        yield from _relative(text, tokens, start)
        return
    end = _phrase_end(tokens, start)
    if any(is_role(token) for token in tokens[start:end]):
        for a, b in _parts(tokens, start, end):
            yield _role(text, tokens, a, b)
    elif _is_organisation(tokens, start, end):
        yield _affiliated(text, tokens, None, start, end)


def _is_organisation(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether a bare apposition is an organisation: "Ana Ruiz, World Bank, said"."""
    organisations = lexicon().people.organisations
    run = tokens[start:end]
    return (
        bool(run)
        and run[0].is_capital
        and (
            any(token.low in organisations for token in run)
            or (len(run) == 1 and run[0].text.isupper())
        )
    )


def _relative(text: str, tokens: Sequence[Token], i: int) -> Iterator[Description]:
    """ "who heads the Institute"."""
    verbs = lexicon().people.relative
    for k in range(i + 1, min(len(tokens), i + 4)):
        role = verbs.get(tokens[k].low)
        if role is not None:
            end = _phrase_end(tokens, k + 1)
            if any(token.is_capital for token in tokens[k + 1 : end]):
                yield _affiliated(text, tokens, role, k + 1, end)
            return


def _phrase_end(tokens: Sequence[Token], start: int) -> int:
    """Where a description ends: at punctuation, a verb, a quotation."""
    tables = lexicon()
    end, stop = start, min(len(tokens), start + _LONGEST)
    while end < stop:
        token = tokens[end]
        if token.low == "and":
            if not _goes_on(tokens, end):
                break
        elif not token.is_word:
            if token.quotation is not None or token.low not in ("&", "-", "'", "/"):
                break
        elif token.low in tables.breaks and not token.is_capital:
            break
        end += 1
    return end


def _goes_on(tokens: Sequence[Token], i: int) -> bool:
    """Whether "and" joins parts of a name or a second role, not a second person or verb."""
    if i + 1 >= len(tokens):
        return False
    following = tokens[i + 1]
    return following.is_capital or _role_starts(tokens, i + 1, len(tokens))


def _role_starts(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether a role stands at ``start``, some words before its head left free."""
    prepositions = lexicon().grammar.prepositions
    for token in tokens[start : min(end, start + 5)]:
        if is_role(token):
            return True
        if token.low in prepositions or not token.is_word or token.low == "and":
            return False
    return False


def _parts(tokens: Sequence[Token], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split "chairman and founder of Acme" where "and" joins two roles."""
    begin = start
    for i in range(start, end):
        has_role = any(is_role(token) for token in tokens[begin:i])
        if tokens[i].low == "and" and has_role and _role_starts(tokens, i + 1, end):
            yield begin, i
            begin = i + 1
    yield begin, end


# Before the name: "Acme director", "the Kenyan health minister,"


def _before(text: str, tokens: Sequence[Token], start: int) -> Iterator[Description]:
    end = start
    if end >= 2 and tokens[end - 1].low == ",":
        end -= 1
    if end == 0 or not is_role(tokens[end - 1]):
        return
    tables = lexicon()
    begin = end - 1
    while begin > 0 and end - begin < 8 and tokens[begin - 1].is_word:
        low = tokens[begin - 1].low
        if (
            low in tables.breaks
            or low in tables.grammar.prepositions
            or low in tables.grammar.times
        ):
            break
        begin -= 1
        if low in tables.grammar.determiners:
            break
    if (
        end < start
        and tokens[begin].low not in tables.grammar.determiners
        and not any(token.is_possessive for token in tokens[begin:end])
    ):
        return
    yield _role(text, tokens, begin, end)


# One role


def _role(text: str, tokens: Sequence[Token], start: int, end: int) -> Description:
    """Take a role phrase apart: "Acme's director of sales in Peru", "director at Acme"."""
    determiners = lexicon().grammar.determiners
    while start < end and tokens[start].low in determiners:
        start += 1
    head_end = _before_preposition(tokens, start, end)
    if head_end + 1 < end and tokens[head_end + 1].text[0].isdigit():  # "a farmer of 71"
        end = head_end
    split = _affiliation_at(tokens, start, head_end, end)
    begin, before, country = _premodifiers(text, tokens, start, head_end)
    role = _text(text, tokens, begin, split if split is not None else end)
    if split is None:
        return Description(role, before, country or _country(before))
    described = _affiliated(text, tokens, role, split + 1, end)
    return described if described.country else described._replace(country=country)


def _before_preposition(tokens: Sequence[Token], start: int, end: int) -> int:
    prepositions = lexicon().grammar.prepositions
    return next((i for i in range(start + 1, end) if tokens[i].low in prepositions), end)


def _affiliation_at(tokens: Sequence[Token], start: int, first: int, end: int) -> int | None:
    """The place of the preposition before the affiliation, None where there is none."""
    if first == end:
        return None
    for i in range(first, end - 1):
        if tokens[i].low in _STRONG and _names_body(tokens, i + 1, end):
            return i
    has_field = any(tokens[i].low.rpartition("-")[2] in _WITH_FIELD for i in range(start, first))
    if has_field and tokens[first + 1 : first + 2] and tokens[first + 1].low != "the":
        for i in range(end - 2, first, -1):
            if tokens[i].low in ("of", "in") and _names_body(tokens, i + 1, end):
                return i
    if tokens[first].low in _JOINING and _names_body(tokens, first + 1, end):
        return first
    return None


def _names_body(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether a phrase names a body: in capitals, or by a common noun for one."""
    if start < end and tokens[start].low in lexicon().grammar.determiners:
        start += 1
    organisations = lexicon().people.organisations
    stop = _before_preposition(tokens, start, end) if start < end else end
    return any(token.is_capital or token.low in organisations for token in tokens[start:stop])


def _premodifiers(
    text: str, tokens: Sequence[Token], start: int, end: int
) -> tuple[int, str | None, str | None]:
    """What stands before the role's own words: a possessive body, a nationality, an acronym."""
    tables = lexicon()
    for i in range(start, end - 1):
        if tokens[i].is_possessive:
            owner = without_possessive(text[tokens[start].start : tokens[i].end]).rstrip("'’")
            return i + 1, owner, _country(owner)
    for size in (2, 1):
        country = tables.countries.get(" ".join(t.text for t in tokens[start : start + size]))
        if country is not None and start + size < end:
            return start + size, None, country
    begin = start
    while begin < end - 1 and tokens[begin].is_capital and not is_role(tokens[begin]):
        begin += 1
    if begin == start or tokens[begin].is_capital:
        return start, None, None
    body = _text(text, tokens, start, begin)
    return begin, body, _country(body)


def _affiliated(
    text: str, tokens: Sequence[Token], role: str | None, start: int, end: int
) -> Description:
    while start < end and tokens[start].low in ("the", "a", "an"):
        start += 1
    end = next((i for i in range(start + 1, end) if tokens[i].low in _BESIDE), end)
    body = _text(text, tokens, start, end)
    return Description(role, body, _country(body))


_BESIDE = word_set("with together alongside")


def _text(text: str, tokens: Sequence[Token], start: int, end: int) -> str | None:
    return text[tokens[start].start : tokens[end - 1].end] if start < end else None


def _country(body: str | None) -> str | None:
    """The country that a body's name holds, by name or adjective; the longest match."""
    countries = lexicon().countries
    parts = [without_possessive(word.strip(",()")) for word in body.split()] if body else []
    for size in (5, 4, 3, 2, 1):
        for i in range(len(parts) - size + 1):
            country = countries.get(" ".join(parts[i : i + size]))
            if country is not None:
                return country
    return None


def country_in(tokens: Sequence[Token]) -> str | None:
    """Return the country that words name, by itself or by its adjective."""
    return _country(" ".join(token.text for token in tokens))
