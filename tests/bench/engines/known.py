"""Which engines can be measured; the package of each is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from searchkit.errors import UsageError

from .engine import Engine

OURS = "searchkit"


def engine(name: str) -> Engine:
    """Return an engine, or raise UsageError saying what to install."""
    try:
        return _KNOWN[name]()
    except ModuleNotFoundError as missing:
        package = _PACKAGES.get(missing.name or "")
        if package is None:
            raise
        raise UsageError(f"{name} cannot be measured here: pip install {package}") from missing


def _searchkit() -> Engine:
    from . import ours

    return ours


def _tantivy() -> Engine:
    from . import tantivy

    return tantivy


def _fts5() -> Engine:
    from . import fts5

    return fts5


def _bm25s() -> Engine:
    from . import bm25s

    return bm25s


def _whoosh() -> Engine:
    from . import whoosh

    return whoosh


_KNOWN: Mapping[str, Callable[[], Engine]] = {
    OURS: _searchkit,
    "tantivy": _tantivy,
    "fts5": _fts5,
    "bm25s": _bm25s,
    "whoosh": _whoosh,
}
_PACKAGES = MappingProxyType({"tantivy": "tantivy", "bm25s": "bm25s", "Stemmer": "PyStemmer"})
"""What to install for a module that is not there."""

PEERS = tuple(name for name in _KNOWN if name != OURS)
"""The other engines by name."""
