#!/usr/bin/python3
"""A central with something of everything, for a look at the console and for the browser tests: real agents, a real mail
server, failing servers of several types, tickets in every state, plans and rollouts that wait and run, an outage, mail
that was given up, a key that knocks. Prints the address and the logins, and stays until it is stopped.

Usage: console_lab.py [--folder FOLDER]; FOLDER/console.json then tells programs the same."""
import argparse
import datetime
import json
import pathlib
import signal
import tempfile

import tool_release
from api import Api
from gate import Gate
from lab import HERE, Lab, fresh_folder, wait_for

PASSWORD = "correct horse battery"
PEOPLE = {"vera": "viewer", "otto": "operator", "anna": "approver", "bert": "approver", "ida": "administrator"}
SITES = {
    "ids-oslo": ("OSL", "Oslo, Karl Johans gate 1"), "ids-pune": ("PUN", "Pune, 82 Kings Way"),
    "ids-lima": ("LIM", "Lima, Jr. de la Union 3"), "ids-kyoto": ("KYO", "Kyoto, Teramachi 12"),
    "ids-turin": ("TUR", "Turin, Via Roma 44"), "ids-cairo": ("CAI", "Cairo, Talaat Harb 9"),
    "ids-leeds": ("LEE", "Leeds, Briggate 70"), "ids-quito": ("QUI", "Quito, Amazonas 210")}
AGENTS = ("ids-oslo", "ids-pune", "ids-lima", "ids-kyoto", "ids-turin")  # the others are only told of
FLEET = {server: [f"till-{server[4:]}-{n}" for n in range(1, 7)] for server in SITES}
REFUSED = "mc-b@lab.example"
THRESHOLDS = """limit = 0
hold = "1s"

[[threshold]]
scope = "device"
type = "timeout"
limit = 3"""
MORE = f"""
[[centre]]
id = "mc-b"
name = "Maintenance Centre B"
email = ["mc-b@lab.example"]
fallback = "noc"

[approval]
two_person = true
lifetime = "1d"

[alerts]
unreachable_after = "6s"

[redistribution]
tool_keys = ["{tool_release.KEY}"]
"""


class ConsoleLab(Lab):
    def __init__(self, folder: pathlib.Path):
        super().__init__(folder, FLEET, THRESHOLDS, central_extra=MORE, sites=SITES)
        self.faults, self.gates = folder / "faults", folder / "gates"
        self.faults.mkdir(exist_ok=True)
        self.gates.mkdir(exist_ok=True)

    def write_central_config(self) -> None:
        super().write_central_config()
        places = ["code,name,aliases,centre"]
        places += [f'{code},"{name}",,{"mc-b" if code in ("LIM", "LEE") else "mc-a"}' for code, name in SITES.values()]
        (self.folder / "locations.csv").write_text("\n".join(places) + "\n")

    def start_smtp(self) -> None:
        program = self.start("smtp", "/usr/bin/python3", HERE / "smtp_keeper.py", self.folder / "mail", self.smtp_port, REFUSED)
        wait_for("the mail server", lambda: "listening" in program.said())

    def fail_on(self, device: str, message: str | None) -> None:
        """From now on the job's step fails on this device, with this on stderr; with None it works again."""
        fault = self.faults / device
        fault.write_text(message + "\n") if message else fault.unlink()

    def job(self, name: str, servers: list[str], more: str = "") -> pathlib.Path:
        """A job whose step waits at the device's gate and fails where the device has a fault."""
        self.package(f"{name}.bin", name.encode() * 20_000)
        step = f'test ! -s {self.faults}/{{device}} || {{ cat {self.faults}/{{device}} >&2; exit 1; }}; cp "$1" installed.bin'
        return self.job_file(name, [f"{name}.bin"], servers,
                             f"before = {json.dumps(Gate.step(self.gates))}\ninstall = {json.dumps(['sh', '-c', step, 'install', '{package}'])}\n"
                             f'verify = ["cmp", "{{package}}", "installed.bin"]\ntimeout = "1h"\nparallel = 2\n{more}')

    def distribute(self, name: str, servers: list[str]) -> str:
        self.cli("distribute", self.job(name, servers), "--wait", code=None)
        return next(j["job"] for j in self.items("jobs", "list") if j["name"] == name)

    def ticket(self, **wanted) -> dict:
        def found():
            return next((t for t in self.items("tickets", "list") if all(t[k] == v for k, v in wanted.items())), None)
        return wait_for(f"a ticket with {wanted}", found)


