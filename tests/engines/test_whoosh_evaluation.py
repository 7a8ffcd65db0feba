"""Whoosh's queries over arrays rank as Whoosh does, and what arrays do not know is left to it.

The other side is Whoosh with all of its own: codec, matchers, BM25F, over an index that was built
in one go.  Where it is known to be wrong, the test that differs says so.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from math import isclose
from pathlib import Path
from typing import Any

import pytest
from whoosh import fields, query, scoring
from whoosh.analysis import RegexTokenizer
from whoosh.filedb.filestore import RamStorage
from whoosh.query import spans
from whoosh.query.terms import MultiTerm
from whoosh.searching import Searcher as StockSearcher

from searchkit.engines.whoosh.commits.storage import Storage
from searchkit.engines.whoosh.searching.queries import Filter, PrefixIn, Unscored, WindowIn, WordIn
from searchkit.engines.whoosh.searching.searcher import ArrayCollector, Searcher

STEMS = ("fer", "har", "bri", "sta", "mar", "tid", "cab", "pil", "isl", "que")
ENDINGS = ("ry", "bour", "dge", "tion", "ket", "al", "le", "ot", "and", "ue", "ries", "bours")
WORDS = [stem + ending for stem in STEMS for ending in ENDINGS]
START = datetime(2025, 10, 1)


def document(number: int, edition: int) -> dict[str, Any]:
    """Return a document of chance, always the same; some words are in most, others in few."""
    chance = random.Random(f"{number} {edition}")
    words = [WORDS[min(int(chance.expovariate(0.06)), 119)] for _ in range(chance.randint(1, 90))]
    return {
        "id": f"{number}",
        "edition": edition,
        "text": " ".join(words),
        "title": " ".join(chance.choices(words, k=chance.randint(0, 6))) or None,
        "tag": ",".join(chance.sample(STEMS, 2)),
        "day": START + timedelta(hours=chance.randint(0, 2000)),
        "price": chance.randint(-400, 400) / 8,
        "_title_boost": chance.choice([1.0, 1.0, 2.5]),
    }


def schema() -> fields.Schema:
    words = RegexTokenizer(r"\w+")
    return fields.Schema(
        id=fields.ID(unique=True, stored=True),
        edition=fields.STORED(),
        text=fields.TEXT(analyzer=words),
        title=fields.TEXT(analyzer=words, field_boost=1.5),
        tag=fields.KEYWORD(commas=True),
        day=fields.DATETIME(),
        price=fields.NUMERIC(float, signed=True),
    )


def grown(folder: Path) -> Any:
    """Make an index in five commits: 286 documents in three segments, 79 of them deleted."""
    index = Storage(folder).create_index(schema())
    for low, high, merge in (
        (0, 110, False),
        (110, 180, False),
        (180, 236, True),
        (236, 250, False),
    ):
        with index.writer() as writer:
            writer.merge = merge
            for number in range(low, high):
                writer.add_document(**document(number, 1))
    with index.writer() as writer:
        writer.merge = False
        for number in range(0, 250, 7):
            writer.update_document(**document(number, 2))
        writer.delete_by_term("tag", "que", searcher=None)
    return index


def in_one_go(index: Any) -> Any:
    """Make an index of Whoosh with the same documents at the same numbers, the same deleted."""
    other = RamStorage().create_index(schema(), "searchkit")
    reader = index.reader()
    numbers = range(reader.doc_count_all())
    with other.writer() as writer:
        for number in numbers:
            stored = reader.stored_fields(number)
            writer.add_document(**document(int(stored["id"]), stored["edition"]))
    with other.writer() as writer:
        writer.merge = False
        for number in filter(reader.is_deleted, numbers):
            writer.delete_document(number)
    return other


@pytest.fixture(scope="module", params=["in segments", "merged"])
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Any, Any]:
    index = grown(tmp_path_factory.mktemp("grown"))
    if request.param == "merged":
        index.writer().commit(optimize=True)
    reader = index.reader()
    counts = len(reader.leaf_readers()), reader.doc_count(), reader.doc_count_all()
    assert counts == {"in segments": (3, 207, 286), "merged": (1, 207, 207)}[request.param]
    return index, in_one_go(index)


@pytest.fixture(params=[{}, {"B": 0.3, "K1": 2.0, "title_B": 1.0}], ids=["usual", "other"])
def searchers(pair: tuple[Any, Any], request: pytest.FixtureRequest) -> Iterator[tuple[Any, Any]]:
    """Our searcher and Whoosh's, with parameters of BM25F."""
    mine, theirs = pair
    weighting = scoring.BM25F(**request.param)
    with (
        Searcher(mine.reader(), weighting=weighting, fromindex=mine) as ours,
        StockSearcher(theirs.reader(), weighting=weighting, fromindex=theirs) as stock,
    ):
        yield ours, stock


