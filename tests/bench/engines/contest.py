"""What a run of engines beside each other is: which engines, which articles, how often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from ..plan import Plan, Source
from ..sources import bare, first
from .known import OURS


@dataclass(frozen=True, slots=True)
class Contest:
    """The settings of a run, beside those of the plan.

    ``peers`` names the other engines.  Indexes stand in ``folder``, one below it for each engine;
    those of an earlier run are used again, but for the engines of ``anew``.  ``about`` says what
    the articles are: an index of others is no use.  ``rows`` gives for an engine that is slow how
    many articles it takes, the first ones.  Each index is built ``builds`` times.  ``clock`` is one
    of CLOCKS and times the answers and the openings.
    """

    plan: Plan
    peers: tuple[str, ...]
    folder: Path
    about: str
    anew: tuple[str, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    builds: int = 1
    clock: str = "wall"

    @property
    def names(self) -> tuple[str, ...]:
        """All engines, searchkit first."""
        return (OURS, *self.peers)

    def articles(self, name: str) -> Source:
        """Return what an engine indexes."""
        articles = partial(bare, self.plan.articles)
        return partial(first, articles, self.rows[name]) if name in self.rows else articles

    def described(self, name: str) -> str:
        """Say what an engine indexes."""
        return f"{self.about}, first {self.rows[name]}" if name in self.rows else self.about
