"""Terms and postings as arrays, against lists of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from searchkit.engines.whoosh.disk.lexicon import Lexicon, write_lexicon
from searchkit.engines.whoosh.disk.packing import (
    Documents,
    Frequencies,
    write_documents,
    write_frequencies,
)
from searchkit.engines.whoosh.disk.postings import Inverted, Postings, Stream, write_postings
from tests.engines.small_arrays import Writing


def lexicon(terms: Sequence[bytes]) -> Lexicon:
    writing = Writing()
    write_lexicon(writing.writer, "text", terms)
    return Lexicon(writing.read(), "text")


# Few letters, among them the least and the greatest byte, so that many begin with the same 8.
BYTES = st.lists(st.sampled_from([b"\0", b"a", b"b", b"\xff"]), max_size=11).map(b"".join)
LONG = st.tuples(st.sampled_from([b"", b"harbour", b"harbours", b"\xff" * 8, b"\0" * 8]), BYTES)
TERM = LONG.map(b"".join)


@given(terms=st.lists(TERM, max_size=40), wanted=st.lists(TERM, max_size=10))
@example(terms=[], wanted=[b"", b"a"])
@example(terms=[b""], wanted=[b"", b"\0"])
@example(terms=[b"a", b"a\0", b"a\0\0"], wanted=[b"a", b"a\0", b"a\0\0\0"])
@example(terms=[b"harbours", b"harbours\0", b"harbours\xff"], wanted=[b"harbours"])
@settings(max_examples=100, deadline=None)
def test_a_lexicon_finds_what_a_sorted_list_has(terms: list[bytes], wanted: list[bytes]) -> None:
    listed = sorted(set(terms))
    found = lexicon(listed)
    assert len(found) == len(listed)
    assert list(found) == listed
    assert [found[place] for place in range(len(listed))] == listed
    for term in [*listed, *wanted]:
        for _ in range(2):  # the second time it is remembered
            assert found.find(term) == (listed.index(term) if term in listed else None)
        assert found.first_from(term) == sum(other < term for other in listed)
        beginning = [place for place, other in enumerate(listed) if other.startswith(term)]
        first = sum(other < term for other in listed)
        assert found.begins(term) == (first, first + len(beginning))
    for first in range(len(listed) + 1):
        assert found.terms(first, len(listed)) == listed[first:]
        assert found.terms(0, first) == listed[:first]
    assert found.some(range(0, len(listed), 3)) == listed[::3]
    data, ends = found.numpy()
    assert data.tobytes() == b"".join(listed)
    assert ends.tolist() == list(accumulate(map(len, listed)))


def test_a_large_lexicon_is_searched_by_the_first_bytes() -> None:
    listed = sorted({b"%x" % (number * 2654435761 % (1 << 40)) for number in range(66_000)})
    found = lexicon(listed)
    for place in range(0, len(listed), 997):
        assert found.find(listed[place]) == place
        assert found.find(listed[place] + b"\0") is None
        assert found.begins(listed[place][:3])[0] <= place < found.begins(listed[place][:3])[1]
    for term in listed:  # more than are remembered
        assert found.find(term) is not None


@pytest.mark.parametrize(
    "numbers",
    [
        [],
        [0],
        [0, 1, 65535],
        [0, 65535, 65536, 70_000],
        [3, 65_539, 131_075, (1 << 32) - 1, 5, 65_541],
        [16_777_216 + 7],
    ],
)
def test_document_numbers_come_back(numbers: list[int]) -> None:
    pieces = [np.array(part, np.uint32) for part in (numbers[:2], [], numbers[2:])]
    writing = Writing()
    write_documents(writing.writer, "text", pieces)
    file = writing.read()
    documents = Documents(file, "text")
    assert ("text/docs above" in file) == any(number >= 1 << 16 for number in numbers)
    assert len(documents) == len(numbers)
    assert [documents[place] for place in range(len(numbers))] == numbers
    assert documents.whole_numpy().tolist() == numbers
    for first in range(len(numbers) + 1):
        for until in range(first, len(numbers) + 1):
            assert list(documents.part(first, until)) == numbers[first:until]
            part = documents.numpy(first, until)
            assert part.tolist() == numbers[first:until]
            assert part.flags.writeable  # whoever asks may add to it
    assert documents.numpy(0, len(numbers)).dtype == np.int64


@pytest.mark.parametrize(
    "numbers",
    [
        [],
        [1],
        [1, 254],
        [255],
        [254, 255, 256, 1, 70_000, 2],
        [300] * 6,
        [1, 2, (1 << 32) - 1],
    ],
)
def test_frequencies_come_back(numbers: list[int]) -> None:
    pieces = [np.array(part, np.int64) for part in (numbers[:2], [], numbers[2:])]
    writing = Writing()
    write_frequencies(writing.writer, "text", pieces)
    file = writing.read()
    frequencies = Frequencies(file, "text")
    assert ("text/freqs large" in file) == any(number >= 255 for number in numbers)
    assert len(frequencies) == len(numbers)
    assert frequencies.whole_numpy().tolist() == numbers
    for first in range(len(numbers) + 1):
        for until in range(first, len(numbers) + 1):
            assert list(frequencies.part(first, until)) == numbers[first:until]
            assert frequencies.numpy(first, until).tolist() == numbers[first:until]


def test_postings_are_read_term_by_term() -> None:
    """Of three terms, in documents 0, 70,000 and 70,001."""
    writing = Writing()
    given = Inverted(
        [b"ferry", b"late", b"tide"],
        np.array([0, 2, 3, 6]),
        [np.array([0, 70_000], np.uint32), np.array([70_001, 0, 70_000, 70_001], np.uint32)],
        [np.array([2, 1, 1, 300, 1, 1])],
        [np.array([4.0, 2.5, 1.0, 300.0, 1.0, 0.1])],
        Stream("I", [np.arange(4, dtype="<u4"), np.arange(100_000, 100_302, dtype="<u4")]),
        np.array([0, 3, 4, 306]),
    )
    write_postings(writing.writer, "text", given)
    writing.writer.put("text/lengths", "I", np.array([302, 1, 3], np.uint32))
    postings = Postings(writing.read(), "text")
    assert list(postings.lexicon) == [b"ferry", b"late", b"tide"]
    assert [postings.extent(term) for term in range(3)] == [(0, 2), (2, 3), (3, 6)]
    assert postings.extent(1, 3) == (2, 6)
    assert postings.firsts().tolist() == [0, 2, 3]
    assert postings.counts(0, 3).tolist() == [2, 1, 3]
    assert postings.counts(1, 2).tolist() == [1]
    assert list(postings.docs.part(3, 6)) == [0, 70_000, 70_001]
    assert postings.freqs is not None
    assert list(postings.freqs.part(3, 6)) == [300, 1, 1]
    assert postings.weights is not None
    assert list(postings.weights.part(0, 6)) == pytest.approx([4.0, 2.5, 1.0, 300.0, 1.0, 0.1])
    assert [postings.place(term) for term in range(3)] == [0, 3, 4]
    assert postings.places(0, 3).tolist() == [0, 3, 4, 306]
    assert postings.positions is not None
    assert postings.positions.part(2, 6).tolist() == [2, 3, 100_000, 100_001]
    assert postings.lengths is not None
    assert postings.lengths.whole().tolist() == [302, 1, 3]


def test_postings_without_more_are_documents() -> None:
    writing = Writing()
    write_postings(
        writing.writer, "day", Inverted([b"2025"], np.array([0, 2]), [np.array([4, 9], np.uint32)])
    )
    file = writing.read()
    assert set(file._places) == {
        f"day/{name}" for name in ("keys", "ends", "terms", "starts", "docs")
    }
    postings = Postings(file, "day")
    assert (postings.freqs, postings.weights, postings.positions) == (None, None, None)
    assert postings.lengths is None
    assert postings.docs.numpy(*postings.extent(0)).tolist() == [4, 9]


def test_where_all_weights_are_frequencies_they_are_not_kept_twice() -> None:
    writing = Writing()
    docs, freqs = [np.array([4, 9], np.uint32)], [np.array([1, 2])]
    write_postings(writing.writer, "day", Inverted([b"2025"], np.array([0, 2]), docs, freqs))
    postings = Postings(writing.read(), "day")
    assert postings.weights is postings.freqs is not None
