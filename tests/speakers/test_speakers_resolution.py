"""References of all forms find their person over the articles of the program."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.resolution.references import Reference, outcomes, unmarked

ROOT = Path(__file__).parents[2]


def test_of_300_references_few_are_wrong_and_most_are_right() -> None:
    found = outcomes()
    right = sum(outcome.is_right for outcome in found) / len(found)
    wrong = sum(outcome.is_wrong for outcome in found) / len(found)
    forms = Counter(outcome.reference.form for outcome in found)
    assert len(found) >= 300 and min(forms.values()) >= 100
    assert right >= 0.85
    assert wrong <= 0.05


def test_a_mark_becomes_a_reference() -> None:
    assert unmarked(["[She|Ana Ruiz] said.", "So did [the man|] from [Oslo|Oslo]."]) == (
        ["She said.", "So did the man from Oslo."],
        [
            Reference(0, (0, 3), "She", "Ana Ruiz"),
            Reference(1, (7, 14), "the man", None),
            Reference(1, (20, 24), "Oslo", "Oslo"),
        ],
    )


def test_the_program_prints_the_shares_and_the_misses() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.resolution"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    title, columns, *rows = ended.stdout.splitlines()
    assert title == "references resolved over an article"
    assert columns.split() == ["form", "count", "right", "wrong", "none"]
    assert [row.split()[0] for row in rows[:4]] == ["pronoun", "nominal", "surname", "all"]
