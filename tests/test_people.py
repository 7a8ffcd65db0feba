"""One speaker, many spellings: who is who in a collection, told by the names alone."""

from __future__ import annotations

import random

import pytest

from searchkit.people.forms import read_name
from searchkit.people.merging import Printed, who_is_who
from searchkit.people.spellings import Spellings
from searchkit.query import understand

ONCE = Printed(1)
OFTEN = Printed(9)


def role(*roles: tuple[str | None, str | None, str | None]) -> Printed:
    return Printed(1, roles)


PILOT = role(("pilot", None, None))
CHAIR = role((None, "Harbour Council", None))


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("Frédéric Werner", "frederic werner"),
        ("Prime Minister Jörg Müller-Thieß", "jorg muller-thiess"),
        ("Mr Werner, ITU", "werner"),
        ("Åsa Lindqvist of Holmsund Networks", "asa lindqvist"),
        ("Étienne d’Aubrac", "etienne daubrac"),
        ("al-Khatibi", "al khatibi"),
        ("d’Aubrac", "daubrac"),
        ("Marijke van der Veen", "marijke van der veen"),
        ("J.K. Rowe", "j k rowe"),
        ("J.-P. Rowe QC", "j rowe"),
        ("Detective Chief Inspector Jes Fry", "jes fry"),
        ("Siobhán Ní Fhloinn", "siobhan ni fhloinn"),
        ("刘正清", "刘正清"),
        ("塔米娜·拉赫曼·乔杜里", "塔米娜 拉赫曼 乔杜里"),
        ("سلمى الخطيبي", "سلمى الخطيبي"),
        ("Martin Rowe, Jr.", "martin rowe"),
        ("Will Rowe", "will rowe"),
        ("He Lifeng", "he lifeng"),
    ],
)
def test_the_words_of_a_name(printed: str, words: str) -> None:
    form = read_name(printed)
    assert form is not None
    assert " ".join(form.words) == words


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "-",
        "Del",
        "members of the drafting group",
        "Kenya's treasury",
        "the Ugandan official",
        "The Minister",
        "Prime Minister",
        "Chief Executive",
        "Colombia and France",
        "France",
        "London",
        "ITU",
        "World Guild",
        "Porto Alvar police",
        "Mail & Post",
        "Studio 54",
        "“We wait”",
        " ".join(["Ana"] * 13),
    ],
)
def test_what_is_no_name_of_a_person(printed: str) -> None:
    assert read_name(printed) is None


