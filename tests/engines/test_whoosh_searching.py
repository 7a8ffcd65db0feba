"""What Whoosh's searcher offers, and ours, over our codec: it is as over Whoosh's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from whoosh import query, sorting
from whoosh.qparser import QueryParser
from whoosh.searching import Searcher as StockSearcher

from searchkit.engines.whoosh.commits.storage import Storage
from searchkit.engines.whoosh.searching.searcher import Searcher
from tests.engines import council
from tests.engines.council import QUERIES, rows


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    return council.pair(tmp_path_factory.mktemp("council"))


def searchers(index: Any) -> Iterator[Any]:
    kinds = (StockSearcher, Searcher) if isinstance(index.storage, Storage) else (StockSearcher,)
    for kind in kinds:
        with kind(index.reader(), fromindex=index) as searcher:
            yield searcher


def asked(pair: tuple[Any, Any], told: Callable[[Any], Any]) -> Any:
    """Return what a searcher tells: both ours and Whoosh's over our codec, and Whoosh's alone."""
    mine, ours_too, theirs = (told(s) for index in pair for s in searchers(index))
    assert mine == theirs
    assert ours_too == theirs
    assert theirs
    return theirs


def test_searches(pair: tuple[Any, Any]) -> None:
    def told(wanted: query.Query, searcher: Any) -> Any:
        few = searcher.search(wanted, limit=3)
        return {
            "all": rows(searcher.search(wanted, limit=None)),
            "few": (rows(few), len(few), sorted(few.docs())),
            "page": rows(searcher.search_page(wanted, 2, pagelen=4)),
            "documents": list(searcher.docs_for_query(wanted)),
        }

    for wanted in QUERIES:
        asked(pair, partial(told, wanted))


def test_not_finds_nothing_that_is_deleted(pair: tuple[Any, Any]) -> None:
    """Whoosh's does, where its term ends before a deleted document."""
    wanted = query.Not(query.Term("text", "harbour"))
    index = pair[0]
    with Searcher(index.reader(), fromindex=index) as searcher:
        without = [
            number
            for number, stored in searcher.reader().iter_docs()
            if "harbour" not in stored["text"]
        ]
        assert sorted(searcher.search(wanted, limit=None).docs()) == without


def test_facets_and_orders(pair: tuple[Any, Any]) -> None:
    council = query.Term("text", "council")

    def groups(searcher: Any, by: Any, name: str) -> Any:
        found = searcher.search(council, limit=None, groupedby=by)
        return {key: sorted(numbers) for key, numbers in found.groups(name).items()}

    def ordered(by: Any, searcher: Any) -> list[str]:
        return [hit["id"] for hit in searcher.search(council, limit=9, sortedby=by)]

    asked(pair, lambda s: groups(s, "year", "year"))
    asked(pair, lambda s: groups(s, "outlet", "outlet"))
    asked(pair, lambda s: groups(s, sorting.FieldFacet("tags", allow_overlap=True), "tags"))
    asked(
        pair, lambda s: groups(s, {"decade": sorting.RangeFacet("year", 1900, 2020, 10)}, "decade")
    )
    asked(pair, lambda s: groups(s, {"q": sorting.QueryFacet({"a": QUERIES[0]})}, "q"))
    by_year = sorting.FieldFacet("year", reverse=True)
    orders = ("year", by_year, [by_year, sorting.FieldFacet("when")], sorting.ScoreFacet(), "tags")
    for order in orders:
        asked(pair, partial(ordered, order))
    asked(pair, lambda s: rows(s.search(council, limit=None, filter=QUERIES[0])))
    asked(pair, lambda s: rows(s.search(council, limit=None, mask=QUERIES[0])))
    asked(pair, lambda s: rows(s.search(council, limit=None, collapse="outlet")))
    asked(pair, lambda s: rows(s.search(council, limit=None, reverse=True)))


def test_what_else_a_searcher_tells(pair: tuple[Any, Any]) -> None:
    wanted = query.Or([query.Term("text", "ferries"), query.Term("text", "market")])
    typed = QueryParser("text", council.schema()).parse("markett")

    def told(searcher: Any) -> Any:
        found = searcher.search(wanted, limit=5, terms=True)
        plain = searcher.search(wanted, limit=5)
        likeness = plain[0].more_like_this("text", top=4, numterms=3)
        return {
            "terms": [sorted(hit.matched_terms()) for hit in found],
            "all terms": sorted(found.matched_terms()),
            "shown": [hit.highlights("text", top=50) for hit in searcher.search(QUERIES[0])],
            "like": [hit["id"] for hit in likeness],
            "key": plain.key_terms("text", numterms=3),
            "key of some": searcher.key_terms([3, 4, 100], "text", numterms=3),
            "suggested": searcher.suggest("text", "harbor"),
            "corrected": searcher.correct_query(typed, "markett").string,
            "by id": searcher.document(id="page7"),
            "its number": searcher.document_number(id="page7"),
            "of place": [fields["id"] for fields in searcher.documents(tags="market")],
            "ids": list(searcher.document_numbers(year=1977)),
            "average": searcher.avg_field_length("text"),
            "count": (searcher.doc_count(), searcher.doc_count_all()),
            "idf": searcher.idf("text", "market"),
        }

    assert asked(pair, told)["corrected"] == "market"
