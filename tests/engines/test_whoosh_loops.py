"""The inner loops of searching: what they give, and that compiled they give the same."""

from __future__ import annotations

import gc
import math
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from searchkit.engines.whoosh.disk.arrays import BLOCK
from searchkit.engines.whoosh.disk.postings import Inverted, Postings, Stream, write_postings
from searchkit.engines.whoosh.loops import gathering, sets
from searchkit.engines.whoosh.loops.gathering import Choice
from searchkit.engines.whoosh.searching.space import beginning, exactly
from tests.engines.small_arrays import Writing

try:
    _search: Any = import_module("searchkit.engines.whoosh.loops._search")
except ImportError:
    _search = None

compiled = pytest.mark.skipif(_search is None, reason="_search.c was not compiled here")
both = pytest.mark.parametrize("way", ["numpy", pytest.param("compiled", marks=compiled)])

Text = list[bytes]
Segment = dict[int, Text]
"""By the number of the document, its words."""


def inverted(segment: Segment, *, has_positions: bool, boost: float | None) -> Inverted:
    """Return the postings of the documents of a segment."""
    places: dict[bytes, dict[int, list[int]]] = {}
    for document, words in sorted(segment.items()):
        for place, word in enumerate(words):
            places.setdefault(word, {}).setdefault(document, []).append(place)
    terms = sorted(places)
    rows = [(document, at) for term in terms for document, at in places[term].items()]
    counts = [len(at) for _, at in rows]
    ends = np.cumsum([0, *(len(places[term]) for term in terms)])
    return Inverted(
        terms,
        ends,
        [np.array([document for document, _ in rows], np.uint32)],
        [np.array(counts, np.int64)],
        None if boost is None else [np.array(counts) * boost],
        Stream("I", [np.array([n for _, at in rows for n in at], "<u4")])
        if has_positions
        else None,
        np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))[ends] if has_positions else None,
    )


def postings_of(
    segment: Segment, has_positions: bool = True, boost: float | None = None
) -> Postings:
    writing = Writing()
    given = inverted(segment, has_positions=has_positions, boost=boost)
    write_postings(writing.writer, "text", given)
    return Postings(writing.read(), "text")


class Way:
    """The loops of numpy, or the compiled ones, over one field of some segments."""

    def __init__(self, way: str) -> None:
        self.is_compiled = way == "compiled"
        self.gathering: Any = _search if self.is_compiled else gathering
        self.sets: Any = _search if self.is_compiled else sets

    def source(
        self, postings: Postings, offset: int, size: int, alive: NDArray[Any] | None = None
    ) -> Any:
        if not self.is_compiled:
            return gathering.Source(postings, offset, size, alive)
        file = postings.file
        columns = postings.columns()
        return _search.Source(columns, file.seen, file.check, BLOCK, alive, offset, size)

    def field(self, *segments: Segment, norms: bool = False) -> Any:
        """Return a field; with norms every document has as many as its words are."""
        sources: list[Any] = []
        lengths: list[int] = []
        for segment in segments:
            size = max(segment, default=-1) + 1
            sources.append(self.source(postings_of(segment), len(lengths), size))
            lengths += [len(segment.get(document, ())) for document in range(size)]
        if not norms:
            return self.gathering.Field(sources)
        return self.gathering.Field(
            sources, np.array(lengths, np.uint8), np.arange(256, dtype=np.float64)
        )

    def weighed(self, *fields: tuple[Any, Sequence[Choice]]) -> dict[int, float]:
        return pairs(self.gathering.weighed(fields))

    def documents(self, field: Any, *choices: Choice) -> list[int]:
        return ints(self.gathering.documents(field, choices))

    def together(self, field: Any, terms: Sequence[bytes], distance: int = -1) -> dict[int, float]:
        wanted = list(map(exactly, terms))
        return pairs(self.gathering.together([field], wanted, distance))


def ints(docs: Any) -> list[int]:
    found: list[int] = np.frombuffer(docs, np.int64).tolist()
    return found


def floats(values: Any) -> list[float]:
    found: list[float] = np.frombuffer(values, np.float64).tolist()
    return found


