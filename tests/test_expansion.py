"""A query gains the words of its first hits: the order changes, what is found does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import searchkit
from searchkit import Article, Paragraph
from searchkit.expansion import expanded
from searchkit.hits import Header, Hit
from searchkit.index import Index
from searchkit.query import understand
from searchkit.query.tree import Maybe, Term


def article(id: str, *texts: str) -> Article:
    return Article(id, paragraphs=tuple(map(Paragraph, texts)))


# "d" has one word of the query, as "e" does; of the words that the best hits share it has two.
PRESS = (
    article("a", "The ferry and the harbour: ferry, harbour, tide, pilot."),
    article("b", "The ferry left the harbour with the tide and a pilot."),
    article("c", "A ferry in the harbour, a tide, a pilot."),
    article("d", "A ferry waits for tide and pilot today."),
    article("e", "A ferry carries cheese and apples today."),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with searchkit.open(tmp_path_factory.mktemp("index"), create=True) as index:
        index.add(PRESS)
        yield index


def test_kin_of_the_first_hits_rises(index: Index) -> None:
    plain = index.search("ferry harbour", match="any")
    wider = index.search("ferry harbour", match="any", expand=True)
    assert plain.total == wider.total == 5
    assert {hit.id for hit in plain} == {hit.id for hit in wider}
    scores = {hit.id: hit.score for hit in wider}
    assert scores["d"] > scores["e"] * 1.2
    before = {hit.id: hit.score for hit in plain}
    assert before["d"] == pytest.approx(before["e"], rel=0.05)


def test_what_a_query_excludes_is_not_brought_back(index: Index) -> None:
    assert {hit.id for hit in index.search("ferry -tide", expand=True)} == {"e"}
    assert index.search("nonesuch", expand=True).total == 0


def test_the_words_that_are_gained() -> None:
    query = understand("ferry")
    hit = Hit(
        1, 2.0, Header("x"), stored=article("x", "Tide tide 2025 the ferry").to_json().encode()
    )
    grown = expanded(query, [hit])
    assert isinstance(grown.tree, Maybe)
    gained = {leaf.term: leaf.boost for leaf in grown.tree.optional if isinstance(leaf, Term)}
    assert gained == {"tide": pytest.approx(2 / 3), "ferri": pytest.approx(1 / 3)}
    assert grown.tree.part == query.tree


def test_a_filter_gains_nothing() -> None:
    query = understand("date:2025-01")
    assert expanded(query, []) == query
