"""How long a start takes: of searchkit as a whole process, beside a bare interpreter's."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import searchkit

from .indexing import index_of
from .plan import Plan
from .questions import common_word
from .sources import of_index
from .table import Cell, Table
from .timing import interleaved, isolated, median, p95, warm

_COLUMNS = ("start", "runs", "median ms", "p95 ms", "over bare python ms")
_BARE = "python -c pass"
# What the script of the entry point does, whether it is installed or not.
_SEARCHKIT = "from searchkit.screen.cli import run; run()"


def measured(plan: Plan) -> Table:
    """Return the table of starts: of processes, then of an index in a process that is warm."""
    index = index_of(plan)
    word = isolated(common_word, partial(of_index, index, None), plan.seed)
    processes = isolated(_processes, index, word, plan.runs)
    bare = median(processes[_BARE])
    opened = isolated(_opened, index, word, plan.runs)
    rows = [_row(name, times, bare) for name, times in processes.items()]
    rows += [_row(f"in process: {name}", times, None) for name, times in opened.items()]
    return Table("start", _COLUMNS, tuple(rows))


def _processes(index: Path, word: str, runs: int) -> dict[str, list[float]]:
    code = {
        _BARE: ["-c", "pass"],
        "python -c 'import searchkit'": ["-c", "import searchkit"],
        f"searchkit search {word}": ["-c", _SEARCHKIT, "search", word, "--index", str(index)],
    }
    acts = {name: partial(_run, words) for name, words in code.items()}
    warm(acts)
    return interleaved(acts, runs)


def _run(words: Sequence[str]) -> None:
    """Run this interpreter to its end; what it says of a bad one is raised."""
    command = [sys.executable, *words]
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if ended.returncode:
        raise RuntimeError(f"{command} ended with {ended.returncode}: {ended.stderr}")


def _opened(folder: Path, word: str, runs: int) -> Mapping[str, list[float]]:
    def open_only() -> None:
        searchkit.open(folder).close()

    def open_and_search() -> None:
        with searchkit.open(folder) as index:
            index.search(word)

    acts = {"open": open_only, f"open, search {word}": open_and_search}
    warm(acts)
    return interleaved(acts, runs)


def _row(name: str, times: Sequence[float], bare: float | None) -> tuple[Cell, ...]:
    middle = median(times)
    over = middle - bare if middle is not None and bare is not None else None
    return name, len(times), middle, p95(times), over
