"""Array files in memory."""

from __future__ import annotations

import io

from searchkit.engines.whoosh.disk.arrays import ArrayFile, ArrayWriter


class Writing:
    """An array file that is being written, and can then be read."""

    def __init__(self) -> None:
        self._file = _Kept()
        self.writer = ArrayWriter(self._file)

    def data(self, facts: dict[str, object] | None = None) -> bytes:
        self.writer.close(facts or {})
        return self._file.data

    def read(self) -> ArrayFile:
        return ArrayFile(memoryview(self.data()), "some.arrays")


class _Kept(io.BytesIO):
    """A file whose bytes outlive it."""

    def close(self) -> None:
        self.data = self.getvalue()
        super().close()
