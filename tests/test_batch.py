"""What is given to be added: the last of each id, in order, read as it will be read again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from searchkit import Article
from searchkit.batch import Batch
from searchkit.errors import ArticleError, IndexUnwritable

GIVEN = (
    Article("a", headline="first"),
    Article("b", headline="line\u2028separator\x85and\nbreak"),
    Article("a", headline="second"),
)


def articles() -> Iterator[Article]:
    yield from GIVEN


@pytest.mark.parametrize("given", [GIVEN, list(GIVEN), articles()], ids=["tuple", "list", "once"])
def test_the_last_of_an_id_is_taken(given: object) -> None:
    batch = Batch(given)  # type: ignore[arg-type]
    assert batch.ids == {"a", "b"}
    entries = list(batch.entries())
    assert [entry.article for entry in entries] == [GIVEN[1], GIVEN[2]]
    assert [entry.json for entry in entries] == [GIVEN[1].to_json(), GIVEN[2].to_json()]


@pytest.mark.parametrize("once", [False, True])
def test_half_a_surrogate_pair_is_read_as_what_stands_for_it(once: bool) -> None:
    broken = Article("a", headline="half \ud800 a pair")
    (entry,) = Batch(iter([broken]) if once else [broken]).entries()
    assert entry.article.headline == "half \ufffd a pair"
    assert entry.json is None  # what it was written as is not its JSON


def test_an_article_that_could_not_be_read_again_is_told() -> None:
    with pytest.raises(ArticleError, match="headline must be a text, not 7"):
        list(Batch([Article("a", headline=7)]).entries())  # type: ignore[arg-type]


def test_what_gives_articles_may_fail() -> None:
    def failing() -> Iterator[Article]:
        yield GIVEN[0]
        raise RuntimeError("the feed broke off")

    with pytest.raises(RuntimeError, match="the feed broke off"):
        Batch(failing())


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(IndexUnwritable, match="cannot write a temporary file: No such file"):
        Batch(articles())
    full = partial(open, "/dev/full")
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda *_, **how: full("w", **how))
    with pytest.raises(IndexUnwritable, match="cannot write a temporary file: No space left"):
        Batch(articles())