def test_a_name_says_who_bears_it() -> None:
    forms = [read_name(name) for name in ("Ms Bo", "Anna Bo", "Bo", "Herr Bo Jr", "Sir Ian Bo")]
    assert [
        form and (form.gender, form.has_title, form.is_plain, form.is_person, form.generation)
        for form in forms
    ] == [
        ("she", True, False, True, ""),
        ("she", False, True, True, ""),
        (None, False, True, False, ""),
        ("he", True, False, True, "jr"),
        ("he", True, False, True, ""),
    ]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param(
            {"Frédéric Werner": OFTEN, "Frederic WERNER": ONCE, "Mr. Frédéric Werner": OFTEN},
            {"Frederic WERNER": "Frédéric Werner", "Mr. Frédéric Werner": "Frédéric Werner"},
            id="same letters",
        ),
        pytest.param(
            {"Étienne d’Aubrac": ONCE, "Étienne d'Aubrac": OFTEN, "Étienne D'Aubrac": ONCE},
            {"Étienne d’Aubrac": "Étienne d'Aubrac", "Étienne D'Aubrac": "Étienne d'Aubrac"},
            id="the most frequent of the same letters",
        ),
        pytest.param(
            {"Abena Osei Tawiah": ONCE, "Abena Osei-Tawiah": ONCE},
            {"Abena Osei-Tawiah": "Abena Osei Tawiah"},
            id="the first by its letters",
        ),
        pytest.param(
            {"Frédéric Werner": PILOT, "F. Werner": OFTEN, "Werner": ONCE, "Mr Werner, ITU": ONCE},
            {
                "F. Werner": "Frédéric Werner",
                "Mr Werner, ITU": "Frédéric Werner",
                "Werner": "Frédéric Werner",
            },
            id="initial, surname, title",
        ),
        pytest.param(
            {"Marcus Koh Wei Liang": PILOT, "Marcus Koh": ONCE, "Koh": ONCE},
            {"Koh": "Marcus Koh Wei Liang", "Marcus Koh": "Marcus Koh Wei Liang"},
            id="a shorter form of a shorter form",
        ),
        pytest.param(
            {
                "Inés de la Fuente Aguirre": PILOT,
                "Inés de la Fuente": ONCE,
                "De la Fuente": ONCE,
                "Fuente Aguirre": ONCE,
            },
            {
                "De la Fuente": "Inés de la Fuente Aguirre",
                "Fuente Aguirre": "Inés de la Fuente Aguirre",
                "Inés de la Fuente": "Inés de la Fuente Aguirre",
            },
            id="surnames of several words",
        ),
        pytest.param(
            {"Hodan Warsame Jibril": PILOT, "Hodan Jibril": ONCE, "Hodan": ONCE, "Warsame": ONCE},
            {"Hodan Jibril": "Hodan Warsame Jibril", "Warsame": "Hodan Warsame Jibril"},
            id="never by the given name",
        ),
        pytest.param(
            {"John D. Rowe": ONCE, "J. D. Rowe": ONCE, "John Davis Rowe": ONCE},
            {"J. D. Rowe": "John Davis Rowe", "John D. Rowe": "John Davis Rowe"},
            id="middle initials",
        ),
        pytest.param(
            {"George W. Rowe": ONCE, "George H. W. Rowe": ONCE, "George Rowe": ONCE, "Rowe": ONCE},
            {},
            id="initials that differ",
        ),
        pytest.param(
            {"Ana Maria Silva": ONCE, "Ana Paula Silva": ONCE, "Ana Silva": ONCE, "Silva": ONCE},
            {},
            id="two fit",
        ),
        pytest.param(
            {"Ana Ruiz": ONCE, "Alba Ruiz": ONCE, "A. Ruiz": ONCE},
            {},
            id="an initial for two",
        ),
        pytest.param(
            {
                "Ana Ruiz": role(("pilot", "Ferry Guild", None)),
                "Alba Ruiz": role(("head", "Cable Office", "Chile")),
                "Ada Ruiz": ONCE,
                "A. Ruiz": role((None, "the Guild of Ferries", None)),
                "Ruiz": role(("minister", None, "Chile")),
            },
            {"A. Ruiz": "Ana Ruiz", "Ruiz": "Alba Ruiz"},
            id="affiliation or country decides",
        ),
        pytest.param(
            {
                "Ana Ruiz": role(("pilot", "Ferry Guild", None)),
                "Alba Ruiz": role(("pilot", "Cable Office", None)),
                "Ruiz": PILOT,
            },
            {},
            id="what two share decides nothing",
        ),
        pytest.param(
            {"Anna Bo": ONCE, "Mr Bo": ONCE, "Ms Bo": ONCE},
            {},
            id="Mr and Ms",
        ),
        pytest.param(
            {"Anna Bo": ONCE, "Mr Bo": ONCE, "Mary Ek": ONCE, "Ms Ek": ONCE},
            {"Ms Ek": "Mary Ek"},
            id="Mr is not Anna",
        ),
        pytest.param(
            {"Martin Rowe Jr.": ONCE, "Martin Rowe": ONCE, "Martin Rowe, Jr.": ONCE},
            {"Martin Rowe, Jr.": "Martin Rowe Jr."},
            id="father and son",
        ),
        pytest.param(
            {"Maria Santos": ONCE, "Ana Maria Santos": ONCE, "Juan Cruz Santos": ONCE},
            {},
            id="given names that differ",
        ),
        pytest.param(
            {"Jean-Pierre Moore-Ek": PILOT, "J.-P. Moore-Ek": ONCE, "Moore-Ek": ONCE},
            {"J.-P. Moore-Ek": "Jean-Pierre Moore-Ek", "Moore-Ek": "Jean-Pierre Moore-Ek"},
            id="double names",
        ),
        pytest.param(
            {"John Moore-Ek": PILOT, "John Moore": ONCE, "Ek": ONCE},
            {},
            id="half of a double name",
        ),
        pytest.param(
            {"Liu Zhengqing": PILOT, "Liu": ONCE, "Mr Liu": ONCE},
            {"Liu": "Liu Zhengqing", "Mr Liu": "Liu Zhengqing"},
            id="family name first",
        ),
        pytest.param(
            {"سلمى الخطيبي": PILOT, "الخطيبي": ONCE, "塔米娜·拉赫曼": PILOT, "拉赫曼": ONCE},
            {"الخطيبي": "سلمى الخطيبي", "拉赫曼": "塔米娜·拉赫曼"},
            id="other scripts",
        ),
        pytest.param(
            {"Jane Holm": ONCE, "Holm": ONCE, "Åsa Ek": role(("head", "Holm Networks", None))},
            {},
            id="the name of a firm",
        ),
        pytest.param(
            {"Quay Point Lights": ONCE, "Quay Point": ONCE, "Point Lights": ONCE},
            {},
            id="nothing says that it is a person",
        ),
        pytest.param(
            {"Åsa Lindqvist of Holm Networks": OFTEN, "Åsa Lindqvist": ONCE},
            {"Åsa Lindqvist of Holm Networks": "Åsa Lindqvist"},
            id="with the affiliation",
        ),
        pytest.param(
            {"members": ONCE, "Members": ONCE, "Ferry Guild": ONCE, "Guild": ONCE, "Kenya": ONCE},
            {},
            id="collectives, organisations, countries",
        ),
        pytest.param({}, {}, id="nobody"),
    ],
)
def test_who_is_who(names: dict[str, Printed], expected: dict[str, str]) -> None:
    assert who_is_who(names) == expected
    shuffled = list(names.items())
    random.Random(7).shuffle(shuffled)
    assert who_is_who(dict(shuffled)) == expected


