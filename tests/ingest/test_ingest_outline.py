"""Which lines of a plain text, and which beginnings of lines, are its subheads."""

from __future__ import annotations

import pytest

from searchkit.ingest.plaintext import read_plaintext
from searchkit.ingest.plaintext.lines import lines_of
from searchkit.ingest.plaintext.outline import Section, outline_of
from searchkit.ingest.plaintext.seams import ENOUGH, seam_of, vocabulary
from searchkit.ingest.printed.subheads import looks_like_heading

BODY = "The ministers agreed on a plan for the seven harbours of the bay, and left."
OPENING = "The Coastal Forum opened on Tuesday in the ballroom of a ferry in Ternholm."
CLOSING = "They want to meet again in May, when the tide gauges have been paid for."


def subheads(*lines: str, language: str | None = "en") -> list[str]:
    sections = outline_of(lines_of("\n".join(lines)), language)
    return [section.subhead for section in sections if section.subhead]


@pytest.mark.parametrize(
    ("text", "subhead"),
    [
        (f"Tides and trade{BODY}", "Tides and trade"),
        (f"Who pays?{BODY}", "Who pays?"),
        (f"A plan for 2031{BODY}", "A plan for 2031"),
        (f"A quarrel ends“{BODY}”", "A quarrel ends"),
        (f'A quarrel ends"{BODY}"', "A quarrel ends"),
        (f'"A quarrel ends"{BODY}', '"A quarrel ends"'),
        (f"Silence{BODY}", "Silence"),
        (f"‘A quarrel ends’{BODY}", "‘A quarrel ends’"),
        (f"Ana d'Este 'was right' in 'everything'{BODY}", "Ana d'Este 'was right' in 'everything'"),
        (f"A QUARREL ENDS{BODY}", "A QUARREL ENDS"),
        (f"What next for the EPN{BODY}", "What next for the EPN"),
        (f"4. Tides and trade{BODY}", "4. Tides and trade"),
        (
            "A year of quarrels2031 began with a storm that took two of the gauges.",
            "A year of quarrels",
        ),
        (
            "The Last Gauge in TernholmIlse Varga bought it for less than a bicycle.",
            "The Last Gauge in Ternholm",
        ),
        (f"The DeepTide network agreed. {BODY}", None),
        (f"New rules for iGauge {BODY}", None),
        (f"Étienne d’Orval and Ana d'Este met. {BODY}", None),
        (f"Captain McArdle was there. {BODY}", None),
        (f"They spoke in #WeAreTheTide and elsewhere. {BODY}", None),
        (f"Ministers of the four NGOs agreed. {BODY}", None),
        (f'He called it "a plan"and left, and {BODY}', None),
        (f"Their »Tide Accord« of May holds. {BODY}", None),
        ("Tides and tradeThe end.", None),
        ("部长们在港口会面“潮汐数据向所有人开放，任何人都可以使用，没有例外”港口说。", None),
        (BODY, None),
    ],
)
def test_seam_of(text: str, subhead: str | None) -> None:
    seam = seam_of(text, vocabulary([text, "DeepTide said it was well."], "en"))
    found = (seam.head, seam.body) if seam and seam.weight >= ENOUGH else (None, text)
    assert found == (subhead, text.removeprefix(subhead or ""))


def test_a_language_may_set_prefixes_before_names() -> None:
    deep = "Abathelisi bahlangana ethekwini ngoLwesibili bakhuluma ngezimali " * 2
    texts = [
        f"{deep} noMbali waseTernholm.",
        f"{deep} kuVarga.",
        "Uthe kwaBrandt bahlangana bonke.",
    ]
    sections = outline_of(lines_of("\n".join([OPENING, *texts])), None)
    assert [section.subhead for section in sections] == [None] * 4


def test_sentences_glued_as_subheads_need_company() -> None:
    glued = [
        "The first gauge stood in the harbour.It was of oak and rope, and lasted for sixty years.",
        "The second one hung from a crane.Kofi Brandt pulled it up each night, afraid of thieves.",
        "The third lies on the ground of the sea.Nobody has seen it, but it sends its figures.",
    ]
    sections = outline_of(lines_of("\n".join([OPENING, *glued])), "en")
    assert sections[1] == Section(
        "The first gauge stood in the harbour.",
        "It was of oak and rope, and lasted for sixty years.",
    )
    assert [bool(section.subhead) for section in sections] == [False, True, True, True]
    assert subheads(OPENING, glued[0], BODY) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Who pays for the gauges", True),
        ("Who pays for the gauges?", True),
        ("“A tide belongs to all”", True),
        ("« Une marée à tous »", True),
        ("Varga vs. the ports", True),
        ("3. Who pays", True),
        ("Tides: what the ports earn", True),
        ("PAYING FOR THE GAUGES", True),
        # It ends, goes on, or is tied to what stands before.
        ("The gauges cost little.", False),
        ("The gauges cost little,", False),
        ("The gauges, the cranes and the", False),
        ("So who pays for the gauges?", False),
        ("How much, though, is too much?", False),
        # It is about something else.
        ("Read more: the tides of Ternholm", False),
        ("Tide tables at www.ternholm.example", False),
        ("12 May 2031", False),
        ("(as told to a reader", False),
        ("- Item of a list", False),
        ("What did the harbour masters of the seven cities say when they were told of it?", False),
    ],
)
def test_a_line_between_paragraphs(line: str, expected: bool) -> None:
    assert (subheads(OPENING, line, BODY) == [line]) is expected


