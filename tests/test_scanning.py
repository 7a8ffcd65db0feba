"""The inner loops of highlighting: what they give, and that compiled they give the same."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from searchkit.candidates import Joined, plain
from searchkit.scanning import portable

try:
    _scan: Any = import_module("searchkit.scanning._scan")
except ImportError:
    _scan = None

compiled = pytest.mark.skipif(_scan is None, reason="_scan.c was not compiled here")
both = pytest.mark.parametrize(
    "loops",
    [
        pytest.param(portable, id="portable"),
        pytest.param(_scan, id="compiled", marks=compiled),
    ],
)
TABLE = bytes(ord(chr(code).lower()) if code < 128 else 0 for code in range(256))
COUNTED = bytes(n % 128 for n in range(256))
TEXTS = st.one_of(
    st.text("aAbé?“€ \x81\xff\0\ud800世🚢"), st.text(st.characters(exclude_categories=()))
)
PLAIN = st.lists(
    st.sampled_from(["a", "ab", "abc", "b", ".", "-", "\0", " ", " ", "7"]), max_size=40
).map("".join)


def shouted(part: str) -> list[tuple[int, int]]:
    """Return where there are vowels."""
    return [(n, n + 1) for n, letter in enumerate(part) if letter in "aeiou"]


# what is given


@both
def test_a_text_is_folded_by_a_table_of_windows_1252(loops: ModuleType) -> None:
    table = bytes(TABLE[:128]) + bytes(ord("-") for _ in range(128))
    assert loops.folded("The €5 “Ferry” é? 世 \ud800", table) == "the -5 -ferry- -! ? ?"


@both
def test_runs_are_those_in_which_a_word_begins_so(loops: ModuleType) -> None:
    text = "ferries the ferry, misferry (ferry) 7ferry ferr -ferry-ferry \0 x"
    assert [text[slice(*run)] for run in loops.runs(text, ("ferr",))] == [
        "ferries",
        "ferry,",
        "(ferry)",
        "ferr",
        "-ferry-ferry",
        "\0",
    ]
    assert loops.runs(text, ()) == [(61, 62)]
    assert loops.runs("us u.s", ("us", "u.s")) == [(0, 2), (3, 6)]
    assert loops.runs("u.s us-u.s", ("us", "u.s")) == [(0, 3), (4, 10)]
    assert loops.runs("", ("us",)) == []


@both
def test_each_region_is_read_by_its_length(loops: ModuleType) -> None:
    read: list[tuple[str, str]] = []

    def reader(name: str) -> Callable[[str], list[tuple[int, int]]]:
        def reading(part: str) -> list[tuple[int, int]]:
            read.append((name, part))
            return shouted(part)

        return reading

    found = loops.spans(
        "the ferry é at", [(0, 3), (4, 9), (10, 14)], 3, reader("short"), reader("long")
    )
    assert found == [(2, 3), (5, 6), (12, 13)]
    assert read == [("short", "the"), ("long", "ferry"), ("long", "é at")]


@both
def test_marks_are_told_by_text(loops: ModuleType) -> None:
    texts = ("the ferry", "", "é", "late tide")  # the ferry| |é|late tide, a blank between
    leaves = [(4, [(4, 9), (11, 12), (13, 17)]), (2, [(0, 3), (13, 17)])]
    assert loops.by_text(leaves, texts) == {
        0: [((0, 3), 2), ((4, 9), 4)],
        2: [((0, 1), 4)],
        3: [((0, 4), 2), ((0, 4), 4)],
    }
    assert loops.by_text([], texts) == {}
    assert loops.by_text([(1, [])], ()) == {}


@both
def test_a_window_has_the_most_leaves_then_the_most_marks(loops: ModuleType) -> None:
    marks = [((5, 9), 1), ((20, 24), 1), ((50, 54), 1), ((55, 58), 2), ((90, 94), 2), ((95, 99), 2)]
    assert loops.window(marks, 80, 20, 2) == 48
    assert loops.window(marks[:3], 80, 20, 2) == 3
    assert loops.window([*marks[:2], ((22, 29), 1)], 80, 12, 2) == 18
    assert loops.window(marks[-2:], 80, 20, 2) == 80
    assert loops.window([], 80, 20, 2) == 0
    assert loops.window([((30, 300), 1), ((500, 501), 1)], 900, 240, 40) == 460
    assert loops.window([((30, 300), 1), ((500, 900), 1)], 900, 240, 10) == 20


# compiled it is the same


@compiled
@given(TEXTS)
@example("".join(map(chr, range(0x2200))))
def test_texts_are_folded_the_same(text: str) -> None:
    assert _scan.folded(text, COUNTED) == portable.folded(text, COUNTED)


@compiled
@given(PLAIN, st.lists(st.sampled_from(["a", "ab", "a.b", "b", "b.", "7"]), max_size=3))
@settings(max_examples=300)
def test_runs_are_the_same(text: str, beginnings: list[str]) -> None:
    assert _scan.runs(text, beginnings) == portable.runs(text, beginnings)


@compiled
@given(st.lists(PLAIN, max_size=5), st.lists(st.sampled_from("ab7"), max_size=3))
@settings(max_examples=300)
def test_marks_are_the_same(texts: list[str], beginnings: list[str]) -> None:
    joined = Joined.of(texts)
    regions = portable.runs(plain(joined.text), beginnings)
    mine, theirs = (
        loops.spans(joined.text, regions, 4, shouted, shouted) for loops in (portable, _scan)
    )
    assert mine == theirs
    leaves = [(3, mine), (1, regions)]
    assert _scan.by_text(leaves, texts) == portable.by_text(leaves, texts)


MARKS = st.lists(
    st.tuples(
        st.tuples(st.integers(0, 90), st.integers(0, 30)).map(lambda pair: (pair[0], sum(pair))),
        st.integers(1, 3),
    ),
    max_size=20,
).map(sorted)


@compiled
@given(MARKS, st.integers(0, 90), st.integers(0, 40), st.integers(0, 10))
@settings(max_examples=300)
def test_windows_are_the_same(marks: list[Any], last: int, width: int, before: int) -> None:
    asked = marks, last, width, before
    assert _scan.window(*asked) == portable.window(*asked)


# nothing is read that is not there


@compiled
@pytest.mark.parametrize(
    "call",
    [
        lambda: _scan.folded(b"a", TABLE),
        lambda: _scan.folded("a", TABLE[:9]),
        lambda: _scan.folded("a\xff", bytes(range(256))),
        lambda: _scan.runs(b"a", ("a",)),
        lambda: _scan.runs("é", ("a",)),
        lambda: _scan.runs("a", ("",)),
        lambda: _scan.runs("a", (b"a",)),
        lambda: _scan.runs("a", ("\ud800",)),
        lambda: _scan.runs("a", 1),
        lambda: _scan.spans("a", [(0, 2)], 1, shouted, shouted),
        lambda: _scan.spans("a", [(-1, 1)], 1, shouted, shouted),
        lambda: _scan.spans("a", [(1, 0)], 1, shouted, shouted),
        lambda: _scan.spans("a", [1], 1, shouted, shouted),
        lambda: _scan.spans("a", [("a", 1)], 1, shouted, shouted),
        lambda: _scan.spans("a", [(0, 1)], 1, 5, shouted),
        lambda: _scan.spans("a", [(0, 1)], 1, lambda part: 5, shouted),
        lambda: _scan.spans("a", [(0, 1)], 1, lambda part: [5], shouted),
        lambda: _scan.spans("a", [(0, 1)], 1, lambda part: [(2, 1)], shouted),
        lambda: _scan.spans("a", [(0, 1)], 1, lambda part: [(-2, 1)], shouted),
        lambda: _scan.spans("a", [(0, 1)], 1, lambda part: 1 / 0, shouted),
        lambda: _scan.window([((3, 4), 1), ((1, 2), 1)], 9, 9, 9),
        lambda: _scan.window([((-1, 2), 1)], 9, 9, 9),
        lambda: _scan.window([((3, 2), 1)], 9, 9, 9),
        lambda: _scan.window([(3, 1)], 9, 9, 9),
        lambda: _scan.window([5], 9, 9, 9),
        lambda: _scan.window(5, 9, 9, 9),
        lambda: _scan.window([], -1, 9, 9),
        lambda: _scan.by_text([(1, [(0, 1)])], ()),
        lambda: _scan.by_text([(1, [(0, 2)])], ("a",)),
        lambda: _scan.by_text([(1, [(2, 3), (0, 1)])], ("a", "b")),
        lambda: _scan.by_text([(1, [(0, 1)])], (b"a",)),
        lambda: _scan.by_text([(1, [5])], ("a",)),
        lambda: _scan.by_text([(1, 5)], ("a",)),
        lambda: _scan.by_text([5], ("a",)),
        lambda: _scan.by_text([(1, [(0, sys.maxsize + 1)])], ("a",)),
        lambda: _scan.by_text([("x", [(0, 1)]), (5, [(0, 1)])], ("a",)),
    ],
)
def test_what_cannot_be_meant_is_refused(call: Callable[[], Any]) -> None:
    errors = (TypeError, ValueError, OverflowError, ZeroDivisionError, UnicodeError)
    with pytest.raises(errors):
        call()


@compiled
def test_references_are_given_back() -> None:
    texts, leaf = ("the ferry and “tide”", "a\ud800"), 1 << 70
    joined = Joined.of(texts)

    def work(wrong: Sequence[Any] = ((0, 1), 5)) -> None:
        regions = _scan.runs(joined.plain, ("a", "t"))
        found = _scan.spans(joined.text, regions, 3, shouted, shouted)
        _scan.by_text([(leaf, found), (leaf, found)], texts)
        _scan.folded(joined.text, TABLE)
        _scan.window([((0, 1), leaf), ((1, 2), leaf - 1)], 9, 9, 9)
        with pytest.raises(TypeError):
            _scan.by_text([(leaf, wrong)], texts)
        with pytest.raises(TypeError):
            _scan.spans(joined.text, wrong, 3, shouted, shouted)
        with pytest.raises(TypeError):
            _scan.runs(joined.plain, ("a", 5))

    def held() -> int:
        gc.collect()
        return sum(sys.getrefcount(one) for one in (*texts, leaf, *joined, shouted))

    work()
    before, blocks = held(), sys.getallocatedblocks()
    for _ in range(200):
        work()
    assert held() == before
    assert sys.getallocatedblocks() - blocks < 200
