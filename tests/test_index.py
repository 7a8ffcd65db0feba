"""The one object that a caller holds: what it keeps, answers and refuses."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from searchkit import index as indexes
from searchkit.article import Article, Caption, Paragraph, Quote, Speaker
from searchkit.errors import (
    ArticleError,
    EngineError,
    IndexDamaged,
    IndexMissing,
    IndexVersion,
    QueryError,
    UsageError,
)
from searchkit.hits import Explanation, FacetValue, Hit, Report, SpeakerCount, Stats
from searchkit.index import Index
from searchkit.query import Literal, literal
from tests.ferry import article, whole

RUIZ = Speaker("Ana Ruiz", "pilot")
FERRY = article(
    "ferry",
    "The ferry was late. “We wait,” said Ana Ruiz. “We go,” said a gull.",
    spoken={"We wait,": "Ana Ruiz", "We go,": None},
    headline="Ferry late",
    outlet="Courier",
    collection="tideline",
    language="en",
    published=datetime.fromisoformat("2025-10-14T23:30:00-03:00"),
    source="tideline/ferry.html",
    speakers=(RUIZ,),
)
CAPTION = Article(
    "caption",
    headline="“We wait at sea”",
    captions=(Caption("“A ferry,” said Ana Ruiz.", "Rui Vaz"),),
    speakers=(Speaker("Ana Ruiz", "captain"), RUIZ),
    quotes=(
        whole("“We wait at sea”", "Juma Osei", "headline"),
        whole("“A ferry,” said Ana Ruiz.", "Ana Ruiz", "caption"),
    ),
    outlet="Sidelight",
    published=date(2025, 10, 16),
)
EMPTY = Article("empty")


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with indexes.open(tmp_path / "index", create=True) as index:
        index.add((FERRY, CAPTION, EMPTY))
        yield index


def ids(hits: Iterator[Hit] | tuple[Hit, ...]) -> list[str]:
    return [hit.id for hit in hits]


def test_articles_come_back_as_they_were_given(index: Index) -> None:
    assert [index.get(id) for id in ("ferry", "caption", "empty", "none", "ferry#00000", "")] == [
        FERRY,
        CAPTION,
        EMPTY,
        None,
        None,
        None,
    ]
    assert sorted(index.export(), key=lambda article: article.id) == [CAPTION, EMPTY, FERRY]


def test_adding_says_what_it_did(index: Index) -> None:
    new = replace(EMPTY, id="new")
    assert index.add(iter([new, replace(FERRY, headline="Ferry on time")])) == Report(
        added=1, updated=1
    )
    assert index.add([]) == Report()
    assert index.search("headline:late").total == 0
    assert index.search("headline:time").total == 1


def test_of_one_id_given_twice_the_last_is_kept(index: Index) -> None:
    first, last = (Article("twice", headline=word) for word in ("first", "last"))
    assert index.add([first, EMPTY, last]) == Report(added=1, updated=1)
    assert index.get("twice") == last
    assert index.search("id:twice").total == 1


def test_deleting_takes_the_quotes_along(index: Index) -> None:
    assert index.delete(["ferry", "ferry", "none"]) == 1
    assert index.delete(["ferry"]) == 0
    assert index.get("ferry") is None
    assert ids(index.quotes("*").hits) == ["caption", "caption"]
    assert [speaker.name for speaker in index.speakers()] == ["Ana Ruiz", "Juma Osei"]


def test_one_id_is_no_list_of_ids(index: Index) -> None:
    with pytest.raises(UsageError, match=r"^delete takes a list of ids: delete\(\[id\]\)$"):
        index.delete("ferry")


def test_what_the_callers_articles_raise_leaves_all_as_it_was(index: Index) -> None:
    def failing() -> Iterator[Article]:
        yield Article("a")
        yield replace(FERRY, headline="other")
        raise OSError(5, "the caller's disk")

    with pytest.raises(OSError, match="the caller's disk"):
        index.add(failing())
    assert index.get("a") is None
    assert index.get("ferry") == FERRY
    assert index.add([Article("a")]) == Report(added=1)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (Article(""), "an article needs an id"),
        (
            replace(FERRY, paragraphs=()),
            "quotes[0].paragraph: there is no text 0",
        ),
        (
            Article("a", paragraphs=(Paragraph("x"),), quotes=(Quote(0, ((0, 9),), "x", "mixed"),)),
            "quotes[0]: [0, 9] ends beyond the 1 characters",
        ),
    ],
)
def test_an_article_that_could_not_be_read_again_is_refused(
    index: Index, given: Article, message: str
) -> None:
    with pytest.raises(ArticleError) as raised:
        index.add([Article("before"), given])
    assert raised.value.message == message
    assert index.get("before") is None


ODD = [
    "a b",
    "ferry#00000",
    "#tables",
    "../etc",
    'q"uote',
    "é",
    "É",
    "船",
    "\x00",
    "\n",
    "*",
    "x" * 5000,
]


@pytest.mark.parametrize("odd", ODD, ids=[repr(id)[:20] for id in ODD])
def test_any_text_may_be_an_id(index: Index, odd: str) -> None:
    given = article(
        odd, "A second ferry. “We swim,” said Ana Ruiz.", spoken={"We swim,": "Ana Ruiz"}
    )
    assert index.add([given]) == Report(added=1)
    assert index.get(odd) == given
    assert index.get("ferry") == FERRY
    hits = {hit.id: hit for hit in index.search("second", limit=None)}
    assert hits[odd].article == given
    assert sum(part.score for part in index.explain(hits[odd]).parts) == pytest.approx(
        hits[odd].score
    )
    (quote,) = index.quotes("said:swim")
    assert (quote.id, quote.quote) == (odd, given.quotes[0])
    assert index.explain(quote).score == pytest.approx(quote.score)
    assert index.delete([odd]) == 1
    assert index.get(odd) is None
    assert index.get("ferry") == FERRY


def test_half_a_surrogate_pair_harms_nothing(index: Index) -> None:
    bad = "\ud800"
    index.add([Article(f"a{bad}", headline=f"whole {bad} word", outlet=bad, language=bad)])
    assert ids(index.search("whole").hits) == ["a\ufffd"]
    assert index.get(f"a{bad}") is None
    assert index.search(f"lang:{bad}").total == 1
    assert index.search(f'id:"a{bad}" -{bad}').total == 1
    with pytest.raises(QueryError):
        index.search(bad)


def test_words_without_letters_and_huge_words_are_kept(index: Index) -> None:
    texts = ("\u0301 \u0640", "x" * 200_000, "—", "word " * 50_000, "")
    given = Article("huge", paragraphs=tuple(map(Paragraph, texts)), language="\u0301")
    index.add([given])
    assert index.get("huge") == given
    assert ids(index.search("word").hits) == ["huge"]
    assert ids(index.search("xxx*").hits) == ["huge"]


def test_a_hit_is_a_value_that_outlives_its_index(tmp_path: Path) -> None:
    with indexes.open(tmp_path, create=True) as index:
        index.add([FERRY, CAPTION])
        hits = index.search("ferry")
        quotes = index.quotes("wait")
    for path in tmp_path.iterdir():
        path.unlink()
    assert [hit.article for hit in hits] == [FERRY, CAPTION]
    hit = hits[0]
    assert (hit.rank, hit.id, hit.headline, hit.outlet) == (1, "ferry", "Ferry late", "Courier")
    assert (hit.published, hit.source) == (FERRY.published, "tideline/ferry.html")
    assert [(s.field, s.spans) for s in hit.snippets] == [
        ("headline", ((0, 5),)),
        ("text", ((4, 9),)),
    ]
    assert {quote.speaker for quote in quotes} == {RUIZ, Speaker("Juma Osei")}
    again = pickle.loads(pickle.dumps(hit))
    assert again == hit
    assert again.snippets == hit.snippets


def test_quotes_stand_in_captions_and_headlines_too(index: Index) -> None:
    hits = index.quotes("wait OR ferry", limit=None)
    assert sorted((hit.id, hit.quote.where, hit.quote.text) for hit in hits if hit.quote) == [
        ("caption", "caption", "“A ferry,” said Ana Ruiz."),
        ("caption", "headline", "“We wait at sea”"),
        ("ferry", "text", "We wait,"),
    ]


def test_who_spoke(index: Index) -> None:
    assert index.speakers() == (
        SpeakerCount(
            "Ana Ruiz", (RUIZ, Speaker("Ana Ruiz", "captain")), 2, 2, ("Courier", "Sidelight")
        ),
        SpeakerCount("Juma Osei", (), 1, 1, ("Sidelight",)),
    )
    assert [(s.name, s.quotes) for s in index.speakers("wait")] == [
        ("Ana Ruiz", 1),
        ("Juma Osei", 1),
    ]
    assert index.speakers("speaker:nobody") == ()


def test_an_answer_is_a_window(index: Index) -> None:
    everything = index.search("*", limit=None, sort="date")
    assert (everything.total, ids(everything.hits)) == (3, ["caption", "ferry", "empty"])
    window = index.search("*", limit=1, offset=1, sort="date")
    assert (window.total, ids(window.hits), window[0].rank) == (3, ["ferry"], 2)
    for beyond in (index.search("*", limit=0), index.search("*", offset=99)):
        assert (beyond.total, len(beyond)) == (3, 0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"limit": -1}, "limit and offset are 0 or more; a limit of None is all"),
        ({"offset": -1}, "limit and offset are 0 or more; a limit of None is all"),
        (
            {"facets": ["text"]},
            "text cannot be counted; these can: speaker, role, org, kind, outlet, author, date, "
            "place, lang, collection",
        ),
    ],
)
def test_an_impossible_window_is_refused(
    index: Index, options: dict[str, object], message: str
) -> None:
    with pytest.raises(UsageError) as raised:
        index.search("ferry", **options)  # type: ignore[arg-type]
    assert raised.value.message == message


def test_a_query_that_finds_nothing_says_what_would(index: Index) -> None:
    assert index.search("ferry zeppelin").notes == ("2 found by ferry OR zeppelin",)
    assert index.search("ferry zeppelin", match="any").total == 2
    assert index.search("zeppelin").notes == ()


def test_a_literal_is_searched_as_it_is(index: Index) -> None:
    assert index.search(literal("Ferry! -late AND (")).notes[0].startswith("and: common words")
    assert ids(index.search(literal("ferry? late:")).hits) == ["ferry"]


def test_scanning_streams_all_that_a_search_finds(index: Index) -> None:
    assert set(ids(index.scan("ferry"))) == {"ferry", "caption"}
    assert [hit.rank for hit in index.scan("*", unit="quote")] == [1, 2, 3, 4]
    scan = index.scan("*")
    first = next(scan)
    index.delete(["ferry", "caption", "empty"])
    assert {first.id, *ids(scan)} == {"ferry", "caption", "empty"}


def test_explaining_a_hit_that_is_no_more(index: Index) -> None:
    (hit,) = index.search("speaker:ruiz said:wait")
    assert index.explain(hit).score == pytest.approx(hit.score)
    index.add([replace(FERRY, quotes=())])
    assert index.explain(hit) == Explanation(0.0, ())
    index.delete(["ferry"])
    assert index.explain(hit) == Explanation(0.0, ())


def test_the_size_of_an_index(index: Index) -> None:
    stats = index.stats()
    assert stats == Stats(
        articles=3,
        quotes=4,
        speakers=2,
        outlets=2,
        first=date(2025, 10, 14),
        last=date(2025, 10, 16),
        collections=(FacetValue("tideline", 1),),
        languages=(FacetValue("en", 1),),
        terms=12,
        bytes=stats.bytes,
    )
    assert stats.bytes == sum(path.stat().st_size for path in Path(index.location).iterdir())


def test_an_empty_index_answers(tmp_path: Path) -> None:
    with indexes.open(tmp_path, create=True) as index:
        assert index.search("ferry OR speaker:ruiz", facets=["outlet", "date"]).total == 0
        assert (index.get("a"), index.speakers(), list(index.export())) == (None, (), [])
        assert [s.text for s in index.suggest("speaker:")] == []
        assert index.delete(["a"]) == 0
        assert index.stats() == Stats(0, 0, 0, 0, None, None, (), (), 0, index.stats().bytes)


def test_where_there_is_no_index(tmp_path: Path) -> None:
    place = tmp_path / "none"
    with pytest.raises(IndexMissing) as raised:
        indexes.open(place)
    assert raised.value.message == f"there is no index in {place}; run: searchkit index"
    assert not place.exists()


def test_an_index_without_its_table_of_contents_is_made_anew(tmp_path: Path) -> None:
    indexes.open(tmp_path, create=True).close()
    for toc in tmp_path.glob("*.toc"):
        toc.unlink()
    with pytest.raises(IndexMissing):
        indexes.open(tmp_path)
    with indexes.open(tmp_path, create=True) as index:
        assert index.search("*").total == 0


def test_an_index_of_another_version_is_told(tmp_path: Path) -> None:
    indexes.open(tmp_path, create=True).close()
    (tmp_path / "searchkit.json").write_text('{"format": 99}')
    for create in (False, True):
        with pytest.raises(IndexVersion) as raised:
            indexes.open(tmp_path, create=create)
    assert raised.value.message == (
        f"the index in {tmp_path} has format 99, this searchkit reads 3; "
        "run: searchkit index --rebuild"
    )


@pytest.mark.parametrize("text", ["", "{}", "[]", "\ufeff", '"format"', "[" * 100_000])
def test_a_damaged_mark_is_damage(tmp_path: Path, text: str) -> None:
    indexes.open(tmp_path, create=True).close()
    (tmp_path / "searchkit.json").write_text(text)
    with pytest.raises(IndexDamaged, match="is damaged; run: searchkit index --rebuild"):
        indexes.open(tmp_path, create=True)


def test_a_pipe_in_place_of_the_mark_is_damage(tmp_path: Path) -> None:
    indexes.open(tmp_path, create=True).close()
    (tmp_path / "searchkit.json").unlink()
    os.mkfifo(tmp_path / "searchkit.json")
    with pytest.raises(IndexDamaged, match="is not a regular file"):
        indexes.open(tmp_path)
    with indexes.open(tmp_path, renew=True) as index:
        assert index.search("*").total == 0


def test_what_cannot_be_opened_is_begun_anew_only_when_asked(tmp_path: Path) -> None:
    with indexes.open(tmp_path, create=True) as index:
        index.add([FERRY])
    with indexes.open(tmp_path, renew=True) as index:
        assert index.get("ferry") == FERRY
    (toc,) = tmp_path.glob("*.toc")
    toc.write_bytes(b"noise")
    with pytest.raises(IndexDamaged):
        indexes.open(tmp_path, create=True)
    with indexes.open(tmp_path, renew=True) as index:
        assert index.search("*").total == 0
        index.add([FERRY])
    with indexes.open(tmp_path) as index:
        assert index.get("ferry") == FERRY


def test_a_file_is_no_index(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineError) as raised:
        indexes.open(tmp_path / "file", create=True)
    assert raised.value.message == f"cannot read the index in {tmp_path}/file: Not a directory"


def test_an_address_is_no_folder() -> None:
    with pytest.raises(UsageError) as raised:
        indexes.open("ftp://host/name")
    assert raised.value.message.startswith("ftp://host/name is no folder")


WINDOW = "limit and offset are 0 or more; a limit of None is all"
JOBS = "jobs is a whole number from 1 to 256"


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda index: index.search("ferry", offset=1.5), WINDOW),
        (lambda index: index.search("ferry", limit="x"), WINDOW),
        (lambda index: index.quotes("ferry", limit=True), WINDOW),
        (
            lambda index: index.search("ferry", sort="bogus"),
            "sort is one of score, date, not 'bogus'",
        ),
        (
            lambda index: index.search("ferry", match=["all"]),
            "match is one of all, any, not ['all']",
        ),
        (
            lambda index: index.scan("ferry", unit="bogus"),
            "unit is one of article, quote, not 'bogus'",
        ),
        (lambda index: index.add([EMPTY], jobs="2"), JOBS),
        (lambda index: index.add([EMPTY], jobs=10**9), JOBS),
        (lambda index: index.update("corpus", jobs=257), JOBS),
        (lambda index: index.update("corpus", jobs=0), JOBS),
        (
            lambda index: index.search(5),
            "a query is a text or a Literal, not 5",
        ),
    ],
)
def test_what_cannot_be_asked_is_a_fault_of_the_caller(
    index: Index, ask: Callable[[Any], object], message: str
) -> None:
    with pytest.raises(UsageError) as raised:
        ask(index)
    assert raised.value.message == message


@pytest.mark.parametrize(
    ("words", "counts"),
    [
        (("ferry", "late"), (1,)),
        (("ferry",), (10**400,)),
        (("ferry",), (0,)),
        (("ferry",), (1.0,)),
        ((5,), (1,)),
        ("ferry", (1, 1, 1, 1, 1)),
        (("ferry",) * 513, (1,) * 513),
        (("x" * 200_001,), (1,)),
    ],
)
def test_a_literal_is_what_a_text_can_give(words: Any, counts: Any) -> None:
    with pytest.raises(UsageError, match=r"make one of a text: searchkit\.literal\(text\)"):
        Literal(words, counts)


@pytest.mark.parametrize("text", ["\ufdfa" * 10_000, "a " * 5000, "船" * 10_000])
def test_any_text_gives_a_literal(text: str) -> None:
    assert literal(text).words


@pytest.mark.parametrize("name", ["x\0y", "\ud800", b"x\0y"])
def test_a_name_that_no_folder_has(name: Any) -> None:
    for create in (False, True):
        with pytest.raises(UsageError, match=r"^no folder can be called "):
            indexes.open(name, create=create)
