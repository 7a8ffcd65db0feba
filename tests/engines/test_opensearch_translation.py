"""Query trees become clauses of a cluster, articles its documents; no cluster is needed."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from searchkit.analysis import terms
from searchkit.article import Article, Caption, Paragraph, Quote, Speaker
from searchkit.engines import Entry
from searchkit.engines.opensearch.branches import Branch, branches
from searchkit.engines.opensearch.documents import clipped, document, document_id
from searchkit.engines.opensearch.mapping import mapping, settings
from searchkit.engines.opensearch.translation import MATCHED
from searchkit.errors import QueryTooLarge
from searchkit.matching import Readable, holds
from searchkit.query import Unit, understand
from searchkit.query.fields import FIELDS
from searchkit.query.tree import And, Everything, InArticle, Not, Or, Phrase, Term, Tree, Whole
from tests.query.press import PRESS
from tests.query.test_language import CASES

SAID = Term(("said",), "cabl")
SPEAKER = Term(("speaker",), "ruiz")
OUTLET = Term(("outlet",), "wire")
LANG = Term(("lang",), "en")
NOTHING = Not(Everything())


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (SAID, (Branch(Everything(), SAID),)),
        (InArticle(OUTLET), (Branch(OUTLET, Everything()),)),
        (And((SAID, InArticle(OUTLET))), (Branch(OUTLET, SAID),)),
        (
            And((SAID, Not(InArticle(OUTLET)), InArticle(LANG))),
            (Branch(And((Not(OUTLET), LANG)), SAID),),
        ),
        (
            Or((SAID, InArticle(OUTLET), InArticle(LANG))),
            (
                Branch(Or((OUTLET, LANG)), Or((SAID, Everything()))),
                Branch(Not(Or((OUTLET, LANG))), Or((SAID, NOTHING))),
            ),
        ),
        (
            And((SPEAKER, Or((SAID, InArticle(OUTLET))), InArticle(LANG))),
            (
                Branch(And((LANG, OUTLET)), And((SPEAKER, Or((SAID, Everything()))))),
                Branch(And((LANG, Not(OUTLET))), And((SPEAKER, Or((SAID, NOTHING))))),
            ),
        ),
    ],
)
def test_conditions_on_the_article_are_taken_out(tree: Tree, expected: tuple[Branch, ...]) -> None:
    assert branches(tree) == expected


QUOTES = [row.splitlines()[0] for unit, row in CASES if unit == "quote" and "day:" not in row]


@pytest.mark.parametrize("query", [*QUOTES, "(cable OR outlet:wire) (audit OR lang:zh) -radio"])
def test_an_article_takes_one_branch_which_finds_what_the_whole_finds(query: str) -> None:
    tree = understand(query, "quote").tree
    parts = branches(tree)
    for article in PRESS:
        page = Readable.of(article)
        taken = [part for part in parts if holds(part.article, page.article, page)]
        assert len(taken) <= 1
        found = [any(holds(part.quote, quote, page) for part in taken) for quote in page.quotes]
        assert found == [holds(tree, quote, page) for quote in page.quotes]


def test_what_would_take_too_many_branches_is_refused() -> None:
    mixed = [Or((SAID, InArticle(Term(("outlet",), str(n))))) for n in range(6)]
    assert len(branches(And(tuple(mixed[:5])))) == 32
    with pytest.raises(QueryTooLarge) as raised:
        branches(And(tuple(mixed)))
    assert raised.value.message == (
        "a cluster can join quotes to at most 5 conditions on articles by OR, and here are 6; put "
        "AND between them, or search in parts"
    )


def clause(query: str, unit: Unit = "article") -> Any:
    return MATCHED.clause(understand(query, unit).tree)


def test_clauses_are_of_terms() -> None:
    assert clause("headline:Cables") == {
        "constant_score": {"filter": {"term": {"headline": {"value": "cabl"}}}, "boost": 0.0}
    }
    assert clause("date:2025-10")["constant_score"]["filter"] == {
        "range": {"day": {"gte": "2025-10-01", "lte": "2025-10-31"}}
    }
    assert clause("text:villag*")["constant_score"]["filter"] == {
        "term": {"text_printed.begins": {"value": "villag"}}
    }
    assert clause('text:"fund villages"~5')["constant_score"]["filter"] == {
        "constant_score": {
            "filter": {
                "intervals": {
                    "text": {
                        "all_of": {
                            "intervals": [
                                {"match": {"query": "fund"}},
                                {"match": {"query": "villag"}},
                            ],
                            "max_gaps": 4,
                            "mode": "unordered",
                        }
                    }
                }
            },
            "boost": 1,
        }
    }


def test_one_quote_is_asked_for_both() -> None:
    nested = clause("speaker:ruiz said:cable")["nested"]
    assert (nested["path"], nested["score_mode"]) == ("quotes", "max")
    fields = [part["constant_score"]["filter"] for part in nested["query"]["bool"]["must"]]
    assert fields == [
        {"term": {"quotes.speaker": {"value": "ruiz"}}},
        {"term": {"quotes.said": {"value": "cabl"}}},
    ]


def test_half_a_surrogate_pair_asks_for_nothing() -> None:
    for leaf in (Term(("lang",), "\ud800"), Phrase(("text",), ("a", "\udfff"))):
        assert MATCHED.clause(leaf) == {
            "constant_score": {"filter": {"match_none": {}}, "boost": 0.0}
        }


def test_a_name_of_a_collection_asks_for_both() -> None:
    found: Any = MATCHED.clause(Whole(("speaker",), ("Ana Ruiz",), "tideline"))
    assert found["bool"]["filter"] == [{"term": {"quotes.collection": {"value": "tideline"}}}]
    found = MATCHED.clause(Whole(("speaker",), ("Ana Ruiz",), ""))
    assert found["bool"]["filter"] == [
        {"bool": {"must_not": [{"exists": {"field": "quotes.collection"}}]}}
    ]


ARTICLE = Article(
    "a",
    outlet="Harbour Courier",
    language="en",
    collection="Tideline",
    headline="Cables land",
    published=date(2025, 10, 14),
    captions=(Caption("A cable’s end"), Caption("—")),
    paragraphs=(Paragraph("“We wait,” said Ana."), Paragraph("洪水")),
    speakers=(Speaker("Ana Ruiz", "pilot", "Port", "Chile"),),
    quotes=(Quote(0, ((1, 9),), "We wait,", "direct", "Ana Ruiz"),),
)


def test_a_document_holds_terms_and_the_article_as_it_is() -> None:
    found = document(Entry(ARTICLE, "tideline/a.html", "f1"), "run1")
    assert ARTICLE.from_json(found.pop("json")) == ARTICLE
    assert json.loads(found.pop("header")) == [
        "a",
        "Cables land",
        "Harbour Courier",
        "2025-10-14",
        None,
    ]
    (quote,) = found.pop("quotes")
    assert {name: value for name, value in found.items() if "author" not in name} == {
        "unit": "article",
        "key": "a",
        "run": "run1",
        "page": "tideline/a.html",
        "fingerprint": "f1",
        "day": "2025-10-14",
        "names": found["names"],
        "headline": ["cabl land"],
        "headline_printed": ["cables land"],
        "headline_words": ["cables", "land"],
        "headline_length": 2,
        "caption": ["a cabl end", ""],
        "caption_printed": ["a cable end", ""],
        "caption_words": ["a", "cable", "end"],
        "caption_length": 3,
        "text": ["we wait said ana", "洪水"],
        "text_printed": ["we wait said ana", "洪水"],
        "text_words": ["we", "wait", "said", "ana", "洪水"],
        "text_length": 5,
        "outlet": ["harbour courier"],
        "outlet_words": ["harbour", "courier"],
        "outlet_value": ["Harbour Courier"],
        "lang": ["en"],
        "lang_value": ["en"],
        "collection": ["tideline"],
        "collection_value": ["Tideline"],
        "id": ["a"],
    }
    assert sorted(map(json.loads, found["names"]), key=len) == [
        ["Ana Ruiz"],
        ["Ana Ruiz", "pilot", "Port", "Chile"],
    ]
    assert quote["place"] == 0
    assert quote["collection"] == ["tideline"]
    assert (quote["said"], quote["said_length"]) == (["we wait"], 2)
    assert (quote["speaker"], quote["speaker_value"]) == (["ana ruiz"], ["Ana Ruiz"])
    assert quote["org_value"] == ["Port", "Chile"]


def test_every_field_of_a_document_has_a_mapping() -> None:
    properties = mapping()["properties"]
    for article in (*PRESS, ARTICLE):
        found = document(Entry(article), "run")
        assert found.keys() <= properties.keys()
        for quote in found.get("quotes", ()):
            assert quote.keys() <= properties["quotes"]["properties"].keys()
    assert settings(5)["number_of_shards"] == 5


def test_texts_of_documents_are_those_of_analysis() -> None:
    for article in PRESS:
        found = document(Entry(article), "run")
        for name in ("headline", "text", "caption", "subhead"):
            texts = Readable.of(article).article.texts[name]
            expected = [" ".join(terms("stemmed", text)) for text in texts]
            assert found.get(name, []) == expected
            assert FIELDS[name].analysis == "stemmed"


def test_long_terms_and_ids_are_cut_and_stay_apart() -> None:
    long, other = "x" * 5_000, "x" * 5_001
    assert clipped("short") == "short"
    assert clipped(long) != clipped(other)
    assert len(clipped(long)) == len(clipped(other)) == 4_032
    assert document_id("a b") == "=a b"
    ids = [document_id(id) for id in (long, other, "é" * 251, "\ud800", "", "#", "tables")]
    assert len(set(ids)) == len(ids)
    assert max(len(id.encode()) for id in ids) <= 512


def test_an_open_end_is_the_end_of_time() -> None:
    assert clause("date:>=2025-10-16")["constant_score"]["filter"]["range"]["day"] == {
        "gte": "2025-10-16",
        "lte": "9999-12-31",
    }
