"""Styled text: marks, widths, wrapping, escape sequences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.screen.styled import (
    Fragment,
    columns,
    display_width,
    line,
    marked,
    plain,
    shortened,
    wrap,
)
from searchkit.screen.theme import coloured, uncoloured


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("cable", 5),
        ("海底電纜", 8),
        ("Zürich", 6),
        ("Zu\u0308rich", 6),
        ("مؤتمر", 5),
        ("\N{PARTY POPPER}", 2),
        ("", 0),
    ],
)
def test_columns_that_a_text_takes(text: str, width: int) -> None:
    assert display_width(text) == width


@pytest.mark.parametrize(
    ("text", "width", "hanging", "lines"),
    [
        ("the cable is laid", 80, 0, ["the cable is laid"]),
        ("the cable is laid", 9, 0, ["the cable", "is laid"]),
        ("the cable is laid", 9, 2, ["the cable", "  is laid"]),
        ("the cable is laid", 10, 0, ["the cable", "is laid"]),
        ("  1. the cable is laid", 14, 5, ["  1. the cable", "     is laid"]),
        ("undersea", 3, 0, ["und", "ers", "ea"]),
        ("an undersea", 5, 2, ["an", "  und", "  ers", "  ea"]),
        ("海底電纜", 4, 0, ["海底", "電纜"]),
        ("海底電纜", 5, 0, ["海底", "電纜"]),
        ("new 海底電纜", 8, 0, ["new 海底", "電纜"]),
        ("one\ntwo\tthree", 7, 0, ["one two", "three"]),
        ("a\x1b[31mb", 80, 0, ["a\ufffd[31mb"]),
        ("", 10, 0, [""]),
    ],
)
def test_wrapping(text: str, width: int, hanging: int, lines: list[str]) -> None:
    assert [plain(pieces) for pieces in wrap(line(text), width, hanging)] == lines


@given(st.text(alphabet="ab 海\u0301", max_size=60), st.integers(4, 20), st.integers(0, 2))
def test_wrapping_loses_nothing_and_keeps_the_width(text: str, width: int, hanging: int) -> None:
    lines = [plain(pieces) for pieces in wrap(line(text.strip()), width, hanging)]
    assert all(display_width(shown) <= width for shown in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_match_keeps_its_style_over_the_break() -> None:
    pieces = marked("lay the long cable", ((4, 18),))
    assert list(wrap(pieces, 8)) == [
        (Fragment("", "lay "), Fragment("hit", "the")),
        (Fragment("hit", "long"),),
        (Fragment("hit", "cable"),),
    ]


@pytest.mark.parametrize(
    ("spans", "text"),
    [
        ((), "a long cable"),
        (((2, 6),), "a «long» cable"),
        (((0, 1), (7, 12)), "«a» long «cable»"),
        (((0, 12),), "«a long cable»"),
    ],
)
def test_marks_around_matches(spans: tuple[tuple[int, int], ...], text: str) -> None:
    assert plain(marked("a long cable", spans, marks=("«", "»"))) == text


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [("cable", 5, "cable"), ("cables", 5, "cabl…"), ("海底電纜", 6, "海底…")],
)
def test_shortening(text: str, width: int, short: str) -> None:
    assert shortened(text, width) == short


def test_columns_are_padded_by_display_width() -> None:
    rows = [("7", "海纜", "x"), ("12", "ship", "y"), ("1", "a", "z")]
    assert list(columns(rows, (True, False, False))) == [
        (" 7", "海纜", "x"),
        ("12", "ship", "y"),
        (" 1", "a   ", "z"),
    ]


def test_colours() -> None:
    pieces = line("on ", Fragment("headline hit", "cable"), Fragment("unknown", "s"))
    assert coloured(pieces) == "on \x1b[1;1;31mcable\x1b[0ms"
    assert uncoloured(pieces) == "on cables"


@pytest.mark.parametrize("bad", ["\x1b]52;c;aGk=\x07", "\x9b31m", "\u202egpj", "\x07", "\ud800"])
def test_no_page_can_speak_to_the_terminal(bad: str) -> None:
    for shown in (coloured(line(bad)), uncoloured(line(bad))):
        assert not set(bad) & set("\x1b\x07\x9b\u202e\ud800") & set(shown)
        assert "\ufffd" in shown
