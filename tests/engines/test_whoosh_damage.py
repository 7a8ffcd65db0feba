"""Damage at random: each answer is that of the whole index, or IndexDamaged."""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from searchkit.engines import Change
from searchkit.engines.whoosh import WhooshEngine
from searchkit.engines.whoosh.commits.storage import Storage, reading
from searchkit.engines.whoosh.schema import schema
from searchkit.errors import IndexDamaged, IndexVersion
from tests.engines import press

TRIALS = 320


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Flip a bit, cut the end off, put noise over a piece, or leave out or double a piece."""
    place = chance.randrange(len(data))
    length = chance.choice([1, 4, 64, 4096])
    match chance.choice(["flip", "flip", "flip", "cut", "noise", "zeros", "less", "more"]):
        case "flip":
            return (
                data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]
            )
        case "cut":
            return data[:place]
        case "noise":
            return data[:place] + chance.randbytes(length) + data[place + length :]
        case "zeros":
            return data[:place] + bytes(len(data[place : place + length])) + data[place + length :]
        case "less":
            return data[:place] + data[place + length :]
        case _:
            return data[: place + length] + data[place:]


def outcome(folder: Path, states: Sequence[list[object]]) -> Counter[str]:
    """Count what became of the questions to an index, whose answers in some states are given.

    Where the newest state cannot be read the one before may be, but all answers are of one.
    """
    try:
        engine = WhooshEngine(folder)
    except (IndexDamaged, IndexVersion):
        return Counter(["not opened"])
    found: dict[int, object] = {}
    answers = press.answers(engine)
    for number in range(len(states[0])):
        try:
            found[number] = next(answers)
        except IndexDamaged:
            answers = press.answers(engine, number + 1)
    engine.close()
    fitting = [
        all(expected[number] == answer for number, answer in found.items()) for expected in states
    ]
    counts = Counter(damaged=len(states[0]) - len(found), right=len(found) * fitting[0])
    counts["of the state before"] = len(found) * (any(fitting) and not fitting[0])
    counts["wrong"] = len(found) * (not any(fitting))
    return counts


@dataclass(frozen=True)
class Whole:
    """An index of three segments, and its answers: of its newest state, and of the one before.

    ``joined`` are those after all segments of a state were joined.
    """

    folder: Path
    answers: tuple[list[object], list[object]]
    joined: tuple[list[object], list[object]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder = tmp_path_factory.mktemp("damage")
    engine = press.build(folder / "before")
    shutil.copytree(folder / "before", folder / "newest")
    newest = WhooshEngine(folder / "newest")
    newest.change(Change(deleted=["page4", "page34"]))
    shutil.copytree(folder / "newest", folder / "whole")
    found = list(press.answers(newest)), list(press.answers(engine))
    joined = optimized(folder / "newest"), optimized(folder / "before")
    return Whole(folder / "whole", found, joined)


def optimized(folder: Path) -> list[object]:
    """Join all segments of an index, and return its answers."""
    with reading(folder):
        Storage(folder).open_index(schema()).writer().commit(optimize=True)
    engine = WhooshEngine(folder)
    found = list(press.answers(engine))
    engine.close()
    return found


def spoiled(folder: Path, copy: Path, chance: random.Random, ending: str = "") -> Path:
    """Make a copy of a folder in which one file is damaged, and return that file."""
    # Segments are named by chance.
    found = sorted((path.suffix, path.stat().st_size, path.name) for path in folder.iterdir())
    name = chance.choice([name for _, _, name in found if name.endswith(ending)])
    shutil.copytree(folder, copy, copy_function=os.link)
    data = (copy / name).read_bytes()
    (copy / name).unlink()
    (copy / name).write_bytes(damaged(data, chance) if data else b"x")
    return copy / name


@pytest.mark.parametrize("seed", range(4))
def test_no_damage_gives_a_wrong_answer(seed: int, whole: Whole, tmp_path: Path) -> None:
    chance = random.Random(seed)
    counts: Counter[str] = Counter()
    for _ in range(TRIALS // 4):
        path = spoiled(whole.folder, tmp_path / "copy", chance)
        found = outcome(tmp_path / "copy", whole.answers)
        assert not found["wrong"], path
        counts += found
        shutil.rmtree(tmp_path / "copy")
    assert min(counts["right"], counts["damaged"]) > 100
    assert counts["not opened"] + counts["of the state before"] > 10


def test_damage_is_not_written_anew(whole: Whole, tmp_path: Path) -> None:
    """What segments are joined from is checked: or else wrong bytes would get right checksums."""
    chance = random.Random(0)
    refused = 0
    for _ in range(40):
        path = spoiled(whole.folder, tmp_path / "copy", chance, ".arrays")
        try:
            assert optimized(tmp_path / "copy") in whole.joined, path
        except IndexDamaged:
            refused += 1
        shutil.rmtree(tmp_path / "copy")
    assert refused > 10
