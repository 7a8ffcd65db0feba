"""Hostile pages: each ends within 10 seconds and 1 GB, as text or as a refusal that says why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import count, islice
from pathlib import Path
from time import monotonic

from searchkit import extract
from tests.fuzz.trial import Seed, bent_page, seeds_in, tried

from .bounded import bounded
from .hostile_pages import hostile_pages
from .patterns import slow_patterns
from .row import SURVIVED, Place, Row

_SECONDS, _MEGABYTES = 10.0, 1000
_AT_ONCE = 40
_ROOT = Path(__file__).parents[2]


def trials(place: Place) -> Iterator[str]:
    """Yield what became of each page: those of the list, then others bent at random."""
    extract(b"The ferry was late.")  # what is loaded once for all is no page's time
    seed = place.chance.randrange(1 << 30)
    seeds = seeds_in([_ROOT / "tests" / "pages", _ROOT / "corpus"])
    for page in hostile_pages():
        for fault in _outcomes([page]):
            yield f"{page.name} of the list: {fault}" if fault else SURVIVED
    yield from slow_patterns(place.chance, min(1.0, place.seconds / 200))
    bent = (bent_page(seeds, seed, number) for number in count())
    for first in count(0, _AT_ONCE):
        for place_, fault in enumerate(_outcomes(list(islice(bent, _AT_ONCE)))):
            where = f"python -m tests.fuzz --seed {seed} --only {first + place_}"
            yield f"{where}: {fault}" if fault else SURVIVED


def _outcomes(pages: Sequence[Seed]) -> Iterator[str]:
    """Read pages in one process; where that dies, one by one."""
    ended = bounded(partial(_read, pages), _SECONDS * len(pages), _MEGABYTES)
    if not ended.fault:
        faults: list[str] = json.loads(ended.text)
        yield from faults
    elif len(pages) == 1:
        yield ended.fault
    else:
        for page in pages:
            yield from _outcomes([page])


def _read(pages: Sequence[Seed]) -> str:
    return json.dumps([_fault(page) for page in pages])


def _fault(page: Seed) -> str:
    started = monotonic()
    outcome = tried(page)
    took = monotonic() - started
    if outcome.fault:
        return outcome.fault[-300:]
    return f"takes {took:.1f} s" if took > _SECONDS else ""


ROW = Row(
    "page", "hostile pages (a list, and bent ones): 10 s, 1 GB, text or a named refusal", 10_200,
    trials, 53,
)  # fmt: skip
