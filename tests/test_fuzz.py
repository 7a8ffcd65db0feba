"""Some hundred bent pages end as articles or refusals; ``python -m tests.fuzz`` tries more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def fuzz(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.fuzz", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_bent_pages_become_articles_or_are_refused() -> None:
    ended = fuzz("--count", "150", "--seed", "7")
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
    assert ended.stdout.startswith("seed 7, ")
    assert ", 0 faults\n" in ended.stdout


def test_a_seed_makes_the_same_page_again() -> None:
    one, again = (fuzz("--seed", "7", "--only", "3").stdout.splitlines()[:2] for _ in range(2))
    assert one == again
