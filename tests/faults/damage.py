"""Bits flipped and files cut in an index: each answer is right, or is refused, never wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random

import searchkit
from searchkit.engines import Change
from searchkit.errors import IndexDamaged, IndexVersion
from tests.engines import press

from .asking import DAMAGED, answers, wrong
from .bounded import bounded
from .row import SURVIVED, Place, Row

_SECONDS, _MEGABYTES = 60, 500
_MORE = 8  # so many times as often as the files from which nothing is answered
_BLOCK = 512


def trials(place: Place) -> Iterator[str]:
    """Yield what became of the answers of an index after each damage to one of its files."""
    whole = place.folder / "whole"
    _build(whole)
    with searchkit.open(whole) as index:
        newest = list(answers(index))
        index.delete(["page4", "page34"])
    with searchkit.open(whole) as index:
        states = [list(answers(index)), newest]
    names = sorted(path.name for path in whole.iterdir() if path.stat().st_size)
    weights = [_MORE if name.endswith((".toc", ".arrays")) else 1 for name in names]
    for number in count():
        copy = Path(shutil.copytree(whole, place.folder / "copy"))
        path = copy / place.chance.choices(names, weights)[0]
        how = _damage(path, place.chance)
        ended = bounded(lambda copy=copy: _judged(copy, states), _SECONDS, _MEGABYTES)  # type: ignore[misc]
        fault = ended.fault or json.loads(ended.text)["fault"]
        yield f"trial {number}, {path.name}, {how}: {fault}" if fault else SURVIVED
        shutil.rmtree(copy)


def _build(folder: Path) -> None:
    """Make an index of three segments, from each of which something is deleted."""
    press.build(folder).change(Change(deleted=["page1"], tables=lambda: {}))


def _damage(path: Path, chance: Random) -> str:
    """Flip a bit of a file, cut it off, or lose a block of it, and say which and where."""
    data = bytearray(path.read_bytes())
    place = chance.randrange(len(data))
    fault = chance.random()
    if fault < 0.2:
        path.write_bytes(data[:place])
        return f"cut at {place}"
    if fault < 0.3 and any(lost := data[place : place + _BLOCK]):
        data[place : place + _BLOCK] = bytes(len(lost))
        path.write_bytes(data)
        return f"zeros at {place}"
    bit = chance.randrange(8)
    data[place] ^= 1 << bit
    path.write_bytes(data)
    return f"bit {bit} of byte {place} flipped"


def _judged(folder: Path, states: list[list[object]]) -> str:
    """Say as JSON what is wrong with the answers of an index; they may be those of a state before.

    Then it must say so.
    """
    try:
        index = searchkit.open(folder)
    except (IndexDamaged, IndexVersion):
        return json.dumps({"fault": ""})
    with index:
        found = list(answers(index))
        try:
            notes = index.notes()
        except IndexDamaged:
            notes = ()
    if bad := wrong(found, states[bool(notes)]):
        return json.dumps({"fault": f"wrong answers {bad}, told: {notes}"})
    return json.dumps({"fault": "", "refused": found.count(DAMAGED)})


ROW = Row("flip", "bit flips and truncations, any file of index/", 1000, trials, 10)
