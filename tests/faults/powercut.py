"""A power cut at any moment of a commit: what the disk may have kept of it opens as old or new."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

import searchkit
from searchkit import corpus
from searchkit.errors import SearchkitError

from .plan import KINDS, Held, Plan, fault_in_writing, fault_of
from .recording import Recording, left, recording
from .row import SURVIVED, Place, Row

_CUTS = 25  # of one recording


@dataclass(frozen=True, slots=True)
class _Case:
    """A recording, and what is wrong with a folder that a power cut left, if anything is.

    ``judged`` is told whether all was acknowledged before.
    """

    name: str
    made: Recording
    judged: Callable[[Path, bool, Random], str]


def trials(place: Place) -> Iterator[str]:
    """Yield what was left by each power cut."""
    for number in count():
        folder = place.folder / str(number)
        folder.mkdir()
        for case in _cases(folder, place.chance.randint(0, 6)):
            for _ in range(_CUTS):
                yield _cut(case, place.folder / "left", place.chance)
        shutil.rmtree(folder)


def _cut(case: _Case, target: Path, chance: Random) -> str:
    moments = case.made.moments
    moment = chance.choice((chance.choice(moments), moments[-1]))
    target.mkdir()
    left(case.made, moment, target, chance)
    fault = case.judged(target, moment == moments[-1], chance)
    if not fault:
        shutil.rmtree(target)
        return SURVIVED
    kept = target.with_name(f"kept-{chance.random()}")
    target.rename(kept)
    return f"{case.name}, cut at {moment} of {moments[-1]}: {fault}"


def _cases(folder: Path, step: int) -> Iterator[_Case]:
    yield _first_commit(folder / "first")
    for kind in KINDS:
        yield _commit(folder / kind, Plan(kind, 1 + step % 2, folder / kind / "corpus"), step + 1)
    yield _pages(folder / "pages")


def _first_commit(root: Path) -> _Case:
    """An index is made, in a folder that is made for it."""
    root.mkdir()
    plan = Plan("add", 1, root / "corpus")
    with recording(root) as made, searchkit.open(root / "below" / "index", create=True) as index:
        plan.do(index, 0)

    def judged(target: Path, is_acknowledged: bool, chance: Random) -> str:
        states = [plan.after(0)] if is_acknowledged else [{}, plan.after(0)]
        folder = target / "below" / "index"
        try:
            searchkit.open(folder, create=not is_acknowledged).close()
        except SearchkitError as error:
            return error.message
        return fault_of(folder, states, chance)

    return _Case("first commit", made, judged)


def _commit(root: Path, plan: Plan, step: int) -> _Case:
    root.mkdir()
    with searchkit.open(root / "index", create=True) as index:
        for past in range(step):
            plan.do(index, past)
        with recording(root) as made:
            plan.do(index, step)
    old, new = plan.after(step - 1), plan.after(step)

    def judged(target: Path, is_acknowledged: bool, chance: Random) -> str:
        states: Sequence[Held] = [new] if is_acknowledged else [old, new]
        # What was left must also be written to, and what lies about must go.
        return fault_of(target / "index", states, chance) or fault_in_writing(target / "index")

    return _Case(f"{plan.kind}, {plan.jobs} processes", made, judged)


def _pages(root: Path) -> _Case:
    """Pages are copied into a corpus that is made for them."""
    given = root / "given"
    given.mkdir(parents=True)
    for number in range(3):
        text = f"Page {number}\n\nThe ferry was late.\n" * 90
        (given / f"{number}.txt").write_text(text, "utf-8")
    target = root / "copied"
    target.mkdir()
    with recording(target) as made, open("/dev/null", "rb") as nothing:
        corpus.add(target / "corpus", [str(given)], collection="tide", stdin=nothing)

    def judged(found: Path, is_acknowledged: bool, chance: Random) -> str:
        pages = {path.name: path.read_bytes() for path in found.rglob("*.txt")}
        wanted = {path.name: path.read_bytes() for path in given.iterdir()}
        if is_acknowledged and pages != wanted:
            return f"pages are lost: {sorted(pages)}"
        torn = [name for name, data in pages.items() if wanted[name] != data]
        return f"pages are torn: {torn}" if torn else ""

    return _Case("pages copied", made, judged)


ROW = Row("power", "power cut: unsynced writes dropped or torn, in any order", 500, trials, 5)
