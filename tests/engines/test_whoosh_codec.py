"""The codec against Whoosh's own: what readers and matchers tell of an index is the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from whoosh import fields
from whoosh.reading import TermNotFound

from searchkit.engines.whoosh.commits.storage import Storage
from searchkit.engines.whoosh.searching.searcher import Searcher
from tests.engines import council


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    return council.pair(tmp_path_factory.mktemp("council"))


def alike(pair: tuple[Any, Any], told: Callable[[Any], Any]) -> Any:
    """Return what is told of both indexes, which is the same, and is not nothing."""
    mine, theirs = map(told, pair)
    assert mine == theirs
    assert mine
    return mine


def of_segments(told: Callable[[Any], Any]) -> Callable[[Any], list[Any]]:
    return lambda index: [told(reader) for reader, _ in index.reader().leaf_readers()]


def statistics(info: Any) -> tuple[float, ...]:
    return (
        info.weight(),
        info.doc_frequency(),
        info.min_length(),
        info.max_length(),
        info.max_weight(),
        info.min_id(),
        info.max_id(),
    )


# what a reader tells


def test_terms(pair: tuple[Any, Any]) -> None:
    def terms(index: Any) -> Any:
        reader = index.reader()
        known = list(reader.all_terms())
        return {
            "known": known,
            "infos": [statistics(reader.term_info(*term)) for term in known],
            "iterated": [(term, statistics(info)) for term, info in reader],
            "counts": [(reader.frequency(*term), reader.doc_frequency(*term)) for term in known],
            "there": [("text", word) in reader for word in ("harbour", b"harbour", "nowhere")],
            "elsewhere": [("nothing", "harbour") in reader, ("text", "flood walls") in reader],
            "unknown": reader.frequency("text", "nowhere")
            + reader.doc_frequency("tags", "nowhere"),
            "from": [term for term, _ in reader.iter_from("text", "m")],
            "terms from": list(reader.terms_from("tags", "m")),
            "prefix": list(reader.expand_prefix("text", "t")),
            "lexicon": list(reader.lexicon("tags")),
            "values": list(reader.field_terms("year")),
            "within": sorted(reader.terms_within("text", "harbor", 2)),
            "frequent": list(reader.most_frequent_terms("text", 5)),
            "distinctive": list(reader.most_distinctive_terms("text", 5)),
            "first": reader.first_id("text", "harbour"),
        }

    assert alike(pair, terms)["there"] == [True, True, False]
    alike(pair, of_segments(lambda reader: [(term, statistics(info)) for term, info in reader]))
    alike(pair, of_segments(lambda reader: sorted(reader.indexed_field_names())))


def test_a_term_that_is_not_there_is_an_error(pair: tuple[Any, Any]) -> None:
    for index in pair:
        for reader, _ in index.reader().leaf_readers():
            for name, word in (("text", "nowhere"), ("nothing", "harbour"), ("body", "harbour")):
                with pytest.raises(TermNotFound):
                    reader.term_info(name, word)
                with pytest.raises(TermNotFound):
                    reader.postings(name, word)


def test_documents(pair: tuple[Any, Any]) -> None:
    def documents(index: Any) -> Any:
        reader = index.reader()
        numbers = range(reader.doc_count_all())
        return {
            "counts": (reader.doc_count(), reader.doc_count_all(), reader.has_deletions()),
            "deleted": [reader.is_deleted(number) for number in numbers],
            "alive": list(reader.all_doc_ids()),
            "stored": [reader.stored_fields(number) for number in numbers],
            "all stored": list(reader.all_stored_fields()),
            "iterated": list(reader.iter_docs()),
            "of field": {
                name: (
                    reader.field_length(name),
                    reader.min_field_length(name),
                    reader.max_field_length(name),
                )
                for name in ("text", "title")
            },
            "lengths": [
                reader.doc_field_length(number, name, 7)
                for number in numbers
                for name in ("text", "title")
            ],
            "vectors": reader.has_vector(0, "text"),
        }

    told = alike(pair, documents)
    assert told["counts"] == (116, 164, True)
    assert told["stored"][1]["when"] == datetime(2025, 10, 1, 7)
    alike(pair, of_segments(lambda reader: reader.segment().deleted_count()))


def test_cursors(pair: tuple[Any, Any]) -> None:
    def walked(reader: Any) -> Any:
        told: list[Any] = []
        for name in ("tags", "year", "id", "text"):
            cursor = reader.cursor(name)
            told.append(cursor.first())
            while cursor.is_valid():
                told.append((cursor.text(), statistics(cursor.term_info()), cursor.next()))
            told.append(cursor.text())
        for word in ("", "m", "market", b"market", "zzz"):
            told.append((cursor.find(word), cursor.is_valid(), cursor.first()))
        return told

    alike(pair, of_segments(walked))
    for reader, _ in pair[0].reader().leaf_readers():
        assert not reader.cursor("body").is_valid()


def test_columns(pair: tuple[Any, Any]) -> None:
    def read(reader: Any) -> Any:
        numbers = range(reader.doc_count_all())
        told: dict[Any, Any] = {}
        for name in ("year", "when", "outlet"):
            column = reader.column_reader(name)
            told[name] = [column[number] for number in numbers]
            told[name, "all"] = list(column)
        for name in ("year", "when"):
            for backwards in (False, True):
                column = reader.column_reader(name, reverse=backwards)
                told[name, backwards] = [column.sort_key(number) for number in numbers]
        told["has"] = [bool(reader.has_column(name)) for name in ("year", "text", "tags")]
        return told

    alike(pair, of_segments(read))
    assert alike(pair, lambda index: read(index.reader()))["has"] == [True, False, False]


# what a matcher tells


WALKED = (("text", "council"), ("text", "harbour"), ("title", "boosted"), ("tags", "market"))


def test_postings(pair: tuple[Any, Any]) -> None:
    def walked(reader: Any) -> Any:
        told: list[Any] = []
        for name, word in WALKED:
            matcher = reader.postings(name, word)
            told.append([matcher.supports(what) for what in ("positions", "frequency", "weight")])
            while matcher.is_active():
                told.append((matcher.id(), matcher.weight(), matcher.value_as("frequency")))
                if name == "text":
                    told.append(matcher.value_as("positions"))
                matcher.next()
            told.append(list(reader.postings(name, word).all_ids()))
            told.append(list(reader.postings(name, word).items_as("frequency")))
        return told

    alike(pair, of_segments(walked))
    alike(pair, lambda index: list(index.reader().postings("text", "council").all_ids()))


def test_a_matcher_skips(pair: tuple[Any, Any]) -> None:
    def skipped(reader: Any) -> Any:
        told = []
        for name, word in WALKED:
            for target in range(0, reader.doc_count_all() + 9, 7):
                for more in (0, 30):
                    matcher = reader.postings(name, word)
                    for to in (target, target + more):
                        if matcher.is_active():
                            matcher.skip_to(to)
                        if matcher.is_active():
                            matcher.next()
                    told.append(matcher.is_active() and (matcher.id(), matcher.weight()))
        return told

    alike(pair, of_segments(skipped))


def test_a_matcher_bounds_what_is_ahead(pair: tuple[Any, Any]) -> None:
    with Searcher(pair[0].reader(), fromindex=pair[0]) as searcher:
        for leaf, _ in searcher.leaf_searchers():
            for name, word in WALKED:
                matcher = leaf.postings(name, word)
                assert matcher.supports_block_quality()
                most = matcher.max_quality()
                while matcher.is_active():
                    assert matcher.score() <= matcher.block_quality() <= most
                    matcher.next()


def test_a_matcher_skips_what_cannot_be_good_enough(tmp_path: Path) -> None:
    """Of 1,000 documents the term is twice in one of the third block of 128."""
    index = Storage(tmp_path).create_index(fields.Schema(text=fields.TEXT(phrase=False)))
    with index.writer() as writer:
        for number in range(1000):
            writer.add_document(text="ferry ferry" if number == 300 else "ferry tide")
    with index.searcher() as searcher:
        matcher = searcher.postings("text", "ferry")
        usual = matcher.score()
        assert matcher.skip_to_quality(usual) == 2
        assert matcher.id() == 256
        matcher.skip_to(300)
        assert matcher.score() > usual
        copied = matcher.copy()
        assert matcher.skip_to_quality(matcher.score()) == 6
        assert not matcher.is_active()
        assert copied.id() == 300
        assert copied.replace(copied.score()).is_active()
        assert not copied.replace(copied.max_quality() + 1).is_active()
        copied.reset()
        assert (copied.id(), copied.block_min_id(), copied.block_max_id()) == (0, 0, 127)
