"""One commit in a process of its own, for a tracer to disturb: what it prints says how it went.

``python -m tests.faults.child INDEX KIND JOBS STEP``
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from random import Random

import searchkit

from .plan import Plan, fault_in, held

READY, DONE, REFUSED, WRONG = "ready", "done", "refused", "wrong"


def main(words: list[str]) -> None:
    """Make a commit; where that is refused, look at the index, and make it again."""
    folder, kind, jobs, step = Path(words[0]), words[1], int(words[2]), int(words[3])
    plan = Plan(kind, jobs, folder.parent / "corpus")
    with searchkit.open(folder, create=True) as index:
        held(index)  # what a commit loads is loaded
        tell(READY)
        try:
            plan.do(index, step)
        except searchkit.SearchkitError as error:
            tell(f"{REFUSED} {type(error).__name__}: {error.message}")
            states = [plan.after(step - 1), plan.after(step)]
            if fault := fault_in(index, states, Random(step)):
                tell(f"{WRONG} {fault}")
            plan.do(index, step)
    tell(DONE)


def tell(text: str) -> None:
    """Print a line with one call of the system."""
    os.write(1, f"{text}\n".encode())


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Exception as error:  # none but those above should be seen
        tell(f"{WRONG} {type(error).__name__}: {error}")