def pairs(found: Any) -> dict[int, float]:
    docs, values = found
    listed = ints(docs)
    assert listed == sorted(set(listed))
    return dict(zip(listed, floats(values), strict=True))


FIRST: Segment = {
    0: [b"the", b"ferry", b"the", b"tide"],
    1: [b"ferries"],
    4: [b"the", b"the", b"the", b"ferry", b"late"],
}
SECOND: Segment = {0: [b"ferry", b"tide"], 2: [b"tide", b"ferry", b"x", b"ferry"]}


# what is given


@both
def test_a_word_is_found_in_all_segments(way: str) -> None:
    loops = Way(way)
    field = loops.field(FIRST, SECOND)  # the second begins at 5
    assert loops.weighed((field, [exactly(b"ferry")])) == {0: 1, 4: 1, 5: 1, 7: 2}
    assert loops.weighed((field, [exactly(b"the", 0.5)])) == {0: 1, 4: 1.5}
    assert loops.weighed((field, [exactly(b"fer")])) == {}
    assert loops.documents(field, exactly(b"tide"), exactly(b"late")) == [0, 4, 5, 7]
    assert loops.documents(field) == []


@both
def test_what_a_field_counts_is_divided_by_its_norms(way: str) -> None:
    loops = Way(way)
    text, headline = loops.field(FIRST, norms=True), loops.field({1: [b"ferry"], 4: [b"tide"]})
    chosen = [exactly(b"ferry")]
    assert loops.weighed((text, chosen)) == {0: 1 / 4, 4: 1 / 5}
    assert loops.weighed((text, chosen), (headline, chosen)) == {0: 1 / 4, 1: 1, 4: 1 / 5}
    assert loops.weighed((headline, [exactly(b"tide")]), (text, chosen)) == {0: 1 / 4, 4: 1.2}
    assert loops.weighed() == {}


@both
def test_all_terms_that_begin_so_are_added(way: str) -> None:
    loops = Way(way)
    field = loops.field(FIRST, SECOND)
    assert loops.weighed((field, [beginning(b"ferr")])) == {0: 1, 1: 1, 4: 1, 5: 1, 7: 2}
    assert loops.weighed((field, [beginning(b"t")])) == {0: 3, 4: 3, 5: 1, 7: 1}
    assert loops.weighed((field, [beginning(b"ferry")])) == {0: 1, 4: 1, 5: 1, 7: 2}
    assert loops.documents(field, beginning(b"")) == [0, 1, 4, 5, 7]
    assert loops.documents(field, (b"late", None, 1.0)) == [0, 4, 5, 7]
    assert loops.documents(field, beginning(b"\xff")) == []


def test_what_begins_so_ends_before_the_next_byte() -> None:
    assert beginning(b"ferr") == (b"ferr", b"fers", 1.0)
    assert beginning(b"a\xff\xff") == (b"a\xff\xff", b"b", 1.0)
    assert beginning(b"\xff") == (b"\xff", None, 1.0)
    assert beginning(b"") == (b"", None, 1.0)


@both
def test_terms_stand_together(way: str) -> None:
    loops = Way(way)
    field = loops.field(FIRST, SECOND)
    assert loops.together(field, [b"the", b"ferry"]) == {0: 1, 4: 1}
    assert loops.together(field, [b"the", b"the"]) == {4: 2}
    assert loops.together(field, [b"tide", b"ferry"]) == {7: 1}
    assert loops.together(field, [b"tide", b"ferry"], 1) == {5: 1, 7: 1}
    assert loops.together(field, [b"tide", b"ferry"], 2) == {0: 1, 5: 1, 7: 1}
    assert loops.together(field, [b"ferry", b"ferry", b"tide"], 3) == {7: 1}
    assert loops.together(field, [b"ferry", b"nowhere"]) == {}


@both
def test_what_is_deleted_is_not_found(way: str) -> None:
    loops = Way(way)
    alive = np.array([True, True, False, False, False])
    field = loops.gathering.Field([loops.source(postings_of(FIRST), 0, 5, alive)])
    assert loops.weighed((field, [exactly(b"ferry")])) == {0: 1}
    assert loops.weighed((field, [beginning(b"ferr")])) == {0: 1, 1: 1}
    assert loops.together(field, [b"the", b"ferry"]) == {0: 1}


