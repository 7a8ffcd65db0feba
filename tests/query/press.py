"""Seven short articles on which the query language is tried; every word in them is wanted."""

from __future__ import annotations

from datetime import date, datetime

from searchkit.article import Article, Caption, Kind, Paragraph, Quote, Speaker

TODAY = date(2025, 10, 19)  # a Sunday


def quote(
    paragraphs: tuple[str, ...], place: int, said: str, speaker: str | None, kind: Kind = "direct"
) -> Quote:
    """The first place of some words in a paragraph, as a quote."""
    start = paragraphs[place].index(said)
    return Quote(place, ((start, start + len(said)),), said, kind, speaker)


RUIZ = Speaker("Ana Ruiz", "minister of water", None, "Chile")
OSEI = Speaker("Juma Osei-Bonsu", "chief engineer", "Holm Networks", "Ghana")
WERNER = Speaker("Frédéric Werner", "head of radio", "ITU")

_LANDING = (
    "The cable came ashore on Tuesday. “Cooperation is cheaper than a second cable,” "
    "said Ana Ruiz.",
    "Juma Osei-Bonsu warned that the digital divide was widening in 10,000 villages.",
    "Nobody cooperated with the U.S. delegation.",
)
LANDING = Article(
    "landing",
    outlet="The Harbour Courier",
    language="en",
    collection="tideline",
    headline="Cable lands at Mindelo",
    authors=("Inês Prata", "Tom O'Hare"),
    published=date(2025, 10, 14),
    place="Mindelo",
    captions=(Caption("Divers carry the cable's end to the beach.", "Rui Vaz"),),
    paragraphs=(
        Paragraph(_LANDING[0]),
        Paragraph(_LANDING[1], "What comes next"),
        Paragraph(_LANDING[2], "What comes next"),
    ),
    subheads=("What comes next",),
    speakers=(RUIZ, OSEI),
    quotes=(
        quote(_LANDING, 0, "Cooperation is cheaper than a second cable,", "Ana Ruiz"),
        quote(
            _LANDING,
            1,
            "the digital divide was widening in 10,000 villages",
            "Juma Osei-Bonsu",
            "indirect",
        ),
    ),
)

_DIVIDE = (
    "Ana Ruiz said the digital divide was a divide of money.",
    "“Cooperation takes patience,” Juma Osei-Bonsu told reporters. “Patience takes years.”",
    "Frédéric Werner said that radio was “not dead” and that cables break.",
)
DIVIDE = Article(
    "divide",
    outlet="Meridian Wire",
    language="en",
    collection="tideline",
    headline="Money, not machines, divides the digital world",
    authors=("Moses Kiprono",),
    published=datetime.fromisoformat("2025-10-15T23:30:00-03:00"),
    place="Porto Alvar",
    paragraphs=tuple(map(Paragraph, _DIVIDE)),
    speakers=(RUIZ, OSEI, WERNER),
    quotes=(
        quote(_DIVIDE, 0, "the digital divide was a divide of money", "Ana Ruiz", "indirect"),
        Quote(
            1,
            ((1, 28), (63, 84)),
            "Cooperation takes patience, Patience takes years.",
            "direct",
            "Juma Osei-Bonsu",
        ),
        quote(_DIVIDE, 2, "radio was “not dead” and that cables break", "Frédéric Werner", "mixed"),
    ),
)

_ALLIANCE = (
    "An alliance of delegates said they wanted an audit, a register and a rest.",
    "The divide between digital and paper is older than the summit.",
)
ALLIANCE = Article(
    "alliance",
    outlet="Sidelight",
    language="en",
    collection="tideline",
    headline="Delegates want an audit",
    published=date(2025, 10, 17),
    paragraphs=tuple(map(Paragraph, _ALLIANCE)),
    quotes=(
        quote(_ALLIANCE, 0, "they wanted an audit, a register and a rest", "delegates", "indirect"),
    ),
    speakers=(Speaker("delegates"),),
)

_WATER = (
    "北京的代表谈到人工智能治理。“合作比竞争更难。”陈雅文说。",
    "AI治理需要合作。",
)
WATER = Article(
    "water",
    outlet="澜湾日报",
    language="zh",
    collection="tideline",
    headline="洪水预报与人工智能",
    published=date(2025, 10, 16),
    paragraphs=tuple(map(Paragraph, _WATER)),
    speakers=(Speaker("陈雅文", "首席科学家"),),
    quotes=(quote(_WATER, 0, "合作比竞争更难。", "陈雅文"),),
)

SEA = Article(
    "sea",
    outlet="Le Phare",
    language="fr",
    collection="fair",
    headline="L’Élysée et la mer numérique",
    published=date(2024, 3, 2),
    paragraphs=(
        Paragraph("Les délégués ont parlé de l’océan, du café et d'une coopération numérique."),
        Paragraph("Der Präsident heißt Müller, der Hafen Ørsted."),
    ),
)

HEALTH = Article(
    "health",
    language="en",
    headline="To be or not to be, asked the WHO",
    headline_derived=True,
    paragraphs=(
        Paragraph("To be or not to be, asked the WHO. It was who that asked."),
        Paragraph("An e-commerce app at 4.7 stars doesn't run offline; running it costs $3.5."),
    ),
)

EMPTY = Article("empty", language="en", published=date(2025, 10, 14))

PRESS = (LANDING, DIVIDE, ALLIANCE, WATER, SEA, HEALTH, EMPTY)
