"""Every regular expression of ours, on long inputs made to have it go back and forth."""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from random import Random
from time import process_time

import searchkit
from searchkit import attribute

from .bounded import bounded
from .row import SURVIVED

_LANGUAGES = Path(__file__).parents[1] / "speakers" / "languages"
_LENGTH = 10_000
_SECONDS = 1.0
"""For one pattern, on one input of so many characters."""

_PIECES = (
    " ", "a", "A", "1", "-", "'", ".", ",", "\n", "\t", '"', "<", ">", "&", "=", ":", "/", "(",
    "a ", "A ", "a.", "A. ", " -", "said ", "1.", "\n ", " \n", "<a", "Aa ", "’s ", "“", "漢", "é",
)  # fmt: skip


def slow_patterns(chance: Random, share: float) -> Iterator[str]:
    """Yield for each pattern, or a share of them, whether it is quick on every input."""
    for rows in sorted(_LANGUAGES.glob("*.jsonl")):  # patterns of a language are made late
        row = json.loads(rows.read_text("utf-8").partition("\n")[0])
        attribute(row["paragraphs"])
    found = sorted(_patterns().items())
    for where, pattern in chance.sample(found, max(1, int(len(found) * share))):
        ended = bounded(partial(_matched, pattern, _methods(where)), _SECONDS * len(_PIECES), 500)
        fault = ended.fault or ended.text
        yield f"pattern {where}: {fault}" if fault else SURVIVED


def _methods(where: str) -> set[str]:
    """Return the methods of a pattern that its module calls; a match begins at the start only."""
    module, _, name = where.partition("[")[0].rpartition(".")
    source = Path(import_module(module).__file__ or "").read_text("utf-8")
    found = set(re.findall(rf"\b{name}(?:\([^()]*\))?\.([a-z]\w+)\b", source))
    return found if found and found <= {"match", "fullmatch"} else {"search", "split"}


def _matched(pattern: re.Pattern[str], methods: set[str]) -> str:
    for piece in _inputs(pattern):
        started = process_time()
        for method in methods:
            getattr(pattern, method)(piece)
        if process_time() - started > _SECONDS:
            return f"takes {process_time() - started:.1f} s on {piece[:20]!r}"
    return ""


def _inputs(pattern: re.Pattern[str]) -> Iterator[str]:
    """Pieces repeated, behind and before what the pattern itself is made of."""
    words = re.findall(r"[A-Za-z]{2,}|[^\w\s\\]", pattern.pattern)[:6]
    for piece in (*_PIECES, *words, *(f"{word} " for word in words)):
        yield piece * (_LENGTH // len(piece))
        yield f"{words[0] if words else 'x'}{piece * (_LENGTH // len(piece))}\0"


def _patterns() -> dict[str, re.Pattern[str]]:
    """Return the patterns of all modules, in tables too, by where they stand."""
    found: dict[str, re.Pattern[str]] = {}
    for module in walk_packages(searchkit.__path__, "searchkit."):
        if module.name.endswith(("__main__", "worker")) or ".opensearch" in module.name:
            continue
        for name, value in vars(import_module(module.name)).items():
            for place, pattern in enumerate(_within(value, 4)):
                found.setdefault(f"{module.name}.{name}[{place}]", pattern)
    return {where: pattern for where, pattern in found.items() if _is_first(where, pattern, found)}


def _within(value: object, depth: int) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif depth and isinstance(value, tuple | list | frozenset | set):
        for item in value:
            yield from _within(item, depth - 1)
    elif depth and isinstance(value, dict):
        yield from _within(list(value.values()), depth - 1)
    elif depth and is_dataclass(value) and not isinstance(value, type):
        yield from _within([getattr(value, part.name) for part in fields(value)], depth - 1)
    elif depth and hasattr(value, "cache_info"):  # what a cached function has returned so far
        kept = [held for held in gc.get_referents(value) if isinstance(held, dict)]
        yield from _within(kept, depth - 1)


def _is_first(where: str, pattern: re.Pattern[str], found: dict[str, re.Pattern[str]]) -> bool:
    """A pattern that is imported elsewhere is tried once."""
    return next(other for other, same in found.items() if same is pattern) == where
