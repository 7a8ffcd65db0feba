"""The inner loops of indexing: what they give, and that compiled they give the same."""

from __future__ import annotations

import gc
import os
import struct
import subprocess
import sys
import tracemalloc
from array import array
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis import words
from searchkit.engines.whoosh.kernel import portable
from searchkit.engines.whoosh.segments.words import Vocabulary, numbers_of

try:
    from searchkit.engines.whoosh.kernel import _kernel
except ImportError:
    _kernel = None  # type: ignore[assignment]

WAYS: list[Any] = [
    pytest.param(portable, id="portable"),
    pytest.param(
        _kernel,
        id="compiled",
        marks=pytest.mark.skipif(_kernel is None, reason="_kernel.c was not compiled here"),
    ),
]
both = pytest.mark.parametrize("way", WAYS)
compiled = pytest.mark.skipif(_kernel is None, reason="_kernel.c was not compiled here")

BLANKS = "".join(filter(str.isspace, map(chr, range(sys.maxunicode + 1))))
LETTERS = "abAB09.,:'’-_/“” \n\0é\u0301世界กขשلЖ\ud800\udfff🚢\u0085\u1680\u3000\u2003\u200b\ufeff"
TEXTS = st.one_of(
    st.text(LETTERS),
    st.text(st.characters(exclude_categories=())),
    st.text("ab '.,1\u2003", max_size=600),
)


def read(way: ModuleType, *texts: str) -> list[list[str]]:
    """Return the words of texts, which one table has read."""
    vocabulary = Vocabulary()
    pieces = way.Pieces(partial(numbers_of, vocabulary))
    numbers = [array("i", pieces.words(text)) for text in texts]
    return [[vocabulary.texts[number] for number in row] for row in numbers]


def numbered(way: ModuleType, *texts: str) -> tuple[list[bytes], list[str], int]:
    """Return what a table gives for texts, what it asks for, and how much it keeps.

    A piece has as many words as it has letters, up to three.
    """
    asked: list[str] = []

    def missing(piece: str) -> bytes:
        asked.append(piece)
        return struct.pack("3i", len(asked), -len(asked), 7)[: 4 * (len(piece) % 4)]

    pieces = way.Pieces(missing)
    return [pieces.words(text) for text in texts], asked, len(pieces)


# words of texts


@both
def test_a_text_becomes_the_numbers_of_its_words(way: ModuleType) -> None:
    assert read(way, "The ferry, the FERRY: “ferry”!") == [["the", "ferry"] * 2 + ["ferry"]]
    assert read(way, "", " \t", "—") == [[], [], []]
    assert read(way, "a-b", "b", "a-b a") == [["a", "b"], ["b"], ["a", "b", "a"]]


@both
@pytest.mark.parametrize(
    ("piece", "wanted"),
    [
        ("Sun/News", ["sun", "news"]),
        ("against.It", ["against", "it"]),
        ("(2019).", ["2019"]),
        ("U.S.", ["us"]),
        ("a.Word", ["a", "word"]),
        ("1,000", ["1000"]),
        ("1,000b", ["1", "000b"]),
        ("x1,000", ["x1", "000"]),
        ("one,two", ["one", "two"]),
        ("2.50", ["2.50"]),
        ("it's", ["it"]),
        ("don't", ["don't"]),
        ("'s", ["s"]),
        ("workers'", ["workers"]),
        ("_snake_case_", ["snake", "case"]),
        ("$10-a-day", ["10", "a", "day"]),
    ],
)
def test_pieces_of_ascii_are_read_as_the_analyzer_reads_them(
    way: ModuleType, piece: str, wanted: list[str]
) -> None:
    assert [token.term for token in words(piece)] == wanted
    assert read(way, piece, piece) == [wanted, wanted]


@both
@given(st.lists(TEXTS))
def test_words_are_those_of_the_analyzer(way: ModuleType, texts: list[str]) -> None:
    wanted = [[token.term for piece in text.split() for token in words(piece)] for text in texts]
    assert read(way, *texts, *texts) == wanted * 2


