"""Which compiled modules are in use: those that could be compiled where searchkit was installed."""

from __future__ import annotations

import os
from importlib import import_module
from types import ModuleType

PURE = "SEARCHKIT_PURE"
"""The environment variable that, set to anything, has compiled modules left alone.

It is for tests and for benchmarks: what stands in for a compiled module does the same.
"""


def compiled(name: str) -> ModuleType | None:
    """Return a compiled module; None where it is not there, or is not to be used."""
    if os.environ.get(PURE):
        return None
    try:
        return import_module(name)
    except ImportError:
        return None
