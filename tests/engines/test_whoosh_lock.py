"""The lock of the writers, within one process and across processes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from searchkit.engines.whoosh.commits.lock import lock
from searchkit.errors import IndexLocked, IndexUnwritable

HOLD = """
import os, sys, time
from searchkit.engines.whoosh.commits.lock import lock
with lock(sys.argv[1]):
    if "fork" in sys.argv and not os.fork():
        print(os.getpid(), flush=True)
        os.close(1)
        time.sleep(60)
    if "fork" not in sys.argv:
        print(os.getpid(), flush=True)
    time.sleep(60)
"""


def holding(folder: Path, *options: str) -> tuple[subprocess.Popen[bytes], int]:
    """Start a process that holds the lock; return it and the number that it prints."""
    command = [sys.executable, "-W", "ignore", "-c", HOLD, str(folder), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout:
        return process, int(process.stdout.readline())


def test_a_second_writer_learns_who_holds_the_lock(tmp_path: Path) -> None:
    with lock(tmp_path), pytest.raises(IndexLocked) as raised, lock(tmp_path):
        pass
    pattern = (
        rf"pid {os.getpid()} on \S+ since \d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d "
        r"is writing to the index; try again later \((.*)\)"
    )
    match = re.fullmatch(pattern, raised.value.message)
    assert match
    assert match[1] == str(tmp_path / "searchkit.lock")


def test_the_lock_is_free_again_after_use_and_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), lock(tmp_path):
        raise KeyError
    with lock(tmp_path):
        pass
    with lock(tmp_path):
        pass


def test_a_killed_holder_leaves_nothing(tmp_path: Path) -> None:
    process, pid = holding(tmp_path)
    with pytest.raises(IndexLocked, match=f"pid {pid} on"), lock(tmp_path):
        pass
    process.kill()
    process.wait()
    with lock(tmp_path):
        assert (tmp_path / "searchkit.lock").read_text().startswith(f"pid {os.getpid()} on")


def test_a_child_of_a_killed_holder_does_not_hold_on(tmp_path: Path) -> None:
    process, child = holding(tmp_path, "fork")
    try:
        with pytest.raises(IndexLocked), lock(tmp_path):
            pass
        process.kill()
        process.wait()
        with lock(tmp_path):
            pass
    finally:
        os.kill(child, 9)


def test_a_writer_may_wait(tmp_path: Path) -> None:
    held, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with lock(tmp_path):
            held.set()
            leave.wait()

    other = threading.Thread(target=hold)
    other.start()
    held.wait()
    with pytest.raises(IndexLocked), lock(tmp_path, timeout=0.01):
        pass
    threading.Timer(0.1, leave.set).start()
    with lock(tmp_path, timeout=30):
        other.join()


def test_the_name_of_the_holder_is_safe_to_show(tmp_path: Path) -> None:
    with lock(tmp_path):
        (tmp_path / "searchkit.lock").write_bytes(b"pid 1\x1b[31m\xff\n" + b"x" * 999)
        with pytest.raises(IndexLocked) as raised, lock(tmp_path):
            pass
    assert raised.value.message.startswith(f"pid 1\ufffd[31m\ufffd {'x' * 188} is writing")


def linked(path: Path) -> None:
    path.symlink_to(path.parent / "elsewhere")


@pytest.mark.parametrize("trap", [Path.mkdir, os.mkfifo, linked])
def test_a_lock_file_that_is_none_is_refused(trap: Callable[[Path], None], tmp_path: Path) -> None:
    trap(tmp_path / "searchkit.lock")
    with pytest.raises(IndexUnwritable) as raised, lock(tmp_path):
        pass
    place = tmp_path / "searchkit.lock"
    assert raised.value.message == f"{place} is not a regular file; remove it"
    assert not (tmp_path / "elsewhere").exists()


def test_a_missing_folder_is_unwritable(tmp_path: Path) -> None:
    with pytest.raises(IndexUnwritable) as raised, lock(tmp_path / "none"):
        pass
    assert raised.value.message == f"cannot write to {tmp_path}/none: No such file or directory"
