"""A long text and the place in it."""

from __future__ import annotations

import pytest

from searchkit.screen.scrolling import Scroll
from searchkit.screen.styled import Fragment, Line, line, plain

TEXT: tuple[Line, ...] = tuple(
    line(f"{number} ", Fragment("hit" if number in (1, 8) else "", "ferry")) for number in range(10)
)
PAGE = Scroll(TEXT, 4)


@pytest.mark.parametrize(
    ("place", "top"),
    [
        (PAGE.by(1), 1),
        (PAGE.by(-1), 0),
        (PAGE.by(99), 6),
        (PAGE.page(1), 3),
        (PAGE.page(1).page(-1), 0),
        (PAGE.to(99), 6),
        (Scroll(TEXT[:2], 4).by(1), 0),
    ],
)
def test_lines_and_pages(place: Scroll, top: int) -> None:
    assert place.top == top


@pytest.mark.parametrize(
    ("steps", "current", "top"),
    [
        ([1], 0, 0),
        ([1, 1], 1, 5),
        ([1, 1, 1], 0, 0),
        ([-1], 1, 5),
        ([1, -1], 1, 5),
        ([1, 1, -1], 0, 0),
    ],
)
def test_from_match_to_match_and_around(steps: list[int], current: int, top: int) -> None:
    place = PAGE
    for step in steps:
        place = place.match(step)
    assert (place.current, place.top) == (current, top)


def test_the_match_looked_at_is_shown() -> None:
    shown = PAGE.match(1).visible()
    assert [plain(pieces) for pieces in shown] == ["0 ferry", "1 ferry", "2 ferry", "3 ferry"]
    assert shown[1] == (Fragment("", "1 "), Fragment("hit current", "ferry"))
    assert PAGE.match(1).to(6).visible() == list(TEXT[6:])


def test_a_text_without_matches_stays_where_it_is() -> None:
    place = Scroll((line("a"),) * 9, 4, top=2)
    assert place.match(1) == place


@pytest.mark.parametrize(
    ("place", "status"),
    [
        (PAGE, "2 matches · 0%"),
        (PAGE.match(1), "1 of 2 matches · 0%"),
        (PAGE.match(-1), "2 of 2 matches · 83%"),
        (Scroll(TEXT[:2], 4), "1 match · all"),
        (Scroll(TEXT[2:4], 4), "all"),
    ],
)
def test_status(place: Scroll, status: str) -> None:
    assert place.status() == status


def test_a_resized_page_keeps_its_place() -> None:
    narrow = tuple(pieces for pieces in TEXT for _ in range(2))
    place = PAGE.match(-1).resized(narrow, 6)
    assert (place.top, place.height, place.current) == (10, 6, 1)
    assert PAGE.match(-1).resized(TEXT[:3], 6).current is None
