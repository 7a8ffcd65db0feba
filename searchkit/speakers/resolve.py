"""Who a source is: the full name behind a surname, a pronoun, "the Kenyan official"."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from searchkit.speakers.fit import (
    INDEFINITE,
    fitness,
    means_person,
    without_article,
)
from searchkit.speakers.heads import head_of, is_plural, speaks
from searchkit.speakers.lexicon import lexicon
from searchkit.speakers.names import words
from searchkit.speakers.people import Mention, People, Place, Subject
from searchkit.speakers.tokens import Token, without_possessive
from searchkit.speakers.told import Told
from searchkit.speakers.utterance import Utterance

_BACK = 40
"""Mentions before a reference that are weighed."""

_SUBJECTS = 6
"""Subjects before "they" or "it" that are looked at."""

_SURE = 0.85
"""Certainty from which a pronoun tells the gender of a name for the rest of the article."""

_LEADING, _UNSURE = 1.7, 0.9
"""Weights of a name that leads its sentence, and of an unknown gender."""

_DECAY = 2.0
_SPOKE = 2.2
"""Weight of who spoke last, less for each sentence since."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A speaker's name or None, how sure it is (0 to 1), and whether it is a person's."""

    name: str | None
    certainty: float
    is_person: bool = False


_NOBODY = Answer(None, 0.9)
_UNNAMED = Answer(None, 0.9)