@both
def test_large_numbers_are_read(way: str) -> None:
    loops = Way(way)
    field = loops.field({3: [b"a"] * 300 + [b"b"], 70_000: [b"a"] * 255 + [b"b"], 70_001: [b"b"]})
    others = loops.field({1: [b"a"] * 256 + [b"b"] * 300 + [b"c"], 2: [b"c"] * 301})
    assert loops.weighed((others, [exactly(b"a")])) == {1: 256}
    assert loops.weighed((others, [exactly(b"b")])) == {1: 300}
    assert loops.weighed((others, [exactly(b"c")])) == {1: 1, 2: 301}
    assert loops.together(others, [b"c", b"c"]) == {2: 300}
    assert loops.weighed((field, [exactly(b"a")])) == {3: 300, 70_000: 255}
    assert loops.weighed((field, [beginning(b"")])) == {3: 301, 70_000: 256, 70_001: 1}
    assert loops.together(field, [b"a", b"b"]) == {3: 1, 70_000: 1}
    assert loops.together(field, [b"a", b"b"], 9) == {3: 9, 70_000: 9}


@both
def test_without_positions_nothing_stands_together(way: str) -> None:
    loops = Way(way)
    field = loops.gathering.Field([loops.source(postings_of(FIRST, has_positions=False), 0, 5)])
    assert loops.together(field, [b"the", b"ferry"]) == {}


def part(*rows: tuple[int, float]) -> tuple[NDArray[Any], NDArray[Any]]:
    return (
        np.array([document for document, _ in rows], np.int64),
        np.array([score for _, score in rows], np.float64),
    )


ONE, TWO = part((1, 0.5), (3, 1.5), (4, 2.0)), part((0, 9.0), (3, 0.25))
NEITHER = np.array([3, 7], np.int64), None


@both
def test_sets_are_put_together(way: str) -> None:
    loops = Way(way).sets
    assert pairs(loops.either([ONE, TWO])) == {0: 9.0, 1: 0.5, 3: 1.75, 4: 2.0}
    assert pairs(loops.either([NEITHER, ONE])) == {1: 0.5, 3: 1.5, 4: 2.0, 7: 0.0}
    assert pairs(loops.shared([ONE, TWO])) == {3: 1.75}
    assert pairs(loops.shared([ONE, NEITHER])) == {3: 1.5}
    assert pairs(loops.without(*ONE, NEITHER[0])) == {1: 0.5, 4: 2.0}
    docs, scores = loops.either([NEITHER, (np.array([3, 9]), None)])
    assert (ints(docs), scores) == ([3, 7, 9], None)
    for alone in (loops.either([]), loops.shared([])):
        assert (ints(alone[0]), alone[1]) == ([], None)
    docs, scores = loops.without(*NEITHER, np.array([7]))
    assert (ints(docs), scores) == ([3], None)


@both
def test_a_few_are_added_to_many_and_looked_for_among_them(way: str) -> None:
    loops = Way(way).sets
    many = part(*((document, 1.0) for document in range(0, 200, 2)))
    few = part((1, 0.5), (40, 0.25), (41, 0.5), (43, 0.5), (300, 0.5))
    expected = dict.fromkeys(range(0, 200, 2), 1.0) | {1: 0.5, 40: 1.25, 41: 0.5, 43: 0.5, 300: 0.5}
    assert pairs(loops.either([few, many])) == expected
    assert ints(loops.either([(few[0], None), (many[0], None)])[0]) == sorted(expected)
    assert pairs(loops.shared([few, many])) == {40: 1.25}
    assert pairs(loops.without(*few, many[0])) == {1: 0.5, 41: 0.5, 43: 0.5, 300: 0.5}


