"""How quotes are found: one construction a case, with its kind, speaker, source, cue and words."""

from __future__ import annotations

import pytest

from searchkit.article import Article, Caption, Paragraph, Quote, Speaker
from searchkit.speakers import quotes_in, read

Row = tuple[str, str | None, str, str | None, str]
"""Kind, speaker, words of the source, words of the cue, words said."""

CASES: dict[str, tuple[str, list[Row]]] = {
    "a name before the verb": (
        "Ana Ruiz said the ice was thin.",
        [("indirect", "Ana Ruiz", "Ana Ruiz", "said", "the ice was thin")],
    ),
    "a role behind the name": (
        "Ana Ruiz, director of the Polar Institute, said that the ice was thin.",
        [("indirect", "Ana Ruiz", "Ana Ruiz", "said", "the ice was thin")],
    ),
    "a role whose closing comma is left out": (
        '"It thaws," Ana Ruiz, economist at the Polar Institute in Norway said.',
        [("direct", "Ana Ruiz", "Ana Ruiz", "said", "It thaws,")],
    ),
    "the verb before the name": (
        "“The ice is thin,” said Ana Ruiz, who heads the Polar Institute.",
        [("direct", "Ana Ruiz", "Ana Ruiz", "said", "The ice is thin,")],
    ),
    "a role in apposition before the name": (
        "The institute's director, Ana Ruiz, said the ice was thin.",
        [("indirect", "Ana Ruiz", "Ana Ruiz", "said", "the ice was thin")],
    ),
    "a split quotation is one quote": (
        '"The plan," Ana Ruiz said, "is simple." "We build."',
        [("direct", "Ana Ruiz", "Ana Ruiz", "said", "The plan, is simple. We build.")],
    ),
    "a quotation goes on behind its source": (
        "“We begin,” Ana Ruiz said on Monday. “Tomorrow.”",
        [("direct", "Ana Ruiz", "Ana Ruiz", "said", "We begin, Tomorrow.")],
    ),
    "a report in front of its source": (
        "Rivers are warming, Ana Ruiz said.",
        [("indirect", "Ana Ruiz", "Ana Ruiz", "said", "Rivers are warming")],
    ),
    "a source in the middle": (
        "Nobody, Ana Ruiz said, reads the annex.",
        [("indirect", "Ana Ruiz", "Ana Ruiz", "said", "Nobody reads the annex")],
    ),
    "quoted words inside a report": (
        "Ana Ruiz said the treaty was “a raft made of paper” that floats.",
        [
            (
                "mixed",
                "Ana Ruiz",
                "Ana Ruiz",
                "said",
                "the treaty was “a raft made of paper” that floats",
            )
        ],
    ),
    "the hearer is stepped over": (
        'Ana Ruiz told the Daily Post on Monday in Oslo that "the ice is thin".',
        [("direct", "Ana Ruiz", "Ana Ruiz", "told", "the ice is thin")],
    ),
    "an occasion is stepped over": (
        "Ana Ruiz said in a statement on Friday the ice was thin.",
        [("indirect", "Ana Ruiz", "Ana Ruiz", "said", "the ice was thin")],
    ),
    "a second verb shares the source": (
        "Ana Ruiz said the ice was thin and added that snow had failed.",
        [
            ("indirect", "Ana Ruiz", "Ana Ruiz", "said", "the ice was thin"),
            ("indirect", "Ana Ruiz", "Ana Ruiz", "added", "snow had failed"),
        ],
    ),
    "a participle behind": (
        '"It is late," Ana Ruiz said, noting that "the ice is thin."',
        [
            ("direct", "Ana Ruiz", "Ana Ruiz", "said", "It is late,"),
            ("direct", "Ana Ruiz", "Ana Ruiz", "noting", "the ice is thin."),
        ],
    ),
    "a participle in front": (
        "Noting that the ice was thin, Ana Ruiz said that boats must wait.",
        [
            ("indirect", "Ana Ruiz", "Ana Ruiz", "Noting", "the ice was thin"),
            ("indirect", "Ana Ruiz", "Ana Ruiz", "said", "boats must wait"),
        ],
    ),
    "a participle in front without a clause reports nothing": (
        "Noting that the ice and the snow, Ana Ruiz said that boats must wait.",
        [("indirect", "Ana Ruiz", "Ana Ruiz", "said", "boats must wait")],
    ),
    "praise has an object": (
        "Visitors hailed the new pier, calling for longer hours.",
        [
            (
                "indirect",
                "visitors",
                "Visitors",
                "hailed",
                "the new pier, calling for longer hours",
            )
        ],
    ),
    "a vow has an infinitive": (
        "Ana Ruiz vowed to count the seals.",
        [("indirect", "Ana Ruiz", "Ana Ruiz", "vowed", "to count the seals")],
    ),
    "according to, behind": (
        "Half of the drivers plan to leave, according to the Rail Union.",
        [
            (
                "indirect",
                "Rail Union",
                "the Rail Union",
                "according to",
                "Half of the drivers plan to leave",
            )
        ],
    ),
    "according to, in front": (
        "According to the Rail Union, half of the drivers plan to leave.",
        [
            (
                "indirect",
                "Rail Union",
                "the Rail Union",
                "According to",
                "half of the drivers plan to leave",
            )
        ],
    ),
    "an occasion in front is no lead": (
        "In a statement on Monday, Ana Ruiz said that it thaws.",
        [("indirect", "Ana Ruiz", "Ana Ruiz", "said", "it thaws")],
    ),
    "a day before the verb": (
        "Ana Ruiz on Thursday said the ice was thin.",
        [("indirect", "Ana Ruiz", "Ana Ruiz", "said", "the ice was thin")],
    ),
    "a dateline is no subject": (
        "BERLIN, May 4 — Ana Ruiz rose, noting that the ice was thin.",
        [("indirect", "Ana Ruiz", "Ana Ruiz", "noting", "the ice was thin")],
    ),
    "two say it together": (
        "“It thaws,” Ana Ruiz and Tom Lind said. “We count the days.”",
        [
            ("direct", "Ana Ruiz", "Ana Ruiz", "said", "It thaws, We count the days."),
            ("direct", "Tom Lind", "Tom Lind", "said", "It thaws, We count the days."),
        ],
    ),
    "three say it together": (
        "Ana Ruiz, Tom Lind and Eva Brandt said that the ice was thin.",
        [
            ("indirect", "Ana Ruiz", "Ana Ruiz", "said", "the ice was thin"),
            ("indirect", "Tom Lind", "Tom Lind", "said", "the ice was thin"),
            ("indirect", "Eva Brandt", "Eva Brandt", "said", "the ice was thin"),
        ],
    ),
    "two behind the verb": (
        "“It thaws,” said Ana Ruiz and Tom Lind.",
        [
            ("direct", "Ana Ruiz", "Ana Ruiz", "said", "It thaws,"),
            ("direct", "Tom Lind", "Tom Lind", "said", "It thaws,"),
        ],
    ),
    "a second clause without its subject stays in one span": (
        "Ana Ruiz said she had seen the ice and found it thinner.",
        [
            (
                "indirect",
                "Ana Ruiz",
                "Ana Ruiz",
                "said",
                "she had seen the ice and found it thinner",
            )
        ],
    ),
    "back to the subject": (
        "Ana Ruiz insists the ice is thin, and has asked for boats.",
        [("indirect", "Ana Ruiz", "Ana Ruiz", "insists", "the ice is thin")],
    ),
    "a claim that somebody owns": (
        "Tom Lind dismissed Ana Ruiz's claim that the ice was thin.",
        [
            (
                "indirect",
                "Tom Lind",
                "Tom Lind",
                "dismissed",
                "Ana Ruiz's claim that the ice was thin",
            ),
            ("indirect", "Ana Ruiz", "Ana Ruiz's", "claim", "the ice was thin"),
        ],
    ),
    "a statement from somebody": (
        "A statement from the Polar Institute said the ice was thin.",
        [
            (
                "indirect",
                "Polar Institute",
                "A statement from the Polar Institute",
                "said",
                "the ice was thin",
            )
        ],
    ),
    "quoted as saying": (
        "The paper quoted Ana Ruiz as saying that the ice was thin.",
        [("indirect", "Ana Ruiz", "Ana Ruiz", "saying", "the ice was thin")],
    ),
    "as she puts it": (
        "As Ana Ruiz puts it, “the ice is thin.”",
        [("direct", "Ana Ruiz", "Ana Ruiz", "puts it", "the ice is thin.")],
    ),
    "the verb in front of all": (
        "Said Ana Ruiz: “The ice is thin.”",
        [("direct", "Ana Ruiz", "Ana Ruiz", "Said", "The ice is thin.")],
    ),
    "those who saw it say it": (
        "Three delegates who saw the ice before it broke said that it was thin.",
        [("indirect", "delegates", "Three delegates", "said", "it was thin")],
    ),
    "a name with its place behind it": (
        "Governor Ana Ruiz of Iowa said that the ice was thin.",
        [("indirect", "Ana Ruiz", "Ana Ruiz", "said", "the ice was thin")],
    ),
    "a label": (
        "Ana Ruiz: “The ice is thin.” Later Ana Ruiz said it held.",
        [
            ("direct", "Ana Ruiz", "Ana Ruiz", None, "The ice is thin."),
            ("indirect", "Ana Ruiz", "Ana Ruiz", "said", "it held"),
        ],
    ),
    "a nested quotation stays inside": (
        "\"I asked him, 'Why now?' and he laughed,\" Ana Ruiz said.",
        [("direct", "Ana Ruiz", "Ana Ruiz", "said", "I asked him, 'Why now?' and he laughed,")],
    ),
    "single marks": (
        "‘The ice is thin,’ said Ana Ruiz.",
        [("direct", "Ana Ruiz", "Ana Ruiz", "said", "The ice is thin,")],
    ),
    "two apostrophes for a mark, three where one is nested": (
        "''They shout, 'Go on,''' said Ana Ruiz.",
        [("direct", "Ana Ruiz", "Ana Ruiz", "said", "They shout, 'Go on,'")],
    ),
    "a question is not the end of the sentence": (
        "“Who pays?” asked Ana Ruiz.",
        [("direct", "Ana Ruiz", "Ana Ruiz", "asked", "Who pays?")],
    ),
    "a relative pronoun is the source": (
        "Ana Ruiz, who said the ice was thin, left early.",
        [("indirect", "Ana Ruiz", "who", "said", "the ice was thin")],
    ),
}


