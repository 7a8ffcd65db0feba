"""Which capitalised words of an article are names of people: learnt from the article itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from searchkit.speakers.evidence import candidate, points_around
from searchkit.speakers.lexicon import lexicon, word_set
from searchkit.speakers.tokens import Sentence, Token, without_possessive

ENOUGH = 2
"""Points of evidence that make a capitalised run the name of a person."""

_LONGEST = 6
_JOINTS = word_set("de da do dos del della di du van von der den bin ibn al el la le abu ben y e")
_SUFFIXES = frozenset(("jr.", "sr.", "jr", "sr", "ii", "iii", "iv"))


Form = tuple[str, ...]
"""The words that stand for a person, as a key."""


@dataclass(frozen=True, slots=True)
class Names:
    """The people of an article.

    ``mentions`` gives the full name for each form that stands for it, ``shared`` the full names
    of a form that stands for several; ``pronouns`` gives "he" or "she" for a full name where
    anything tells.
    """

    mentions: dict[Form, str]
    shared: dict[Form, frozenset[str]]
    pronouns: dict[str, str]
    firsts: frozenset[str] = field(init=False)
    lasts: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Keep the outer words of all forms: most places in a text fail by them alone."""
        object.__setattr__(self, "firsts", frozenset(form[0] for form in self.mentions))
        object.__setattr__(self, "lasts", frozenset(form[-1] for form in self.mentions))

    def ending(self, tokens: Sequence[Token], end: int) -> tuple[int, str] | None:
        """Return where the longest name that ends before ``end`` starts, and the name in full."""
        if end < 1 or self.lasts.isdisjoint((key_of(tokens[end - 1]), tokens[end - 1].text)):
            return None
        for start in range(max(0, end - _LONGEST), end):
            name = self.mentions.get(words(tokens[start:end]))
            if name is not None:
                return start, name
        return None

    def starting(self, tokens: Sequence[Token], start: int) -> int | None:
        """Return where the name that starts at ``start`` ends; the longest."""
        if start >= len(tokens) or without_possessive(tokens[start].text) not in self.firsts:
            return None
        for end in range(min(len(tokens), start + _LONGEST), start, -1):
            if words(tokens[start:end]) in self.mentions:
                return end
        return None


def words(tokens: Iterable[Token]) -> Form:
    """The words of a run as a key: without a possessive ending, joints inside in small letters."""
    first, *rest = tokens
    return (without_possessive(first.text), *map(key_of, rest))


def key_of(token: Token) -> str:
    """A word behind the first as a part of a key."""
    return token.low if token.low in _JOINTS else without_possessive(token.text)


def learn(sentences: Iterable[Sentence]) -> Names:
    """Collect the names of people, with the evidence of the whole article.

    Evidence is a known given name, a courtesy title or a role before the name, a role in the words
    behind it, an initial, and a reporting verb beside it.
    """
    points: Counter[Form] = Counter()
    hints: Counter[Form] = Counter()
    places: dict[Form, tuple[int, int]] = {}
    pronouns: dict[Form, str] = {}
    for sentence in sentences:
        for start, end in () if is_title(sentence.tokens) else runs(sentence.tokens):
            found = candidate(sentence.tokens, start, end)
            if found is None:
                hints[words(sentence.tokens[start:end])] += points_around(sentence.tokens, end)
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


def is_title(tokens: Sequence[Token]) -> bool:
    """Whether a sentence is a heading in capitals, which do not tell a name there."""
    tables = lexicon()
    marks = False
    for i, token in enumerate(tokens):
        if not token.is_word or token.text[0].isdigit():
            continue
        if token.is_capital:
            marks |= i > 0 and (token.low in tables.breaks or token.low in _SMALL)
        elif len(token.low) > 3 and token.low not in tables.closed:
            return False
    return marks


_SMALL = word_set("to in on at for from with by")


def _goes_on(tokens: Sequence[Token], i: int) -> bool:
    token = tokens[i]
    if token.is_capital:
        return token.low not in lexicon().grammar.days
    if token.low not in _JOINTS:
        return False
    behind = next((t for t in tokens[i + 1 : i + 3] if t.low not in _JOINTS), None)
    return behind is not None and behind.is_capital


def _names(
    points: Counter[Form],
    places: dict[Form, tuple[int, int]],
    pronouns: dict[Form, str],
) -> Names:
    """Full names with their later forms, the first mentioned first, and their pronouns."""
    found = [key for key in places if points[key] >= ENOUGH]
    full = sorted((key for key in found if len(key) > 1), key=lambda key: places[key])
    given = Counter(key[0] for key in full)
    mentions: dict[Form, str] = {}
    bearers: dict[Form, dict[str, None]] = {}
    for key in full:
        known = mentions.get(key) or mentions.get((key[0], key[-1]))
        name = known or " ".join(key)
        for form in (*_forms(key), *([key[:1]] if given[key[0]] == 1 else ())):
            mentions.setdefault(form, name)
            bearers.setdefault(form, {})[name] = None
        mentions[key] = name
    for key in (key for key in found if len(key) == 1):
        mentions.setdefault(key, key[0])
    shared = {form: frozenset(names) for form, names in bearers.items() if len(names) > 1}
    for key in full:
        shared.pop(key, None)
    told: dict[str, str] = {}
    for key in found:
        if key in pronouns and key not in shared:
            told.setdefault(mentions[key], pronouns[key])
    return Names(mentions, shared, told)


def _forms(key: Form) -> Iterator[Form]:
    """The later forms of a full name: the given name with the last, and each part behind it."""
    core = key[:-1] if key[-1].lower() in _SUFFIXES else key
    yield core[0], core[-1]
    for size in range(len(core) - 1, 0, -1):
        for start in range(len(core) - size, -1, -1):
            part = core[start : start + size]
            if part != core[:1] and part[-1] not in _JOINTS:
                yield part
                if part[0] in _JOINTS:
                    yield (part[0].capitalize(), *part[1:])
