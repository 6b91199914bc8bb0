"""What the lines further on are numbered, found without reading them again for every line."""

from __future__ import annotations

from corpus.numbering import Family, Marker


class Ahead:
    """markers: of the lines of a body, None for a line that begins with no number."""

    def __init__(self, markers: list[Marker | None]) -> None:
        self.markers = markers
        self._first: dict[Family, list[int]] = {}  # family → for each line the next one numbered in it or further out

    def next(self, family: Family, at: int) -> Marker | None:
        """The first printed number of a family, or of one further out, from line `at` on."""
        if family not in self._first:
            following = [len(self.markers)] * (len(self.markers) + 1)
            for i in range(len(self.markers) - 1, -1, -1):
                marker = self.markers[i]
                here = marker is not None and marker.ordinal is not None and marker.family <= family
                following[i] = i if here else following[i + 1]
            self._first[family] = following
        found = self._first[family][at]
        return self.markers[found] if found < len(self.markers) else None

    def comes(self, family: Family | None, ordinal: int, at: int) -> bool:
        """Whether the next printed number of a family, before any further out, is `ordinal` or an earlier one."""
        assert family is not None
        marker = self.next(family, at)
        if marker is None or marker.ordinal is None or marker.family is not family:
            return False
        return 1 < marker.ordinal <= ordinal or marker.ordinal == ordinal