def rows(text: str, quotes: tuple[Quote, ...]) -> list[Row]:
    return [
        (q.kind, q.speaker, words(text, q.source) or "", words(text, q.cue), q.text) for q in quotes
    ]


def words(text: str, span: tuple[int, int] | None) -> str | None:
    return None if span is None else text[slice(*span)]


@pytest.mark.parametrize("name", CASES)
def test_a_construction_is_read(name: str) -> None:
    text, expected = CASES[name]
    assert rows(text, quotes_in([text])) == expected


NOT_SAID = {
    "a motto": 'The fair, held under the motto "Small Ports, Long Horizons", ended on Sunday.',
    "a title of a work": "She hummed “The Old Pier” on the way home.",
    "scare quotes": "The “water towers” of the continent feed 90 million people.",
    "a concert by its name": "A film, a quiz and a concert called “Static” filled the evening.",
    "a noun that looks like a verb": "The reports on the claims of the states were long.",
    "a passive": "The plan was announced on Monday.",
    "a negation": "Ana Ruiz did not say when.",
    "an infinitive": "It is hard to say what that means.",
    "inches": 'The board is 6" wide and 9" long.',
    "a plain sentence": "The pier opened at nine.",
    "whoever would say so": "Sailors who say the ice is thin stay at home.",
    "a condition": "If Ana Ruiz says that the ice is thin, they will stay.",
    "little": "In the harbour of Oslo, Ana Ruiz said little.",
    "a name without quoted words": "They called the boat a raft.",
}


