from collections.abc import Callable
from typing import final

from searchkit.engines.whoosh.kernel.portable import Arrays, Buffer

@final
class Pieces:
    def __new__(cls, missing: Callable[[str], bytes]) -> Pieces: ...
    def __len__(self) -> int: ...
    def words(self, text: str, /) -> bytes: ...

def invert(
    numbers: Buffer,
    ranks: Buffer,
    terms: int,
    documents: Buffer,
    sizes: Buffer,
    gap: int | None,
    /,
) -> Arrays: ...
