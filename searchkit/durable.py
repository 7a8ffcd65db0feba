"""Files and folders that outlive a power cut: on disk before anything depends on them."""

from __future__ import annotations

import errno
import os
import sys

_WITHOUT_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS)
_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def sync(path: str | os.PathLike[str], flags: int = os.O_RDONLY) -> None:
    """Wait until a file or a folder is on disk."""
    descriptor = os.open(path, flags | _BINARY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: str | os.PathLike[str]) -> None:
    """Wait until the names in a folder are on disk, where a system can do that."""
    if sys.platform == "win32":  # where a folder cannot be opened
        return
    try:
        sync(path)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EBADF):  # a file system that cannot do it
            raise


def make_folder(path: str | os.PathLike[str]) -> None:
    """Make a folder, and those above it that are missing; their names are on disk then."""
    missing = []
    above = os.path.abspath(path)
    while not os.path.lexists(above):
        missing.append(above)
        above = os.path.dirname(above)
    os.makedirs(path, exist_ok=True)
    for made in reversed(missing):
        sync_folder(os.path.dirname(made))


def name_once(part: str | os.PathLike[str], path: str | os.PathLike[str]) -> bool:
    """Give a file a second name, which is its own then; false where there is one of that name.

    On a file system without links it is renamed, and replaces what came within a moment.
    """
    try:
        os.link(part, path)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _WITHOUT_LINKS:
            raise
        if os.path.lexists(path):
            return False
        os.replace(part, path)
    return True
