"""Programs in a pseudo-terminal: what they print, byte by byte, and keys that are typed to them."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from time import monotonic

from searchkit.screen import cli

_ROWS, _COLUMNS = 50, 110
_LONGEST = 120.0
_WHERE, _HERE = b"\x1b[6n", b"\x1b[1;1R"


class Terminal:
    """A process in a terminal of its own."""

    def __init__(self, call: Callable[[], object], environ: Mapping[str, str]) -> None:
        self._seen = bytearray()
        self._child, self._master = pty.fork()
        if not self._child:
            _run(call, environ)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))

    def type(self, keys: str, quiet: float = 0.1) -> None:
        """Type keys, and wait until nothing more is printed."""
        with suppress(OSError):
            os.write(self._master, keys.encode())
        self._read(quiet)

    def end(self) -> str:
        """Wait for the end of the process, and return all that it printed."""
        self._read(_LONGEST)
        os.kill(self._child, signal.SIGKILL)
        os.waitpid(self._child, 0)
        os.close(self._master)
        return self._seen.decode("utf-8", "replace")

    def _read(self, quiet: float) -> None:
        until = monotonic() + _LONGEST
        while monotonic() < until:
            ready, _, _ = select.select([self._master], [], [], quiet)
            if not ready:
                return
            try:
                data = os.read(self._master, 1 << 16)
            except OSError:  # the other end is closed
                return
            self._seen += data
            if _WHERE in data:
                os.write(self._master, _HERE)


def printed(words: Sequence[str], **environ: str) -> str:
    """Return what searchkit prints to a terminal, called with some words."""

    def call() -> None:
        cli.main(list(words), os.environ, sys.stdin, sys.stdout, sys.stderr)

    return Terminal(call, environ).end()


def _run(call: Callable[[], object], environ: Mapping[str, str]) -> None:
    """Be the child."""
    try:
        os.environ.update({"TERM": "xterm-256color", "COLUMNS": "", "LINES": "", **environ})
        sys.stdin, sys.stdout, sys.stderr = (
            open(number, mode, encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
            for number, mode in ((0, "r"), (1, "w"), (2, "w"))
        )
        call()
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException as error:
        os.write(2, f"the program failed: {error!r}".encode("ascii", "backslashreplace"))
    finally:
        os._exit(0)
