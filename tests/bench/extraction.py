"""How fast pages become articles: in this process, and through the workers of a corpus run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import searchkit
from searchkit.corpus import sources
from searchkit.errors import PageRefused, UsageError
from searchkit.ingest import Page, read_pages

from .plan import Plan
from .table import Cell, Table
from .timing import isolated, median, milliseconds, p95

_SUFFIXES = (".html", ".htm", ".xhtml", ".txt")
_JOBS = (1, 2)
_COLUMNS = ("way", "pages", "articles", "first ms", "pages/s", "median ms", "p95 ms")


@dataclass(frozen=True, slots=True)
class _Reading:
    """Milliseconds of the first page, of all pages after it, and of each where one was timed.

    The first page loads the parser, or starts the workers.
    """

    articles: int
    first: float
    all: float
    each: tuple[float, ...] = ()


def measured(plan: Plan) -> Table:
    """Return the table of extraction; a first page is read once more and counts for itself."""
    pages = list(_pages(plan.pages))
    if not pages:
        raise UsageError(f"no page is in {plan.pages}; its name ends in {' '.join(_SUFFIXES)}")
    here = isolated(_here, pages)
    ways = {"in process": here} | {
        f"workers, {jobs} job{'s' * (jobs > 1)}": isolated(_in_workers, pages, jobs)
        for jobs in _JOBS
    }
    slowest, page = max(zip(here.each, pages, strict=True), key=lambda pair: pair[0])
    return Table(
        "extraction",
        _COLUMNS,
        tuple(_row(way, len(pages), reading) for way, reading in ways.items()),
        (f"slowest page: {slowest:,.0f} ms, {page.source}",),
    )


def _pages(folder: Path) -> Iterator[Page]:
    for source in sources(folder):
        if source.lower().removesuffix(".gz").endswith(_SUFFIXES):
            yield Page(folder, source)


def _here(pages: list[Page]) -> _Reading:
    first = milliseconds(lambda: _extracted(pages[0]))
    articles = 0
    each = []
    for page in pages:
        started = perf_counter()
        articles += _extracted(page)
        each.append((perf_counter() - started) * 1000)
    return _Reading(articles, first, sum(each), tuple(each))


def _extracted(page: Page) -> bool:
    """Read and extract a page, and say whether it became an article."""
    with suppress(PageRefused):
        searchkit.extract(page.path.read_bytes())
        return True
    return False


def _in_workers(pages: list[Page], jobs: int) -> _Reading:
    readings = read_pages([pages[0], *pages], jobs)
    first = milliseconds(lambda: next(readings))
    started = perf_counter()
    articles = sum(1 for reading in readings for _ in reading.articles)
    return _Reading(articles, first, (perf_counter() - started) * 1000)


def _row(way: str, pages: int, reading: _Reading) -> tuple[Cell, ...]:
    rate = pages / reading.all * 1000
    each = reading.each
    return way, pages, reading.articles, reading.first, rate, median(each), p95(each)
