"""The engine behind the seam: scores, ties, facets, windows, commits, segments."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import searchkit
from searchkit.article import Article, Caption, Paragraph, Quote, Speaker
from searchkit.engines import Change, Entry, Found, Match, Page, Sort
from searchkit.engines.whoosh import WhooshEngine
from searchkit.engines.whoosh.commits.lock import lock
from searchkit.engines.whoosh.commits.workers import Crew
from searchkit.errors import IndexLocked
from searchkit.hits import Facet, FacetValue, Header
from searchkit.matching import Readable
from searchkit.query import FACETS, Unit, understand
from searchkit.query.fields import FIELDS

WORDS = ("ferry", "pier", "late", "again", "wait", "harbour", "pilot", "island", "cable", "tide")
PEOPLE = (
    Speaker("Ana Ruiz", "pilot", "Port", "Chile"),
    Speaker("Juma Osei", "engineer", None, "Ghana"),
    Speaker("crew"),
)
QUERIES = (
    "ferry",
    "ferry late OR tide",
    '"late again"',
    '"ferry island"~5',
    "pi*",
    "harbor~2",
    "ferry -pier",
    "headline:ferry^3 tide",
    "speaker:ruiz",
    "speaker:ruiz said:wait",
    "ferry OR role:engineer",
    "-speaker:osei",
    "date:2025-10-02..2025-10-04 tide",
    "outlet:courier ferry",
    "kind:direct",
    "*",
)


def pages(count: int, seed: int = 0) -> list[Article]:
    """Return articles of chance, some without day, outlet or quotes, some alike but for the id."""
    chance = random.Random(seed)

    def text() -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(1, 25)))

    def quote(paragraphs: tuple[Paragraph, ...]) -> Quote:
        place = chance.randrange(len(paragraphs))
        words = paragraphs[place].text
        speaker = chance.choice(["Ana Ruiz", "Juma Osei", "crew", None])
        kind = chance.choice(("direct", "indirect", "mixed"))
        return Quote(place, ((0, len(words)),), words, kind, speaker)  # type: ignore[arg-type]

    made = []
    for number in range(count):
        paragraphs = tuple(Paragraph(text()) for _ in range(chance.randint(1, 3)))
        made.append(
            Article(
                f"page{number}",
                headline=text() if chance.random() < 0.7 else None,
                outlet=chance.choice(["Harbour Courier", "Sidelight", None]),
                language=chance.choice(["en", "fr", None]),
                authors=tuple(chance.sample(["Inês Prata", "Tom O'Hare"], chance.randint(0, 2))),
                published=chance.choice([None, *(date(2025, 10, day) for day in range(1, 6))]),
                captions=(Caption(text()),),
                paragraphs=paragraphs,
                speakers=PEOPLE,
                quotes=tuple(quote(paragraphs) for _ in range(chance.randint(0, 3))),
            )
        )
    twins = chance.sample(made, count // 5)
    return made + [replace(twin, id=f"twin{n}") for n, twin in enumerate(twins)]


def built(folder: Path, *commits: list[Article]) -> WhooshEngine:
    engine = WhooshEngine(folder, create=True)
    for articles in commits:
        engine.change(Change(map(Entry, articles)))
    return engine


def search(
    engine: WhooshEngine,
    query: str,
    unit: Unit = "article",
    *,
    limit: int | None = None,
    offset: int = 0,
    sort: Sort = "score",
    facets: tuple[str, ...] = (),
) -> Found:
    asked = understand(query, unit)
    return engine.search(asked, limit=limit, offset=offset, sort=sort, facets=facets)


def answers(engine: WhooshEngine) -> dict[tuple[str, Unit, Sort], Found]:
    """Return the whole answer to each query, facets among it."""
    units: tuple[Unit, ...] = ("article", "quote")
    sorts: tuple[Sort, ...] = ("score", "date")
    return {
        (query, unit, sort): search(engine, query, unit, sort=sort, facets=FACETS)
        for query in QUERIES
        for unit in units
        for sort in sorts
    }


def told(match: Match) -> tuple[Header, bytes, Quote | None]:
    return match.header, match.stored, match.quote


def segments(folder: Path) -> int:
    return len(list(folder.glob("*.arrays")))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshEngine]:
    engine = built(tmp_path_factory.mktemp("engine"), pages(60))
    yield engine
    engine.close()


def test_the_score_is_bm25_with_the_statistics_of_its_unit(tmp_path: Path) -> None:
    texts = ("ferry late", "ferry ferry late again", "tide")
    articles = [Article(str(n), paragraphs=(Paragraph(text),)) for n, text in enumerate(texts)]
    found = search(built(tmp_path, articles), "ferry")
    # idf = ln(1 + (3 - 2 + .5) / (2 + .5)) = .470004; average length (2 + 4 + 1) / 3 = 2.333333;
    # score = idf * f * 2.2 / (f + 1.2 * (.25 + .75 * length / 2.333333))
    assert [match.key for match in found.matches] == ["1", "0"]
    assert [match.score for match in found.matches] == pytest.approx(
        [
            0.470004 * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 4 / 2.333333)),
            0.470004 * 1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / 2.333333)),
        ]
    )


def test_quotes_change_no_score_of_an_article(tmp_path: Path) -> None:
    quoted = pages(40)
    bare = [replace(article, quotes=()) for article in quoted]
    many = [replace(article, quotes=article.quotes * 5) for article in quoted]
    engines = [built(tmp_path / str(n), given) for n, given in enumerate((bare, quoted, many))]
    for query in (
        "ferry",
        "ferry late OR tide",
        '"late again"',
        "pi*",
        "harbor~2",
        "headline:tide",
    ):
        none, some, more = (
            [(match.key, match.score) for match in search(engine, query).matches]
            for engine in engines
        )
        assert none
        assert none == some == more


def test_ties_do_not_depend_on_the_order_of_adding(tmp_path: Path) -> None:
    given = pages(40)
    backwards = list(reversed(given))
    shuffled = random.Random(1).sample(given, len(given))
    first, second, third = (
        answers(built(tmp_path / str(n), articles))
        for n, articles in enumerate((given, backwards, shuffled))
    )
    assert first == second == third


def test_ties_are_ordered_by_day_then_by_id_and_place(tmp_path: Path) -> None:
    page = pages(1)[0]
    old, new = date(2025, 10, 1), date(2025, 10, 2)
    quote = Quote(0, ((0, 3),), "tide", "direct")
    paragraphs = (Paragraph("tide"),)
    rows = {"b": old, "c": None, "a": old, "d": new}
    engine = built(
        tmp_path,
        [
            replace(page, id=id, published=day, paragraphs=paragraphs, quotes=(quote, quote))
            for id, day in rows.items()
        ],
    )
    assert [match.key for match in search(engine, "tide").matches] == ["d", "a", "b", "c"]
    assert [match.key for match in search(engine, "tide", "quote").matches] == [
        f"{id}#0000{place}" for id in "dabc" for place in (0, 1)
    ]


def test_windows_are_cut_from_one_order(engine: WhooshEngine) -> None:
    for unit in ("article", "quote"):
        for sort in ("score", "date"):
            whole = search(engine, "ferry OR tide", unit, sort=sort)
            assert whole.total == len(whole.matches) > 30
            for offset in (0, 1, 7, whole.total - 1, whole.total, 999):
                for limit in (0, 1, 10, None):
                    part = search(
                        engine,
                        "ferry OR tide",
                        unit,
                        limit=limit,
                        offset=offset,
                        sort=sort,
                    )
                    end = None if limit is None else offset + limit
                    assert part == Found(whole.total, whole.matches[offset:end])


def test_facets_count_what_a_scan_counts(engine: WhooshEngine) -> None:
    for query in QUERIES:
        for unit in ("article", "quote"):
            found = search(engine, query, unit, limit=0, facets=FACETS)
            expected = {name: Counter[str]() for name in FACETS}
            for match in engine.scan(understand(query, unit)):
                article = Article.from_json(match.stored)
                for name in FACETS:
                    expected[name].update(values(article, match.quote, name))
            assert found.facets == tuple(
                Facet(
                    name,
                    tuple(
                        FacetValue(value, count)
                        for value, count in sorted(
                            expected[name].items(), key=lambda pair: (-pair[1], pair[0])
                        )
                    ),
                )
                for name in FACETS
            )


def values(article: Article, quote: Quote | None, name: str) -> set[str]:
    """The values of a field of a hit: of its quote, else of all quotes of the article."""
    page = Readable.of(article)
    if name == "date":
        return {str(page.article.day)} if page.article.day else set()
    if FIELDS[name].unit == "article":
        return set(page.article.texts[name])
    if quote is not None:
        return set(page.quotes[article.quotes.index(quote)].texts[name])
    return {value for record in page.quotes for value in record.texts[name]}


def test_a_scan_finds_what_a_search_finds(engine: WhooshEngine) -> None:
    for (query, unit, _), found in answers(engine).items():
        scanned = list(engine.scan(understand(query, unit)))
        assert {match.key for match in scanned} == {match.key for match in found.matches}
        assert {match.score for match in scanned} <= {0.0}
        searched = {match.key: told(match) for match in found.matches}
        assert {match.key: told(match) for match in scanned} == searched


def test_one_segment_or_many_answer_the_same(tmp_path: Path) -> None:
    given = pages(60)
    dateless = [replace(article, published=None) for article in given[-6:]]
    parts = given[:50] + dateless, given[50:60], given[60:61]  # too different to be joined
    whole = built(tmp_path / "whole", given[:61] + dateless)
    many = built(tmp_path / "many", *parts)
    assert segments(tmp_path / "whole") == 1
    assert segments(tmp_path / "many") == 3
    assert answers(many) == answers(whole)
    assert replace(many.stats(), bytes=0) == replace(whole.stats(), bytes=0)


def test_the_parts_of_a_score_sum_to_it_in_every_segment(tmp_path: Path) -> None:
    given = pages(62)
    engine = built(tmp_path, given[:50], given[50:60], given[60:61])
    engine.change(Change(deleted={"page3", "page53"}))
    assert segments(tmp_path) == 3
    for (query, unit, _), found in answers(engine).items():
        for match in found.matches:
            explanation = engine.explain(understand(query, unit), match.key)
            assert explanation.score == pytest.approx(match.score)
            assert sum(part.score for part in explanation.parts) == pytest.approx(match.score)


@pytest.mark.parametrize("seed", range(2))
def test_the_way_to_a_set_of_articles_does_not_matter(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    pool = [*pages(30, seed), *(replace(page, headline="tide") for page in pages(30, seed))]
    engine = WhooshEngine(tmp_path / "grown", create=True)
    kept: dict[str, Article] = {}
    for _ in range(12):
        given = {page.id: page for page in chance.sample(pool, chance.randint(0, 9))}
        deleted = chance.sample(sorted(kept), min(len(kept), chance.randint(0, 5)))
        engine.change(Change(map(Entry, given.values()), deleted=deleted))
        kept = {id: page for id, page in kept.items() if id not in deleted} | given
    fresh = built(tmp_path / "fresh", list(kept.values()))
    assert engine.ids() == fresh.ids() == kept.keys()
    assert answers(engine) == answers(fresh)
    assert [engine.values(name) for name in FACETS] == [fresh.values(name) for name in FACETS]
    assert engine.words(("text", "headline"), "") == fresh.words(("text", "headline"), "")
    stats, expected = engine.stats(), fresh.stats()
    assert stats == replace(expected, terms=stats.terms, bytes=stats.bytes)
    assert {read(stored) for stored in engine.export()} == set(kept.values())


def read(stored: bytes) -> Article:
    return Article.from_json(stored)


def test_what_is_deleted_counts_in_no_score(tmp_path: Path) -> None:
    given = pages(60)
    engine = built(tmp_path / "worn", given)
    gone = {given[3].id, given[30].id}
    engine.change(Change(deleted=gone))
    assert segments(tmp_path / "worn") == 1
    fresh = built(tmp_path / "fresh", [article for article in given if article.id not in gone])
    assert answers(engine) == answers(fresh)
    assert engine.words(("text",), "") == fresh.words(("text",), "")


def test_what_is_deleted_does_not_stay_on_disk_for_ever(tmp_path: Path) -> None:
    given = pages(60)
    engine = built(tmp_path, given)
    full = engine.stats().bytes
    for article in given[:60]:
        engine.change(Change(deleted=[article.id]))
    assert engine.stats().articles == len(given) - 60
    assert engine.stats().bytes < full * 2 / 3  # the state before the last deletion among it


def test_a_change_is_one_commit(tmp_path: Path) -> None:
    given = pages(10)
    engine = built(tmp_path, given)
    (before,) = tmp_path.glob("*.toc")
    seen: list[frozenset[str]] = []

    def entries() -> Iterator[Entry]:
        reader = WhooshEngine(tmp_path)
        seen.append(reader.ids())
        yield Entry(replace(given[0], id="new"), "tide/new.html", "f1")
        yield Entry(replace(given[1], headline="other"), "tide/new.html", "f1")
        seen.append(reader.ids())

    change = Change(entries(), deleted=[given[2].id], tables=lambda: {"events": {"tide": {}}})
    engine.change(change)
    (after,) = set(tmp_path.glob("*.toc")) - {before}
    generations = [int(path.stem.rpartition("_")[2]) for path in (before, after)]
    assert generations == [1, 2]
    old = frozenset(article.id for article in given)
    assert seen == [old, old]
    assert engine.ids() == old - {given[2].id} | {"new"}
    assert engine.tables() == {"events": {"tide": {}}}
    assert engine.pages() == {"tide/new.html": Page("f1", ("new", given[1].id))}


def test_replacing_all_is_one_commit_too(tmp_path: Path) -> None:
    given = pages(10)
    engine = built(tmp_path, given)
    engine.change(Change(tables=lambda: {"old": 1}))
    engine.change(Change([Entry(Article("only"))], replace=True))
    assert engine.ids() == {"only"}
    assert engine.tables() == {}
    assert engine.stats().articles == 1
    assert search(engine, "ferry").total == 0


def test_tables_stay_where_none_are_given(tmp_path: Path) -> None:
    engine = built(tmp_path)
    assert engine.tables() == {}
    engine.change(Change(tables=lambda: {"a": [1, "é"]}))
    engine.change(Change([Entry(Article("#tables")), Entry(Article("tables"))]))
    assert engine.tables() == {"a": [1, "é"]}
    engine.change(Change(deleted=["#tables", "tables"], tables=lambda: {"b": None}))
    assert engine.tables() == {"b": None}
    assert (engine.ids(), engine.stats().articles) == (frozenset(), 0)


def test_tables_outlive_the_state_that_they_belong_to(tmp_path: Path) -> None:
    engine = built(tmp_path)
    engine.change(Change(tables=lambda: {"a": 1, "b": 2}))
    tables = engine.tables()
    assert tables["a"] == 1
    engine.change(Change([Entry(Article("only"))], tables=lambda: {"c": 3}, replace=True))
    engine.close()
    assert (dict(tables), len(tables)) == ({"a": 1, "b": 2}, 2)
    assert dict(engine.tables()) == {"c": 3}
    assert "a" not in engine.tables()


class Refusal(Exception):
    """What a caller's own code may raise."""


