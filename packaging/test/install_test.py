#!/usr/bin/python3
"""O1 on Debian: the packages are installed into a clean root, do the main job there, are upgraded, removed and purged.

Run by install.sh, in namespaces of its own: install_test.py SCRATCH, with SCRATCH/root a Debian and SCRATCH/packages.
"""
import json
import pathlib
import socket
import sys

from debian_root import PACKAGES, SERVICES, DebianRoot, raised
from lab import HERE as LAB
from lab import Program, free_port, subject_of, wait_for

CONFIG = {"redrive-central": "/etc/redrive/central.toml", "redrive-agent": "/etc/redrive/agent.toml"}
STATE = {service: f"/var/lib/{service}" for service in SERVICES}
DEVICES = "/srv/redrive/devices"


def step(text: str) -> None:
    print(f"- {text}", flush=True)


def expect(what: str, found, expected) -> None:
    if found != expected:
        raise AssertionError(f"{what}: found {found!r}, expected {expected!r}")


class Story:
    def __init__(self, scratch: pathlib.Path):
        self.scratch = scratch
        self.root = DebianRoot(scratch / "root")
        self.packages = sorted((scratch / "packages").glob("*.deb"))
        self.later = [raised(package, scratch / "later", "99.0") for package in self.packages]
        self.agents_port, self.http_port, self.smtp_port = free_port(), free_port(), free_port()
        self.programs: dict[str, Program] = {}

    # ---- what an administrator does

    def start(self, name: str, argv: list) -> Program:
        self.programs[name] = Program(name, argv, self.scratch / f"{name}.log")
        return self.programs[name]

    def start_service(self, service: str) -> None:
        self.start(service, self.root.argv([f"/usr/bin/{service}"], user=service))

    def start_services(self) -> None:
        self.start_service("redrive-central")
        wait_for("central to be ready", self.ready)
        self.start_service("redrive-agent")

    def stop_services(self) -> None:
        for service in reversed(SERVICES):
            expect(f"{service}'s exit code", self.programs[service].stop(), 0)

    def ready(self) -> bool:
        if not self.programs["redrive-central"].alive():
            raise RuntimeError("central ended:\n" + self.programs["redrive-central"].said())
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
        key = self.root.run("redrive-central", "key", user="redrive-central").strip()
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

    # ---- the story

    def install(self) -> None:
        step("the packages are installed into a clean Debian")
        said = self.root.install(self.packages)
        for service in SERVICES:
            expect(f"{service} is said to wait for its configuration", f"{service} is not started yet" in said, True)
        for package in PACKAGES:
            expect(f"state of {package}", self.root.state_of(package), "installed")
            self.root.run(package, "--version")
        depends = self.root.run("dpkg-query", "-W", "-f=${Depends}", "redrive-agent").lower()
        expect("the agent brings Poco or OpenSSL", "poco" in depends or "ssl" in depends, False)
        self.check_files()

    def check_files(self) -> None:
        step("files, users and modes are as they should be")
        own = dict.fromkeys(PACKAGES, "root:root")
        for package in PACKAGES:
            for inside in self.root.run("dpkg", "-L", package).split():
                if inside == "/." or (self.root / inside).is_symlink() or inside in CONFIG.values():
                    continue
                program = inside.startswith("/usr/bin/") or (self.root / inside).is_dir()
                expect(inside, self.root.owner_and_mode(inside), f"{own[package]} {'0755' if program else '0644'}")
        for service in SERVICES:
            expect(f"shell of {service}", self.root.users().get(service), "/usr/sbin/nologin")
            expect(STATE[service], self.root.owner_and_mode(STATE[service]), f"{service}:{service} 0750")
            expect(CONFIG[service], self.root.owner_and_mode(CONFIG[service]), f"root:{service} 0640")
            self.root.run("test", "-e", f"/etc/systemd/system/multi-user.target.wants/{service}.service")
            self.root.run("test", "-s", f"/usr/share/man/man8/{service}.8.gz")

    def main_job(self) -> None:
        step("central and agent run as their users; the agent's key is accepted")
        self.write_configuration()
        (self.scratch / "mail").mkdir()
        smtp = self.start("smtp", ["/usr/bin/python3", LAB / "smtp_keeper.py", self.scratch / "mail", self.smtp_port])
        wait_for("the mail server", lambda: "listening" in smtp.said())
        key = self.root.run("redrive-agent", "key", user="redrive-agent").strip()
        self.start_services()
        self.cli("agents", "accept", key, "ids-1")
        wait_for("the agent to connect", self.connected)

        step("a distribution fails on one device, and the first ticket is mailed")
        (self.root / "root/app-1.bin").write_bytes(b"x" * 300_000)
        (self.root / "root/job.toml").write_text(
            'name = "app-1"\npackages = ["app-1.bin"]\nservers = ["ids-1"]\ninstall = ["cp", "{package}", "installed.bin"]\n')
        (self.root / f"{DEVICES}/dev-2").write_text("not a folder\n")
        self.cli("distribute", "/root/job.toml", "--wait", code=1)
        self.job = self.json("jobs", "list")["items"][0]["job"]
        mail = wait_for("the ticket's mail", self.mails)[0]
        expect("the ticket names the device", "dev-2" in subject_of(mail) and "noc@lab.example" in mail, True)

        step("the cause is mended; only what failed runs again, and the records clear")
        (self.root / f"{DEVICES}/dev-2").unlink()
        self.cli("redistribute", "ids-1", self.job, "--yes", "--wait")
        wait_for("the records to clear", lambda: self.json("status")["failures"]["open"] == 0)
        expect("receipts", [[p.name for p in (self.root / f"{DEVICES}/dev-{n}/.redrive").iterdir()] for n in (1, 2)],
               [[f"{self.job}.1"], [f"{self.job}.2"]])
        wait_for("the closing mail", lambda: len(self.mails()) >= 2)
        self.ticket = self.json("tickets", "list")["items"][0]["id"]

    def remembered(self) -> dict:
        """What an upgrade and a removal must not lose."""
        files = {file: ((self.root / file).read_text(), self.root.owner_and_mode(file)) for file in CONFIG.values()}
        return {"files": files, "key": self.root.run("redrive-agent", "key", user="redrive-agent").strip(),
                "dump": self.root.run("redrive-agent", "--json", "dump", self.job, user="redrive-agent"),
                "ticket": self.json("tickets", "show", self.ticket),
                "state": {place: self.root.owner_and_mode(place) for place in STATE.values()}}

    def upgrade(self) -> None:
        step("an upgrade in the middle of a run keeps configuration, data and what is under way")
        before = self.remembered()
        (self.root / "root/slow.toml").write_text(
            'name = "slow"\npackages = ["app-1.bin"]\nservers = ["ids-1"]\nparallel = 1\n'
            f'install = ["sh", "-c", "touch begun; until [ -e {DEVICES}/go ]; do sleep 0.1; done"]\n')
        slow = self.cli("distribute", "/root/slow.toml").split()[-1]
        wait_for("the run to begin", lambda: any((self.root / f"{DEVICES}/dev-{n}/begun").exists() for n in (1, 2)))
        self.root.install(self.later)
        expect("version", self.root.run("dpkg-query", "-W", "-f=${Version}", "redrive-agent"), "99.0")
        for service in SERVICES:
            expect(f"the upgrade left {service} running", self.programs[service].alive(), True)
            new = CONFIG[service] + ".dpkg-dist"  # the sample changed and so did the administrator's copy: both are there
            expect(f"{new} is there", "A later version" in (self.root / new).read_text(), True)
            expect(new, self.root.owner_and_mode(new), f"root:{service} 0640")
        self.stop_services()  # what systemd's restart does
        (self.root / f"{DEVICES}/go").touch()
        self.start_services()
        wait_for("the run to go on with the device it had not begun", lambda: self.states(slow) == ["failed", "succeeded"])
        wait_for("the agent to connect", self.connected)
        self.cli("redistribute", "ids-1", slow, "--yes", "--wait")
        expect("the devices of the slow job", self.states(slow), ["succeeded", "succeeded"])
        expect("after the upgrade", self.remembered(), before)

    def states(self, job: str) -> list[str]:
        dump = json.loads(self.root.run("redrive-agent", "--json", "dump", job, user="redrive-agent"))
        return sorted(outcome["state"] for outcome in dump["outcomes"].values())

    def remove_and_return(self) -> None:
        step("removal keeps configuration and data; installed again, all is as before")
        before = self.remembered()
        self.stop_services()
        self.root.run("apt-get", "remove", "-q", "-y", *PACKAGES)
        for service in SERVICES:
            expect(f"state of {service}", self.root.state_of(service), "config-files")
            expect(f"{service} is gone", (self.root / f"usr/bin/{service}").exists(), False)
            expect(f"the unit of {service} is gone", (self.root / f"lib/systemd/system/{service}.service").exists(), False)
            expect(f"the user {service} is there", service in self.root.users(), True)
            expect(f"data of {service} is there", any((self.root / STATE[service]).iterdir()), True)
        self.root.install(self.later)
        self.start_services()
        wait_for("the agent to connect", self.connected)
        expect("after removal and return", self.remembered(), before)
        self.stop_services()

    def purge(self) -> None:
        step("purging deletes the data and the configuration, and nothing else")
        self.root.run("apt-get", "purge", "-q", "-y", *PACKAGES)
        for service in SERVICES:
            expect(f"state of {service}", self.root.state_of(service) in ("not-installed", "dpkg-query: no packages found matching " + service), True)
            expect(f"{STATE[service]} is gone", (self.root / STATE[service]).exists(), False)
            expect(f"the user {service} stays", service in self.root.users(), True)
        expect("left in /etc/redrive", sorted(p.name for p in (self.root / "etc/redrive").iterdir()), ["devices.csv"])
        left = [str(p) for p in (self.root / "etc/systemd/system").rglob("redrive*")]
        expect("left of the units", left, [])
        expect("the devices' files stay", (self.root / f"{DEVICES}/dev-1/installed.bin").exists(), True)

    def tell(self) -> None:
        self.install()
        self.main_job()
        self.upgrade()
        self.remove_and_return()
        self.purge()


def main() -> None:
    story = Story(pathlib.Path(sys.argv[1]))
    try:
        story.tell()
    except BaseException:
        for name, program in story.programs.items():
            print(f"---- log of {name}\n{program.said()[-4000:]}", file=sys.stderr)
        raise
    finally:
        for program in story.programs.values():
            if program.alive():
                program.kill()
    print("installed, used, upgraded, removed and purged as expected")


if __name__ == "__main__":
    main()
