"""Which names are printed for one person: what a speaker is called, and what a query means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from searchkit.analysis import fold
from searchkit.matching import marks
from searchkit.query.tree import Near, Phrase, Prefix, Scorable, Term, Whole
from searchkit.records import collection_term

PEOPLE = "people"
"""The table with, by collection (folded), the name that a person is called by for each other."""

_FIELDS = ("speaker",)


class Spellings:
    """The people of an index, by collection, those of one spelling aside."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        """Take the tables of an index; that of the people is read when somebody is asked for."""
        self.tables = tables

    def called(self, name: str, collection: str | None) -> str:
        """Return what the person is called whom a collection prints under a name."""
        return self._table.get(collection_term(collection), {}).get(name, name)

    def others(self, leaf: Scorable) -> tuple[Whole, ...]:
        """Return, for a leaf that names speakers, their spellings that it does not find itself."""
        if leaf.fields != _FIELDS:
            return ()
        found = {
            collection: tuple(
                name for person in people if person.may_have(leaf) for name in person.others(leaf)
            )
            for collection, people in self._people.items()
        }
        return tuple(
            Whole(_FIELDS, values, collection, leaf.boost)
            for collection, values in found.items()
            if values
        )

    @cached_property
    def _table(self) -> Mapping[str, Mapping[str, str]]:
        table: Mapping[str, Mapping[str, str]] = self.tables.get(PEOPLE, {})
        return table

    @cached_property
    def _people(self) -> dict[str, list[_Person]]:
        return {collection: _grouped(rows) for collection, rows in self._table.items()}


@dataclass(frozen=True, slots=True)
class _Person:
    """The names of a person, the one that it is called by first, and all of them folded."""

    names: tuple[str, ...]
    folded: str

    def may_have(self, leaf: Scorable) -> bool:
        """Say, without reading the names, whether a leaf may find one: most have none."""
        match leaf:
            case Term(_, part) | Prefix(_, part) | Phrase(_, (part, *_)) | Near(_, (part, *_)):
                return part in self.folded
            case _:
                return True

    def others(self, leaf: Scorable) -> tuple[str, ...]:
        """Return the names that a leaf does not find, if it finds another."""
        missed = tuple(name for name in self.names if not marks(leaf, "speaker", name))
        return missed if len(missed) < len(self.names) else ()


def _grouped(rows: Mapping[str, str]) -> list[_Person]:
    others: defaultdict[str, list[str]] = defaultdict(list)
    for name, called in rows.items():
        others[called].append(name)
    people = [(called, *names) for called, names in others.items()]
    # The terms of a name stand in it as they are, but that those of "U.S." have no dots.
    return [_Person(names, fold("\n".join(names)).replace(".", "")) for names in people]
