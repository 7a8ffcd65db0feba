"""How writers are kept apart: by a lock on a file in the index, which ends with its holder.

The lock is ``flock`` (a locked byte on Windows), so that a killed process leaves none behind.  The
file stays, and its text tells who holds the lock.
"""

from __future__ import annotations

import errno
import os
import socket
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from searchkit.engines.whoosh.commits.storage import writing
from searchkit.errors import IndexLocked, IndexUnwritable
from searchkit.printable import one_line

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCKFILE = "searchkit.lock"
_POLL = 0.05  # seconds between two tries
_LOCKED_BYTE = 1 << 30  # on Windows a locked byte cannot be read, so lock one behind the text
_FLAGS = (
    os.O_CREAT
    | os.O_RDWR
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
)
_held: set[int] = set()  # descriptors of the locks that this process holds


@contextmanager
def lock(folder: str | os.PathLike[str], timeout: float = 0.0) -> Iterator[None]:
    """Be the only writer to the folder, among processes and threads.

    Waits ``timeout`` seconds at most, then raises IndexLocked, which names the holder and the lock
    file.  Raises IndexUnwritable where the folder is missing or cannot be written.
    """
    path = os.path.join(folder, LOCKFILE)
    with writing(folder):
        descriptor = _open(path)
    _held.add(descriptor)
    try:
        with writing(folder):
            _acquire(descriptor, path, time.monotonic() + timeout)
            _sign(descriptor, _signature())
        yield
    finally:
        _release(descriptor)


def _open(path: str) -> int:
    try:
        descriptor = os.open(path, _FLAGS, 0o666)
    except OSError as error:
        if error.errno in (errno.EISDIR, errno.ELOOP):  # a folder, a link
            raise _no_file(path) from None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _no_file(path)
    return descriptor


def _no_file(path: str) -> IndexUnwritable:
    return IndexUnwritable(f"{one_line(path)} is not a regular file; remove it")


def _acquire(descriptor: int, path: str, deadline: float) -> None:
    while not _try(descriptor):
        if time.monotonic() >= deadline:
            holder = _holder(descriptor) or "another process"
            raise IndexLocked(
                f"{holder} is writing to the index; try again later ({one_line(path)})"
            )
        time.sleep(_POLL)


def _try(descriptor: int) -> bool:
    """Take the lock if it is free."""
    try:
        if sys.platform == "win32":
            os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _signature() -> str:
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    return f"pid {os.getpid()} on {socket.gethostname()} since {now}"


def _sign(descriptor: int, text: str) -> None:
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, text.encode())


def _holder(descriptor: int) -> str:
    os.lseek(descriptor, 0, os.SEEK_SET)
    return one_line(os.read(descriptor, 200).decode(errors="replace")).strip()


def _release(descriptor: int) -> None:
    if descriptor in _held:  # it is not in a forked child, which only shared it
        _held.remove(descriptor)
        os.close(descriptor)


def _forget() -> None:
    """Close a forked child's share of the locks, or they would outlive a killed parent."""
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_forget)
