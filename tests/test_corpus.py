"""The folder of pages: what counts as one, how pages get in and out, what events are told of."""

from __future__ import annotations

import errno
import gzip
import os
import random
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from searchkit import Article, corpus, durable, incoming
from searchkit.corpus import Added
from searchkit.errors import CorpusError, UsageError
from searchkit.events import events, events_of, events_table
from searchkit.hits import Refusal
from searchkit.ingest import files
from searchkit.ingest.files import LARGEST_ARCHIVE
from searchkit.ingest.identity import fingerprint, id_of
from searchkit.query import Event
from tests.faults.recording import left, recording


def fill(folder: Path, *names: str, text: str = "A page.") -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def add(
    folder: Path, *paths: str | Path, collection: str | None = None, stdin: bytes = b""
) -> Added:
    return corpus.add(
        folder, [str(path) for path in paths], collection=collection, stdin=BytesIO(stdin)
    )


def test_pages_are_all_files_but_the_hidden_and_the_descriptions(tmp_path: Path) -> None:
    fill(tmp_path, "b.html", "summit/a.txt", "summit/deep/er/c.jsonl", "fair/photo.png")
    fill(tmp_path, ".hidden", "summit/.part", ".git/page.html", "summit/collection.toml")
    (tmp_path / "empty").mkdir()
    assert corpus.sources(tmp_path) == [
        "b.html",
        "fair/photo.png",
        "summit/a.txt",
        "summit/deep/er/c.jsonl",
    ]


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    outside = fill(tmp_path / "outside", "secret.html")
    folder = fill(tmp_path / "corpus", "a.html")
    (folder / "summit").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    (folder / "file.html").symlink_to(outside / "secret.html")
    (folder / "broken.html").symlink_to("nowhere")
    assert corpus.sources(folder) == ["a.html", "broken.html", "file.html"]
    assert corpus.fingerprint_of(folder, "file.html") == ""
    assert corpus.fingerprint_of(folder, "broken.html") == ""


def test_a_name_that_is_no_text_is_a_source(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"pa\xffge.html")).write_text("A page.")
    (source,) = corpus.sources(tmp_path)
    assert os.fsencode(source) == b"pa\xffge.html"
    assert corpus.fingerprint_of(tmp_path, source) != ""


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: None, "there is no folder {0}; make it and put pages in, or name another"),
        (lambda folder: folder.write_text(""), "there is no folder {0}; make it and put pages in"),
        (lambda folder: folder.mkdir(), "no page is in {0}; copy some in with: searchkit add PATH"),
    ],
    ids=["missing", "a file", "empty"],
)
def test_a_corpus_without_pages_is_told(
    tmp_path: Path, make: Callable[[Path], object], message: str
) -> None:
    folder = tmp_path / "cor\x1bpus"
    make(folder)
    with pytest.raises(CorpusError) as raised:
        corpus.sources(folder)
    assert raised.value.message.startswith(message.format(f"{tmp_path}/cor\ufffdpus"))


def test_the_collection_is_the_first_folder() -> None:
    names = ["a.html", "summit/a.html", "summit/day1/a.html", os.fsdecode(b"\xff/a.html")]
    assert [corpus.collection_of(name) for name in names] == [None, "summit", "summit", "\\xff"]


def test_a_fingerprint_changes_with_the_bytes(tmp_path: Path) -> None:
    fill(tmp_path, "a.html", "b.html", "c.html")
    fill(tmp_path, "d.html", text="Other.")
    prints = [corpus.fingerprint_of(tmp_path, name) for name in corpus.sources(tmp_path)]
    assert prints[0] == prints[1] == prints[2] != prints[3]
    assert corpus.fingerprint_of(tmp_path, "none.html") == ""


def test_files_and_folders_are_copied_in(tmp_path: Path) -> None:
    fill(tmp_path, "one.html", "press/two.txt", "press/day/three.html", "press/.hidden")
    folder = tmp_path / "corpus"
    assert add(folder, tmp_path / "one.html", tmp_path / "press") == Added(
        ("one.html", "press/day/three.html", "press/two.txt"), ()
    )
    assert add(folder, tmp_path / "one.html", tmp_path / "press", collection="fair") == Added(
        ("fair/one.html", "fair/day/three.html", "fair/two.txt"), ()
    )
    assert len(corpus.sources(folder)) == 6
    assert (folder / "one.html").read_text() == "A page."


