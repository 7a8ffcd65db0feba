"""What a caller may ask for: counts, choices, names; anything else is a UsageError that says so."""

from __future__ import annotations

import os
from collections.abc import Sequence

from searchkit.errors import UsageError

MOST_PROCESSES = 256


def check_window(limit: object, offset: object) -> None:
    """Raise UsageError where no window of hits is asked for."""
    if not (_is_count(offset) and (limit is None or _is_count(limit))):
        raise UsageError("limit and offset are 0 or more; a limit of None is all")


def check_jobs(jobs: object) -> None:
    """Raise UsageError where so many processes cannot share the work."""
    if not _is_count(jobs) or not 1 <= jobs <= MOST_PROCESSES:  # type: ignore[operator]
        raise UsageError(f"jobs is a whole number from 1 to {MOST_PROCESSES}")


def check_choice(name: str, value: object, choices: Sequence[str]) -> None:
    """Raise UsageError where an argument of this name is none of its choices."""
    if not isinstance(value, str) or value not in choices:
        raise UsageError(f"{name} is one of {', '.join(choices)}, not {value!r:.40}")


def is_file_name(text: str) -> bool:
    """Return whether a file may be called so."""
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:  # of half a surrogate pair
        return False


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
