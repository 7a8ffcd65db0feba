"""A leaf of the query tree becomes a clause: what it finds, and how often it stands there."""

from __future__ import annotations

from searchkit.engines.opensearch.clauses import (
    NOTHING,
    Clause,
    either,
    every,
    same,
    term,
    without,
)
from searchkit.engines.opensearch.documents import clipped, is_text
from searchkit.engines.opensearch.mapping import (
    BEGINS,
    LONGEST_BEGINNING,
    collection_path,
    path,
    printed_path,
    value_path,
)
from searchkit.query.fields import FIELDS, Unit
from searchkit.query.tree import Fuzzy, Near, Phrase, Prefix, Scorable, Term, Whole

_FEW = 64
"""Words alike to a fuzzy one that are counted in each field; of more, the nearest."""


def matched(leaf: Scorable, name: str) -> Clause:
    """Return what a leaf finds in a field, whatever its score."""
    match leaf:
        case Fuzzy(_, word, distance):
            return _alike(name, word, distance, "constant_score")
        case Whole(_, values, _):
            return {"terms": {value_path(name): [clipped(value) for value in values]}}
        case _:
            return counted(leaf, name)


def counted(leaf: Scorable, name: str) -> Clause:
    """Return what a leaf finds in a field, scored by how often it stands there.

    Words near each other count once: a cluster tells no more.
    """
    match leaf:
        case _ if not _is_text(leaf):
            return NOTHING
        case Term(_, word):
            return term(path(name), clipped(word))
        case Phrase(_, several):
            phrase = {"match_phrase": {path(name): " ".join(map(clipped, several))}}
            return _times(phrase, 1 / len(several))  # it is counted once for each of its words
        case Near(_, several, distance):
            return same(_near(path(name), several, distance), 1)
        case Prefix(_, prefix):
            return _prefixed(name, prefix)
        case Fuzzy(_, word, distance):
            return _fuzzy(name, word, distance)
        case Whole(_, values, _):
            return either([same(term(value_path(name), clipped(value)), 1) for value in values])


def matches_of(leaf: Scorable) -> list[Clause]:
    """Return what a leaf finds in each of its fields, whatever its score."""
    return [within(leaf, same(matched(leaf, name))) for name in leaf.fields]


def within(leaf: Scorable, found: Clause) -> Clause:
    """Return what is found in the collection of a leaf that holds in one only."""
    if not isinstance(leaf, Whole):
        return found
    return every([found], [inside(FIELDS[leaf.fields[0]].unit, leaf.collection)])


def inside(unit: Unit, collection: str) -> Clause:
    """Return what is in a collection; the empty one is that of articles that are in none."""
    field = collection_path(unit)
    return term(field, clipped(collection)) if collection else without([_exists(field)])


def _exists(field: str) -> Clause:
    return {"exists": {"field": field}}


def _is_text(leaf: Scorable) -> bool:
    match leaf:
        case Term(_, text) | Prefix(_, text) | Fuzzy(_, text, _):
            several: tuple[str, ...] = (text,)
        case Phrase(_, several) | Near(_, several, _) | Whole(_, several, _):
            pass
    return all(map(is_text, several))


def _near(field: str, several: tuple[str, ...], distance: int) -> Clause:
    words = [{"match": {"query": clipped(word)}} for word in several]
    gaps = distance + 1 - len(several)
    return {
        "intervals": {
            field: {"all_of": {"intervals": words, "max_gaps": gaps, "mode": "unordered"}}
        }
    }


def _prefixed(name: str, prefix: str) -> Clause:
    """Beginnings of words are terms; a word is scored as often as it stands there."""
    field = printed_path(name)
    if FIELDS[name].analysis != "exact" and len(prefix) <= LONGEST_BEGINNING:
        return term(field + BEGINS, prefix)
    rewritten = "constant_score" if FIELDS[name].analysis == "exact" else "scoring_boolean"
    return {"prefix": {field: {"value": prefix, "rewrite": rewritten}}}


def _alike(name: str, word: str, distance: int, rewritten: str) -> Clause:
    wanted = {"value": word, "fuzziness": distance, "rewrite": rewritten, "max_expansions": _FEW}
    return {"fuzzy": {printed_path(name): wanted}}


def _fuzzy(name: str, word: str, distance: int) -> Clause:
    """Return what counts a word that is n edits away as 1 / (1 + n).

    What is found within n edits is found within n + 1, too, so that the differences are given.
    """
    levels = [(n, 1 / (1 + n) - (1 / (2 + n) if n < distance else 0)) for n in range(distance + 1)]
    found = [
        term(printed_path(name), word) if not n else _alike(name, word, n, "constant_score")
        for n, _ in levels
    ]
    once = [same(clause, worth) for clause, (_, worth) in zip(found, levels, strict=True)]
    if 2 * distance > len(word):  # where a cluster reckons with less than nothing
        return either(once)
    often = [
        _times(clause if not n else _alike(name, word, n, f"top_terms_{_FEW}"), worth)
        for clause, (n, worth) in zip(found, levels, strict=True)
    ]
    return {"dis_max": {"queries": [either(once), either(often)]}}


def _times(clause: Clause, factor: float) -> Clause:
    return {"function_score": {"query": clause, "weight": factor, "boost_mode": "multiply"}}
