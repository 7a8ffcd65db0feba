from collections.abc import Callable, Sequence

from searchkit.engines.whoosh.disk.arrays import Buffer
from searchkit.engines.whoosh.loops.gathering import Choice
from searchkit.engines.whoosh.loops.sets import Ranked

class Source:
    def __init__(
        self,
        columns: Sequence[tuple[Buffer, int] | None],
        seen: Buffer,
        check: Callable[[int, int], object],
        block: int,
        alive: Buffer | None,
        offset: int,
        size: int,
    ) -> None: ...

class Field:
    def __init__(
        self, sources: Sequence[Source], codes: Buffer | None = None, norms: Buffer | None = None
    ) -> None: ...

def weighed(fields: Sequence[tuple[Field, Sequence[Choice]]], /) -> tuple[bytearray, bytearray]: ...
def documents(field: Field, choices: Sequence[Choice], /) -> bytearray: ...
def together(
    fields: Sequence[Field], terms: Sequence[Choice], distance: int, /
) -> tuple[bytearray, bytearray]: ...
def either(
    parts: Sequence[tuple[Buffer, Buffer | None]], /
) -> tuple[bytearray, bytearray | None]: ...
def shared(
    parts: Sequence[tuple[Buffer, Buffer | None]], /
) -> tuple[bytearray, bytearray | None]: ...
def without(
    docs: Buffer, scores: Buffer | None, others: Buffer, /
) -> tuple[bytearray, bytearray | None]: ...
def best(docs: Buffer, scores: Buffer, wanted: int, /) -> Ranked: ...
def first(
    docs: Buffer, scores: Buffer | None, wanted: int, days: Buffer, keys: Buffer, /
) -> Ranked: ...
def worth(values: Buffer, factor: float, half: float, /) -> bytes: ...