class Resolver:
    """Resolves the sources of one article, in order; it remembers who spoke last.

    ``terse`` text, a headline, leaves articles out: a bare "minister" is the minister.
    """

    def __init__(self, people: People, *, terse: bool = False) -> None:
        self._people = people
        self._terse = terse
        self._places = [mention.place for mention in people.mentions]
        self._names = {mention.place: mention.name for mention in people.mentions}
        self._last = _NOBODY
        self._person: Answer | None = None
        self._group: Answer | None = None
        self._heard: Place = (-1, 0)
        self._spoke: Place = (-1, 0)
        self._grouped: Place = (-1, 0)
        self._unnamed: dict[str, Place] = {}
        self._pronouns = dict(people.names.pronouns)

    def resolve(self, utterance: Utterance) -> Answer:
        """Return whose utterance it is."""
        place = (utterance.paragraph, utterance.source[0] if utterance.source else 0)
        answer = self._last if utterance.continues else self._answer(utterance, place)
        self._last, self._heard = answer, place
        if answer.is_person:
            self._person, self._spoke = answer, place
        elif answer.name is not None:
            self._group, self._grouped = answer, place
        return answer

    def _answer(self, utterance: Utterance, place: Place) -> Answer:
        tokens = utterance.phrase
        if not tokens:
            return Answer(utterance.name, 1.0, is_person=True)
        return self._of(tokens, place)

    def _of(self, tokens: Sequence[Token], place: Place) -> Answer:
        """Whom the words of a source mean: a name, a pronoun, what is written, a noun phrase."""
        named = self._people.names.ending(tokens, len(tokens))
        if named is not None and _names_phrase(tokens, named[0]):
            return self._named(tokens, named, place)
        if len(tokens) == 1 and tokens[0].low in lexicon().grammar.pronouns:
            return self._pronoun(tokens[0].low, place)
        author = _author(tokens)
        return self._nominal(tokens, place) if author is None else self._of(author, place)

    def _named(self, tokens: Sequence[Token], named: tuple[int, str], place: Place) -> Answer:
        """The person of a name; a surname that several share is whose the mention is."""
        start, name = named
        if words(tokens[start:]) in self._people.names.shared:
            mention = place[0], tokens[start].start
            return Answer(self._names.get(mention, name), 0.85, is_person=True)
        full = name == " ".join(token.text for token in tokens)
        return Answer(name, 1.0 if full else 0.97, is_person=True)

    # Pronouns

    def _pronoun(self, low: str, place: Place) -> Answer:
        if low in ("he", "she"):
            return self._person_of(low, place)
        if low in ("they", "it"):
            return self._group_of(low, place)
        return _NOBODY

    def _person_of(self, low: str, place: Place) -> Answer:
        if self._last is _UNNAMED and self._heard[0] == place[0]:
            return _UNNAMED
        answer = _best(self._weights(place, low))
        if answer.name is not None and answer.certainty >= _SURE:
            self._pronouns.setdefault(answer.name, low)
        return answer

    def _weights(self, place: Place, pronoun: str) -> Iterator[tuple[str, float]]:
        """Candidates by nearness in sentences, place in the sentence, gender, and who spoke."""
        here = self._sentence(place)
        best: dict[tuple[str, int], float] = {}
        for name, sentence, weight in self._candidates(place):
            key = name, sentence
            best[key] = max(weight, best.get(key, 0.0))
        for (name, sentence), weight in best.items():
            told = self._pronouns.get(name)
            if told in (None, pronoun):
                nearness = (1 + here - sentence) ** -_DECAY
                yield name, weight * nearness * (_UNSURE if told is None else 1.0)

    def _candidates(self, place: Place) -> Iterator[tuple[str, int, float]]:
        """Names mentioned, meant or speaking before ``place``: sentence and weight of each."""
        for mention in self._before(place):
            yield mention.name, mention.sentence, _LEADING if mention.leads else 1.0
        for subject in self._subjects(place)[-2:]:
            answer = self._nominal(subject.phrase, subject.place)
            if answer.is_person and answer.name is not None:
                yield answer.name, subject.sentence, _LEADING
        if self._person is not None and self._person.name is not None:
            yield self._person.name, self._sentence(self._spoke), _SPOKE

    def _sentence(self, place: Place) -> int:
        return bisect_right(self._people.starts, place) - 1

    def _subjects(self, place: Place) -> Sequence[Subject]:
        subjects = self._people.subjects
        end = bisect_left(subjects, place, key=lambda subject: subject.place)
        return subjects[max(0, end - _SUBJECTS) : end]

    def _before(self, place: Place) -> Sequence[Mention]:
        end = bisect_left(self._places, place)
        return self._people.mentions[max(0, end - _BACK) : end]

    def _group_of(self, low: str, place: Place) -> Answer:
        """Whom "they" or "it" means: the last group that was a subject, or that spoke."""
        for subject in reversed(self._subjects(place)):
            if subject.place < self._grouped:
                break
            if _is_group(subject.phrase, low):
                answer = self._nominal(subject.phrase, subject.place)
                if answer.name is not None and not answer.is_person:
                    return Answer(answer.name, 0.8)
        return _NOBODY if self._group is None else Answer(self._group.name, 0.85)

    # Noun phrases

    def _nominal(self, tokens: Sequence[Token], place: Place) -> Answer:
        """A person that the phrase describes, a group as printed, a body by its name."""
        people = lexicon().people
        head = tokens[head_of(tokens, 0, len(tokens))]
        if len(tokens) == 1 and head.low in lexicon().closed:
            return _UNNAMED if head.low in INDEFINITE else _NOBODY
        if means_person(tokens, head):
            return self._described(tokens, head, place)
        if head.low in people.documents and not any(t.is_capital for t in without_article(tokens)):
            return _NOBODY
        body = self._body(tokens, place)
        if body is not None:
            return Answer(body, 0.85)
        if not head.is_capital and not speaks(head.low) and not is_plural(head.low):
            return _NOBODY
        return Answer(_printed(tokens), 0.95)

    def _body(self, tokens: Sequence[Token], place: Place) -> str | None:
        """The last body before ``place`` that "the agency" or "the Agency" may mean."""
        bare = without_article(tokens)
        if len(bare) != 1 or len(tokens) == 1:
            return None
        bodies = self._people.bodies
        end = bisect_left(bodies, place, key=lambda body: body.place)
        near = bodies[max(0, end - _BACK) : end]
        kinds = lexicon().people.bodies.get(bare[0].low, frozenset((bare[0].low,)))
        return next((body.name for body in reversed(near) if body.kind in kinds), None)

    def _described(self, tokens: Sequence[Token], head: Token, place: Place) -> Answer:
        """The earlier person who fits best; nobody fits an indefinite phrase, it is new."""
        if tokens[0].low in INDEFINITE or (tokens[0].low == head.low and not self._terse):
            self._unnamed[head.low] = place
            return _UNNAMED
        described = _best(self._fitting(tokens, head, place))
        return described if described.name is not None else _NOBODY

    def _fitting(
        self, tokens: Sequence[Token], head: Token, place: Place
    ) -> Iterator[tuple[str, float]]:
        """Earlier people who fit "the Kenyan official", the last mentioned a little better."""
        since = self._unnamed.get(head.low, (-1, 0))
        nearest: dict[str, Mention] = {}
        for mention in self._before(place):
            nearest.pop(mention.name, None)
            nearest[mention.name] = mention
        for n, name in enumerate(nearest):
            fit = fitness(tokens, head, self._people.told.get(name, Told()))
            fit += self._relation(tokens, head, name)
            if fit > 0 and nearest[name].place > since:
                yield name, fit + (n + 1) / len(nearest) / 2

    def _relation(self, tokens: Sequence[Token], head: Token, name: str) -> float:
        """Whether "his wife" is the namesake of who spoke last."""
        if tokens[0].low not in ("his", "her") or head.low not in lexicon().people.kin:
            return 0.0
        if self._person is None or self._person.name in (None, name):
            return 0.0
        told = self._pronouns.get(name)
        same = name.split()[-1] == str(self._person.name).split()[-1]
        return 2.0 if same and told in (None, lexicon().people.gender.get(head.low)) else 0.0


