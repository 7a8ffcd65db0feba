"""Texts come back as they were given, from memory or from a file."""

from __future__ import annotations

import tempfile

import pytest

from searchkit.errors import IndexUnwritable
from searchkit.spool import Spool

TEXTS = ["", "tide", "separator\u2028next\x85line\rreturn", "half \ud800 a pair", "漢" * 300]


@pytest.mark.parametrize("most", [1000, 20, 0])
def test_texts_come_back_as_often_as_asked(most: int) -> None:
    spool = Spool(most)
    for text in TEXTS:
        spool.add(text)
    assert spool.is_in_memory == (most == 1000)
    assert list(spool) == TEXTS
    assert list(spool) == TEXTS


def test_nothing_given_gives_nothing() -> None:
    spool = Spool(0)
    spool.flush()
    assert list(spool) == []


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with pytest.raises(IndexUnwritable) as raised:
        Spool(0).add("tide")
    assert raised.value.message == "cannot write a temporary file: No space left on device"
