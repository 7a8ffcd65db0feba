"""What a start costs with each engine: opening, a whole process, and the memory of one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from searchkit.errors import UsageError

from .. import memory
from ..questions import Question
from ..table import Cell, Table
from ..timing import CLOCKS, interleaved, isolated, median, p95, warm
from .known import engine

_BARE = "python -c pass"
_COLUMNS = (
    "engine",
    "open ms",
    "open p95 ms",
    "one-shot ms",
    "one-shot p95 ms",
    "over bare python ms",
    "anonymous MB",
    "of that before MB",
)
_NOTES = (
    "open: in a process that is warm, by the clock of the answers",
    "one-shot: a process that opens, asks a common word, prints; by the wall",
    "anonymous: RssAnon of a process that has answered all questions, whole where it can",
)
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Start:
    """Milliseconds of openings and of whole processes; bytes of a process that has answered.

    ``memory_before`` is that of the same process before the engine was loaded.
    """

    opened: Sequence[float]
    one_shot: Sequence[float]
    memory: int | None = None
    memory_before: int | None = None


Starts = Mapping[str, Start]
"""By engine; that of the bare interpreter has whole processes only."""


def started(
    folders: Mapping[str, Path], questions: Sequence[Question], runs: int, clock: str
) -> Starts:
    """Return the starts of all engines."""
    opened = isolated(openings, folders, runs, clock)
    one_shot = _one_shots(folders, _common_word(questions), runs)
    starts = {_BARE: Start((), one_shot[_BARE])}
    for name, folder in folders.items():
        before, after = isolated(memories, name, folder, questions)
        starts[name] = Start(opened[name], one_shot.get(name, ()), after, before)
    return starts


def table(starts: Starts) -> Table:
    """Return the table of starts."""
    bare = median(starts[_BARE].one_shot)
    rows = tuple(_row(name, start, bare) for name, start in starts.items())
    return Table("engines: start and memory", _COLUMNS, rows, _NOTES)


def openings(folders: Mapping[str, Path], runs: int, clock: str) -> dict[str, list[float]]:
    """Return the milliseconds of opening each index; to be called in a process of its own."""
    acts = {name: partial(_open, name, folder) for name, folder in folders.items()}
    warm(acts)
    return interleaved(acts, runs, CLOCKS[clock])


def memories(
    name: str, folder: Path, questions: Sequence[Question]
) -> tuple[int | None, int | None]:
    """Return the anonymous bytes before loading an engine and after it has answered all.

    To be called in a process of its own.
    """
    before = memory.anonymous()
    index = engine(name).open(folder)
    for question in questions:
        if act := index.whole(question) or index.bare(question):
            act()
    after = memory.anonymous()
    index.close()
    return before, after


def _common_word(questions: Sequence[Question]) -> str:
    for question in questions:
        if question.kind == "common term":
            return question.words[0]
    raise UsageError("no word is in enough of the articles to be asked for")


def _open(name: str, folder: Path) -> None:
    engine(name).open(folder).close()


def _one_shots(folders: Mapping[str, Path], word: str, runs: int) -> dict[str, list[float]]:
    programs = {_BARE: ["pass"]}
    for name, folder in folders.items():
        if program := engine(name).ONE_SHOT:
            programs[name] = [program, str(folder), word]
    acts = {name: partial(_run, words) for name, words in programs.items()}
    for name, printed in warm(acts).items():
        if name != _BARE and not printed:
            raise UsageError(f"{name} printed no hit for {word}")
    return interleaved(acts, runs)


def _run(words: Sequence[str]) -> str:
    """Run a program to its end, and return what it printed; what it says of a bad one is raised."""
    command = [sys.executable, "-W", "ignore", "-c", *words]
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8")
    if ended.returncode:
        raise RuntimeError(f"{command} ended with {ended.returncode}: {ended.stderr}")
    return ended.stdout


def _row(name: str, start: Start, bare: float | None) -> tuple[Cell, ...]:
    shot = median(start.one_shot)
    return (
        name,
        median(start.opened),
        p95(start.opened),
        shot,
        p95(start.one_shot),
        shot - bare if shot is not None and bare is not None else None,
        _megabytes(start.memory),
        _megabytes(start.memory_before),
    )


def _megabytes(count: int | None) -> float | None:
    return None if count is None else count / _MEGABYTE