def _author(tokens: Sequence[Token]) -> Sequence[Token] | None:
    """Who wrote what the phrase names: "a letter from the ministry", "Ruiz's message"."""
    written = lexicon().people.documents | lexicon().claims
    head = head_of(tokens, 0, len(tokens))
    if tokens[head].low not in written or tokens[head].is_capital:
        return None
    if head + 2 < len(tokens) and tokens[head + 1].low in ("from", "by"):
        return tokens[head + 2 :]
    owner = next((i for i in range(head) if tokens[i].is_possessive), None)
    if owner is None:
        return None
    bare = without_possessive(tokens[owner].text)
    return (*tokens[:owner], tokens[owner]._replace(text=bare, low=bare.lower()))


def _best(weights: Iterator[tuple[str, float]]) -> Answer:
    """The name of the greatest weight, the surer the further the next one is behind."""
    total: dict[str, float] = {}
    for name, weight in weights:
        total[name] = total.get(name, 0.0) + weight
    if not total:
        return Answer(None, 0.8)
    ranked = sorted(total, key=lambda name: -total[name])
    second = total[ranked[1]] if len(ranked) > 1 else 0.0
    margin = (total[ranked[0]] - second) / total[ranked[0]]
    return Answer(ranked[0], 0.75 + 0.23 * margin, is_person=True)


def _is_group(tokens: Sequence[Token], pronoun: str) -> bool:
    """Whether a subject may be "they", a plural, or "it", an organisation."""
    head = tokens[head_of(tokens, 0, len(tokens))]
    if pronoun == "they":
        return is_plural(head.low) and speaks(head.low)
    return any(token.low in lexicon().people.organisations for token in tokens)


def _names_phrase(tokens: Sequence[Token], start: int) -> bool:
    """Whether a name from ``start`` to the end is the whole point: not "the aides of Ana Ruiz"."""
    if tokens[-1].is_possessive:
        return False
    return start == 0 or tokens[start - 1].low not in lexicon().grammar.prepositions


def _printed(tokens: Sequence[Token]) -> str:
    """The phrase without its article on one line; a common noun loses a sentence's capital."""
    bare = without_article(tokens)
    common = speaks(bare[0].low) and is_plural(bare[0].low)
    joined = bare[0].low if common and bare[0].text.istitle() else bare[0].text
    for before, token in pairwise(bare):
        joined += token.text if before.end == token.start else f" {token.text}"
    return joined
