"""All that an index can be asked, and what it answers, as values to compare."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import searchkit
from searchkit.errors import IndexDamaged
from searchkit.query import FACETS
from tests.engines.press import QUERIES

DAMAGED = "IndexDamaged"
"""What stands for an answer that was refused."""


def answers(index: searchkit.Index) -> Iterator[object]:
    """Yield each answer in turn, or ``DAMAGED``."""
    for ask in _questions():
        try:
            yield ask(index)
        except IndexDamaged:
            yield DAMAGED


def wrong(found: Sequence[object], expected: Sequence[object]) -> list[int]:
    """Return the numbers of the answers that are neither as expected nor refused."""
    return [
        number
        for number, (answer, wanted) in enumerate(zip(found, expected, strict=True))
        if answer not in (DAMAGED, wanted)
    ]


def _questions() -> list[Callable[[searchkit.Index], object]]:
    searches = [partial(_searched, query, unit) for query, unit in QUERIES]
    return [
        *searches,
        lambda index: [hit.key for hit in index.scan("ferry OR pier")],
        lambda index: index.explain(index.search("ferry", limit=1)[0]),
        lambda index: [index.get(id) for id in ("page5", "page7", "nowhere")],
        lambda index: list(index.export()),
        lambda index: index.speakers(),
        lambda index: index.suggest("speaker:"),
        lambda index: index.suggest("fer"),
        lambda index: replace(index.stats(), bytes=0),
    ]


def _searched(query: str, unit: str, index: searchkit.Index) -> object:
    ask = index.search if unit == "article" else index.quotes
    hits = ask(query, limit=None, facets=FACETS)
    rows = [(hit.key, hit.score, hit.headline, hit.article, hit.snippets) for hit in hits]
    return hits.total, rows, hits.facets