def test_a_surname_of_very_many_tells_nobody_apart() -> None:
    names = {f"Ana {first}{second} Rowe": PILOT for first in SYLLABLES for second in "lmnrs"}
    assert len(names) == 360
    rowes = {**names, "Bo Rowe": CHAIR, "Rowe": ONCE, "Ms Rowe": CHAIR}
    assert who_is_who(rowes) == {}


SYLLABLES = [first + second for first in "BDFGHJKLMNPRSTVWXZ" for second in "aiou"]

TIDE = {"F. Werner": "Frédéric Werner", "Mr Werner": "Frédéric Werner", "Ruiz": "Ana Ruiz-U.S."}
KNOWN = Spellings({"people": {"tide": TIDE, "": {"Werner": "Fritz Werner"}}})


def test_what_a_person_is_called() -> None:
    asked = [("F. Werner", "TIDE"), ("F. Werner", None), ("Werner", None), ("Werner", "tide")]
    assert [KNOWN.called(name, collection) for name, collection in asked] == [
        "Frédéric Werner",
        "F. Werner",
        "Fritz Werner",
        "Werner",
    ]


@pytest.mark.parametrize(
    ("query", "tree", "notes"),
    [
        (
            'speaker:"frédéric werner"',
            '(quote (or speaker:"frederic werner" speaker:[F. Werner | Mr Werner]@tide))',
            ('speaker:"frédéric werner" includes F. Werner, Mr Werner',),
        ),
        (
            "speaker:fr*^2",
            "(quote (or speaker:fr*^2 speaker:[F. Werner | Mr Werner]@tide^2 speaker:[Werner]@^2))",
            ("speaker:fr*^2 includes F. Werner, Mr Werner, Werner",),
        ),
        (
            "-speaker:fredric~",
            "(not (quote (or speaker:fredric~2 speaker:[F. Werner | Mr Werner]@tide)))",
            ("speaker:fredric~ includes F. Werner, Mr Werner",),
        ),
        (
            'speaker:"werner mr"~1 said:sea',
            '(quote (and (or speaker:"werner mr"~1 '
            "speaker:[Frédéric Werner | F. Werner]@tide) said:sea))",
            ('speaker:"werner mr"~1 includes Frédéric Werner, F. Werner',),
        ),
        (
            "speaker:us",
            "(quote (or speaker:us speaker:[Ruiz]@tide))",
            ("speaker:us includes Ruiz",),
        ),
        ("speaker:werner", "(quote speaker:werner)", ()),
        ("speaker:osei", "(quote speaker:osei)", ()),
        ("text:ruiz ruiz", "(and text:ruiz ruiz)", ()),
    ],
)
def test_what_a_query_means(query: str, tree: str, notes: tuple[str, ...]) -> None:
    understood = understand(query, others=KNOWN.others)
    assert (str(understood.tree), understood.notes) == (tree, notes)


def test_a_note_names_five_spellings() -> None:
    known = Spellings({"people": {"tide": {f"Ruiz {n}": "Ana" for n in range(7)}}})
    (note,) = understand("speaker:ana", others=known.others).notes
    assert note == "speaker:ana includes Ruiz 0, Ruiz 1, Ruiz 2, Ruiz 3, Ruiz 4 and 2 more"
