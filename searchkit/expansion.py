"""Feedback: a query gains the words that the first hits have in common, so that kin of them rises.

RM3: V. Lavrenko, W. B. Croft, Relevance-Based Language Models, 2001; N. Abdul-Jaleel and others,
UMass at TREC 2004.  What a query finds stays the same; only the order changes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from searchkit.analysis import STOPWORDS, stem, terms
from searchkit.hits import Hit
from searchkit.query.fields import FREE
from searchkit.query.tree import Maybe, Query, Scorable, Term, leaves
from searchkit.records import article_record

FEEDBACK = 5
"""How many of the first hits are taken to be what was looked for."""

_TERMS = 20
_SAID = ("said",)
_COMMON = frozenset(map(stem, STOPWORDS))


def expanded(query: Query, hits: Sequence[Hit]) -> Query:
    """Return a query that is true of the same, and scores the words of its first hits, too.

    The words of the query and those that are gained weigh the same in all.
    """
    model = _model(hits[:FEEDBACK])
    gained = sorted(model, key=lambda term: (-model[term], term))[:_TERMS]
    mass = sum(model[term] for term in gained)
    given = sum(leaf.boost for leaf in leaves(query.tree) if isinstance(leaf, Scorable))
    if not mass or not given:
        return query
    fields = FREE if query.unit == "article" else _SAID
    words = tuple(Term(fields, term, given * model[term] / mass) for term in gained)
    return replace(query, tree=Maybe(query.tree, words))


def _model(hits: Iterable[Hit]) -> dict[str, float]:
    """Return how likely a word is in a hit, by the score of each hit (Lavrenko and Croft)."""
    model: defaultdict[str, float] = defaultdict(float)
    for hit in hits:
        words = [term for text in _texts(hit) for term in terms("stemmed", text)]
        for term, count in Counter(words).items():
            if len(term) > 1 and not term.isdigit() and term not in _COMMON:
                model[term] += hit.score * count / len(words)
    return model


def _texts(hit: Hit) -> Iterable[str]:
    if hit.quote is not None:
        return (hit.quote.text,)
    texts = article_record(hit.article).texts
    return (text for field in FREE for text in texts[field])