# queries of chance


class Asking(random.Random):
    """Makes queries of chance."""

    def word(self) -> str:
        return WORDS[min(int(self.expovariate(0.06)), 119)] if self.random() < 0.98 else "nowhere"

    def boost(self) -> float:
        return self.choice([1.0, 1.0, 1.0, 0.5, 2.5])

    def term(self, name: str = "text") -> Any:
        return query.Term(name, self.word(), boost=self.boost())

    def title(self) -> Any:
        return self.term("title")

    def any(self, *parts: Any) -> Any:
        return query.Or(list(parts), boost=self.boost())

    def all(self, *parts: Any) -> Any:
        return query.And(list(parts), boost=self.boost())

    def either_field(self) -> Any:
        word = self.word()
        return self.any(query.Term("text", word), query.Term("title", word, boost=2.0))

    def phrase(self, length: int) -> Any:
        stored = document(self.randrange(250), 1)
        words = stored["text"].split()
        start = self.randrange(max(1, len(words) - length))
        return query.Phrase("text", words[start : start + length], boost=self.boost())

    def days(self) -> Any:
        start = START + timedelta(hours=self.randint(-100, 2000))
        return query.DateRange("day", start, start + timedelta(hours=self.randint(0, 800)))

    def prices(self) -> Any:
        low = self.randint(-450, 400) / 8
        ends = self.choice([(low, low + 20), (None, low), (low, None), (low, low)])
        return query.NumericRange("price", *ends, boost=self.boost())


KINDS: dict[str, Callable[[Asking], Any]] = {
    "a term": lambda a: a.term(),
    "either of 2": lambda a: a.any(a.term(), a.term()),
    "any of 4": lambda a: a.any(a.term(), a.term(), a.title(), a.title()),
    "all of 3": lambda a: a.all(a.term(), a.term(), a.term()),
    "2 fields": lambda a: a.all(a.term(), a.title()),
    "without": lambda a: a.all(a.term(), query.Not(a.term())),
    "perhaps": lambda a: query.AndMaybe(a.term(), a.term()),
    "a phrase of 2": lambda a: a.phrase(2),
    "a phrase of 3": lambda a: a.phrase(3),
    "a prefix": lambda a: query.Prefix("text", a.word()[: a.randint(2, 5)], boost=a.boost()),
    "days": lambda a: a.all(a.term(), a.days()),
    "fuzzy": lambda a: query.FuzzyTerm("text", a.word(), boost=a.boost(), prefixlength=1),
    "words in 2 fields": lambda a: a.all(a.either_field(), a.either_field()),
    "any of all": lambda a: a.any(a.all(a.term(), a.term()), a.term()),
    "required": lambda a: query.Require(a.term(), a.term()),
    "a pattern": lambda a: query.Wildcard("text", a.word()[:2] + "*e*", boost=a.boost()),
}
MORE_KINDS: dict[str, Callable[[Asking], Any]] = {
    "less": lambda a: query.AndNot(a.term(), a.any(a.term(), a.term())),
    "without 2": lambda a: a.all(a.term(), a.title(), query.Not(a.term()), query.Not(a.term())),
    "not": lambda a: query.Not(a.term()),
    "any or not": lambda a: a.any(a.term(), query.Not(a.term())),
    "everything": lambda a: query.Every(boost=a.boost()),
    "nothing": lambda a: query.NullQuery,
    "prices": lambda a: a.prices(),
    "only days": lambda a: a.days(),
    "a constant": lambda a: query.ConstantScoreQuery(a.any(a.term(), a.term()), 2.5),
    "the best of 3": lambda a: query.DisjunctionMax([a.term(), a.title(), a.term()]),
    "a range": lambda a: query.TermRange("text", *sorted((a.word(), a.word())), boost=a.boost()),
    "an expression": lambda a: query.Regex("text", "(fer|har).*e", boost=a.boost()),
    "variations": lambda a: query.Variations("text", "ferry", boost=a.boost()),
    "a tag": lambda a: query.Term("tag", a.choice(STEMS), boost=a.boost()),
    "one of one": lambda a: query.Or([query.And([a.term()], boost=3.0)], boost=2.0),
    "perhaps much": lambda a: query.AndMaybe(a.either_field(), a.all(a.days(), a.phrase(2))),
    "no such field": lambda a: a.any(
        a.term("nothing"), query.Phrase("nothing", ["ferry", "late"]), a.term()
    ),
    "no such word": lambda a: a.any(query.Phrase("text", [a.word(), "nowhere"]), a.term("price")),
}


