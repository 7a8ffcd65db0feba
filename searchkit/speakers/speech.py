"""Passages become utterances: reports, and the quotations that go on without a cue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from searchkit.article import Kind, Span
from searchkit.speakers import nouns
from searchkit.speakers.contents import contents
from searchkit.speakers.names import Names
from searchkit.speakers.nouns import Phrase
from searchkit.speakers.regions import Region
from searchkit.speakers.reports import Report, reports
from searchkit.speakers.tokens import Passage, Sentence, Token
from searchkit.speakers.utterance import Utterance

FEWEST = 3
"""Words that a quotation without a cue needs to be speech."""

DIRECT = 0.9
"""Share of the words in quotation marks above which an utterance is direct."""

_NEAREST = 8
"""Utterances of the sentence before that a quotation may go on with."""

_CERTAINTY = {"shared": 0.95, "participle": 0.9, "fronted": 0.8, "relative": 0.85}


def utterances(passages: Sequence[Passage], names: Names) -> Iterator[Utterance]:
    """Yield what is said in an article, in order.

    A quotation that fills its sentence goes on with the utterance before it in the paragraph, or,
    at the start of a paragraph, with the speaker of the one before.
    """
    last: Utterance | None = None
    for n, passage in enumerate(passages):
        announced = _announced(passages[n - 1], names) if n else None
        for utterance in _of_passage(passage, names, announced or last):
            yield utterance
            last = utterance


def _of_passage(passage: Passage, names: Names, last: Utterance | None) -> list[Utterance]:
    found: list[Utterance] = []
    for n, sentence in enumerate(passage.sentences):
        if not sentence.is_quotation:
            more = list(_of_sentence(sentence, names))
            found.extend(more)
            if more or not _opens_quoted(sentence):
                continue
        if (place := _before_quotation(found, passage, n)) is not None:
            found[place] = _joined(found[place], sentence)
        elif _length(sentence.tokens) < FEWEST:
            continue
        elif (carried := _carried(passage, n, found, last, names)) is not None:
            found.append(carried)
    return found


def _announced(passage: Passage, names: Names) -> Utterance | None:
    """An utterance still without words, by the source of a paragraph that ends "she wrote:"."""
    sentence = passage.sentences[-1] if passage.sentences else None
    if sentence is None or sentence.tokens[-1].low != ":":
        return None
    heads = reports(sentence.tokens, names)
    source = heads[-1].source if heads else nouns.first(sentence.tokens, names)
    if source is None:
        return None
    return _make(sentence, [(0, len(sentence.tokens))], source, None, "announced", 0.7)


def _length(tokens: Sequence[Token]) -> int:
    return sum(len(t.text.split()) if t.quotation else t.is_word for t in tokens)


# Reports


def _of_sentence(sentence: Sentence, names: Names) -> Iterator[Utterance]:
    tokens = sentence.tokens
    heads = reports(tokens, names)
    covered: set[int] = set()
    for report, regions in zip(heads, contents(tokens, heads), strict=True):
        if regions:
            covered.update(i for a, b in regions for i in range(a, b))
            yield _utterance(sentence, report, regions)
    loose = _loose(tokens, covered)
    if loose is not None:
        yield from _introduced(sentence, loose, names)


def _introduced(sentence: Sentence, i: int, names: Names) -> Iterator[Utterance]:
    """The quotation ``i`` behind a colon: by the name before it, else by the sentence's subject."""
    named = names.ending(sentence.tokens, i - 1)
    region = [(i, i + 1)]
    if named is not None:
        source = Phrase(named[0], i - 1, named[0], i - 1)
        yield _make(sentence, region, source, None, "label", 0.8)
    elif (subject := nouns.first(sentence.tokens[:i], names)) is not None:
        yield _make(sentence, region, subject, None, "colon", 0.5)


def _utterance(sentence: Sentence, report: Report, regions: Sequence[Region]) -> Utterance:
    certainty = report.frame.certainty * _CERTAINTY.get(report.manner, 1.0)
    cue = sentence.tokens[report.start].start, sentence.tokens[report.end - 1].end
    rule = f"{report.frame.name}/{report.manner}"
    made = _make(sentence, regions, report.source, cue, rule, certainty)
    if report.manner != "relative":
        return made
    pronoun = sentence.tokens[report.source.right - 1]
    return replace(made, source=(pronoun.start, pronoun.end))


