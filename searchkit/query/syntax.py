"""A query as typed: words, phrases, groups and operators, each with its span."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from searchkit.article import Span

Form = Literal["word", "prefix", "fuzzy", "everything"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word; ``distance`` is that of a fuzzy word, None where none was typed."""

    text: str
    span: Span
    field: str | None = None
    form: Form = "word"
    distance: int | None = None
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words between quotation marks; with a ``distance`` they may stand in any order."""

    text: str
    span: Span
    field: str | None = None
    distance: int | None = None
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class All:
    """Clauses side by side."""

    parts: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Clauses with OR between them."""

    parts: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """A clause behind NOT or a minus."""

    part: Clause


@dataclass(frozen=True, slots=True)
class Condition:
    """``quote:( … )``: a condition on one quote, closed."""

    part: Clause
    span: Span


Clause = Word | Quoted | All | Any | Negation | Condition


def written(clause: Clause) -> str:
    """Return a query that reads as the clause: parentheses round every group but the outermost."""
    match clause:
        case Word(text, _, field, form, distance, boost):
            ending = {"prefix": "*", "everything": "*", "fuzzy": f"~{distance or ''}"}.get(form, "")
            return f"{_name(field)}{text}{ending}{_boost(boost)}"
        case Quoted(text, _, field, distance, boost):
            return f'{_name(field)}"{text}"{f"~{distance}" if distance else ""}{_boost(boost)}'
        case All(parts):
            return " ".join(map(_grouped, parts))
        case Any(parts):
            return " OR ".join(map(_grouped, parts))
        case Negation(part):
            return f"NOT {_grouped(part)}"
        case Condition(part):
            return f"quote:({written(part)})"


def _grouped(clause: Clause) -> str:
    return f"({written(clause)})" if isinstance(clause, All | Any) else written(clause)


def _name(field: str | None) -> str:
    return f"{field}:" if field else ""


def _boost(boost: float) -> str:
    return f"^{boost:g}" if boost != 1 else ""


def parts_of(clause: Clause) -> tuple[Clause, ...]:
    """Return the clauses inside a clause; a word or a phrase has none."""
    match clause:
        case All(parts) | Any(parts):
            return parts
        case Negation(part) | Condition(part):
            return (part,)
        case _:
            return ()
