#!/usr/bin/python3
"""Kills central and agents with SIGKILL at random moments under load, again and again, and then looks whether everything
that was promised is kept (docs/survival.md)."""
import argparse
import dataclasses
import pathlib
import random
import shutil
import signal
import tempfile
import time

import survival_check
from api import Api
from lab import SOURCE, Lab, wait_for
from load import Operator, Sender

FLEET = {f"ids-{s}": [f"dev-{s}-{d}" for d in range(1, 5)] for s in (1, 2)}
SENDERS = 3


@dataclasses.dataclass
class Kills:
    cycles: int = 0
    central: int = 0
    agents: int = 0
    stopped: int = 0  # victims that were first held by SIGSTOP for a while


class KillLoop:
    def __init__(self, lab: Lab, seed: str):
        self.lab, self.seed, self.random = lab, seed, random.Random(seed)
        self.kills = Kills()

    def start(self) -> None:
        self.lab.start_all()
        for server, devices in FLEET.items():
            for device in devices:
                self.lab.device(server, device).mkdir(exist_ok=True)
        self.api = Api(self.lab)
        self.senders = [Sender(n, self.api, self.seed) for n in range(1, SENDERS + 1)]
        self.operators = [Operator(server, self.lab, self.api, self.seed) for server in FLEET]
        for worker in (*self.senders, *self.operators):
            worker.start()

    def acknowledged(self) -> int:
        return sum(len(sender.acknowledged) for sender in self.senders)

    def moment(self, longest: float) -> None:
        """Lets the load go on for a random while: when a kill strikes is to be left to chance."""
        self.senders[0].ending.wait(self.random.uniform(0, longest))

    def cycle(self) -> None:
        before = self.acknowledged()
        wait_for("alerts to be acknowledged again", lambda: self.acknowledged() > before)
        self.moment(0.7)
        victims = self.random.choice([["central"], ["central"], *([s] for s in FLEET), ["central", self.random.choice(list(FLEET))]])
        for name in victims:
            self.kill(name)
        self.kills.cycles += 1
        for name in victims:
            self.lab.start_central() if name == "central" else self.lab.start_agent(name)

    def kill(self, name: str) -> None:
        if self.random.random() < 0.15:
            self.lab.programs[name].process.send_signal(signal.SIGSTOP)
            self.moment(0.7)
            self.kills.stopped += 1
            if self.random.random() < 0.5:  # it goes on first, with all that came meanwhile
                self.lab.programs[name].process.send_signal(signal.SIGCONT)
                self.moment(0.1)
        self.lab.programs[name].kill()
        if name == "central":
            self.kills.central += 1
        else:
            self.kills.agents += 1

    def settle(self) -> None:
        for worker in (*self.operators, *self.senders):
            worker.ending.set()
        for worker in (*self.operators, *self.senders):
            worker.finish()
        wait_for("every agent to connect", lambda: self.lab.status()["agents"]["connected"] == len(FLEET))
        wait_for("everything to settle", self.lab.settled)

    def alive(self) -> None:
        for worker in (*self.senders, *self.operators):
            if worker.failure:
                raise worker.failure


def run(folder: pathlib.Path, cycles: int, seed: str) -> survival_check.Report:
    print(f"seed {seed}", flush=True)
    began = time.monotonic()
    with Lab(folder, FLEET) as lab:
        loop = KillLoop(lab, seed)
        loop.start()
        for number in range(cycles):
            loop.cycle()
            loop.alive()
            if number % 20 == 19:
                print(f"{number + 1} cycles, {loop.acknowledged()} alerts acknowledged", flush=True)
        loop.settle()
        report = survival_check.check(lab, loop)
        report.figures["seconds"] = round(time.monotonic() - began)
        lab.stop_all()
    return report


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--cycles", type=int, default=200)
    words.add_argument("--seed", default=str(random.SystemRandom().randrange(10**6)), help="the same choices again; the moments are the machine's")
    words.add_argument("--write", action="store_true", help="put the figures into docs/survival.md")
    wanted = words.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="rd-", dir="/tmp"))
    report = run(folder, wanted.cycles, wanted.seed)
    print(report.table())
    if report.broken:
        print("\n".join(report.broken[:50]) + f"\nkept: {folder}")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    if wanted.write:
        survival_check.write_page(SOURCE / "docs" / "survival.md", report, wanted.seed)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
