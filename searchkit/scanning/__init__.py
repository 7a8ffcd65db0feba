"""The inner loops of highlighting: compiled, where the compiled module is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from searchkit.article import Span
from searchkit.compiled import compiled
from searchkit.scanning import portable
from searchkit.scanning.portable import Mark, Read

__all__ = ["COMPILED", "Mark", "Read", "by_text", "folded", "runs", "spans", "window"]

_LOOPS: Any = compiled("searchkit.scanning._scan") or portable

COMPILED: bool = _LOOPS is not portable
"""Whether the compiled module is in use."""

folded: Callable[[str, bytes], str] = _LOOPS.folded
runs: Callable[[str, Sequence[str]], list[Span]] = _LOOPS.runs
spans: Callable[[str, Iterable[Span], int, Read, Read], list[Span]] = _LOOPS.spans
window: Callable[[Sequence[Mark], int, int, int], int] = _LOOPS.window
by_text: Callable[
    [Iterable[tuple[int, Sequence[Span]]], Sequence[str]], Mapping[int, Sequence[Mark]]
] = _LOOPS.by_text
