"""How an index is written: each state of it is as one that Whoosh has written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from whoosh import query
from whoosh.writing import OPTIMIZE, SegmentWriter

from searchkit.engines.whoosh.segments.codec import Codec
from tests.engines.council import QUERIES, document, history, ours, rows, stock


def state(index: Any) -> dict[str, Any]:
    with index.searcher() as searcher:
        reader = searcher.reader()
        return {
            "counts": (reader.doc_count(), reader.doc_count_all()),
            "terms": [(term, info.weight(), info.doc_frequency()) for term, info in reader],
            "stored": list(reader.all_stored_fields()),
            "columns": [
                [column[number] for number in reader.all_doc_ids()]
                for column in map(reader.column_reader, ("year", "when", "outlet"))
            ],
            "lengths": [reader.doc_field_length(n, "text") for n in reader.all_doc_ids()],
            "length": reader.field_length("text"),
            "found": [rows(searcher.search(wanted, limit=None)) for wanted in QUERIES],
        }


def test_every_state_of_an_index_is_the_same(tmp_path: Path) -> None:
    mine, theirs = ours(tmp_path), stock()
    for _ in zip(history(mine, last=-1), history(theirs, last=-1), strict=True):
        assert state(mine) == state(theirs)


def test_a_merged_index_is_as_one_built_in_one_go(tmp_path: Path) -> None:
    """Whoosh's own merge is not: it adds up lengths that it has rounded."""
    merged = ours(tmp_path)
    for _ in history(merged):
        pass
    assert len(merged._segments()) == 1
    fresh = stock()
    with merged.searcher() as searcher, fresh.writer() as writer:
        for stored in searcher.documents():
            edition = stored["text"].rpartition(" ")[2]
            writer.add_document(**document(int(stored["id"][4:]), int(edition)))
    assert state(merged) == state(fresh)


def test_a_cancelled_writer_changes_nothing(tmp_path: Path) -> None:
    index = ours(tmp_path)
    with index.writer() as writer:
        writer.add_document(**document(1))
    before = state(index)
    writer = index.writer()
    writer.update_document(**document(1, edition=2))
    writer.add_document(**document(2))
    writer.cancel()
    assert state(index) == before


@pytest.mark.parametrize("wish", ["optimize", "mergetype", "argument"])
def test_segments_are_joined_as_is_wished(wish: str, tmp_path: Path) -> None:
    index = ours(tmp_path)
    for number in range(4):
        writer = index.writer()
        writer.add_document(**document(number))
        writer.merge = False
        writer.commit()
        assert len(index._segments()) == number + 1
    writer = index.writer()
    writer.add_document(**document(4))
    if wish == "argument":
        writer.commit(optimize=True)
    else:
        setattr(writer, wish, OPTIMIZE)
        writer.commit()
    assert len(index._segments()) == 1
    assert index.doc_count() == 5


def test_whoosh_s_own_writer_writes_with_the_codec(tmp_path: Path) -> None:
    index = ours(tmp_path)
    writer = SegmentWriter(index, codec=Codec())
    for number in range(9):
        writer.add_document(**document(number))
    writer.commit()
    writer = SegmentWriter(index, codec=Codec())
    writer.update_document(**document(4, edition=2))
    writer.delete_by_term("id", "page5")
    writer.commit(optimize=True)
    with index.searcher() as searcher:
        found = searcher.search(query.Term("text", "edition"), limit=None)
        assert {hit["id"] for hit in found} == {f"page{n}" for n in (0, 1, 2, 3, 4, 6, 7, 8)}
        found = searcher.search(query.Term("text", "2"))
        assert sorted(hit["id"] for hit in found) == ["page2", "page4"]
        outlets = searcher.reader().column_reader("outlet")
        for number, stored in searcher.reader().iter_docs():
            assert outlets[number] == document(int(stored["id"][4:]))["outlet"]
    assert len(index._segments()) == 1


def test_an_index_of_whoosh_can_be_taken_over(tmp_path: Path) -> None:
    index, other = ours(tmp_path), stock()
    for _ in history(other, last=-1):
        pass
    writer = index.writer()
    writer.add_document(**document(777))
    for reader, _ in other.reader().leaf_readers():
        writer.add_reader(reader)
    writer.add_document(**document(778))
    writer.commit()
    with index.searcher() as mine, other.searcher() as theirs:
        ids = [fields["id"] for fields in mine.documents()]
        assert ids == ["page777", *(fields["id"] for fields in theirs.documents()), "page778"]
        for wanted in (query.Term("text", "market"), query.Phrase("text", ["fish", "prices"])):
            found = {hit["id"] for hit in mine.search(wanted, limit=None)}
            assert found - {"page777", "page778"} == {
                hit["id"] for hit in theirs.search(wanted, limit=None)
            }
        outlets = mine.reader().column_reader("outlet")
        assert outlets[0] == document(777)["outlet"]
        assert (
            outlets[1] == theirs.reader().column_reader("outlet")[theirs.document_number(id=ids[1])]
        )
