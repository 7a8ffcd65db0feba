"""An index follows its corpus: by path and fingerprint, and as if it were built anew."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from searchkit import index as indexes
from searchkit import updating
from searchkit.article import Article, Paragraph, Quote, Speaker
from searchkit.engines.whoosh.commits.lock import lock
from searchkit.errors import CorpusError, IndexDamaged, IndexLocked, IndexMissing, IndexUnwritable
from searchkit.hits import Refusal, Report
from searchkit.index import Index
from searchkit.ingest import read_pages

FERRY = "Ferry late\n\nThe ferry to the islands was late. “We wait,” said Ana Ruiz, a pilot.\n"
EMPTY = "the file is empty; save the page again"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    for name in ("fair", "tide"):
        (folder / name).mkdir(parents=True)
    (folder / "tide" / "ferry.txt").write_text(FERRY)
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with indexes.open(tmp_path / "index", create=True) as index:
        yield index


def rows(*ids: str, text: str = "A row.", speakers: Sequence[Speaker] = ()) -> str:
    said = [Quote(0, ((0, 1),), text[0], "direct", speaker.name) for speaker in speakers]
    paragraphs = {id: (Paragraph(f"{text} {id}"),) for id in ids}
    articles = (
        Article(id, paragraphs=paragraphs[id], speakers=tuple(speakers), quotes=tuple(said))
        for id in ids
    )
    return "".join(article.to_json() + "\n" for article in articles)


def taken(source: str, id: str) -> Refusal:
    return Refusal(source, f"an article with the id {id} is there already")


def state(index: Index) -> list[str]:
    return sorted(article.to_json() for article in index.export())


def answers(index: Index) -> list[tuple[str, float]]:
    """What some queries find, with scores, in order."""
    queries = ("late OR row", "a row OR ferry", "fer* OR again", '"a row"', "*", "text:island~")
    hits = [hit for query in queries for hit in index.search(query, limit=None)]
    for query in ("wait OR speaker:ruiz", 'speaker:"ana ruiz vidal"'):
        hits += index.quotes(query, limit=None).hits
    return [(hit.key, hit.score) for hit in hits]


def equals_rebuilt(index: Index, corpus: Path, folder: Path) -> bool:
    with indexes.open(folder, create=True) as other:
        other.update(corpus)
        pair = (index, other)
        first, second = [(state(i), answers(i), people(i), i.speakers()) for i in pair]
        return first == second


def people(index: Index) -> list[object]:
    """The tables that the articles give."""
    return [index.engine.tables()[name] for name in ("names", "people")]


def test_only_what_changed_is_read(index: Index, corpus: Path) -> None:
    steps: list[tuple[int, int, str]] = []

    def run() -> Report:
        steps.clear()
        return index.update(corpus, progress=lambda *step: steps.append(step))

    assert (run(), steps) == (Report(added=1), [(1, 1, "tide/ferry.txt")])
    assert (run(), steps) == (Report(unchanged=1), [])
    (corpus / "fair" / "boat.txt").write_text(FERRY.replace("ferry", "boat"))
    assert (run(), steps) == (Report(added=1, unchanged=1), [(1, 1, "fair/boat.txt")])
    (corpus / "tide" / "ferry.txt").write_text(FERRY.replace("late", "early"))
    assert (run(), steps) == (Report(updated=1, unchanged=1), [(1, 1, "tide/ferry.txt")])
    assert [hit.source for hit in index.search("early")] == ["tide/ferry.txt"]
    assert [hit.source for hit in index.search("late")] == ["fair/boat.txt"]
    (corpus / "fair" / "boat.txt").unlink()
    assert (run(), steps) == (Report(removed=1, unchanged=1), [])
    assert index.search("boat").total == 0
    assert index.quotes("*").total == 1


def test_a_file_that_is_only_touched_is_left_alone(index: Index, corpus: Path) -> None:
    index.update(corpus)
    os.utime(corpus / "tide" / "ferry.txt", (0, 0))
    assert index.update(corpus) == Report(unchanged=1)


def test_a_moved_page_has_its_new_collection(index: Index, corpus: Path) -> None:
    index.update(corpus)
    (before,) = index.export()
    (corpus / "tide" / "ferry.txt").rename(corpus / "fair" / "ferry.txt")
    assert index.update(corpus) == Report(added=1, removed=1)
    (after,) = index.export()
    assert (before.collection, after.collection) == ("tide", "fair")
    assert after == replace(before, id=after.id, source="fair/ferry.txt", collection="fair")


def test_a_refused_page_is_listed_until_it_is_mended(index: Index, corpus: Path) -> None:
    page = corpus / "fair" / "empty.txt"
    page.write_text("")
    refused = (Refusal("fair/empty.txt", EMPTY),)
    steps: list[tuple[int, int, str]] = []
    assert index.update(corpus) == Report(added=1, refused=refused)
    again = index.update(corpus, progress=lambda *step: steps.append(step))
    assert (again, steps) == (Report(unchanged=1, refused=refused), [])
    assert index.check(corpus) == refused
    page.write_text(FERRY)
    assert index.update(corpus) == Report(added=1, unchanged=1)
    page.write_text("")
    assert index.update(corpus) == Report(removed=1, unchanged=1, refused=refused)
    page.unlink()
    assert index.update(corpus) == Report(unchanged=1)
    assert index.check(corpus) == ()


def test_a_refused_page_that_is_gone_is_forgotten(index: Index, corpus: Path) -> None:
    for name in ("b.bin", "a.bin"):
        (corpus / name).write_bytes(b"\0")
        index.update(corpus)
    assert [refusal.source for refusal in index.check(corpus)] == ["a.bin", "b.bin"]
    (corpus / "b.bin").unlink()
    index.update(corpus)
    assert set(index.engine.tables()["refused"]) == {"a.bin"}


def test_a_refused_line_is_listed_at_every_run(index: Index, corpus: Path) -> None:
    (corpus / "rows.jsonl").write_text(rows("a") + "{\n" + rows("b"))
    report = index.update(corpus)
    assert (report.added, [refusal.source for refusal in report.refused]) == (3, ["rows.jsonl"])
    assert report.refused[0].reason.startswith("line 2: ")
    assert index.update(corpus) == Report(unchanged=2, refused=report.refused)
    index.delete(["a", "b"])
    assert index.update(corpus) == Report(added=2, unchanged=1, refused=report.refused)
    (corpus / "rows.jsonl").write_text(rows("a"))
    assert index.update(corpus) == Report(updated=1, removed=1, unchanged=1)


def test_an_unreadable_page_is_tried_at_every_run(index: Index, corpus: Path) -> None:
    page = corpus / "fair" / "link.txt"
    page.symlink_to(corpus / "tide" / "ferry.txt")
    refused = (Refusal("fair/link.txt", "this is a link; copy the file that it points to"),)
    assert index.update(corpus) == Report(added=1, refused=refused)
    assert index.update(corpus) == Report(unchanged=1, refused=refused)
    page.unlink()
    page.write_text(FERRY)
    assert index.update(corpus) == Report(added=1, unchanged=1)


def test_of_two_pages_with_one_id_the_first_by_name_has_it(index: Index, corpus: Path) -> None:
    (corpus / "b.jsonl").write_text(rows("x", "y", text="Of b."))
    assert index.update(corpus) == Report(added=3)
    (corpus / "a.jsonl").write_text(rows("x", text="Of a."))
    report = Report(updated=1, unchanged=2, refused=(taken("b.jsonl", "x"),))
    assert index.update(corpus) == report
    assert index.search('text:"of a"').total == 1
    assert index.update(corpus) == replace(report, updated=0, unchanged=3)
    (corpus / "a.jsonl").unlink()
    assert index.update(corpus) == Report(updated=3 - 1, unchanged=1)
    assert index.search('text:"of b"').total == 2


def test_a_page_of_twins_waits_for_their_ids(index: Index, corpus: Path) -> None:
    (corpus / "a.jsonl").write_text(rows("x", "x"))
    (corpus / "b.jsonl").write_text(rows("x"))
    refused = (taken("a.jsonl", "x"), taken("b.jsonl", "x"))
    assert index.update(corpus) == Report(added=2, refused=refused)
    assert index.update(corpus) == Report(unchanged=2, refused=refused)
    (corpus / "a.jsonl").unlink()
    assert index.update(corpus) == Report(updated=1, unchanged=1)


def test_an_added_article_stays_and_keeps_its_id(index: Index, corpus: Path) -> None:
    (corpus / "a.jsonl").write_text(rows("x"))
    index.update(corpus)
    mine = Article("x", paragraphs=(Paragraph("Mine."),))
    own = Article("own", paragraphs=(Paragraph("Own."),))
    assert index.add([mine, own]) == Report(added=1, updated=1)
    refused = (taken("a.jsonl", "x"),)
    assert index.update(corpus) == Report(unchanged=1, refused=refused)
    assert index.update(corpus, rebuild=True) == Report(added=1, refused=refused)
    assert (index.get("x"), index.get("own")) == (mine, own)
    index.delete(["x"])
    assert index.update(corpus) == Report(added=1, unchanged=1)
    assert index.get("x") != mine


def test_events_come_with_the_corpus_and_go_with_it(index: Index, corpus: Path) -> None:
    index.update(corpus)
    description = corpus / "tide" / "collection.toml"
    description.write_text("start = 2025-10-14\n")
    assert index.update(corpus) == Report(unchanged=1)
    notes = index.search("day:1 OR ferry").notes
    assert notes == ("day:1 of tide was read as Tuesday 2025-10-14",)
    description.write_text("start = ")
    report = index.update(corpus)
    assert [refusal.source for refusal in report.refused] == ["tide/collection.toml"]
    assert index.engine.tables()["events"] == {}


def test_a_check_tells_what_an_update_would_do(index: Index, corpus: Path) -> None:
    for name in ("gone", "changed", "same"):
        (corpus / "fair" / f"{name}.txt").write_text(FERRY)
    index.update(corpus)
    (corpus / "fair" / "gone.txt").unlink()
    (corpus / "fair" / "changed.txt").write_text(f"{FERRY} Again.")
    (corpus / "fair" / "new.txt").write_text(FERRY)
    before = state(index)
    assert index.check(corpus) == (
        Refusal("fair/gone.txt", "is in the index, but gone from the corpus"),
        Refusal("fair/changed.txt", "has changed since it was indexed"),
        Refusal("fair/new.txt", "is not indexed"),
    )
    assert state(index) == before


def test_a_corpus_that_is_gone_empties_nothing(index: Index, corpus: Path) -> None:
    index.update(corpus)
    (corpus / "tide" / "ferry.txt").unlink()
    for folder in (corpus, corpus / "none"):
        with pytest.raises(CorpusError):
            index.update(folder)
        with pytest.raises(CorpusError):
            index.update(folder, rebuild=True)
    assert index.search("ferry").total == 1


def test_what_the_callers_progress_raises_is_passed_on(index: Index, corpus: Path) -> None:
    def broken(*step: object) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    with pytest.raises(BrokenPipeError):
        index.update(corpus, progress=broken)
    assert index.search("*").total == 0
    assert index.update(corpus) == Report(added=1)


def test_a_locked_index_is_left_as_it_was(index: Index, corpus: Path) -> None:
    with lock(index.location), pytest.raises(IndexLocked):
        index.update(corpus)
    assert index.update(corpus) == Report(added=1)


def test_an_index_that_cannot_be_written_is_told(index: Index, corpus: Path) -> None:
    trap = Path(index.location) / "searchkit.lock"
    trap.unlink()
    trap.mkdir()
    with pytest.raises(IndexUnwritable) as raised:
        index.update(corpus)
    assert raised.value.message == f"{trap} is not a regular file; remove it"
    assert index.search("*").total == 0


def test_an_index_that_is_gone_is_missing(index: Index, corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "index").rename(tmp_path / "elsewhere")
    with pytest.raises(IndexMissing):
        index.add([Article("a")])
    with pytest.raises(IndexMissing):
        index.update(corpus)
    assert not (tmp_path / "index").exists()


def damaged(folder: Path) -> None:
    """Overwrite the last part of each segment."""
    for path in folder.glob("*.arrays"):
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // 3] + b"\xff" * (len(data) - len(data) // 3))


def test_a_damaged_index_is_rebuilt_with_a_word_on_what_may_be_lost(
    index: Index, corpus: Path, tmp_path: Path
) -> None:
    index.update(corpus)
    index.add([Article("own")])
    index.close()
    damaged(tmp_path / "index")
    with indexes.open(tmp_path / "index") as again:
        with pytest.raises(IndexDamaged, match="run: searchkit index --rebuild"):
            again.search("ferry")
        with pytest.raises(IndexDamaged):
            again.update(corpus)
        reason = "up to 8 articles in it could not be read; add those again that came from no page"
        assert again.update(corpus, rebuild=True) == Report(
            added=1, refused=(Refusal(str(tmp_path / "index"), reason),)
        )
        assert again.search("ferry").total == 1
        assert again.check(corpus) == ()


def test_a_damaged_segment_is_told_when_it_is_to_be_merged(index: Index, tmp_path: Path) -> None:
    index.add([Article("a")])
    index.close()
    damaged(tmp_path / "index")
    with pytest.raises(IndexDamaged, match="run: searchkit index --rebuild"):
        index.add([Article("b")])


def test_following_a_corpus_ends_where_building_it_does(
    index: Index, corpus: Path, tmp_path: Path
) -> None:
    chance = random.Random(2025)
    told = [
        Speaker("Ana Ruiz Vidal", "pilot"),
        Speaker("A. Ruiz", "pilot", "Ferry Guild"),
        Speaker("Ms Ruiz"),
        Speaker("Ana Ruiz"),
        Speaker("Alba Ruiz", "captain"),
        Speaker("the crew"),
    ]
    names = ("a.jsonl", "fair/b.jsonl", "fair/c.jsonl", "tide/d.txt", "tide/e.txt")
    for step in range(9):
        for name in chance.sample(names, 3):
            path = corpus / name
            if path.exists() and chance.random() < 0.4:
                path.unlink()
            elif path.suffix == ".txt":
                path.write_text(FERRY * chance.randint(0, 2))
            else:
                ids = chance.sample("uvwxyz", chance.randint(0, 4))
                speakers = chance.sample(told, chance.randint(0, 3))
                text = f"{name} row " * chance.randint(1, 9)
                path.write_text(rows(*ids, text=text, speakers=speakers))
        index.update(corpus, jobs=1)
        if step % 3 == 2:
            assert equals_rebuilt(index, corpus, tmp_path / f"anew{step}")


def test_published_days_are_told_by_facets_after_updates(index: Index, corpus: Path) -> None:
    day = date(2025, 10, 14)
    index.add([Article("a", published=day)])
    index.update(corpus)
    (facet,) = index.search("*", facets=["date"]).facets
    assert [(value.value, value.count) for value in facet.values] == [("2025-10-14", 1)]
    assert (index.stats().first, index.stats().last) == (day, day)
    index.delete(["a"])
    assert (index.stats().first, index.stats().last) == (None, None)


@pytest.mark.parametrize("rebuild", [False, True])
def test_what_others_add_while_the_corpus_is_looked_through_stays(
    rebuild: bool, index: Index, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (corpus / "fair" / "rows.jsonl").write_text(rows("own"))
    given = [Article("own", headline="added"), Article("other", headline="added")]
    planned: Any = read_pages
    pending = [given]

    def overtaken(*asked: Any) -> Any:
        if pending:
            with indexes.open(index.location) as other:
                other.add(pending.pop())
        return planned(*asked)

    monkeypatch.setattr(updating, "read_pages", overtaken)
    report = index.update(corpus, rebuild=rebuild)
    assert report == Report(added=1, refused=(taken("fair/rows.jsonl", "own"),))
    assert [index.get("own"), index.get("other")] == given


def test_one_whom_others_overtake_again_and_again_gives_up(
    index: Index, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned: Any = read_pages
    ids = map(str, range(9))

    def overtaken(*asked: Any) -> Any:
        with indexes.open(index.location) as other:
            other.add([Article(next(ids))])
        return planned(*asked)

    monkeypatch.setattr(updating, "read_pages", overtaken)
    with pytest.raises(IndexLocked, match=r"others keep changing .*; try again later"):
        index.update(corpus)
    assert index.engine.ids() == {"0", "1", "2", "3", "4"}


def test_what_a_rebuild_may_have_lost_with_a_table_of_contents_is_told(
    index: Index, corpus: Path, tmp_path: Path
) -> None:
    index.add([Article("own")])
    index.close()
    for path in (tmp_path / "index").glob("*.toc"):
        path.write_bytes(b"noise")
    with indexes.open(tmp_path / "index", renew=True) as again:
        note = f"the index in {again.location} could not be read, and is empty now"
        assert again.notes() == (note,)
        reason = (
            "could not be read whole; articles in it that came from no page may be lost: "
            "add them again"
        )
        assert again.update(corpus, rebuild=True) == Report(
            added=1, refused=(Refusal(again.location, reason),)
        )
        assert again.notes() == ()


def cut_off(*asked: Any) -> Any:
    """Read pages as ever, but for one whose reader dies behind its first article."""
    for reading in read_pages(*asked):
        if reading.page.source != "slow.jsonl":
            yield reading
            continue
        died = (Refusal("slow.jsonl", "its reader died (exit status 1); report the page"),)
        yield replace(reading, articles=tuple(reading.articles)[:1], refusals=died, is_cut=True)


def test_a_page_whose_reader_died_is_tried_at_every_run(
    index: Index, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (corpus / "slow.jsonl").write_text(rows("a", "b"))
    died = (Refusal("slow.jsonl", "its reader died (exit status 1); report the page"),)
    with monkeypatch.context() as patched:
        patched.setattr(updating, "read_pages", cut_off)
        assert index.update(corpus) == Report(added=2, refused=died)
        assert index.update(corpus) == Report(updated=1, unchanged=1, refused=died)
        assert index.check(corpus) == died
    assert index.update(corpus) == Report(added=1, updated=1, unchanged=1)
    assert (index.check(corpus), index.update(corpus)) == ((), Report(unchanged=2))


def test_a_check_says_why_a_page_cannot_be_read(index: Index, corpus: Path) -> None:
    link = corpus / "fair" / "link.txt"
    link.symlink_to(corpus / "tide" / "ferry.txt")
    refused = Refusal("fair/link.txt", "this is a link; copy the file that it points to")
    missing = Refusal("tide/ferry.txt", "is not indexed")
    assert index.check(corpus) == (refused, missing)
    index.update(corpus)
    assert index.check(corpus) == (refused,)


def test_an_article_that_was_taken_out_comes_again_with_its_page(
    index: Index, corpus: Path
) -> None:
    (corpus / "rows.jsonl").write_text(rows("a", "b", "c"))
    index.update(corpus)
    index.delete(["a", "c"])
    assert index.check(corpus) == (Refusal("rows.jsonl", "lacks 2 of its articles in the index"),)
    assert index.update(corpus) == Report(added=2, updated=1, unchanged=1)
    assert (index.check(corpus), index.update(corpus)) == ((), Report(unchanged=2))
    index.add([Article("b", headline="mine")])
    refused = (taken("rows.jsonl", "b"),)
    assert index.update(corpus) == Report(updated=2, unchanged=1, refused=refused)
    assert index.update(corpus) == Report(unchanged=2, refused=refused)


def test_what_can_be_read_of_a_damaged_index_is_kept(
    index: Index, corpus: Path, tmp_path: Path
) -> None:
    """Of articles of 30 KB that no dictionary packs, a block of 64 KB holds parts of four."""
    chance = random.Random(5)
    (corpus / "rows.jsonl").write_text(rows("of a page"))
    index.update(corpus)
    given = [
        Article(str(number), paragraphs=(Paragraph(chance.randbytes(30_000).hex()),))
        for number in range(40)
    ]
    index.add(given)
    index.close()
    path = max((tmp_path / "index").glob("*.arrays"), key=lambda path: path.stat().st_size)
    data = bytearray(path.read_bytes())
    data[10 * 65_536 + 5] ^= 1
    path.write_bytes(data)
    with indexes.open(tmp_path / "index") as again:
        with pytest.raises(IndexDamaged):
            list(again.export())
        report = again.update(corpus, rebuild=True)
        kept = [article for article in given if again.get(article.id) == article]
        assert 36 <= len(kept) < 40
        reason = (
            f"up to {40 - len(kept)} articles in it could not be read; "
            "add those again that came from no page"
        )
        assert report == Report(added=2, refused=(Refusal(again.location, reason),))
        assert again.check(corpus) == ()


def test_damage_to_what_is_searched_loses_no_article(
    index: Index, corpus: Path, tmp_path: Path
) -> None:
    own = Article("own", paragraphs=(Paragraph(" ".join(map(str, range(60_000)))),))
    index.add([own])
    index.close()
    path = max((tmp_path / "index").glob("*.arrays"), key=lambda path: path.stat().st_size)
    data = bytearray(path.read_bytes())
    data[-200_000] ^= 1
    path.write_bytes(data)
    with indexes.open(tmp_path / "index") as again:
        assert again.engine.damage()
        assert again.update(corpus, rebuild=True) == Report(added=1)
        assert again.get("own") == own