@both
@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
def test_every_blank_parts_pieces(way: ModuleType, blank: str) -> None:
    found, asked, _ = numbered(way, f"éa{blank}éb", f"éc{blank}", f"{blank}{blank}éd")
    assert asked == ["éa", "éb", "éc", "éd"]
    assert [len(row) // 4 for row in found] == [4, 2, 2]


@both
def test_what_is_no_blank_parts_nothing(way: ModuleType) -> None:
    letters = [chr(code) for code in range(0x80, 0x3100) if not chr(code).isspace()]
    _, asked, _ = numbered(way, "".join(letters), *letters)
    assert asked == ["".join(letters), *letters]


@compiled
@given(st.lists(TEXTS))
def test_compiled_it_asks_for_the_same_pieces(texts: list[str]) -> None:
    assert numbered(_kernel, *texts, *texts) == numbered(portable, *texts, *texts)


@both
def test_a_piece_is_asked_for_once(way: ModuleType) -> None:
    found, asked, kept = numbered(way, "ab Ab (AB)", "ab", "é\0 é\0 é")
    assert asked == ["ab", "é\0", "é"]
    assert found[1] == struct.pack("2i", 1, -1)
    assert kept == 5  # Ab and (AB) are kept, too


@both
def test_very_long_pieces_are_not_kept(way: ModuleType) -> None:
    page = "ж" * 1_000_000
    _, asked, kept = numbered(way, page, f"x {page} x", "-" * 300, "b" * 256)
    assert asked == [page, "x", page, "-" * 300, "b" * 256]
    assert kept == 1


@both
@pytest.mark.parametrize("length", [*range(1, 40), 254, 255, 256, 257])
def test_pieces_that_differ_in_one_place_are_told_apart(way: ModuleType, length: int) -> None:
    several = ["é" + "a" * at + "b" + "a" * (length - at) for at in range(length + 1)]
    vocabulary = Vocabulary()
    pieces = way.Pieces(lambda piece: struct.pack("i", vocabulary[piece]))
    wanted = array("i", range(1, length + 2))
    assert array("i", pieces.words(" ".join(several))) == wanted
    assert [array("i", pieces.words(one))[0] for one in several] == list(wanted)


@both
def test_a_table_grows(way: ModuleType) -> None:
    vocabulary = Vocabulary()
    pieces = way.Pieces(lambda piece: struct.pack("i", vocabulary[piece]))
    text = " ".join(f"é{number}" for number in range(100_000))
    wanted = array("i", range(1, 100_001))
    assert array("i", pieces.words(text)) == wanted
    assert array("i", pieces.words(text)) == wanted
    assert len(pieces) == 100_000


@both
def test_what_is_missing_may_be_looked_for_in_the_same_table(way: ModuleType) -> None:
    def missing(piece: str) -> bytes:
        if len(piece) > 1:
            return bytes(pieces.words(" ".join(piece)) + pieces.words(piece[1:]))
        return struct.pack("i", ord(piece))

    pieces = way.Pieces(missing)
    long = "".join(chr(code) for code in range(0x400, 0x440))
    found = array("i", pieces.words(f"{long} {long}"))
    wanted = [ord(letter) for start in range(64) for letter in long[start:]]
    assert found == array("i", wanted * 2)


@both
def test_what_goes_wrong_where_words_are_asked_for_is_passed_on(way: ModuleType) -> None:
    def missing(piece: str) -> bytes:
        if piece == "bad":
            raise LookupError(piece)
        return b"1234"

    pieces = way.Pieces(missing)
    for _ in range(2):
        with pytest.raises(LookupError, match="bad"):
            pieces.words("good bad good")
    assert pieces.words("good") == b"1234"
    assert len(pieces) == 1


@both
@pytest.mark.parametrize(
    ("answer", "error"),
    [(None, TypeError), (7, TypeError), ("1234", TypeError), (b"12345", ValueError)],
)
def test_words_are_bytes_of_whole_numbers(
    way: ModuleType, answer: Any, error: type[Exception]
) -> None:
    pieces = way.Pieces(lambda piece: answer)
    with pytest.raises(error):
        pieces.words("piece")


@both
@pytest.mark.parametrize("text", [None, 7, b"bytes", ["text"], array("i", [1])])
def test_only_a_text_has_words(way: ModuleType, text: Any) -> None:
    with pytest.raises(TypeError):
        way.Pieces(lambda piece: b"").words(text)


@compiled
def test_a_table_that_is_half_made_is_refused() -> None:
    made: Any = _kernel.Pieces
    for wrong in ((), (7,), (len, len)):
        with pytest.raises(TypeError):
            made(*wrong)
    with pytest.raises(TypeError):
        made(found=len)
    with pytest.raises(TypeError):
        type("More", (made,), {})


# postings

TOKENS = ["to", "be", "or", "not", "to", "be", "that", "is", "to"]


def inverted(
    way: ModuleType,
    numbers: list[int],
    ranks: list[int],
    terms: int,
    documents: list[int],
    sizes: list[int],
    gap: int | None,
) -> tuple[list[int] | None, ...]:
    found = way.invert(
        array("i", numbers).tobytes(),
        np.array(ranks, np.int32),
        terms,
        array("I", documents),
        np.array(sizes, np.uint32),
        gap,
    )
    return tuple(None if row is None else np.frombuffer(row, np.uint32).tolist() for row in found)


@both
def test_words_become_postings(way: ModuleType) -> None:
    # Document 3 has the texts "to be or not", "" and "to be"; document 8 "that is to".
    ranks = {"be": 0, "is": 1, "not": 2, "or": 3, "that": 5, "to": 6}
    numbers = [list(ranks).index(token) for token in TOKENS]
    starts, documents, freqs, places, positions = inverted(
        way, numbers, list(ranks.values()), 7, [3, 3, 3, 8], [4, 0, 2, 3], 10
    )
    assert starts == [0, 1, 2, 3, 4, 4, 5, 7]
    assert documents == [3, 8, 3, 3, 8, 3, 8]
    assert freqs == [2, 1, 1, 1, 1, 2, 1]
    assert places == [0, 2, 3, 4, 5, 5, 6, 9]
    assert positions == [1, 25, 1, 3, 2, 0, 0, 24, 2]


@both
def test_positions_are_left_out_without_a_gap(way: ModuleType) -> None:
    found = inverted(way, [0, 1, 0], [1, 0], 2, [0], [3], None)
    assert found == ([0, 1, 2], [0, 0], [1, 2], [0, 1, 3], None)


@both
def test_nothing_has_no_postings(way: ModuleType) -> None:
    assert inverted(way, [], [], 0, [], [], 1) == ([0], [], [], [0], [])
    assert inverted(way, [], [0], 2, [4, 4], [0, 0], 1) == ([0, 0, 0], [], [], [0, 0, 0], [])


@st.composite
def texts_of_documents(draw: st.DrawFn) -> tuple[Any, ...]:
    terms = draw(st.integers(1, 9))
    ranks = draw(st.lists(st.integers(0, terms - 1), min_size=1, max_size=20))
    texts = draw(st.lists(st.lists(st.integers(0, len(ranks) - 1), max_size=12)))
    steps = draw(st.lists(st.integers(0, 2), min_size=len(texts), max_size=len(texts)))
    documents = np.cumsum([0, *steps])[1:].tolist()
    gap = draw(st.none() | st.integers(0, 100))
    return [n for text in texts for n in text], ranks, terms, documents, [*map(len, texts)], gap


@both
@given(texts_of_documents())
def test_postings_are_those_of_a_plain_count(way: ModuleType, drawn: tuple[Any, ...]) -> None:
    numbers, ranks, terms, documents, sizes, gap = drawn
    found: dict[tuple[int, int], list[int]] = {}
    position, rest = 0, iter(numbers)
    for (before, document), size in zip(pairwise([-1, *documents]), sizes, strict=True):
        position = position if document == before else 0
        for _ in range(size):
            found.setdefault((ranks[next(rest)], document), []).append(position)
            position += 1
        position += gap or 0
    postings = sorted(found.items())
    counts = [sum(rank < term for (rank, _), _ in postings) for term in range(terms + 1)]
    places = [
        sum(len(row) for (rank, _), row in postings if rank < term) for term in range(terms + 1)
    ]
    assert inverted(way, *drawn) == (
        counts,
        [document for (_, document), _ in postings],
        [len(row) for _, row in postings],
        places,
        None if gap is None else [place for _, row in postings for place in row],
    )


@both
@pytest.mark.parametrize(
    "wrong",
    [
        ([0, 2], [0, 1], 2, [0], [2], 1),  # no number 2
        ([0, -1], [0, 1], 2, [0], [2], 1),
        ([0, 1], [0, 2], 2, [0], [2], 1),  # no term 2
        ([0, 1], [0, -1], 2, [0], [2], 1),
        ([0], [0], 0, [0], [1], 1),
        ([0, 1], [0, 1], 2, [0], [1], 1),  # a word too many
        ([0, 1], [0, 1], 2, [0, 1], [2, 1], 1),  # a word too few
        ([0, 1], [0, 1], 2, [0, 1], [2**32 - 1, 3], 1),  # which is 2 modulo 2**32
        ([0, 1], [0, 1], 2, [1, 0], [1, 1], 1),  # documents backwards
        ([0, 1], [0, 1], 2, [0, 1], [2], 1),
        ([0, 1], [0, 1], 2, [0], [1, 1], 1),
        ([0, 1], [0, 1], -1, [0], [2], 1),
        ([0, 1], [0, 1], 2**32, [0], [2], 1),
        ([0, 1], [0, 1], 2, [0], [2], -1),
        ([0, 1], [0, 1], 2, [0], [2], 2**40),
        ([0, 1], [0, 1], 2, [0, 0], [1, 1], 2**31),  # no place beyond 2**32
    ],
)
def test_numbers_out_of_range_are_refused(way: ModuleType, wrong: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError):
        inverted(way, *wrong)


@both
@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (None, TypeError),
        (7, TypeError),
        ([1, 2], TypeError),
        ("text", TypeError),
        (b"12345", ValueError),
        (array("q", [1]), ValueError),
        (array("f", [1]), ValueError),
        (np.zeros(2, np.int64), ValueError),
        (np.zeros(2, np.float32), ValueError),
        (np.zeros(2, ">i4"), ValueError),
        (np.zeros(8, np.int32)[::2], (ValueError, BufferError)),
    ],
    ids=repr,
)
@pytest.mark.parametrize("place", [0, 1, 3, 4])
def test_only_numbers_of_32_bits_are_taken(
    way: ModuleType, wrong: Any, error: Any, place: int
) -> None:
    arguments = [b"", b"", 0, b"", b"", None]
    arguments[place] = wrong
    with pytest.raises(error):
        way.invert(*arguments)