@both
def test_the_best_come_first(way: str) -> None:
    loops = Way(way).sets
    found = part((2, 1.0), (5, 3.0), (6, 2.0), (8, 2.0), (9, 0.5))
    assert loops.best(*found, 1) == ([5], [3.0])
    assert loops.best(*found, 2) == ([5, 6, 8], [3.0, 2.0, 2.0])
    assert loops.best(*found, 9) == ([5, 6, 8, 2, 9], [3.0, 2.0, 2.0, 1.0, 0.5])
    days, keys = np.arange(10), np.arange(10)
    assert loops.first(*found, 2, days, keys) == ([5, 8], [3.0, 2.0])
    days[:] = 0
    assert loops.first(*found, 2, days, keys) == ([5, 6], [3.0, 2.0])
    assert loops.first(found[0], None, 2, days, -keys) == ([9, 8], [0.0, 0.0])
    assert loops.first(*part(), 2, days, keys) == ([], [])


@both
def test_scores_grow_with_what_is_counted_but_not_for_ever(way: str) -> None:
    values = np.array([0.0, 1.2, 1e300])
    assert floats(Way(way).sets.worth(values, 4.0, 1.2)) == [0.0, 2.0, 4.0]


# compiled it is the same

WORDS = st.sampled_from([b"a", b"ab", b"abcdefgh", b"abcdefghi", b"b", b"\xff", b"\xff\xff"])
DOCUMENTS = st.lists(st.lists(WORDS, max_size=8), max_size=8)
# Documents that lie apart, so that some numbers need more than 16 bits, and frequent words.
SEGMENTS = st.builds(
    lambda texts, stride, often: {
        n * stride: words * often if n == 1 else words for n, words in enumerate(texts)
    },
    DOCUMENTS,
    st.sampled_from([1, 3, 12_000]),
    st.sampled_from([1, 130]),
)
TERMS = st.lists(WORDS, min_size=1, max_size=3)
CHOICES = st.lists(
    st.one_of(
        st.builds(exactly, WORDS, st.sampled_from([1.0, 0.5, 1 / 3])),
        st.builds(beginning, WORDS | st.just(b"")),
        st.tuples(WORDS, WORDS, st.just(1.0)),
    ),
    min_size=1,
    max_size=3,
)


@st.composite
def fields(draw: st.DrawFn) -> list[Any]:
    """A field as numpy has it, and as compiled."""
    parts: list[tuple[Any, ...]] = []
    offset = 0
    for segment in draw(st.lists(SEGMENTS, max_size=3)):
        size = max(segment, default=0) + 1
        mask = np.arange(size) % draw(st.integers(2, 5)) > 0
        alive = draw(st.sampled_from([None, mask]))
        boost = draw(st.sampled_from([None, None, 0.3]))
        parts.append((postings_of(segment, draw(st.booleans()), boost), offset, size, alive))
        offset += size
    kind = draw(st.sampled_from([None, np.uint8, np.uint16, np.uint32]))
    norms: tuple[Any, ...] = ()
    if kind is not None:
        norms = (np.arange(offset) * 7 % 11).astype(kind), np.sqrt(np.arange(11) + 0.1)
    return [
        loops.gathering.Field([loops.source(*part) for part in parts], *norms)
        for loops in map(Way, ("numpy", "compiled"))
    ]


def same(mine: Any, theirs: Any) -> bool:
    """Say whether two ways found the same, to the last bit."""
    return all(
        one is other is None or bytes(memoryview(one)) == bytes(memoryview(other))
        for one, other in zip(mine, theirs, strict=True)
    )


@compiled
@given(st.lists(st.tuples(fields(), CHOICES), max_size=3))
@settings(max_examples=150, deadline=None)
def test_what_is_chosen_weighs_the_same(chosen: list[tuple[list[Any], list[Choice]]]) -> None:
    mine, theirs = (
        loops.weighed([(both[n], choices) for both, choices in chosen])
        for n, loops in enumerate((gathering, _search))
    )
    assert same(mine, theirs)
    for (numpy, compiled), choices in chosen:
        docs = gathering.documents(numpy, choices)
        assert same([docs], [_search.documents(compiled, choices)])


