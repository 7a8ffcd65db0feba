"""A fault at each call of a commit: the process killed there, or the call refused.

Killed, it leaves the old state or the new one.  Refused, the commit fails with an error of ours or
is done all the same, and the same process can make it again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import searchkit

from .child import DONE, WRONG
from .killing import written
from .plan import KINDS, Plan, fault_of
from .row import SURVIVED, Place, Row
from .tracing import Call, Run, changing_calls, disturbed

_STEP = 4  # by then there are segments to be joined, and files of old states to be removed
_REFUSED_CALLS = ("write", "fsync", "rename", "openat", "unlink", "ftruncate")
_TRIES = 3  # to hit a call


def killed(place: Place) -> Iterator[str]:
    """Yield what became of an index whose writer was killed at each call."""
    for case in _cases(place):
        for call in place.chance.sample(case.calls, len(case.calls)):
            yield case.outcome(place, call, "signal=KILL")


def refused(place: Place) -> Iterator[str]:
    """Yield what became of a commit of which each call is refused once."""
    for case in _cases(place):
        calls = [call for call in case.calls if call.name in _REFUSED_CALLS]
        faults = [(call, error) for call in calls for error in ("ENOSPC", "EIO")]
        for call, error in place.chance.sample(faults, len(faults)):
            yield case.outcome(place, call, f"error={error}")


class _Case:
    """A commit of a plan to an index, done again and again."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan = plan
        self.folder = folder / "index"
        self._seed = folder / "seed"
        self._seed.mkdir(parents=True)
        with searchkit.open(self._seed / "index", create=True) as index:
            for step in range(_STEP):
                Plan(plan.kind, 1, self._seed / "corpus").do(index, step)
        self.command = ["-m", "tests.faults.child", str(self.folder), plan.kind]
        self.command += [str(plan.jobs), str(_STEP)]
        self._renew()
        self.calls = changing_calls(self.command, self.folder)

    def outcome(self, place: Place, call: Call, fault: str) -> str:
        """Return what is wrong after a fault at a call."""
        for _ in range(_TRIES):
            self._renew()
            run = disturbed(self.command, self.folder, call, fault)
            if run is not None:
                wrong = self._judged(run, place, may_die=fault.startswith("signal"))
                where = f"{self.plan.kind}, {self.plan.jobs} processes, {fault} at {call}: "
                return where + wrong if wrong else SURVIVED
        return f"{call} could not be hit"

    def _judged(self, run: Run, place: Place, *, may_die: bool) -> str:
        wrong = [line for line in run.printed if line.startswith(WRONG) or "Traceback" in line]
        if wrong:
            return wrong[0]
        states = [self.plan.after(_STEP)]
        if DONE not in run.printed:
            if not may_die:
                return f"the commit cannot be made again: {run.printed}"
            states.append(self.plan.after(_STEP - 1))
        return fault_of(self.folder, states, place.chance) or written(self.folder)

    def _renew(self) -> None:
        for name in ("index", "corpus"):
            shutil.rmtree(self.folder.parent / name, ignore_errors=True)
            if (self._seed / name).exists():
                shutil.copytree(self._seed / name, self.folder.parent / name)


def _cases(place: Place) -> Iterator[_Case]:
    kinds = [*((kind, 1) for kind in KINDS), ("add", 2), ("rebuild", 2)]
    for kind, jobs in place.chance.sample(kinds, len(kinds)):
        folder = place.folder / f"{kind}{jobs}"
        yield _Case(Plan(kind, jobs, folder / "corpus"), folder)


KILLED = Row(
    "call", "kill at each mutating system call of a commit (strace injection)", None, killed, 18
)
REFUSALS = Row("error", "ENOSPC and EIO at each write, sync, rename", None, refused, 40)