def test_no_subhead_stands_above_the_first_paragraph() -> None:
    caption = "The ferry of Ternholm on May 12, 2031. Photo: Mara Okello/EPN"
    article = read_plaintext(f"{caption}\nA forum for all tides\n{BODY}\nWho pays\n{CLOSING}")
    assert article.subheads == ("Who pays",)
    assert [paragraph.text for paragraph in article.paragraphs] == [
        "A forum for all tides",
        BODY,
        CLOSING,
    ]


def test_a_short_line_above_all_is_the_headline() -> None:
    article = read_plaintext(f"A forum for all tides\n{OPENING}\nWho pays\n{CLOSING}")
    assert (article.headline, article.headline_derived) == ("A forum for all tides", False)
    assert article.subheads == ("Who pays",)


def test_nothing_stands_under_the_last_line() -> None:
    assert subheads(OPENING, BODY, "Who pays for the gauges") == []


def test_names_in_a_row_are_a_list() -> None:
    names = ["Ilse Varga, Ternholm", "Kofi Brandt, Vellmar", "Mara Okello", "Ana Ruiz, Calema"]
    assert subheads(OPENING, *names, BODY) == []


def test_numbered_lines_in_a_row_are_a_list() -> None:
    assert subheads(OPENING, "1. Pay the gauges", "2. Pay the keepers", BODY) == []


def test_the_questions_of_an_interview_are_none() -> None:
    lines = [OPENING]
    for question in ("Who pays?", "Who keeps the figures?", "Is the sea rising?"):
        lines += [question, "“I have been asked that before, and I shall say it again: all of us.”"]
    assert subheads(*lines, "The last gauge", BODY) == ["The last gauge"]


def test_a_pointer_longer_than_all_subheads_is_none() -> None:
    longer = "Tides will rise for seven years on the coast — the rest of the bay must not follow"
    lines = [
        OPENING,
        "Who pays",
        BODY,
        "The keepers",
        BODY,
        longer,
        f"{BODY} {BODY}",
        "The end",
        BODY,
    ]
    assert subheads(*lines) == ["Who pays", "The keepers", "The end"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who pays for the gauges", True),
        ("A quarrel ends?", True),
        ("The gauges cost little.", False),
        ("and then it ended", False),
        ("- Item of a list", False),
        ("The end came. Nobody saw it", False),
        ("A word from Dr. Varga", True),
        ("谁来付钱", True),
        ("「谁来付钱」", False),
        ("◆谁来付钱", True),
        ("***", False),
        ("© 2031 EPN", False),
        ("They call it »", False),
        ('The "tide accord', False),
        ("One two three four five six seven eight nine ten eleven twelve more and more", False),
    ],
)
def test_looks_like_heading(text: str, expected: bool) -> None:
    assert looks_like_heading(text, BODY) is expected


def test_wrapped_lines_are_joined_and_their_subheads_stand() -> None:
    text = """The Coastal Forum opened on Tuesday with a promise that none
of the ports had made before, and that three of them would
rather not have made at all.
Who pays
Harbour masters from seven cities signed the accord in the
ballroom of a ferry, because the hall on land was under
water.
"""
    assert [line.text for line in lines_of(text)] == [
        "The Coastal Forum opened on Tuesday with a promise that none of the ports had made before,"
        " and that three of them would rather not have made at all.",
        "Who pays",
        "Harbour masters from seven cities signed the accord in the ballroom of a ferry, because"
        " the hall on land was under water.",
    ]
    assert read_plaintext(text).subheads == ("Who pays",)


def test_many_seams_end_soon() -> None:
    line = "TidesAndTrade " * 40 + "the end."
    article = read_plaintext("\n".join([line, "a" * 200_000, "A1" * 50_000, *[line] * 800]))
    assert article.subheads == ()
