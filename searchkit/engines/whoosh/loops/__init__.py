"""The inner loops of searching: compiled, where the compiled module is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from numpy.typing import NDArray

from searchkit.compiled import compiled
from searchkit.engines.whoosh.disk.arrays import BLOCK, Buffer
from searchkit.engines.whoosh.disk.postings import Postings
from searchkit.engines.whoosh.loops import gathering, sets
from searchkit.engines.whoosh.loops.gathering import Choice
from searchkit.engines.whoosh.loops.sets import Ranked

Docs: TypeAlias = Buffer
"""An array of int64, or as many bytes."""

Scores: TypeAlias = Buffer
"""The same of float64."""

Part = tuple[Docs, Scores | None]
Source = Any
Field = Any

_SEARCH: Any = compiled("searchkit.engines.whoosh.loops._search")
_GATHERING, _SETS = (_SEARCH, _SEARCH) if _SEARCH else (gathering, sets)

COMPILED: bool = _SEARCH is not None
"""Whether the compiled module is in use."""


def source(postings: Postings, offset: int, size: int, alive: NDArray[Any] | None) -> Source:
    """Return the postings of a field in one segment; see ``gathering``."""
    if _SEARCH is None:
        return gathering.Source(postings, offset, size, alive)
    file = postings.file
    return _SEARCH.Source(postings.columns(), file.seen, file.check, BLOCK, alive, offset, size)


field: Callable[..., Field] = _GATHERING.Field
weighed: Callable[[Sequence[tuple[Field, Sequence[Choice]]]], Part] = _GATHERING.weighed
documents: Callable[[Field, Sequence[Choice]], Docs] = _GATHERING.documents
together: Callable[[Sequence[Field], Sequence[Choice], int], Part] = _GATHERING.together

either: Callable[[Sequence[Part]], Part] = _SETS.either
shared: Callable[[Sequence[Part]], Part] = _SETS.shared
without: Callable[[Docs, Scores | None, Docs], Part] = _SETS.without
best: Callable[[Docs, Scores, int], Ranked] = _SETS.best
first: Callable[[Docs, Scores | None, int, Docs, Docs], Ranked] = _SETS.first
worth: Callable[[Scores, float, float], Scores] = _SETS.worth
