"""What speaks for a run of capitalised words being a person: its words, and those around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unicodedata import combining, normalize

from searchkit.speakers.heads import is_role, is_role_word, singular
from searchkit.speakers.lexicon import lexicon, word_set
from searchkit.speakers.tokens import Token, without_possessive


def candidate(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int, str | None] | None:
    """Return where the name within a run starts, the points it earns here, and its pronoun.

    None is returned where the run is no name of a person.
    """
    if start == 0 and end > 1 and tokens[0].low in lexicon().cues:
        start = 1  # "Said Ana Ruiz: ..."
    first = _after_titles(tokens, start, end)
    if first == end or end - first > 5 or not _may_be_person(tokens[first:end]):
        return None
    people = lexicon().people
    title = tokens[first - 1].text if first > 0 else ""
    titled = title in people.titles or is_role_word(title.lower())
    if title == "," and first > 1 and is_role(tokens[first - 2]):
        title, titled = tokens[first - 2].low, True
    if end - first == 1 and title not in people.titles and not _is_described(tokens, end):
        return None
    name = _plain(tokens[first].text)
    given = name in people.given
    if first == start > 0 and tokens[start - 1].low in _ARTICLES and not given:
        return None
    governed = start > 0 and _is_governed(tokens, start)
    points = 3 * given + 3 * titled + (0 if governed else points_around(tokens, end))
    points += any(len(t.text) == 2 and t.text[1] == "." for t in tokens[first:end]) * 2
    points += 2 * (tokens[first - 1].low in lexicon().cues if first == start > 0 else 0)
    pronoun = people.gender.get(title) or (people.gender.get(name) if given else None)
    return first, points, pronoun or people.gender.get(title.lower())


def _is_governed(tokens: Sequence[Token], start: int) -> bool:
    """Whether a preposition stands before a run, or before the words that "and" joins to it."""
    prepositions = lexicon().grammar.prepositions
    if tokens[start - 1].low == "and":
        start -= 1
        while start > 0 and tokens[start - 1].is_capital:
            start -= 1
    return start > 0 and tokens[start - 1].low in prepositions


_ARTICLES = frozenset(("the", "a", "an"))


def _plain(name: str) -> str:
    """A given name without its accents, as the table has it."""
    if name.isascii():
        return name
    return "".join(char for char in normalize("NFD", name) if not combining(char))


def _after_titles(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where the name starts behind titles, roles and nationalities: "Kenyan Health Minister"."""
    tables = lexicon()
    for i in range(end - 1, start - 1, -1):
        token = tokens[i]
        if token.text in tables.people.titles or is_role_word(singular(token.low)):
            return i + 1
    while start < end and tokens[start].text in tables.countries:
        start += 1
    if start > 1 and tokens[start - 1].low == "of" and is_role(tokens[start - 2]):
        # "Secretary of State Ana Ruiz"
        given = (i for i in range(start, end - 1) if _plain(tokens[i].text) in tables.people.given)
        start = next(given, start)
    return start


def _may_be_person(run: Sequence[Token]) -> bool:
    tables = lexicon()
    if _plain(run[0].text) in tables.people.given and 2 <= len(run) <= 4:
        return run[-1].low not in tables.people.organisations
    return not any(
        without_possessive(t.low) in tables.people.organisations
        or without_possessive(t.text) in tables.places
        or without_possessive(t.text) in tables.countries
        or (t.text.isupper() and len(t.text) > 2)
        or (t.is_possessive and t is not run[-1])
        for t in run
    )


def points_around(tokens: Sequence[Token], end: int) -> int:
    """Return points for the words behind a run: a reporting verb, an age, a role."""
    tables = lexicon()
    behind = tokens[end : end + 7]
    if not behind or tokens[end - 1].is_possessive:
        return 0
    if behind[0].low in tables.cues or _is_from(behind):
        return 2
    if behind[0].low != "," or len(behind) < 2:
        return 0
    if _reports_behind(tokens, end):
        return 3
    aged = behind[1].text.isdigit() and len(behind) > 2 and behind[2].low == ","
    if aged or behind[1].low == "who":
        return 3
    return 3 if any(is_role(token) for token in _phrase(behind[1:])) else 0


def _reports_behind(tokens: Sequence[Token], end: int) -> bool:
    """Whether a verb of saying stands behind an apposition: "Ana Ruiz, ice lead at NPI, said"."""
    for i in range(end, min(len(tokens), end + _APPOSITION) - 1):
        if tokens[i].low == "," and tokens[i + 1].low in _SAYING:
            return True
    return False


_APPOSITION = 25
_SAYING = word_set("said says told tells warned added argued noted explained asked")


def _is_from(behind: Sequence[Token]) -> bool:
    """Whether "of Colombia" or "of the Polar Institute" stands behind a name."""
    if behind[0].low not in ("of", "from") or len(behind) < 3:
        return False
    return behind[1].text in lexicon().countries or (
        behind[1].low == "the" and behind[2].is_capital
    )


_OF_COMPANIES = word_set("maker producer operator developer owner publisher leader partner member")


def _is_described(tokens: Sequence[Token], end: int) -> bool:
    """Whether a role of people stands behind a single word: "Okoro, the chief executive of"."""
    if end >= len(tokens) or tokens[end].low != ",":
        return False
    heads = [token for token in _phrase(tokens[end + 1 : end + 7]) if is_role(token)]
    return any(token.low not in _OF_COMPANIES for token in heads)


def _phrase(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        if not token.is_word:
            return
        yield token
