"""The program: measures the parts that are asked for, and prints their tables."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from searchkit.errors import SearchkitError

from . import extraction, indexing, machine, queries, sources, start
from .engines import known, measuring
from .engines.contest import Contest
from .plan import Plan, Source
from .table import Table
from .timing import CLOCKS

_PARTS: dict[str, Callable[[Plan], Table]] = {
    "extraction": extraction.measured,
    "indexing": indexing.measured,
    "queries": queries.measured,
    "start": start.measured,
}
_ENGINES = "engines"
_CORPUS = Path(__file__).parents[2] / "corpus"


def main(words: Sequence[str]) -> None:
    """Measure what the words ask for, printing each table as soon as it is taken."""
    options = _parser().parse_args(words)
    facts = {"command": f"python -m tests.bench {shlex.join(words)}".rstrip(), **machine.facts()}
    for name, fact in facts.items():
        print(f"{name:9} {fact}")
    tables = []
    for table in _measured(options):
        print("", *table.lines(), sep="\n", flush=True)
        tables.append(table)
    facts["load after"] = machine.load()
    print(f"\nload after {facts['load after']}")
    if options.json:
        kept = {"run": facts, "tables": [table.as_json() for table in tables]}
        options.json.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _measured(options: argparse.Namespace) -> Iterator[Table]:
    parts = [part for name, part in _PARTS.items() if options.part in (name, "all")]
    with TemporaryDirectory(prefix="searchkit-bench-") as scratch:
        plan = Plan(
            pages=options.pages,
            articles=_articles(options),
            scratch=Path(scratch),
            index=options.index,
            seed=options.seed,
            questions=options.questions,
            rounds=options.rounds,
            runs=options.runs,
        )
        if options.part == _ENGINES:
            yield from measuring.measured(_contest(options, plan))
        else:
            yield from (part(plan) for part in parts)


def _contest(options: argparse.Namespace, plan: Plan) -> Contest:
    articles = (options.data or options.index or _CORPUS).resolve()
    changed = articles.stat().st_mtime_ns
    return Contest(
        plan,
        peers=options.peer,
        folder=options.keep or plan.scratch,
        about=f"{articles} of {changed}, {options.rows or 'all'} rows",
        anew=options.anew,
        rows={"whoosh": options.whoosh_rows},
        builds=options.builds,
        clock=options.clock,
    )


def _articles(options: argparse.Namespace) -> Source:
    if options.data:
        rows = partial(sources.of_rows, options.data, options.rows)
        return partial(sources.attributed, rows) if options.attribute else rows
    if options.index:
        return partial(sources.of_index, options.index, options.rows)
    return partial(sources.of_pages, _CORPUS, options.rows)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=f"Measure searchkit: {', '.join(_PARTS)}; or, beside others, {_ENGINES}.",
    )
    add = parser.add_argument
    add(
        "part",
        nargs="?",
        choices=[*_PARTS, _ENGINES, "all"],
        default="all",
        help=f"default: all, but for {_ENGINES}",
    )
    add(
        "--pages",
        type=Path,
        metavar="DIR",
        default=_CORPUS,
        help="HTML and text to extract (default: corpus)",
    )
    given = parser.add_mutually_exclusive_group()
    given.add_argument(
        "--data",
        type=Path,
        metavar="FILE",
        help="articles to index, a row of id, title, text each (.jsonl, .jsonl.gz), in place of "
        "those of the corpus",
    )
    given.add_argument(
        "--index", type=Path, metavar="DIR", help="search this index, and index its articles anew"
    )
    add("--rows", type=_positive, metavar="N", help="take the first N articles only")
    add("--attribute", action="store_true", help="find the quotes of --data first, untimed")
    add("--seed", type=int, metavar="N", default=1, help="draws the questions (1)")
    add("--questions", type=_positive, metavar="N", default=20, help="of each class (20)")
    add(
        "--rounds",
        type=_positive,
        metavar="N",
        default=5,
        help="timed answers to each question (5)",
    )
    add("--runs", type=_positive, metavar="N", default=11, help="timed starts of each process (11)")
    add("--json", type=Path, metavar="OUT", help="keep the figures here")
    _add_contest(parser.add_argument_group(_ENGINES))
    return parser


def _add_contest(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add(
        "--peer",
        type=partial(_names, known.PEERS),
        metavar="NAME,...",
        default=("fts5",),
        help=f"measure beside {', '.join(known.PEERS)} (fts5)",
    )
    add("--keep", type=Path, metavar="DIR", help="keep the indexes here, and use those kept")
    add(
        "--anew",
        type=partial(_names, (known.OURS, *known.PEERS)),
        metavar="NAME,...",
        default=(),
        help="of those kept, build these again",
    )
    add(
        "--whoosh-rows",
        type=_positive,
        metavar="N",
        default=5000,
        help="stock Whoosh takes the first N articles; it is asked only where these are all (5000)",
    )
    add(
        "--clock",
        choices=CLOCKS,
        default="wall",
        help="times answers and openings; on a busy machine: processor (wall)",
    )
    add("--builds", type=_positive, metavar="N", default=1, help="of each index, by turns (1)")


def _names(choices: Sequence[str], text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(text.split(",")))
    for name in names:
        if name not in choices:
            raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(choices)}")
    return names


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of 1 or more")
    return int(text)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (SearchkitError, FileNotFoundError) as error:
        sys.exit(f"{error}")