@compiled
@given(st.lists(fields(), max_size=2), TERMS, st.integers(-1, 5))
@settings(max_examples=150, deadline=None)
def test_windows_are_the_same(given: list[list[Any]], terms: list[bytes], distance: int) -> None:
    wanted = list(map(exactly, terms))
    mine, theirs = (
        loops.together([both[n] for both in given], wanted, distance)
        for n, loops in enumerate((gathering, _search))
    )
    assert same(mine, theirs)


SCORES = st.floats(0, 100, width=16) | st.sampled_from([1.0, 2.0])


@st.composite
def parts(draw: st.DrawFn) -> tuple[NDArray[Any], NDArray[Any] | None]:
    top = draw(st.sampled_from([12, 60, 5_000]))
    docs = sorted(draw(st.sets(st.integers(0, top), max_size=draw(st.sampled_from([3, 60])))))
    scores = draw(st.lists(SCORES, min_size=len(docs), max_size=len(docs)))
    array = np.array(scores, np.float64) / 3
    return np.array(docs, np.int64), draw(st.sampled_from([None, array, array]))


@compiled
@given(st.lists(parts(), max_size=4))
@example([(np.arange(100), np.arange(100) / 7), (np.array([3, 40, 200]), np.ones(3))])
@settings(max_examples=300, deadline=None)
def test_sets_are_the_same(given: list[Any]) -> None:
    assert same(sets.either(given), _search.either(given))
    assert same(sets.shared(given), _search.shared(given))
    for docs, scores in given:
        others = given[0][0]
        assert same(sets.without(docs, scores, others), _search.without(docs, scores, others))
        if scores is not None:
            assert same([sets.worth(scores, 1.7, 1.2)], [_search.worth(scores, 1.7, 1.2)])


@compiled
@given(parts(), st.integers(1, 70), st.integers(1, 5))
@settings(max_examples=300, deadline=None)
def test_the_best_are_the_same(given: Any, wanted: int, days: int) -> None:
    docs, scores = given
    of_documents = np.arange(5_001) % days, np.arange(5_001) * 7 % 5_003
    asked = docs, scores, wanted, *of_documents
    assert sets.first(*asked) == _search.first(*asked)
    if scores is not None:
        assert sets.best(docs, scores, wanted) == _search.best(docs, scores, wanted)


# nothing is read that is not there


COLUMNS = ("Q", "I", "B", "I", "H", "B", "B", "I", "I", "f", "I", "I")


def hostile(chance: Random) -> list[Any]:
    """Columns of the right lengths, nearly always, with anything in them."""
    terms, postings, large, places = (chance.randint(0, 6) for _ in range(4))
    lengths = [terms, terms, 9, terms + 1, postings, postings, postings, large, large, postings]
    lengths += [places, terms + 1]
    found: list[Any] = []
    for n, (code, length) in enumerate(zip(COLUMNS, lengths, strict=True)):
        if n >= 5 and n != 8 and chance.random() < 0.5:
            found.append(None)
            continue
        values = [value(n, code, chance) for _ in range(length + (chance.random() < 0.025))]
        array = np.array(sorted(values) if chance.random() < 0.5 else values, code)
        found.append((array, 0))
    found[8] = found[8] if found[7] else None
    return found


def value(column: int, code: str, chance: Random) -> int:
    if column == 0:
        return chance.choice((0x61 << 56, 0x6162 << 48, 0x62 << 56))  # a, ab, b
    if column == 2:
        return chance.choice(b"ab")
    most = {"B": 255, "H": 65_535}.get(code, (1 << 32) - 1)
    return chance.choice((*(chance.randint(0, top) for top in (8, 8, most)), most))


LONG: Segment = {1: [b"a"] * 300 + [b"ab"], 2: [b"b"], 60_000: [b"a", b"ab", b"a"]}
SHORT: Segment = {0: [b"a", b"ab", b"a"], 1: [b"b"], 4: [b"a", b"a", b"abcdefghi", b"b"]}
GOOD = [postings_of(LONG), *(postings_of(SHORT, boost=boost) for boost in (None, 0.3))]


