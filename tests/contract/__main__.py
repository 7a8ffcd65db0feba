"""The program: indexes articles in a folder and in a cluster, and compares what both answer."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit
from urllib.request import Request, urlopen
from uuid import uuid4
from zlib import crc32

import searchkit
from searchkit.article import Article
from searchkit.errors import SearchkitError

from ..bench import machine
from ..bench.questions import drawn
from ..bench.sources import attributed, of_rows
from ..bench.table import Table
from . import ingesting
from .asking import asked
from .comparing import compared, is_same

CLUSTER = "SEARCHKIT_OPENSEARCH"
_FIRST_DAY, _DAYS = date(2015, 1, 1), 3652  # ten years


def main(words: Sequence[str]) -> bool:
    """Print the tables; return whether both engines found the same."""
    options = _parser().parse_args(words)
    cluster = os.environ.get(CLUSTER)
    if not cluster:
        sys.exit(f"there is no cluster: {CLUSTER}=$(tests/opensearch/start)")
    for name, fact in machine.facts().items():
        print(f"{name:9} {fact}")
    name = f"contract-{uuid4().hex}"
    place = f"opensearch+http://{urlsplit(cluster).netloc}/{name}"
    try:
        with TemporaryDirectory(prefix="searchkit-contract-") as scratch:
            table = _measured(options, Path(scratch), place)
    finally:
        urlopen(Request(f"{cluster}/{name}-*", method="DELETE"))
    print("", *table.lines(), sep="\n", flush=True)
    return is_same(table)


def _measured(options: argparse.Namespace, scratch: Path, place: str) -> Table:
    """Index the articles in each way, print how fast, and return the table of the answers."""
    file, folder = scratch / "articles.jsonl", str(scratch / "index")
    _write(options.data, options.rows, file)
    ways = [(folder, 1), (f"{place}-1", 1), (f"{place}-2", 2)]
    rows = tuple(ingesting.ingested(where, file, processes) for where, processes in ways)
    print("", *Table("ingesting", ingesting.COLUMNS, rows).lines(), sep="\n", flush=True)
    return _compared(options, file, folder, f"{place}-2")


def _compared(options: argparse.Namespace, file: Path, folder: str, place: str) -> Table:
    questions = drawn(partial(_read, file), options.seed, options.questions)
    with searchkit.open(folder) as ours, searchkit.open(place) as theirs:
        return compared(ours, theirs, tuple(asked(questions)), options.rounds)


def _write(data: Path, rows: int, file: Path) -> None:
    """Write articles with their quotes, each with a day, the same for the same id."""
    with file.open("w", encoding="utf-8") as lines:
        for article in attributed(partial(of_rows, data, rows)):
            day = _FIRST_DAY + timedelta(days=crc32(article.id.encode()) % _DAYS)
            dated = replace(article, published=article.published or day)
            lines.write(dated.to_json() + "\n")


def _read(file: Path) -> Iterator[Article]:
    return iter(ingesting.read(file))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.contract",
        description="Compare the engines: the same hits, the same order, how fast.",
    )
    add = parser.add_argument
    add("--data", type=Path, metavar="FILE", required=True, help="rows of id, title, text each")
    add("--rows", type=int, metavar="N", default=10_000, help="take the first N (10000)")
    add("--seed", type=int, metavar="N", default=1, help="draws the questions (1)")
    add("--questions", type=int, metavar="N", default=10, help="of each class (10)")
    add("--rounds", type=int, metavar="N", default=3, help="timed answers to each question (3)")
    return parser


if __name__ == "__main__":
    try:
        sys.exit(0 if main(sys.argv[1:]) else 1)
    except SearchkitError as error:
        sys.exit(error.message)
