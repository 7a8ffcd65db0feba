"""Who speaks: roles as printed, and names behind surnames, pronouns and descriptions."""

from __future__ import annotations

import pytest

from searchkit.article import Article, Paragraph, Speaker
from searchkit.speakers import quotes_in, read

ROLES: dict[str, list[Speaker]] = {
    "Ana Ruiz, director of the Polar Institute, said it thaws.": [
        Speaker("Ana Ruiz", "director", "Polar Institute")
    ],
    "Polar Institute director Ana Ruiz said it thaws.": [
        Speaker("Ana Ruiz", "director", "Polar Institute")
    ],
    "The Polar Institute's director, Ana Ruiz, said it thaws.": [
        Speaker("Ana Ruiz", "director", "Polar Institute")
    ],
    "“It thaws,” said Ana Ruiz, who heads the Polar Institute.": [
        Speaker("Ana Ruiz", "head", "Polar Institute")
    ],
    "Ana Ruiz, 45, a biologist at the Polar Institute in Norway, said it thaws.": [
        Speaker("Ana Ruiz", "biologist", "Polar Institute in Norway", "Norway")
    ],
    "Ana Ruiz, minister for Ice and Snow of Norway, said it thaws.": [
        Speaker("Ana Ruiz", "minister for Ice and Snow", "Norway", "Norway")
    ],
    "Ana Ruiz, head of Field Work at NPI and founder of the Thaw Fund, said it thaws.": [
        Speaker("Ana Ruiz", "head of Field Work", "NPI"),
        Speaker("Ana Ruiz", "founder", "Thaw Fund"),
    ],
    "Ana Ruiz, chair of the Global Forum for Winter Research, said it thaws.": [
        Speaker("Ana Ruiz", "chair", "Global Forum for Winter Research")
    ],
    "South Korean negotiator Park Ji-won said it thaws.": [
        Speaker("Park Ji-won", "negotiator", None, "South Korea")
    ],
    "Kenya's environment minister, Aisha Njoroge, said it thaws.": [
        Speaker("Aisha Njoroge", "environment minister", "Kenya", "Kenya")
    ],
    "Inés de la Fuente Aguirre of Peru, co-chair of the Ice Panel, said it thaws.": [
        Speaker("Inés de la Fuente Aguirre", None, "Peru", "Peru"),
        Speaker("Inés de la Fuente Aguirre", "co-chair", "Ice Panel"),
    ],
    "Ana Ruiz of the Polar Institute said it thaws.": [
        Speaker("Ana Ruiz", None, "Polar Institute")
    ],
    "Organisers said it thaws.": [Speaker("organisers")],
    "The Polar Institute said it thaws.": [Speaker("Polar Institute")],
}


@pytest.mark.parametrize("text", ROLES)
def test_a_role_is_read_as_printed(text: str) -> None:
    assert list(read(Article(id="a", paragraphs=(Paragraph(text),))).speakers) == ROLES[text]


PEOPLE = (
    "Ana Ruiz, director of the Polar Institute in Norway, met Tom Lind, the finance minister of "
    "Ghana, and a delegation of the World Water Agency."
)
REFERENCES = {
    "Ruiz said it thaws.": "Ana Ruiz",
    "Mr. Lind said it thaws.": "Tom Lind",
    "She said it thaws.": "Ana Ruiz",
    "He said it thaws.": "Tom Lind",
    "The minister said it thaws.": "Tom Lind",
    "The Ghanaian official said it thaws.": "Tom Lind",
    "The Norwegian director said it thaws.": "Ana Ruiz",
    "The institute's director said it thaws.": "Ana Ruiz",
    "The agency said it thaws.": "World Water Agency",
    "A minister said it thaws.": None,
    "The Peruvian minister said it thaws.": None,
    "Delegates said it thaws.": "delegates",
}


@pytest.mark.parametrize("text", REFERENCES)
def test_a_reference_is_resolved_over_the_article(text: str) -> None:
    assert [quote.speaker for quote in quotes_in([PEOPLE, text])] == [REFERENCES[text]]


def test_a_pronoun_follows_who_spoke_last() -> None:
    paragraphs = [
        "Ana Ruiz and Eva Brandt disagreed. “It thaws,” Brandt said.",
        "“It will go on,” she added.",
        "Residents praised the debate. They said it was short.",
    ]
    assert [(q.speaker, q.text) for q in quotes_in(paragraphs)] == [
        ("Eva Brandt", "It thaws,"),
        ("Eva Brandt", "It will go on,"),
        ("residents", "the debate"),
        ("residents", "it was short"),
    ]


def test_two_of_one_surname_are_told_apart_by_title_and_by_who_was_named_last() -> None:
    paragraphs = [
        "Dr. Rania Haddad and her husband, Sami Haddad, opened a school.",
        "Mr. Haddad said it thaws. Dr. Haddad said it does. His wife said it was late.",
        "Sami Haddad said it was early. Haddad said it was nine.",
    ]
    assert [(q.source, q.speaker) for q in quotes_in(paragraphs)] == [
        ((4, 10), "Sami Haddad"),
        ((30, 36), "Rania Haddad"),
        ((51, 59), None),
        ((0, 11), "Sami Haddad"),
        ((31, 37), "Sami Haddad"),
    ]


def test_a_person_has_the_country_of_a_firm_that_an_adjective_gives() -> None:
    paragraphs = [
        "The Swedish firm Northbay wants the line.",
        "Åsa Lind, chief executive of Northbay, met Tom Berg.",
        "“It thaws,” the Swede said. “It does,” the chief executive said.",
    ]
    assert [q.speaker for q in quotes_in(paragraphs)] == ["Åsa Lind", "Åsa Lind"]


def test_somebody_unnamed_is_not_taken_for_somebody_named() -> None:
    paragraphs = [
        "Ole Brekke, the fisheries minister, met an official of the port.",
        "A second official said a map was missing. The official said it was in a taxi.",
    ]
    assert [q.speaker for q in quotes_in(paragraphs)] == [None, None]


def test_they_are_the_group_that_the_sentence_before_is_about() -> None:
    paragraphs = [
        "The Union of Bakers said that bread was dear. The union said that it would rise.",
        "In the street, growers were less pleased. They said that it was late.",
    ]
    assert [q.speaker for q in quotes_in(paragraphs)] == [
        "Union of Bakers",
        "Union of Bakers",
        "growers",
    ]


def test_a_heading_in_capitals_tells_no_names() -> None:
    paragraphs = ["Ice Minister Tells Summit To Wait", "The minister, Ana Ruiz, said it thaws."]
    assert [q.speaker for q in quotes_in(paragraphs)][-1] == "Ana Ruiz"


def test_a_name_with_and_without_its_initial_is_one_person() -> None:
    quotes = quotes_in(["John Okoro said it thaws.", "“It does,” said John P. Okoro. Okoro left."])
    assert [quote.speaker for quote in quotes] == ["John Okoro", "John Okoro"]


def test_the_one_who_was_told_is_no_speaker() -> None:
    quotes = quotes_in(["Ana Ruiz told the Daily Post that it thaws. The Daily Post is a paper."])
    assert [quote.speaker for quote in quotes] == ["Ana Ruiz"]
