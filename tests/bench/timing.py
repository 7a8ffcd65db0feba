"""How long acts take: milliseconds of interleaved rounds, in a fresh process.

Times are those of the wall, where no other clock is asked for.
"""

from __future__ import annotations

import multiprocessing
import statistics
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from random import Random
from time import perf_counter, process_time
from typing import ParamSpec, TypeVar

Key = TypeVar("Key")
Result = TypeVar("Result")
Given = ParamSpec("Given")

Act = Callable[[], object]
Clock = Callable[[], float]

CLOCKS: Mapping[str, Clock] = {"wall": perf_counter, "processor": process_time}
"""Clocks by name; that of the processor, all threads together, stands still while others run."""


def milliseconds(act: Act, clock: Clock = perf_counter) -> float:
    """Return how long one call takes."""
    started = clock()
    act()
    return (clock() - started) * 1000


def warm(acts: Mapping[Key, Callable[[], Result]]) -> dict[Key, Result]:
    """Return what each act gives, run once and not timed, so that caches are as full as later."""
    return {key: act() for key, act in acts.items()}


def interleaved(
    acts: Mapping[Key, Act], rounds: int, clock: Clock = perf_counter
) -> dict[Key, list[float]]:
    """Return the milliseconds of each act, one for each round.

    A round runs all acts, in an order that is shuffled anew (alike in each run of the program), so
    that a slow minute of the machine falls on all of them.
    """
    times: dict[Key, list[float]] = {key: [] for key in acts}
    shuffler = Random(0)
    for _ in range(rounds):
        for key in shuffler.sample(list(acts), len(acts)):
            times[key].append(milliseconds(acts[key], clock))
    return times


def median(times: Sequence[float]) -> float | None:
    """Return the median, or None where nothing was timed."""
    return statistics.median(times) if times else None


def p95(times: Sequence[float]) -> float | None:
    """Return the 95th percentile, the extremes taken as the 0th and 100th; None where empty."""
    if len(times) < 2:
        return median(times)
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def isolated(measure: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result:
    """Return what a function returns in a fresh interpreter; it and its arguments are pickled."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=fresh) as executor:
        return executor.submit(measure, *args, **kwargs).result()
