"""How long each engine takes to answer the same questions, bare and whole."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..questions import Question
from ..table import Cell, Table
from ..timing import CLOCKS, Act, interleaved, median, p95, warm
from .engine import KINDS, Opened
from .known import OURS, engine

Way = Literal["bare", "whole"]
WAYS: tuple[Way, ...] = ("bare", "whole")

_COLUMNS = (
    "class",
    "engine",
    "median hits",
    "bare p50 ms",
    "bare p95 ms",
    "bare ratio",
    "whole p50 ms",
    "whole p95 ms",
    "whole ratio",
)
_RATIO = f"ratio: the p50 of {OURS} by that of this engine"


@dataclass(frozen=True, slots=True)
class Latency:
    """The milliseconds of an engine's answers to a class of questions, by way; a way may be empty.

    ``hits`` is the median, over the questions, of how many articles one finds.
    """

    hits: int
    times: Mapping[Way, Sequence[float]]

    def p50(self, way: Way) -> float | None:
        return median(self.times[way])

    def p95(self, way: Way) -> float | None:
        return p95(self.times[way])


Latencies = Mapping[str, Mapping[str, Latency]]
"""By class, then by engine: those that can answer the class."""


def answered(
    folders: Mapping[str, Path], questions: Sequence[Question], rounds: int, clock: str
) -> Latencies:
    """Ask each engine each question, all by turns; to be called in a process of its own."""
    with ExitStack() as stack:
        opened = {
            name: stack.enter_context(closing(engine(name).open(folder)))
            for name, folder in folders.items()
        }
        acts = dict(_acts(opened, questions))
        warm(acts)
        gc.freeze()  # or an answer pays for a walk over what all the engines hold
        times = interleaved(acts, rounds, CLOCKS[clock])
        hits = {(q, name): o.count(q) for name, o in opened.items() for q in questions}
    return {
        kind: dict(_latencies(opened, [q for q in questions if q.kind == kind], times, hits))
        for kind in KINDS
        if any(q.kind == kind for q in questions)
    }


def ratio(by_engine: Mapping[str, Latency], peer: str, way: Way) -> float | None:
    """Return our p50 by a peer's, in one class; None where the peer cannot answer it so."""
    ours = by_engine[OURS].p50(way)
    theirs = by_engine[peer].p50(way) if peer in by_engine else None
    return ours / theirs if ours and theirs else None


def table(latencies: Latencies, about: str) -> Table:
    """Return the table of answers."""
    rows = tuple(
        _row(kind, name, by_engine) for kind, by_engine in latencies.items() for name in by_engine
    )
    unasked = ", ".join(kind for kind in KINDS if kind not in latencies)
    notes = (f"nothing in the articles to ask for: {unasked}",) if unasked else ()
    return Table(f"engines: answers ({about})", _COLUMNS, rows, (_RATIO, *notes))


_Key = tuple[Question, str, Way]


def _acts(
    opened: Mapping[str, Opened], questions: Sequence[Question]
) -> Iterator[tuple[_Key, Act]]:
    for question in questions:
        for name, index in opened.items():
            acts: Mapping[Way, Act | None] = {
                "bare": index.bare(question),
                "whole": index.whole(question),
            }
            for way, act in acts.items():
                if act:
                    yield (question, name, way), act


def _latencies(
    names: Iterable[str],
    asked: Sequence[Question],
    times: Mapping[_Key, Sequence[float]],
    hits: Mapping[tuple[Question, str], int | None],
) -> Iterator[tuple[str, Latency]]:
    for name in names:
        totals = [total for q in asked if (total := hits[q, name]) is not None]
        by_way = {way: [t for q in asked for t in times.get((q, name, way), ())] for way in WAYS}
        if totals:
            yield name, Latency(int(statistics.median(totals)), by_way)


def _row(kind: str, name: str, by_engine: Mapping[str, Latency]) -> tuple[Cell, ...]:
    latency = by_engine[name]
    cells: list[Cell] = []
    for way in WAYS:
        cells += [latency.p50(way), latency.p95(way), ratio(by_engine, name, way)]
    return kind, name, latency.hits, *cells
