"""Redrive installed in a Debian root: its configuration, a mail server outside, and what operators ask it."""
import json
import pathlib
import socket

from debian_root import SERVICES, DebianRoot, raised
from lab import HERE as LAB
from lab import Program, free_port, wait_for

CONFIG = {"redrive-central": "/etc/redrive/central.toml", "redrive-agent": "/etc/redrive/agent.toml"}
STATE = {service: f"/var/lib/{service}" for service in SERVICES}
DEVICES = "/srv/redrive/devices"


def step(text: str) -> None:
    print(f"- {text}", flush=True)


def expect(what: str, found, expected) -> None:
    if found != expected:
        raise AssertionError(f"{what}: found {found!r}, expected {expected!r}")


class Installed:
    """How the services are started is the subclass's: by hand or by systemd."""

    def __init__(self, scratch: pathlib.Path, root: DebianRoot):
        self.scratch, self.root = scratch, root
        self.packages = sorted((scratch / "packages").glob("*.deb"))
        self.later = [raised(package, scratch / "later", "99.0") for package in self.packages]
        self.agents_port, self.http_port, self.smtp_port = free_port(), free_port(), free_port()
        self.programs: dict[str, Program] = {}

    def start(self, name: str, argv: list) -> Program:
        self.programs[name] = Program(name, argv, self.scratch / f"{name}.log")
        return self.programs[name]

    def start_smtp(self) -> None:
        (self.scratch / "mail").mkdir(exist_ok=True)
        smtp = self.start("smtp", ["/usr/bin/python3", LAB / "smtp_keeper.py", self.scratch / "mail", self.smtp_port])
        wait_for("the mail server", lambda: "listening" in smtp.said())

    def ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.http_port), 1) as s:
                s.sendall(b"GET /readyz HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n")
                return b" 200 " in s.recv(64)
        except OSError:
            return False

    def cli(self, *words, code: int | None = 0) -> str:
        return self.root.run("redrive", "--central", f"http://127.0.0.1:{self.http_port}", *words, code=code)

    def json(self, *words) -> dict:
        return json.loads(self.cli("--json", *words))

    def mails(self) -> list[str]:
        return [mail.read_text() for mail in sorted((self.scratch / "mail").glob("*.eml"))]

    def connected(self) -> bool:
        return self.json("status")["agents"]["connected"] == 1

    def write_configuration(self) -> None:
        (self.root / "etc/redrive/devices.csv").write_text(
            "device,role,server,location\nids-1,intermediate,,OSL\ndev-1,recipient,ids-1,OSL\ndev-2,recipient,ids-1,OSL\n")
        (self.root / CONFIG["redrive-central"]).write_text(f"""
[central]
agents = "tcp://127.0.0.1:{self.agents_port}"
http = "127.0.0.1:{self.http_port}"
[inventory]
devices = "devices.csv"
[thresholds]
limit = 0
[mail]
smtp = "smtp://127.0.0.1:{self.smtp_port}"
from = "redrive@lab.example"
[[centre]]
id = "noc"
email = ["noc@lab.example"]
""")
        key = self.key("redrive-central")
        (self.root / CONFIG["redrive-agent"]).write_text(f"""
[agent]
name = "ids-1"
centrals = ["tcp://127.0.0.1:{self.agents_port}"]
central_key = "{key}"
[manager]
kind = "local"
root = "{DEVICES}"
""")
        self.root.run("install", "-d", "-o", "redrive-agent", "-g", "redrive-agent", "-m", "0750", "/srv/redrive", DEVICES)
        for service in SERVICES:
            self.root.run(service, "--check-config", user=service)

    def key(self, service: str) -> str:
        return self.root.run(service, "key", user=service).strip()

    def write_job(self, name: str, rest: str) -> str:
        """A job for ids-1 with a package of its own; the path of its file inside."""
        (self.root / f"root/{name}.bin").write_bytes(b"x" * 300_000)
        (self.root / f"root/{name}.toml").write_text(f'name = "{name}"\npackages = ["{name}.bin"]\nservers = ["ids-1"]\n{rest}\n')
        return f"/root/{name}.toml"

    def begin_slow_job(self) -> str:
        """A job whose first device waits for end_slow_job(); its id, once that device is under way."""
        file = self.write_job("slow", f"""parallel = 1
install = ["sh", "-c", "touch begun; until [ -e {DEVICES}/go ]; do sleep 0.1; done"]""")
        job = self.cli("distribute", file).split()[-1]
        wait_for("the run to begin", lambda: any((self.root / f"{DEVICES}/dev-{n}/begun").exists() for n in (1, 2)))
        return job

    def end_slow_job(self) -> None:
        (self.root / f"{DEVICES}/go").touch()

    def states(self, job: str) -> list[str]:
        dump = json.loads(self.root.run("redrive-agent", "--json", "dump", job, user="redrive-agent"))
        return sorted(outcome["state"] for outcome in dump["outcomes"].values())

    def close(self) -> None:
        for program in self.programs.values():
            if program.alive():
                program.kill()
