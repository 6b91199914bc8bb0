"""Whether the probability that the notice states a thing can be taken at its word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from eval.measures import interval
from eval.outcome import Outcome
from eval.questions import ANSWERED


class Bin(NamedTuple):
    """Judgements of like probability: their number, mean probability, the share of them that is stated in truth and its 95 %
    bootstrap interval."""

    n: int
    probability: float
    share: float
    low: float
    high: float


def judgements(outcomes: Sequence[Outcome]) -> list[tuple[float, bool]]:
    """(probability, whether the notice states what is asked) of what was judged by probability rather than by a rule."""
    return [(o.probability, bool(o.expected.statuses & ANSWERED)) for o in outcomes if o.verdict and o.probability > 0]


def bins(judged: Sequence[tuple[float, bool]], n: int = 10) -> list[Bin]:
    """At most n bins of equal width, without the empty ones."""
    found = []
    for number in range(n):
        held = [(p, yes) for p, yes in judged if min(int(p * n), n - 1) == number]
        if held:
            stated = [float(yes) for _, yes in held]
            probability, share = (float(np.mean(v)) for v in ([p for p, _ in held], stated))
            found.append(Bin(len(held), probability, share, *interval(stated)))
    return found


def calibration_error(judged: Sequence[tuple[float, bool]], n: int = 10) -> float:
    """Expected calibration error (Naeini et al. 2015): the mean distance of share and probability, weighted by bin."""
    found = bins(judged, n)
    return sum(b.n * abs(b.share - b.probability) for b in found) / max(1, sum(b.n for b in found))
