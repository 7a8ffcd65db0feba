"""A row of the table: a fault, how often it is to be tried, and the trials one by one."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic

SURVIVED = ""
"""What a trial yields that ended as it should; any other text says what went wrong."""


class CannotTry(Exception):
    """A fault that cannot be made here; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where trials happen: an empty folder, chances that follow from the seed, and the time left.

    ``until`` is when the trials end; a trial that takes long looks at it.
    """

    folder: Path
    chance: Random
    until: float

    @property
    def seconds(self) -> float:
        """How long trials may still go on."""
        return max(0.0, self.until - monotonic())


@dataclass(frozen=True, slots=True)
class Row:
    """A fault with its trials; ``goal`` is how many are wanted, None where all there are.

    ``weight`` is how long that takes, in tens of seconds.
    """

    name: str
    fault: str
    goal: int | None
    trials: Callable[[Place], Iterator[str]]
    weight: float = 1.0


@dataclass(slots=True)
class Tally:
    """What became of the trials of a row."""

    row: Row
    tried: int = 0
    survived: int = 0
    faults: list[str] = field(default_factory=list)
    untried: str = ""
    complete: bool = False
    seconds: float = 0.0

    @property
    def passes(self) -> bool:
        return 0 < self.tried == self.survived and not self.untried

    def take(self, outcome: str) -> None:
        """Count a trial."""
        self.tried += 1
        if outcome == SURVIVED:
            self.survived += 1
        else:
            self.faults.append(outcome)


def tallied(row: Row, folder: Path, seed: int, seconds: float) -> Tally:
    """Try a row until its goal is reached or the time is up; once in any case."""
    tally = Tally(row)
    started = monotonic()
    place = Place(folder, Random(f"{seed}:{row.name}"), started + seconds)
    try:
        for outcome in row.trials(place):
            tally.take(outcome)
            if row.goal is not None and tally.tried >= row.goal:
                break
            if not place.seconds:
                break
        else:
            tally.complete = True
    except CannotTry as reason:
        tally.untried = str(reason)
    except Exception as error:  # what should have been caught is a fault, and ends the row
        tally.take("".join(traceback.format_exception(error)[-4:]))
    tally.complete = tally.complete or tally.tried == row.goal
    tally.seconds = monotonic() - started
    return tally
