"""What is printed in fixed forms: dates, credits, bylines, datelines, headlines, subheads."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from searchkit.article import Caption
from searchkit.ingest.printed.bylines import byline_authors, names_in
from searchkit.ingest.printed.credits import caption_of, credit_of, marked_caption
from searchkit.ingest.printed.datelines import Dateline, dateline_of
from searchkit.ingest.printed.dates import day_alone, day_in_path, read_date
from searchkit.ingest.printed.headlines import derived_headline, site_in, without_site

DAY = date(2031, 5, 14)


def moment(hour: int, minute: int, offset: float) -> datetime:
    return datetime(2031, 5, 14, hour, minute, tzinfo=timezone(timedelta(hours=offset)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2031-05-14", DAY),
        ("20310514", DAY),
        ("2031-05-14T09:30:00+05:30", moment(9, 30, 5.5)),
        ("2031-05-14T09:30Z", moment(9, 30, 0)),
        ("2031-05-14 09:30:00.123+0200", moment(9, 30, 2).replace(microsecond=123000)),
        ("2031-05-14T09:30:00", DAY),  # an hour that is nowhere
        ("Wed, 14 May 2031 09:30:00 +0200", moment(9, 30, 2)),
        ("May 14, 2031", DAY),
        ("Published: 14 May 2031, 9:30 a.m. UTC+1", moment(9, 30, 1)),
        ("14 May 2031 12:05 PM GMT", moment(12, 5, 0)),
        ("14. Mai 2031", DAY),
        ("le 14 mai 2031 à 9h30", DAY),
        ("14 de mayo de 2031", DAY),
        ("14.05.2031", DAY),
        ("14/05/2031", DAY),
        ("05/14/2031", DAY),
        ("2031年5月14日 09:20", DAY),
        ("٢٠٣١-٠٥-١٤", DAY),
        ("14 مايو 2031", DAY),
        ("2031-13-45", None),
        ("May 2031", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_read_date(text: str, expected: date | None) -> None:
    assert read_date(text) == expected
    assert type(read_date(text)) is type(expected)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("14 May 2031", DAY),
        ("Updated: 14 May 2031, 10:30", DAY),
        ("Wednesday, May 14, 2031", DAY),
        ("The forum ends on 14 May 2031", None),
        ("On 14 May 2031 it rained.", None),
        ("Updated at noon", None),
    ],
)
def test_day_alone(line: str, expected: date | None) -> None:
    assert day_alone(line) == expected


def test_day_in_path() -> None:
    assert day_in_path("https://estuary.example/2031/05/14/tides") == DAY
    assert day_in_path("https://estuary.example/2031/tides") is None


@pytest.mark.parametrize(
    ("line", "text", "credit"),
    [
        ("Divers at work. Photo: M. Okello", "Divers at work.", "M. Okello"),
        ("Divers at work Photo: epnphoto", "Divers at work", "epnphoto"),
        ("Divers at work (Photo: Mara Okello / EPN)", "Divers at work", "Mara Okello / EPN"),
        ("Divers at work. Photo/EPN", "Divers at work.", "EPN"),
        ("Divers at work. Photo by J. Lind", "Divers at work.", "J. Lind"),
        ("Taucher im Hafen. Foto: Jan Eide/dpa", "Taucher im Hafen.", "Jan Eide/dpa"),
        ("Le quai. Crédit photo : Anne Roy", "Le quai.", "Anne Roy"),
        ("Divers at work. © Estuary Times", "Divers at work.", "Estuary Times"),
        ("代表在签字仪式上。（林晓摄）", "代表在签字仪式上。", "林晓"),
    ],
)
def test_marked_caption(line: str, text: str, credit: str) -> None:
    assert marked_caption(line) == Caption(text, credit)
    assert caption_of(line) == Caption(text, credit)


@pytest.mark.parametrize(
    "line",
    [
        "We must see the big picture: no port is an island.",
        "She sells a photo/video archive",
        "Das Bild: Niemand wusste mehr als die anderen.",
        "The tax credit/loan scheme was dropped",
    ],
)
def test_prose_is_no_caption(line: str) -> None:
    assert marked_caption(line) is None


@pytest.mark.parametrize(
    ("line", "text", "credit"),
    [
        ("Divers at work. / AFP", "Divers at work.", "AFP"),
        ("Divers at work (REUTERS/Mara Okello)", "Divers at work", "REUTERS/Mara Okello"),
        ("Divers at work | Mara Okello/EPN", "Divers at work", "Mara Okello/EPN"),
        ("Divers at work [Mara Okello/EPN]", "Divers at work", "Mara Okello/EPN"),
        ("Divers at work. AP Photo/Jo Eide", "Divers at work.", "AP Photo/Jo Eide"),
        ("Divers at work (left)", "Divers at work (left)", None),
    ],
)
def test_caption_of_a_figure(line: str, text: str, credit: str | None) -> None:
    assert caption_of(line) == Caption(text, credit)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(Photo: Mara Okello)", "Mara Okello"),
        ("© EPN / J. B.", "EPN / J. B."),
        ("Foto:", None),
        ("Mara Okello", "Mara Okello"),
    ],
)
def test_credit_of(text: str, expected: str | None) -> None:
    assert credit_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("By Ana Ruiz and Tom Berg", ["Ana Ruiz", "Tom Berg"]),
        ("Von Anna Giulia Fink, Jan Eide", ["Anna Giulia Fink", "Jan Eide"]),
        ("Par Anne Roy et Luc Petit", ["Anne Roy", "Luc Petit"]),
        ("Mercy Atieno | 3 min read", ["Mercy Atieno"]),
        ("desk@estuary.example", []),
        ("", []),
    ],
)
def test_names_in(text: str, expected: list[str]) -> None:
    assert names_in(text) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Ana Ruiz", ("Ana Ruiz",)),
        ("By Ana Ruiz | The Estuary Times", ("Ana Ruiz",)),
        ("Von Jan van der Meer und Eva Lind", ("Jan van der Meer", "Eva Lind")),
        ("By the time they came it was late.", ()),
        ("By noon the tide had turned", ()),
    ],
)
def test_byline_authors(line: str, expected: tuple[str, ...]) -> None:
    assert byline_authors(line) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("VELLMAR, 14 May 2031 (EPN) -- Seven", Dateline("VELLMAR", DAY, "EPN")),
        ("VELLMAR, Norland, May 14 (EPN) — Seven", Dateline("VELLMAR, Norland", None, "EPN")),
        ("Port Louis (EPN) - Seven", Dateline("Port Louis", None, "EPN")),
        ("NEW HAVEN — Seven", Dateline("NEW HAVEN", None, None)),
        ("فيلمار (إي بي إن) — سبعة", Dateline("فيلمار", None, "إي بي إن")),
        ("Tides — and little else — decide", None),
        ("However, the plan – which failed – is", None),
        ("UN — the", None),
    ],
)
def test_dateline_of(text: str, expected: Dateline | None) -> None:
    assert dateline_of(text) == expected


def test_derived_headline() -> None:
    assert derived_headline("Mr. J. Lind met Dr. Abe. They talked.") == "Mr. J. Lind met Dr. Abe"
    assert derived_headline("潮汐数据公开。任何人都可以使用。") == "潮汐数据公开。"
    long = (
        "Seven ports on three seas will publish every measurement of their tides from July on, too"
    )
    assert derived_headline(f"{long} late.") == f"{long}…"
    assert derived_headline("LISBON, Oct. 7 (EPN) -- Ships sail. They are late.") == "Ships sail"
    assert (
        derived_headline("On Oct. 7 the ships sailed. It rained.") == "On Oct. 7 the ships sailed"
    )
    assert derived_headline("") == ""


@pytest.mark.parametrize(
    ("title", "outlet", "expected"),
    [
        ("Tides | The Estuary Times", "Estuary Times", "Tides"),
        ("Estuary Times - Tides - and more", "The Estuary Times", "Tides - and more"),
        ("Tides--Estuary Times", "Estuary Times", "Tides"),
        ("Tides - and more", "Estuary Times", "Tides - and more"),
        ("Tides | Estuary", None, "Tides | Estuary"),
    ],
)
def test_without_site(title: str, outlet: str | None, expected: str) -> None:
    assert without_site(title, outlet) == expected


def test_site_in() -> None:
    assert site_in("Diario del Faro :: Las boyas", "Las boyas") == "Diario del Faro"
    assert site_in("Las boyas - Faro", "Otra cosa") is None
