"""Fields of every kind over our codec: kept as Whoosh keeps them, or refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from whoosh import columns, fields, query
from whoosh.analysis import StemmingAnalyzer
from whoosh.filedb.filestore import RamStorage

from searchkit.engines.whoosh.commits.storage import Storage
from searchkit.engines.whoosh.disk.stored import Record, packed
from tests.engines.council import ours

KEPT: dict[str, tuple[Any, Any]] = {
    "varied": (columns.VarBytesColumn(), b"x\0y"),
    "without offsets": (columns.VarBytesColumn(allow_offsets=False), b"abc"),
    "fixed": (columns.FixedBytesColumn(4), b"abcd"),
    "references": (columns.RefBytesColumn(4), b"abcd"),
    "bits": (columns.BitColumn(), True),
    "deflated bits": (columns.BitColumn(compress_at=1), True),
    "numbers": (columns.NumericColumn("i"), -5),
    "reals": (columns.NumericColumn("d", default=0.0), 2.5),
    "deflated": (columns.CompressedBytesColumn(), b"abc" * 50),
    "structures": (columns.StructColumn("if", (0, 0.0)), (3, 1.5)),
    "lists": (columns.VarBytesListColumn(), [b"a", b"bc"]),
    "fixed lists": (columns.FixedBytesListColumn(2), [b"ab", b"cd"]),
}


@pytest.mark.parametrize("kind", KEPT)
def test_columns_of_every_kind_that_does_not_pickle(kind: str, tmp_path: Path) -> None:
    column, value = KEPT[kind]
    both = []
    for storage in (Storage(tmp_path), RamStorage()):
        index = storage.create_index(fields.Schema(kept=fields.COLUMN(column)), "searchkit")
        states = []
        for values in ([value, None, value], [None, value]):
            writer = index.writer()
            for one in values:
                writer.add_document(kept=one)
            writer.commit(merge=False)
            reader = index.reader()
            kept = reader.column_reader("kept")
            states.append([kept[number] for number in range(reader.doc_count_all())])
        both.append(states)
    assert both[0] == both[1]
    index = Storage(tmp_path).open_index(fields.Schema(kept=fields.COLUMN(column)))
    index.writer().commit(optimize=True)
    kept = index.reader().column_reader("kept")
    assert [kept[number] for number in range(5)] == both[1][1]


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        (fields.COLUMN(columns.PickleColumn(columns.VarBytesColumn())), ["words"], "pickles"),
        (fields.COLUMN(columns.CompressedBlockColumn()), b"words", "pickles"),
        (fields.TEXT(chars=True), "words", "field has Characters; of a posting"),
        (fields.TEXT(vector=True), "words", "vectors"),
        (fields.STORED(), {1, 2}, "Object of type set is not JSON serializable"),
    ],
)
def test_what_is_not_kept_is_refused(tmp_path: Path, field: Any, value: Any, error: str) -> None:
    index = Storage(tmp_path).create_index(fields.Schema(field=field))
    with pytest.raises(TypeError, match=error), index.writer() as writer:
        writer.add_document(field=value)
    assert [path.suffix for path in tmp_path.iterdir()] == [".toc"]


def test_stored_fields_come_back_as_they_were(tmp_path: Path) -> None:
    values = {
        "id": "a",
        "text": "“long” text, deflated " * 99,
        "year": -1977,
        "when": datetime(2025, 10, 1, 12, 30, 0, 5),
        "free": False,
        "tags": "",
        "body": b"\x00\n\xff" * 999,
        "note": "line\nof “text” \ud800",
    }
    others = {
        "note": ["list", None, 1.5, {"of": [True]}],
        "body": b"",
        "when": datetime(2025, 10, 1, tzinfo=UTC).replace(tzinfo=None),
    }
    index = ours(tmp_path)
    with index.writer() as writer:
        writer.add_document(**values)
        writer.add_document(price=1.5)  # nothing stored
        writer.add_document(id="b", _stored_id="stored instead", **others)
    expected = [values, {}, {"id": "stored instead", **others}]
    with index.searcher() as searcher:
        assert list(searcher.documents()) == expected
    index.writer().commit(optimize=True)
    with index.writer() as writer:  # and written anew, with other names first
        writer.add_document(note="new")
        writer.delete_by_term("year", -1977)
    index.writer().commit(optimize=True)
    with index.searcher() as searcher:
        assert list(searcher.documents()) == [*expected[1:], {"note": "new"}]


def test_a_stored_record_that_is_cut_or_longer_is_an_error() -> None:
    names: dict[str, int] = {}
    data = packed({"note": "tide " * 500, "id": "a"}, names)
    assert names == {"note": 0, "id": 1}
    assert len(data) < 200  # deflated
    record = Record(data, list(names))
    assert {name: record[name] for name in record} == {"note": "tide " * 500, "id": "a"}
    with pytest.raises(KeyError):
        record["nothing"]
    for damaged in (data[:-1], data + b"!"):
        with pytest.raises(ValueError, match="a record has"):
            dict.fromkeys(Record(damaged, list(names)))
    note = bytearray(packed({"note": "tide " * 500}, {}))
    note[3] -= 4  # its size, the lowest byte first
    with pytest.raises(ValueError, match="a stored value is cut off"):
        Record(bytes(note[:-4]), ["note"])["note"]


def test_fields_of_other_kinds(tmp_path: Path) -> None:
    both = []
    for storage in (Storage(tmp_path), RamStorage()):
        schema = fields.Schema(
            gram=fields.NGRAM(stored=True),
            start=fields.NGRAMWORDS(at="start"),
            stemmed=fields.TEXT(analyzer=StemmingAnalyzer(), spelling=True),
            place=fields.IDLIST(),
        )
        schema.add("*_count", fields.NUMERIC(sortable=True, stored=True), glob=True)
        index = storage.create_index(schema, "searchkit")
        with index.writer() as writer:
            writer.add_document(gram="ferry late", start="harbour", a_count=4, b_count=5)
            writer.add_document(stemmed="running ferries", place="pier, quay", a_count=1)
        with index.writer() as writer:
            writer.merge = False
            writer.add_document(stemmed="ferry runs", gram="late", a_count=-3)
        with index.searcher() as searcher:
            counts = searcher.reader().column_reader("a_count")
            both.append(
                (
                    list(searcher.reader().all_terms()),
                    list(searcher.documents()),
                    [counts[number] for number in range(3)],
                    searcher.suggest("stemmed", "runing"),
                    [
                        rows_by_number(searcher.search(wanted))
                        for wanted in (
                            query.Term("gram", "lat"),
                            query.Term("start", "harb"),
                            query.Term("stemmed", "ferri"),
                            query.Term("place", "quay"),
                            query.NumericRange("a_count", -5, 1),
                        )
                    ],
                )
            )
    assert both[0] == both[1]
    index = Storage(tmp_path).open_index(schema)
    index.writer().commit(optimize=True)
    counts = index.reader().column_reader("a_count")
    assert [counts[number] for number in range(3)] == [4, 1, -3]


def rows_by_number(results: Any) -> list[tuple[int, float]]:
    return [(hit.docnum, hit.score) for hit in results]


def test_groups_of_documents(tmp_path: Path) -> None:
    schema = fields.Schema(kind=fields.ID(stored=True), name=fields.ID(stored=True))
    pages = query.Term("kind", "page")
    both = []
    for storage in (Storage(tmp_path), RamStorage()):
        index = storage.create_index(schema, "searchkit")
        for first in (0, 6):
            with index.writer() as writer:
                writer.merge = False
                for page in range(first, first + 6):
                    with writer.group():
                        writer.add_document(kind="page", name=f"p{page}")
                        for quote in range(page % 3):
                            writer.add_document(kind="quote", name=f"q{quote}")
        with index.searcher() as searcher:
            both.append(
                [
                    [hit["name"] for hit in searcher.search(wanted, limit=None)]
                    for wanted in (
                        query.NestedParent(pages, query.Term("name", "q1")),
                        query.NestedChildren(pages, query.Term("name", "p5")),
                    )
                ]
            )
    assert both[0] == both[1] == [["p2", "p5", "p8", "p11"], ["q0", "q1"]]
