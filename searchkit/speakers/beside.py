"""Which verb of saying stands beside a quotation, and the name with it, in other languages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from searchkit.article import Span
from searchkit.speakers.languages import WORD, Language
from searchkit.speakers.lexicon import word_set

SENTENCE = re.compile(r"[.!?](?=\s)|[。！？；\n]|(?<=[a-zäöüß])\.")
"""Where a sentence ends."""


_STOPS = re.compile(r"[.!?;:,。！？；，：、،؛«»„“”\"()\n]")


@dataclass(frozen=True, slots=True)
class Told:
    """The verb beside a quotation, and the name with it; no name is a pronoun or nothing."""

    verb: Span
    name: Span | None
    side: str


def told(text: str, quotation: Span, bounds: Span, spoken: Language) -> Told | None:
    """Return the verb before or behind a quotation, looked for within ``bounds``; else None."""
    before, behind = _SIDES.get(spoken.code, (_before, _behind))
    found = before(text, bounds[0], quotation[0], spoken)
    return found or behind(text, quotation[1], bounds[1], spoken)


def _before(text: str, floor: int, end: int, spoken: Language) -> Told | None:
    """ "Ana Ruiz dijo: ..." and "dijo Ana Ruiz: ..." """
    lead = text[floor:end].rstrip()
    start = max((m.end() for m in SENTENCE.finditer(lead)), default=0)
    verbs = list(spoken.verb.finditer(lead, start))
    if not verbs or not (lead.endswith((":", ",", "،")) or verbs[-1].end() == len(lead)):
        return None
    verb = verbs[-1]
    name = _behind_verb(lead, verb.end(), len(lead), spoken)
    if name is None and spoken.code != "ar":
        name = _before_verb(lead, start, verb.start(), spoken)
    return _told(verb.span(), name, floor, "before")


def _behind(text: str, start: int, ceiling: int, spoken: Language) -> Told | None:
    """ "...", dijo Ana Ruiz; the sentence ends what is looked at."""
    tail = text[start:ceiling]
    stop = SENTENCE.search(tail)
    end = stop.start() if stop else len(tail)
    verb = spoken.verb.search(tail, 0, end)
    if verb is None or len(WORD.findall(tail[: verb.start()])) > 4:
        return None
    name = _behind_verb(tail, verb.end(), end, spoken)
    if name is None and spoken.code != "ar":
        name = _before_verb(tail, 0, verb.start(), spoken)
    return _told(verb.span(), name, start, "behind")


def _told(verb: Span, name: Span | None, base: int, side: str) -> Told:
    named = None if name is None else (name[0] + base, name[1] + base)
    return Told((verb[0] + base, verb[1] + base), named, side)


_JOINTS = r"(?:d[eiu]l?|del?la|dos|d[ae]s?|von|van|der|den|la|le|al|el|bin|ben|y)"


_WORD = r"(?:[dlDL]['’])?[A-ZÀ-ÖØ-Þ][\w’'.-]*"
_NAME = re.compile(rf"(?<![\w’'-]){_WORD}(?: (?:{_JOINTS} )?{_WORD})*")


def _behind_verb(text: str, start: int, end: int, spoken: Language) -> Span | None:
    """The first name behind a verb: capitals behind the roles, or Arabic words behind them."""
    if spoken.code == "ar":
        return _arabic_name(text, start, end, spoken)
    found = _names(text, start, end, spoken)
    return found[0] if found else None


def _before_verb(text: str, start: int, end: int, spoken: Language) -> Span | None:
    """The last name before a verb."""
    found = _names(text, start, end, spoken)
    return found[-1] if found else None


def _names(text: str, start: int, end: int, spoken: Language) -> list[Span]:
    """Names in full; where there are none, single words that may be surnames."""
    found = [
        span
        for match in _NAME.finditer(text, start, end)
        if (span := _without_roles(text, match.span(), spoken)) is not None
    ]
    return [span for span in found if " " in text[slice(*span)]] or found


def _without_roles(text: str, span: Span, spoken: Language) -> Span | None:
    """A run of capitals without the roles that it starts with; None where a body is named."""
    words = list(WORD.finditer(text, *span))
    while words and words[0][0].lower() in spoken.roles:
        words.pop(0)
    if len(words) == 1 and not spoken.is_name(words[0][0].lower()):
        return None
    if not words or _is_governed(text[: words[0].start()]):
        return None
    return words[0].start(), words[-1].end()


_GOVERNING = re.compile(
    r"(?:\b(?:del?|du|des|der|de la|de l|von|en|in|im|à|am|au|al?|el|les?|las?|die|das|los)"
    r"|['’])\s*$"
)


def _is_governed(before: str) -> bool:
    """Whether the words before a run make it a body or a place: "del Instituto Polar"."""
    return _GOVERNING.search(before[-12:].lower()) is not None


def _arabic_name(text: str, start: int, end: int, spoken: Language) -> Span | None:
    """The words behind the verb and its roles, up to a preposition or four words."""
    words: list[re.Match[str]] = []
    for word in WORD.finditer(text, start, end):
        if words and _STOPS.search(text[words[-1].end() : word.start()]):
            break
        if word[0] in _ARABIC_ENDS or word[0] in spoken.pronouns:
            break
        words.append(word)
    roles = [i for i, word in enumerate(words) if word[0] in spoken.roles]
    named = words[roles[-1] + 1 if roles else 0 :][:4]
    return (named[0].start(), named[-1].end()) if named else None


_ARABIC_ENDS = word_set("في إن أن خلال أمام على من عن إلى مع عقب بعد قبل للصحفيين لوكالة")


# Chinese


_CHINESE_STOP = re.compile(r"[，。；：！？、“”「」\s]")


_CHINESE_END = re.compile(r"[^，。；：！？“”「」]{0,6}[：:，,]?\s*$")


_CHINESE_CUT = re.compile(
    r"把|将|就|曾|在|于|对|向|也|还|则|日前|近日|当天|当日|接受|随后|同时|继续|进一步|今天|昨天|\d"
)


def _before_chinese(text: str, floor: int, end: int, spoken: Language) -> Told | None:
    """The verb right before the quotation, the subject at the start of its clause."""
    lead = text[floor:end]
    verbs = list(spoken.verb.finditer(lead))
    if not verbs or not _CHINESE_END.match(lead, verbs[-1].end()):
        return None
    verb = verbs[-1]
    start = max((m.end() for m in _CHINESE_STOP.finditer(lead, 0, verb.start())), default=0)
    return _told(verb.span(), _chinese_name(lead, start, verb.start(), spoken), floor, "before")


def _behind_chinese(text: str, start: int, ceiling: int, spoken: Language) -> Told | None:
    """The subject right behind the quotation, its verb in the same clause."""
    tail = text[start:ceiling]
    begin = len(tail) - len(tail.lstrip("，, "))
    stop = _CHINESE_STOP.search(tail, begin)
    verb = spoken.verb.search(tail, begin, stop.start() if stop else len(tail))
    if verb is None or verb.start() - begin > 30:
        return None
    return _told(verb.span(), _chinese_name(tail, begin, verb.start(), spoken), start, "behind")


def _chinese_name(text: str, start: int, end: int, spoken: Language) -> Span | None:
    """The name behind the last role of a subject; what follows "在" and the like is cut."""
    cut = _CHINESE_CUT.search(text, start + 1, end)
    end = cut.start() if cut else end
    subject = text[start:end]
    begin = max(
        (subject.rfind(role) + len(role) for role in spoken.roles if role in subject), default=0
    )
    name = (subject[begin:] or subject).rpartition("的")[2]
    if not name or name.startswith(spoken.pronouns) or len(name) > 20:
        return None
    return end - len(name), end


_SIDES = {"zh": (_before_chinese, _behind_chinese)}
