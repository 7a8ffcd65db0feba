"""kill -9 at random: no article that was acknowledged is lost, and the next writer writes at once.

A child makes commit after commit and tells of each that returned; it is killed at some moment.
What the index holds then is what it held after the last commit told of, or after the next one.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from time import monotonic, sleep

import searchkit

from .plan import KINDS, Plan, fault_in_writing, fault_of
from .row import SURVIVED, Place, Row

_LONGEST = 60.0  # seconds for a commit that is waited for
_ROUNDS = 12  # kills of an index, before a new one is begun
_SECONDS = {"rebuild": 3.0}  # the longest delay, by kind
_DELAY = 0.35


def trials(place: Place) -> Iterator[str]:
    """Yield what became of an index after each kill."""
    for number in count():
        kind, jobs = KINDS[number % len(KINDS)], number // len(KINDS) % 2 + 1
        folder = place.folder / str(number)
        folder.mkdir()
        yield from _killed(place, Plan(kind, jobs, folder / "corpus"), folder / "index")


def _killed(place: Place, plan: Plan, folder: Path) -> Iterator[str]:
    errors = folder.parent / "errors"
    step = _commits(plan, folder, errors, 0)
    rounds = 3 if plan.kind == "rebuild" else _ROUNDS
    for _ in range(rounds):
        delay = place.chance.uniform(0, _SECONDS.get(plan.kind, _DELAY * plan.jobs))
        told = _commits(plan, folder, errors, step, delay, place.chance.random() < 0.3)
        where = f"{plan.kind}, {plan.jobs} processes, after {delay:.3f} s, step {told}: "
        states = [plan.after(told - 1), plan.after(told)]
        fault = fault_of(folder, states, place.chance) or written(folder)
        if not fault and (printed := _printed(errors)):
            fault = f"a process printed {printed!r:.300}"
        yield where + fault if fault else SURVIVED
        if fault:
            return
        with searchkit.open(folder) as index:
            step = told + ({one.id: one.to_json() for one in index.export()} == states[1])


def written(folder: Path) -> str:
    """Workers of a killed parent end by themselves, and may take a moment to remove their files."""
    until = monotonic() + 10
    while (fault := fault_in_writing(folder)) and "left behind" in fault and monotonic() < until:
        sleep(0.1)
    return fault


def _commits(
    plan: Plan,
    folder: Path,
    errors: Path,
    first: int,
    delay: float | None = None,
    with_workers: bool = False,
) -> int:
    """Let a child commit from a step on, kill it after a delay, and return the first step not told.

    Without a delay the child makes one commit, which is waited for.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        _run(plan, folder, errors, writer, first, once=delay is None)
    os.close(writer)
    with os.fdopen(reader, "rb", buffering=0) as told:
        _line(told.fileno())  # it is about to start
        if delay is None:
            _line(told.fileno())
        else:
            sleep(delay)
        # With its workers, or alone: then they find out by themselves.
        (os.killpg if with_workers else os.kill)(child, signal.SIGKILL)
        os.waitpid(child, 0)
        rest = told.read()
    if delay is None:
        return first + 1
    return first + rest.count(b"\n")


def _run(plan: Plan, folder: Path, errors: Path, told: int, first: int, *, once: bool) -> None:
    """Be the child."""
    try:
        os.setpgid(0, 0)
        os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666), 2)
        os.write(told, b".\n")
        with searchkit.open(folder, create=True) as index:
            for step in count(first):
                plan.do(index, step)
                os.write(told, b".\n")
                if once:
                    sleep(_LONGEST)
    except BaseException as error:
        os.write(2, f"{error!r}\n".encode())
    finally:
        os._exit(1)


def _line(descriptor: int) -> None:
    ready, _, _ = select.select([descriptor], [], [], _LONGEST)
    if not ready or not os.read(descriptor, 2):
        print("a child did not come to its first commit", file=sys.stderr)


def _printed(errors: Path) -> str:
    return errors.read_text("utf-8", "replace")


ROW = Row(
    "kill",
    "kill -9 at random in add, update, delete, merge, rebuild, with 1 and 2 processes",
    300,
    trials,
    weight=12,
)
