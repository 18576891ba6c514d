"""Which servers central can reach, when; and what central itself reports of those it cannot."""
import bisect

from .cause import Cause
from .draw import Draw
from .plan import DAY, HOUR, Plan
from .raw import Raw
from .world import Server, World


class Links:
    def __init__(self, plan: Plan, world: World, causes: list[Cause]):
        self.d = Draw(plan.seed, "links")
        self.plan = plan
        self._parts: dict = {s.name: [] for s in world.servers}  # (start, end, truth id)
        for cause in causes:
            if cause.link:
                for server in cause.servers:
                    # They do not all notice in the same second.
                    late = self.d.uniform(0, 90) if len(cause.servers) > 1 else 0
                    self._parts[server.name] += [(a + late, b + late, cause.id) for a, b in cause.phases]
        self._blips(world)
        self._down = {name: joined(parts) for name, parts in self._parts.items()}

    def _blips(self, world: World) -> None:
        """Gone for one look or two of central's, and back."""
        plan, number = self.plan, 0
        for server in world.servers:
            for day in range(plan.days):
                if self.d.chance(plan.blips):
                    number += 1
                    start = plan.start + day * DAY + self.d.uniform(0, DAY)
                    end = start + plan.unreachable_after + self.d.uniform(0.1, 1.9) * plan.monitor_every
                    self._parts[server.name].append((start, end, f"t-blip-{number}"))

    def down(self, server: Server, t: float) -> tuple[float, float] | None:
        spans = self._down[server.name]
        i = bisect.bisect_right(spans, (t, float("inf"))) - 1
        return spans[i] if i >= 0 and spans[i][0] <= t < spans[i][1] else None

    def truth(self, server: Server, t: float) -> tuple:
        """The causes of its being down at this moment; something passing only where there is no cause."""
        ids = sorted({i for a, b, i in self._parts[server.name] if a <= t < b})
        return tuple(i for i in ids if i[0] == "c") or tuple(ids[:1])

    def reports(self, world: World):
        plan, d = self.plan, self.d
        for server in world.servers:
            for start, end in self._down[server.name]:
                t, last = start + plan.unreachable_after + d.uniform(0, 20), None
                while t < end:
                    last = Raw(t, server, None, None, None, "server_unreachable", self.truth(server, t), central=True)
                    yield last
                    t += plan.monitor_every + d.uniform(0, 5)
                if last and d.chance(plan.resolved_share):
                    yield Raw(end + d.uniform(1, 40), server, None, None, None, "server_unreachable", last.truth, True, True)


def joined(parts: list) -> list[tuple[float, float]]:
    spans: list = []
    for a, b, _ in sorted(parts):
        if spans and a <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(b, spans[-1][1]))
        else:
            spans.append((a, b))
    return spans


LONGEST_WAIT = 12 * HOUR  # a job that could not be delivered for so long is not delivered any more
