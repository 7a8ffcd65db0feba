"""The place and the day that a report opens with: "LISBON, 7 November 2025 (Agency) -- ..."."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile

from searchkit.ingest.printed.dates import printed_day
from searchkit.ingest.words import any_of, phrases

_PLACE = r"(?P<place>[^\W\d_][\w.'’-]*(?:[ ,،]{1,2}[^\W\d_][\w.'’-]*){0,4}?)"
_DASH = r"(?:--|[–—]|-(?=\s)|―)"
_LINE = re.compile(
    rf"^{_PLACE}(?P<rest>(?:,\s[^(–—]{{3,30}}?)?)\s?(?:\((?P<agency>[^()]{{2,30}})\))?\s?{_DASH}\s?(?=\S)"
)
_DIGIT = re.compile(r"\d")
_AGENCIES = any_of(phrases("credits", "agencies"))

# Forms that leave no doubt.  In Chinese, "Agency Place 11月7日电"; in Japanese, the place and the
# agency or the reporter in 【】; in Korean, (place=agency); and an agency with no place.
_FORMS = tuple(
    map(
        re.compile,
        (
            r"(?P<agency>\w{2,4}[社网網])(?P<place>[\u3400-\u9fff]{2,6})\d{1,2}月\d{1,2}日(?:[电電]|讯)",
            rf"【(?P<place>[\u3040-\u30ff\u3400-\u9fff]{{1,8}}?)(?P<agency>{_AGENCIES})】",
            r"【(?P<place>[\u3040-\u30ff\u3400-\u9fff]{1,8})[＝=][^】]{1,12}】",
            r"\((?P<place>[\uac00-\ud7a3]{2,10})=(?P<agency>[\w ]{2,12})\)",
            rf"\(?(?P<agency>{_AGENCIES})\)?\s{_DASH}\s?(?=\S)",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """``day`` only where the year is printed; the text itself stays in its paragraph.

    ``end`` is where the report begins behind it.
    """

    place: str | None
    day: date | None
    agency: str | None
    end: int = field(default=0, repr=False, compare=False)


def dateline_of(paragraph: str) -> Dateline | None:
    """Return the dateline at the head of a first paragraph, or None.

    It ends with a dash, and a capital place, a day or an agency in brackets speaks for it: a
    sentence may begin with one word and a dash, too.

    >>> dateline_of("LISBON, Nov. 7, 2025 (HPA) — Ministers met.")
    Dateline(place='LISBON', day=datetime.date(2025, 11, 7), agency='HPA')
    """
    head = paragraph[:120]
    return _plain(head) or _dashed(head)


def _plain(head: str) -> Dateline | None:
    for form in _FORMS:
        if match := form.match(head):
            found = match.groupdict()
            return Dateline(found.get("place"), None, found.get("agency"), match.end())
    return None


def _dashed(head: str) -> Dateline | None:
    match = _LINE.match(head)
    if not match:
        return None
    parts = f"{match['place']}{match['rest']}".split(",")
    named = [part.strip() for part in takewhile(lambda part: not _DIGIT.search(part), parts)]
    place = ", ".join(named).strip(" ,")
    capitals = len(place) > 3 and named[0].isupper()
    marked = match["agency"] or len(named) < len(parts)
    if place[:1].islower() or not place or not (capitals or marked):
        return None
    return Dateline(place, printed_day(match["rest"]), match["agency"], match.end())