@pytest.mark.parametrize("name", NOT_SAID)
def test_what_nobody_said_is_no_quote(name: str) -> None:
    assert quotes_in([NOT_SAID[name]]) == ()


def test_a_quotation_runs_over_paragraphs() -> None:
    paragraphs = [
        "“The ice is thin,” Ana Ruiz said. “It was thick once.",
        "“Now we count the days.",
        "“And the days are few.”",
        "The hall was silent for a while.",
    ]
    assert [(q.paragraph, q.speaker, q.rule, q.text) for q in quotes_in(paragraphs)] == [
        (0, "Ana Ruiz", "say/before", "The ice is thin, It was thick once."),
        (1, "Ana Ruiz", "continued", "Now we count the days."),
        (2, "Ana Ruiz", "continued", "And the days are few."),
    ]


def test_a_run_of_paragraphs_is_of_who_is_named_at_its_end() -> None:
    paragraphs = [
        "Tom Lind said that it was late.",
        "“The ice is thin.",
        "“Now we count the days.",
        "“And the days are few,” Ana Ruiz told the forum.",
    ]
    assert [(q.paragraph, q.speaker, q.rule, q.text) for q in quotes_in(paragraphs)] == [
        (0, "Tom Lind", "say/before", "it was late"),
        (1, "Ana Ruiz", "prefaced", "The ice is thin."),
        (2, "Ana Ruiz", "continued", "Now we count the days."),
        (3, "Ana Ruiz", "tell/before", "And the days are few,"),
    ]


