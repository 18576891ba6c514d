"""replay's clock is the greatest time an alert gave so far, so a server whose clock is ahead sets it ahead. This turns its times
into those of the world, as nearly as they can be."""
import bisect
import itertools

from .plan import HOUR

BELIEVABLE = 3 * HOUR  # further off, a time says nothing about the clock


class ReplayClock:
    def __init__(self, alerts: list):
        said = (r.said_at if abs(r.said_at - r.t) < BELIEVABLE else 0 for r in alerts)
        self._clock = list(itertools.accumulate(said, max))
        self._arrived = [r.arrived for r in alerts]

    def true_time(self, shown: float) -> float:
        i = bisect.bisect_left(self._clock, shown)
        return min(shown, self._arrived[i]) if i < len(self._arrived) else shown