def test_a_page_is_never_overwritten(tmp_path: Path) -> None:
    fill(tmp_path, "a.html")
    folder = tmp_path / "corpus"
    assert add(folder, tmp_path / "a.html").sources == ("a.html",)
    assert add(folder, tmp_path / "a.html") == Added(("a.html",), ())
    fill(tmp_path, "a.html", text="Another page.")
    reason = "a page of this name is there with other content; rename this one, or remove that"
    assert add(folder, tmp_path / "a.html") == Added((), (Refusal("a.html", reason),))
    assert (folder / "a.html").read_text() == "A page."
    assert os.listdir(folder) == ["a.html"]


def test_what_cannot_be_read_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    fill(tmp_path, "a.html", "press/b.html", "press/c.html")
    (tmp_path / "link.html").symlink_to("a.html")
    (tmp_path / "press" / "b.html").unlink()
    os.mkfifo(tmp_path / "press" / "b.html")
    added = add(
        tmp_path / "corpus", tmp_path / "none.html", tmp_path / "link.html", tmp_path / "press"
    )
    assert added == Added(
        ("press/c.html",),
        (
            Refusal(f"{tmp_path}/none.html", "cannot be read: No such file or directory"),
            Refusal(f"{tmp_path}/link.html", "this is a link; copy the file that it points to"),
            Refusal(f"{tmp_path}/press/b.html", "this is no regular file"),
        ),
    )


@pytest.mark.parametrize("name", [".page.html", "collection.toml"])
def test_a_page_that_would_not_be_seen_is_refused(tmp_path: Path, name: str) -> None:
    fill(tmp_path, name)
    reason = f"{name} is no name for a page or a collection; rename it"
    assert add(tmp_path / "corpus", tmp_path / name) == Added((), (Refusal(name, reason),))
    assert not (tmp_path / "corpus").exists()


def test_a_folder_without_a_usable_name_needs_a_collection(tmp_path: Path) -> None:
    fill(tmp_path / ".cache", "a.html")
    reason = ".cache is no name for a page or a collection; rename it"
    folder = tmp_path / "corpus"
    assert add(folder, tmp_path / ".cache").refused == (Refusal(".cache/a.html", reason),)
    assert add(folder, tmp_path / ".cache", collection="fair").sources == ("fair/a.html",)


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", ".hidden", "/etc"])
def test_a_collection_is_the_name_of_a_folder(tmp_path: Path, name: str) -> None:
    fill(tmp_path, "a.html")
    with pytest.raises(UsageError) as raised:
        add(tmp_path / "corpus", tmp_path / "a.html", collection=name)
    assert raised.value.message == f"{name} is no name for a folder in the corpus"


def test_standard_input_is_named_by_what_it_holds(tmp_path: Path) -> None:
    (source,) = add(tmp_path, "-", collection="fair", stdin=b"<p>A page.</p>").sources
    assert source.startswith("fair/")
    assert source.endswith(".html")
    assert (tmp_path / source).read_bytes() == b"<p>A page.</p>"
    (other,) = add(tmp_path, "-", stdin=b"A plain page.\n").sources
    assert other.endswith(".txt")
    assert add(tmp_path, "-", stdin=b"A plain page.\n").sources == (other,)


def test_a_backup_of_a_text_about_markup_is_no_markup(tmp_path: Path) -> None:
    line = Article("a", headline="<html><body><p>What a tag is</p>").to_json()
    (source,) = add(tmp_path, "-", stdin=line.encode() + b"\n").sources
    assert source.endswith(".jsonl")


def test_a_corpus_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    fill(tmp_path, "a.html", "corpus")
    with pytest.raises(CorpusError) as raised:
        add(tmp_path / "corpus", tmp_path / "a.html")
    assert raised.value.message == f"{tmp_path}/corpus is no folder; name another with --corpus"
    (tmp_path / "corpus").unlink()
    fill(tmp_path, "corpus/fair")
    with pytest.raises(CorpusError) as raised:
        add(tmp_path / "corpus", tmp_path / "a.html", collection="fair")
    assert raised.value.message == f"{tmp_path}/corpus/fair/a.html cannot be written: File exists"


