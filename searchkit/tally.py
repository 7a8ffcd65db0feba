"""Who spoke in the quotes that were found: their names, their roles, how often, where."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from searchkit.article import Speaker
from searchkit.hits import Hit, SpeakerCount

Called = Callable[[str, str | None], str]
"""Gives what a person is called whom a collection prints under a name."""


_Facts = tuple[str | None, str | None, str | None]


@dataclass(slots=True)
class _Tally:
    """What is known so far of one person; roles are counted by articles that print them."""

    articles: int = 0
    names: Counter[str] = field(default_factory=Counter)
    roles: Counter[_Facts] = field(default_factory=Counter)
    outlets: set[str] = field(default_factory=set)

    def add(self, names: Counter[str], hit: Hit) -> None:
        """Count the quotes of the person, by the names of the article of a hit."""
        self.articles += 1
        self.names += names
        speakers = (speaker for speaker in hit.article.speakers if speaker.name in names)
        self.roles.update({(s.role, s.affiliation, s.country) for s in speakers})
        if hit.outlet:
            self.outlets.add(hit.outlet)

    def count(self, called: str) -> SpeakerCount:
        """Return what is known, under the name that the person is called by."""
        others = sorted(self.names.keys() - {called}, key=lambda name: (-self.names[name], name))
        roles = sorted(self.roles, key=lambda role: (-self.roles[role], [t or "" for t in role]))
        return SpeakerCount(
            called,
            tuple(Speaker(called, *role) for role in roles),
            self.names.total(),
            self.articles,
            tuple(sorted(self.outlets)),
            tuple(others),
        )


def speaker_counts(hits: Iterable[Hit], called: Called) -> tuple[SpeakerCount, ...]:
    """Return the speakers of quotes, the most quoted first, then by name.

    The hits of an article must stand together, as ``Index.scan`` yields them.
    """
    tallies: defaultdict[str, _Tally] = defaultdict(_Tally)
    for _, group in groupby(hits, key=lambda hit: hit.id):
        of_article = tuple(group)
        for person, names in _people(of_article, called).items():
            tallies[person].add(names, of_article[0])
    counts = (tally.count(person) for person, tally in tallies.items())
    return tuple(sorted(counts, key=lambda count: (-count.quotes, count.name)))


def _people(hits: Sequence[Hit], called: Called) -> dict[str, Counter[str]]:
    """Return who speaks in the quotes of an article, and how often under each name."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for hit in hits:
        if hit.quote and hit.quote.speaker:
            person = called(hit.quote.speaker, hit.article.collection)
            found[person][hit.quote.speaker] += 1
    return found
