"""Where figures were taken: the machine, its load, and the versions of what ran."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterator
from importlib.metadata import packages_distributions, version

from searchkit import scanning
from searchkit.engines.whoosh import kernel, loops

_PACKAGES = ("searchkit", "whoosh", "lxml", "bs4", "numpy", "Stemmer", "tantivy", "bm25s")
"""The imported packages that the figures depend on; two distributions give a whoosh."""


def facts() -> dict[str, str]:
    """Return what to know of this machine and its packages, by name; load is over 1, 5, 15 min.

    ``indexing`` says whether the inner loops of indexing are those that were compiled.
    """
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "packages": ", ".join([*_distributions(), f"SQLite {sqlite3.sqlite_version}"]),
        "machine": f"{platform.platform()}, {os.cpu_count()} processors",
        "indexing": _way(kernel.COMPILED),
        "searching": _way(loops.COMPILED),
        "highlighting": _way(scanning.COMPILED),
        "load": load(),
    }


def load() -> str:
    """Return the load averages over 1, 5 and 15 minutes."""
    return " ".join(f"{average:.2f}" for average in os.getloadavg())


def _distributions() -> Iterator[str]:
    known = packages_distributions()
    for package in _PACKAGES:
        for name in sorted(set(known.get(package, ()))):
            yield f"{name} {version(name)}"


def _way(is_compiled: bool) -> str:
    return "compiled" if is_compiled else "portable"