def test_pages_are_removed(tmp_path: Path) -> None:
    fill(tmp_path, "a.html", "b.html")
    corpus.remove(tmp_path, ["a.html", "gone.html"])
    assert corpus.sources(tmp_path) == ["b.html"]


WHOLE = 'name = "Tideline"\nplace = "Porto Alvar"\ntimezone = "Atlantic/Azores"\n'
WHOLE += "start = 2025-10-14\nend = 2025-10-17\nsponsor = 5\n"
EVENT = Event("Tideline", date(2025, 10, 14), date(2025, 10, 17), "Porto Alvar", "Atlantic/Azores")


def described(folder: Path, text: str) -> tuple[dict[str, Event], list[Refusal]]:
    fill(folder, "tide/collection.toml", text=text)
    return events(folder)


def test_a_collection_tells_of_its_event(tmp_path: Path) -> None:
    assert described(tmp_path, WHOLE) == ({"tide": EVENT}, [])
    assert described(tmp_path, f"\ufeff{WHOLE}") == ({"tide": EVENT}, [])
    assert described(tmp_path, "") == ({"tide": Event()}, [])


def test_an_index_keeps_events_as_a_table(tmp_path: Path) -> None:
    found = {"tide": EVENT, "fair": Event(start=date(2024, 3, 1)), "none": Event()}
    assert events_table(found) == {
        "events": {
            "tide": {
                "name": "Tideline",
                "start": "2025-10-14",
                "end": "2025-10-17",
                "place": "Porto Alvar",
                "timezone": "Atlantic/Azores",
            },
            "fair": {"start": "2024-03-01"},
            "none": {},
        }
    }
    assert events_of(events_table(found)) == found
    assert events_of({}) == {}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("start = ", "cannot be read: Invalid value (at end of document)"),
        ("start = 2025-13-01", "cannot be read: "),
        ("name = 5", 'name must be a text, like name = "…"'),
        ('start = "2025-10-14"', "start must be a day, like start = 2025-11-07"),
        ("end = 2025-10-14T08:00:00", "end must be a day, like end = 2025-11-07"),
        ("start = 2025-10-14\nend = 2025-10-13", "end lies before start"),
        ("a = " + "[" * 5000, "cannot be read: "),
        ("x" * 200_000, "cannot be read: "),
    ],
    ids=lambda text: text[:30],
)
def test_a_description_that_cannot_be_read_is_refused(
    tmp_path: Path, text: str, reason: str
) -> None:
    found, (refusal,) = described(tmp_path, text)
    assert found == {}
    assert refusal.source == "tide/collection.toml"
    assert refusal.reason.startswith(reason)


def test_descriptions_are_read_as_safely_as_pages(tmp_path: Path) -> None:
    for name in ("pipe", "link", "latin", ".hidden"):
        (tmp_path / name).mkdir()
    os.mkfifo(tmp_path / "pipe" / "collection.toml")
    (tmp_path / "link" / "collection.toml").symlink_to("../pipe")
    (tmp_path / "latin" / "collection.toml").write_bytes(b'name = "F\xeate"')
    (tmp_path / ".hidden" / "collection.toml").write_text('name = "Hidden"')
    (tmp_path / "linked").symlink_to(tmp_path / ".hidden")
    found, refused = events(tmp_path)
    assert found == {}
    assert [(refusal.source, refusal.reason.partition(";")[0][:30]) for refusal in refused] == [
        ("latin/collection.toml", "cannot be read: 'utf-8' codec "),
        ("link/collection.toml", "this is a link"),
        ("pipe/collection.toml", "this is no regular file"),
    ]


