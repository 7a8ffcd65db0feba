"""The program: prints the ten bins and the expected calibration error."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.bench.table import Table

from .bins import Bin, bins, expected_error, largest_share
from .judging import judgements
from .labelled import ours, rows


def main(words: Sequence[str]) -> None:
    """Judge the quotes of what the words name and print the table."""
    options = _parser().parse_args(words)
    articles = rows(options.data, options.compartment) if options.data else ours()
    print(*_table(bins(list(judgements(articles)))).lines(), sep="\n")


def _table(found: Sequence[Bin]) -> Table:
    return Table(
        "quotes by confidence",
        ("from", "count", "mean confidence", "right"),
        tuple((bin.floor, bin.count, bin.confidence, bin.right) for bin in found),
        (
            f"expected calibration error {expected_error(found):.3f}",
            f"largest share of a bin {largest_share(found):.2f}",
        ),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.calibration",
        description="Compare the confidence of quotes with the share that is right.",
    )
    parser.add_argument(
        "--data",
        type=Path,
        metavar="PATH",
        help="annotated articles: a .jsonl.gz or a folder of them (default: articles of ours)",
    )
    parser.add_argument(
        "--compartment",
        metavar="NAME",
        help="of a folder only the files that end in _NAME.jsonl.gz",
    )
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
