"""Which capitalised words of an article are names of people: learnt from the article itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from unicodedata import combining, normalize

from searchkit.speakers.heads import is_role, is_role_word
from searchkit.speakers.lexicon import lexicon, word_set
from searchkit.speakers.tokens import Sentence, Token

ENOUGH = 2
"""Points of evidence that make a capitalised run the name of a person."""

_LONGEST = 6
_JOINTS = word_set("de da do dos del della di du van von der den bin ibn al el la le abu ben y e")
_SUFFIXES = frozenset(("jr.", "sr.", "jr", "sr", "ii", "iii", "iv"))


@dataclass(frozen=True, slots=True)
class Names:
    """The people of an article.

    ``mentions`` gives the full name for each form that stands for it; ``pronouns`` gives "he" or
    "she" for a full name where anything tells.
    """

    mentions: dict[tuple[str, ...], str]
    pronouns: dict[str, str]

    def ending(self, tokens: Sequence[Token], end: int) -> tuple[int, str] | None:
        """Return where the longest name that ends before ``end`` starts, and the name in full."""
        for start in range(max(0, end - _LONGEST), end):
            name = self.mentions.get(words(tokens[start:end]))
            if name is not None:
                return start, name
        return None

    def starting(self, tokens: Sequence[Token], start: int) -> int | None:
        """Return where the name that starts at ``start`` ends; the longest."""
        for end in range(min(len(tokens), start + _LONGEST), start, -1):
            if words(tokens[start:end]) in self.mentions:
                return end
        return None


def words(tokens: Iterable[Token]) -> tuple[str, ...]:
    """The words of a run as a key: without a possessive ending, joints in small letters."""
    return tuple(
        token.low if token.low in _JOINTS else without_possessive(token.text) for token in tokens
    )


def without_possessive(word: str) -> str:
    """Return a word without its 's."""
    return word[:-2] if word.endswith(("'s", "’s")) else word


def learn(sentences: Iterable[Sentence]) -> Names:
    """Collect the names of people, with the evidence of the whole article.

    Evidence is a known given name, a courtesy title or a role before the name, a role in the words
    behind it, an initial, and a reporting verb beside it.
    """
    points: Counter[tuple[str, ...]] = Counter()
    hints: Counter[tuple[str, ...]] = Counter()
    places: dict[tuple[str, ...], tuple[int, int]] = {}
    pronouns: dict[tuple[str, ...], str] = {}
    for sentence in sentences:
        for start, end in runs(sentence.tokens):
            found = _candidate(sentence.tokens, start, end)
            if found is None:
                hints[words(sentence.tokens[start:end])] += _points_around(sentence.tokens, end)
                continue
            first, weight, pronoun = found
            key = words(sentence.tokens[first:end])
            points[key] += weight
            places.setdefault(key, (sentence.paragraph, sentence.tokens[first].start))
            if pronoun:
                pronouns.setdefault(key, pronoun)
    # A surname beside a verb speaks for the full name that ends in it.
    for key in list(points):
        points[key] += hints[key[-1:]] + (points[key[-1:]] if len(key) > 1 else 0)
    return _names(points, places, pronouns)


def runs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the runs of capitalised words, joints like "van" included."""
    closed = lexicon().closed
    i, count = 0, len(tokens)
    while i < count:
        token = tokens[i]
        end = i + 1
        if token.is_capital and token.low not in closed:
            while end < count and not tokens[end - 1].is_possessive and _goes_on(tokens, end):
                end += 1
            yield i, end
        i = end


def _goes_on(tokens: Sequence[Token], i: int) -> bool:
    token = tokens[i]
    if token.is_capital:
        return token.low not in lexicon().grammar.days
    if token.low not in _JOINTS:
        return False
    behind = next((t for t in tokens[i + 1 : i + 3] if t.low not in _JOINTS), None)
    return behind is not None and behind.is_capital


def _candidate(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int, str | None] | None:
    """The start of the name within a run, the points it earns here, and its pronoun."""
    first = _after_titles(tokens, start, end)
    if first == end or end - first > 5 or not _may_be_person(tokens[first:end]):
        return None
    people = lexicon().people
    title = tokens[first - 1].text if first > 0 else ""
    titled = title in people.titles or is_role_word(title.lower())
    if title == "," and first > 1 and is_role(tokens[first - 2]):
        titled = True
    if end - first == 1 and title not in people.titles and not _is_described(tokens, end):
        return None
    name = _plain(tokens[first].text)
    given = name in people.given
    governed = start > 0 and tokens[start - 1].low in lexicon().grammar.prepositions
    points = 3 * given + 3 * titled + (0 if governed else _points_around(tokens, end))
    points += any(len(t.text) == 2 and t.text[1] == "." for t in tokens[first:end]) * 2
    points += 2 * (tokens[first - 1].low in lexicon().cues if first == start > 0 else 0)
    pronoun = people.gender.get(title) or (people.gender.get(name) if given else None)
    return first, points, pronoun or people.gender.get(title.lower())


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
        if token.text in tables.people.titles or is_role(token):
            return i + 1
    while start < end and tokens[start].text in tables.countries:
        start += 1
    return start


def _may_be_person(run: Sequence[Token]) -> bool:
    tables = lexicon()
    if _plain(run[0].text) in tables.people.given and 2 <= len(run) <= 4:
        return run[-1].low not in tables.people.organisations
    return not any(
        t.low in tables.people.organisations
        or t.text in tables.places
        or t.text in tables.countries
        or (t.text.isupper() and len(t.text) > 2)
        or (t.is_possessive and t is not run[-1])
        for t in run
    )


def _points_around(tokens: Sequence[Token], end: int) -> int:
    """Points for the words behind a run: a reporting verb, an age, a role."""
    tables = lexicon()
    behind = tokens[end : end + 7]
    if not behind or tokens[end - 1].is_possessive:
        return 0
    if behind[0].low in tables.cues or _is_from(behind):
        return 2
    if behind[0].low != "," or len(behind) < 2:
        return 0
    aged = behind[1].text.isdigit() and len(behind) > 2 and behind[2].low == ","
    if aged or behind[1].low == "who":
        return 3
    return 3 if any(is_role(token) for token in _phrase(behind[1:])) else 0


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


def _names(
    points: Counter[tuple[str, ...]],
    places: dict[tuple[str, ...], tuple[int, int]],
    pronouns: dict[tuple[str, ...], str],
) -> Names:
    """Full names with their later forms, the first mentioned first, and their pronouns."""
    found = [key for key in places if points[key] >= ENOUGH]
    mentions: dict[tuple[str, ...], str] = {}
    full = sorted((key for key in found if len(key) > 1), key=lambda key: places[key])
    given = Counter(key[0] for key in full)
    for key in full:
        known = mentions.get(key) or mentions.get((key[0], key[-1]))
        name = known or " ".join(key)
        for form in _forms(key):
            mentions.setdefault(form, name)
        if given[key[0]] == 1:
            mentions.setdefault(key[:1], name)
        mentions[key] = name
    for key in (key for key in found if len(key) == 1):
        mentions.setdefault(key, key[0])
    told: dict[str, str] = {}
    for key in found:
        if key in pronouns:
            told.setdefault(mentions[key], pronouns[key])
    return Names(mentions, told)


def _forms(key: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The later forms of a full name: the given name with the last, and each part behind it."""
    core = key[:-1] if key[-1].lower() in _SUFFIXES else key
    yield core[0], core[-1]
    for size in range(len(core) - 1, 0, -1):
        for start in range(len(core) - size, -1, -1):
            part = core[start : start + size]
            if part != core[:1] and part[-1] not in _JOINTS:
                yield part