def test_what_a_folder_says_of_its_event_comes_along(tmp_path: Path) -> None:
    fair, corpus_folder = tmp_path / "fair", tmp_path / "corpus"
    fair.mkdir()
    (fair / "one.txt").write_text("The fair opens.")
    (fair / "collection.toml").write_text('name = "Fair"\nstart = 2025-10-14\n')
    for collection, folder in ((None, "fair"), ("other", "other")):
        corpus.add(corpus_folder, [str(fair)], collection=collection, stdin=BytesIO())
        copied = corpus_folder / folder / "collection.toml"
        assert copied.read_text() == 'name = "Fair"\nstart = 2025-10-14\n'
    (fair / "collection.toml").write_text('name = "Another fair"\n')
    added = corpus.add(corpus_folder, [str(fair)], stdin=BytesIO())
    assert [refusal.source for refusal in added.refused] == ["fair/collection.toml"]


def test_a_page_may_have_the_longest_of_names(tmp_path: Path) -> None:
    name = "x" * 250 + ".html"
    fill(tmp_path, name)
    assert add(tmp_path / "corpus", tmp_path / name) == Added((name,), ())
    assert os.listdir(tmp_path / "corpus") == [name]


@pytest.mark.parametrize("trap", [os.mkfifo, os.mkdir])
def test_what_is_no_page_is_not_waited_for(trap: Callable[[Path], None], tmp_path: Path) -> None:
    fill(tmp_path, "a.html", "b.html", "corpus/c.html")
    trap(tmp_path / "corpus" / "a.html")
    refused = (Refusal("a.html", "this is no regular file"),)
    added = add(tmp_path / "corpus", tmp_path / "a.html", tmp_path / "b.html")
    assert added == Added(("b.html",), refused)


def test_a_page_that_is_there_is_on_disk_when_it_counts_as_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be there by the grace of a process that was killed before it had synced its name."""
    fill(tmp_path, "a.html", "corpus/a.html")
    synced: list[str] = []
    monkeypatch.setattr(corpus, "sync", lambda path: synced.append(path.name))
    monkeypatch.setattr(corpus, "sync_folder", lambda path: synced.append(path.name))
    assert add(tmp_path / "corpus", tmp_path / "a.html").sources == ("a.html",)
    assert synced == ["a.html", "corpus"]


def test_standard_input_is_read_to_a_bound(tmp_path: Path) -> None:
    taken = 0

    class Endless(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            nonlocal taken
            assert size is not None and size > 0
            taken += size
            return b"x" * size

    reason = "larger than 100 MB; save the article alone, or split the file"
    added = corpus.add(tmp_path, ["-"], stdin=Endless())
    assert (added, taken) == (Added((), (Refusal("-", reason),)), LARGEST_ARCHIVE + 1)


def test_damaged_standard_input_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    fill(tmp_path, "a.html")
    added = add(tmp_path / "corpus", "-", tmp_path / "a.html", stdin=b"\x1f\x8bnoise")
    assert added.sources == ("a.html",)
    assert added.refused == (Refusal("-", "the gzip file is cut off; fetch it again"),)


def test_a_long_description_is_not_parsed(tmp_path: Path) -> None:
    """The time that tomllib takes for a dotted key grows with the square of its length."""
    reason = "cannot be read: larger than 5,000 bytes; leave in it what tells of the event"
    text = ".".join("a" * 50_000) + " = 1\n"
    assert described(tmp_path / "corpus", text) == (
        {},
        [Refusal("tide/collection.toml", reason)],
    )
    padded = WHOLE + "#" * (5000 - len(WHOLE))
    assert described(tmp_path / "corpus", padded) == ({"tide": EVENT}, [])
    fill(tmp_path / "fair", "a.txt")
    (tmp_path / "fair" / "collection.toml").write_text(f"{padded}#")
    added = add(tmp_path / "corpus", tmp_path / "fair")
    assert added == Added(("fair/a.txt",), (Refusal("fair/collection.toml", reason),))


@pytest.mark.parametrize("name", ["a\0b", "\ud800"])
def test_a_collection_is_a_name_that_a_folder_can_have(tmp_path: Path, name: str) -> None:
    fill(tmp_path, "a.html")
    with pytest.raises(UsageError, match="is no name for a folder in the corpus"):
        add(tmp_path / "corpus", tmp_path / "a.html", collection=name)
    assert not (tmp_path / "corpus").exists()


def test_an_empty_path_is_not_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "here", "a.html")
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(UsageError) as raised:
        add(tmp_path / "corpus", "")
    assert raised.value.message == "an empty path names no page; the current folder is ."
    assert not (tmp_path / "corpus").exists()
    assert add(tmp_path / "corpus", ".").sources == ("here/a.html",)


def test_a_current_folder_that_is_gone_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    (tmp_path / "here").rmdir()
    with pytest.raises(UsageError) as raised:
        add(tmp_path / "corpus", ".")
    assert raised.value.message == "the current folder is gone; go to another one"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds that a test can exceed in no time."""
    for module in (files, incoming):
        monkeypatch.setattr(module, "LARGEST_ARCHIVE", 1000)
    monkeypatch.setattr(incoming, "LARGEST", 100)
    monkeypatch.setattr(files, "_PIECE", 64)


