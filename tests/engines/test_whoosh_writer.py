"""The writer and the joining of segments: how an index was written does not show in it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from whoosh import fields, query

from searchkit.engines.whoosh.commits.storage import Storage
from searchkit.engines.whoosh.schema import GAP, PrintedField, TextField, ValueField
from searchkit.engines.whoosh.searching.searcher import Searcher


def schema() -> fields.Schema:
    made = fields.Schema(
        key=ValueField(),
        folded=ValueField(folded=True),
        text=TextField("stemmed"),
        note=TextField("folded"),
        json=fields.STORED(),
    )
    made.add("text_printed", PrintedField())
    return made


def document(number: int) -> dict[str, Any]:
    """Return a document of chance; some have no text, some one with no words in it."""
    chance = random.Random(number)
    words = ("Ferries", "pier,", "L'état", "—", "running", "a-b", "x" * 40, "ß")
    texts = [" ".join(chance.choices(words, k=chance.randint(0, 300))) for _ in range(2)]
    given: dict[str, Any] = {"key": (f"page{number}",), "json": b"%d" % number * 300}
    if number % 4:
        given["text"] = tuple(texts[: number % 3 + 1])
    if number % 3:
        given["note"] = ("—",)
    given["folded"] = tuple(chance.choices(("Ana Ruiz", "ana ruiz", "Ínés", "—"), k=2))
    return given


def written(folder: Path, *commits: Iterable[int], **options: Any) -> Any:
    index = Storage(folder).create().create_index(schema())
    for numbers in commits:
        writer = index.writer(**options)
        for number in numbers:
            writer.add_document(**document(number))
        writer.commit(merge=False)
    return index


def contents(index: Any) -> dict[str, Any]:
    """Return all of an index that has one segment."""
    reader = index.reader()
    names = sorted({name for name, _ in reader.all_terms()})
    postings: dict[Any, Any] = {}
    for term, info in reader:
        matcher = reader.postings(*term)
        rows = []
        while matcher.is_active():
            where = matcher.value_as("positions") if matcher.supports("positions") else None
            rows.append((matcher.id(), matcher.weight(), where))
            matcher.next()
        postings[term] = rows, info.weight(), info.min_length(), info.max_length()
    numbers = list(reader.all_doc_ids())
    return {
        "names": names,
        "postings": postings,
        "stored": [reader.stored_fields(number) for number in numbers],
        "lengths": {
            name: [reader.doc_field_length(number, name) for number in numbers] for name in names
        },
        "totals": {name: reader.field_length(name) for name in names},
    }


def test_what_is_written_is_what_the_analysis_says(tmp_path: Path) -> None:
    index = Storage(tmp_path).create_index(schema())
    with index.writer() as writer:
        writer.add_document(key=("a",), text=("Ferries run", "the ferry"), folded=("Ana", "ANA"))
        writer.add_document(key=("b",), text=("—",), note=("Été",))
    reader = index.reader()
    assert {term: list(reader.postings(*term).all_ids()) for term in reader.all_terms()} == {
        ("folded", b"ana"): [0],
        ("key", b"a"): [0],
        ("key", b"b"): [1],
        ("note", b"ete"): [1],
        ("text", b"ferri"): [0],
        ("text", b"run"): [0],
        ("text", b"the"): [0],
        ("text_printed", b"ferries"): [0],
        ("text_printed", b"ferry"): [0],
        ("text_printed", b"run"): [0],
        ("text_printed", b"the"): [0],
    }
    first, second = reader.postings("text", "ferri").value_as("positions")
    assert (first, second) == (0, 2 + GAP + 1)  # behind two words, a gap, and "the"
    assert [reader.doc_field_length(number, "text") for number in (0, 1)] == [4, 0]


def test_texts_without_words_are_no_fault(tmp_path: Path) -> None:
    index = Storage(tmp_path).create_index(schema())
    for _ in range(2):
        writer = index.writer()
        writer.add_document(text=("—", ""), note=("",), folded=("",))
        writer.commit(merge=False)
    index.writer().commit(optimize=True)
    reader = index.reader()
    assert (reader.doc_count(), list(reader.all_terms())) == (2, [])
    with Searcher(reader, fromindex=index) as searcher:
        assert len(searcher.search(query.Term("text", "ferri"))) == 0
        assert len(searcher.search(query.Every())) == 2


def test_an_index_without_documents_is_no_fault(tmp_path: Path) -> None:
    index = Storage(tmp_path).create_index(schema())
    index.writer().commit()
    with Searcher(index.reader(), fromindex=index) as searcher:
        assert len(searcher.search(query.Term("text", "ferri"))) == 0
        assert len(searcher.search(query.Every())) == 0
    assert [path.suffix for path in tmp_path.iterdir()] == [".toc"]


@pytest.mark.parametrize("full", [1, 700])
def test_a_writer_that_is_full_in_between_writes_the_same(full: int, tmp_path: Path) -> None:
    whole = written(tmp_path / "whole", range(30))
    often = written(tmp_path / "often", range(30), full=full)
    assert len(often._segments()) == 1
    assert contents(often) == contents(whole)


def test_joined_segments_are_as_if_written_at_once(tmp_path: Path) -> None:
    parts = range(12), [12], range(13, 40)
    joined = written(tmp_path / "joined", *parts)
    with joined.writer() as writer:
        writer.optimize = True
    assert contents(joined) == contents(written(tmp_path / "whole", range(40)))


def test_what_is_deleted_leaves_no_trace_in_joined_segments(tmp_path: Path) -> None:
    joined = written(tmp_path / "joined", range(12), [12], range(13, 40))
    gone = {0, 3, 12, 39, *range(20, 30)}
    with joined.writer() as writer:
        writer.optimize = True
        for number in gone:
            writer.delete_by_term("key", f"page{number}")
    kept = [number for number in range(40) if number not in gone]
    assert contents(joined) == contents(written(tmp_path / "whole", kept))


def test_all_may_be_deleted(tmp_path: Path) -> None:
    index = written(tmp_path, range(5), [5])
    with index.writer() as writer:
        writer.optimize = True
        writer.delete_by_query(query.Every())
    assert (index.doc_count(), index.reader().doc_count_all()) == (0, 0)
    with index.writer() as writer:
        writer.add_document(**document(1))
    assert contents(index)["stored"] == [{"json": b"1" * 300}]


def test_a_segment_may_have_more_than_65536_documents(tmp_path: Path) -> None:
    index = Storage(tmp_path).create_index(fields.Schema(text=TextField("folded")))
    for count in (3, 66_000, 5):
        writer = index.writer()
        for number in range(count):
            writer.add_document(text=("tide ferry" if number % 1000 == 2 else "tide",))
        writer.commit(merge=False)
    with index.writer() as writer:
        writer.merge = False
        writer.delete_document(1)
        writer.delete_document(3 + 65_002)
    expected = [2, *range(5, 65_000, 1000), 66_005]
    for is_merged in (False, True):
        if is_merged:
            index.writer().commit(optimize=True)
            expected = [*(number - 1 for number in expected[:-1]), 66_003]
        reader = index.reader()
        assert list(reader.postings("text", "ferry").all_ids()) == expected
        last = reader.postings("text", "ferry")
        last.skip_to(65_536)
        assert last.id() == expected[-1]
        with Searcher(reader, fromindex=index) as searcher:
            phrase = query.Phrase("text", ["tide", "ferry"])
            for asked in (query.Term("text", "ferry"), phrase):
                assert sorted(searcher.search(asked, limit=None).docs()) == expected
            assert len(searcher.search(query.Term("text", "tide"), limit=None)) == 66_006
