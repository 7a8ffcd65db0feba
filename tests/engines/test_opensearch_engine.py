"""The engine in a cluster answers as the one on this machine, and as reading does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("opensearchpy", reason="needs the extra opensearch")

from searchkit import index as indexes
from searchkit.article import Article, Caption, Paragraph, Quote
from searchkit.engines import Change, Engine, Entry, Found, Page, SharedEngine, Sort
from searchkit.engines.opensearch import connection, counting, paging, searching, writing
from searchkit.engines.opensearch.engine import OpenSearchEngine
from searchkit.engines.whoosh import WhooshEngine
from searchkit.errors import ArticlesRejected, IndexLocked, IndexUnreachable, QueryTooLarge
from searchkit.hits import Explanation
from searchkit.index import Index
from searchkit.matching import Readable, holds
from searchkit.query import FACETS, Unit, literal, understand
from tests.engines.conftest import asked
from tests.engines.test_whoosh_engine import QUERIES, pages

MORE = (
    "head* OR fer*",
    "la* pie*",
    '"tide tide"~3',
    '"ferry late tide"~9',
    "ferrie~1",
    "ilsand~ OR cabel~",
    "headline:(ferry OR tide) -headline:late",
    "ferry OR outlet:sidelight",
    "speaker:ruiz OR outlet:courier",
    "-speaker:ruiz",
    "speaker:ruiz NOT said:wait",
    "quote:(speaker:ruiz) quote:(speaker:osei)",
    "date:<=2025-10-03 kind:indirect",
    "author:prata lang:fr",
    "(speaker:osei OR headline:ferry) (tide OR lang:en)",
)
UNITS: tuple[Unit, ...] = ("article", "quote")
SORTS: tuple[Sort, ...] = ("score", "date")
PAGES = pages(60)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def cluster(module_place: str) -> Iterator[OpenSearchEngine]:
    engine = built(module_place, PAGES)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshEngine]:
    engine = WhooshEngine(tmp_path_factory.mktemp("folder"), create=True)
    engine.change(Change(map(Entry, PAGES)))
    yield engine
    engine.close()


def built(place: str, *commits: list[Article]) -> OpenSearchEngine:
    engine = OpenSearchEngine(place, create=True)
    for articles in commits:
        engine.change(Change(map(Entry, articles)))
    return engine


def search(engine: Engine, query: str, unit: Unit = "article", **options: Any) -> Found:
    given = {"limit": None, "offset": 0, "sort": "score", "facets": (), **options}
    return engine.search(understand(query, unit), **given)


def test_an_engine_in_a_cluster_is_shared(cluster: OpenSearchEngine) -> None:
    assert isinstance(cluster, SharedEngine)


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("query", [*QUERIES, *MORE])
def test_both_engines_answer_alike(
    cluster: OpenSearchEngine, folder: WhooshEngine, query: str, unit: Unit, sort: Sort
) -> None:
    found = search(cluster, query, unit, sort=sort, facets=FACETS)
    expected = search(folder, query, unit, sort=sort, facets=FACETS)
    assert found.total == expected.total
    assert found.facets == expected.facets
    assert {m.key for m in found.matches} == {m.key for m in expected.matches}
    told = {m.key: (m.header, m.stored, m.quote) for m in found.matches}
    assert told == {m.key: (m.header, m.stored, m.quote) for m in expected.matches}
    if '"~' in query:  # a cluster does not tell how often words stand near each other
        return
    scores = {m.key: m.score for m in expected.matches}
    assert {m.key: m.score for m in found.matches} == pytest.approx(scores, rel=1e-4, abs=1e-6)
    if sort == "score":
        ranks = [scores[m.key] for m in found.matches]
        assert ranks == pytest.approx(sorted(ranks, reverse=True), rel=1e-5, abs=1e-6)
    assert [m.key for m in found.matches] == [m.key for m in expected.matches]


def test_windows_are_cut_from_one_order(
    cluster: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for unit in UNITS:
        for sort in SORTS:
            whole = search(cluster, "ferry OR tide", unit, sort=sort)
            assert whole.total == len(whole.matches) > 30
            windows = [(0, 0), (0, 1), (1, 10), (7, 10), (whole.total - 1, 10), (99, 3), (5, None)]
            for deepest in (10_000, 4):
                monkeypatch.setattr(searching, "DEEPEST", deepest)
                monkeypatch.setattr(paging, "PAGE", 7)
                for offset, limit in windows:
                    part = search(
                        cluster, "ferry OR tide", unit, sort=sort, offset=offset, limit=limit
                    )
                    end = None if limit is None else offset + limit
                    assert part == Found(whole.total, whole.matches[offset:end])


def test_ties_are_ordered_by_day_then_by_id_and_place(place: str) -> None:
    old, new = date(2025, 10, 1), date(2025, 10, 2)
    quote = Quote(0, ((0, 3),), "tide", "direct")
    rows = {"b": old, "c": None, "a": old, "d": new}
    given = [
        Article(id, published=day, paragraphs=(Paragraph("tide"),), quotes=(quote, quote))
        for id, day in rows.items()
    ]
    engine = built(place, given)
    for sort in SORTS:
        assert [m.key for m in search(engine, "tide", sort=sort).matches] == ["d", "a", "b", "c"]
        assert [m.key for m in search(engine, "tide", "quote", sort=sort).matches] == [
            f"{id}#0000{place}" for id in "dabc" for place in (0, 1)
        ]


def test_a_facet_of_many_values_is_counted_whole(
    cluster: OpenSearchEngine, folder: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "AT_ONCE", 2)
    for query in ("ferry", "speaker:ruiz OR outlet:courier"):
        for unit in UNITS:
            found = search(cluster, query, unit, limit=0, facets=FACETS)
            assert found.facets == search(folder, query, unit, limit=0, facets=FACETS).facets
    for name in FACETS:
        assert list(cluster.values(name)) == list(folder.values(name))


def test_a_scan_finds_what_a_search_finds(
    cluster: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "PAGE", 7)
    for query in ("ferry", "speaker:ruiz OR outlet:courier", "*"):
        for unit in UNITS:
            found = {match.key: match for match in search(cluster, query, unit).matches}
            scanned = list(cluster.scan(understand(query, unit)))
            assert [match.key for match in scanned] == sorted(found)
            assert {match.score for match in scanned} == {0.0}
            assert all(match.stored == found[match.key].stored for match in scanned)


def test_what_is_asked_of_the_whole_index(cluster: OpenSearchEngine, folder: WhooshEngine) -> None:
    assert cluster.ids() == folder.ids()
    assert cluster.pages() == folder.pages() == {}
    assert sorted(cluster.export()) == sorted(folder.export())
    for name in FACETS:
        assert list(cluster.values(name)) == list(folder.values(name))
    for fields in (("headline", "text"), ("said",), ("speaker",), ("id",)):
        for prefix in ("", "fe", "page1", "pie", "?"):
            assert list(cluster.words(fields, prefix)) == list(folder.words(fields, prefix))
    assert replace(cluster.stats(), bytes=0) == replace(folder.stats(), bytes=0)
    assert cluster.stats().bytes > 10_000
    assert cluster.get("page0") == folder.get("page0")
    assert cluster.get("none") is None


@pytest.mark.parametrize("query", [*QUERIES, *MORE])
def test_the_parts_of_a_score_sum_to_it(cluster: OpenSearchEngine, query: str) -> None:
    for unit in UNITS:
        asked = understand(query, unit)
        found = cluster.search(asked, limit=3, offset=0, sort="score", facets=())
        for match in found.matches:
            explanation = cluster.explain(asked, match.key)
            assert explanation.score == pytest.approx(match.score, rel=1e-5)
            assert sum(part.score for part in explanation.parts) == pytest.approx(
                match.score, rel=1e-5
            )


def test_what_a_query_does_not_find_is_not_explained(cluster: OpenSearchEngine) -> None:
    assert cluster.explain(understand("zeppelin"), "page0") == Explanation(0.0, ())
    assert cluster.explain(understand("*"), "none") == Explanation(0.0, ())


def test_texts_of_a_field_are_apart(place: str) -> None:
    texts = ("the ferry", "late again")
    article = Article(
        "a",
        headline="ferry",
        captions=tuple(Caption(text) for text in texts),
        paragraphs=tuple(map(Paragraph, texts)),
    )
    engine = built(place, [article])
    for query in ('"ferry late"', '"ferry late"~50', '"again ferry"~50'):
        assert search(engine, query).total == 0
    for query in ('"the ferry"', '"again late"~1', '"ferry the"~50'):
        assert search(engine, query).total == 1


def test_words_near_each_other_are_each_another_one(place: str) -> None:
    texts = ("tide tide", "tide ferry", "tide a b c d tide", "a tide b ferry c tide d")
    given = [Article(str(n), paragraphs=(Paragraph(text),)) for n, text in enumerate(texts)]
    engine = built(place, given)
    expected = {
        '"tide tide"~1': {"0"},
        '"tide tide"~4': {"0", "3"},
        '"tide tide"~5': {"0", "2", "3"},
        '"tide ferry tide"~3': set(),
        '"tide ferry tide"~4': {"3"},
        '"tide tide tide"~9': set(),
    }
    assert {q: {m.key for m in search(engine, q).matches} for q in expected} == expected


def test_a_fuzzy_word_is_an_edit_away(place: str) -> None:
    words = ("abc", "acb", "ab", "a", "bca", "abcde", "abcdef", "cab", "xyz", "hafen", "haefn")
    given = [Article(word, paragraphs=(Paragraph(word),)) for word in words]
    engine = built(place, given)
    for query in ("abc~1", "abc~2", "hafne~2", "hafen~1", "a\u0301bc~1", "abcdefg~2"):
        tree = understand(query).tree
        expected = {a.id for a in given if holds(tree, Readable.of(a).article, Readable.of(a))}
        assert {match.key for match in search(engine, query).matches} == expected


def test_a_change_takes_away_and_keeps(place: str) -> None:
    given = pages(10)[:10]
    engine = built(place, given)
    entries = [
        Entry(replace(given[0], id="new"), "tide/new.html", "f1"),
        Entry(replace(given[1], headline="other", quotes=()), "tide/new.html", "f1"),
    ]
    deleted = [given[1].id, given[2].id, "none"]
    engine.change(Change(entries, deleted, tables=lambda: {"events": {"tide": {}}}))
    assert engine.ids() == {a.id for a in given} - {given[2].id} | {"new"}
    assert engine.tables() == {"events": {"tide": {}}}
    assert engine.pages() == {"tide/new.html": Page("f1", ("new", given[1].id))}
    kept = {match.key.partition("#")[0] for match in search(engine, "*", "quote").matches}
    assert given[1].id not in kept
    assert read(engine.get(given[1].id)).headline == "other"


def test_what_came_from_no_page_can_be_salvaged(place: str, tmp_path: Path) -> None:
    given, of_page, changed, *_ = pages(10)
    entries = [Entry(given), Entry(of_page, "a.txt", "f1"), Entry(changed, "b.txt", "f2")]
    for engine in (OpenSearchEngine(place, create=True), WhooshEngine(tmp_path, create=True)):
        engine.change(Change(entries))
        engine.change(Change([Entry(changed)]))
        found = {read(stored).id for stored in engine.salvage()}
        assert found == {given.id, changed.id}


def read(stored: bytes | None) -> Article:
    assert stored is not None
    return Article.from_json(stored)


def test_any_way_to_a_set_of_articles_gives_the_same_answers(place: str, tmp_path: Path) -> None:
    engine, last = built(place, PAGES[:40], PAGES[20:], PAGES[5:10]), PAGES[3:]
    engine.change(Change(deleted=[page.id for page in PAGES[:3]]))
    fresh = WhooshEngine(tmp_path, create=True)
    fresh.change(Change(map(Entry, last)))
    for query in QUERIES:
        for unit in UNITS:
            found, expected = search(engine, query, unit), search(fresh, query, unit)
            assert {m.key: m.score for m in found.matches} == pytest.approx(
                {m.key: m.score for m in expected.matches}, rel=1e-4, abs=1e-6
            ) or '"~' in query
    assert replace(engine.stats(), bytes=0) == replace(fresh.stats(), bytes=0)


def test_tables_are_exchanged_as_one(place: str) -> None:
    engine, other = built(place), OpenSearchEngine(place)
    assert engine.tables() == {}
    engine.change(Change(tables=lambda: {"a": [1, "é"], "b": 2}))
    held = other.tables()
    assert held == {"a": [1, "é"], "b": 2}
    assert other.tables() is held
    engine.change(Change([Entry(Article("tables")), Entry(Article("table-a"))]))
    assert other.tables() is held
    engine.change(Change(deleted=["tables"], tables=lambda: {"c": None}))
    assert (dict(held), other.tables()) == ({"a": [1, "é"], "b": 2}, {"c": None})
    assert other.ids() == {"table-a"}


def test_tables_are_asked_for_again_where_another_was_faster(place: str) -> None:
    engine, other = built(place), OpenSearchEngine(place)
    counted: list[int] = []

    def tables() -> dict[str, int]:
        seen = engine.tables().get("count", 0)
        if not counted:
            other.change(Change(tables=lambda: {"count": 5}))
        counted.append(seen)
        return {"count": seen + 1}

    engine.change(Change(tables=tables))
    assert counted == [0, 5]
    assert engine.tables() == {"count": 6}


class Refusal(Exception):
    """What a caller's own code may raise."""


