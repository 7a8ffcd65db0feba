"""The folder of pages: what is there, which collection it belongs to, how pages get in and out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO

from searchkit.asked import is_file_name
from searchkit.durable import make_folder, name_once, sync, sync_folder
from searchkit.errors import CorpusError, PageRefused, UsageError
from searchkit.events import DESCRIPTION, described
from searchkit.hits import Refusal
from searchkit.incoming import Found, Pieces, below, cut, from_address, from_stream
from searchkit.ingest.files import LARGEST_ARCHIVE, most_bytes, opened, pieces
from searchkit.ingest.identity import fingerprint_in, source_name
from searchkit.printable import one_line


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
        return fingerprint_in(pieces(corpus / source))
    except PageRefused:
        return ""


def fault_of(corpus: Path, source: str) -> str:
    """Return why a page is no readable file; empty for one that is."""
    try:
        for _ in pieces(corpus / source):
            pass
    except PageRefused as error:
        return error.message
    return ""


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
    collection.toml of a folder comes along.  Files of articles, one a line, may be of any size, all
    others have 100 MB at most.  Raises CorpusError where the folder cannot be made, UsageError for
    a collection that no folder can be called, and for an empty path.
    """
    _check_asked(corpus, paths, collection)
    added: list[str] = []
    refused: list[Refusal] = []
    for path in paths:
        if "://" in path:
            found = from_address(path, collection, allow_private)
        elif path == "-":
            found = from_stream(stdin, corpus, collection)
        else:
            found = _from_files(Path(path), collection, refused)
        try:
            _take(corpus, found, added, refused)
        except PageRefused as error:
            refused.append(Refusal(path, error.message))
        if (Path(path) / DESCRIPTION).is_file():
            refused += _describe(Path(path), corpus / _folder_for(Path(path), collection))
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
        folder = folders.pop()
        try:
            entries = list(os.scandir(corpus / folder))
        except OSError as error:
            shown = _shown(corpus / folder)
            raise CorpusError(f"{shown} cannot be read: {error.strerror}") from None
        for entry in entries:
            if entry.name.startswith(".") or entry.name == DESCRIPTION:
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(f"{folder}{entry.name}/")
            elif not (entry.is_symlink() and entry.is_dir()):
                yield folder + entry.name


def _check_asked(corpus: Path, paths: Sequence[str], collection: str | None) -> None:
    if "" in paths:
        raise UsageError("an empty path names no page; the current folder is .")
    if collection is not None and not _is_name(collection):
        raise UsageError(f"{_shown(collection)} is no name for a folder in the corpus")
    if corpus.exists() and not corpus.is_dir():
        raise CorpusError(f"{_shown(corpus)} is no folder; name another with --corpus")


def _take(corpus: Path, found: Found, added: list[str], refused: list[Refusal]) -> None:
    for target, page in found:
        try:
            _check_target(target)
            _put(corpus / target, page)
            added.append(target)
        except PageRefused as error:
            refused.append(Refusal(source_name(target), error.message))


def _from_files(start: Path, collection: str | None, refused: list[Refusal]) -> Found:
    found, folder = {start.name: start}, collection
    if start.is_dir():
        folder = _folder_for(start, collection)
        found = {name: start / name for name in sources(start)}
    for name, page in found.items():
        try:
            with opened(page):
                pass  # what cannot be opened is refused by the name that it was given by
            yield below(folder, name), partial(pieces, page)
        except PageRefused as error:
            refused.append(Refusal(source_name(str(page)), error.message))


def _folder_for(start: Path, collection: str | None) -> str:
    """The collection that the pages of a folder go to: the one that is named, or its namesake."""
    try:
        return collection or start.resolve().name
    except FileNotFoundError:
        raise UsageError("the current folder is gone; go to another one") from None


def _describe(start: Path, target: Path) -> Iterator[Refusal]:
    """Copy what a folder says of its event, and yield why it is refused."""
    try:
        if target.is_dir():
            _put(target / DESCRIPTION, partial(cut, described(start / DESCRIPTION)))
    except PageRefused as error:
        yield Refusal(source_name(f"{target.name}/{DESCRIPTION}"), error.message)


def _check_target(target: str) -> None:
    for name in target.split("/"):
        if not _is_name(name) or name == DESCRIPTION:
            raise PageRefused(f"{_shown(name)} is no name for a page or a collection; rename it")


def _put(path: Path, page: Pieces) -> None:
    """Write a page whole or not at all; one that is there is never overwritten."""
    try:
        make_folder(path.parent)
        if os.path.lexists(path) or not _is_written(path, page):
            _check_same(path, page)
    except OSError as error:
        raise CorpusError(f"{_shown(path)} cannot be written: {error.strerror}") from None


def _check_same(path: Path, page: Pieces) -> None:
    if any(one != other for one, other in zip_longest(pieces(path), page())):
        raise PageRefused(
            "a page of this name is there with other content; rename this one, or remove that"
        )
    sync(path)  # who put it there may have been killed before it was on disk
    sync_folder(path.parent)


def _is_written(path: Path, page: Pieces) -> bool:
    """Write a page to disk; false where another one took its name meanwhile."""
    part = path.with_name(f".{os.urandom(8).hex()}.part")  # another process may write the same page
    try:
        with open(part, "xb") as file:
            file.writelines(_bounded(page(), most_bytes(path.name)))
            file.flush()
            os.fsync(file.fileno())
        is_ours = name_once(part, path)
        sync_folder(path.parent)
        return is_ours
    finally:
        part.unlink(missing_ok=True)


def _bounded(found: Iterator[bytes], most: int) -> Iterator[bytes]:
    for piece in found:
        most -= len(piece)
        if most < 0:
            raise PageRefused(f"larger than {LARGEST_ARCHIVE // 1_000_000} MB; split it")
        yield piece


def _is_name(text: str) -> bool:
    is_apart = "/" not in text and os.sep not in text
    return bool(text) and not text.startswith(".") and is_apart and is_file_name(text)


def _shown(path: object) -> str:
    return one_line(str(path))
