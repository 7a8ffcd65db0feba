"""Three articles of an invented congress, and how a command over them ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from searchkit.article import Article, Caption, Paragraph, Quote, Speaker

FERRY = Article(
    id="00000000000a",
    source="oro/ferry.html",
    outlet="The Harbour Post",
    language="en",
    collection="oro",
    headline="Night ferry returns",
    published=date(2025, 11, 7),
    captions=(Caption("The ferry leaves the quay.", "Photo: Ana Reis"),),
    paragraphs=(
        Paragraph("The ferry will sail again, the minister said."),
        Paragraph("“We waited two winters for it,” said Ruta Malane.", "On the quay"),
    ),
    subheads=("On the quay", "What comes next"),
    speakers=(Speaker("Ruta Malane", "minister of works", "Oro"),),
    quotes=(
        Quote(1, ((1, 30),), "We waited two winters for it,", "direct", "Ruta Malane",
              (37, 48), (32, 36), 0.9, "after"),
        Quote(0, ((0, 25),), "The ferry will sail again", "indirect", None,
              (27, 39), (40, 44), 0.6, "comma"),
    ),
)  # fmt: skip
LAMPS = Article(
    id="00000000000b",
    source="oro/lamps.html",
    outlet="Lanwan Daily",
    language="en",
    collection="oro",
    headline="Lamps for the quay",
    published=date(2025, 11, 8),
    paragraphs=(Paragraph("Forty lamps now stand where the ferry lands."),),
)
CRANE = Article(
    id="00000000000c",
    source="oro/crane.html",
    outlet="=The Evening Crane",
    language="en",
    collection="oro",
    headline="A crane\x1b[2J *stops*",
    published=date(2025, 11, 9),
    paragraphs=(Paragraph("The old crane stopped at noon."),),
)


class Ended(NamedTuple):
    """How a command ended, and what it printed."""

    exit: int
    out: str
    err: str


Run = Callable[..., Ended]
