"""A call in a process of its own, within bounds of time and memory: its end."""

from __future__ import annotations

import os
import resource
import select
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Ended:
    """How a call ended: the text that it returned, or a fault; its seconds and megabytes."""

    text: str
    fault: str
    seconds: float
    megabytes: float


def bounded(call: Callable[[], str], seconds: float, megabytes: int) -> Ended:
    """Call a function in a forked process; a fault is an exception, a signal, or a bound passed."""
    reader, writer = os.pipe()
    started = monotonic()
    child = os.fork()
    if not child:
        os.close(reader)
        _run(call, writer, megabytes)
    os.close(writer)
    answer = _answer(reader, started + seconds)
    if answer is None:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    took = monotonic() - started
    if answer is None:
        return Ended("", f"takes more than {seconds:g} s", took, 0)
    if os.WIFSIGNALED(status):
        return Ended("", f"died of signal {os.WTERMSIG(status)}", took, 0)
    kind, _, rest = answer.partition(" ")
    used, _, text = rest.partition(" ")
    if kind != "ok":
        return Ended("", text or "died", took, 0)
    fault = f"takes {float(used):.0f} MB" if float(used) > megabytes else ""
    return Ended(text, fault, took, float(used))


def _answer(reader: int, until: float) -> str | None:
    """Return what a child wrote before it ended, None where it did not end in time."""
    data = b""
    with os.fdopen(reader, "rb", buffering=0) as pipe:
        while len(data) < _LARGEST:
            ready, _, _ = select.select([pipe], [], [], max(0.0, until - monotonic()))
            if not ready:
                return None
            piece = pipe.read(1 << 16)
            if not piece:
                break
            data += piece
    return data.decode("utf-8", "replace")


def _run(call: Callable[[], str], writer: int, megabytes: int) -> None:
    """Be the child."""
    try:
        before = _resident()
        limit = _mapped() + 4 * megabytes * 1_000_000  # what is mapped is not all used
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        text = call()
        used = max(0.0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6 - before)
        _write(writer, f"ok {used} {text}")
    except BaseException as error:
        _write(writer, f"fault 0 {type(error).__name__}: {error!s:.300}")
    finally:
        sys.stderr.flush()
        os._exit(0)


def _write(writer: int, text: str) -> None:
    data = text.encode("utf-8", "replace")[:_LARGEST]
    while data:
        data = data[os.write(writer, data) :]


def _resident() -> float:
    """Megabytes of memory in use."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def _mapped() -> int:
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
