"""Hostile indexes, opened, asked and written to: no code of theirs runs, and nothing else breaks.

A trial survives if no code ran, no file outside was opened or changed, no process started, and the
process neither crashed, hung nor used much memory.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import searchkit
from searchkit.engines import Change, Entry
from searchkit.errors import SearchkitError
from searchkit.index import Index
from tests.engines import press

from .asking import answers
from .bounded import bounded
from .planting import BESIDE, plants
from .row import SURVIVED, Place, Row

_SECONDS, _MEGABYTES = 60, 500
_NEVER = {
    "exec", "compile", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty",
    "pickle.find_class", "ctypes.dlopen", "socket.connect", "os.mkdir", "os.link", "os.symlink",
    "os.chmod", "shutil.rmtree",
}  # fmt: skip


def trials(place: Place) -> Iterator[str]:
    """Yield what happened at each place where something hostile may lie."""
    whole = place.folder / "whole"
    engine = press.build(whole)
    engine.change(Change(tables=lambda: {}))
    _used(Path(shutil.copytree(whole, place.folder / "warm")), 2)  # imports what is needed
    found = list(plants(whole, place.chance))
    for name, plant in place.chance.sample(found, len(found)):
        folder = place.folder / "hostile"
        current = folder / BESIDE
        current.mkdir(parents=True)
        copy = Path(shutil.copytree(whole, folder / "index"))
        os.chdir(current)
        try:
            plant(copy)
            with_workers = name.startswith("modules")
            ended = bounded(lambda: _guarded(copy, with_workers), _SECONDS, _MEGABYTES)  # noqa: B023
            fired = [str(path) for path in folder.rglob("fired")]
            fault = ended.fault or ended.text or (f"code has run: {fired}" if fired else "")
            yield f"{name}: {fault}" if fault else SURVIVED
        finally:
            os.chdir("/")
            shutil.rmtree(folder)


def _guarded(folder: Path, with_workers: bool) -> str:
    """Use an index while Python tells what it does; say what it should not have done."""
    done: list[str] = []

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "os.mkdir" and arguments[0] == str(folder):
            return  # which is there
        if event in _NEVER and not with_workers:
            done.append(f"{event} {arguments!r:.80}")
        elif event == "open" and not _is_allowed(arguments, folder):
            done.append(f"open {arguments!r:.120}")

    sys.addaudithook(watch)
    used = _used(folder, 2 if with_workers else 1)
    return "; ".join(done[:3]) if done else used


def _is_allowed(arguments: tuple[Any, ...], folder: Path) -> bool:
    """Reading what belongs to Python or the index, and writing to the index."""
    path, mode, flags = arguments
    if not isinstance(path, str):
        return True  # a descriptor
    inside = os.path.abspath(path).startswith(f"{folder}")
    is_written = bool(flags and flags & (os.O_WRONLY | os.O_RDWR)) or "w" in (mode or "")
    return inside or not is_written


def _used(folder: Path, jobs: int) -> str:
    """Open an index, ask all of it, write to it, and rebuild it; what it raises does not matter."""
    for use in (_ask, _check, _add, _replace):
        try:
            with searchkit.open(folder, renew=use is _replace) as index:
                use(index, jobs)
        except (SearchkitError, ArithmeticError, LookupError, TypeError, ValueError):
            continue  # an index that is nonsense is told of, if not well
        except AttributeError:
            continue
    return ""


def _ask(index: Index, jobs: int) -> None:
    for _ in answers(index):
        pass


def _check(index: Index, jobs: int) -> None:
    index.engine.damage()
    index.notes()


def _add(index: Index, jobs: int) -> None:
    index.add(tuple(press.articles(*range(100, 140))), jobs=jobs)
    index.delete([f"page{number}" for number in range(30)])


def _replace(index: Index, jobs: int) -> None:
    entries = [Entry(article) for article in press.articles(1, 2)]
    index.engine.change(Change(entries, replace=True, jobs=jobs))


ROW = Row("trust", "code execution from an index folder", None, trials, 36)