def bent(chance: Random) -> list[Any]:
    """Columns of postings, with anything in a few places of them."""
    columns = chance.choice(GOOD).columns()
    for n in chance.choices(range(len(columns)), k=chance.randint(0, 4)):
        if (column := columns[n]) is not None and len(column[0]):
            array = np.array(column[0])
            most = np.iinfo(array.dtype).max if array.dtype.kind == "u" else 1e30
            array[chance.randrange(len(array))] = min(value(n, "I", chance), most)
            columns[n] = array.data, column[1]
    return columns


@compiled
@given(
    st.builds(Random, st.integers(0, 1 << 32)),
    CHOICES,
    TERMS,
    st.integers(-1, 3),
    st.integers(0, 70_000),
)
@settings(max_examples=600, deadline=None)
def test_whatever_stands_in_a_file_nothing_else_is_read(
    chance: Random, choices: list[Choice], terms: list[bytes], distance: int, size: int
) -> None:
    asked: tuple[Callable[[Any], Any], ...] = (
        lambda field: _search.weighed([(field, choices)]),
        lambda field: _search.documents(field, choices),
        lambda field: _search.together([field], list(map(exactly, terms)), distance),
    )
    try:
        columns = chance.choice((hostile, bent))(chance)
        source = _search.Source(columns, b"\1", print, 1 << 20, None, 3, size)
        field = _search.Field([source], np.zeros(size + 3, np.uint8), np.ones(1))
    except ValueError:
        return
    for ask in asked:
        try:
            docs = ask(field)
        except ValueError:
            continue
        found = ints(docs[0] if isinstance(docs, tuple) else docs)
        assert all(3 <= document < size + 3 for document in found)


def file_with(**changed: Any) -> Postings:
    """Return postings of two terms, some columns changed."""
    columns = {
        "keys": ("Q", [0x6100000000000000, 0x6200000000000000]),
        "ends": ("B", [1, 2]),
        "terms": ("B", b"ab"),
        "starts": ("B", [0, 2, 3]),
        "docs": ("H", [0, 4, 4]),
        "freqs": ("B", [1, 2, 1]),
        "positions": ("B", [0, 0, 2, 1]),
        "places": ("B", [0, 3, 4]),
    } | changed
    writing = Writing()
    codes: dict[Any, Any] = {"B": "<u1", "H": "<u2", "Q": "<u8"}
    for name, (code, values) in columns.items():
        numbers: Any = list(values)
        writing.writer.put(f"text/{name}", code, np.array(numbers, codes[code]))
    return Postings(writing.read(), "text")


@compiled
@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"docs": ("H", [0, 5, 4])}, "of a document that is not there"),
        ({"starts": ("B", [0, 9, 3])}, "postings where there are none"),
        ({"starts": ("B", [2, 1, 3])}, "postings where there are none"),
        ({"starts": ("B", [0, 2])}, "not of one length"),
        ({"ends": ("B", [9, 10])}, "outside the lexicon"),
        ({"freqs": ("B", [1, 2])}, "not of one length"),
        ({"freqs": ("B", [1, 9, 1])}, "more positions than there are"),
        ({"places": ("B", [0, 9, 9])}, "positions where there are none"),
        ({"places": ("B", [3, 0, 4])}, "positions where there are none"),
    ],
    ids=str,
)
def test_numbers_that_point_outside_are_refused(changed: dict[str, Any], fault: str) -> None:
    loops = Way("compiled")
    with pytest.raises(ValueError, match=fault):
        field = _search.Field([loops.source(file_with(**changed), 0, 5)])
        loops.weighed((field, [exactly(b"a")]))
        loops.together(field, [b"b", b"a"])


@compiled
def test_what_is_damaged_is_not_read() -> None:
    postings = file_with()
    field = _search.Field([Way("compiled").source(postings, 0, 5)])
    postings.file._crcs = memoryview(bytes(4 * len(postings.file.seen))).cast("I")
    with pytest.raises(ValueError, match=r"block 0 of .* does not match its checksum"):
        _search.weighed([(field, [exactly(b"a")])])
    assert list(postings.file.seen) == [0]


