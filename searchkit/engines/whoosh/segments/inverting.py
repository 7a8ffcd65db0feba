"""Documents become postings: terms are numbered as they come, and sorted once."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.fields import SpellField

from searchkit.analysis import stemmed
from searchkit.engines.whoosh.disk.arrays import narrow
from searchkit.engines.whoosh.disk.perdocument import Lengths
from searchkit.engines.whoosh.disk.postings import Inverted, Stream
from searchkit.engines.whoosh.kernel import Pieces, invert
from searchkit.engines.whoosh.kernel.portable import Buffer, runs, sorting
from searchkit.engines.whoosh.schema import GAP, PRINTED, TextField, ValueField
from searchkit.engines.whoosh.segments.words import Vocabulary, numbering

Texts = tuple[str, ...]

_PIECE = 1 << 21
"""Numbers that are written at once, which bounds the memory that is needed."""


class Inverter:
    """Collects what stands in the fields of documents, and gives the postings of each field.

    Documents come in the order of their numbers.
    """

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self._vocabulary = Vocabulary()
        self._pieces = numbering(self._vocabulary)
        self._texts: dict[str, _Texts] = {}
        self._values: dict[str, _Values] = {}
        self._items: dict[str, _Items] = {}

    @property
    def tokens(self) -> int:
        """How many words of texts were taken."""
        return sum(texts.tokens for texts in self._texts.values())

    def take(self, name: str, field: Any, document: int, texts: Texts) -> None:
        """Take the texts or values of one of our own fields."""
        if isinstance(field, ValueField):
            if name not in self._values:
                self._values[name] = _Values()
            self._values[name].take(document, field.values(texts))
        else:
            if name not in self._texts:
                self._texts[name] = _Texts(self._pieces, field)
            self._texts[name].take(document, texts)

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """Take a posting as Whoosh's fields give it: field, term, document, weight, value."""
        name, term, document, weight, value = item
        if name not in self._items:
            self._items[name] = _Items(self._schema[name])
        self._items[name].add(term, document, weight, value)

    def cleanup(self) -> None:
        """Nothing is left behind: Whoosh asks this of what collects its postings."""

    def inverted(self) -> Iterator[tuple[str, Inverted]]:
        """Yield the names and the postings of the fields."""
        for name, values in self._values.items():
            yield name, values.inverted()
        for name, items in self._items.items():
            yield name, items.inverted()
        words = _Terms(self._vocabulary)
        stems = None
        for name, texts in self._texts.items():
            if texts.field.analysis != "stemmed":
                yield name, words.inverted(*texts.words(), GAP)
                continue
            yield name + PRINTED, words.inverted(*texts.words())
            if stems is None:
                stems = self._stems()
            yield name, stems.inverted(*texts.words(), GAP)

    def lengths(self) -> Iterator[tuple[str, Lengths]]:
        """Yield the names of the text fields, and how many words each document has in them."""
        return ((name, texts.lengths()) for name, texts in self._texts.items())

    def _stems(self) -> _Terms:
        """Return the stems, as what the numbers of words stand for."""
        stems = Vocabulary()
        numbers = [stems[stem] for stem in stemmed(self._vocabulary.texts)]
        return _Terms(stems, np.array(numbers, np.int32))


class _Terms:
    """The terms of a vocabulary, sorted, and of each number which of them it stands for."""

    def __init__(self, vocabulary: Vocabulary, numbers: NDArray[Any] | None = None) -> None:
        terms = [text.encode() for text in vocabulary.texts]
        order = sorted(range(len(terms)), key=terms.__getitem__)
        ranks = np.empty(len(terms), np.int32)
        ranks[order] = np.arange(len(terms), dtype=np.int32)
        self._sorted = [terms[place] for place in order]
        self._ranks = ranks if numbers is None else ranks[numbers]

    def inverted(
        self, numbers: Buffer, documents: Buffer, sizes: Buffer, gap: int | None = None
    ) -> Inverted:
        """Return the postings of words, with positions where a gap is given; see ``invert``."""
        terms = len(self._sorted)
        found = invert(numbers, self._ranks, terms, documents, sizes, gap)
        starts, docs, freqs, places = (np.frombuffer(array, np.uint32) for array in found[:4])
        used = np.flatnonzero(starts[1:] != starts[:-1])
        kept = np.append(used, terms)
        return Inverted(
            [self._sorted[term] for term in used.tolist()],
            starts[kept],
            _pieces(docs),
            None if (freqs == 1).all() else _pieces(freqs),
            None,
            None if found[4] is None else _narrow(np.frombuffer(found[4], np.uint32)),
            None if found[4] is None else places[kept],
        )


