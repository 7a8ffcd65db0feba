"""Queries that cannot be read: what is said, where the carets stand, what is hinted."""

from __future__ import annotations

import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.errors import QueryError
from searchkit.query import Calendar, Event, colour, literal, parse, understand
from tests.query.press import TODAY

EVENT = Event("Tideline", date(2025, 10, 14), date(2025, 10, 17))
CALENDAR = Calendar(TODAY, {"tideline": EVENT, "fair": Event("Fair")})

# query, the faulty part of it, message, hint
FAULTS: tuple[tuple[str, str, str, str | None], ...] = (
    ("", "", "the query is empty", "type a word, or field:word"),
    ("  ", "  ", "the query is empty", "type a word, or field:word"),
    ("-", "-", "nothing here can be searched", None),
    ("?! …", "?! …", "nothing here can be searched", None),
    # fields
    ("speker:higgins", "speker", "no field is called speker", "did you mean speaker:?"),
    ("cable titel:x", "titel", "no field is called titel", "did you mean headline:?"),
    ("title:x", "title", "no field is called title", "did you mean headline:?"),
    ("by:x", "by", "no field is called by", "did you mean author:?"),
    ("Headline:x", "Headline", "no field is called Headline", "did you mean headline:?"),
    ("headline:", "headline:", "headline: needs a value right behind it", "headline:word"),
    ("headline: x", "headline:", "headline: needs a value right behind it", "headline:word"),
    ("(headline:)", "headline:", "headline: needs a value right behind it", "headline:word"),
    ("kind:spoken", "spoken", "kind is one of direct, indirect, mixed", None),
    # quotation marks and parentheses
    ('say "sea level', '"sea level', "this quotation mark is never closed", 'close it with "'),
    ('""', '""', "no word stands between these quotation marks", None),
    ('cable "…"', '"…"', "no word stands between these quotation marks", None),
    ("(cable", "(", "this parenthesis is never closed", None),
    ("(cable OR (audit)", "(", "this parenthesis is never closed", None),
    ("cable)", ")", "this parenthesis was never opened", None),
    (")", ")", "this parenthesis was never opened", None),
    ("(", "(", "this parenthesis is never closed", None),
    ("()", "()", "nothing stands in these parentheses", None),
    ("cable ( ) audit", "( )", "nothing stands in these parentheses", None),
    # operators
    ("OR cable", "OR", "OR needs a word before it", None),
    ("cable OR", "OR", "OR needs a word behind it", None),
    ("cable OR OR audit", "OR", "OR needs a word behind it", None),
    ("(cable OR) audit", "OR", "OR needs a word behind it", None),
    ("AND cable", "AND", "AND needs a word before it", None),
    ("cable AND", "AND", "AND needs a word behind it", None),
    ("NOT", "NOT", "NOT needs a word behind it", None),
    ("cable NOT NOT", "NOT", "NOT needs a word behind it", None),
    ("-(", "(", "this parenthesis is never closed", None),
    # prefix, fuzzy, near, boost
    ("c*", "c*", "a prefix needs 2 characters or more", None),
    ("speaker:*", "*", "a prefix needs 2 characters or more", None),
    ("*able", "*able", "a * can only stand at the end of a word", "digi* finds digital"),
    ("ca*le", "ca*le", "a * can only stand at the end of a word", "digi* finds digital"),
    ("cab*~", "cab*~", "a * can only stand at the end of a word", "digi* finds digital"),
    ("e-com*", "e-com*", "a prefix is one word of letters or digits", None),
    ("ca~", "ca~", "a fuzzy word needs 3 letters or more", None),
    ("人工智~", "人工智~", "a fuzzy word is one word of letters or digits", None),
    ("cable~3", "cable~3", "~ takes a number from 1 to 2", None),
    ("cable~0", "cable~0", "~ takes a number from 1 to 2", None),
    ("~2", "~2", "a word is missing before this", None),
    ("^2", "^2", "a word is missing before this", None),
    ('"a b"~', "~", "~ behind a phrase needs a number of words", '"a b"~5'),
    ('"a b"~99', "~99", "~ takes a number from 1 to 50", None),
    ('"one two three"~1', '"one two three"', "3 words cannot stand within 1", "~2 or more"),
    ("(cable audit)~2", "~2", "~ goes behind a word or a phrase, not a group", None),
    ("cable^0", "cable^0", "^ takes a number above 0, at most 100", "summit^2"),
    ("cable^", "cable^", "^ takes a number above 0, at most 100", "summit^2"),
    ("cable^101", "cable^101", "^ takes a number above 0, at most 100", "summit^2"),
    # dates
    ("date:2025-13", "2025-13", "date: the calendar has no such day", None),
    ("date:2025-02-30", "2025-02-30", "date: the calendar has no such day", None),
    ("date:2025..2024", "2025..2024", "date: the range ends before it begins", None),
    ("date:..", "..", "date: a range needs a day on one side", None),
    ("date:>9999-12-31", ">9999-12-31", "date: the calendar ends there", None),
    ("date:2025*", "2025*", "a day takes no * or ~", "date:2025-11 is the whole month"),
    ("day:5", "5", "day: tideline: the event has the days 1 to 4", None),
    ("day:0", "0", "day: tideline: the event has the days 1 to 4", None),
    ("day:first", "first", "day: tideline: a day of the event is a number, 1 is the first", None),
    # conditions
    (
        "quote:speaker", "quote:", "quote: takes parentheses, quote:(speaker:name said:word)",
        "said:speaker finds words that somebody said",
    ),
    (
        "quote:(speaker:ruiz headline:cable)", "cable",
        "headline belongs to the article, and quote:(…) speaks of one quote",
        "put headline: outside of the parentheses",
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("query", "part", "message", "hint"), FAULTS, ids=[row[0] for row in FAULTS]
)
def test_fault(query: str, part: str, message: str, hint: str | None) -> None:
    with pytest.raises(QueryError) as caught:
        understand(query, calendar=CALENDAR)
    start, end = caught.value.span
    assert (query[start:end], caught.value.message, caught.value.hint) == (part, message, hint)
    assert caught.value.caret() == f"{query}\n{' ' * start}{'^' * max(1, len(part))}"


def test_a_date_that_is_none_is_told_what_a_date_looks_like() -> None:
    with pytest.raises(
        QueryError, match=r"date: this is no day; write one as 2025-11-07, 2025-11, "
    ):
        understand("date:soon", calendar=CALENDAR)


def test_a_day_without_an_event_is_told_which_file_to_write() -> None:
    with pytest.raises(QueryError) as caught:
        understand("day:1", calendar=Calendar(TODAY))
    assert caught.value.message == "no collection says when its event began"
    assert (
        caught.value.hint
        == "write corpus/COLLECTION/collection.toml with a line start = 2025-11-07"
    )


def test_an_unknown_field_that_resembles_none_lists_them_all() -> None:
    with pytest.raises(QueryError) as caught:
        parse("http://tideline.example")
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("the fields are headline, caption, subhead, text, said,")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("a" * 1001, "a query has at most 1,000 characters, this one 1,001"),
        ("ab " * 65, "a query has at most 64 words and phrases"),
        ("(" * 21 + "a" + ")" * 21, "parentheses go at most 20 deep"),
    ],
)
def test_bounds(query: str, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert caught.value.message == message


@pytest.mark.parametrize(
    "query", ["a" * 1000, "ab " * 64, "(" * 20 + "ab" + ")" * 20, "-" * 999 + "a"]
)
def test_at_the_bounds(query: str) -> None:
    parse(query)


def test_a_literal_takes_any_text() -> None:
    assert literal('NOT "fair" (fair: OR) -x').words == ("not", "fair", "or", "x")
    assert len(literal(" ".join(f"w{n}" for n in range(900))).words) == 512
    with pytest.raises(QueryError, match="a literal has at most 10,000 characters"):
        literal("a" * 10_001)
    with pytest.raises(QueryError, match="no word stands in this text"):
        understand(literal("…"))


def test_a_fault_travels_between_processes() -> None:
    with pytest.raises(QueryError) as caught:
        parse("a (b")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (copy.message, copy.span, copy.text) == (
        "this parenthesis is never closed",
        (2, 3),
        "a (b",
    )


TYPED = "cable the ( ) OR AND NOT - * ~ ^2 ~2 speaker: date: day:1 quote: 人工 2025-10-14 .. no:"
WORDS = TYPED.split()
PIECES = st.lists(st.sampled_from([*WORDS, " ", " ", '"', "“", "’", "\x1b"]), max_size=14).map(
    "".join
)


@given(PIECES | st.text(max_size=60))
def test_any_text_is_read_or_refused_with_its_place(query: str) -> None:
    for unit in ("article", "quote"):
        try:
            understand(query, unit, calendar=CALENDAR)
        except QueryError as error:
            start, end = error.span
            assert 0 <= start <= end <= len(query)
            assert error.message


@given(PIECES | st.text(max_size=60))
def test_colours_cover_the_text(query: str) -> None:
    spans = [span for _, span in colour(query)]
    assert "".join(query[start:end] for start, end in spans) == query


COLOURS = (
    ("cable", "word:cable"),
    ("the cable", "stopword:the blank:  word:cable"),
    ('headline:"sea level"~3', 'field:headline: phrase:"sea level" operator:~3'),
    ("speker:x", "error:speker error:: word:x"),
    ("date:friday OR", "field:date: date:friday blank:  error:OR"),
    ("date:today -day:1", "field:date: date:today blank:  operator:- field:day: date:1"),
    ('(a "b', 'operator:( stopword:a blank:  error:"b'),
    ("cable)", "word:cable error:)"),
    ("quote:(said:x)", "field:quote: operator:( field:said: word:x operator:)"),
)  # fmt: skip


@pytest.mark.parametrize(("query", "classes"), COLOURS)
def test_colours(query: str, classes: str) -> None:
    assert " ".join(f"{kind}:{query[a:b]}" for kind, (a, b) in colour(query)) == classes


def test_what_is_too_long_has_one_colour() -> None:
    """A text of any length is coloured at once."""
    found = colour("ab " * 400_000)
    assert found[-1] == ("error", (1000, 1_200_000))
    assert found[-2][1][1] == 1000
