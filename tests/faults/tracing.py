"""The calls by which a commit changes files, as strace sees them, and a fault at one of them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .child import READY
from .row import CannotTry

CHANGING = (
    "openat", "write", "fsync", "rename", "unlink", "ftruncate", "mkdir", "?creat", "?open",
    "pwrite64", "writev", "?pwritev", "?sendfile", "copy_file_range", "fdatasync", "fallocate",
    "truncate", "?renameat", "renameat2", "?unlinkat", "?mkdirat", "?rmdir", "?link", "?linkat",
    "?symlink", "?symlinkat", "?fchmod", "?utimensat",
)  # fmt: skip
"""Calls that change files, and those by which that reaches the disk; ? where not every system has
them."""

_CALL = re.compile(r"(\w+)\((.*)")
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Call:
    """A call: its name, which one of that name it is in the life of the process, and the trace."""

    name: str
    number: int
    line: str

    def __str__(self) -> str:
        return f"{self.name} {self.number} ({self.line[:90]})"


def changing_calls(command: Sequence[str], folder: Path) -> list[Call]:
    """Run a command, and return its calls that change something in a folder, once it is ready.

    Raises CannotTry where there is no strace, or where it may not trace.
    """
    lines = _traced(command, folder, (f"trace={','.join(CHANGING)}",)).lines
    return list(_chosen(lines, folder))


@dataclass(frozen=True, slots=True)
class Run:
    """What a traced command printed, and its trace."""

    printed: list[str]
    lines: list[str]


def disturbed(command: Sequence[str], folder: Path, call: Call, fault: str) -> Run | None:
    """Run a command with a fault (``signal=KILL``, ``error=EIO``) at a call.

    None where another call was hit, for a process does not always make all the same calls.
    """
    run = _traced(
        command,
        folder,
        (f"trace={call.name}", f"inject={call.name}:{fault}:when={call.number}"),
    )
    hit = [line for line in run.lines if _CALL.match(line)][call.number - 1 : call.number]
    return run if hit and str(folder) in hit[0] else None


def _traced(command: Sequence[str], folder: Path, filters: Sequence[str]) -> Run:
    strace = shutil.which("strace")
    if strace is None:
        raise CannotTry("there is no strace")
    trace = folder.parent / "trace"
    options = [word for text in filters for word in ("-e", text)]
    ended = subprocess.run(
        [strace, "-y", "-s", "0", "-o", str(trace), *options, sys.executable, "-B", *command],
        cwd=_ROOT,
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    if not trace.exists() or "ptrace" in ended.stderr:
        raise CannotTry(f"strace may not trace: {ended.stderr[:200]}")
    printed = ended.stdout.splitlines() + ended.stderr.splitlines()
    return Run(printed, trace.read_text("utf-8", "replace").splitlines())


def _chosen(lines: Sequence[str], folder: Path) -> Iterator[Call]:
    counts: Counter[str] = Counter()
    is_ready = False
    for line in lines:
        found = _CALL.match(line)
        if not found:
            continue
        name, rest = found.groups()
        counts[name] += 1
        is_ready = is_ready or (name == "write" and rest.startswith("1<"))
        reads_only = name == "openat" and "O_CREAT" not in rest
        if is_ready and str(folder) in rest and not reads_only:
            yield Call(name, counts[name], line)


assert READY  # the first line that a child prints
