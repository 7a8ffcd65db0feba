"""Articles of chance with their quotes, an index of them in three segments, and all it answers."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

from searchkit.article import Article, Paragraph, Quote, Speaker
from searchkit.engines import Change, Entry
from searchkit.engines.whoosh import WhooshEngine
from searchkit.query import FACETS, Unit, understand
from searchkit.query.tree import Query

WORDS = ("ferry", "pier", "late", "again", "wait", "harbour", "pilot", "island", "cable", "tide")
QUERIES: tuple[tuple[str, Unit], ...] = (
    ("ferry tide -pier", "article"),
    ('"late again" OR "ferry island"~4', "article"),
    ("harb* harbor~2", "article"),
    ("outlet:courier date:2025-10-02..2025-10-04", "article"),
    ("speaker:ruiz said:wait", "article"),
    ("*", "article"),
    ("tide", "quote"),
)


def articles(*numbers: int) -> Iterator[Article]:
    """Yield an article of chance for each number, always the same."""
    for number in numbers:
        chance = random.Random(number)
        texts = [" ".join(chance.choices(WORDS, k=chance.randint(3, 20))) for _ in range(2)]
        yield Article(
            f"page{number}",
            headline=" ".join(chance.choices(WORDS, k=4)),
            outlet=chance.choice(["Harbour Courier", "Sidelight"]),
            published=date(2025, 10, number % 5 + 1),
            paragraphs=tuple(map(Paragraph, texts)),
            speakers=(Speaker("Ana Ruiz", "pilot"), Speaker("crew")),
            quotes=tuple(
                Quote(place, ((0, len(text)),), text, "direct", chance.choice(["Ana Ruiz", "crew"]))
                for place, text in enumerate(texts[: number % 3])
            ),
        )


def add(engine: WhooshEngine, *numbers: int, **change: Any) -> None:
    engine.change(Change(map(Entry, articles(*numbers)), **change))


def build(folder: Path) -> WhooshEngine:
    """Make an index of three segments, from each of which something is deleted."""
    engine = WhooshEngine(folder, create=True)
    add(engine, *range(30))
    add(engine, *range(30, 36), tables=lambda: {"events": {"tide": "2025-10-01"}})
    add(engine, 36)
    engine.change(Change(deleted=["page3", "page33"]))
    return engine


def answers(engine: WhooshEngine, first: int = 0) -> Iterator[object]:
    """Yield whatever an engine answers, one call after the other, from the one of a number on."""
    for ask in _calls()[first:]:
        yield ask(engine)


@cache
def _calls() -> list[Callable[[WhooshEngine], object]]:
    made: list[Callable[[WhooshEngine], object]] = []
    for query, unit in QUERIES:
        asked = understand(query, unit)
        made += partial(_searched, asked), partial(_by_day, asked)
    return [
        *made,
        lambda engine: sorted(match.key for match in engine.scan(understand("ferry"))),
        lambda engine: engine.explain(understand("ferry harb*"), "page7"),
        lambda engine: (engine.get("page5"), engine.get("page3")),
        lambda engine: list(engine.export()),
        lambda engine: engine.ids(),
        lambda engine: dict(engine.pages()),
        lambda engine: [engine.values(name) for name in FACETS],
        lambda engine: engine.words(("text", "headline"), ""),
        lambda engine: dict(engine.tables()),
        lambda engine: replace(engine.stats(), bytes=0),
    ]


def _searched(asked: Query, engine: WhooshEngine) -> object:
    found = engine.search(asked, limit=None, offset=0, sort="score", facets=("speaker", "date"))
    rows = [
        (match.key, match.score, match.header, match.stored, match.quote) for match in found.matches
    ]
    return found.total, rows, found.facets


def _by_day(asked: Query, engine: WhooshEngine) -> object:
    found = engine.search(asked, limit=5, offset=1, sort="date", facets=())
    return [(match.key, match.score) for match in found.matches]
