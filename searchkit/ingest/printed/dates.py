"""A printed date becomes a date, or a moment with the offset as printed; none is guessed.

ISO 8601 and RFC 5322 are read by the standard library, other forms by the names of the months.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone
from functools import partial

from searchkit.ingest.words import any_of, word_lists

_YEARS = range(1900, 2101)

_MONTH_OF = {
    name.replace("_", " "): int(month)
    for month, names in word_lists("months").items()
    for name in names
}
_NAMED = any_of(_MONTH_OF)
_NAME = rf"(?P<name>{_NAMED})\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_DAY = r"(?<!\d)(?P<day>[0-3]?\d)(?!\d)"
_find = partial(re.compile, flags=re.IGNORECASE)

# Tried in turn, the first match in the text counts.
_FORMS = (
    _find(rf"(?<!\d){_YEAR}[-/.](?P<month>[01]?\d)[-/.]{_DAY}"),
    _find(rf"{_YEAR}\s?[年년]\s?(?P<month>[01]?\d)\s?[月월]\s?(?P<day>[0-3]?\d)\s?[日일号號]"),
    _find(
        rf"{_DAY}(?:st|nd|rd|th|er|º|\.)?[\s/-]{{1,3}}(?:de\s|of\s)?{_NAME},?[\s/-]{{1,3}}(?:de\s|del\s)?{_YEAR}"
    ),
    _find(rf"\b{_NAME}\s{{1,3}}{_DAY}(?:st|nd|rd|th)?,?\s{{1,3}}{_YEAR}"),
    _find(rf"{_DAY}\.\s?(?P<month>[01]?\d)\.\s?{_YEAR}"),
    _find(rf"{_DAY}[/-](?P<month>[0-3]?\d)[/-]{_YEAR}"),
    _find(r"^(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)$"),
)
_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?=[/_.-]|$)")
_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?\s?(Z|[+-]\d\d:?\d\d)?"
)
# The hour beside a printed day, and how far from Greenwich it is counted.
_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>[0-2]?\d)\s?[:.h]\s?(?P<minute>[0-5]\d)(?::\d\d)?(?:\s?(?P<half>[ap])\.?m\b\.?)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"\b(?:UTC|GMT)\s?(?:([+−–-])\s?(\d{1,2})(?::?([0-5]\d))?)?")
_NEAR = 40
_LONGEST_LABEL = 14
_LONGEST = 200
_DIGITS = {
    ord(char): str(value) for row in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for value, char in enumerate(row)
}


def read_date(text: str) -> date | None:
    """Return the moment, or else the day, that a date field of a page names, or None.

    >>> read_date("2025-11-07T09:30:00+08:00").isoformat()
    '2025-11-07T09:30:00+08:00'
    >>> read_date("Published: 7 November 2025")
    datetime.date(2025, 11, 7)
    """
    text = text.strip()[:_LONGEST]
    return _moment(text) or _mail_moment(text) or printed_moment(text)


def printed_moment(text: str) -> date | None:
    """Return the first full date printed in a text; a moment if hour and offset follow it.

    An hour of which nobody says where it was is no moment.

    >>> printed_moment("October 16, 2025, 1:30 p.m. UTC+1").isoformat()
    '2025-10-16T13:30:00+01:00'
    """
    text = text.translate(_DIGITS)
    found = _first_day(text)
    if found is None:
        return None
    day, _, end = found
    clock = _CLOCK.search(text, end, end + _NEAR)
    offset = _OFFSET.search(text, clock.end(), clock.end() + _NEAR) if clock else None
    if clock is None or offset is None:
        return day
    try:
        return datetime.combine(day, time(_hour(clock), int(clock["minute"]), tzinfo=_zone(offset)))
    except ValueError:
        return day


def printed_day(text: str) -> date | None:
    """Return the first full date (day, month, year) printed in a text, or None.

    ``03/04/2025`` is read day first, unless only the other order is a date.
    """
    found = _first_day(text.translate(_DIGITS))
    return found[0] if found else None


def day_alone(line: str) -> date | None:
    """Return the day of a line that prints a date and little else ("Updated: 7 November 2025")."""
    found = _first_day(line.translate(_DIGITS))
    if found is None or line.endswith("."):
        return None
    day, start, end = found
    return day if start <= _LONGEST_LABEL and len(line) - end <= 2 * _LONGEST_LABEL else None


def day_in_path(url: str) -> date | None:
    """Return the day that the path of an address carries, as in ``/2025/11/07/``, or None."""
    match = _IN_PATH.search(url)
    return _day(int(match[1]), int(match[2]), int(match[3])) if match else None


def _first_day(text: str) -> tuple[date, int, int] | None:
    """The first day in a text, and where its print begins and ends."""
    for form in _FORMS:
        match = form.search(text)
        if match and (day := _day_of(match)):
            return day, match.start(), match.end()
    return None


def _hour(clock: re.Match[str]) -> int:
    hour, half = int(clock["hour"]), clock["half"]
    return hour % 12 + 12 * (half in "pP") if half else hour


def _zone(offset: re.Match[str]) -> timezone:
    sign = -1 if offset[1] and offset[1] != "+" else 1
    ahead = timedelta(hours=int(offset[2] or 0), minutes=int(offset[3] or 0))
    return timezone(sign * ahead)


def _moment(text: str) -> date | None:
    match = _ISO.match(text)
    if not match:
        return None
    day, clock, fraction, offset = match.groups()
    micro = f".{fraction[:6]:0<6}" if fraction else ""
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{micro}{offset or ''}")
    except ValueError:
        return None
    return _placed(moment)


def _mail_moment(text: str) -> date | None:
    """The form of RFC 5322: ``Fri, 07 Nov 2025 09:30:00 +0800``."""
    if ":" not in text or not text[:3].isalpha():
        return None
    from email.utils import parsedate_to_datetime  # brings socket

    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _placed(moment)


def _placed(moment: datetime) -> date | None:
    """The moment, or its day where no offset is printed; None outside of the years read."""
    if moment.year not in _YEARS:
        return None
    return moment if moment.tzinfo else moment.date()


def _day_of(match: re.Match[str]) -> date | None:
    found = match.groupdict()
    name = found.get("name")
    month = _MONTH_OF[name.lower()] if name else int(found["month"])
    year, day = int(found["year"]), int(found["day"])
    return _day(year, month, day) or (None if name else _day(year, day, month))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