class _Texts:
    """The words of a text field: the numbers of all, and how many each text has."""

    def __init__(self, pieces: Pieces, field: TextField) -> None:
        self.field = field
        self._pieces = pieces
        self._numbers = bytearray()  # of words, each 4 bytes
        self._documents = array("I")  # of texts
        self._sizes = array("I")

    @property
    def tokens(self) -> int:
        return len(self._numbers) // 4

    def take(self, document: int, texts: Texts) -> None:
        for text in texts:
            words = self._pieces.words(text)
            self._numbers += words
            self._documents.append(document)
            self._sizes.append(len(words) // 4)

    def words(self) -> tuple[Buffer, Buffer, Buffer]:
        """Return the numbers of all words, and of each text its document and its size."""
        return self._numbers, self._documents, self._sizes

    def lengths(self) -> Lengths:
        documents = np.array(self._documents)
        first = runs(documents)
        return Lengths(documents[first], np.add.reduceat(np.array(self._sizes), first))


class _Values:
    """The values of a field that has whole values."""

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._numbers = array("I")
        self._documents = array("I")
        self._sizes = array("I")

    def take(self, document: int, values: Sequence[str]) -> None:
        self._numbers.extend([self._vocabulary[value] for value in values])
        self._documents.append(document)
        self._sizes.append(len(values))

    def inverted(self) -> Inverted:
        return _Terms(self._vocabulary).inverted(self._numbers, self._documents, self._sizes)


class _Items:
    """The postings of a field that is none of ours, as Whoosh gives them."""

    def __init__(self, field: Any) -> None:
        self._format = field.format
        self._has_positions = self._format.supports("positions")
        self._is_spelling = isinstance(field, SpellField)  # whose values are those of another field
        self._terms: dict[bytes, int] = {}
        self._numbers = array("I")
        self._documents = array("I")
        self._weights = array("d")
        self._counts = array("I")
        self._positions = array("I")

    def add(self, term: bytes, document: int, weight: float, value: bytes) -> None:
        self._numbers.append(self._terms.setdefault(term, len(self._terms)))
        self._documents.append(document)
        self._weights.append(weight)
        if self._has_positions:
            positions = self._format.decode_positions(value)
            self._positions.extend(positions)
            self._counts.append(len(positions))
        else:
            self._counts.append(1 if self._is_spelling else self._format.decode_frequency(value))

    def inverted(self) -> Inverted:
        terms = sorted(self._terms)
        ranks = np.zeros(len(terms), np.int64)
        ranks[[self._terms[term] for term in terms]] = np.arange(len(terms))
        counts = np.array(self._counts, np.int64)
        weights = np.array(self._weights)
        ranked, documents = ranks[np.array(self._numbers)], np.array(self._documents)
        boosted = bool((weights != counts).any())
        if not self._has_positions:
            heavy = weights if boosted else None
            return _grouped(terms, ranked, documents, counts=counts, weights=heavy)
        return _grouped(
            terms,
            np.repeat(ranked, counts),
            np.repeat(documents, counts),
            positions=np.array(self._positions),
            weights=np.repeat(weights / np.maximum(counts, 1), counts) if boosted else None,
        )


def _grouped(
    terms: Sequence[bytes],
    ranks: NDArray[Any],
    documents: NDArray[Any],
    *,
    positions: NDArray[Any] | None = None,
    weights: NDArray[Any] | None = None,
    counts: NDArray[Any] | None = None,
) -> Inverted:
    """Return the postings of tokens: of each the rank of its term among the sorted ones, and more.

    Tokens come in the order of documents, and of positions in one; ``counts`` says how often each
    of them stands there, ``weights`` what it weighs, where that is not 1.
    """
    order = sorting(ranks)
    ranks, documents = ranks[order], documents[order]
    begins = runs(ranks, documents)
    starts = np.searchsorted(ranks[begins], np.arange(len(terms) + 1))
    ends = np.append(begins, len(order))
    freqs = np.diff(ends) if counts is None else np.add.reduceat(counts[order], begins)
    return Inverted(
        terms,
        starts,
        (documents[begins],),
        None if (freqs == 1).all() else (freqs,),
        None if weights is None else (np.add.reduceat(weights[order], begins),),
        None if positions is None else _narrow(positions[order]),
        None if positions is None else ends[starts],
    )


def _narrow(numbers: NDArray[Any]) -> Stream:
    code, _ = narrow(numbers.max(initial=0, keepdims=True))
    return Stream(code, (piece.astype(code) for piece in _pieces(numbers)))


def _pieces(numbers: NDArray[Any]) -> list[NDArray[Any]]:
    """Return views of the numbers, piece by piece."""
    return np.split(numbers, range(_PIECE, len(numbers), _PIECE))
