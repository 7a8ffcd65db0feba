"""The line at the prompt: what may follow, and the colours of what stands there."""

from __future__ import annotations

import pytest

from searchkit.hits import Suggestion
from searchkit.screen.colouring import coloured
from searchkit.screen.completion import Candidate, candidates, last_word
from searchkit.screen.styled import plain

KNOWN = (
    Suggestion("speaker:", None, "who said it", 0),
    Suggestion("speaker:malane", "speaker", "malane", 12),
    Suggestion('outlet:"The Harbour Post"', "outlet", "The Harbour Post", 1300),
    Suggestion("ferry", None, "ferry", 7),
)


def suggest(query: str) -> tuple[Suggestion, ...]:
    word = query[last_word(query) :]
    return tuple(known for known in KNOWN if known.text.startswith(word) or word == known.text)


def test_nothing_follows_what_is_longer_than_any_query() -> None:
    for text in (f"{'night ' * 166}fer", f"{'night ' * 167}fer"):
        assert bool(candidates(text, len(text), suggest)) == (len(text) <= 1000)


@pytest.mark.parametrize(
    ("query", "start"),
    [
        ("", 0),
        ("fer", 0),
        ("night fer", 6),
        ("night ", 6),
        ("-fer", 1),
        ("(fer", 1),
        ("speaker:mal", 0),
        ("night speaker:mal", 6),
        ("night -speaker:mal", 7),
        ("speaker:", 0),
        ('outlet:"The Har', 0),
        ('"night fer', 0),
        ('"night ferry"', 13),
        ("lang:en speaker:(mal", 17),
        ("ferry OR", 8),
    ],
)
def test_where_the_last_word_begins(query: str, start: int) -> None:
    assert last_word(query) == start


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("night fe", [Candidate("ferry", 6, "7")]),
        ("spe", [Candidate("speaker:", 0, "who said it"), Candidate("speaker:malane", 0, "12")]),
        ("x outlet:", [Candidate('outlet:"The Harbour Post"', 2, "1,300")]),
        (":quotes fe", [Candidate("ferry", 8, "7")]),
        (":quotes   night -fe", [Candidate("ferry", 17, "7")]),
        (":s night fe", [Candidate("ferry", 9, "7")]),
        (
            ":s",
            [
                Candidate("search", 1, "find articles, the best first"),
                Candidate("speakers", 1, "who spoke, their roles, and how many quotes"),
                Candidate("sort", 1, "order the answers by score or by date"),
                Candidate("show", 1, "print an article"),
                Candidate("stats", 1, "how much the index holds"),
            ],
        ),
        (" :qui", [Candidate("quit", 2, "leave, as Ctrl-D does")]),
        (
            ":sort ",
            [Candidate(key, 6, "the best first, or the newest") for key in ("score", "date")],
        ),
        (":sort d", [Candidate("date", 6, "the best first, or the newest")]),
        (":match an", [Candidate("any", 7, "all of the words, or any")]),
        (":facet ou", [Candidate("outlet", 7, "who published the article")]),
        (":help op", [Candidate("open", 6, "read a hit, its matches marked")]),
        (":open ", []),
        (":sort date x", []),
        (":nothing x", []),
        ("zzz", []),
    ],
)
def test_what_may_follow(text: str, found: list[Candidate]) -> None:
    assert list(candidates(text, len(text), suggest)) == found


def test_what_stands_behind_the_cursor_does_not_matter() -> None:
    assert candidates("fe OR lang:en", 2, suggest) == (Candidate("ferry", 0, "7"),)


@pytest.mark.parametrize(
    ("text", "styles"),
    [
        ("ferry", [("", "ferry")]),
        ("speaker:malane", [("field", "speaker:"), ("", "malane")]),
        ("speker:malane", [("fault", "speker"), ("fault", ":"), ("", "malane")]),
        ("ale OR tea", [("", "ale"), ("", " "), ("operator", "OR"), ("", " "), ("", "tea")]),
        ("-ferry", [("operator", "-"), ("", "ferry")]),
        ('"night ferry"', [("phrase", '"night ferry"')]),
        ('"night ferry', [("fault", '"night ferry')]),
        ("date:2025-11-07", [("field", "date:"), ("date", "2025-11-07")]),
        ("the ferry", [("stopword", "the"), ("", " "), ("", "ferry")]),
        (":quotes lang:en", [("command", ":quotes"), ("", " "), ("field", "lang:"), ("", "en")]),
        (":open 3", [("command", ":open"), ("", " "), ("", "3")]),
        (":opne 3", [("", ":"), ("fault", "opne"), ("", " 3")]),
        (":", [("", ":")]),
        ("", []),
    ],
)
def test_colours_of_a_line(text: str, styles: list[tuple[str, str]]) -> None:
    assert [tuple(piece) for piece in coloured(text)] == styles


@pytest.mark.parametrize("text", [" ", "((", "a:b:c", ":quotes  (", "  :q", '"', "\x1b[2J", "^^~~"])
def test_colours_leave_every_letter_in_place(text: str) -> None:
    assert plain(coloured(text)) == text
