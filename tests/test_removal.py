"""Articles go out of index and corpus, and come back from a backup as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

import searchkit
from searchkit.article import Article
from searchkit.corpus import remove as remove_pages
from searchkit.engines.whoosh.commits.lock import lock
from searchkit.errors import CorpusError, IndexLocked
from searchkit.hits import Refusal, Report
from searchkit.index import Index
from tests.ferry import article


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus" / "fair"
    folder.mkdir(parents=True)
    (folder / "one.txt").write_text("The ferry sails at nine, the harbour master said.\n")
    entries = [article(id="first"), article(id="second", source="elsewhere.html")]
    (folder / "many.jsonl").write_text("".join(f"{entry.to_json()}\n" for entry in entries))
    return folder.parent


@pytest.fixture
def index(tmp_path: Path, corpus: Path) -> Index:
    index = searchkit.open(tmp_path / "index", create=True)
    index.update(corpus)
    index.add([Article("added")])
    return index


def id_of(index: Index, source: str) -> str:
    return next(article.id for article in index.export() if article.source == source)


def test_an_article_goes_with_its_page(index: Index, corpus: Path) -> None:
    id = id_of(index, "fair/one.txt")
    assert index.remove([id], corpus) == Report(removed=1)
    assert not (corpus / "fair" / "one.txt").exists()
    assert index.get(id) is None
    assert index.update(corpus) == Report(unchanged=1)


def test_an_article_without_a_page_goes_alone(index: Index, corpus: Path) -> None:
    before = sorted(corpus.rglob("*"))
    assert index.remove(["added", "added"], corpus) == Report(removed=1)
    assert sorted(corpus.rglob("*")) == before


def test_a_page_of_many_goes_whole_or_not_at_all(index: Index, corpus: Path) -> None:
    reason = "fair/many.jsonl holds 1 more article; name all of them to remove it: second"
    assert index.remove(["first"], corpus) == Report(refused=(Refusal("first", reason),))
    assert index.get("first") is not None
    assert index.remove(["first", "second"], corpus) == Report(removed=2)
    assert not (corpus / "fair" / "many.jsonl").exists()


def test_an_unknown_id_is_refused_and_the_others_go(index: Index, corpus: Path) -> None:
    refused = (Refusal("nosuch", "no article has this id"),)
    assert index.remove(["nosuch", "added"], corpus) == Report(removed=1, refused=refused)


def test_a_page_that_is_gone_already_is_no_fault(index: Index, corpus: Path) -> None:
    id = id_of(index, "fair/one.txt")
    (corpus / "fair" / "one.txt").unlink()
    assert index.remove([id], corpus) == Report(removed=1)


def test_a_page_that_cannot_be_deleted_is_told(corpus: Path) -> None:
    with pytest.raises(CorpusError, match=r"fair cannot be deleted"):
        remove_pages(corpus, ["fair"])


def test_a_backup_comes_back_as_it_was(index: Index, tmp_path: Path) -> None:
    before = {article.id: article.to_json() for article in index.export()}
    backup = tmp_path / "backup"
    backup.mkdir()
    (backup / "all.jsonl").write_text("".join(f"{line}\n" for line in before.values()))
    with searchkit.open(tmp_path / "restored", create=True) as restored:
        assert restored.update(backup) == Report(added=len(before))
        after = {article.id: article.to_json() for article in restored.export()}
    assert after == before


def test_a_page_stays_where_its_article_cannot_go(index: Index, corpus: Path) -> None:
    id = id_of(index, "fair/one.txt")
    with lock(index.location), pytest.raises(IndexLocked):
        index.remove([id], corpus)
    assert (corpus / "fair" / "one.txt").exists()
    assert index.check(corpus) == ()
