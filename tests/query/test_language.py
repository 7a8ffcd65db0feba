"""What each query means and finds: rows of articles.txt and quotes.txt, written out whole.

A row is a query, then, indented, its tree, its hits in order, each with the marks that it shows
(field, offset, words), and its notes.  After a change that is meant,
``pytest tests/query --rewrite`` writes the files anew, for the change to be read.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from searchkit.article import Article
from searchkit.hits import Hit, Hits, Snippet
from searchkit.index import Index
from searchkit.matching import Readable, holds
from searchkit.query import Unit, understand
from searchkit.query.tree import Tree
from tests.query.press import PRESS

HERE = Path(__file__).parent
FILES: dict[Unit, Path] = {"article": HERE / "articles.txt", "quote": HERE / "quotes.txt"}


def rows(unit: Unit) -> list[str]:
    """Return the rows of a file; a blank line or a heading ends one."""
    blocks: list[str] = []
    for line in FILES[unit].read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", " ")):
            blocks.append(line)
        elif line.startswith(" "):
            blocks[-1] += f"\n{line}"
    return blocks


def found(index: Index, unit: Unit, query: str) -> Hits:
    search = index.search if unit == "article" else index.quotes
    return search(query, limit=None)


def written(index: Index, unit: Unit, query: str) -> str:
    hits = found(index, unit, query)
    tree = hits[0].query.tree if hits and hits[0].query else None
    lines = [
        query,
        f"    tree  {tree or understand(query, unit, calendar=index.answerer.calendar()).tree}",
    ]
    lines += [f"    hit   {hit.key}{shown(index, hit)}" for hit in hits]
    lines += [f"    note  {note}" for note in hits.notes]
    return "\n".join(lines)


def shown(index: Index, hit: Hit) -> str:
    snippets = (*hit.snippets, *(index.highlight(hit) if hit.quote is None else ()))
    return "".join(dict.fromkeys(mark for snippet in snippets for mark in marks(snippet)))


def marks(snippet: Snippet) -> list[str]:
    return [f"  {snippet.field}@{a} «{snippet.text[a:b]}»" for a, b in snippet.spans]


CASES = [(unit, row) for unit in FILES for row in rows(unit)]
IDS = [f"{unit}: {row.splitlines()[0]}" for unit, row in CASES]


@pytest.mark.parametrize(("unit", "row"), CASES, ids=IDS)
def test_meaning(index: Index, unit: Unit, row: str) -> None:
    assert written(index, unit, row.splitlines()[0]) == row


@pytest.mark.parametrize(("unit", "row"), CASES, ids=IDS)
def test_the_index_finds_what_reading_finds(index: Index, unit: Unit, row: str) -> None:
    query = row.splitlines()[0]
    tree = understand(query, unit, calendar=index.answerer.calendar()).tree
    keys = {key for article in PRESS for key in read(article, unit, tree)}
    assert {hit.key for hit in found(index, unit, query)} == keys


@pytest.mark.parametrize(("unit", "row"), CASES, ids=IDS)
def test_the_parts_of_a_score_sum_to_it(index: Index, unit: Unit, row: str) -> None:
    for hit in found(index, unit, row.splitlines()[0]):
        explanation = index.explain(hit)
        assert explanation.score == pytest.approx(hit.score)
        assert sum(part.score for part in explanation.parts) == pytest.approx(hit.score)


@pytest.fixture(scope="module", autouse=True)
def rewritten(index: Index, pytestconfig: pytest.Config) -> None:
    """Write the files anew where that is asked for; this run still compares with the old ones."""
    if pytestconfig.getoption("--rewrite"):
        rewrite(index)


def test_the_rows_are_many() -> None:
    assert len(CASES) >= 150


def read(article: Article, unit: Unit, tree: Tree) -> list[str]:
    page = Readable.of(article)
    if unit == "article":
        return [article.id] if holds(tree, page.article, page) else []
    return [
        f"{article.id}#{place:05}"
        for place, quote in enumerate(page.quotes)
        if holds(tree, quote, page)
    ]


def rewrite(index: Index) -> None:
    """Write the files anew: each row as it is answered now, headings as they are."""
    for unit, path in FILES.items():
        lines = path.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if not line.startswith(" ")]
        fresh = [
            line if not line or line.startswith("#") else written(index, unit, line)
            for line in kept
        ]
        path.write_text("\n".join(fresh) + "\n", encoding="utf-8")
