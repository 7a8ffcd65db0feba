"""Readers beside a writer: each reading is of one commit, whole, and none later is older.

Every commit writes all articles anew with its number in them, so a reading that mixes two states
shows two numbers.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path

import searchkit
from searchkit.article import Article

from .plan import article
from .row import SURVIVED, Place, Row

_ARTICLES = 12
_EXTRA = 5  # articles of single commits beside, so that segments come, are joined, and go


def trials(place: Place) -> Iterator[str]:
    """Yield whether each reading was right."""
    folder = place.folder / "index"
    with searchkit.open(folder, create=True) as index:
        index.add(_state(0))
    writer = _writer(folder)
    try:
        for outcome in _readings(folder):
            yield outcome if _is_alive(writer) else "the writer has ended"
    finally:
        os.kill(writer, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(writer, 0)


def _is_alive(child: int) -> bool:
    return os.waitpid(child, os.WNOHANG) == (0, 0)


def _state(version: int) -> list[Article]:
    words = f"version{version}"
    return [replace(article(n), headline=f"{words} {words}") for n in range(_ARTICLES)]


def _writer(folder: Path) -> int:
    """Start a process that commits for ever, and return its number."""
    child = os.fork()
    if child:
        return child
    try:
        with searchkit.open(folder) as index:
            for version in count(1):
                index.add(_state(version))
                for extra in range(_EXTRA):
                    index.add([article(1000 + version % 7 * _EXTRA + extra)])
                if version % 3 == 0:
                    index.delete([f"page{1000 + extra}" for extra in range(version % 30)])
    except BaseException as error:
        os.write(2, f"the writer failed: {error!r}\n".encode())
    finally:
        os._exit(1)


def _readings(folder: Path) -> Iterator[str]:
    last = 0
    with searchkit.open(folder) as lasting:
        for number in count():
            fresh = searchkit.open(folder) if number % 2 else lasting
            try:
                version = _KINDS[number // 2 % len(_KINDS)](fresh)
            except Exception as error:
                yield f"reading {number}: {type(error).__name__}: {error}"
                continue
            finally:
                if fresh is not lasting:
                    fresh.close()
            yield SURVIVED if version >= last else f"reading {number}: {version} after {last}"
            last = max(last, version)


def _by_search(index: searchkit.Index) -> int:
    hits = index.search("version*", limit=None)
    found = {_version(hit.headline) for hit in hits}
    if len(found) != 1 or hits.total != _ARTICLES:
        raise ValueError(f"{hits.total} articles of versions {sorted(found)}")
    (version,) = found
    exact = index.search(f"headline:version{version}", limit=None)
    if exact.total not in (_ARTICLES, 0):  # the next commit may have come between
        raise ValueError(f"{exact.total} articles of version {version}")
    return version


def _by_export(index: searchkit.Index) -> int:
    return _only(one.headline for one in index.export() if int(one.id[4:]) < 1000)


def _by_scan(index: searchkit.Index) -> int:
    hits = list(index.scan("version*"))  # decoded later, when the writer has gone on
    return _only(hit.article.headline for hit in hits)


def _by_quotes(index: searchkit.Index) -> int:
    hits = index.quotes("*", limit=None)
    return _only(hit.headline for hit in hits if int(hit.id[4:]) < 1000)


def _only(headlines: Iterator[str | None]) -> int:
    found = {_version(headline) for headline in headlines}
    if len(found) != 1:
        raise ValueError(f"articles of versions {sorted(found)}")
    return found.pop()


def _version(headline: str | None) -> int:
    with suppress(ValueError, IndexError):
        return int((headline or "").split()[0].removeprefix("version"))
    return -1


_KINDS: tuple[Callable[[searchkit.Index], int], ...] = (
    _by_search, _by_export, _by_scan, _by_quotes,
)  # fmt: skip

ROW = Row("read", "readers during commits and merges", 5000, trials, 4)
