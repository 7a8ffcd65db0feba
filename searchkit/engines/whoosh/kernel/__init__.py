"""The two inner loops of indexing: compiled, where the compiled module is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from searchkit.compiled import compiled
from searchkit.engines.whoosh.kernel import portable


class Pieces(Protocol):
    """Gives the numbers of the words of texts; see ``portable``."""

    def words(self, text: str) -> bytes: ...


_LOOPS: Any = compiled("searchkit.engines.whoosh.kernel._kernel") or portable

COMPILED: bool = _LOOPS is not portable
"""Whether the compiled module is in use."""

pieces: Callable[[Callable[[str], bytes]], Pieces] = _LOOPS.Pieces
invert: Callable[..., portable.Arrays] = _LOOPS.invert
