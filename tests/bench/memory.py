"""How much memory this process holds, as Linux tells it; None where there is no such account."""

from __future__ import annotations

from pathlib import Path

_ACCOUNT = Path("/proc/self/status")


def peak() -> int | None:
    """Return the most bytes that were resident at one time since the process began."""
    return _of("VmHWM")


def anonymous() -> int | None:
    """Return the resident bytes that stand for no file: what only this process can free."""
    return _of("RssAnon")


def _of(name: str) -> int | None:
    if not _ACCOUNT.exists():
        return None
    lines = _ACCOUNT.read_text("ascii").splitlines()
    counts = (line.split() for line in lines if line.startswith(f"{name}:"))
    return next((int(kilobytes) * 1024 for _, kilobytes, *_ in counts), None)
