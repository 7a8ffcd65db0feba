"""A word or a phrase as typed becomes a leaf of the query tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Never

from searchkit.analysis import Analysis, is_unbroken, terms
from searchkit.errors import QueryError
from searchkit.query.dates import Calendar, days, event_days, is_relative, printed
from searchkit.query.fields import FIELDS
from searchkit.query.syntax import Quoted, Word, written
from searchkit.query.tree import (
    And,
    Days,
    Everything,
    Fuzzy,
    Near,
    Or,
    Phrase,
    Prefix,
    Scorable,
    Term,
    Tree,
    Whole,
)

Others = Callable[[Scorable], tuple[Whole, ...]]
"""Gives the leaves that are to be found as well: other spellings of who is named."""

MIN_PREFIX = 2
MIN_FUZZY = 3
_LISTED = 5  # other spellings that a note names
_LONG_WORD = 6  # letters; in a shorter word two edits make too many others


def none(leaf: Scorable) -> tuple[Whole, ...]:
    """Nothing stands for anything but itself."""
    return ()


class LeafReader:
    """Turns typed words into leaves; what the user should know of it stands in ``notes``."""

    def __init__(self, text: str, calendar: Calendar, others: Others) -> None:
        self.text = text
        self.calendar = calendar
        self.others = others
        self.notes: list[str] = []

    def read(self, clause: Word | Quoted, fields: tuple[str, ...]) -> Tree | None:
        """Return the leaf, or None where nothing in it can be searched (a lone dash)."""
        analysis = FIELDS[fields[0]].analysis
        if analysis == "day":
            return self._date(clause) if fields[0] == "date" else self._day(clause)
        self._check_value(clause, FIELDS[fields[0]].values)
        leaf = self._leaf(clause, fields, analysis)
        return self._with_others(clause, leaf) if isinstance(leaf, Scorable) else leaf

    def _leaf(
        self, clause: Word | Quoted, fields: tuple[str, ...], analysis: Analysis
    ) -> Tree | None:
        if isinstance(clause, Quoted):
            return self._quoted(clause, fields, analysis)
        return {
            "word": self._word,
            "prefix": self._prefix,
            "fuzzy": self._fuzzy,
            "everything": self._everything,
        }[clause.form](clause, fields, analysis)

    def fault(self, clause: Word | Quoted, message: str, hint: str | None = None) -> Never:
        raise QueryError(message, text=self.text, span=clause.span, hint=hint)

    def _check_value(self, clause: Word | Quoted, values: tuple[str, ...]) -> None:
        if values and clause.text.lower() not in values:
            self.fault(clause, f"{clause.field} is one of {', '.join(values)}")

    def _with_others(self, clause: Word | Quoted, leaf: Scorable) -> Tree:
        others = self.others(leaf)
        if not others:
            return leaf
        names = list(dict.fromkeys(name for other in others for name in other.values))
        more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
        self.notes.append(f"{written(clause)} includes {', '.join(names[:_LISTED])}{more}")
        return Or((leaf, *others))

    def _word(self, clause: Word, fields: tuple[str, ...], analysis: Analysis) -> Tree | None:
        found = terms(analysis, clause.text)
        if not found:
            self.notes.append(f"{clause.text} has no letter or digit and was left out")
            return None
        return _run(fields, found, clause.boost)

    def _quoted(self, clause: Quoted, fields: tuple[str, ...], analysis: Analysis) -> Tree:
        found = terms(analysis, clause.text)
        if not found:
            self.fault(clause, "no word stands between these quotation marks")
        if clause.distance is None or len(found) == 1:
            return _run(fields, found, clause.boost)
        if clause.distance < len(found) - 1:
            self.fault(
                clause,
                f"{len(found)} words cannot stand within {clause.distance}",
                f"~{len(found) - 1} or more",
            )
        return Near(fields, found, clause.distance, clause.boost)

    def _prefix(self, clause: Word, fields: tuple[str, ...], analysis: Analysis) -> Tree | None:
        if is_unbroken(clause.text) and len(clause.text) >= MIN_PREFIX:
            return self._word(clause, fields, analysis)  # pairs of characters are found anywhere
        found = self._one_word(clause, analysis, "a prefix")
        if len(found) < MIN_PREFIX:
            self.fault(clause, f"a prefix needs {MIN_PREFIX} characters or more")
        return Prefix(fields, found, clause.boost)

    def _fuzzy(self, clause: Word, fields: tuple[str, ...], analysis: Analysis) -> Tree:
        found = self._one_word(clause, analysis, "a fuzzy word")
        if is_unbroken(found) or len(found) < MIN_FUZZY:
            self.fault(clause, f"a fuzzy word needs {MIN_FUZZY} letters or more")
        distance = clause.distance or (2 if len(found) >= _LONG_WORD else 1)
        return Fuzzy(fields, found, distance, clause.boost)

    def _one_word(self, clause: Word, analysis: Analysis, what: str) -> str:
        """Return the word as printed, folded: prefix and fuzzy never look at stems."""
        found = terms("exact" if analysis == "exact" else "folded", clause.text)
        if len(found) != 1:
            self.fault(clause, f"{what} is one word of letters or digits")
        return found[0]

    def _everything(self, clause: Word, fields: tuple[str, ...], analysis: Analysis) -> Tree:
        if clause.field:
            self.fault(clause, f"a prefix needs {MIN_PREFIX} characters or more")
        return Everything()

    def _date(self, clause: Word | Quoted) -> Tree:
        self._check_day(clause)
        try:
            first, last = days(clause.text, self.calendar.today)
        except ValueError as error:
            self.fault(clause, f"date: {error}")
        if is_relative(clause.text):
            self.notes.append(f"date:{clause.text} was read as {printed((first, last))}")
        return Days(first, last)

    def _day(self, clause: Word | Quoted) -> Tree:
        self._check_day(clause)
        events = {name: event for name, event in self.calendar.events.items() if event.start}
        if not events:
            self.fault(
                clause,
                "no collection says when its event began",
                "write corpus/COLLECTION/collection.toml with a line start = 2025-11-07",
            )
        read: dict[str, Days] = {}
        faults = []
        for name, event in sorted(events.items()):
            try:
                read[name] = Days(*event_days(clause.text, event))
            except (ValueError, OverflowError) as error:
                faults.append(f"{name}: {error}")
        if not read:
            self.fault(clause, f"day: {'; '.join(faults)}")
        for name, span in read.items():
            self.notes.append(
                f"day:{clause.text} of {name} was read as {printed((span.first, span.last))}"
            )
        return _any_of(
            [And((Term(("collection",), terms("exact", n)[0]), d)) for n, d in read.items()]
        )

    def _check_day(self, clause: Word | Quoted) -> None:
        if isinstance(clause, Quoted) or clause.form == "word":
            return
        self.fault(clause, "a day takes no * or ~", "date:2025-11 is the whole month")


def _run(fields: tuple[str, ...], found: tuple[str, ...], boost: float) -> Tree:
    return Term(fields, found[0], boost) if len(found) == 1 else Phrase(fields, found, boost)


def _any_of(parts: list[And]) -> Tree:
    return parts[0] if len(parts) == 1 else Or(tuple(parts))
