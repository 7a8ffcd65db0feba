"""What it takes to build an index of each engine, and how large it is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter, process_time, thread_time

from searchkit.article import Article
from searchkit.errors import UsageError

from .. import memory
from ..plan import Source
from ..table import Cell, Table
from ..timing import isolated
from . import kept
from .contest import Contest
from .known import OURS, engine

_COLUMNS = (
    "engine",
    "articles",
    "seconds",
    "processor s",
    "articles/s",
    "articles/processor s",
    "ratio",
    "disk MB",
    "memory before MB",
    "peak MB",
    "built",
)
_NOTES = (
    "articles come one by one from their file; the processor's seconds of that are taken off both",
    f"ratio: articles/processor s of {OURS} by those of this engine",
)
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Build:
    """One build: seconds without those of the reading, bytes; None where memory is not told.

    ``ended`` is when, in local time to the minute: a run may use what an earlier one built.
    """

    ended: str
    articles: int
    seconds: float
    processor_seconds: float
    disk: int
    memory_before: int | None
    memory_peak: int | None


Builds = Mapping[str, Sequence[Build]]
"""The builds of each engine by name, of which the last one's index is there."""


def folder_of(contest: Contest, name: str) -> Path:
    """Return where the index of an engine stands."""
    return contest.folder / name


def built(contest: Contest) -> Builds:
    """Return the builds of all engines, made now by turns, or by an earlier run."""
    builds = {name: _earlier(contest, name) for name in contest.names}
    for _ in range(contest.builds):
        for name, done in builds.items():
            if len(done) < contest.builds:
                done.append(_built_now(contest, name))
                figures = [asdict(build) for build in done]
                kept.save(_figures(contest, name), contest.described(name), figures)
    return builds


def rate(builds: Sequence[Build]) -> float:
    """Return articles for each second of a processor."""
    return builds[-1].articles / median(build.processor_seconds for build in builds)


def peak(builds: Sequence[Build]) -> float | None:
    """Return the bytes at the peak, or None where memory is not told."""
    peaks = [build.memory_peak for build in builds if build.memory_peak is not None]
    return median(peaks) if peaks else None


def table(builds: Builds) -> Table:
    """Return the table of builds; several of one engine are told by their medians."""
    rows = tuple(_row(name, done, builds[OURS]) for name, done in builds.items())
    return Table("engines: build, one core", _COLUMNS, rows, _NOTES)


def build_here(name: str, articles: Source, folder: Path) -> Build:
    """Build an index in a new folder; to be called in a process that did nothing before."""
    chosen = engine(name)
    _keep_to_one_core()
    folder.mkdir(parents=True)
    reading = _Reading(articles)
    before = memory.peak()
    started, processor_started = perf_counter(), process_time()
    chosen.build(reading, folder)
    seconds, processor_seconds = perf_counter() - started, process_time() - processor_started
    if not reading.articles:
        raise UsageError("there is no article to index")
    return Build(
        ended=datetime.now().isoformat(" ", "minutes"),
        articles=reading.articles,
        seconds=seconds - reading.seconds,
        processor_seconds=processor_seconds - reading.seconds,
        disk=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        memory_before=before,
        memory_peak=memory.peak(),
    )


class _Reading:
    """Articles in order, with their count and the processor's seconds that it took to get them."""

    def __init__(self, articles: Source) -> None:
        self._source = articles()
        self.articles = 0
        self.seconds = 0.0

    def __iter__(self) -> Iterator[Article]:
        while True:
            started = thread_time()
            article = next(self._source, None)
            self.seconds += thread_time() - started
            if article is None:
                return
            self.articles += 1
            yield article


def _earlier(contest: Contest, name: str) -> list[Build]:
    found = kept.load(_figures(contest, name), contest.described(name))
    if found is None or name in contest.anew or not folder_of(contest, name).exists():
        return []
    return [Build(**figures) for figures in found]


def _built_now(contest: Contest, name: str) -> Build:
    folder = folder_of(contest, name)
    _figures(contest, name).unlink(missing_ok=True)  # a build that fails leaves nothing to use
    shutil.rmtree(folder, ignore_errors=True)
    return isolated(build_here, name, contest.articles(name), folder)


def _figures(contest: Contest, name: str) -> Path:
    return contest.folder / f"{name}.json"


def _keep_to_one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def _row(name: str, builds: Sequence[Build], ours: Sequence[Build]) -> tuple[Cell, ...]:
    last = builds[-1]
    seconds = median(build.seconds for build in builds)
    return (
        name,
        last.articles,
        seconds,
        median(build.processor_seconds for build in builds),
        last.articles / seconds,
        rate(builds),
        rate(ours) / rate(builds),
        last.disk / _MEGABYTE,
        _megabytes(last.memory_before),
        _megabytes(peak(builds)),
        last.ended,
    )


def _megabytes(count: float | None) -> float | None:
    return None if count is None else count / _MEGABYTE
