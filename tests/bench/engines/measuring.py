"""The whole run: builds, answers, starts, and which targets they reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..questions import Question, drawn
from ..table import Table
from ..timing import isolated
from . import builds, kept, latencies, starts, targets
from .contest import Contest
from .engine import KINDS
from .known import OURS, engine


def measured(contest: Contest) -> Iterator[Table]:
    """Yield each table as soon as it is taken.

    Raises UsageError for an engine that is not installed, before anything is measured.  An engine
    whose index holds fewer articles than ours is not asked.
    """
    for name in contest.names:
        engine(name)
    contest.folder.mkdir(parents=True, exist_ok=True)
    built = builds.built(contest)
    yield builds.table(built)

    size = built[OURS][-1].articles
    folders = {
        name: builds.folder_of(contest, name)
        for name, done in built.items()
        if done[-1].articles == size
    }
    questions = _questions(contest)
    plan = contest.plan
    answers = isolated(latencies.answered, folders, questions, plan.rounds, contest.clock)
    about = (
        f"{plan.questions} questions a class, seed {plan.seed}, {plan.rounds} rounds, "
        f"{contest.clock} clock"
    )
    yield latencies.table(answers, about)

    began = starts.started(folders, questions, plan.runs, contest.clock)
    yield starts.table(began)
    yield targets.table(targets.targets(built, answers, began))


def _questions(contest: Contest) -> Sequence[Question]:
    """Return the questions that bare articles can answer, drawn now or by an earlier run."""
    plan = contest.plan
    file = contest.folder / "questions.json"
    key = f"{contest.described(OURS)}; {plan.questions} of each class, seed {plan.seed}"
    known = kept.load(file, key)
    if known is not None:
        return [Question(kind, tuple(words)) for kind, words in known]
    found = isolated(drawn, contest.articles(OURS), plan.seed, plan.questions)
    asked = [question for question in found if question.kind in KINDS]
    kept.save(file, key, [(question.kind, question.words) for question in asked])
    return asked
