"""Who spoke in the quotes that were found: their roles, how often, where."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from searchkit.article import Speaker
from searchkit.hits import Hit, SpeakerCount


@dataclass(slots=True)
class _Tally:
    """What is known so far of one speaker; roles in the order in which they were met."""

    quotes: int = 0
    articles: int = 0
    roles: dict[Speaker, None] = field(default_factory=dict)
    outlets: set[str] = field(default_factory=set)

    def add(self, name: str, quotes: int, hit: Hit) -> None:
        """Count the quotes of the speaker in the article of a hit."""
        self.quotes += quotes
        self.articles += 1
        self.roles |= {speaker: None for speaker in hit.article.speakers if speaker.name == name}
        if hit.outlet:
            self.outlets.add(hit.outlet)


def speaker_counts(hits: Iterable[Hit]) -> tuple[SpeakerCount, ...]:
    """Return the speakers of quotes, the most quoted first, then by name.

    The hits of an article must stand together, as ``Index.scan`` yields them.
    """
    tallies: defaultdict[str, _Tally] = defaultdict(_Tally)
    for _, group in groupby(hits, key=lambda hit: hit.id):
        first, *others = group
        names = Counter(hit.quote.speaker for hit in (first, *others) if hit.quote)
        for name, quotes in names.items():
            if name:
                tallies[name].add(name, quotes, first)
    counts = (
        SpeakerCount(name, tuple(t.roles), t.quotes, t.articles, tuple(sorted(t.outlets)))
        for name, t in tallies.items()
    )
    return tuple(sorted(counts, key=lambda count: (-count.quotes, count.name)))