def _make(
    sentence: Sentence,
    regions: Sequence[Region],
    source: Phrase,
    cue: Span | None,
    rule: str,
    certainty: float,
) -> Utterance:
    tokens = sentence.tokens
    return Utterance(
        paragraph=sentence.paragraph,
        spans=tuple(span for region in regions for span in _spans(tokens, region)),
        kind=_kind([token for a, b in regions for token in tokens[a:b]]),
        phrase=tuple(tokens[source.start : source.end]),
        source=(tokens[source.start].start, tokens[source.end - 1].end),
        cue=cue,
        rule=rule,
        certainty=certainty,
    )


def _spans(tokens: Sequence[Token], region: Region) -> Iterator[Span]:
    """A region as code points: quotations one by one, else one span without marks at its ends."""
    words = [token for token in tokens[slice(*region)] if token.is_word or token.quotation]
    if all(token.quotation for token in words):
        for token in words:
            if token.quotation is not None:
                yield token.quotation.inner, token.quotation.outer
        return
    first, last = tokens[region[0]], tokens[region[1] - 1]
    start = first.quotation.inner if first.quotation else first.start
    yield start, last.quotation.outer if last.quotation else last.end


def _kind(tokens: Sequence[Token]) -> Kind:
    quoted = _length([token for token in tokens if token.quotation])
    if quoted == 0:
        return "indirect"
    return "direct" if quoted > DIRECT * _length(tokens) else "mixed"


# Quotations without a cue


def _loose(tokens: Sequence[Token], covered: set[int]) -> int | None:
    """The place of a quotation behind a colon that no report covers."""
    for i, token in enumerate(tokens[1:], 1):
        if token.quotation and i not in covered and tokens[i - 1].low == ":":
            return i if _length([token]) >= FEWEST else None
    return None


def _before_quotation(found: Sequence[Utterance], passage: Passage, n: int) -> int | None:
    """The place of the utterance that the quotation in sentence ``n`` goes on with.

    It stands in the sentence before; the last one with quoted words is preferred.
    """
    if n == 0:
        return None
    start = passage.sentences[n - 1].tokens[0].start
    last = range(max(0, len(found) - _NEAREST), len(found))
    near = [i for i in last if found[i].spans[-1][1] >= start]
    quoted = [i for i in near if found[i].kind == "direct"]
    return quoted[-1] if quoted else near[-1] if near else None


def _opens_quoted(sentence: Sentence) -> bool:
    """Whether a sentence without a report begins with a quotation of some length."""
    first = sentence.tokens[0]
    return first.quotation is not None and _length([first]) > FEWEST


def _joined(before: Utterance, sentence: Sentence) -> Utterance:
    more = tuple(_spans(sentence.tokens, _quoted_part(sentence)))
    kind: Kind = "direct" if before.kind == "direct" else "mixed"
    return replace(before, spans=before.spans + more, kind=kind)


def _quoted_part(sentence: Sentence) -> Region:
    """The whole of a sentence that is nothing but quotations, else its first token."""
    return (0, len(sentence.tokens) if sentence.is_quotation else 1)


def _carried(
    passage: Passage, n: int, found: Sequence[Utterance], last: Utterance | None, names: Names
) -> Utterance | None:
    """A quotation that stands alone: after a sentence about somebody, or after another speaker."""
    sentence = passage.sentences[n]
    region = [_quoted_part(sentence)]
    if n and not found:
        subject = nouns.first(passage.sentences[n - 1].tokens, names)
        if subject is not None:
            about = passage.sentences[n - 1]
            made = _make(sentence, region, Phrase(0, 1, 0, 1), None, "context", 0.4)
            phrase = about.tokens[subject.start : subject.end]
            return replace(made, phrase=tuple(phrase), source=(phrase[0].start, phrase[-1].end))
    before = found[-1] if found else last
    if before is None or passage.number - before.paragraph > 1:
        return None
    announced = before.rule == "announced"
    rule, certainty = ("announced", 0.5) if announced else ("continued", 0.4)
    made = _make(sentence, region, Phrase(0, 1, 0, 1), None, rule, certainty)
    same = before.source if before.paragraph == passage.number else None
    return replace(made, phrase=before.phrase, source=same, continues=not announced)