@compiled
def test_numbers_that_are_not_aligned_are_refused() -> None:
    with pytest.raises(ValueError, match="aligned"):
        _kernel.invert(memoryview(bytes(9))[1:], bytes(4), 1, bytes(4), b"\2\0\0\0", None)


@compiled
@pytest.mark.parametrize("wrong", [(), (b"",) * 6, (b"", b"", 0, b"", b"", "gap")])
def test_what_is_no_number_at_all_is_refused(wrong: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError):
        _kernel.invert(*wrong)


# the compiled module


def leaked(act: Callable[[], object], times: int) -> int:
    """Return how many bytes more are in use for each time that ``act`` has acted, once warm."""
    tracemalloc.start()
    try:
        act()
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(times):
            act()
        gc.collect()
        return (tracemalloc.get_traced_memory()[0] - before) // times
    finally:
        tracemalloc.stop()


@compiled
def test_nothing_is_left_in_memory() -> None:
    text = " ".join(f"é{number} é-{number}-and-more-than-a-slot-holds" for number in range(2000))
    numbers = array("i", [1, 0] * 20_000)

    class Owner:
        def __init__(self) -> None:
            self.pieces = _kernel.Pieces(self.missing)  # a circle, for the collector to break

        def missing(self, piece: str) -> bytes:
            if piece == "é1999":
                raise LookupError
            return b"12345678"

    def act() -> None:
        owner = Owner()
        with pytest.raises(LookupError):
            owner.pieces.words(text)
        with pytest.raises(TypeError):
            owner.pieces.words(None)  # type: ignore[arg-type]
        _kernel.invert(numbers, bytes(8), 1000, bytes(4), array("I", [40_000]), 1)
        with pytest.raises(ValueError):
            _kernel.invert(numbers, bytes(8), 1000, bytes(4), array("I", [40_001]), 1)

    assert leaked(act, 20) < 100


@compiled
def test_references_are_given_back() -> None:
    text, answer = "é-unlike-any-other-text", b"12345678"
    numbers = array("i", [0])
    things = text, answer, numbers, _kernel.Pieces, None
    before = [*map(sys.getrefcount, things)]
    for _ in range(1000):
        pieces = _kernel.Pieces(lambda piece: answer)
        pieces.words(text)
        pieces.words(text)
        _kernel.invert(numbers, numbers, 1, numbers, array("i", [1]), None)
        with pytest.raises(ValueError):
            _kernel.invert(numbers, numbers, 1, numbers, numbers, None)
    del pieces
    after = [*map(sys.getrefcount, things)]
    assert after[:4] == before[:4]
    assert abs(after[4] - before[4]) < 100


@compiled
@pytest.mark.parametrize(("value", "wanted"), [("", "True"), ("1", "False")])
def test_the_compiled_module_is_used_unless_it_is_switched_off(value: str, wanted: str) -> None:
    program = "from searchkit.engines.whoosh import kernel; print(kernel.COMPILED)"
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        env={**os.environ, "SEARCHKIT_PURE": value},
        check=True,
        capture_output=True,
        text=True,
    )
    assert ended.stdout == f"{wanted}\n"
