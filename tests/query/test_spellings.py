"""What ``speaker:`` finds under other spellings: whole names, in their own collection only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from searchkit import index as indexes
from searchkit.article import Article, Speaker
from searchkit.hits import Hits
from searchkit.index import Index
from searchkit.matching import Readable, holds
from searchkit.query import Unit
from tests.ferry import article


def told(id: str, *names: str, collection: str | None = "Tide", role: str | None = None) -> Article:
    """An article in which each of some speakers says something about radio, one a paragraph."""
    words = {f"radio lives on, {place}": name for place, name in enumerate(names)}
    paragraphs = [f"“{text},” said {name}." for text, name in words.items()]
    speakers = tuple(Speaker(name, role) for name in names if role)
    return article(id, *paragraphs, spoken=words, collection=collection, speakers=speakers)


ARTICLES = (
    told("full", "Frédéric Werner", role="head of radio"),
    told("short", "F. Werner", "Mr Werner", "Tom Bell"),
    told("near", "Anna Werner-Bo"),
    told("fair", "F. Werner", "Fritz Werner", collection="fair"),
    told("none", "F. Werner", "Felix Werner", collection=None, role="pilot"),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder: Path = tmp_path_factory.mktemp("spellings")
    with indexes.open(folder, create=True) as index:
        index.add(ARTICLES)
        yield index


FOUND: list[tuple[str, list[str], tuple[str, ...]]] = [
    (
        'speaker:"frédéric werner"',
        ["full#00000", "short#00000", "short#00001"],
        ('speaker:"frédéric werner" includes F. Werner, Mr Werner',),
    ),
    (
        "speaker:frederic -radio",
        [],
        ("speaker:frederic includes F. Werner, Mr Werner",),
    ),
    (
        "speaker:felix",
        ["none#00000", "none#00001"],
        ("speaker:felix includes F. Werner",),
    ),
    (
        'speaker:"f werner" collection:tide',
        ["full#00000", "short#00000", "short#00001"],
        ('speaker:"f werner" includes Felix Werner, Fritz Werner, Frédéric Werner, Mr Werner',),
    ),
    (
        "speaker:werner",
        [
            *("fair#00000", "fair#00001", "full#00000", "near#00000", "none#00000", "none#00001"),
            *("short#00000", "short#00001"),
        ],
        (),
    ),
    (
        "-speaker:frederic collection:tide",
        ["near#00000", "short#00002"],
        ("speaker:frederic includes F. Werner, Mr Werner",),
    ),
]


def found(index: Index, unit: Unit, query: str) -> Hits:
    return (index.quotes if unit == "quote" else index.search)(query, limit=None)


@pytest.mark.parametrize(("query", "keys", "notes"), FOUND, ids=[query for query, _, _ in FOUND])
def test_quotes_under_other_spellings(
    index: Index, query: str, keys: list[str], notes: tuple[str, ...]
) -> None:
    hits = index.quotes(query, limit=None)
    assert (sorted(hit.key for hit in hits), hits.notes) == (keys, notes)


@pytest.mark.parametrize("unit", ["quote", "article"])
@pytest.mark.parametrize("query", [query for query, keys, _ in FOUND if keys])
def test_the_index_finds_what_reading_finds(index: Index, unit: Unit, query: str) -> None:
    hits = found(index, unit, query)
    assert hits[0].query is not None
    tree = hits[0].query.tree
    read = []
    for page in map(Readable.of, ARTICLES):
        (id,) = page.article.texts["id"]
        records = page.quotes if unit == "quote" else (page.article,)
        ends = [f"#{place:05}" for place in range(len(records))] if unit == "quote" else [""]
        read += [
            id + end for end, record in zip(ends, records, strict=True) if holds(tree, record, page)
        ]
    assert sorted(hit.key for hit in hits) == sorted(read)


@pytest.mark.parametrize("unit", ["quote", "article"])
def test_scores_are_explained(index: Index, unit: Unit) -> None:
    for hit in found(index, unit, 'speaker:"frédéric werner" said:radio'):
        explanation = index.explain(hit)
        assert explanation.score == pytest.approx(hit.score)
        assert sum(part.score for part in explanation.parts) == pytest.approx(hit.score)
        assert min(part.score for part in explanation.parts) > 0


def test_the_name_as_typed_comes_first_and_all_are_marked(index: Index) -> None:
    hits = index.quotes("speaker:frédéric")
    assert [
        (hit.key, s.text, s.spans) for hit in hits for s in hit.snippets if s.field == "speaker"
    ] == [
        ("full#00000", "Frédéric Werner", ((0, 8),)),
        ("short#00000", "F. Werner", ((0, 9),)),
        ("short#00001", "Mr Werner", ((0, 9),)),
    ]


def test_an_article_is_found_by_a_speaker_that_it_prints_otherwise(index: Index) -> None:
    hits = index.search("speaker:frederic")
    assert [hit.id for hit in hits] == ["full", "short"]
    assert [(s.field, s.text, s.spans) for s in hits[1].snippets[:2]] == [
        ("speaker", "F. Werner", ((0, 9),)),
        ("said", "radio lives on, 0", ()),
    ]


def test_of_two_persons_one_quote_has_one(index: Index) -> None:
    assert index.search("speaker:frederic speaker:bell").notes == (
        "speaker:frederic includes F. Werner, Mr Werner",
        "1 found by quote:(speaker:frederic) quote:(speaker:bell)",
        "2 found by speaker:frederic OR speaker:bell",
    )


def test_who_spoke_is_told_by_person(index: Index) -> None:
    rows = [(s.name, s.names, s.quotes, s.articles) for s in index.speakers("speaker:werner")]
    assert rows == [
        ("Frédéric Werner", ("F. Werner", "Mr Werner"), 3, 2),
        ("Felix Werner", ("F. Werner",), 2, 1),
        ("Fritz Werner", ("F. Werner",), 2, 1),
        ("Anna Werner-Bo", (), 1, 1),
    ]


def test_facets_and_suggestions_are_as_printed(index: Index) -> None:
    (facet,) = index.quotes("speaker:felix", facets=["speaker"]).facets
    assert [(value.value, value.count) for value in facet.values] == [
        ("F. Werner", 1),
        ("Felix Werner", 1),
    ]