def lines(count: int) -> bytes:
    return b"".join(b'{"id": "row%d"}\n' % number for number in range(count))


@pytest.mark.usefixtures("small")
def test_articles_one_a_line_may_be_of_any_number(tmp_path: Path) -> None:
    data = lines(400)
    for name, held in (("a.jsonl", data), ("a.ndjson.gz", gzip.compress(random.randbytes(2000)))):
        (tmp_path / name).write_bytes(held)
        assert add(tmp_path / "corpus", tmp_path / name) == Added((name,), ())
        assert add(tmp_path / "corpus", tmp_path / name) == Added((name,), ())
        assert (tmp_path / "corpus" / name).read_bytes() == held
        assert corpus.fingerprint_of(tmp_path / "corpus", name) == fingerprint(held)
    (tmp_path / "a.txt").write_bytes(data)
    reason = "larger than 100 MB; split it"
    assert add(tmp_path / "corpus", tmp_path / "a.txt") == Added((), (Refusal("a.txt", reason),))
    assert sorted(os.listdir(tmp_path / "corpus")) == ["a.jsonl", "a.ndjson.gz"]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("pack", [bytes, lambda data: gzip.compress(data, 0)])
def test_standard_input_may_be_of_any_number_of_articles(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    data = pack(lines(400))
    (source,) = add(tmp_path, "-", collection="fair", stdin=data).sources
    ending = ".jsonl.gz" if data.startswith(files.GZIP) else ".jsonl"
    assert source == f"fair/{id_of(data)}{ending}"
    assert (tmp_path / source).read_bytes() == data
    assert os.listdir(tmp_path / "fair") == [source.removeprefix("fair/")]
    assert add(tmp_path, "-", collection="fair", stdin=data) == Added((source,), ())


@pytest.mark.parametrize("content", ["A page.", "Another page."])
def test_who_comes_second_never_replaces_a_page(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, "a.html")

    def overtaken(part: Path, path: Path) -> bool:
        path.write_text(content)
        return durable.name_once(part, path)

    monkeypatch.setattr(corpus, "name_once", overtaken)
    added = add(tmp_path / "corpus", tmp_path / "a.html")
    assert added.sources == (("a.html",) if content == "A page." else ())
    assert (tmp_path / "corpus" / "a.html").read_text() == content
    assert os.listdir(tmp_path / "corpus") == ["a.html"]


def test_pages_go_to_a_file_system_without_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*paths: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    fill(tmp_path, "a.html")
    assert add(tmp_path / "corpus", tmp_path / "a.html").sources == ("a.html",)
    assert os.listdir(tmp_path / "corpus") == ["a.html"]
    assert not durable.name_once(tmp_path / "a.html", tmp_path / "corpus" / "a.html")


def test_a_power_cut_leaves_pages_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "copied").mkdir()
    text = "The ferry was late.\n" * 90
    fill(tmp_path, "given/a.txt", "given/b.txt", text=text)
    with recording(tmp_path / "copied") as made:
        add(tmp_path / "copied" / "corpus", tmp_path / "given")
    chance = random.Random(1)
    last = made.moments[-1]
    for trial, moment in enumerate(
        [*[last] * 10, *(chance.choice(made.moments) for _ in "x" * 40)]
    ):
        left(made, moment, tmp_path / str(trial), chance)
        pages = {path.name: path.read_text() for path in (tmp_path / str(trial)).rglob("*.txt")}
        assert set(pages.values()) <= {text}
        assert moment < last or set(pages) == {"a.txt", "b.txt"}
