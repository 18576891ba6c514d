"""The causes of one fleet. Two of the same failure type are kept apart on one server: within a quiet period of each other not
even the person who mended both could tell from alerts that they were two."""
from .cause import Cause
from .draw import Draw
from .plan import HOUR, Plan
from .world import Server, World

ANY = "*"


class CauseBook:
    def __init__(self, plan: Plan, world: World):
        self.d = Draw(plan.seed, "causes")
        self.plan, self.world = plan, world
        self.causes: list[Cause] = []
        self.outages: list = []
        self._taken: dict = {}  # (server, type) -> [(start, end, device or None)]

    def free(self, server: Server, kind: str, start: float, end: float, device: str | None = None) -> bool:
        """For a whole server: nothing else of the type. For a device: no whole server, not this device, at most one other."""
        margin = self.plan.quiet + 3 * HOUR
        near = [d for t in (kind, ANY) for a, b, d in self._taken.get((server.name, t), []) if a - margin < end and start < b + margin]
        if device is None:
            return not near
        return None not in near and device not in near and len(near) < 2

    def take(self, cause: Cause) -> None:
        device = next(iter(cause.devices)) if cause.devices and len(cause.devices) == 1 else None
        for server in cause.servers:
            self._taken.setdefault((server.name, cause.type), []).append((cause.start, cause.end, device))

    def announce(self, cause: Cause, servers: list[Server]) -> None:
        """Nothing else befalls these servers during the outage of this cause: what may call for a ticket then is told apart by nobody."""
        self.outages.append(cause.outage)
        for server in servers:
            self._taken.setdefault((server.name, ANY), []).append((cause.outage.start, max(cause.outage.end, cause.end), None))

    def add(self, kind: str, type_: str, start: float, end: float, servers: list[Server], **more) -> Cause:
        sites = {s.site.code: s.site for s in servers}
        site = next(iter(sites.values())) if len(sites) == 1 else None
        centre = more.pop("centre", None) or self.world.centre_of(site)
        cause = Cause(f"c-{len(self.causes) + 1:03}-{kind}", kind, type_, start, end, servers, centre, more.pop("site", site), **more)
        self.causes.append(cause)
        self.take(cause)
        return cause
