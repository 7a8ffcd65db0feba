"""The queries of earlier sessions, in a file that only its owner can read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from prompt_toolkit.history import FileHistory, History, InMemoryHistory


def history_file(environ: Mapping[str, str]) -> Path:
    """Return where the history is kept, by the XDG base directory specification."""
    state = Path(environ.get("XDG_STATE_HOME") or "")
    if not state.is_absolute():  # the specification: a relative path is to be ignored
        state = Path.home() / ".local" / "state"
    return state / "searchkit" / "history"


def opened(path: Path) -> History:
    """Return the history in the file, made where there is none; one in memory where it cannot be.

    What a reporter looks for is nobody else's business: the file has the rights 0600.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
    except OSError:
        return InMemoryHistory()
    return _PrivateHistory(path)


class _PrivateHistory(FileHistory):
    def store_string(self, string: str) -> None:
        with suppress(OSError):  # a full disk must not end the prompt
            super().store_string(string)
