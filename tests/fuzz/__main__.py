"""The program: bends pages, and prints each that does not end as it should."""

from __future__ import annotations

import argparse
import faulthandler
import sys
from collections.abc import Sequence
from pathlib import Path
from random import SystemRandom
from threading import Timer
from time import perf_counter

from .trial import Outcome, bent_page, seeds_in, tried

_ROOT = Path(__file__).parents[2]
_HANGS = 60
"""Seconds after which the program gives up, with the place where it hangs."""


def main(words: Sequence[str]) -> int:
    """Try pages as the words ask; return how many ended badly."""
    options = _parser().parse_args(words)
    seeds = seeds_in(options.pages or [_ROOT / "tests" / "pages", _ROOT / "corpus"])
    seed = SystemRandom().randrange(1_000_000) if options.seed is None else options.seed
    print(f"seed {seed}, {len(seeds)} pages to bend")
    numbers = range(options.count) if options.only is None else (options.only,)
    articles = refusals = faults = 0
    slowest = (0.0, 0)
    for number in numbers:
        page = bent_page(seeds, seed, number)
        where = f"--seed {seed} --only {number}, bent of {page.name}"
        late = Timer(_HANGS / 2, print, (f"\n{where} takes long",), {"flush": True})
        late.start()
        faulthandler.dump_traceback_later(_HANGS, exit=True)
        started = perf_counter()
        outcome = tried(page)
        slowest = max(slowest, (perf_counter() - started, number))
        faulthandler.cancel_dump_traceback_later()
        late.cancel()
        articles += outcome.articles
        refusals += outcome.refusals
        faults += bool(outcome.fault)
        _tell(outcome, where)
    print(f"{len(numbers)} pages: {articles} articles, {refusals} refusals, {faults} faults")
    print(f"slowest {slowest[0]:.2f} s, --only {slowest[1]}")
    return faults


def _tell(outcome: Outcome, where: str) -> None:
    if outcome.fault:
        print(f"\n{where}\n{outcome.fault}", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    add = parser.add_argument
    add("--pages", type=Path, metavar="DIR", action="append", help="where pages to bend are")
    add("--count", type=int, metavar="N", default=1000, help="how many to try (1000)")
    add("--seed", type=int, metavar="N", help="makes the same pages again (default: a new one)")
    add("--only", type=int, metavar="N", help="try the one of this number")
    return parser


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