def ago(**span) -> str:
    return (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%SZ")


def begin(lab: ConsoleLab) -> Api:
    lab.start_smtp()
    lab.start_central()
    for server in (*AGENTS, "ids-cairo"):
        lab.write_agent_config(server)
    for server in AGENTS:
        lab.accept(server)
        lab.start_agent(server)
    lab.start_agent("ids-cairo")  # its key is accepted by nobody: it knocks
    wait_for("the agents", lambda: lab.status()["agents"]["connected"] == len(AGENTS))
    for name, role in PEOPLE.items():
        lab.cli("users", "add", name, "--role", role, stdin=PASSWORD + "\n")
    return Api(lab)


def person(api: Api, name: str) -> Api:
    one = Api.__new__(Api)
    one.port = api.port
    one.token = None
    status, said = api.call("POST", "/api/v1/login", {"name": name, "password": PASSWORD})
    assert status == 200, said
    one.token = said["token"]
    return one


def told_of(api: Api) -> None:
    """What monitoring says about servers without an agent, over the last day."""
    alerts = []
    for n, (server, place) in enumerate({"ids-leeds": "Briggate 70, Leeds", "ids-quito": "Amazonas 210 Quitto", "ids-cairo": "CAI"}.items()):
        for hours in range(1, 22, 4 - n):
            device = FLEET[server][hours % 6]
            alerts.append({"id": f"m-{n}-{hours}", "occurred_at": ago(hours=hours, minutes=7 * n), "server": server, "device": device, "location": place,
                           "failure_type": "device_unreachable" if n != 1 else "timeout", "message": f"ssh: connect to host {device} port 22: No route to host" if n != 1 else "no answer within 60 s"})
    alerts.append({"id": "m-where", "server": "ids-nowhere", "device": "kiosk-7", "location": "Pier 3, Hamburg", "message": "disk is full: /var 100%"})
    api.answered("POST", "/api/v1/alerts", alerts)


def faults(lab: ConsoleLab) -> None:
    for device in FLEET["ids-oslo"]:
        lab.fail_on(device, "cp: error writing 'installed.bin': No space left on device")
    for device in FLEET["ids-pune"][:2]:
        lab.fail_on(device, "till@10.0.4.7: Permission denied (publickey)")
    lab.fail_on(FLEET["ids-lima"][3], "dpkg: dependency problems prevent configuration of till-app")


def work(lab: ConsoleLab, api: Api) -> dict:
    """What people have done by now. Gives what must be kept open."""
    otto, anna = person(api, "otto"), person(api, "anna")
    post = lambda who, path, body=None: who.answered("POST", f"/api/v1/{path}", body or {})
    pune, oslo = lab.ticket(server="ids-pune"), lab.ticket(server="ids-oslo")
    post(otto, f"tickets/{oslo['id']}/ack", {"text": "Site engineer is on the way, there by 15:00"})
    post(otto, f"tickets/{oslo['id']}/note", {"text": "Old recordings fill the disk; they may be deleted"})
    leeds = lab.ticket(location="LEE")
    post(otto, f"tickets/{leeds['id']}/reroute", {"centre": "mc-a"})
    # Pune is mended, and its plan waits for somebody else than otto.
    for device in FLEET["ids-pune"][:2]:
        lab.fail_on(device, None)
    post(otto, f"tickets/{pune['id']}/resolve", {"text": "New key installed on both tills"})
    wait_for("Pune's plan", lambda: lab.items("redistributions", "list"))
    # One for anna to find that she asked for it herself.
    post(anna, "redistributions", {"server": "ids-lima", "job": next(j["job"] for j in lab.items("jobs", "list") if j["name"] == "till-app-2.3")})
    post(otto, "rollouts", {"type": "disk_full", "canary": 1, "wave": "50%", "pace": "10m", "stop_at": "20%"})
    return {"oslo": oslo["id"], "pune": pune["id"], "leeds": leeds["id"]}


def tools(lab: ConsoleLab) -> None:
    """Three versions of the redistribution tool, kept and none in use."""
    for version in ("1.3.0", "1.4.0", "1.5.0"):
        lab.cli("tools", "add", tool_release.release(lab.folder / "releases", version, b"\x7fELF of " + version.encode()))


def for_rollouts(lab: ConsoleLab) -> None:
    """Two packages that failed on one till each of three servers, where they would work by now: a desk's and a phone's."""
    servers = ["ids-kyoto", "ids-turin", "ids-pune"]
    for server in servers:
        lab.fail_on(FLEET[server][5], "dpkg: dependency problems prevent configuration of scanner")
    for name in ("scanner-1.7", "scanner-1.8"):
        lab.distribute(name, servers)
    for server in servers:
        lab.fail_on(FLEET[server][5], None)


def tell(lab: ConsoleLab) -> tuple[dict, list]:
    api = begin(lab)
    api.answered("POST", "/api/v1/outages", {"site": "CAI", "start": ago(hours=23), "duration": "30h", "reason": "Power work in the building until the evening"})
    told_of(api)
    faults(lab)
    lab.distribute("till-app-2.3", [*AGENTS])
    wait_for("the tickets", lambda: len(lab.items("tickets", "list")) >= 4)
    # A job that everybody has got.
    lab.distribute("prices-week-48", ["ids-kyoto", "ids-turin"])
    known = work(lab, api)
    tools(lab)
    for_rollouts(lab)
    # A distribution in waves that stands at the gate of Turin's first till.
    gates = [Gate(lab.gates, device) for device in FLEET["ids-turin"][3:5]]
    started = lab.json("distribute", lab.job("menu-2026-12", ["ids-kyoto", "ids-turin", "ids-pune"]), "--canary", "1", "--wave", "1")
    wait_for("the second wave", lambda: any(m["wave"] == 2 and m["succeeded"] for m in lab.json("rollouts", "show", started["rollout"])["members"]))
    # An agent that falls silent.
    lab.programs["ids-lima"].kill()
    wait_for("the silence", lambda: any(f["failure_type"] == "server_unreachable" for f in lab.items("failures", "list")))
    # And its machine replaced: it knocks under a key of its own.
    (lab.folder / "ids-lima" / "state" / "curve.key").unlink()
    lab.start_agent("ids-lima")
    wait_for("the keys that knock", lambda: len(lab.json("agents", "list")["pending"]) == 2)
    wait_for("a mail that is given up", lambda: lab.status()["mail"]["dead"] > 0)
    keys = {server: lab.agent_key(server) for server in ("ids-lima", "ids-cairo")}
    return {**known, "keys": keys, "rollout": started["rollout"], "job": started["job"]}, gates


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--folder", type=pathlib.Path, help="of the laboratory; emptied first")
    wanted = words.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = fresh_folder(wanted.folder) if wanted.folder else pathlib.Path(tempfile.mkdtemp(prefix="rd-", dir="/tmp"))
    with ConsoleLab(folder) as lab:
        known, gates = tell(lab)
        said = {"central": f"http://127.0.0.1:{lab.http_port}", "token": Api(lab).token, "password": PASSWORD, "people": PEOPLE, "known": known}
        (folder / "console.json").write_text(json.dumps(said, indent=1) + "\n")
        print(f"{said['central']}   token {said['token']}\nlogins: {', '.join(f'{n} ({r})' for n, r in PEOPLE.items())}; password: {PASSWORD}", flush=True)
        try:
            lab.programs["central"].process.wait()
        except KeyboardInterrupt:
            pass
        for gate in gates:
            gate.open()
        lab.stop_all()


if __name__ == "__main__":
    main()
