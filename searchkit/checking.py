"""Whether an index and a corpus agree, and why not; and what of an index is damaged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from searchkit.article import Article
from searchkit.corpus import fault_of
from searchkit.engines import Engine
from searchkit.errors import ArticleError, IndexDamaged
from searchkit.hits import Refusal
from searchkit.ingest import Page, source_name
from searchkit.planning import Plan, plan_of


def check(engine: Engine, corpus: Path) -> tuple[Refusal, ...]:
    """Return how an engine and a corpus differ, and what in the engine is damaged."""
    damage = engine.damage()
    if damage:  # then its differences from the corpus say nothing
        return tuple(Refusal(engine.location, fault) for fault in damage)
    plan = plan_of(engine, corpus, rebuild=False)
    missing = sorted(set(plan.known) - set(plan.fingerprints))
    problems = [Refusal(source, "is in the index, but gone from the corpus") for source in missing]
    for page in plan.changed:
        problems += _why_read(plan, page)
    for _, remembered in sorted(plan.remembered.items()):
        problems += remembered.refusals
    problems += plan.bad_events
    try:
        for stored in engine.export():
            Article.from_json(stored)
    except (ArticleError, IndexDamaged) as error:
        problems.append(Refusal(engine.location, error.message))
    return tuple(problems)


def _why_read(plan: Plan, page: Page) -> Sequence[Refusal]:
    """Say why a page is to be read: what keeps it from that, or how it stands in the index."""
    name = source_name(page.source)
    if not plan.fingerprints[name]:
        return [Refusal(name, fault_of(page.root, page.source))]
    if name in plan.cut:
        return plan.cut[name].refusals
    if lacking := plan.lacking(name):
        return [Refusal(name, f"lacks {lacking:,} of its articles in the index")]
    state = "has changed since it was indexed" if name in plan.known else "is not indexed"
    return [Refusal(name, state)]
