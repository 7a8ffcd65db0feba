"""How sure each found quote is, and whether it is right: in its words and in its speaker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from searchkit.speakers import quotes_in

from .labelled import Claim, Labelled, Words, claim_of, names_the_same

ENOUGH = 0.5
"""Jaccard index of the words of two claims that are taken for one."""


class Judgement(NamedTuple):
    """The confidence of a quote, and whether it is right."""

    confidence: float
    is_right: bool


def judgements(articles: Iterable[Labelled]) -> Iterator[Judgement]:
    """Attribute each article and yield every quote that is found, judged by what is known."""
    for article in articles:
        quotes = quotes_in(article.paragraphs)
        found = [claim_of(article, quote) for quote in quotes]
        right = {
            place
            for known, place in _pairs(article.claims, found)
            if names_the_same(known, found[place])
        }
        for place, quote in enumerate(quotes):
            yield Judgement(quote.confidence, place in right)


def _pairs(known: Sequence[Claim], found: Sequence[Claim]) -> Iterator[tuple[Claim, int]]:
    """Known claims with the places of found ones, one to one, the most alike first."""
    alike = [
        (value, k, f)
        for k, claim in enumerate(known)
        for f, other in enumerate(found)
        if (value := _jaccard(claim.words, other.words)) >= ENOUGH
    ]
    free_known, free_found = set(range(len(known))), set(range(len(found)))
    for _, k, f in sorted(alike, reverse=True):
        if k in free_known and f in free_found:
            free_known.remove(k)
            free_found.remove(f)
            yield known[k], f


def _jaccard(one: Words, other: Words) -> float:
    union = len(one | other)
    return len(one & other) / union if union else 0.0