@compiled
@pytest.mark.parametrize(
    "call",
    [
        lambda: _search.weighed([1]),
        lambda: _search.weighed([(1, [])]),
        lambda: _search.weighed(7),
        lambda: _search.documents(None, []),
        lambda: _search.together([None], [exactly(b"a")], 1),
        lambda: _search.together([], [("a", "b", 1.0)], 1),
        lambda: _search.either([ONE[0]]),
        lambda: _search.either([(1, 2)]),
        lambda: _search.either([(ONE[0].astype(np.int32), ONE[1])]),
        lambda: _search.either([(ONE[0], ONE[1].astype(np.float32))]),
        lambda: _search.either([(ONE[0], TWO[1])]),
        lambda: _search.either([(ONE[0][::2], None)]),
        lambda: _search.shared([(ONE[0], ONE[0])]),
        lambda: _search.without(*ONE, None),
        lambda: _search.best(ONE[0], None, 1),
        lambda: _search.best(*ONE, 0),
        lambda: _search.first(*ONE, 1, np.arange(4), np.arange(9)),
        lambda: _search.first(-ONE[0], None, 1, np.arange(9), np.arange(9)),
        lambda: _search.worth(b"1234567", 1.0, 1.0),
        lambda: _search.worth("12345678", 1.0, 1.0),
        lambda: _search.Field([1]),
        lambda: _search.Field([Way("compiled").source(file_with(), 0, 5)], bytes(4), np.ones(1)),
        lambda: _search.Source([], b"", print, 1, None, 0, 1),
        lambda: _search.Source([None] * 12, b"", print, 1, None, 0, 1),
        lambda: _search.Source([None] * 12, b"", print, 0, None, 0, 1),
        lambda: _search.Source([None] * 12, b"", print, 1, None, 0, sys.maxsize),
        lambda: _search.Source([1] * 12, b"", print, 1, None, 0, 1),
    ],
)
def test_what_is_no_array_is_refused(call: Callable[[], Any]) -> None:
    with pytest.raises((TypeError, ValueError, BufferError)):
        call()


@compiled
def test_a_document_whose_norm_is_not_there_is_refused() -> None:
    source = Way("compiled").source(file_with(), 0, 5)
    field = _search.Field([source], bytes([0, 0, 0, 0, 7]), np.ones(7))
    with pytest.raises(ValueError, match="a norm that is not there"):
        _search.weighed([(field, [exactly(b"a")])])


@compiled
def test_what_is_no_number_ranks_somewhere() -> None:
    scores = np.array([math.nan, 1.0, math.inf, math.nan, -math.inf, 0.0])
    docs = np.arange(6)
    for wanted in range(1, 8):
        _search.best(docs, scores, wanted)
        found, _ = _search.first(docs, scores, wanted, docs, docs)
        assert len(found) == min(wanted, 6)


@compiled
def test_references_are_given_back() -> None:
    postings, short = file_with(), file_with(starts=("B", [0]))
    loops = Way("compiled")

    def work() -> None:
        source = loops.source(postings, 0, 5, np.ones(5, bool))
        field = _search.Field([source], bytes(5), np.ones(1))
        _search.weighed([(field, [exactly(b"a"), beginning(b"b")]), (field, [exactly(b"b")])])
        _search.documents(field, [beginning(b"")])
        _search.together([field], [exactly(b"a"), exactly(b"b")], 1)
        for call in (_search.either, _search.shared):
            call([ONE, TWO, NEITHER])
        _search.without(*ONE, TWO[0])
        _search.best(*ONE, 2)
        _search.first(*ONE, 2, np.arange(9), np.arange(9))
        with pytest.raises(ValueError, match="not of one length"):
            loops.source(short, 0, 5)
        with pytest.raises(TypeError):
            _search.weighed([(field, [exactly(b"a"), 1])])

    def held() -> int:
        gc.collect()
        return sum(sys.getrefcount(one) for one in (*ONE, *TWO, NEITHER[0], postings.file.seen))

    work()
    before, blocks = held(), sys.getallocatedblocks()
    for _ in range(200):
        work()
    assert held() == before
    assert sys.getallocatedblocks() - blocks < 200
