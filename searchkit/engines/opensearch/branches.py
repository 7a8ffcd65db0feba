"""A condition on quotes that also speaks of their articles is parted: article first, then quote.

A cluster evaluates a condition on a nested quote without seeing the article around it.  So the
conditions on the article are taken out of the tree.  Where they stand in a plain conjunction, one
branch is left; else there is one for each way in which they can be true and false, of which an
article takes exactly one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from searchkit.errors import QueryTooLarge
from searchkit.query.tree import And, Everything, InArticle, Maybe, Not, Or, Tree, children

MOST_ALTERNATIVES = 5
"""Conditions on articles that may stand beside conditions on quotes, other than joined by AND."""

_NOTHING = Not(Everything())


@dataclass(frozen=True, slots=True)
class Branch:
    """A condition on an article, and one on those of its quotes that are found."""

    article: Tree
    quote: Tree


def branches(tree: Tree) -> tuple[Branch, ...]:
    """Return the branches of a tree that speaks of quotes; QueryTooLarge where they are many."""
    tree = _joined(tree)
    parts = tree.parts if isinstance(tree, And) else (tree,)
    around = tuple(_condition(part) for part in parts if _is_of_article(part))
    rest = _all(tuple(part for part in parts if not _is_of_article(part)))
    asked = tuple(dict.fromkeys(_conditions(rest)))
    if len(asked) > MOST_ALTERNATIVES:
        raise QueryTooLarge(
            f"a cluster can join quotes to at most {MOST_ALTERNATIVES} conditions on articles by "
            f"OR, and here are {len(asked)}; put AND between them, or search in parts"
        )
    return tuple(
        Branch(_all((*around, *_given(truths))), _replaced(rest, truths))
        for values in product((True, False), repeat=len(asked))
        for truths in [dict(zip(asked, values, strict=True))]
    )


def _joined(tree: Tree) -> Tree:
    """Join conditions on the article that stand side by side."""
    match tree:
        case And(parts):
            return _group(And, tuple(map(_joined, parts)))
        case Or(parts):
            return _group(Or, tuple(map(_joined, parts)))
        case Not(part):
            inner = _joined(part)
            return InArticle(Not(inner.part)) if isinstance(inner, InArticle) else Not(inner)
        case Maybe(part, optional):
            return Maybe(_joined(part), tuple(map(_joined, optional)))
        case _:
            return tree


def _group(kind: type[And] | type[Or], parts: tuple[Tree, ...]) -> Tree:
    of_article = tuple(part.part for part in parts if isinstance(part, InArticle))
    rest = tuple(part for part in parts if not isinstance(part, InArticle))
    if not of_article:
        return kind(rest)
    joined = InArticle(of_article[0] if len(of_article) == 1 else kind(of_article))
    return kind((*rest, joined)) if rest else joined


def _is_of_article(tree: Tree) -> bool:
    return isinstance(tree, InArticle)


def _condition(tree: Tree) -> Tree:
    assert isinstance(tree, InArticle)
    return tree.part


def _conditions(tree: Tree) -> Iterator[InArticle]:
    if isinstance(tree, InArticle):
        yield tree
    else:
        for part in children(tree):
            yield from _conditions(part)


def _given(truths: Mapping[InArticle, bool]) -> tuple[Tree, ...]:
    return tuple(asked.part if truth else Not(asked.part) for asked, truth in truths.items())


def _replaced(tree: Tree, truths: Mapping[InArticle, bool]) -> Tree:
    match tree:
        case InArticle():
            return Everything() if truths[tree] else _NOTHING
        case And(parts):
            return And(tuple(_replaced(part, truths) for part in parts))
        case Or(parts):
            return Or(tuple(_replaced(part, truths) for part in parts))
        case Not(part):
            return Not(_replaced(part, truths))
        case Maybe(part, optional):
            return Maybe(
                _replaced(part, truths), tuple(_replaced(other, truths) for other in optional)
            )
        case _:
            return tree


def _all(parts: tuple[Tree, ...]) -> Tree:
    if not parts:
        return Everything()
    return parts[0] if len(parts) == 1 else And(parts)
