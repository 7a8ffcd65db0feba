"""Which names of a collection are one person: who is who, told by the names alone.

The same names give the same answer, in whatever order they came.  A name joins a longer one that
it is a shorter form of, where it fits one person only, or where of several one alone is printed
with a role, an affiliation or a country that shares a word with its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from searchkit.analysis import terms
from searchkit.people.forms import Form, Gender, is_initial, read_name, spelling

Role = tuple[str | None, str | None, str | None]
"""Role, affiliation and country, as printed."""

_MOST = 300  # longer names that are looked at for one; a word of more of them tells nobody apart
_SHORT = 3  # letters of a word that says nothing of a role: of, the


@dataclass(frozen=True, slots=True)
class Printed:
    """How often a name is printed, in articles, and the roles that are printed with it."""

    articles: int
    roles: Collection[Role] = ()


@dataclass(slots=True, eq=False)
class _Person:
    """All names with the same words, and those that have joined them."""

    words: tuple[str, ...]
    generation: str
    forms: list[Form]
    facts: set[str]
    gender: Gender | None
    has_title: bool
    is_known: bool
    names: list[str] = field(init=False)
    distinct: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.distinct = frozenset(self.words)
        self.names = [form.printed for form in self.forms]

    def join(self, other: _Person) -> None:
        self.names += other.names
        self.facts |= other.facts
        self.gender = self.gender or other.gender
        self.is_known |= other.is_known


def who_is_who(names: Mapping[str, Printed]) -> dict[str, str]:
    """Return the name that a person is called by for each name that is printed otherwise.

    It is the fullest, of those the most frequent, of those the first by its letters.
    """
    met = _Met()
    for person in sorted(_persons(names), key=_by_length):
        met.add(person)
    called = {name: _called(root, names) for root in met.roots for name in root.names}
    return {name: called[name] for name in sorted(called) if called[name] != name}


class _Met:
    """The persons met so far, the longest names first, so that each meets all it may be short for.

    ``roots`` are those that have joined no other.
    """

    def __init__(self) -> None:
        self.roots: list[_Person] = []
        self._root_of: dict[_Person, _Person] = {}
        self._with: defaultdict[str, list[_Person]] = defaultdict(list)

    def add(self, person: _Person) -> None:
        fitting = self._fitting(person)
        root = fitting[0] if len(fitting) == 1 else person
        if not (root.is_known or person.is_known):
            root = person  # a place or a firm, for all that is said
        self._root_of[person] = root
        if root is not person:
            root.join(person)
        elif len(fitting) < 2 or len(person.words) > 1:
            self.roots.append(person)  # a surname that several bear is no one person
        for word in person.distinct:
            self._with[word].append(person)
            self._with[f"{person.words[0][0]} {word}"].append(person)

    def _fitting(self, person: _Person) -> list[_Person]:
        """Return the persons that a name fits, by its words or, if one alone does, by its facts.

        More than one may not be all of them.
        """
        fitting: dict[_Person, None] = {}
        full = [word for word in person.words if not is_initial(word)]
        longer = self._longer(person.words[0], full)
        if len(longer) > _MOST:
            return list(longer[:2])
        for other in longer:
            if other.distinct.issuperset(full) and _fits(person, other):
                fitting[self._root_of[other]] = None
                if len(fitting) > 1 and not person.facts:
                    break
        sharing = [root for root in fitting if not root.facts.isdisjoint(person.facts)]
        return sharing if len(sharing) == 1 else list(fitting)

    def _longer(self, first: str, full: Sequence[str]) -> Sequence[_Person]:
        """Return the persons that have the rarest word of a name; if it begins so, by its initial.

        ``full`` are the words of the name but for initials: all of them must be there.
        """
        keys = [f"{first} {word}" if is_initial(first) else word for word in full]
        return min((self._with.get(key, ()) for key in keys), key=len, default=())


def _persons(names: Mapping[str, Printed]) -> Iterator[_Person]:
    """Yield the persons of names with the same letters; "Mr Bo" and "Ms Bo" are no one person."""
    groups: dict[tuple[str, str], list[Form]] = {}
    bodies = _affiliations(names.values())
    for name in sorted(names):
        form = read_name(name)
        if form and (len(form.words) > 1 or form.has_title or form.words[0] not in bodies):
            letters = " ".join(form.words).replace("-", " ")
            groups.setdefault((letters, form.generation), []).append(form)
    for (_, generation), forms in groups.items():
        genders = {form.gender for form in forms if form.gender}
        if len(genders) < 2:
            roles = [role for form in forms for role in names[form.printed].roles]
            facts = set(_facts(roles))
            titled = any(form.has_title for form in forms)
            known = any(form.is_person for form in forms) or any(role for role, _, _ in roles)
            gender = next(iter(genders), None)
            words = min((form.words for form in forms), key=len)  # with its hyphens, if any
            yield _Person(words, generation, forms, facts, gender, titled, known)


def _affiliations(printed: Iterable[Printed]) -> frozenset[str]:
    """Return the capitalised words of affiliations: a name that is one of them is a firm's."""
    texts = {affiliation for row in printed for _, affiliation, _ in row.roles if affiliation}
    words = (word for text in texts for word in text.split() if word[:1].isupper())
    return frozenset(term for word in words for term in terms("folded", word))


def _facts(roles: Iterable[Role]) -> Iterator[str]:
    for text in filter(None, (text for role in roles for text in role)):
        yield from (word for word in terms("stemmed", text) if len(word) > _SHORT)


def _by_length(person: _Person) -> tuple[int, int, tuple[str, ...], str]:
    letters = sum(map(len, person.words))
    return -len(person.words), -letters, person.words, person.generation


def _called(person: _Person, names: Mapping[str, Printed]) -> str:
    def rank(form: Form) -> tuple[bool, int, str]:
        return not form.is_plain, -names[form.printed].articles, form.printed

    return min(person.forms, key=rank).printed


def _fits(short: _Person, long: _Person) -> bool:
    """Say whether a name may be a shorter form of another."""
    if short.generation != long.generation:
        return False
    if short.gender and long.gender and short.gender != long.gender:
        return False
    return _is_surname(short, long.words) or _is_shortened(short.words, long.words)


def _is_surname(short: _Person, full: Sequence[str]) -> bool:
    """Say whether a name is a run of words behind the given name; no given name may begin it.

    Where families are named first, it is the first word.
    """
    words, tables = short.words, spelling()
    if is_initial(words[0]) or (words[0] in tables.given and not short.has_title):
        return False
    if len(words) == 1 and words[0] == full[0]:
        return words[0] in tables.family_first
    starts = (n for n, word in enumerate(full) if n and word == words[0])
    return any(tuple(full[n : n + len(words)]) == words for n in starts)


def _is_shortened(words: Sequence[str], full: Sequence[str]) -> bool:
    """Say whether a name begins as another and has only words of it, in order.

    Each may be an initial.  One that gives the middle names as initials gives all of them:
    "George W. Bush" is not "George H. W. Bush".
    """
    if len(words) < 2 or is_initial(words[-1]) or not _same(words[0], full[0]):
        return False
    if any(map(is_initial, words[1:])) and _length(words) != _length(full):
        return False
    rest = iter(full[1:])
    return all(any(_same(word, other) for other in rest) for word in words[1:])


def _same(word: str, other: str) -> bool:
    return word == other or (is_initial(word) and other.startswith(word))


def _length(words: Sequence[str]) -> int:
    particles = spelling().particles
    return sum(is_initial(word) or word not in particles for word in words)
