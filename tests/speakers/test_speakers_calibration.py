"""The program of calibration: what is right, the ten bins, the expected error."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.calibration.bins import Bin, bins, expected_error, largest_share
from tests.calibration.judging import Judgement, judgements
from tests.calibration.labelled import ours, rows

ROOT = Path(__file__).parents[2]
TEXT = "Ana Ruiz said the ice was thin.\n\n“It thaws,” Tom Lind said. Eva Brandt said so.\n"
ROW = {
    "text": TEXT,
    "attributions": [
        {"content": [[14, 30]], "source": [[0, 8]], "kind": "indirect"},
        {"content": [[34, 43]], "source": [[61, 71]], "kind": "direct"},
        {"content": [], "source": [], "kind": "indirect"},
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("one_dev", "two_train"):
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as lines:
            lines.write(json.dumps(ROW) + "\n")
    return tmp_path


def test_a_quote_is_right_in_its_words_and_in_its_speaker(folder: Path) -> None:
    # The second is given the wrong source in the row.
    assert list(judgements(rows(folder / "one_dev.jsonl.gz"))) == [
        Judgement(0.86, True),
        Judgement(0.958, False),
    ]


def test_a_compartment_is_the_files_that_end_in_its_name(folder: Path) -> None:
    counts = [len(list(rows(folder, name))) for name in ("dev", "train", None)]
    assert counts == [1, 1, 2]


def test_the_articles_of_ours_are_labelled_in_full() -> None:
    assert all(judgement.is_right for judgement in judgements(ours()))


def test_bins_hold_counts_means_and_shares() -> None:
    found = bins([Judgement(0.25, False), Judgement(0.75, True), Judgement(0.79, True)])
    assert [bin for bin in found if bin.count] == [
        Bin(0.2, 1, 0.25, 0.0),
        Bin(0.7, 2, 0.77, 1.0),
    ]
    assert len(found) == 10
    assert expected_error(found) == pytest.approx((0.25 + 2 * 0.23) / 3)
    assert largest_share(found) == pytest.approx(2 / 3)


def test_the_program_prints_ten_bins_and_the_error(folder: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.calibration", "--data", str(folder), "--compartment", "dev"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    lines = ended.stdout.splitlines()
    assert lines[0] == "quotes by confidence"
    assert [line.split() for line in lines[-4:]] == [
        ["0.80", "1", "0.86", "1.00"],
        ["0.90", "1", "0.96", "0.00"],
        ["expected", "calibration", "error", "0.549"],
        ["largest", "share", "of", "a", "bin", "0.50"],
    ]