HEADLINES: dict[str, list[tuple[str | None, str]]] = {
    "Ice is thin, says Ruiz": [("Ana Ruiz", "Ice is thin")],
    "Ruiz: ice is thin": [("Ana Ruiz", "ice is thin")],
    "Ice will be thin by March: minister": [("Ana Ruiz", "Ice will be thin by March")],
    "Ruiz and Lind: ice was thin": [("Ana Ruiz", "ice was thin"), ("Tom Lind", "ice was thin")],
    "Experts: ice was thin": [("experts", "ice was thin")],
    "Ana Ruiz: a life in ice": [],
    "Summit on Ice: what it means": [],
}


@pytest.mark.parametrize("headline", HEADLINES)
def test_a_headline_names_its_source_beside_a_colon(headline: str) -> None:
    paragraph = Paragraph("Ana Ruiz, the ice minister of Norway, met Tom Lind.")
    article = read(Article(id="a", headline=headline, paragraphs=(paragraph,)))
    found = [(quote.speaker, quote.text) for quote in article.quotes]
    assert found == HEADLINES[headline]


def test_a_colon_announces_the_next_paragraph() -> None:
    paragraphs = ["Ana Ruiz wrote to the council:", "“The ice is thin. We need a boat.”"]
    assert [(q.paragraph, q.speaker, q.rule, q.text) for q in quotes_in(paragraphs)] == [
        (1, "Ana Ruiz", "announced", "The ice is thin. We need a boat."),
    ]


def test_a_quote_is_placed_to_the_code_point() -> None:
    text = "😀 Ana Ruiz, 45, said: “Çok güzel.”"
    (quote,) = quotes_in([text])
    assert quote == Quote(
        paragraph=0,
        spans=((23, 33),),
        text="Çok güzel.",
        kind="direct",
        speaker="Ana Ruiz",
        source=(2, 10),
        cue=(16, 20),
        confidence=0.958,
        rule="say/before",
    )


def test_captions_and_the_headline_are_read_too() -> None:
    article = Article(
        id="a",
        headline="Ice is thin, says Ruiz",
        captions=(Caption("Ana Ruiz told visitors that seals return in May."),),
        paragraphs=(Paragraph("Ana Ruiz, director of the Polar Institute, met sailors."),),
    )
    read_article = read(article)
    assert [(q.where, q.paragraph, q.speaker, q.text) for q in read_article.quotes] == [
        ("caption", 0, "Ana Ruiz", "seals return in May"),
        ("headline", 0, "Ana Ruiz", "Ice is thin"),
    ]
    assert read_article.speakers == (Speaker("Ana Ruiz", "director", "Polar Institute"),)
    assert all(quote.text in read_article.text_of(quote) for quote in read_article.quotes)
