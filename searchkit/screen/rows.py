"""Answers become rows: the names and values that JSON and CSV give to other programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from searchkit.article import Quote
from searchkit.hits import Hit, Hits, Snippet, SpeakerCount, Stats

SCHEMA = 1
"""Version of the JSON envelope of an answer."""

Row = dict[str, Any]


def envelope(hits: Hits) -> Row:
    """Return an answer as JSON has it, its hits in order."""
    return {
        "schema": SCHEMA,
        "query": hits.query,
        "total": hits.total,
        "took_ms": round(hits.took_ms, 3),
        "notes": hits.notes,
        "hits": [hit_row(hit) for hit in hits],
        "facets": {f.field: {value.value: value.count for value in f.values} for f in hits.facets},
    }


def speakers_envelope(speakers: Sequence[SpeakerCount]) -> Row:
    """Return speakers as JSON has them, in order."""
    return {"schema": SCHEMA, "speakers": [speaker_row(speaker) for speaker in speakers]}


def hit_row(hit: Hit) -> Row:
    """Return a hit as JSON has it: spans in code points with exclusive ends."""
    head: Row = {"rank": hit.rank, "score": hit.score, "id": hit.id}
    header = {
        "headline": hit.headline,
        "outlet": hit.outlet,
        "published": hit.published and hit.published.isoformat(),
        "source": hit.source,
    }
    if hit.quote is not None:
        return head | {"quote": _quote(hit, hit.quote)} | header
    return head | header | {"snippets": [_snippet(snippet) for snippet in hit.snippets]}


def _quote(hit: Hit, quote: Quote) -> Row:
    speaker = hit.speaker
    return {
        "text": quote.text,
        "speaker": quote.speaker,
        "role": speaker and speaker.role,
        "affiliation": speaker and speaker.affiliation,
        "kind": quote.kind,
        "cue": quote.cue and hit.article.text_of(quote)[slice(*quote.cue)],
        "confidence": quote.confidence,
        "rule": quote.rule,
        "where": quote.where,
        "paragraph": quote.paragraph,
        "spans": quote.spans,
    }


def _snippet(snippet: Snippet) -> Row:
    return {"field": snippet.field, "text": snippet.text, "spans": snippet.spans}


def speaker_row(speaker: SpeakerCount) -> Row:
    """Return a speaker as JSON has it."""
    roles = [
        {"role": role.role, "affiliation": role.affiliation, "country": role.country}
        for role in speaker.roles
    ]
    return {
        "name": speaker.name,
        "names": speaker.names,
        "roles": roles,
        "quotes": speaker.quotes,
        "articles": speaker.articles,
        "outlets": speaker.outlets,
    }


def stats_row(size: Stats) -> Row:
    """Return the size of an index as JSON has it."""
    return {
        "schema": SCHEMA,
        "articles": size.articles,
        "quotes": size.quotes,
        "speakers": size.speakers,
        "outlets": size.outlets,
        "first": size.first and size.first.isoformat(),
        "last": size.last and size.last.isoformat(),
        "collections": {value.value: value.count for value in size.collections},
        "languages": {value.value: value.count for value in size.languages},
        "terms": size.terms,
        "bytes": size.bytes,
    }
