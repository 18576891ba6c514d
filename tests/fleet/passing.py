"""What fails once or twice and passes by itself: single attempts, and now and then a burst of them on one server in one job."""
import math

from .draw import Draw
from .jobs import Job
from .plan import Plan

TYPES = {"timeout": 3, "transfer_interrupted": 3, "device_unreachable": 2, "auth_failed": 0.3, "verify_failed": 0.5, "disk_full": 0.3,
         "checksum_mismatch": 0.3}


class Passing:
    def __init__(self, plan: Plan, jobs: list[Job]):
        self.d = Draw(plan.seed, "passing")
        self.plan, self.number = plan, 0
        self._skip = self._gap()
        self._bursts: dict = {}
        for _ in range(self.d.poisson(plan.bursts_a_day * plan.days)):
            job = self.d.choice(jobs)
            self._bursts[job.name, self.d.choice(job.servers).name] = self.d.uniform(0.15, 0.7)

    def _gap(self) -> int:
        return int(math.log(1 - self.d.random()) / math.log(1 - self.plan.transient_share))

    def _times(self) -> int:
        return 2 if self.d.chance(self.plan.transient_twice) else 1

    def _id(self, kind: str) -> str:
        self.number += 1
        return f"t-{kind}-{self.number}"

    def of(self, job: Job, server, devices: list) -> dict:
        """device name -> (how many attempts fail, type, id) for those of `devices` that stumble."""
        found = {}
        while self._skip < len(devices):
            found[devices[self._skip].name] = (self._times(), self.d.weighted(TYPES), self._id("single"))
            self._skip += 1 + self._gap()
        self._skip -= len(devices)
        share = self._bursts.get((job.name, server.name))
        if share:
            type_, burst = self.d.weighted(TYPES), self._id("burst")
            found.update({x.name: (self._times(), type_, burst) for x in devices if self.d.chance(share)})
        return found
