"""Who a source is: the full name behind a surname, a pronoun, "the Kenyan official"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from searchkit.speakers.heads import head_of, is_plural, is_role, speaks
from searchkit.speakers.lexicon import lexicon
from searchkit.speakers.names import without_possessive
from searchkit.speakers.people import Mention, People, Place
from searchkit.speakers.roles import country_in
from searchkit.speakers.tokens import Token
from searchkit.speakers.utterance import Utterance

_BACK = 40
"""Mentions before a reference that are weighed."""

_SURE = 0.7
"""Certainty from which a pronoun tells the gender of a name for the rest of the article."""

_LEADING, _SPOKE, _UNSURE = 1.6, 0.7, 0.8
"""Weights of a name that leads its sentence, of who spoke last, of an unknown gender."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A speaker's name or None, how sure it is (0 to 1), and whether it is a person's."""

    name: str | None
    certainty: float
    is_person: bool = False


_NOBODY = Answer(None, 0.8)


class Resolver:
    """Resolves the sources of one article, in order; it remembers who spoke last."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._places = [mention.place for mention in people.mentions]
        self._last = _NOBODY
        self._person: Answer | None = None
        self._group: Answer | None = None
        self._pronouns = dict(people.names.pronouns)

    def resolve(self, utterance: Utterance) -> Answer:
        """Return whose utterance it is."""
        answer = self._last if utterance.continues else self._answer(utterance)
        self._last = answer
        if answer.is_person:
            self._person = answer
        elif answer.name is not None:
            self._group = answer
        return answer

    def _answer(self, utterance: Utterance) -> Answer:
        tokens = utterance.phrase
        if not tokens:
            return Answer(utterance.name, 1.0, is_person=True)
        named = self._people.names.ending(tokens, len(tokens))
        if named is not None and _names_phrase(tokens, named[0]):
            full = named[1] == " ".join(token.text for token in tokens)
            return Answer(named[1], 1.0 if full else 0.95, is_person=True)
        start = utterance.source[0] if utterance.source else 0
        place = (utterance.paragraph, start)
        if len(tokens) == 1 and tokens[0].low in lexicon().grammar.pronouns:
            return self._pronoun(tokens[0].low, place)
        return self._nominal(tokens, place)

    # Pronouns

    def _pronoun(self, low: str, place: Place) -> Answer:
        if low in ("he", "she"):
            answer = self._best(self._weights(place, low))
            if answer.name is not None and answer.certainty >= _SURE:
                self._pronouns.setdefault(answer.name, low)
            return answer
        if low in ("they", "it") and self._group is not None:
            return Answer(self._group.name, 0.7)
        return _NOBODY

    def _weights(self, place: Place, pronoun: str) -> Iterator[tuple[str, float]]:
        """Candidates by nearness in sentences, place in the sentence, gender, and who spoke."""
        before = self._before(place)
        if not before:
            return
        here = before[-1].sentence
        for mention in before:
            told = self._pronouns.get(mention.name)
            if told not in (None, pronoun):
                continue
            weight = (_LEADING if mention.leads else 1.0) / (1 + here - mention.sentence)
            yield mention.name, weight * (_UNSURE if told is None else 1.0)
        if self._person is not None and self._person.name is not None:
            told = self._pronouns.get(self._person.name)
            if told in (None, pronoun):
                yield self._person.name, _SPOKE

    def _before(self, place: Place) -> Sequence[Mention]:
        end = bisect_left(self._places, place)
        return self._people.mentions[max(0, end - _BACK) : end]

    def _best(self, weights: Iterator[tuple[str, float]]) -> Answer:
        total: dict[str, float] = {}
        for name, weight in weights:
            total[name] = total.get(name, 0.0) + weight
        if not total:
            return Answer(None, 0.6)
        ranked = sorted(total, key=lambda name: -total[name])
        second = total[ranked[1]] if len(ranked) > 1 else 0.0
        margin = (total[ranked[0]] - second) / total[ranked[0]]
        return Answer(ranked[0], 0.5 + 0.45 * margin, is_person=True)

    # Noun phrases

    def _nominal(self, tokens: Sequence[Token], place: Place) -> Answer:
        """A person that the phrase describes, a group as printed, a body by its name."""
        people = lexicon().people
        head = tokens[head_of(tokens, 0, len(tokens))]
        if len(tokens) == 1 and head.low in lexicon().closed:
            return _NOBODY
        if (is_role(head) and not head.is_capital) or _is_national(tokens):
            described = self._best(self._described(tokens, head, place))
            return described if described.name is not None else _NOBODY
        if head.low in people.documents and not _has_capitals(tokens):
            return _NOBODY
        body = self._body(tokens, place)
        if body is not None:
            return Answer(body, 0.75)
        if not head.is_capital and not speaks(head.low) and not is_plural(head.low):
            return _NOBODY
        return Answer(_printed(tokens), 0.9)

    def _body(self, tokens: Sequence[Token], place: Place) -> str | None:
        """The last body before ``place`` that "the agency" or "the Agency" may mean."""
        words = _without_article(tokens)
        if len(words) != 1 or len(tokens) == 1:
            return None
        bodies = self._people.bodies
        end = bisect_left(bodies, place, key=lambda body: body.place)
        near = bodies[max(0, end - _BACK) : end]
        return next((b.name for b in reversed(near) if b.kind == words[0].low), None)

    def _described(
        self, tokens: Sequence[Token], head: Token, place: Place
    ) -> Iterator[tuple[str, float]]:
        """Earlier people who fit "the Kenyan official"; nobody fits an indefinite phrase."""
        if tokens[0].low in ("a", "an", "one", "some", "another"):
            return
        nearest = {mention.name: mention for mention in self._before(place)}
        for n, name in enumerate(nearest):
            fit = self._fit(tokens, head, name)
            if fit > 0:
                yield name, fit + (n + 1) / len(nearest) / 2

    def _fit(self, tokens: Sequence[Token], head: Token, name: str) -> float:
        """How well a person's roles, affiliations and countries match a phrase; 0 is not at all."""
        known = self._people.described.get(name, [])
        told = " ".join(part for d in known for part in d if part).lower()
        words = set(told.replace("-", " ").split())
        country = country_in(tokens)
        countries = {d.country for d in known if d.country}
        if country is not None and countries and country not in countries:
            return 0.0
        if country in countries and _is_national(tokens):
            return 2.0
        wanted = lexicon().people.hypernyms.get(head.low, frozenset((head.low,)))
        if not wanted & words and head.low not in words:
            return 0.0
        others = {without_possessive(t.low) for t in tokens if t is not head}
        return 1.0 + len(others & words) + (2.0 if country in countries else 0.0)


