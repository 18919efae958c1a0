"""Folding: which parts of a long list stay when only so many can be shown."""


def shown_numbers(kept: list[bool], limit: int) -> set[int]:
    """The numbers of what stays: everything that is always `kept`, and of the rest what is nearest to it, as long as
    there are fewer than `limit`. What stays may so exceed the limit."""
    far = _distances(kept)
    nearest = sorted(range(len(kept)), key=lambda number: (far[number], number))
    return {number for place, number in enumerate(nearest) if place < limit or kept[number]}


def _distances(kept: list[bool]) -> list[int]:
    """How far each is from the nearest one that is always kept."""
    far = [len(kept)] * len(kept)
    for numbers in (range(len(kept)), reversed(range(len(kept)))):
        since = len(kept)
        for number in numbers:
            since = 0 if kept[number] else since + 1
            far[number] = min(far[number], since)
    return far
