"""What both engines are asked: questions of each class, in every form of the query language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from searchkit.query import Unit

from ..bench.questions import Question


@dataclass(frozen=True, slots=True)
class Form:
    """How the words of a class of questions are written, and what a hit is."""

    drawn: str
    written: str
    unit: Unit = "article"


FORMS: Mapping[str, Form] = {
    "rare term": Form("rare term", "{}"),
    "common term": Form("common term", "{}"),
    "OR of 2": Form("OR of 2", "{} OR {}"),
    "AND of 3": Form("AND of 3", "{} {} {}"),
    "NOT": Form("OR of 2", "{} -{}"),
    "phrase": Form("phrase", '"{} {}"'),
    "near": Form("phrase", '"{1} {0}"~6'),
    "prefix": Form("prefix", "{}*"),
    "fuzzy": Form("fuzzy", "{}~"),
    "headline": Form("headline", "headline:{}"),
    "term and dates": Form("term and dates", "{} date:{}..{}"),
    "speaker and said": Form("speaker and said", "speaker:{} said:{}"),
    "not of speaker": Form("speaker and said", "{1} -speaker:{0}"),
    "speaker or headline": Form("speaker and said", "speaker:{} OR headline:{}"),
    "quotes": Form("speaker and said", "{1}", "quote"),
    "quotes of speaker": Form("speaker and said", "speaker:{} said:{}", "quote"),
    "quotes, mixed OR": Form("speaker and said", "speaker:{} OR headline:{}", "quote"),
    "quotes, dates": Form("term and dates", "{} date:{}..{}", "quote"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is typed, of a form."""

    form: str
    text: str

    @property
    def unit(self) -> Unit:
        return FORMS[self.form].unit


def asked(questions: Sequence[Question]) -> Iterator[Asked]:
    """Yield what is typed, form by form."""
    for name, form in FORMS.items():
        for question in questions:
            if question.kind == form.drawn:
                yield Asked(name, form.written.format(*question.words))
