"""A few faults of each kind are survived; ``python -m tests.faults`` tries many more."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import monotonic

import pytest

import searchkit
from searchkit.engines.whoosh.commits import storage
from tests.faults import stock
from tests.faults.bounded import bounded
from tests.faults.hostile_texts import BAD, came_through, formula_in
from tests.faults.plan import Plan, fault_of
from tests.faults.planting import PAYLOAD
from tests.faults.pseudo_terminal import printed
from tests.faults.recording import left, recording
from tests.faults.row import SURVIVED, CannotTry, Place, Row, tallied
from tests.faults.table import ROWS

ROOT = Path(__file__).parents[1]
STRACE = shutil.which("strace")
NEEDS = {"call": STRACE, "error": STRACE, "refusal": os.geteuid() == 0}
"""What rows cannot be tried without."""

LONG = ["query", "screen"]
"""Rows that take half of the time, though each is tried once only."""


def test_a_few_faults_of_each_kind_are_survived() -> None:
    """In two processes, of which one waits for a terminal much of the time."""
    rows = [row.name for row in ROWS if NEEDS.get(row.name, True)]
    shares = (LONG, 0.02), ([name for name in rows if name not in LONG], 0.08)
    for names, started in [(names, tried(names, minutes)) for names, minutes in shares]:
        printed, errors = started.communicate()
        assert (started.returncode, errors) == (0, ""), printed
        counts = re.findall(r"\| ([\d,]+) / ([\d,]+)", printed)
        assert len(counts) == len(names)
        assert all(survived == count != "0" for survived, count in counts)


def tried(names: list[str], minutes: float) -> subprocess.Popen[str]:
    """Start the program for some rows."""
    words = ["--minutes", str(minutes), "--seed", "7"]
    words += [word for name in names for word in ("--row", name)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def outcomes(*found: str) -> Row:
    def trials(place: Place) -> Iterator[str]:
        for outcome in found:
            if outcome == "cannot":
                raise CannotTry("no means")
            yield outcome

    return Row("one", "a fault", 3, trials)


@pytest.mark.parametrize(
    ("found", "passes", "complete"),
    [
        ((SURVIVED,) * 3, True, True),
        ((SURVIVED,) * 9, True, True),
        ((SURVIVED,), True, True),
        ((SURVIVED, "lost"), False, True),
        (("cannot",), False, False),
        ((SURVIVED, "cannot"), False, False),
        ((), False, True),
    ],
)
def test_a_row_passes_where_all_was_tried_and_survived(
    found: tuple[str, ...], passes: bool, complete: bool, tmp_path: Path
) -> None:
    tally = tallied(outcomes(*found), tmp_path, seed=1, seconds=60)
    assert (tally.passes, tally.complete) == (passes, complete)


def cuts(folder: Path) -> list[str]:
    """Return what is wrong after power cuts that come behind a commit that was acknowledged."""
    plan = Plan("add", 1, folder / "corpus")
    (folder / "root").mkdir()
    with searchkit.open(folder / "root" / "index", create=True) as index:
        plan.do(index, 0)
        with recording(folder / "root") as made:
            plan.do(index, 1)
    chance = Random(1)
    for number in range(30):
        left(made, made.moments[-1], folder / str(number), chance)
    lefts = [folder / str(number) / "index" for number in range(30)]
    return [fault_of(place, [plan.after(1)], chance) for place in lefts]


def test_a_power_cut_takes_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    assert cuts(tmp_path) == [SURVIVED] * 30


@pytest.mark.parametrize("forgotten", ["sync", "sync_folder"])
def test_power_cuts_show_where_a_sync_is_forgotten(
    forgotten: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, forgotten, lambda *arguments: None)
    assert len(set(cuts(tmp_path))) > 1


def test_whoosh_runs_what_is_planted_in_an_index_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = []
    for name, plant in stock.plants(PAYLOAD, Random(1)):
        Path("index").mkdir(exist_ok=True)
        plant(Path("index"))
        bounded(lambda: str(stock.read(Path("index"))), 60, 500)  # which may raise anything
        if Path("fired").exists():
            Path("fired").rmdir()
            ran.append(name.split()[5])
    assert {".toc", ".seg"} == set(ran)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("plain «text»\r\n", ""),
        ("\x1b[1mbold\x1b[0m", ""),
        ("\x1b[66mred", "the sequence '\\x1b[66m'"),
        ("a\x9bb", "'\\x9b' in 'a\\x9bb'"),
        ("a\u202eb", "'\\u202e' in 'a\\u202eb'"),
        ("a\u200db", "'\\u200d' in 'a\\u200db'"),
        ("👩‍💻 می‌خواهم", ""),
        ("t👩‍💻\u200d👩‍💻\\u0000", ""),
        ("👩‍💻\u200dt", "'\\u200d' in '💻\\u200dt'"),
        ("a\rb", "'\\r' in 'a\\rb'"),
    ],
)
def test_what_comes_through_to_a_terminal_is_seen(text: str, fault: str) -> None:
    assert came_through(text) == fault


def test_bad_code_points_are_those_of_unicode() -> None:
    assert {"\x1b", "\x07", "\x85", "\u202e", "\u2066", "\u200b", "\ufeff", "\U000e0041"} <= BAD
    assert not {"a", "é", "漢", "ع", "\u0600", "👩", "\u0301"} & BAD


def test_formulas_are_seen() -> None:
    assert formula_in([["a", "-1.5", "'=1"]]) == ""
    assert formula_in([["a", " =1+1"]]) == "the formula ' =1+1'"


def test_a_pseudo_terminal_shows_what_is_printed() -> None:
    shown = printed(["--version"])
    assert re.fullmatch(r"searchkit [\d.]+\r\n", shown)


def test_a_call_is_bounded() -> None:
    started = monotonic()
    assert bounded(lambda: "x" * 3, 60, 100).text == "xxx"
    assert bounded(lambda: str(1 / 0), 60, 100).fault == "ZeroDivisionError: division by zero"
    assert bounded(killed, 60, 100).fault == "died of signal 9"
    large = bounded(lambda: str(len(b"x" * 200_000_000)), 60, 100)
    assert 195 < large.megabytes < 215 and large.fault == f"takes {large.megabytes:.0f} MB"
    assert bounded(forever, 0.3, 100).fault == "takes more than 0.3 s"
    assert monotonic() - started < 30


def killed() -> str:
    os.kill(os.getpid(), 9)
    return ""


def forever() -> str:
    while True:
        pass