# where Whoosh is wrong, what is asked of it instead, and what it adds to each score


def expected_of(asked: Any, searcher: Any) -> dict[int, float]:
    if isinstance(asked, query.DisjunctionMax):  # takes the score of another document for the best
        best: dict[int, float] = {}
        for part in asked.subqueries:
            for document, score in expected_of(part, searcher).items():
                best[document] = max(score, best.get(document, 0.0))
        return best
    instead, more = right(asked, searcher)
    results = searcher.search(instead, limit=None)
    found = {document: score - more for score, document in results.top_n}
    is_deleted = searcher.reader().is_deleted  # which a Not finds, where its term ends before
    return {document: score for document, score in found.items() if not is_deleted(document)}


def right(asked: Any, searcher: Any) -> tuple[Any, float]:
    """Return a query that Whoosh answers as it should answer this one, but for an addition."""
    if isinstance(asked, MultiTerm):  # its score is 1, or the sum of frequencies
        texts = sorted(set(asked._btexts(searcher.reader())))
        return query.Or([query.Term(asked.fieldname, text) for text in texts], asked.boost), 0.0
    if isinstance(asked, query.Require):  # of release 2.7.4 is an AndNot
        return query.And([asked.a, query.ConstantScoreQuery(asked.b, 1.0)]), 1.0
    if isinstance(asked, query.AndNot):  # keeps its first document where that is the first of both
        return query.And([asked.a, query.Not(asked.b)]), 1.0
    if isinstance(asked, query.And):  # adds 1 for each Not
        nots = sum(isinstance(part, query.Not) for part in asked.subqueries)
        return asked, nots * asked.boost
    return asked, 0.0


def same(found: dict[int, float], expected: dict[int, float]) -> bool:
    """Say whether the documents are the same, and their scores but for the errors of floats."""
    return found.keys() == expected.keys() and all(
        isclose(score, expected[document], rel_tol=1e-6, abs_tol=1e-9)
        for document, score in found.items()
    )


def compare(searchers: tuple[Any, Any], asked: Any) -> int:
    """Compare the answers of both searchers to a query; return how many documents are found."""
    ours, stock = searchers
    expected = expected_of(asked, stock)
    collector = ours.collector(limit=None)
    ours.search_with_collector(asked, collector)
    assert not collector.is_fallback, asked
    found = collector.results().top_n
    assert same({document: score for score, document in found}, expected), asked
    assert found == sorted(found, key=lambda pair: (-pair[0], pair[1]))
    best = ours.search(asked, limit=10)
    assert (best.top_n, len(best)) == (found[:10], len(found))
    return len(found)


