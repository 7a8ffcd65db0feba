"""Engines beside each other: each answers the same, its figures are kept, targets are judged."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from searchkit import Article
from searchkit.article import Paragraph, Quote
from searchkit.errors import UsageError
from tests import bench
from tests.bench import sources
from tests.bench.engines import known, targets
from tests.bench.engines.builds import Build, build_here
from tests.bench.engines.engine import KINDS
from tests.bench.engines.latencies import Latency
from tests.bench.engines.starts import Start
from tests.bench.questions import Question
from tests.bench.timing import isolated

ROOT = Path(__file__).parents[1]
OPTIONAL = ("tantivy", "bm25s")
ENGINES = [
    pytest.param(
        name,
        marks=pytest.mark.skipif(
            name in OPTIONAL and find_spec(name) is None, reason=f"{name} is not installed"
        ),
    )
    for name in (known.OURS, *known.PEERS)
]


def article(id: str, headline: str, day: int, *texts: str) -> Article:
    paragraphs = tuple(map(Paragraph, texts))
    return Article(id, headline=headline, paragraphs=paragraphs, published=date(2025, 11, day))


ARTICLES = (
    article("pier", "A longer pier", 6, "The harbour needs a longer pier.", "Ferries wait."),
    article("ferry", "Ferries return", 7, "The harbour opened again, and boats came."),
    article("tide", "The tide gauge", 8, "A gauge in the harbour measures the sea level."),
    article("level", "Sea level talks", 9, "Delegates spoke of the level of the sea."),
)
HEADLINES = {article.id: article.headline for article in ARTICLES}
FOUND = {
    Question("rare term", ("gauge",)): {"tide"},
    Question("common term", ("harbours",)): {"pier", "ferry", "tide"},
    Question("OR of 2", ("ferry", "delegate")): {"pier", "ferry", "level"},
    Question("AND of 3", ("harbour", "opened", "boats")): {"ferry"},
    Question("phrase", ("sea", "level")): {"tide", "level"},
    Question("prefix", ("dele",)): {"level"},
    Question("fuzzy", ("harbuor",)): {"pier", "ferry", "tide"},
    Question("headline", ("ferries",)): {"ferry"},
    Question("term and dates", ("harbour", "2025-11-07", "2025-11-08")): {"ferry", "tide"},
}
UNANSWERED = {
    "fts5": {"fuzzy"},
    "bm25s": set(KINDS) - {"rare term", "common term", "OR of 2"},
}


TOWNS = ("Calema", "Lanwan", "Nairobi", "Tana", "Corvane", "Lisbon", "Alvar", "Porto")


def row(town: str, neighbour: str) -> str:
    text = f"Delegates from {neighbour} filled the harbour.\nThe summit opened in {town} later."
    return json.dumps({"id": town, "title": f"Delegates reach {town}", "text": text}) + "\n"


def column(table: dict[str, Any], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in table["rows"]]


def given() -> Iterator[Article]:
    return iter(ARTICLES)


def test_every_class_is_asked_here() -> None:
    assert [question.kind for question in FOUND] == list(KINDS)


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_builds_and_answers(name: str, tmp_path: Path) -> None:
    engine = known.engine(name)
    engine.build(given(), tmp_path)
    index = engine.open(tmp_path)
    unanswered = UNANSWERED.get(name, set())
    for question, ids in FOUND.items():
        count, bare, whole = index.count(question), index.bare(question), index.whole(question)
        if question.kind in unanswered:
            assert (count, bare, whole) == (None, None, None)
            continue
        assert (question, count) == (question, len(ids))
        assert bare is not None
        assert bare()
        if whole is not None:
            shown = {id: headline for id, headline, _ in whole()}
            assert (question, shown) == (question, {id: HEADLINES[id] for id in ids})
    index.close()
    assert (engine.ONE_SHOT is None) == (name == "bm25s")


@pytest.mark.parametrize("name", ENGINES)
def test_a_hit_is_shown_with_a_snippet_that_has_the_word(name: str, tmp_path: Path) -> None:
    engine = known.engine(name)
    engine.build(given(), tmp_path)
    index = engine.open(tmp_path)
    whole = index.whole(Question("rare term", ("boats",)))
    if name != "bm25s":
        assert whole is not None
        [(_, _, snippet)] = whole()
        assert "boats" in str(snippet)
    index.close()


@pytest.mark.parametrize("name", ENGINES)
def test_a_one_shot_prints_the_hits(name: str, tmp_path: Path) -> None:
    engine = known.engine(name)
    if engine.ONE_SHOT is None:
        return
    engine.build(given(), tmp_path)
    command = [sys.executable, "-W", "ignore", "-c", engine.ONE_SHOT, str(tmp_path), "gauge"]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert ended.stdout.count("\n") == 1
    assert "tide" in ended.stdout


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tantivy", None)
    monkeypatch.delitem(sys.modules, f"{bench.__name__}.engines.tantivy", raising=False)
    monkeypatch.delattr(bench.engines, "tantivy", raising=False)
    with pytest.raises(UsageError, match=r"^tantivy cannot be measured here: pip install tantivy$"):
        known.engine("tantivy")


def test_a_build_counts_what_it_reads(tmp_path: Path) -> None:
    build = isolated(build_here, "fts5", given, tmp_path / "fts5")
    assert build.articles == 4
    assert build.disk == (tmp_path / "fts5" / "articles.db").stat().st_size
    assert build.processor_seconds > 0


def test_an_article_without_a_day_gets_one_and_keeps_no_more_than_all_engines_index() -> None:
    quote = Quote(0, ((0, 5),), "ferry", "direct", "Amina Otieno")
    full = Article("pier", paragraphs=(Paragraph("ferry"),), quotes=(quote,), outlet="Gazette")
    [bare] = sources.bare(lambda: iter([full]))
    assert bare == Article("pier", paragraphs=full.paragraphs, published=date(2023, 11, 20))
    assert list(sources.bare(given)) == list(ARTICLES)


def build(articles: int, processor_seconds: float, disk: int, peak: int) -> Build:
    return Build("2025-11-06 12:00", articles, processor_seconds, processor_seconds, disk, 20, peak)


def latency(bare: tuple[float, ...], whole: tuple[float, ...] = ()) -> Latency:
    return Latency(3, {"bare": bare, "whole": whole})


def test_targets_are_judged_beside_the_peers_of_the_run() -> None:
    builds = {
        "searchkit": [build(100, 2.0, 30, 900_000_000)],
        "tantivy": [build(100, 1.0, 20, 50)],
        "fts5": [build(100, 1.0, 20, 50)],
        "whoosh": [build(50, 20.0, 20, 50)],
    }
    latencies = {
        "rare term": {
            "searchkit": latency((2.0, 2.0), (3.0, 3.0)),
            "tantivy": latency((1.0, 1.0), (4.0, 4.0)),
            "fts5": latency((4.0, 4.0), (2.0, 2.0)),
        },
        "fuzzy": {
            "searchkit": latency((8.0, 8.0), (6.0, 6.0)),
            "tantivy": latency((2.0, 2.0), (5.0, 5.0)),
        },
    }
    starts = {"searchkit": Start((1.0, 3.0), (), memory=200_000_000)}
    got = targets.targets(builds, latencies, starts)
    assert [(t.name, t.got, t.place, t.reached) for t in got] == [
        ("bare p50 / tantivy's", 4.0, "fuzzy", False),
        ("classes whole p50 <= tantivy's", 1, None, False),
        ("whole p50 / tantivy's", 1.2, "fuzzy", True),
        ("bare p50 / FTS5's", 0.5, "rare term", True),
        ("whole p50 / FTS5's", 1.5, "rare term", False),
        ("bare p95/p50 / the worst peer's", 1.0, "rare term", True),
        ("whole p95/p50 / the worst peer's", 1.0, "rare term", True),
        ("articles/processor s / tantivy's", 0.5, None, False),
        ("articles/processor s / whoosh's", 20.0, None, True),
        ("disk / FTS5's", 1.5, None, False),
        ("peak MB of a build", 900.0, None, True),
        ("open ms", 2.0, None, True),
        ("anonymous MB after all answers", 200.0, None, False),
    ]


def test_slow_answers_are_judged_beside_the_worst_peer() -> None:
    class_of = {
        "searchkit": latency((1.0, 1.0, 1.0, 9.0)),
        "tantivy": latency((1.0, 1.0, 1.0, 2.0)),
        "fts5": latency((1.0, 1.0, 1.0, 5.0)),
    }
    builds = {"searchkit": [build(1, 1.0, 1, 1)]}
    got = targets.targets(builds, {"phrase": class_of}, {"searchkit": Start((), ())})
    [spread] = [target for target in got if target.name == "bare p95/p50 / the worst peer's"]
    assert spread.got == pytest.approx(7.8 / 4.4)
    assert spread.reached is False


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.bench", "engines", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_a_run_prints_its_tables_and_the_next_one_uses_what_it_kept(tmp_path: Path) -> None:
    data, keep, figures = tmp_path / "rows.jsonl", tmp_path / "keep", tmp_path / "figures.json"
    data.write_text("".join(row(*towns) for towns in pairwise(TOWNS)), "utf-8")
    words = ["--data", str(data), "--keep", str(keep), "--peer", "fts5,whoosh"]
    words += ["--whoosh-rows", "4", "--questions", "2", "--rounds", "1", "--runs", "1"]
    words += ["--clock", "processor", "--json", str(figures)]

    ended = run(*words)
    assert (ended.returncode, ended.stderr) == (0, "")
    first = json.loads(figures.read_text("utf-8"))["tables"]
    ended = run(*words, "--anew", "fts5")
    assert (ended.returncode, ended.stderr) == (0, "")
    second = json.loads(figures.read_text("utf-8"))["tables"]

    builds, answers, starts, judged = first
    assert column(builds, "engine", "articles") == [("searchkit", 7), ("fts5", 7), ("whoosh", 4)]
    assert set(column(answers, "class", "engine")) == {
        (kind, name)
        for kind in KINDS
        for name in ("searchkit", "fts5")
        if (kind, name) != ("fuzzy", "fts5")
    }
    assert column(starts, "engine") == [("python -c pass",), ("searchkit",), ("fts5",)]
    assert column(judged, "target", "reached")[0] == ("bare p50 / tantivy's", "not measured")
    for table in first:
        assert f"\n{table['title']}\n  " in ended.stdout

    seconds, seconds_then = column(builds, "seconds"), column(second[0], "seconds")
    assert [a == b for a, b in zip(seconds, seconds_then, strict=True)] == [True, False, True]


def test_an_engine_that_is_unknown_is_refused() -> None:
    ended = run("--peer", "lucene")
    assert ended.returncode == 2
    assert "'lucene' is none of tantivy, fts5, bm25s, whoosh" in ended.stderr
