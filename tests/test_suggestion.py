"""How a query may go on, with counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from searchkit import index as indexes
from searchkit.article import Speaker
from searchkit.index import Index
from tests.ferry import article

RUIZ = Speaker("Ana Ruiz", "minister of water", "Holm Networks", "Chile")
OSEI = Speaker("Juma Osei-Bonsu", "chief engineer", None, "Ghana")
FERRIES = (
    article(
        "one",
        "The ferry sails, and sailing is late. We wait. Nobody waits.",
        spoken={"We wait": "Ana Ruiz", "Nobody waits": "Juma Osei-Bonsu"},
        speakers=(RUIZ, OSEI),
        outlet="The Harbour Courier",
        language="en",
        headline="Sailors wait",
        published=date(2025, 10, 14),
    ),
    article(
        "two",
        "A second ferry. We wait.",
        spoken={"We wait": "Ana Ruiz"},
        speakers=(RUIZ,),
        outlet="Sidelight",
        language="en",
        published=date(2025, 10, 14),
    ),
    article("three", "渡船", outlet='The "Other" Courier', language="zh"),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with indexes.open(tmp_path_factory.mktemp("ferries"), create=True) as index:
        index.add(FERRIES)
        index.add([replace(FERRIES[0], id="old", outlet="Harbour Ghost")])
        index.delete(["old"])
        yield index


def found(index: Index, text: str) -> list[tuple[str, int]]:
    return [(suggestion.text, suggestion.count) for suggestion in index.suggest(text)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("speaker:", [('speaker:"Ana Ruiz"', 2), ('speaker:"Juma Osei-Bonsu"', 1)]),
        ("speaker:an", [('speaker:"Ana Ruiz"', 2)]),
        ("speaker:rui", [('speaker:"Ana Ruiz"', 2)]),
        ("speaker:BONS", [('speaker:"Juma Osei-Bonsu"', 1)]),
        ('ferry speaker:"ana r', [('speaker:"Ana Ruiz"', 2)]),
        ("(ferry OR -speaker:ju", [('speaker:"Juma Osei-Bonsu"', 1)]),
        ("speaker:nobody", []),
        ("role:min", [('role:"minister of water"', 2)]),
        ("org:", [("org:Chile", 2), ('org:"Holm Networks"', 2), ("org:Ghana", 1)]),
        ("kind:", [("kind:direct", 3)]),
        (
            "outlet:cou",
            [('outlet:"The Other Courier"', 1), ('outlet:"The Harbour Courier"', 1)],
        ),
        ("outlet:gho", []),
        ("lang:", [("lang:en", 2), ("lang:zh", 1)]),
        ("date:2025", [("date:2025-10-14", 2)]),
        ("day:", []),
        ("said:wai", [("said:wait", 2), ("said:waits", 1)]),
        ("text:sail", [("text:sailing", 1), ("text:sails", 1)]),
        ("sail", [("sailing", 1), ("sailors", 1), ("sails", 1)]),
        ("ferry spe", [("speaker:", 0)]),
        ("SAI", [("said:", 0), ("sailing", 1), ("sailors", 1), ("sails", 1)]),
        ("s", [("subhead:", 0), ("said:", 0), ("speaker:", 0)]),
        ("nonesuch:a", []),
        ("a:b:c", []),
        ("\ud800\ud800", []),
        ("speaker:\ud800", []),
        ("said:\ud800\ud800", []),
    ],
)
def test_how_a_query_goes_on(index: Index, typed: str, expected: list[tuple[str, int]]) -> None:
    assert found(index, typed) == expected


def test_nothing_typed_lists_the_fields(index: Index) -> None:
    suggestions = index.suggest("", limit=3)
    assert [(s.text, s.field, s.value, s.count) for s in suggestions] == [
        ("headline:", None, "words of the headline", 0),
        ("caption:", None, "words under a picture", 0),
        ("subhead:", None, "words of a subhead", 0),
    ]


@pytest.mark.parametrize("field", ["speaker", "role", "org", "kind"])
def test_a_suggested_value_finds_as_many_quotes_as_it_says(index: Index, field: str) -> None:
    suggestions = index.suggest(f"{field}:")
    assert suggestions
    for suggestion in suggestions:
        assert index.quotes(suggestion.text).total == suggestion.count


@pytest.mark.parametrize("field", ["outlet", "lang", "date"])
def test_a_suggested_value_finds_as_many_articles_as_it_says(index: Index, field: str) -> None:
    suggestions = index.suggest(f"{field}:")
    assert suggestions
    for suggestion in suggestions:
        assert index.search(suggestion.text).total == suggestion.count


def test_what_is_longer_than_a_query_may_be_is_not_read(index: Index) -> None:
    assert index.suggest(f"{'x ' * 498}fer")
    assert index.suggest(f"{'x ' * 500}fer") == ()