def _names_phrase(tokens: Sequence[Token], start: int) -> bool:
    """Whether a name from ``start`` to the end is the whole point: not "the aides of Ana Ruiz"."""
    if tokens[-1].is_possessive:
        return False
    return start == 0 or tokens[start - 1].low not in lexicon().grammar.prepositions


def _has_capitals(tokens: Sequence[Token]) -> bool:
    """Whether a word is capitalised, a leading article left out."""
    return any(token.is_capital for token in _without_article(tokens))


def _is_national(tokens: Sequence[Token]) -> bool:
    """Whether the phrase is "the Bolivian"; a plural stands for the nation."""
    words = _without_article(tokens)
    return len(words) == 1 < len(tokens) and words[0].text in lexicon().countries


def _without_article(tokens: Sequence[Token]) -> Sequence[Token]:
    determiners = lexicon().grammar.determiners
    start = 1 if len(tokens) > 1 and tokens[0].low in determiners else 0
    return tokens[start:]


def _printed(tokens: Sequence[Token]) -> str:
    """The phrase without its article on one line; a common noun loses a sentence's capital."""
    words = _without_article(tokens)
    common = speaks(words[0].low) and is_plural(words[0].low)
    joined = words[0].low if common and words[0].text.istitle() else words[0].text
    for before, token in pairwise(words):
        joined += token.text if before.end == token.start else f" {token.text}"
    return joined
