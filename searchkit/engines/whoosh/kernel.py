"""The two inner loops of indexing: compiled, where the compiled module is there."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Protocol

from searchkit.engines.whoosh import portable

PURE = "SEARCHKIT_PURE"
"""The environment variable that, set to anything, has the compiled module left alone.

It is for tests and for benchmarks: both give the same index.
"""


class Pieces(Protocol):
    """Gives the numbers of the words of texts; see ``portable``."""

    def words(self, text: str) -> bytes: ...


def _loops() -> Any:
    if not os.environ.get(PURE):
        try:
            from searchkit.engines.whoosh import _kernel
        except ImportError:  # nothing could be compiled where searchkit was installed
            return portable
        return _kernel
    return portable


_LOOPS = _loops()

COMPILED: bool = _LOOPS is not portable
"""Whether the compiled module is in use."""

pieces: Callable[[Callable[[str], bytes]], Pieces] = _LOOPS.Pieces
invert: Callable[..., portable.Arrays] = _LOOPS.invert