def test_a_failed_change_leaves_the_old_state_and_a_free_lock(tmp_path: Path) -> None:
    given = pages(10)
    engine = built(tmp_path, given)
    before = answers(engine)
    files = sorted(path.name for path in tmp_path.iterdir())

    def entries() -> Iterator[Entry]:
        yield Entry(Article("new", headline="ferry"))
        yield Entry(replace(given[0], headline="other"))
        raise Refusal

    def tables() -> dict[str, object]:
        raise Refusal

    for change in (
        Change(entries(), deleted=[given[1].id]),
        Change([Entry(Article("new"))], tables=tables),
        Change(entries(), replace=True),
    ):
        with pytest.raises(Refusal):
            engine.change(change)
        assert sorted(path.name for path in tmp_path.iterdir()) == files
        with lock(tmp_path):
            pass
        assert answers(engine) == before
    engine.change(Change([Entry(Article("new", headline="ferry"))]))
    assert "new" in engine.ids()


def test_a_locked_index_can_be_read_but_not_changed(tmp_path: Path) -> None:
    engine = built(tmp_path, pages(5))
    with lock(tmp_path):
        assert search(engine, "*").total == 6
        with pytest.raises(IndexLocked):
            engine.change(Change(deleted=["page1"]))
    engine.change(Change(deleted=["page1"]))
    assert search(engine, "*").total == 5


