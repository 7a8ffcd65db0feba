"""Query text becomes clauses with their spans, every fault with its position."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches
from typing import NamedTuple, Never

from searchkit.article import Span
from searchkit.errors import QueryError
from searchkit.query.fields import FIELDS
from searchkit.query.lexer import Token, tokens
from searchkit.query.syntax import (
    All,
    Any,
    Clause,
    Condition,
    Form,
    Negation,
    Quoted,
    Word,
    written,
)

MAX_LENGTH = 1000
MAX_CLAUSES = 64
MAX_DEPTH = 20
MAX_FUZZY = 2
MAX_NEAR = 50
MAX_BOOST = 100.0
CONDITION = "quote"

# What users of other search engines call our fields.
_ALSO_CALLED = {
    "title": "headline", "body": "text", "content": "text", "quotes": "said", "name": "speaker",
    "person": "speaker", "by": "author", "byline": "author", "source": "outlet", "site": "outlet",
    "country": "org", "affiliation": "org", "organisation": "org", "organization": "org",
    "language": "lang", "type": "kind", "published": "date", "location": "place",
}  # fmt: skip
_ENDING = re.compile(r"(?P<text>.*?)(?P<star>\*?)(?P<fuzzy>~\d*)?(?P<boost>\^[\d.]*)?", re.DOTALL)


class Parsed(NamedTuple):
    """The clauses of a query, and notes on how operators were read."""

    clause: Clause
    notes: tuple[str, ...]


def parse(text: str) -> Parsed:
    """Return the clauses of a query as typed.

    Raises QueryError, with the span of the fault, where the text cannot be read or goes beyond
    1,000 characters, 64 clauses or 20 levels of parentheses.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError(
            f"a query has at most {MAX_LENGTH:,} characters, this one {len(text):,}",
            text=text,
            span=(MAX_LENGTH, len(text)),
            hint="searchkit.literal(text) searches the words of a long text",
        )
    parser = _Parser(text)
    return Parsed(parser.whole(), tuple(dict.fromkeys(parser.notes)))


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [token for token in tokens(text) if token.sort != "blank"]
        self.place = 0
        self.clauses = 0
        self.depth = 0
        self.notes: list[str] = []

    # reading tokens

    def peek(self) -> Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def take(self, *sorts: str, value: str | None = None) -> Token | None:
        token = self.peek()
        if token is None or token.sort not in sorts or value not in (None, token.value):
            return None
        self.place += 1
        return token

    def fault(self, message: str, span: Span, hint: str | None = None) -> Never:
        raise QueryError(message, text=self.text, span=span, hint=hint)

    # the grammar

    def whole(self) -> Clause:
        if not self.tokens:
            self.fault("the query is empty", (0, len(self.text)), "type a word, or field:word")
        clause = self.either(None)
        if token := self.peek():
            self.fault("this parenthesis was never opened", token.span)
        return clause

    def either(self, field: str | None) -> Clause:
        """Clauses with OR between them."""
        rows = [self.every(field)]
        while self.take("operator", value="OR"):
            rows.append(self.every(field))
        parts = tuple(row[0] if len(row) == 1 else All(tuple(row)) for row in rows)
        if len(parts) == 1:
            return parts[0]
        if any(len(row) > 1 for row in rows):
            self.notes.append(f"OR binds less than AND: read as {written(Any(parts))}")
        return Any(parts)

    def every(self, field: str | None) -> list[Clause]:
        """Clauses side by side; AND between them changes nothing."""
        parts = [self.one(field)]
        while (token := self.peek()) and token.sort != "close" and not is_or(token):
            self.take("operator", value="AND")
            parts.append(self.one(field))
        return parts

    def one(self, field: str | None) -> Clause:
        negated = False
        while self.take("minus") or self.take("operator", value="NOT"):
            negated = not negated
        clause = self.positive(field)
        return Negation(clause) if negated else clause

    def positive(self, field: str | None) -> Clause:
        token = self.peek()
        if token is None or token.sort in ("close", "operator"):
            self.missing(token)
        self.place += 1
        match token.sort:
            case "open":
                return self.group(token, field)
            case "field":
                return self.fielded(token)
            case "quoted":
                return self.quoted(token, field)
            case "unclosed":
                self.fault("this quotation mark is never closed", token.span, 'close it with "')
            case _:
                return self.word(token, field)

    def missing(self, token: Token | None) -> Never:
        """Nothing stands where a clause is wanted: say why one was wanted."""
        before = self.tokens[self.place - 1] if self.place else None
        span = token.span if token else (len(self.text), len(self.text))
        if before and before.sort in ("operator", "minus"):
            self.fault(f"{before.value} needs a word behind it", before.span)
        if before and before.sort == "open" and token and token.sort == "close":
            self.fault("nothing stands in these parentheses", (before.start, token.end))
        if before and before.sort == "open" and not token:
            self.fault("this parenthesis is never closed", before.span)
        if token and token.sort == "operator":
            self.fault(f"{token.value} needs a word before it", span)
        self.fault("this parenthesis was never opened", span)

    def group(self, opened: Token, field: str | None) -> Clause:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fault(f"parentheses go at most {MAX_DEPTH} deep", opened.span)
        clause = self.either(field)
        if not self.take("close"):
            self.fault("this parenthesis is never closed", opened.span)
        self.depth -= 1
        if suffix := self.take("suffix"):
            return boosted(clause, self.ending(suffix, allow_distance=False)[1])
        return clause

    def fielded(self, name: Token) -> Clause:
        following = self.peek()
        if following is None or following.start != name.end or following.sort == "close":
            self.fault(
                f"{name.value}: needs a value right behind it", name.span, f"{name.value}:word"
            )
        if name.value == CONDITION:
            return self.condition(name, following)
        if name.value not in FIELDS:
            self.fault(
                f"no field is called {name.value}", (name.start, name.end - 1), self.closest(name)
            )
        return self.positive(name.value)

    def condition(self, name: Token, following: Token) -> Clause:
        if following.sort != "open":
            self.fault(
                "quote: takes parentheses, quote:(speaker:name said:word)",
                name.span,
                f"said:{following.value} finds words that somebody said",
            )
        clause = self.positive(None)
        return Condition(clause, (name.start, self.tokens[self.place - 1].end))

    def closest(self, name: Token) -> str:
        known = {**_ALSO_CALLED, **{field: field for field in FIELDS}}
        for near in get_close_matches(name.value.lower(), known, 1, cutoff=0.6):
            return f"did you mean {known[near]}:?"
        return f'the fields are {", ".join(FIELDS)}; put the words in "…" to search a colon'

    # leaves

    def count(self, span: Span) -> None:
        self.clauses += 1
        if self.clauses > MAX_CLAUSES:
            self.fault(f"a query has at most {MAX_CLAUSES} words and phrases", span)

    def quoted(self, token: Token, field: str | None) -> Clause:
        self.count(token.span)
        clause = Quoted(token.value, token.span, field)
        if suffix := self.take("suffix"):
            distance, boost = self.ending(suffix, allow_distance=True)
            return replace(clause, distance=distance, boost=boost)
        return clause

    def word(self, token: Token, field: str | None) -> Clause:
        self.count(token.span)
        match = _ENDING.fullmatch(token.value)
        assert match is not None
        text, star, fuzzy, boost = match.group("text", "star", "fuzzy", "boost")
        if "*" in text or (star and fuzzy):
            self.fault("a * can only stand at the end of a word", token.span, "digi* finds digital")
        form: Form = "prefix" if star else "fuzzy" if fuzzy is not None else "word"
        if star and not text:
            form = "everything"
        elif not text and (fuzzy or boost):
            self.fault("a word is missing before this", token.span)
        return Word(
            text,
            token.span,
            field,
            form,
            self.distance(fuzzy, MAX_FUZZY, token.span),
            self.boost(boost, token.span),
        )

    def ending(self, suffix: Token, *, allow_distance: bool) -> tuple[int | None, float]:
        """Read ``~5`` and ``^2`` behind a phrase or a group."""
        tilde, caret, number = suffix.value.partition("^")
        if tilde and not allow_distance:
            self.fault("~ goes behind a word or a phrase, not a group", suffix.span)
        if tilde == "~":
            self.fault("~ behind a phrase needs a number of words", suffix.span, '"a b"~5')
        return (
            self.distance(tilde or None, MAX_NEAR, suffix.span),
            self.boost(caret + number, suffix.span),
        )

    def distance(self, typed: str | None, most: int, span: Span) -> int | None:
        if not typed or typed == "~":
            return None
        if not 1 <= int(typed[1:]) <= most:
            self.fault(f"~ takes a number from 1 to {most}", span)
        return int(typed[1:])

    def boost(self, typed: str | None, span: Span) -> float:
        if not typed:
            return 1.0
        if not re.fullmatch(r"\^\d+(\.\d+)?", typed) or not 0 < float(typed[1:]) <= MAX_BOOST:
            self.fault(f"^ takes a number above 0, at most {MAX_BOOST:g}", span, "summit^2")
        return float(typed[1:])


def is_or(token: Token) -> bool:
    return token.sort == "operator" and token.value == "OR"


def boosted(clause: Clause, factor: float) -> Clause:
    """Return the clause with the boost of each word and phrase in it multiplied."""
    match clause:
        case Word() | Quoted():
            return replace(clause, boost=clause.boost * factor)
        case All(parts):
            return All(tuple(boosted(part, factor) for part in parts))
        case Any(parts):
            return Any(tuple(boosted(part, factor) for part in parts))
        case Negation(part):
            return Negation(boosted(part, factor))
        case Condition(part, span):
            return Condition(boosted(part, factor), span)
