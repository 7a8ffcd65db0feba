"""Two writers, locks that are stuck or strange, and limits of a process: nothing is lost."""

from __future__ import annotations

import os
import resource
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import searchkit
from searchkit.engines import Change, Entry
from searchkit.errors import IndexLocked, IndexUnwritable, SearchkitError

from .plan import held
from .refusing import ADDED, add, articles, kept, refused


def two_writers(folder: Path) -> None:
    """The second learns who the first is, and can write when it is done."""
    with searchkit.open(folder / "index") as first:

        def entries() -> Iterator[Entry]:  # asked for while the lock is held
            yield from map(Entry, articles(10 + ADDED))
            refused(IndexLocked, f"pid {os.getpid()} on ", lambda: add(folder), folder / "index")
            refused(IndexLocked, "searchkit.lock", lambda: add(folder, 2))

        first.engine.change(Change(entries()))
    add(folder)


def two_threads(folder: Path) -> None:
    outcomes: list[str] = []

    def write() -> None:
        try:
            for _ in range(5):
                with suppress(IndexLocked):
                    add(folder)
        except Exception as error:
            outcomes.append(repr(error))

    threads = [Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not outcomes, outcomes


def _holder(folder: Path, *, stopped: bool) -> int:
    """Start a process that holds the lock, and kill or stop it."""
    code = "import sys,time; from searchkit.engines.whoosh.commits.lock import lock\n"
    code += "with lock(sys.argv[1]): print('held', flush=True); time.sleep(60)"
    command = [sys.executable, "-c", code, str(folder / "index")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGSTOP if stopped else signal.SIGKILL)
    if not stopped:
        process.wait()
    return process.pid


def killed_holder(folder: Path) -> None:
    _holder(folder, stopped=False)
    assert (folder / "index" / "searchkit.lock").stat().st_size
    started = monotonic()
    add(folder)
    assert monotonic() - started < 5, "the next writer waited"


def stopped_holder(folder: Path) -> None:
    pid = _holder(folder, stopped=True)
    refused(IndexLocked, f"pid {pid} on ", lambda: add(folder), folder / "index")
    os.kill(pid, signal.SIGKILL)
    sleep(0.3)
    add(folder)


def strange_locks(folder: Path) -> None:
    lock = folder / "index" / "searchkit.lock"
    for make in (os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/etc/passwd")):
        lock.unlink()
        make(lock)
        refused(IndexUnwritable, "", lambda: add(folder), folder / "index")
        lock.rmdir() if lock.is_dir() else lock.unlink()
        lock.write_bytes(b"\xff\x1b" * 5000)
    add(folder)


def files_too_large(folder: Path) -> None:
    """As on a full disk, a write is refused; then, in the same process, it is not."""
    for size in (0, 100, 5000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        for jobs in (1, 2):
            refused(IndexUnwritable, "too large", partial(add, folder, jobs), folder / "index")
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    add(folder)


def no_more_files(folder: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    with searchkit.open(folder / "index") as index:
        index.stats()
        used = max(map(int, os.listdir("/proc/self/fd")))
        for more in range(1, 4):
            resource.setrlimit(resource.RLIMIT_NOFILE, (used + more, limits[1]))
            with suppress(SearchkitError):
                index.add(articles(10 + ADDED))
            with suppress(SearchkitError):
                searchkit.open(folder / "index").stats()
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        index.add(articles(10 + ADDED))


def interrupted(folder: Path) -> None:
    """Ctrl-C at any moment leaves a free lock."""
    for number in range(30):
        signal.setitimer(signal.ITIMER_REAL, 0.003 * number + 0.001)
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        try:
            add(folder)
        except KeyboardInterrupt:
            pass
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        with searchkit.open(folder / "index") as index:
            index.delete([f"page{number}" for number in range(10, 10 + ADDED)])
            assert held(index) == kept(10), "another state answers"


def modes_follow_the_umask(folder: Path) -> None:
    os.umask(0o027)
    with searchkit.open(folder / "made", create=True) as index:
        index.add(articles(3), jobs=2)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder / "made").iterdir()}
    assert stat.S_IMODE((folder / "made").stat().st_mode) == 0o750
    assert set(modes.values()) == {0o640}, modes
