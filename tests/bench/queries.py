"""How fast questions of each class are answered, top 10, by an open index."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import searchkit
from searchkit import Index
from searchkit.hits import Hits

from .indexing import index_of
from .plan import Plan
from .questions import CLASSES, Question, drawn
from .sources import of_index
from .table import Cell, Table
from .timing import interleaved, isolated, median, p95, warm

_LIMIT = 10
_COLUMNS = ("class", "questions", "median hits", "no hits", "p50 ms", "p95 ms", "such as")


def _articles(index: Index, query: str) -> Hits:
    return index.search(query, limit=_LIMIT)


def _quotes(index: Index, query: str) -> Hits:
    return index.quotes(query, limit=_LIMIT)


def _snippets(index: Index, query: str) -> Hits:
    """Articles, with the stored fields of each decoded and what matched marked in them."""
    hits = index.search(query, limit=_LIMIT)
    for hit in hits:
        _ = hit.snippets
    return hits


@dataclass(frozen=True, slots=True)
class _Asking:
    """How a question of a class is written in searchkit's language, and how it is answered."""

    written: str
    answer: Callable[[Index, str], Hits] = _articles


_ASKED: Mapping[str, _Asking] = {
    "rare term": _Asking("{}"),
    "common term": _Asking("{}"),
    "OR of 2": _Asking("{} OR {}"),
    "AND of 3": _Asking("{} {} {}"),
    "phrase": _Asking('"{} {}"'),
    "prefix": _Asking("{}*"),
    "fuzzy": _Asking("{}~"),
    "headline": _Asking("headline:{}"),
    "speaker and said": _Asking("speaker:{} said:{}"),
    "quotes of speaker": _Asking("speaker:{} said:{}", _quotes),
    "term and dates": _Asking("{} date:{}..{}"),
    "common, snippets": _Asking("{}", _snippets),
}


@dataclass(frozen=True, slots=True)
class _Answered:
    """How many hits a question has, and the milliseconds of each timed answer."""

    total: int
    times: tuple[float, ...]


def measured(plan: Plan) -> Table:
    """Return the table of queries, the times over all questions of a class and all rounds."""
    index = index_of(plan)
    questions = isolated(drawn, partial(of_index, index, None), plan.seed, plan.questions)
    answers = isolated(_answers, index, questions, plan.rounds)
    kinds = {kind: [q for q in questions if q.kind == kind] for kind in CLASSES}
    unasked = ", ".join(kind for kind in kinds if not kinds[kind])
    return Table(
        f"queries (seed {plan.seed}, {plan.rounds} rounds)",
        _COLUMNS,
        tuple(_row(kind, asked, answers) for kind, asked in kinds.items() if asked),
        (f"nothing in the articles to ask for: {unasked}",) if unasked else (),
    )


def _written(question: Question) -> str:
    """Return a question in searchkit's query language."""
    return _ASKED[question.kind].written.format(*question.words)


def _answers(
    folder: Path, questions: tuple[Question, ...], rounds: int
) -> dict[Question, _Answered]:
    with searchkit.open(folder) as index:
        acts = {
            question: partial(_ASKED[question.kind].answer, index, _written(question))
            for question in questions
        }
        hits = warm(acts)
        times = interleaved(acts, rounds)
    return {q: _Answered(hits[q].total, tuple(times[q])) for q in questions}


def _row(
    kind: str, asked: list[Question], answers: Mapping[Question, _Answered]
) -> tuple[Cell, ...]:
    totals = [answers[question].total for question in asked]
    times = [time for question in asked for time in answers[question].times]
    hits = int(statistics.median(totals))
    return kind, len(asked), hits, totals.count(0), median(times), p95(times), _written(asked[0])