ADD = """
import sys, searchkit
with searchkit.open(sys.argv[1]) as index:
    index.add([searchkit.Article(sys.argv[2], headline="ferry")])
"""


def test_a_long_lived_engine_sees_what_other_processes_commit(tmp_path: Path) -> None:
    engine = built(tmp_path, [Article("first", headline="ferry")])
    scan = engine.scan(understand("ferry"))
    assert next(scan).key == "first"
    command = [sys.executable, "-W", "ignore", "-c", ADD, str(tmp_path), "second"]
    subprocess.run(command, check=True)
    assert {match.key for match in search(engine, "ferry").matches} == {"first", "second"}
    assert list(scan) == []


def test_a_closed_engine_opens_again(tmp_path: Path) -> None:
    engine = built(tmp_path, pages(5))
    total = search(engine, "ferry").total
    engine.close()
    engine.close()
    assert search(engine, "ferry").total == total


def test_a_commit_is_seen_where_times_of_change_are_coarse(tmp_path: Path) -> None:
    engine = built(tmp_path, pages(5))
    for second in range(3):
        with searchkit.open(tmp_path) as other:
            other.add([Article(f"new{second}", headline="ferry")])
        now = int(time.time())
        os.utime(tmp_path, (now, now - now % 2))
        time.sleep(0.15)
        assert f"new{second}" in engine.ids()
        assert f"new{second}" in engine.ids()  # and now it is known to be the newest


def test_who_interrupts_twice_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = built(tmp_path, pages(5))
    files = sorted(path.name for path in tmp_path.iterdir())

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        for name in ("take", "end"):
            patched.setattr(Crew, name, interrupted)
        with pytest.raises(KeyboardInterrupt):
            engine.change(Change([Entry(Article("new"))]))
    assert sorted(path.name for path in tmp_path.iterdir()) == files
