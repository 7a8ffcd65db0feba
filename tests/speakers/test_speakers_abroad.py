"""Beyond English: the figures of the labelled articles, each way to give speech, any input."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.speakers import abroad, quotes_in
from searchkit.speakers.languages import language_of
from searchkit.speakers.roles import Description
from searchkit.speakers.tokens import passage
from tests.speakers.languages.measure import LANGUAGES, SEEN, labelled, pairs, score


@pytest.mark.parametrize("code", LANGUAGES)
def test_direct_speech_of_twenty_articles_is_found_with_its_speaker(code: str) -> None:
    rows = labelled(code)
    assert len(rows) == 20
    for part in (rows, rows[SEEN:]):
        found = [pair for row in part for pair in pairs(row)]
        assert score(found, "direct").joint >= 0.8
        assert score(found, "indirect").joint >= 0.8


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_language_of_an_article_is_told(code: str) -> None:
    for row in labelled(code):
        assert language_of([paragraph.text for paragraph in row.article.paragraphs]) == code


def said(code: str, *paragraphs: str) -> list[tuple[str, str | None, str]]:
    """The kind, the speaker and the words of each utterance."""
    found = abroad.utterances([passage(n, text) for n, text in enumerate(paragraphs)], code)
    return [
        (u.kind, u.name, " ".join(paragraphs[u.paragraph][start:end] for start, end in u.spans))
        for u in found
    ]


SPLIT = {
    "es": "«El agua», dijo Ana Ruiz, «no espera».",
    "fr": "« El agua », a dit Ana Ruiz, « no espera ».",
    "de": "„El agua“, sagte Ana Ruiz, „no espera“.",
}


@pytest.mark.parametrize("code", SPLIT)
def test_a_split_quotation_is_one(code: str) -> None:
    assert said(code, SPLIT[code]) == [("direct", "Ana Ruiz", "El agua no espera")]


def test_a_dash_opens_a_turn_and_an_aside() -> None:
    assert said("es", "—El agua no espera —dijo Ana Ruiz—. Nunca esperó.") == [
        ("direct", "Ana Ruiz", "El agua no espera Nunca esperó.")
    ]
    assert said("fr", "— L'eau n'attend pas, a dit Claire Morel.") == [
        ("direct", "Claire Morel", "L'eau n'attend pas")
    ]
    assert said("es", "— Pan, agua y sal") == []


def test_an_open_mark_waits_for_the_speaker_of_the_next_paragraph() -> None:
    assert said(
        "es",
        "“Nos piden papeles cada semana. Yo sé pescar.",
        "“Que vengan a bordo”, dijo Xoán Lema.",
    ) == [
        ("direct", "Xoán Lema", "Nos piden papeles cada semana. Yo sé pescar."),
        ("direct", "Xoán Lema", "Que vengan a bordo"),
    ]


def test_an_open_mark_waits_for_the_next_paragraph_only() -> None:
    assert said(
        "es",
        "“Nos piden papeles cada semana. Yo sé pescar.",
        "El puerto abrió a las ocho.",
        "“Que vengan a bordo”, dijo Xoán Lema.",
    ) == [("direct", "Xoán Lema", "Que vengan a bordo")]


def test_a_paragraph_of_quotation_goes_on() -> None:
    assert said("de", "Anna Weber sagte: „Der Fluss steigt.“", "„Er kommt immer zurück.“") == [
        ("direct", "Anna Weber", "Der Fluss steigt."),
        ("direct", "Anna Weber", "Er kommt immer zurück."),
    ]


REPORTED = {
    "es": ("Ana Ruiz afirmó que el agua no espera.", "Ana Ruiz", "el agua no espera"),
    "fr": ("Claire Morel assure que l'eau monte.", "Claire Morel", "l'eau monte"),
    "de": ("Anna Weber sagte, der Fluss sei krank.", "Anna Weber", "der Fluss sei krank"),
    "ar": ("وأكد سامي حداد أن العمل بدأ في مايو.", "سامي حداد", "العمل بدأ في مايو"),
    "zh": ("陈思雨表示，论坛将持续三天。", "陈思雨", "论坛将持续三天"),
}


@pytest.mark.parametrize("code", REPORTED)
def test_a_reported_clause_is_indirect(code: str) -> None:
    text, name, clause = REPORTED[code]
    assert said(code, text) == [("indirect", name, clause)]


def test_words_quoted_within_a_reported_clause_make_it_mixed() -> None:
    assert said("es", "Según Ana Ruiz, el plan es «un puente de papel» y nada más.") == [
        ("mixed", "Ana Ruiz", "el plan es «un puente de papel» y nada más")
    ]


NO_SPEECH = {
    "es": "El barco, llamado «Mar de Fondo», salió del puerto con la directora Ana Ruiz.",
    "fr": "Le salon « Mers vivantes » a ouvert en présence de la ministre Claire Morel.",
    "de": "Die Messe „Lebendige Meere“ eröffnete die Ministerin Anna Weber am Montag.",
    "ar": "افتتحت الوزيرة ليلى منصور معرض «بحار حية» في المدينة.",
    "zh": "展会以“活力海洋”为主题，市长赵建国出席。",
}


@pytest.mark.parametrize("code", NO_SPEECH)
def test_titles_and_slogans_are_no_speech(code: str) -> None:
    assert said(code, NO_SPEECH[code]) == []


def test_surnames_roles_and_pronouns_stand_for_the_full_name() -> None:
    assert said(
        "fr",
        "« Un », a dit Claire Morel, directrice de l'Institut polaire. « Deux », a répondu le "
        "maire Paul Garnier.",
        "« Trois », a repris Mme Morel. « Quatre », a lancé le maire. « Cinq », a-t-elle conclu.",
    ) == [
        ("direct", "Claire Morel", "Un"),
        ("direct", "Paul Garnier", "Deux"),
        ("direct", "Claire Morel", "Trois"),
        ("direct", "Paul Garnier", "Quatre"),
        ("direct", "Claire Morel", "Cinq"),
    ]


def test_somebody_without_a_name_is_nobody() -> None:
    assert said("de", "Anna Weber schwieg. „Das Geld fehlt“, sagte ein Delegierter.") == [
        ("direct", None, "Das Geld fehlt")
    ]


def test_a_body_speaks_under_its_name() -> None:
    assert said("es", "La Red de Semillas indicó: «El plan cuesta menos que un puente».") == [
        ("direct", "Red de Semillas", "El plan cuesta menos que un puente")
    ]


DESCRIBED = {
    "es": (
        "Ana Ruiz, ministra de Agua de Chile, habló con el portavoz del Foro, Tomás Villalba.",
        {
            "Ana Ruiz": [Description("ministra de Agua", "Chile", "Chile")],
            "Tomás Villalba": [Description("portavoz", "Foro", None)],
        },
    ),
    "fr": (
        "Claire Morel, directrice de l'Institut polaire, et le ministre de l'Eau, Paul Garnier.",
        {
            "Claire Morel": [Description("directrice", "Institut polaire", None)],
            "Paul Garnier": [Description("ministre de l'Eau", None, None)],
        },
    ),
    "de": (
        "Umweltminister Jonas Krüger traf Anna Weber, Direktorin des Instituts für Flusskunde.",
        {
            "Jonas Krüger": [Description("Umweltminister", None, None)],
            "Anna Weber": [Description("Direktorin", "Institut für Flusskunde", None)],
        },
    ),
    "ar": (
        "التقى وزير المياه سامي حداد رئيس اتحاد الإذاعات لؤي مراد.",
        {
            "سامي حداد": [Description("وزير المياه", None, None)],
            "لؤي مراد": [Description("رئيس", "اتحاد الإذاعات", None)],
        },
    ),
    "zh": (
        "长江水文研究所所长李明远会见市长玛丽亚·冈萨雷斯。",
        {
            "李明远": [Description("所长", "长江水文研究所", None)],
            "玛丽亚·冈萨雷斯": [Description("市长", None, None)],
        },
    ),
}


@pytest.mark.parametrize("code", DESCRIBED)
def test_roles_and_bodies_are_read_as_printed(code: str) -> None:
    text, expected = DESCRIBED[code]
    assert abroad.people([passage(0, text)], code).described == expected


HOSTILE = ("«", "“”", "— ", "A ", "Ana Ruiz ", "dijo que ", "sagte, ", "a dit ", "el ministro ")
HOSTILE_MORE = ("von der ", "说", "部长", "王·", "قال ", "وزير ", "según ", "«a», dijo ", "X, ")


@pytest.mark.parametrize("code", LANGUAGES)
def test_much_of_the_same_is_read_to_its_end(code: str) -> None:
    for piece in (*HOSTILE, *HOSTILE_MORE):
        text = piece * (8_000 // len(piece))
        for utterance in abroad.utterances([passage(0, text)], code):
            assert all(0 <= start < end <= len(text) for start, end in utterance.spans)


MARKS = "«»“”„‟\"'‹›「」『』—–-:,.;!?،؟，。：！？ \n"
WORDS = (
    " dijo ",
    " Ana Ruiz ",
    " que ",
    "a dit ",
    "l'",
    "sagte ",
    "der Minister ",
    "قال ",
    "وزير ",
)
OTHERS = ("李明", "说", "表示，", "部长", "·", "según ", "laut ", "dass ", "أن ", "él", "M. ")
PIECES = st.sampled_from([*MARKS, *WORDS, *OTHERS])


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(LANGUAGES), st.lists(st.lists(PIECES, max_size=30).map("".join), max_size=3))
def test_spans_lie_in_their_paragraph(code: str, paragraphs: list[str]) -> None:
    for utterance in abroad.utterances([passage(n, p) for n, p in enumerate(paragraphs)], code):
        text = paragraphs[utterance.paragraph]
        spans = [*utterance.spans, *filter(None, (utterance.source, utterance.cue))]
        assert utterance.spans
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert 0 < utterance.certainty <= 1


def test_marks_around_nothing_are_no_quotation() -> None:
    assert said("fr", "« », a dit Claire Morel.") == []


def test_japanese_is_not_taken_for_chinese() -> None:
    assert quotes_in(["日本スケート連盟は「お答えする立場にはございません」と回答した。"]) == ()


def test_an_apostrophe_may_be_printed_either_way() -> None:
    for mark in "'’":
        assert said("fr", f"Claire Morel assure qu{mark}une rivière monte.") == [
            ("indirect", "Claire Morel", "une rivière monte")
        ]
        assert said("fr", f"D{mark}après Claire Morel, la rivière monte.") == [
            ("indirect", "Claire Morel", "la rivière monte")
        ]
