"""Whether two indexes answer alike: the same hits, the same counts, nearly the same order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from searchkit.hits import Hits
from searchkit.index import Index

from ..bench.table import Cell, Table
from ..bench.timing import interleaved, median, warm
from .asking import FORMS, Asked

TOP = 10
_FACETS = ("outlet", "date", "speaker")
_COLUMNS = (
    "class",
    "questions",
    "median hits",
    "same hits",
    "same facets",
    "top 10 shared",
    "same top 10",
    "folder p50 ms",
    "cluster p50 ms",
    "such as",
)


@dataclass(frozen=True, slots=True)
class Compared:
    """What two indexes answered to one question."""

    hits: int
    are_hits_same: bool
    are_facets_same: bool
    shared: float
    is_top_same: bool


def compared(folder: Index, cluster: Index, questions: Sequence[Asked], rounds: int) -> Table:
    """Return the table of a comparison, class by class, with how long answers took."""
    found = {question: _compared(folder, cluster, question) for question in questions}
    acts = {
        (question, place): lambda index=index, question=question: _top(index, question)
        for question in questions
        for place, index in enumerate((folder, cluster))
    }
    warm(acts)
    times = interleaved(acts, rounds)
    rows = []
    for form in FORMS:
        of_form = [question for question in questions if question.form == form]
        if of_form:
            taken = [
                median([time for question in of_form for time in times[question, place]])
                for place in (0, 1)
            ]
            rows.append(_row(of_form, found, taken))
    return Table(f"the same questions to both engines ({rounds} rounds)", _COLUMNS, tuple(rows))


def _compared(folder: Index, cluster: Index, question: Asked) -> Compared:
    ours, theirs = (_all(index, question) for index in (folder, cluster))
    first, second = (_top(index, question, _FACETS) for index in (folder, cluster))
    top, other = ([hit.key for hit in hits] for hits in (first, second))
    return Compared(
        hits=len(ours),
        are_hits_same=ours == theirs and first.total == second.total == len(ours),
        are_facets_same=first.facets == second.facets,
        shared=len({*top} & {*other}) / len(top) if top else 1.0,
        is_top_same=top == other,
    )


def _row(
    questions: Sequence[Asked], found: Mapping[Asked, Compared], times: Sequence[Cell]
) -> tuple[Cell, ...]:
    answers = [found[question] for question in questions]
    count = len(answers)
    return (
        questions[0].form,
        count,
        sorted(answer.hits for answer in answers)[count // 2],
        f"{sum(answer.are_hits_same for answer in answers)}/{count}",
        f"{sum(answer.are_facets_same for answer in answers)}/{count}",
        f"{sum(answer.shared for answer in answers) / count:.1%}",
        f"{sum(answer.is_top_same for answer in answers)}/{count}",
        *times,
        questions[0].text,
    )


def _all(index: Index, question: Asked) -> set[str]:
    return {hit.key for hit in index.scan(question.text, unit=question.unit)}


def _top(index: Index, question: Asked, facets: Sequence[str] = ()) -> Hits:
    search = index.search if question.unit == "article" else index.quotes
    return search(question.text, limit=TOP, facets=facets)


def is_same(table: Table) -> bool:
    """Say whether each class had the same hits and the same counts in all of its questions."""
    places = [_COLUMNS.index(name) for name in ("same hits", "same facets")]
    return all(row[place] == f"{row[1]}/{row[1]}" for row in table.rows for place in places)
