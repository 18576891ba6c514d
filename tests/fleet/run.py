"""Runs the jobs through the world: every failed attempt, and every recovery that is told."""
from .cause import Cause, stage
from .draw import Draw
from .jobs import Job
from .links import LONGEST_WAIT, Links
from .passing import Passing
from .plan import HOUR, MINUTE, Plan
from .raw import Raw
from .world import Device, Server

PACKAGE_TYPES = {"install_failed", "verify_failed", "checksum_mismatch"}
FETCH = 10 * MINUTE  # a package is at the server so long after its job began; a link lost before spoils the transfer
REPORT_WITHIN = HOUR


class Run:
    def __init__(self, plan: Plan, causes: list[Cause], links: Links, passing: Passing):
        self.d = Draw(plan.seed, "run")
        self.plan, self.links, self.passing = plan, links, passing
        self.raws: list[Raw] = []
        self._pending: dict = {}  # (server, device) -> {(type, package): (truth, time)}: failures not followed by a success yet
        self._by_server: dict = {}
        for cause in causes:
            if not cause.link:
                for server in cause.servers:
                    self._by_server.setdefault(server.name, []).append(cause)
        for found in self._by_server.values():
            found.sort(key=stage)
        self._local_links = {c.id for c in causes if c.link and c.kind in ("link", "site_link")}

    def jobs(self, jobs: list[Job]) -> None:
        for job in sorted(jobs, key=lambda j: j.at):
            for server in job.servers:
                self._at_server(job, server)

    def _at_server(self, job: Job, server: Server) -> None:
        d = self.d
        devices = [x for x in server.devices if x.group in job.package.groups and (job.share == 1 or d.random() < job.share)]
        start = job.at + d.uniform(2, 60)
        lost = self.links.down(server, start)
        if lost:
            self._unreported(job, server, devices, lost)
            start = lost[1] + d.uniform(20, 120)
            if start - job.at > LONGEST_WAIT:
                return
        reach = start + self.plan.spread + self.plan.retry * self.plan.attempts * 1.4
        active = [c for c in self._by_server.get(server.name, ()) if c.start < reach and start < c.end and c.file in (None, job.file)]
        stumbling = self.passing.of(job, server, devices)
        cut = self._cut_off(server, start)
        if active or (server.name, None) in self._pending:
            start = self._own_steps(job, server, start, active)
            if start is None:
                return
        for device in devices:
            if active or cut or device.name in stumbling or (server.name, device.name) in self._pending:
                self._device(job, server, device, start + d.uniform(0, self.plan.spread), active, stumbling.get(device.name), cut)

    def _cut_off(self, server: Server, start: float):
        """The span in which this job's transfer to the server is cut, if a lost link shows like that here."""
        if self.plan.lost_link_shows in (None, "no_report"):
            return None
        lost = self.links.down(server, start + FETCH)
        return lost if lost and self._local_links.intersection(self.links.truth(server, start + FETCH)) else None

    def _unreported(self, job: Job, server: Server, devices: list, lost: tuple) -> None:
        """Central gives devices up that nobody reported on."""
        if self.plan.lost_link_shows != "no_report" or lost[1] < job.at + REPORT_WITHIN:
            return
        truth = self.links.truth(server, job.at + REPORT_WITHIN)
        if self._local_links.intersection(truth):
            for device in devices:
                t = job.at + REPORT_WITHIN + self.d.uniform(0, 5)
                self.raws.append(Raw(t, server, device, job.name, job.file, "no_report", truth, central=True))

    def _own_steps(self, job: Job, server: Server, t: float, active: list[Cause]) -> float | None:
        """Takes the package in; None when the server gives up."""
        for _ in range(self.plan.attempts):
            hit = next((c for c in active if c.hits(t, None, job.file)), None)
            if hit is None:
                self._succeed(job, server, None, t)
                return t
            self._fail(job, server, None, t, hit.type, (hit.id,))
            t += self.d.around(self.plan.retry, self.plan.retry_jitter)
        return None

    def _device(self, job, server: Server, device: Device, t: float, active, stumble, cut) -> None:
        for attempt in range(self.plan.attempts):
            if job.withdrawn and t >= job.withdrawn:
                return
            hit = next((c for c in active if c.hits(t, device.name, job.file)), None)
            if cut and cut[0] <= t < cut[1]:
                self._fail(job, server, device, t, self.plan.lost_link_shows, self.links.truth(server, t))
            elif hit:
                self._fail(job, server, device, t, hit.type, (hit.id,))
            elif stumble and attempt < stumble[0]:
                self._fail(job, server, device, t, stumble[1], (stumble[2],))
            else:
                self._succeed(job, server, device, t)
                return
            t += self.d.around(self.plan.retry, self.plan.retry_jitter)

    def _fail(self, job: Job, server: Server, device: Device | None, t: float, type_: str, truth: tuple) -> None:
        self.raws.append(Raw(t, server, device, job.name, job.file, type_, truth))
        key = (server.name, device and device.name)
        self._pending.setdefault(key, {})[type_, job.package.name if type_ in PACKAGE_TYPES else None] = (truth, t)

    def _succeed(self, job: Job, server: Server, device: Device | None, t: float) -> None:
        key = (server.name, device and device.name)
        pending = self._pending.get(key)
        if not pending:
            return
        for what, (truth, failed) in list(pending.items()):
            if failed < t and what[1] in (None, job.package.name):
                del pending[what]
                if self.d.chance(self.plan.resolved_share):
                    self.raws.append(Raw(t, server, device, job.name, job.file, what[0], truth, True))
        if not pending:
            del self._pending[key]
