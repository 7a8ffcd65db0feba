"""The program: tries each fault of the table, and prints what was tried and what was survived."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryDirectory
from time import monotonic

from .row import Row, Tally, tallied
from .table import ROWS

_SHOWN = 5
"""Faults of a row that are printed."""


def main(words: Sequence[str]) -> int:
    """Try what the words ask for; return 0 only if every row was tried and survived all."""
    options = _parser().parse_args(words)
    seed = SystemRandom().randrange(1_000_000) if options.seed is None else options.seed
    rows = [row for row in ROWS if row.name in (options.row or [row.name])]
    print(f"seed {seed}", flush=True)
    tallies = []
    left = options.minutes * 60.0
    for place, row in enumerate(rows):
        share = left * row.weight / sum(other.weight for other in rows[place:])
        started = monotonic()
        tallies.append(_tried(row, seed, share))
        left = max(0.0, left - (monotonic() - started))
        _tell(tallies[-1])
    print("\n" + "\n".join(_table(tallies)))
    return 0 if all(tally.passes for tally in tallies) else 1


def _tried(row: Row, seed: int, seconds: float) -> Tally:
    with TemporaryDirectory(prefix="searchkit-faults-") as folder:
        return tallied(row, Path(folder), seed, seconds)


def _tell(tally: Tally) -> None:
    name = f"{tally.row.name:10}"
    if tally.untried:
        print(f"{name} cannot be tried here: {tally.untried}", flush=True)
        return
    print(f"{name} {tally.survived:,} of {tally.tried:,} in {tally.seconds:.0f} s", flush=True)
    for fault in tally.faults[:_SHOWN]:
        print(f"           {fault}", flush=True)


def _table(tallies: Sequence[Tally]) -> list[str]:
    lines = ["| fault | survived / tried | wanted |", "|---|---|---|"]
    for tally in tallies:
        counted = f"{tally.survived:,} / {tally.tried:,}"
        if tally.untried:
            counted = f"not tried: {tally.untried}"
        elif not tally.complete:
            counted += " (time was up)"
        wanted = "all" if tally.row.goal is None else f"{tally.row.goal:,}"
        lines.append(f"| {tally.row.fault} | {counted} | {wanted} |")
    return lines


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    add = parser.add_argument
    add("--minutes", type=float, metavar="N", default=45, help="how long, in all (45)")
    add("--seed", type=int, metavar="N", help="makes the same faults again (default: a new one)")
    add(
        "--row", action="append", metavar="NAME", choices=[row.name for row in ROWS],
        help=f"only this one, or these: {', '.join(row.name for row in ROWS)}",
    )  # fmt: skip
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
