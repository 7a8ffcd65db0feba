"""Stored values come back as they were, whichever of the two deflaters wrote them."""

from __future__ import annotations

import zlib
from datetime import datetime
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.engines.whoosh.disk import stored
from searchkit.engines.whoosh.disk.stored import Record, packed

isal_zlib = pytest.importorskip("isal.isal_zlib")
NAMES = {"json": 0, "header": 1}


def written(value: Any, deflate: ModuleType) -> Record:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stored, "deflate", deflate)
        return Record(packed({"json": value}, dict(NAMES)), list(NAMES))


def read(record: Record, deflate: ModuleType) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stored, "deflate", deflate)
        return record["json"]


@given(st.one_of(st.binary(max_size=3000), st.text(max_size=3000), st.lists(st.integers())))
def test_what_one_deflates_the_other_inflates(value: Any) -> None:
    assert read(written(value, zlib), isal_zlib) == value
    assert read(written(value, isal_zlib), zlib) == value


def test_the_values_that_a_record_may_hold() -> None:
    fields = {"a": b"\0raw", "b": "Ō" * 900, "c": [1, {"x": None}], "d": datetime(2025, 1, 2, 3)}
    names: dict[str, int] = {}
    record = Record(packed(fields, names), list(names))
    assert {name: record[name] for name in record} == fields
    with pytest.raises(KeyError, match="e"):
        record["e"]


@pytest.mark.parametrize("deflate", [zlib, isal_zlib])
def test_a_value_that_swells_is_not_inflated_to_its_end(
    deflate: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = written(bytes(100_000), deflate)
    monkeypatch.setattr(stored, "_LARGEST", 99_999)
    with pytest.raises(ValueError, match="larger than any that is written"):
        read(bomb, deflate)
    small = written(bytes(99_999), deflate)
    assert read(small, deflate) == bytes(99_999)
    assert read(written(bytes(100_000), deflate), deflate) == bytes(100_000)  # as it is
