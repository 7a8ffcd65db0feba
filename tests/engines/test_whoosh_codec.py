"""The codec against Whoosh's own: the same index, without a pickle in it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from whoosh import columns, externalsort, fields, formats, query
from whoosh import index as whoosh_index
from whoosh.analysis import LowercaseFilter, RegexTokenizer
from whoosh.codec import whoosh3
from whoosh.filedb import filestore, structfile

from searchkit.engines.whoosh.codec import Positions, read_record, record
from searchkit.engines.whoosh.storage import Storage

PLACES = ("harbour", "station", "bridge", "market", "school")
TOPICS = ("ferries", "timetables", "flood walls", "fish prices", "a new roof")


def text(number: int) -> str:
    place, topic = PLACES[number % 5], TOPICS[number // 5 % 5]
    return f"At the {place} meeting {number} the council spoke of {topic}. " * (1 + number % 7)


def document(number: int, edition: int = 1) -> dict[str, Any]:
    return {
        "id": f"page{number}",
        "text": f"{text(number)} edition {edition}",
        "year": 1900 + number % 120,
        "tags": f"{PLACES[number % 5]},{TOPICS[number % 3]}",
        "outlet": PLACES[number % 5].encode(),
        "body": text(number).encode(),
        "note": f"note “{number}”",
    }


def schema(positions: formats.Format) -> fields.Schema:
    body = fields.TEXT(analyzer=RegexTokenizer(r"\w+") | LowercaseFilter(), phrase=True)
    body.format = positions
    return fields.Schema(
        id=fields.ID(unique=True, stored=True),
        text=body,
        year=fields.NUMERIC(sortable=True, stored=True),
        tags=fields.KEYWORD(commas=True),
        outlet=fields.COLUMN(columns.RefBytesColumn()),
        body=fields.STORED(),
        note=fields.STORED(),
    )


def ours(folder: Path) -> Any:
    return Storage(folder).create().create_index(schema(Positions()))


def stock(folder: Path) -> Any:
    storage = filestore.FileStorage(str(folder)).create()
    return storage.create_index(schema(formats.Positions()), "searchkit")


QUERIES = (
    query.Term("text", "harbour"),
    query.Term("text", "nowhere"),
    query.And([query.Term("text", "market"), query.Term("text", "walls")]),
    query.Or([query.Term("text", "roof"), query.Term("tags", "ferries")]),
    query.Phrase("text", ["council", "spoke", "of", "fish"]),
    query.Phrase("text", ["fish", "council"], slop=9),
    query.Prefix("text", "time"),
    query.NumericRange("year", 1950, 1960),
    query.Not(query.Term("text", "the")),
    query.Every(),
)


def contents(index: Any) -> dict[str, Any]:
    """Everything that can be read of an index: statistics, postings, fields, columns, answers."""
    with index.searcher() as searcher:
        reader = searcher.reader()
        documents = list(reader.all_doc_ids())
        found = {}
        for asked in QUERIES:
            hits = searcher.search(asked, limit=None)
            found[repr(asked)] = [(hit["id"], hit.score) for hit in hits]
        by_year = searcher.search(query.Every(), limit=20, sortedby="year")
        outlets = reader.column_reader("outlet")
        return {
            "counts": (reader.doc_count(), reader.doc_count_all()),
            "terms": [(term, info.weight(), info.doc_frequency()) for term, info in reader],
            "from": [term for term, info in reader.iter_from("text", "m")],
            "lengths": [reader.doc_field_length(number, "text") for number in documents],
            "average": reader.field_length("text"),
            "postings": list(reader.postings("text", "council").items_as("positions")),
            "frequencies": list(reader.postings("text", "council").items_as("frequency")),
            "stored": [reader.stored_fields(number) for number in documents],
            "outlets": [outlets[number] for number in documents],
            "found": found,
            "by year": [hit["id"] for hit in by_year],
        }


def history(index: Any) -> list[dict[str, Any]]:
    """Write 300 documents in several commits; return what could be read after each."""
    states = []

    def commit(writer: Any, **how: Any) -> None:
        writer.commit(**how)
        states.append(contents(index))

    for start in range(0, 300, 60):
        writer = index.writer()
        for number in range(start, start + 60):
            writer.add_document(**document(number))
        commit(writer, merge=start % 120 == 0)
    writer = index.writer()
    for number in range(0, 300, 11):
        writer.update_document(**document(number, edition=2))
    commit(writer, merge=False)
    writer = index.writer()
    writer.delete_by_term("text", "roof")
    commit(writer, merge=False)
    commit(index.writer(), optimize=True)
    return states


def test_reads_as_the_stock_codec(tmp_path: Path) -> None:
    assert history(ours(tmp_path / "ours")) == history(stock(tmp_path / "stock"))


def test_never_calls_pickle_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> object:
        raise AssertionError("unpickled")

    for module in (whoosh3, columns, formats, structfile, whoosh_index, externalsort):
        for name in ("load", "loads", "load_pickle"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, refuse)
    monkeypatch.setattr("pickle.loads", refuse)
    assert history(ours(tmp_path))[-1]["counts"] == (240, 240)


def test_stored_fields_come_back_as_they_were(tmp_path: Path) -> None:
    index = ours(tmp_path)
    values = {"body": b"\x00\n\xff", "note": "line\nof “text” \ud800", "year": 1977, "id": "a"}
    with index.writer() as writer:
        writer.add_document(**values)
        writer.add_document(text="nothing stored")
    with index.searcher() as searcher:
        assert list(searcher.documents()) == [values, {}]


def test_a_value_that_json_does_not_know_is_refused(tmp_path: Path) -> None:
    writer = ours(tmp_path).writer()
    with pytest.raises(TypeError, match="Object of type set is not JSON serializable"):
        writer.add_document(id="a", note={1, 2})
    writer.cancel()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (fields.TEXT(phrase=True), "words"),
        (fields.TEXT(phrase=True, chars=True), "words"),
        (fields.COLUMN(columns.PickleColumn(columns.VarBytesColumn())), ["words"]),
        (fields.COLUMN(columns.CompressedBlockColumn()), b"words"),
        (fields.TEXT(phrase=False, vector=True), "words"),
    ],
)
def test_fields_that_pickle_are_refused(tmp_path: Path, field: Any, value: Any) -> None:
    index = Storage(tmp_path).create_index(fields.Schema(field=field))
    writer = index.writer()
    with pytest.raises(TypeError, match="pickle"), writer:
        writer.add_document(field=value)


def test_a_segment_of_another_codec_is_refused(tmp_path: Path) -> None:
    writer = ours(tmp_path).writer(codec=whoosh3.W3Codec())
    writer.add_document(id="a")
    with pytest.raises(TypeError, match="W3Segment cannot be written to the index"):
        writer.commit()


def test_a_record_is_checked() -> None:
    data = record({"deleted": [3, 5]})
    assert data == b'\x00\x00\x00\x11\xca\x1dNn{"deleted":[3,5]}'
    assert read_record(io.BytesIO(data).read) == {"deleted": [3, 5]}
    for place in range(len(data)):
        damaged = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with pytest.raises(ValueError, match="does not match its checksum"):
            read_record(io.BytesIO(damaged).read)
