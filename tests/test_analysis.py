"""How text becomes terms, written out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis import (
    ANALYZERS,
    fold,
    is_unbroken,
    stem,
    stemmed,
    stems,
    terms,
    whole,
    words,
)

WORDS = [
    ("", []),
    (" .,—… ", []),
    ("The ferry, late again.", ["the", "ferry", "late", "again"]),
    ("the U.S. envoy, A.B.C.D", ["the", "us", "envoy", "abcd"]),
    ("10,000 villages, 4.7 stars", ["10000", "villages", "4.7", "stars"]),
    ("3.5G 1,00 10,0000 1.2.3", ["3.5g", "1", "00", "10", "0000", "1.2.3"]),
    ("Ana's team’s boats'", ["ana", "team", "boats"]),
    ("won't I’d we've", ["won't", "i'd", "we've"]),
    ("O'Hare rock'n'roll", ["o", "hare", "rock", "n", "roll"]),
    ("e-commerce snake_case #tag", ["e", "commerce", "snake", "case", "tag"]),
    ("Frédéric ØRSTED Łódź", ["frederic", "orsted", "lodz"]),
    ("cafe\u0301 cafe", ["cafe", "cafe"]),
    ("Straße STRASSE", ["strasse", "strasse"]),
    ("İstanbul ISTANBUL", ["istanbul", "istanbul"]),
    ("ﬁre ①", ["fire", "1"]),
    ("合作比竞争", ["合作", "作比", "比竞", "竞争"]),
    ("人", ["人"]),
    ("AI治理2025年", ["ai", "治理", "2025", "年"]),
    ("한국어 カナ", ["한국", "국어", "カナ"]),
    ("مُحَمَّد العـربية", ["محمد", "العربية"]),
    ("हिन्दी में", ["हिन्दी", "में"]),
    ("a\u200bb \x1b[31m", ["a", "b", "31m"]),
    ("\ud800 half", ["half"]),
    ("\u0301 ـ alone", ["alone"]),
]


@pytest.mark.parametrize(("text", "expected"), WORDS, ids=[text for text, _ in WORDS])
def test_words(text: str, expected: list[str]) -> None:
    assert [token.term for token in words(text)] == expected


def test_a_token_spans_the_word_without_its_possessive() -> None:
    text = "The U.S. envoy’s 10,000 合作者"
    assert [text[token.start : token.end] for token in words(text)] == [
        "The",
        "U.S.",
        "envoy",
        "10,000",
        "合作",
        "作者",
    ]


def test_stems_are_those_of_porter2_and_leave_other_scripts_alone() -> None:
    text = "running runs cooperation cooperated 2025 çalışan 合作"
    assert [token.term for token in stems(text)] == [
        "run",
        "run",
        "cooper",
        "cooper",
        "2025",
        "calisan",
        "合作",
    ]


def test_many_words_have_the_stems_that_each_has_alone() -> None:
    several = ["running", "cooperation", "2025", "1990s", "naïve", "ходила", "ships", ""]
    wanted = ["run", "cooper", "2025", "1990s", "naïve", "ходила", "ship", ""]
    assert [*stemmed(several)] == [*map(stem, several)] == wanted


def test_a_whole_value_is_one_folded_term() -> None:
    assert list(whole("  The  Harbour\nCOURIÉR ")) == [("the harbour courier", 0, 23)]
    assert [list(whole(text)) for text in ("", " \n", "\u0301")] == [[], [], []]
    assert list(whole("a\ud800")) == [("a\ufffd", 0, 2)]


def test_terms_by_analysis() -> None:
    assert terms("stemmed", "Running late") == ("run", "late")
    assert terms("folded", "Running late") == ("running", "late")
    assert terms("exact", "Running late") == ("running late",)


def test_scripts_without_blanks() -> None:
    assert [is_unbroken(text) for text in ("ferry", "é", "船", "ferry 船", "한")] == [
        False,
        False,
        True,
        True,
        True,
    ]


@given(st.text())
def test_tokens_stand_in_order_within_the_text_and_hold_something(text: str) -> None:
    for analyzer in ANALYZERS.values():
        tokens = list(analyzer(text))
        assert all(token.term for token in tokens)
        assert all(0 <= token.start < token.end <= len(text) for token in tokens)
        assert [token.start for token in tokens] == sorted({token.start for token in tokens})


def test_a_folded_word_stays_as_it_is() -> None:
    folded = {fold(char) for char in map(chr, range(0x20000))}
    assert {char for char in folded if fold(char) != char} == set()
