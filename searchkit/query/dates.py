"""Words for days become ranges of days."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

Range = tuple[date | None, date | None]
"""First and last day, both included; None is open."""

FORMS = "2025-11-07, 2025-11, 2025, 2025-11-06..2025-11-08, >=2025-11-07, today, friday"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Event:
    """What collection.toml says of a collection: the days of the event, both included."""

    name: str | None = None
    start: date | None = None
    end: date | None = None
    place: str | None = None
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """What words for days are measured by: today, and the events by collection."""

    today: date
    events: Mapping[str, Event] = field(default_factory=dict)


def days(text: str, today: date) -> Range:
    """Return the days that a value of ``date:`` means.

    Raises ValueError, saying why, where it means none.
    """
    if ".." in text:
        start, _, end = text.partition("..")
        if not start and not end:
            raise ValueError("a range needs a day on one side")
        return _ordered(
            _span(start, today)[0] if start else None, _span(end, today)[1] if end else None
        )
    for sign in (">=", "<=", ">", "<"):
        if text.startswith(sign):
            return _compared(sign, _span(text.removeprefix(sign), today))
    return _span(text, today)


def event_days(text: str, event: Event) -> Range:
    """Return the calendar days that a value of ``day:`` (``1``, ``2..3``) means for an event.

    Raises ValueError, saying why, where it is no day of the event.
    """
    if event.start is None:
        raise ValueError("the event has no start")
    first, separator, last = text.partition("..")
    if not re.fullmatch(r"[0-9]{1,4}", first) or (
        separator and not re.fullmatch(r"[0-9]{1,4}", last)
    ):
        raise ValueError("a day of the event is a number, 1 is the first")
    numbers = int(first), int(last or first)
    length = (event.end - event.start).days + 1 if event.end else None
    if numbers[0] < 1 or (length is not None and numbers[1] > length):
        raise ValueError(
            f"the event has the days 1 to {length}" if length else "the first day is 1"
        )
    return _ordered(*(event.start + timedelta(days=number - 1) for number in numbers))


def printed(span: Range) -> str:
    """Return how a range is shown in a note."""
    first, last = span
    if first == last and first is not None:
        return f"{first:%A} {first.isoformat()}"
    return f"{first.isoformat() if first else ''}..{last.isoformat() if last else ''}"


def is_relative(text: str) -> bool:
    """Say whether a value of ``date:`` depends on today."""
    return any(word.isalpha() for word in re.split(r"\.\.|[<>=]", text.lower()) if word)


def _span(text: str, today: date) -> tuple[date, date]:
    if (match := _DATE.fullmatch(text)) is not None:
        return _calendar_span(int(match["year"]), match["month"], match["day"])
    day = _named(text.lower(), today)
    if day is None:
        raise ValueError(f"this is no day; write one as {FORMS}")
    return day, day


def _calendar_span(year: int, month: str | None, day: str | None) -> tuple[date, date]:
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            last = calendar.monthrange(year, int(month))[1]
            return date(year, int(month), 1), date(year, int(month), last)
        exact = date(year, int(month), int(day))
    except ValueError:
        raise ValueError("the calendar has no such day") from None
    return exact, exact


def _named(word: str, today: date) -> date | None:
    """Today, yesterday, or the last such weekday up to today; three letters are enough."""
    if word in ("today", "yesterday"):
        return today - _ONE_DAY * (word == "yesterday")
    for number, name in enumerate(WEEKDAYS):
        if len(word) >= 3 and name.startswith(word):
            return today - timedelta(days=(today.weekday() - number) % 7)
    return None


def _compared(sign: str, span: tuple[date, date]) -> Range:
    first, last = span
    try:
        if sign == ">":
            return last + _ONE_DAY, None
        if sign == "<":
            return None, first - _ONE_DAY
    except OverflowError:
        raise ValueError("the calendar ends there") from None
    return (first, None) if sign == ">=" else (None, last)


def _ordered(first: date | None, last: date | None) -> Range:
    if first and last and last < first:
        raise ValueError("the range ends before it begins")
    return first, last
