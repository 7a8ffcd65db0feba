"""What a program did to files, call by call, and what a power cut may leave of it.

A file system keeps for sure what was synced: of a file its bytes, of a folder its names.  Of all
else it may have kept any part, in any order: bytes of a file dropped, torn or full of noise, a name
given, changed or removed, or not.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

_BLOCK = 512  # bytes that a disk writes whole or not at all
_CALLS = ("fsync", "rename", "replace", "link", "remove", "unlink", "mkdir")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done: ``kind`` to a folder's names, or to a file, by its number.

    Kinds are create, mkdir, rename and remove (of a name), write, sync and folder (its names are
    synced).
    """

    kind: str
    folder: str = ""
    name: str = ""
    new: str = ""
    file: int = 0
    data: bytes = b""


@dataclass(slots=True)
class Recording:
    """All that was done below a folder, in order; what was there before counts as on disk."""

    root: Path
    events: list[Event] = field(default_factory=list)
    _files: dict[str, int] = field(default_factory=dict)  # numbers of files, 0 for a folder
    _data: dict[int, bytes] = field(default_factory=dict)
    _before: int = 0

    def start(self) -> None:
        self.look()
        for number in sorted(self._data):
            self.events.append(Event("sync", file=number))
        folders = [path for path, number in self._files.items() if not number]
        self.events += [Event("folder", folder=folder) for folder in ("", *folders)]
        self._before = len(self.events)

    @property
    def moments(self) -> range:
        """How many events a power cut may come behind; behind the last, all was acknowledged."""
        return range(self._before, len(self.events) + 1)

    def look(self) -> None:
        """Take down what was created and written since the last call."""
        for path in sorted(self.root.rglob("*")):
            place = path.relative_to(self.root).as_posix()
            folder, _, name = place.rpartition("/")
            if path.is_dir():
                if place not in self._files:
                    self._files[place] = 0
                    self.events.append(Event("mkdir", folder, name))
                continue
            if place not in self._files:
                number = 1 + len(self.events)
                self._files[place] = number
                self.events.append(Event("create", folder, name, file=number))
            number = self._files[place]
            data = path.read_bytes()
            if self._data.get(number, b"") != data:
                self._data[number] = data
                self.events.append(Event("write", file=number, data=data))

    def synced(self, descriptor: int) -> None:
        status = os.fstat(descriptor)
        for place in ("", *self._files):
            if os.path.samestat(status, os.stat(self.root / place)):
                number = self._files.get(place, 0)
                event = Event("sync", file=number) if number else Event("folder", place)
                self.events.append(event)

    def renamed(self, old: Any, new: Any) -> None:
        if (old_place := self._place(old)) and (new_place := self._place(new)):
            folder, _, name = old_place.rpartition("/")
            number = self._files[new_place] = self._files.pop(old_place)
            new_name = new_place.rpartition("/")[2]
            self.events.append(Event("rename", folder, name, new_name, number))

    def linked(self, old: Any, new: Any) -> None:
        if (old_place := self._place(old)) and (new_place := self._place(new)):
            number = self._files[new_place] = self._files[old_place]
            folder, _, name = new_place.rpartition("/")
            self.events.append(Event("create", folder, name, file=number))

    def removed(self, path: Any) -> None:
        place = self._place(path)
        if place in self._files:
            del self._files[place]
            folder, _, name = place.rpartition("/")
            self.events.append(Event("remove", folder, name))

    def _place(self, path: Any) -> str:
        try:
            return Path(path).resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return ""


@contextmanager
def recording(root: Path) -> Iterator[Recording]:
    """Record what is done below a folder by this process; other processes only write there."""
    made = Recording(root)
    made.start()
    real = {name: getattr(os, name) for name in _CALLS}

    def spy(name: str, after: Callable[..., None]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            made.look()
            result = real[name](*arguments, **options)
            after(*arguments)
            return result

        return call

    spies: dict[str, Any] = {
        "fsync": spy("fsync", made.synced),
        "rename": spy("rename", made.renamed),
        "replace": spy("replace", made.renamed),
        "link": spy("link", made.linked),
        "remove": spy("remove", made.removed),
        "unlink": spy("unlink", made.removed),
        "mkdir": spy("mkdir", lambda *_: made.look()),
    }
    with mock.patch.multiple(os, **spies):
        yield made
        made.look()


def left(made: Recording, moment: int, target: Path, chance: Random) -> None:
    """Write to a new folder what a power cut behind so many events may leave."""
    happened = made.events[:moment]
    for folder, names in _names(happened, chance).items():
        (target / folder).mkdir(parents=True, exist_ok=True)
        for name, number in names.items():
            if number:
                (target / folder / name).write_bytes(_bytes(happened, number, chance))


def _names(happened: list[Event], chance: Random) -> dict[str, dict[str, int]]:
    """Return the names in each folder that can be reached."""
    folders: dict[str, dict[str, int]] = {}
    for folder in {"", *(event.folder for event in happened)}:
        own = [event for event in happened if event.folder == folder]
        synced = max((at for at, event in enumerate(own) if event.kind == "folder"), default=-1)
        share = chance.choice((0.0, 0.5, 0.9, 1.0))
        names: dict[str, int] = {}
        for at, event in enumerate(own):
            if at < synced or chance.random() < share:
                _apply(event, names)
        folders[folder] = names
    return {folder: names for folder, names in folders.items() if _is_there(folder, folders)}


def _apply(event: Event, names: dict[str, int]) -> None:
    match event.kind:
        case "create" | "mkdir":
            names[event.name] = event.file
        case "rename":
            names.pop(event.name, None)
            names[event.new] = event.file
        case "remove":
            names.pop(event.name, None)


def _is_there(folder: str, folders: dict[str, dict[str, int]]) -> bool:
    if not folder:
        return True
    above, _, name = folder.rpartition("/")
    return name in folders[above] and _is_there(above, folders)


def _bytes(happened: list[Event], number: int, chance: Random) -> bytes:
    """Return what of a file is on disk: for sure what was synced, of the rest any part."""
    sure = now = b""
    for event in happened:
        if event.file == number and event.kind == "write":
            now = event.data
        elif event.file == number and event.kind == "sync":
            sure = now
    if sure == now:
        return now
    match chance.choice(("dropped", "whole", "short", "torn")):
        case "dropped":
            return sure
        case "whole":
            return now
        case "short":
            return now[: chance.randint(len(sure), max(len(sure), len(now)))]
        case _:
            return _torn(sure, now, chance)


def _torn(sure: bytes, now: bytes, chance: Random) -> bytes:
    """Return some blocks written, others as they were before: old bytes, zeros, or noise."""
    torn = bytearray()
    for start in range(0, len(now), _BLOCK):
        block = now[start : start + _BLOCK]
        before = sure[start : start + _BLOCK]
        if before != block and chance.random() < 0.5:
            lost = chance.choice((bytes(len(block)), chance.randbytes(len(block))))
            block = before + lost[len(before) :]
        torn += block
    return bytes(torn)
