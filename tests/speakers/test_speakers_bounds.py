"""Any text is read without an exception, and every offset lies in its paragraph."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.speakers import quotes_in

NOTHING = {
    "no paragraphs": [],
    "empty paragraphs": ["", "   ", "\n"],
    "only marks": ['"' * 5000],
    "only opening marks": ["“" * 5000],
    "only punctuation": [". , ; " * 1000],
    "one long word": ["x" * 50_000],
    "no names": ["the ice is thin and the snow is late " * 500],
    "only a verb": ["said " * 5000],
    "control characters": ["\x00\x1b[31m\u202e" * 500],
    "a lone surrogate": ["\ud800 \udfff"],
}


@pytest.mark.parametrize("name", NOTHING)
def test_where_nobody_speaks_there_is_no_quote(name: str) -> None:
    assert quotes_in(NOTHING[name]) == ()


def test_an_open_mark_reaches_the_end_of_its_paragraph_only() -> None:
    quotes = quotes_in(['Ana Ruiz said: "It thaws', "The pier opened. Nobody came."])
    assert [(q.paragraph, q.speaker, q.text) for q in quotes] == [(0, "Ana Ruiz", "It thaws")]


def test_a_very_long_paragraph_gives_each_of_its_quotes() -> None:
    text = '"It thaws," Ana Ruiz said. The pier is long. ' * 500
    assert [quote.speaker for quote in quotes_in([text])] == ["Ana Ruiz"] * 500


MARKS = "\"“”„«»‘’'.,:;!?—-([)] \n"
WORDS = (" said ", " Ana Ruiz ", " told ", " that ", "he", " who ", "''", " according to ")
OTHERS = (", noting ", "the minister", " and ", "说", "他", "dijo ", "U.S.", "é", "%")
PIECES = st.sampled_from([*MARKS, *WORDS, *OTHERS])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(PIECES, max_size=30).map("".join), max_size=3))
def test_spans_lie_in_their_paragraph_and_spell_the_text(paragraphs: list[str]) -> None:
    for quote in quotes_in(paragraphs):
        text = paragraphs[quote.paragraph]
        spans = [*quote.spans, *filter(None, (quote.source, quote.cue))]
        assert quote.spans
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert quote.text == " ".join(text[start:end] for start, end in quote.spans)
        assert 0 < quote.confidence <= 1
