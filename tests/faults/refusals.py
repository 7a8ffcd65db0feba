"""What an index cannot do for now: each time an error of its own name, and nothing lost."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import searchkit

from . import disks, locks
from .bounded import bounded
from .plan import fault_of
from .refusing import ADDED, articles, kept
from .row import SURVIVED, CannotTry, Place, Row

_SECONDS, _MEGABYTES = 60, 1000

_ANYWHERE = (
    locks.two_writers,
    locks.two_threads,
    locks.killed_holder,
    locks.stopped_holder,
    locks.strange_locks,
    locks.files_too_large,
    locks.no_more_files,
    locks.interrupted,
    locks.modes_follow_the_umask,
)
_AS_ROOT = (
    disks.full_disk,
    disks.read_only_disk,
    disks.missing_rights,
    disks.missing_rights_to_read,
)


def trials(place: Place) -> Iterator[str]:
    """Yield what became of each refusal."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    for trial in (*_ANYWHERE, *(_AS_ROOT if is_root else ())):
        folder = place.folder / trial.__name__
        folder.mkdir()
        folder.chmod(0o755)
        with searchkit.open(folder / "index", create=True) as index:
            index.add(articles(10))
        ended = bounded(partial(_named, trial, folder), _SECONDS, _MEGABYTES)
        fault = ended.fault or json.loads(ended.text)
        fault = fault or _lost(folder / "index", place)
        yield f"{trial.__name__}: {fault}" if fault else SURVIVED
    if not is_root:
        raise CannotTry("full and read-only disks and missing rights need root")


def _named(trial: Callable[[Path], None], folder: Path) -> str:
    os.chmod(folder.parent, 0o755)
    try:
        trial(folder)
    except AssertionError as error:
        return json.dumps(str(error) or "an assertion failed")
    return json.dumps("")


def _lost(folder: Path, place: Place) -> str:
    states = [kept(10), kept(10 + ADDED)]
    return fault_of(folder, states, place.chance) if folder.exists() else ""


ROW = Row(
    "refusal",
    "two writers, stuck locks, full disk, read-only disk, missing rights",
    None,
    trials,
    2,
)
