"""The folder of pages: what is there, which collection it belongs to, how pages get in and out."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from searchkit.durable import make_folder, sync, sync_folder
from searchkit.errors import CorpusError, PageRefused
from searchkit.hits import Refusal
from searchkit.ingest.files import LARGEST_ARCHIVE, read_packed
from searchkit.ingest.identity import fingerprint, source_name
from searchkit.printable import one_line
from searchkit.query.dates import Event

DESCRIPTION = "collection.toml"
"""The file in a collection that tells of its event; it is no page."""

_LARGEST = 100_000  # bytes of it that are read
_EVENTS = "events"
_TEXTS = ("name", "place", "timezone")
_DAYS = ("start", "end")


@dataclass(frozen=True, slots=True)
class Added:
    """The sources of pages copied into a corpus, and what was refused."""

    sources: tuple[str, ...]
    refused: tuple[Refusal, ...]


def sources(corpus: Path) -> list[str]:
    """Return the paths below the folder of all files that may be pages, in order.

    Hidden files and folders and collection.toml are none; links to folders are not followed.
    Raises CorpusError where there is no such folder or nothing in it.
    """
    if not corpus.is_dir():
        raise CorpusError(
            f"there is no folder {_shown(corpus)}; make it and put pages in, or name another "
            "with --corpus"
        )
    found = sorted(_walk(corpus))
    if not found:
        raise CorpusError(f"no page is in {_shown(corpus)}; copy some in with: searchkit add PATH")
    return found


def collection_of(source: str) -> str | None:
    """Return the first-level folder of a source, or None for a page beside the folders."""
    first, separator, _ = source.partition("/")
    return source_name(first) if separator else None


def fingerprint_of(corpus: Path, source: str) -> str:
    """Return what changes with the bytes of a page; empty for what is no readable file."""
    try:
        return fingerprint(read_packed(corpus / source))
    except PageRefused:
        return ""


def events(corpus: Path) -> tuple[dict[str, Event], list[Refusal]]:
    """Return what each collection says of its event, and the descriptions that cannot be read."""
    found: dict[str, Event] = {}
    refused = []
    for path in sorted(corpus.glob(f"*/{DESCRIPTION}")):
        if path.parent.name.startswith(".") or path.parent.is_symlink():
            continue  # as of pages, see sources
        name = source_name(path.parent.name)
        try:
            found[name] = _event(path)
        except PageRefused as error:
            refused.append(Refusal(f"{name}/{DESCRIPTION}", error.message))
    return found, refused


def events_table(found: Mapping[str, Event]) -> dict[str, Any]:
    """Return events as the table that an index keeps."""
    rows = {
        name: {key: str(value) for key, value in asdict(event).items() if value is not None}
        for name, event in found.items()
    }
    return {_EVENTS: rows}


def events_of(tables: Mapping[str, Any]) -> dict[str, Event]:
    """Return the events that the tables of an index hold."""
    return {name: _kept_event(row) for name, row in tables.get(_EVENTS, {}).items()}


def _kept_event(row: Mapping[str, str]) -> Event:
    start, end = (date.fromisoformat(row[key]) if key in row else None for key in _DAYS)
    return Event(row.get("name"), start, end, row.get("place"), row.get("timezone"))


def add(
    corpus: Path,
    paths: Sequence[str],
    *,
    collection: str | None = None,
    stdin: BinaryIO,
    allow_private: bool = False,
) -> Added:
    """Copy pages into a corpus: files, all files below folders, ``-`` for standard input.

    A path with a scheme, as ``https://...``, is fetched, from public addresses only unless
    ``allow_private``; its file is named after host and path.

    Without a collection a folder becomes one of its own name, and a file stands beside the
    collections.  A page that is there already with the same bytes stays; one with other bytes is
    refused, for nothing is ever overwritten, and so is one whose name would hide it.  The
    collection.toml of a folder comes along.  Raises CorpusError where the folder cannot be made.
    """
    if collection is not None and not _is_name(collection):
        raise CorpusError(f"{_shown(collection)} is no name for a folder in the corpus")
    if corpus.exists() and not corpus.is_dir():
        raise CorpusError(f"{_shown(corpus)} is no folder; name another with --corpus")
    added: list[str] = []
    refused: list[Refusal] = []
    for path in paths:
        if "://" in path:
            found = _fetched(path, collection, allow_private, refused)
        else:
            found = _pages_of(path, collection, stdin, refused)
        for target, data in found:
            try:
                _check_target(target, len(data))
                _put(corpus / target, data)
                added.append(target)
            except PageRefused as error:
                refused.append(Refusal(source_name(target), error.message))
        if (Path(path) / DESCRIPTION).is_file():
            refused += _described(Path(path), corpus / _folder_for(Path(path), collection))
    return Added(tuple(added), tuple(refused))


def remove(corpus: Path, found: Sequence[str]) -> None:
    """Delete pages from a corpus; a page that is gone already is no fault.

    Raises CorpusError where one cannot be deleted.
    """
    for source in found:
        try:
            (corpus / source).unlink()
            sync_folder((corpus / source).parent)
        except FileNotFoundError:
            continue
        except OSError as error:
            shown = _shown(corpus / source)
            raise CorpusError(f"{shown} cannot be deleted: {error.strerror}") from None


def _walk(corpus: Path) -> Iterator[str]:
    folders = [""]
    while folders:
        below = folders.pop()
        try:
            entries = list(os.scandir(corpus / below))
        except OSError as error:
            raise CorpusError(
                f"{_shown(corpus / below)} cannot be read: {error.strerror}"
            ) from None
        for entry in entries:
            if entry.name.startswith(".") or entry.name == DESCRIPTION:
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(f"{below}{entry.name}/")
            elif not (entry.is_symlink() and entry.is_dir()):
                yield below + entry.name


def _event(path: Path) -> Event:
    try:
        row: dict[str, Any] = tomllib.loads(read_packed(path, _LARGEST).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise PageRefused(f"cannot be read: {one_line(str(error))}") from None
    for key in _TEXTS:
        if not isinstance(row.get(key, ""), str):
            raise PageRefused(f'{key} must be a text, like {key} = "…"')
    for key in _DAYS:
        if key in row and (not isinstance(row[key], date) or isinstance(row[key], datetime)):
            raise PageRefused(f"{key} must be a day, like {key} = 2025-11-07")
    event = Event(*map(row.get, ("name", "start", "end", "place", "timezone")))
    if event.start and event.end and event.end < event.start:
        raise PageRefused("end lies before start")
    return event


def _pages_of(
    path: str, collection: str | None, stdin: BinaryIO, refused: list[Refusal]
) -> Iterator[tuple[str, bytes]]:
    """Yield where pages go below the corpus, with their bytes."""
    below = f"{collection}/" if collection else ""
    if path == "-":
        from searchkit.ingest import name_of  # looks into the bytes

        data = stdin.read(LARGEST_ARCHIVE + 1)
        try:
            found_name = name_of(data)
        except PageRefused as error:
            refused.append(Refusal(path, error.message))
        else:
            yield below + found_name, data
        return
    start = Path(path)
    found = {start.name: start}
    if start.is_dir():
        below = f"{_folder_for(start, collection)}/"
        found = {name: start / name for name in sources(start)}
    for name, page in found.items():
        try:
            yield below + name, read_packed(page)
        except PageRefused as error:
            refused.append(Refusal(source_name(str(page)), error.message))


def _folder_for(start: Path, collection: str | None) -> str:
    """The collection that the pages of a folder go to: the one that is named, or its namesake."""
    return collection or start.resolve().name


def _described(start: Path, target: Path) -> Iterator[Refusal]:
    """Copy what a folder says of its event, and yield why it is refused."""
    try:
        if target.is_dir():
            _put(target / DESCRIPTION, read_packed(start / DESCRIPTION, _LARGEST))
    except PageRefused as error:
        yield Refusal(source_name(f"{target.name}/{DESCRIPTION}"), error.message)


def _fetched(
    url: str, collection: str | None, allow_private: bool, refused: list[Refusal]
) -> Iterator[tuple[str, bytes]]:
    """Yield where the page at an address goes, with its bytes."""
    from searchkit.ingest.naming import suffix_of
    from searchkit.ingest.net.fetching import fetch  # brings ssl

    try:
        fetched = fetch(url, allow_private=allow_private)
        name = f"{fetched.name}{suffix_of(fetched.page)}"
    except PageRefused as error:
        refused.append(Refusal(url, error.message))
        return
    below = f"{collection}/" if collection else ""
    yield below + name, fetched.page


def _check_target(target: str, size: int) -> None:
    for name in target.split("/"):
        if not _is_name(name) or name == DESCRIPTION:
            raise PageRefused(f"{_shown(name)} is no name for a page or a collection; rename it")
    if size > LARGEST_ARCHIVE:
        raise PageRefused(f"larger than {LARGEST_ARCHIVE // 1_000_000} MB; split it")


def _put(path: Path, data: bytes) -> None:
    """Write a page whole or not at all; one that is there is never overwritten."""
    try:
        if not path.exists():
            _write(path, data)
        elif read_packed(path) != data:
            raise PageRefused(
                "a page of this name is there with other content; rename this one, or remove that"
            )
        else:  # who put it there may have been killed before it was on disk
            sync(path)
            sync_folder(path.parent)
    except OSError as error:
        raise CorpusError(f"{_shown(path)} cannot be written: {error.strerror}") from None


def _write(path: Path, data: bytes) -> None:
    make_folder(path.parent)
    part = path.with_name(f".{os.urandom(8).hex()}.part")  # another process may write the same page
    try:
        with open(part, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _is_name(text: str) -> bool:
    return bool(text) and not text.startswith(".") and "/" not in text and os.sep not in text


def _shown(path: object) -> str:
    return one_line(str(path))
