"""How fast articles come into an index, given by one process or by several at once."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

import searchkit
from searchkit.article import Article

from ..bench.table import Cell

COLUMNS = ("index", "processes", "articles", "seconds", "articles/s", "disk MB")
_MEGABYTE = 1_000_000


def ingested(place: str, file: Path, processes: int) -> tuple[Cell, ...]:
    """Make an index of the articles of a file, and return the row of it.

    The processes have read their articles and opened the index before the clock starts.
    """
    searchkit.open(place, create=True).close()
    fresh = multiprocessing.get_context("spawn")
    barrier = fresh.Barrier(processes + 1)
    workers = [
        fresh.Process(target=_give, args=(place, file, number, processes, barrier))
        for number in range(processes)
    ]
    for worker in workers:
        worker.start()
    barrier.wait()
    started = perf_counter()
    for worker in workers:
        worker.join()
    seconds = perf_counter() - started
    if any(worker.exitcode for worker in workers):
        raise RuntimeError("a process that gave articles has failed")
    with searchkit.open(place) as index:
        size = index.stats()
    kind = "cluster" if "://" in place else "folder"
    rate = size.articles / seconds
    return kind, processes, size.articles, seconds, rate, size.bytes / _MEGABYTE


def read(file: Path) -> Sequence[Article]:
    """Return the articles of a file of JSON lines."""
    with file.open(encoding="utf-8") as lines:
        return [Article.from_json(line) for line in lines]


def _give(place: str, file: Path, number: int, processes: int, barrier: Any) -> None:
    given = list(islice(read(file), number, None, processes))
    with searchkit.open(place) as index:
        barrier.wait()
        index.add(given)
