"""Clauses become the query tree: what each of them speaks of, an article or one of its quotes.

A subtree of quote fields only is true of a quote, the rest of an article.  In one conjunction all
quote subtrees are one condition on one and the same quote.
"""

from __future__ import annotations

from typing import Literal, TypeVar

from searchkit.analysis import STOPWORDS, terms
from searchkit.errors import QueryError
from searchkit.query.dates import Calendar
from searchkit.query.fields import FIELDS, FREE, Unit
from searchkit.query.leaves import LeafReader, Others, none
from searchkit.query.parser import Parsed
from searchkit.query.syntax import All, Any, Clause, Condition, Negation, Quoted, Word
from searchkit.query.tree import (
    And,
    Days,
    Everything,
    HasQuote,
    InArticle,
    Maybe,
    Not,
    Or,
    Query,
    Tree,
    children,
)

Match = Literal["all", "any"]
Scope = Literal["article", "quote", "condition"]
"""What a clause stands in: a search for articles, one for quotes, or ``quote:( … )``."""

WORDS_MEAN: dict[Scope, tuple[str, ...]] = {
    "article": FREE,
    "quote": ("said",),
    "condition": ("said",),
}
"""The fields in which words without a field are looked for."""

_OPERATORS = ("or", "and", "not")
_Group = TypeVar("_Group", And, Or)


def bind(
    parsed: Parsed,
    text: str,
    unit: Unit,
    calendar: Calendar,
    match: Match = "all",
    others: Others = none,
) -> Query:
    """Return the query that the clauses of ``text`` mean.

    Words without a field look into the free fields of an article, or into what was said where the
    unit is a quote.  With ``match="any"`` those at the top are joined by OR; ``others`` gives what
    a leaf stands for beside itself.  Raises QueryError where a value cannot be read, or where
    nothing is left to search.
    """
    binder = _Binder(LeafReader(text, calendar, others))
    tree = binder.tree(parsed.clause, unit, any_word=match == "any")
    if tree is None:
        raise QueryError("nothing here can be searched", text=text, span=(0, len(text)))
    bound = of_article(tree) if unit == "article" else of_quote(tree)
    notes = dict.fromkeys((*parsed.notes, *binder.leaves.notes))
    return Query(text, unit, bound, tuple(notes))


