"""The benchmark runs on a few pages and rows, and gives the tables that are promised."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TOWNS = ("Calema", "Lanwan", "Nairobi", "Tana", "Corvane", "Lisbon", "Alvar")
FEW = ("--rows", "6", "--attribute", "--questions", "2", "--rounds", "1", "--runs", "1")


def paragraphs(town: str, neighbour: str) -> tuple[str, str]:
    return (
        f"The harbour of {town} filled with delegates from {neighbour} before the summit opened.",
        f"“The harbour needs a longer pier,” said Amina Otieno, mayor of {town}.",
    )


def page(town: str, neighbour: str) -> str:
    body = "".join(f"<p>{text}</p>" for text in paragraphs(town, neighbour))
    return f"<html><body><article><h1>Delegates reach {town}</h1>{body}</article></body></html>"


def row(town: str, neighbour: str) -> str:
    text = "\n".join(paragraphs(town, neighbour))
    return json.dumps({"id": town, "title": f"Delegates reach {town}", "text": text}) + "\n"


def column(table: dict[str, Any], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in table["rows"]]


def test_all_parts_print_and_keep_their_tables(tmp_path: Path) -> None:
    pages, data, kept = tmp_path / "pages", tmp_path / "rows.jsonl", tmp_path / "figures.json"
    pages.mkdir()
    for town, neighbour in pairwise(TOWNS):
        (pages / f"{town}.html").write_text(page(town, neighbour), "utf-8")
    data.write_text("".join(row(*towns) for towns in pairwise((*TOWNS, "Porto"))), "utf-8")

    files = ["--pages", str(pages), "--data", str(data), "--json", str(kept)]
    ended = subprocess.run(
        [sys.executable, "-m", "tests.bench", *files, *FEW],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    extraction, indexing, queries, start = json.loads(kept.read_text("utf-8"))["tables"]
    assert column(extraction, "way", "pages", "articles") == [
        ("in process", 6, 6),
        ("workers, 1 job", 6, 6),
        ("workers, 2 jobs", 6, 6),
    ]
    assert column(indexing, "way", "articles", "quotes") == [("Index.add", 6, 6)]
    assert column(queries, "class", "questions", "no hits") == [
        ("rare term", 2, 0),
        ("common term", 2, 0),
        ("OR of 2", 2, 0),
        ("AND of 3", 2, 0),
        ("phrase", 2, 0),
        ("prefix", 2, 0),
        ("fuzzy", 2, 0),
        ("headline", 2, 0),
        ("speaker and said", 2, 0),
        ("quotes of speaker", 2, 0),
        ("common, snippets", 2, 0),
    ]
    assert queries["notes"] == ["nothing in the articles to ask for: term and dates"]
    assert column(start, "runs") == [(1,)] * 5
    for table in (extraction, indexing, queries, start):
        first, *_ = table["rows"][0]
        assert f"\n{table['title']}\n  {first} " in ended.stdout
