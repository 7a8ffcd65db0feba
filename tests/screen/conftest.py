"""The three articles in an index of their own, and searchkit over it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest

import searchkit
from searchkit.screen.cli import main
from tests.screen.harbour import CRANE, FERRY, LAMPS, Ended, Run


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = str(tmp_path_factory.mktemp("screen") / "index")
    with searchkit.open(folder, create=True) as made:
        made.add((FERRY, LAMPS, CRANE))
    return folder


@pytest.fixture
def run(index: str, tmp_path: Path) -> Run:
    """Run searchkit as a shell would, over the three articles and an empty folder."""
    environ = {"SEARCHKIT_INDEX": index, "SEARCHKIT_CORPUS": str(tmp_path / "corpus")}

    def run(*words: str, stdin: bytes = b"") -> Ended:
        out, err = io.StringIO(), io.StringIO()
        source = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
        ending = main(_words(words), environ, source, out, err)
        return Ended(int(ending), out.getvalue(), err.getvalue())

    return run


def _words(words: Sequence[str]) -> list[str]:
    """One text is split at blanks, several words are as they are."""
    return words[0].split() if len(words) == 1 else list(words)
