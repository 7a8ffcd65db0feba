"""What commands work with: settings, a screen, the index, and the hits shown last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from importlib import import_module
from typing import TYPE_CHECKING, TextIO

from searchkit.errors import UsageError
from searchkit.hits import Hit, Hits
from searchkit.screen.options import Options
from searchkit.screen.output import Screen, notes
from searchkit.screen.parser import Call

if TYPE_CHECKING:
    from searchkit.index import Index


class Exit(IntEnum):
    """How a command ended, as the shell is told."""

    DONE = 0
    NOTHING = 1
    REFUSED = 1
    FAILED = 2
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Asked:
    """The last answer, and the options that it was asked with."""

    options: Options
    answer: Hits


class Session:
    """A run of searchkit: one command, or the prompt with many.

    ``options`` are the settings that hold from one command to the next; a page may come on
    ``stdin``.  The index is opened when a command first needs it; close the session in the end.
    """

    def __init__(self, options: Options, screen: Screen, stdin: TextIO) -> None:
        self.options = options
        self.screen = screen
        self.stdin = stdin
        self.asked: Asked | None = None
        self.left = False
        self._hits: dict[int, Hit] = {}
        self._index: Index | None = None
        self.told: set[str] = set()

    def run(self, call: Call) -> Exit:
        """Do what a command says."""
        if call.command is None:
            raise UsageError("a command is missing")
        module, _, name = call.command.act.partition(".")
        act = getattr(import_module(f"searchkit.screen.{module}"), name)
        ending: Exit = act(self, call.options)
        self._warn()
        return ending

    def _warn(self) -> None:
        """Say once where it is not the newest state of the index that answers."""
        found = self._index.notes() if self._index else ()
        asked = self.asked
        shown = asked.answer.notes if asked and asked.options.format == "text" else ()
        self.screen.tell(*notes((set(found) - self.told).difference(shown), self.screen.layout))
        self.told.update(found)

    @property
    def index(self) -> Index:
        """The index, which must exist; raises IndexMissing and other EngineErrors."""
        return self._opened()

    @property
    def made_index(self) -> Index:
        """The index, made where there is none."""
        return self._opened(create=True)

    @property
    def renewed_index(self) -> Index:
        """The index, an empty one in place of one that cannot be opened."""
        return self._opened(renew=True)

    def _opened(self, *, create: bool = False, renew: bool = False) -> Index:
        if self._index is None:
            # The engine is slow to import, and many commands need none.
            from searchkit import index

            self._index = index.open(self.options.index, create=create, renew=renew)
        return self._index

    def remember(self, options: Options, answer: Hits) -> None:
        """Keep an answer for the commands that speak of it; a later part of it adds its hits."""
        if not options.offset:
            self._hits.clear()
        self._hits |= {hit.rank: hit for hit in answer}
        self.asked = Asked(options, answer)

    def hit(self, rank: int) -> Hit:
        """Return a hit that was shown; raises UsageError where none has that rank."""
        if rank not in self._hits:
            shown = f"{min(self._hits)} to {max(self._hits)}" if self._hits else "none yet"
            raise UsageError(f"no hit {rank} has been shown; there are {shown}")
        return self._hits[rank]

    def last(self) -> Asked:
        """Return the last answer; raises UsageError where nothing was asked."""
        if self.asked is None:
            raise UsageError("nothing has been asked yet; type what to look for")
        return self.asked

    def completed(self, options: Options) -> Options:
        """Return the options with the last query in place of an empty one."""
        if options.query.strip():
            return options
        return replace(options, query=self.last().options.query, offset=0)

    def close(self) -> None:
        if self._index is not None:
            self._index.close()