@pytest.mark.parametrize("kind", KINDS)
def test_the_usual_queries_rank_as_in_whoosh(kind: str, searchers: tuple[Any, Any]) -> None:
    """In all 16 kinds, 16 queries of each for 2 states of an index and 2 weightings: 1,024."""
    chance = Asking(kind)
    assert sum(compare(searchers, KINDS[kind](chance)) > 0 for _ in range(16)) > 5


@pytest.mark.parametrize("kind", MORE_KINDS)
def test_other_queries_rank_as_in_whoosh(kind: str, searchers: tuple[Any, Any]) -> None:
    chance = Asking(kind)
    found = sum(compare(searchers, MORE_KINDS[kind](chance)) for _ in range(5))
    assert bool(found) == (kind not in ("nothing", "no such word"))


# what arrays do not know


LEFT_TO_WHOOSH: dict[str, Any] = {
    "near": spans.SpanNear2([query.Term("text", "ferry"), query.Term("text", "harbour")], slop=4),
    "first": spans.SpanFirst(query.Term("text", "ferry"), limit=3),
    "either near": spans.SpanOr([query.Term("text", "ferry"), query.Term("text", "marotand")]),
    "a loose phrase": query.Phrase("text", ["ferry", "harbour"], slop=3),
    "a scale": query.Or([query.Term("text", "ferry"), query.Term("title", "ferdge")], scale=0.5),
    "every of a field": query.Every("title"),
    "a tie-breaker": query.DisjunctionMax(
        [query.Term("text", "ferry"), query.Term("title", "ferry")], tiebreak=0.3
    ),
    "an open range": query.NumericRange("price", -10.0, 10.0, startexcl=True),
    "otherwise": query.Otherwise(query.Term("text", "nowhere"), query.Term("text", "ferry")),
    "within": query.And([query.Term("text", "ferry"), query.Phrase("text", WORDS[:2], slop=2)]),
    "nots": query.And([query.Not(query.Term("text", "ferry")), query.Not(query.Term("text", "x"))]),
}


DEPENDS_ON_SEGMENTS = ("a scale", "a tie-breaker")
"""Whoosh counts by segment what it scales by, and takes scores of other documents for the best."""


@pytest.mark.parametrize("kind", LEFT_TO_WHOOSH)
def test_what_arrays_do_not_know_is_left_to_whoosh(kind: str, searchers: tuple[Any, Any]) -> None:
    ours, stock = searchers
    asked = LEFT_TO_WHOOSH[kind]
    walking = StockSearcher(ours.reader(), weighting=ours.weighting)
    expected = {document: score for score, document in walking.search(asked, limit=None).top_n}
    if kind not in DEPENDS_ON_SEGMENTS:
        found = stock.search(asked, limit=None)
        assert same(expected, {document: score for score, document in found.top_n})
    for limit in (None, 5):
        collector = ours.collector(limit=limit)
        ours.search_with_collector(asked, collector)
        assert collector.is_fallback
        found = collector.results()
        assert len(found) == len(expected) > 0
        assert (
            found.top_n
            == sorted(
                ((score, document) for document, score in expected.items()),
                key=lambda pair: (-pair[0], pair[1]),
            )[:limit]
        )


@pytest.mark.parametrize("weighting", [scoring.TF_IDF(), scoring.Frequency()])
def test_other_weightings_are_left_to_whoosh(weighting: Any, pair: tuple[Any, Any]) -> None:
    mine, theirs = pair
    asked = query.Or([query.Term("text", "ferry"), query.Term("title", "harbour")])
    with (
        Searcher(mine.reader(), weighting=weighting, fromindex=mine) as ours,
        StockSearcher(theirs.reader(), weighting=weighting, fromindex=theirs) as stock,
    ):
        collector = ours.collector(limit=9)
        ours.search_with_collector(asked, collector)
        assert collector.is_fallback
        assert collector.results().top_n == stock.search(asked, limit=9).top_n


# queries that Whoosh has not


