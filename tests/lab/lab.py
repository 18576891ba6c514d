"""A laboratory: the real programs on one machine, in one folder, on loopback ports. Used by the end-to-end tests and
by ./demo. Every wait is for something that happens, with a deadline that names what did not."""
import json
import os
import pathlib
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
BIN = pathlib.Path(os.environ.get("REDRIVE_BIN_DIR", SOURCE / "build" / "bin"))
PATIENCE = float(os.environ.get("REDRIVE_LAB_PATIENCE", "60"))  # seconds before a wait is given up

CENTRES = """
[[centre]]
id = "mc-a"
name = "Maintenance Centre A"
email = ["mc-a@lab.example"]
fallback = "noc"

[[centre]]
id = "noc"
name = "Network Operations Centre"
email = ["noc@lab.example"]
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what: str, look, patience: float = PATIENCE, tick: float = 0.05):
    """Calls look() until it gives something true, and gives that back."""
    end = time.monotonic() + patience
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise TimeoutError(f"waited {patience:.0f} s for {what}")
        # What is waited for happens in other programs; they are looked at again a little later.
        select.select([], [], [], tick)


class Program:
    """One running program; its output goes to a file."""

    def __init__(self, name: str, argv: list, log: pathlib.Path, env: dict | None = None):
        self.name, self.log = name, log
        with open(log, "ab") as out:
            self.process = subprocess.Popen([str(a) for a in argv], stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                            start_new_session=True, env=env)

    def alive(self) -> bool:
        return self.process.poll() is None

    def stop(self, number: int = signal.SIGTERM, patience: float = 20) -> int:
        if self.alive():
            self.process.send_signal(number)
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise TimeoutError(f"{self.name} did not stop within {patience:.0f} s; see {self.log}")

    def kill(self) -> None:
        self.stop(signal.SIGKILL)

    def said(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""


class Lab:
    heartbeat, silent_after = "1s", "5s"  # short, so that a silence shows soon

    def __init__(self, folder: pathlib.Path, servers: dict[str, list[str]], thresholds: str = 'limit = 0\nhold = "0s"',
                 central_extra: str = "", sites: dict[str, tuple[str, str]] | None = None, storm_tickets: int = 0, central_keys: str = ""):
        """servers: name -> devices. sites: server -> (code, name); by default one site each, all of mc-a."""
        self.folder = pathlib.Path(folder)
        self.servers = servers
        self.thresholds, self.central_extra, self.central_keys, self.storm_tickets = thresholds, central_extra, central_keys, storm_tickets
        self.sites = sites or {s: (f"S{i:03d}", f"Site {i}") for i, s in enumerate(servers, 1)}
        self.agents_port, self.http_port, self.smtp_port = free_port(), free_port(), free_port()
        self.programs: dict[str, Program] = {}
        for part in ("logs", "central", "mail", "files"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        self.write_central_config()

    # ---- configuration

    def write_central_config(self) -> None:
        rows = ["device,role,server,location"]
        for server, devices in self.servers.items():
            rows.append(f"{server},intermediate,,{self.sites[server][0]}")
            rows += [f"{device},recipient,{server},{self.sites[server][0]}" for device in devices]
        (self.folder / "devices.csv").write_text("\n".join(rows) + "\n")
        places = ["code,name,aliases,centre"] + [f'{code},"{name}",,mc-a' for code, name in dict.fromkeys(self.sites.values())]
        (self.folder / "locations.csv").write_text("\n".join(places) + "\n")
        (self.folder / "central.toml").write_text(f"""
[central]
name = "lab"
state_dir = "central"
agents = "tcp://127.0.0.1:{self.agents_port}"
http = "127.0.0.1:{self.http_port}"
heartbeat = "{self.heartbeat}"
silent_after = "{self.silent_after}"
{self.central_keys}

[inventory]
devices = "devices.csv"
locations = "locations.csv"

[thresholds]
{self.thresholds}

[mail]
smtp = "smtp://127.0.0.1:{self.smtp_port}"
from = "redrive@lab.example"
first_retry = "200ms"
max_retry = "2s"
storm_tickets = {self.storm_tickets}

[routing]
default = "noc"
{CENTRES}
{self.central_extra}
""")

    def write_agent_config(self, server: str, extra: str = "") -> pathlib.Path:
        home = self.folder / server
        (home / "devices").mkdir(parents=True, exist_ok=True)
        config = home / "agent.toml"
        config.write_text(f"""
[agent]
name = "{server}"
state_dir = "state"
centrals = ["tcp://127.0.0.1:{self.agents_port}"]
central_key = "{self.central_key()}"
location = "{self.sites[server][1]}"

