"""A laboratory whose agents are simulated: a real central, and redrive-fleet (tests/simulated_agents) for all the others."""
import json
import pathlib
import shutil
import subprocess
import threading

from lab import BIN, Lab, wait_for

MC_B = """
[[centre]]
id = "mc-b"
name = "Maintenance Centre B"
email = ["mc-b@lab.example"]
fallback = "noc"
"""


class FleetProgram:
    """redrive-fleet at work: what it said last, and what it is told."""

    def __init__(self, argv: list, log: pathlib.Path):
        self.log, self.counters, self.events = log, {}, []
        with open(log, "ab") as errors:
            self.process = subprocess.Popen([str(a) for a in argv], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                            stderr=errors, start_new_session=True)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        for line in self.process.stdout:
            said = json.loads(line)
            if said.pop("event") == "counters":
                self.counters = said
            else:
                self.events.append(line)

    def tell(self, command: str) -> None:
        """Returns when it has been done."""
        done = len(self.events)
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        wait_for(f"the fleet to {command}", lambda: len(self.events) > done)

    def wait(self, what: str, look, patience: float = 120) -> dict:
        """Until look(counters) is true."""
        def seen():
            if self.process.poll() is not None:
                raise RuntimeError(f"the fleet ended: {self.said()}")
            return self.counters and look(self.counters) and self.counters
        return wait_for(f"{what}; the fleet says {self.counters}", seen, patience)

    def alive(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(20)

    def said(self) -> str:
        return self.log.read_text(errors="replace") + json.dumps(self.counters)


class FleetLab(Lab):
    """script: the text of the fleet's TOML file."""
    heartbeat, silent_after = "10s", "35s"  # as in a real fleet

    def __init__(self, folder: pathlib.Path, script: str, **named):
        self.script = pathlib.Path(folder) / "fleet.toml"
        self.script.write_text(script)
        named["central_extra"] = MC_B + named.get("central_extra", "")
        super().__init__(folder, {}, **named)

    def write_central_config(self) -> None:
        super().write_central_config()
        self.fleet_program("--write", self.folder / "fleet")
        for name in ("devices.csv", "locations.csv"):
            shutil.copy(self.folder / "fleet" / name, self.folder / name)
        shutil.copy(self.folder / "fleet" / "agents", self.folder / "central" / "agents")

    def fleet_program(self, *words) -> None:
        subprocess.run([BIN / "redrive-fleet", "--script", self.script, *[str(w) for w in words]], check=True)

    def causes(self) -> list[dict]:
        return [json.loads(line) for line in (self.folder / "fleet" / "causes.jsonl").read_text().splitlines()]

    def start_fleet(self, name: str = "fleet", first: int = 0, count: int = 1_000_000, *words) -> FleetProgram:
        self.programs[name] = FleetProgram(
            [BIN / "redrive-fleet", "--script", self.script, "--central", f"tcp://127.0.0.1:{self.agents_port}",
             "--central-key", self.central_key(), "--first", first, "--count", count, *words], self.folder / "logs" / f"{name}.log")
        return self.programs[name]

    def central_memory(self) -> int:
        """Resident bytes."""
        status = pathlib.Path(f"/proc/{self.programs['central'].process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) * 1024
