"""Two lists and what fits what → the largest matching of them, for comparing what was read with what was labelled."""

from __future__ import annotations

from collections.abc import Sequence


def largest_matching(fits: Sequence[Sequence[int]]) -> dict[int, int]:
    """Return left → right for as many on the left as can be served, each by one of `fits`, earlier ones sooner.

    Augmenting paths (Kuhn 1955, The Hungarian method).
    """
    owner: dict[int, int] = {}

    def place(left: int, seen: set[int]) -> bool:
        for right in fits[left]:
            if right not in seen:
                seen.add(right)
                if right not in owner or place(owner[right], seen):
                    owner[right] = left
                    return True
        return False

    for left in range(len(fits)):
        place(left, set())
    return {left: right for right, left in owner.items()}