def test_a_small_change_that_fails_changes_nothing(place: str) -> None:
    given = pages(10)[:10]
    engine = built(place, given)
    before = sorted(engine.export())

    def entries() -> Iterator[Entry]:
        yield Entry(Article("new", headline="ferry"))
        yield Entry(replace(given[0], headline="other"))
        raise Refusal

    for replaced in (False, True):
        with pytest.raises(Refusal):
            engine.change(Change(entries(), deleted=[given[1].id], replace=replaced))
        assert sorted(engine.export()) == before
        assert len(indices_of(place)) == 1


def indices_of(place: str) -> list[str]:
    name = place.rpartition("/")[2]
    found = asked("GET", f"{name}-*/_alias")

    return sorted(found)


def test_a_run_that_was_cut_off_is_run_again(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST_DOCUMENTS", 3)
    given = pages(8)[:8]
    engine = built(place)
    engine.change(Change([Entry(given[0], "tide/0.html", "f0")]))

    def entries() -> Iterator[Entry]:
        for number, article in enumerate(given[1:], 1):
            if number == 6:
                raise Refusal
            yield Entry(article, f"tide/{number}.html", f"f{number}")

    with pytest.raises(Refusal):
        engine.change(Change(entries()))
    engine.change(Change([Entry(Article("later"))]))  # and finds what had come
    assert engine.ids() == {"later", *(article.id for article in given[:4])}
    fingerprints = {name: page.fingerprint for name, page in engine.pages().items()}
    assert fingerprints == {
        "tide/0.html": "f0",
        "tide/1.html": "",
        "tide/2.html": "",
        "tide/3.html": "",
    }
    rows = [Entry(a, f"tide/{n}.html", f"f{n}") for n, a in enumerate(given)]
    engine.change(Change(rows[1:]))
    assert engine.ids() == {"later", *(article.id for article in given)}
    assert {page.fingerprint for page in engine.pages().values()} == {f"f{n}" for n in range(8)}


def test_replacing_all_is_seen_at_once(place: str) -> None:
    engine, reader = built(place, PAGES[:10]), OpenSearchEngine(place)
    engine.change(Change(tables=lambda: {"old": 1}))
    seen: list[int] = []

    def entries() -> Iterator[Entry]:
        for article in PAGES[10:13]:
            seen.append(search(reader, "*").total)
            yield Entry(article)

    engine.change(Change(entries(), tables=lambda: {"new": len(seen)}, replace=True))
    assert seen == [10, 10, 10]
    assert reader.ids() == {article.id for article in PAGES[10:13]}
    assert reader.tables() == {"new": 3}
    assert len(indices_of(place)) == 1


def test_what_is_added_while_all_is_replaced_is_not_lost(place: str) -> None:
    engine, other = built(place, PAGES[:5]), OpenSearchEngine(place)

    def entries() -> Iterator[Entry]:
        yield Entry(PAGES[0])
        other.change(Change([Entry(Article("added"))]))

    with pytest.raises(IndexLocked, match="was changed while a new index was made"):
        engine.change(Change(entries(), replace=True))
    assert engine.ids() == {"added", *(article.id for article in PAGES[:5])}
    assert len(indices_of(place)) == 1
    engine.change(Change([Entry(Article("added"))], replace=True))
    other.change(Change([Entry(Article("more"))]))
    assert engine.ids() == {"added", "more"}


def test_an_exchange_of_which_only_the_answer_is_lost_is_done(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = built(place, PAGES[:5])
    ask = connection.Cluster.ask

    def losing(cluster: connection.Cluster, method: str, path: str, *rest: Any, **more: Any) -> Any:
        answer = ask(cluster, method, path, *rest, **more)
        if path == "_aliases":
            raise IndexUnreachable("the answer is lost")
        return answer

    monkeypatch.setattr(connection.Cluster, "ask", losing)
    engine.change(Change([Entry(Article("new"))], replace=True))
    assert engine.ids() == {"new"}
    assert len(indices_of(place)) == 1
    engine.change(Change([Entry(Article("more"))]))
    assert engine.ids() == {"new", "more"}


def test_what_others_made_beside_an_index_is_left_alone(place: str) -> None:
    name = place.rpartition("/")[2]
    asked("PUT", f"{name}-000001")
    engine = built(place, PAGES[:5])
    engine.change(Change([Entry(Article("new"))], replace=True))
    assert indices_of(place) == [f"{name}-000001", f"{name}-000003"]


ADD = """
import sys
from searchkit.engines import Change, Entry
from searchkit.engines.opensearch import connection, counting, paging, searching, writing
from searchkit.engines.opensearch.engine import OpenSearchEngine
from searchkit.index import Index
from tests.engines.test_whoosh_engine import pages
with Index(OpenSearchEngine(sys.argv[1])) as index:
    for place in range(int(sys.argv[2]), 60, 4):
        index.add(pages(60)[place : place + 2])
"""


def test_many_may_write_at_once(place: str, tmp_path: Path) -> None:
    built(place).close()
    writers = [
        subprocess.Popen([sys.executable, "-W", "ignore", "-c", ADD, place, start], cwd=ROOT)
        for start in ("0", "2")
    ]
    assert [writer.wait(120) for writer in writers] == [0, 0]
    with Index(OpenSearchEngine(place)) as index, indexes.open(tmp_path, create=True) as folder:
        folder.add(PAGES[:60])
        assert set(index.export()) == set(PAGES[:60])
        assert index.engine.tables() == folder.engine.tables()
        assert index.speakers() == folder.speakers()


def test_the_tables_follow_the_articles(place: str, tmp_path: Path) -> None:
    with indexes.open(place, create=True) as index, indexes.open(tmp_path, create=True) as folder:
        for one in (index, folder):
            one.add(PAGES[:30])
            one.add([replace(PAGES[0], speakers=(), quotes=(), collection="other"), *PAGES[25:40]])
            one.delete([page.id for page in PAGES[5:15]])
        assert index.engine.tables() == folder.engine.tables()


def test_an_article_that_the_cluster_rejects_is_named_and_the_others_are_kept(place: str) -> None:
    engine = built(place)
    quote = Quote(0, ((0, 1),), "x", "direct")
    monster = Article("monster", paragraphs=(Paragraph("x"),), quotes=(quote,) * 10_001)
    with pytest.raises(ArticlesRejected) as raised:
        engine.change(Change(map(Entry, (Article("a"), monster, Article("b")))))
    assert list(raised.value.reasons) == ["monster"]
    assert raised.value.message.startswith(
        "the cluster does not take 1 of the articles, and all others: monster: The number of nested"
    )
    assert engine.ids() == {"a", "b"}
    with pytest.raises(ArticlesRejected):
        engine.change(Change(map(Entry, (Article("c"), monster)), replace=True))
    assert engine.ids() == {"a", "b"}


def test_a_query_with_too_many_parts_is_refused(cluster: OpenSearchEngine) -> None:
    words = understand(literal(" ".join(f"word{n}" for n in range(500))), match="any")
    with pytest.raises(QueryTooLarge, match=r"raise indices\.query\.bool\.max_clause_count"):
        cluster.search(words, limit=10, offset=0, sort="score", facets=())
    mixed = " ".join(f"(speaker:s{n} OR outlet:o{n})" for n in range(6))
    with pytest.raises(
        QueryTooLarge, match="at most 5 conditions on articles by OR, and here are 6"
    ):
        search(cluster, mixed, "quote")
    assert search(cluster, mixed).total == 0
    assert search(cluster, "*").total == len(PAGES)


def test_a_closed_engine_answers_again(place: str) -> None:
    engine = built(place, PAGES[:5])
    engine.close()
    engine.close()
    assert search(engine, "*").total == 5
