"""The rows of the table, in its order."""

from __future__ import annotations

from . import (
    calls,
    damage,
    following,
    killing,
    pages,
    powercut,
    queries,
    readers,
    refusals,
    terminal,
    trust,
)

ROWS = (
    killing.ROW,
    calls.KILLED,
    calls.REFUSALS,
    powercut.ROW,
    damage.ROW,
    readers.ROW,
    following.ROW,
    trust.ROW,
    queries.ROW,
    pages.ROW,
    terminal.ROW,
    refusals.ROW,
)