[manager]
kind = "local"
root = "devices"
{extra}
""")
        return config

    def central_key(self) -> str:
        return self.run("redrive-central", "--config", self.folder / "central.toml", "key").strip()

    # ---- programs

    def start(self, name: str, *argv) -> Program:
        self.programs[name] = Program(name, list(argv), self.folder / "logs" / f"{name}.log")
        return self.programs[name]

    def start_smtp(self) -> None:
        program = self.start("smtp", "/usr/bin/python3", HERE / "smtp_keeper.py", self.folder / "mail", self.smtp_port)
        wait_for("the mail server", lambda: "listening" in program.said())

    def start_central(self) -> Program:
        program = self.start("central", BIN / "redrive-central", "--config", self.folder / "central.toml")
        wait_for("central to be ready", lambda: self.ready(program))
        return program

    def ready(self, program: Program) -> bool:
        if not program.alive():
            raise RuntimeError("central ended at its start:\n" + program.said())
        try:
            with socket.create_connection(("127.0.0.1", self.http_port), 1) as s:
                s.sendall(b"GET /readyz HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n")
                return b" 200 " in s.recv(64)
        except OSError:
            return False

    def start_agent(self, server: str) -> Program:
        config = self.folder / server / "agent.toml"
        if not config.exists():
            config = self.write_agent_config(server)
        return self.start(server, BIN / "redrive-agent", "--config", config)

    def agent_key(self, server: str) -> str:
        return self.agent(server, "key").strip()

    def accept(self, server: str) -> None:
        self.cli("agents", "accept", self.agent_key(server), server)

    def start_all(self) -> None:
        self.start_smtp()
        self.start_central()
        for server in self.servers:
            self.write_agent_config(server)
            self.accept(server)
            self.start_agent(server)
        wait_for("every agent to connect", lambda: self.status()["agents"]["connected"] == len(self.servers))

    def stop_all(self) -> None:
        for program in reversed(list(self.programs.values())):
            program.stop()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None:
            for name, program in self.programs.items():
                print(f"---- log of {name}\n{program.said()[-4000:]}", file=sys.stderr)
        for program in self.programs.values():
            if program.alive():
                program.process.kill()
                program.process.wait()

    # ---- the command lines

    def run(self, program: str, *words, code: int | None = 0, stdin: str | None = None) -> str:
        done = subprocess.run([str(BIN / program), *[str(w) for w in words]], input=stdin, capture_output=True, text=True,
                              timeout=PATIENCE * 2, stdin=None if stdin is not None else subprocess.DEVNULL)
        self.last_error, self.last_code = done.stderr, done.returncode
        if code is not None and done.returncode != code:
            raise RuntimeError(f"{program} {' '.join(map(str, words))}: exit {done.returncode}, expected {code}\n{done.stdout}{done.stderr}")
        return done.stdout

    def cli(self, *words, code: int | None = 0, stdin: str | None = None) -> str:
        return self.run("redrive", "--central", f"http://127.0.0.1:{self.http_port}", "--token-file",
                        self.folder / "central" / "admin.token", *words, code=code, stdin=stdin)

    def json(self, *words, code: int | None = 0):
        return json.loads(self.cli("--json", *words, code=code))

    def items(self, *words) -> list:
        return self.json(*words)["items"]

    def status(self) -> dict:
        return self.json("status")

    def agent(self, server: str, *words, code: int | None = 0, stdin: str | None = None) -> str:
        return self.run("redrive-agent", "--config", self.folder / server / "agent.toml", *words, code=code, stdin=stdin)

    # ---- the world around

    def device(self, server: str, device: str) -> pathlib.Path:
        return self.folder / server / "devices" / device

    def package(self, name: str, content: bytes) -> pathlib.Path:
        path = self.folder / "files" / name
        path.write_bytes(content)
        return path

    def job_file(self, name: str, packages: list[str], servers: list[str], rest: str = "") -> pathlib.Path:
        path = self.folder / f"{name}.toml"
        path.write_text(f'name = "{name}"\npackages = {json.dumps(["files/" + p for p in packages])}\n'
                        f"servers = {json.dumps(servers)}\n{rest}\n")
        return path

    def mails(self) -> list[str]:
        return [p.read_text(errors="replace") for p in sorted((self.folder / "mail").glob("*.eml"))]

    def wait_for_mails(self, count: int) -> list[str]:
        return wait_for(f"{count} mails", lambda: self.mails() if len(self.mails()) >= count else None)

    def settled(self) -> bool:
        status = self.status()
        return status["alerts"]["pending"] == 0 and status["mail"]["pending"] == 0


def subject_of(mail: str) -> str:
    return re.search(r"^Subject: (.*)$", mail, re.M).group(1)


def fresh_folder(path: pathlib.Path) -> pathlib.Path:
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path
