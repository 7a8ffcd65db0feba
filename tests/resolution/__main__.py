"""The program: shares of right, wrong and open references by their form, and every miss."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.table import Table

from .references import FORMS, Outcome, outcomes


def main() -> None:
    """Attribute the articles and print what became of their references."""
    found = outcomes()
    print(*_table(found).lines(), sep="\n")
    for outcome in found:
        if not outcome.is_right:
            reference = outcome.reference
            print(
                f"  {outcome.article}, paragraph {reference.paragraph + 1}: {reference.words!r} is "
                f"{reference.meant or 'nobody named'}, given {outcome.given or 'none'}"
            )


def _table(found: Sequence[Outcome]) -> Table:
    kinds = [(form, [o for o in found if o.reference.form == form]) for form in FORMS]
    return Table(
        "references resolved over an article",
        ("form", "count", "right", "wrong", "none"),
        tuple(_row(name, group) for name, group in (*kinds, ("all", found))),
    )


def _row(name: str, group: Sequence[Outcome]) -> tuple[str, int, float, float, float]:
    right = sum(outcome.is_right for outcome in group) / len(group)
    wrong = sum(outcome.is_wrong for outcome in group) / len(group)
    none = 1 - (right + wrong)
    return name, len(group), right, wrong, max(0.0, none)


if __name__ == "__main__":
    main()