OURS: dict[str, tuple[Any, Any]] = {
    "a word": (WordIn([("text", 1.0)], b"ferry"), query.Term("text", "ferry")),
    "a prefix": (PrefixIn([("text", 1.0)], b"fer"), query.Prefix("text", "fer")),
    "one behind the other": (
        WindowIn([("text", 1.0)], [b"ferry", b"harbour"], None),
        query.Phrase("text", ["ferry", "harbour"]),
    ),
    "a filter": (Filter("tag", b"fer"), query.Term("tag", "fer")),
    "a range": (Filter("tag", b"fer", last=b"mar"), query.TermRange("tag", "fer", "mar")),
    "a word without score": (
        Unscored(query.Term("text", "market")),
        query.Term("text", "market"),
    ),
}


@pytest.mark.parametrize("kind", OURS)
def test_our_queries_stand_in_those_of_whoosh(kind: str, pair: tuple[Any, Any]) -> None:
    """Some of these are arrays all through, of some only the matchers of Whoosh know the outer."""
    own, alike = OURS[kind]
    mine, theirs = pair
    term, nowhere = query.Term("text", "bridge"), query.Term("text", "nowhere")
    with Searcher(mine.reader(), fromindex=mine) as ours, theirs.searcher() as stock:
        alone = ours.search(own, limit=None)
        scores = {document: score for score, document in alone.top_n}
        assert sorted(scores) == sorted(stock.search(alike, limit=None).docs())
        bridges = {document: score for score, document in ours.search(term, limit=None).top_n}
        both = scores.keys() & bridges.keys()
        assert both
        for asked, expected in (
            (query.And([own, term]), {n: scores[n] + bridges[n] for n in both}),
            (query.Or([term, own]), added(scores, bridges)),
            (query.AndNot(term, own), {n: bridges[n] for n in bridges.keys() - scores.keys()}),
            (query.Otherwise(nowhere, own), scores),
            (query.Otherwise(nowhere, query.And([own, term])), added(scores, bridges, both)),
            (query.Otherwise(nowhere, query.Or([own, term])), added(scores, bridges)),
        ):
            collector = ours.collector(limit=None)
            ours.search_with_collector(asked, collector)
            assert collector.is_fallback == isinstance(asked, query.Otherwise)
            found = {document: score for score, document in collector.results().top_n}
            assert same(found, expected), asked


def added(
    scores: dict[int, float], others: dict[int, float], among: Any = None
) -> dict[int, float]:
    documents = scores.keys() | others.keys() if among is None else among
    return {n: scores.get(n, 0.0) + others.get(n, 0.0) for n in documents}


def test_our_queries_work_with_all_that_whoosh_offers(pair: tuple[Any, Any]) -> None:
    index = pair[0]
    own, term = WordIn([("text", 1.0)], b"ferry"), query.Term("text", "ferry")
    with Searcher(index.reader(), fromindex=index) as searcher:
        for options in (
            {"groupedby": "day"},
            {"sortedby": "day"},
            {"filter": query.Term("tag", "fer")},
            {"mask": query.Term("tag", "fer")},
            {"terms": True},
        ):
            mine = searcher.search(own, limit=None, **options)
            theirs = searcher.search(term, limit=None, **options)
            assert mine.docs() == theirs.docs()
            if "groupedby" in options:
                assert mine.groups("day").keys() == theirs.groups("day").keys()
        assert isinstance(searcher.collector(limit=3), ArrayCollector)
        assert not isinstance(searcher.collector(limit=3, terms=True), ArrayCollector)
        filtered = searcher.search(term, limit=None, filter=own)
        assert filtered.docs() == searcher.search(term, limit=None).docs()


def test_a_document_with_several_values_in_a_range_is_found_once(tmp_path: Path) -> None:
    schema = fields.Schema(years=fields.NUMERIC(), tag=fields.KEYWORD())
    index = Storage(tmp_path).create_index(schema)
    with index.writer() as writer:
        writer.add_document(years=[1990, 1995, 2000], tag="a b c")
        writer.add_document(years=[2000], tag="c")
    with Searcher(index.reader(), fromindex=index) as searcher:
        for asked in (query.NumericRange("years", 1980, 1996), Filter("tag", b"a", last=b"b")):
            found = searcher.search(asked)
            assert (len(found), sorted(found.docs())) == (1, [0])
