"""What keeps central and the agents busy while they are killed: senders of alerts, and operators who distribute, mend and
redistribute. Each counts only what it was told in answer."""
import hashlib
import random
import threading

from api import Api, Away
from lab import Lab, wait_for

TYPES = ["disk_full", "timeout", "auth_failed"]
# The start is written down before anything else, so that a second one shows; the work takes a moment, so that ends strike it.
INSTALL = ["sh", "-c", 'echo start >>"starts-$2"; sleep 0.1; test ! -e broken || { echo broken; exit 1; }; cp "$1" "installed-$2"',
           "install", "{package}"]


class Worker(threading.Thread):
    def __init__(self, name: str, api: Api, seed: str):
        super().__init__(name=name, daemon=True)
        self.api, self.random = api, random.Random(f"{seed}/{name}")
        self.ending = threading.Event()
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.ending.is_set():
                self.turn()
        except BaseException as failure:  # told by whoever joins
            self.failure = failure

    def finish(self) -> None:
        self.ending.set()
        self.join(180)
        if self.failure or self.is_alive():
            raise RuntimeError(f"{self.name} did not come to its end") from self.failure


class Sender(Worker):
    """Posts alerts with ids of its own, the same batch again until it is acknowledged; so it knows how each cause stands."""

    def __init__(self, number: int, api: Api, seed: str):
        super().__init__(f"sender-{number}", api, seed)
        self.acknowledged: list[str] = []
        self.firing: dict[tuple[str, str], bool] = {}
        self.repeated = self.sent = 0

    def turn(self) -> None:
        batch = [self.alert() for _ in range(self.random.randint(1, 5))]
        while True:
            try:
                status, answer = self.api.call("POST", "/api/v1/alerts", batch)
                break
            except Away:
                self.repeated += 1
                self.ending.wait(0.02)
        if status != 202 or answer["accepted"] + answer["repeated"] != len(batch):
            raise RuntimeError(f"alerts were not taken: {status} {answer}")
        self.acknowledged += [alert["id"] for alert in batch]
        self.firing.update({(a["device"], a["failure_type"]): a["status"] == "firing" for a in batch})
        self.ending.wait(0.05)

    def alert(self) -> dict:
        self.sent += 1
        device = f"{self.name}-till-{self.random.randint(1, 4)}"
        status = "resolved" if self.random.random() < 0.05 else "firing"
        return {"id": f"{self.name}-{self.sent}", "server": f"shop-{self.name}", "device": device, "status": status,
                "failure_type": self.random.choice(TYPES), "message": f"no. {self.sent}"}


class Operator(Worker):
    """Distributes to one server, where some devices are broken; mends them and redistributes until all have succeeded."""

    def __init__(self, server: str, lab: Lab, api: Api, seed: str):
        super().__init__(f"operator-{server}", api, seed)
        self.lab, self.server = lab, server
        self.jobs: dict[str, str] = {}  # job -> package

    def turn(self) -> None:
        devices = self.lab.servers[self.server]
        for device in self.random.sample(devices, self.random.randint(1, len(devices))):
            (self.lab.device(self.server, device) / "broken").touch()
        package = f"{self.server}-{len(self.jobs) + 1}.bin"
        job = self.distribute(package)
        self.jobs[job] = package
        wait_for(f"{job} to end", lambda: self.api.get(f"/api/v1/jobs/{job}")["state"] == "finished")
        for device in devices:
            (self.lab.device(self.server, device) / "broken").unlink(missing_ok=True)
        wait_for(f"{job} to succeed everywhere", lambda: self.all_succeeded(job) or self.redistribute(job))

    def distribute(self, package: str) -> str:
        content = package.encode() * 1000
        digest = "blake2b:" + hashlib.blake2b(content, digest_size=32).hexdigest()
        wait_for("the package to be taken", lambda: self.upload(f"/api/v1/packages/{digest}?size={len(content)}", content))
        status, answer = self.api.answered("POST", "/api/v1/jobs", {
            "name": package, "packages": [{"name": package, "size": len(content), "digest": digest}], "servers": [self.server],
            "parameters": {"install": [*INSTALL, package], "verify": ["cmp", "{package}", f"installed-{package}"], "parallel": 2},
        }, **{"Idempotency-Key": package})
        if status not in (200, 201):
            raise RuntimeError(f"no job: {status} {answer}")
        return answer["job"]

    def upload(self, path: str, content: bytes) -> bool:
        """Goes on from what a central that was killed has kept."""
        offset = self.api.get(path)["offset"]
        return self.api.answered("PUT", f"{path}&offset={offset}", content[offset:])[0] in (200, 201)

    def all_succeeded(self, job: str) -> bool:
        outcomes = self.api.get(f"/api/v1/jobs/{job}/servers/{self.server}")["items"]
        return {o["state"] for o in outcomes} == {"succeeded"}

    def redistribute(self, job: str) -> bool:
        """One plan from its making to its end. False: to be looked at again."""
        status, answer = self.api.answered("POST", "/api/v1/redistributions", {"server": self.server, "job": job})
        if status != 201 or not answer["items"][0]["id"]:
            return False  # the agent is away, still at work, or nothing has failed that is decided
        one = answer["items"][0]
        path = f"/api/v1/redistributions/{one['id']}"
        self.api.answered("POST", f"{path}/approve", {"digest": one["plan"]["digest"]})
        wait_for(f"{one['id']} to end", lambda: self.api.get(path)["state"] not in ("approved", "running"))
        return self.all_succeeded(job)