class _Binder:
    """Makes a tree of which each leaf knows its fields; quotes are bound after that."""

    def __init__(self, leaves: LeafReader) -> None:
        self.leaves = leaves

    def tree(self, clause: Clause, scope: Scope, *, any_word: bool = False) -> Tree | None:
        match clause:
            case Word() | Quoted():
                return self.leaf(clause, scope)
            case All():
                return self.all(flat(clause), scope, any_word)
            case Any(parts):
                return group(Or, self.trees(self.without_stopwords(parts), scope))
            case Negation(part):
                inner = self.tree(part, scope)
                return negated(inner) if inner else None
            case Condition(part):
                inner = self.tree(part, "condition")
                return HasQuote(inner) if inner else None

    def leaf(self, clause: Word | Quoted, scope: Scope) -> Tree | None:
        if clause.field is None:
            return self.leaves.read(clause, WORDS_MEAN[scope])
        if scope == "condition" and FIELDS[clause.field].unit == "article":
            self.leaves.fault(
                clause,
                f"{clause.field} belongs to the article, and quote:(…) speaks of one quote",
                f"put {clause.field}: outside of the parentheses",
            )
        return self.leaves.read(clause, (clause.field,))

    def trees(self, clauses: tuple[Clause, ...], scope: Scope) -> list[Tree]:
        return [tree for clause in clauses if (tree := self.tree(clause, scope)) is not None]

    def all(self, clauses: tuple[Clause, ...], scope: Scope, any_word: bool) -> Tree | None:
        if any_word:
            return self.any_word(clauses, scope)
        optional = tuple(clause for clause in clauses if is_stopword(clause))
        rest = group(And, self.trees(tuple(c for c in clauses if c not in optional), scope))
        if rest is None or not optional or isinstance(rest, Not):
            return group(And, self.trees(clauses, scope))
        self.note_stopwords(optional, "common words count but are not required")
        return Maybe(rest, tuple(self.trees(optional, scope)))

    def any_word(self, clauses: tuple[Clause, ...], scope: Scope) -> Tree | None:
        words = tuple(c for c in clauses if isinstance(c, Word | Quoted) and c.field is None)
        rest = self.trees(tuple(c for c in clauses if c not in words), scope)
        either = group(Or, self.trees(self.without_stopwords(words), scope))
        return group(And, [either, *rest] if either else rest)

    def without_stopwords(self, clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
        kept = tuple(clause for clause in clauses if not is_stopword(clause))
        if not kept or len(kept) == len(clauses):
            return clauses
        self.note_stopwords(
            tuple(c for c in clauses if c not in kept), "common words are left out beside OR"
        )
        return kept

    def note_stopwords(self, clauses: tuple[Clause, ...], why: str) -> None:
        typed = list(dict.fromkeys(c.text for c in clauses if isinstance(c, Word)))
        self.leaves.notes.append(f"{', '.join(typed)}: {why}")
        for word in typed:
            if word in _OPERATORS:
                self.leaves.notes.append(
                    f"{word} is searched as a word; the operator is {word.upper()}"
                )


def is_stopword(clause: Clause) -> bool:
    """Say whether the clause is a word that a query may leave out; capitals speak of a name."""
    if not isinstance(clause, Word) or clause.field or clause.form != "word":
        return False
    if clause.text.isupper() and len(clause.text) > 1:
        return False  # WHO, IT and US are names
    folded = terms("folded", clause.text)
    return len(folded) == 1 and folded[0] in STOPWORDS


def flat(clause: All) -> tuple[Clause, ...]:
    """Return the parts of a conjunction, those of conjunctions in it among them."""
    parts: list[Clause] = []
    for part in clause.parts:
        parts.extend(flat(part) if isinstance(part, All) else (part,))
    return tuple(parts)


def group(kind: type[_Group], parts: list[Tree]) -> Tree | None:
    """Join trees: none for none, one is itself, groups of the same kind become one."""
    joined: list[Tree] = []
    for part in parts:
        joined.extend(part.parts if isinstance(part, kind) else (part,))
    if len(joined) < 2:
        return joined[0] if joined else None
    return kind(tuple(joined))


def negated(tree: Tree) -> Tree:
    return tree.part if isinstance(tree, Not) else Not(tree)


def units(tree: Tree) -> frozenset[Unit]:
    """Return what the leaves of an unbound tree speak of; everything speaks of nothing."""
    if isinstance(tree, Days | HasQuote):
        return frozenset(("article",))
    if isinstance(tree, Everything):
        return frozenset()
    parts = children(tree)
    if parts:
        return frozenset().union(*map(units, parts))
    return frozenset((FIELDS[tree.fields[0]].unit,))  # type: ignore[union-attr]  # a leaf with fields


def of_article(tree: Tree) -> Tree:
    """Bind a tree as a condition on an article."""
    if units(tree) == {"quote"}:
        return _conjunction(_conditions(tree.parts if isinstance(tree, And) else (tree,)))
    match tree:
        case And(parts):
            said = tuple(part for part in parts if units(part) == {"quote"})
            rest = tuple(of_article(part) for part in parts if units(part) != {"quote"})
            return _conjunction((*_conditions(said), *rest))
        case Or(parts):
            return Or(tuple(map(of_article, parts)))
        case Not(part):
            return negated(of_article(part))
        case Maybe(part, optional):
            return Maybe(of_article(part), tuple(map(of_article, optional)))
        case _:
            return tree


def of_quote(tree: Tree) -> Tree:
    """Bind a tree as a condition on a quote; what speaks of articles filters."""
    if units(tree) == {"article"}:
        return InArticle(of_article(tree))
    match tree:
        case And(parts):
            around = tuple(part for part in parts if units(part) == {"article"})
            rest = tuple(of_quote(part) for part in parts if units(part) != {"article"})
            filters = (InArticle(of_article(_conjunction(around))),) if around else ()
            return _conjunction((*rest, *filters))
        case Or(parts):
            return Or(tuple(map(of_quote, parts)))
        case Not(part):
            return negated(of_quote(part))
        case Maybe(part, optional):
            return Maybe(of_quote(part), tuple(map(of_quote, optional)))
        case _:
            return tree


def _conditions(parts: tuple[Tree, ...]) -> tuple[Tree, ...]:
    """One condition on one quote; where all parts are negative, of no quote of the article."""
    if all(isinstance(part, Not) for part in parts):
        return tuple(Not(HasQuote(part.part)) for part in parts if isinstance(part, Not))
    return (HasQuote(_conjunction(parts)),)


def _conjunction(parts: tuple[Tree, ...]) -> Tree:
    return parts[0] if len(parts) == 1 else And(parts)
