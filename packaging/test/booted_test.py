#!/usr/bin/python3
"""O1 on Debian with systemd: what the units promise, held by a systemd that runs them. install_test.py tells the rest.

Run by install.sh, in namespaces of its own: booted_test.py SCRATCH, with SCRATCH/booted a Debian and SCRATCH/packages.
"""
import pathlib
import stat
import sys

from booted_root import BootedRoot
from debian_root import PACKAGES, SERVICES
from installed import DEVICES, STATE, Installed, expect, step
from lab import wait_for

AGENT = "redrive-agent"


class Story(Installed):
    def systemctl(self, *words, code: int | None = 0) -> str:
        return self.root.run("systemctl", "--no-pager", *words, code=code).strip()

    def shown(self, service: str, name: str) -> str:
        return self.systemctl("show", "--value", "-p", name, service)

    def pids(self) -> dict[str, str]:
        return {service: self.shown(service, "MainPID") for service in SERVICES}

    def running(self, service: str, restarts: int) -> bool:
        return self.shown(service, "ActiveState") == "active" and self.shown(service, "NRestarts") == str(restarts)

    def drop_in(self, name: str, text: str) -> None:
        folder = self.root / f"etc/systemd/system/{AGENT}.service.d"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text)
        self.systemctl("daemon-reload")
        self.systemctl("restart", AGENT)
        wait_for("the agent to connect", self.connected)

    def wait_for_configuration(self) -> None:
        step("installed, the services are enabled and wait for their configuration")
        self.root.install(self.packages)
        for service in SERVICES:
            expect(service, self.systemctl("is-enabled", service), "enabled")
            expect(service, self.shown(service, "ActiveState"), "inactive")
        self.systemctl("start", AGENT, code=1)
        expect("tries of an agent without configuration", self.shown(AGENT, "NRestarts"), "0")
        expect("its exit code", self.shown(AGENT, "ExecMainStatus"), "2")
        said = self.root.run("journalctl", "-u", AGENT, "-o", "cat")
        expect("the journal says what is missing", "name is missing" in said, True)

    def start_them(self) -> None:
        step("configured, they start, and systemd knows when they are ready")
        self.start_smtp()
        self.write_configuration()
        self.systemctl("start", "redrive-central")
        expect("central is ready when systemctl returns", self.ready(), True)
        self.systemctl("start", AGENT)
        self.cli("agents", "accept", self.key(AGENT), "ids-1")
        wait_for("the agent to connect", self.connected)
        for service in SERVICES:
            expect(STATE[service], self.root.owner_and_mode(STATE[service]), f"{service}:{service} 0750")

    def distribute(self) -> None:
        step("the hardened agent distributes, setuid programs too, and with the modes a command gives")
        install = ["sh", "-c", "cp {package} plain && chmod 4755 {package} && cp -p {package} privileged && ! touch /usr/mark"]
        self.cli("distribute", self.write_job("modes", f"install = {install}"), "--wait")
        modes = {name: stat.S_IMODE((self.root / f"{DEVICES}/dev-1/{name}").stat().st_mode) for name in ("plain", "privileged")}
        expect("modes", modes, {"plain": modes["plain"], "privileged": 0o4755})
        expect("readable as by hand", modes["plain"] & 0o022, 0)

        step("its commands cannot use sudo, and can with the drop-in that comes with the package")
        (self.root / "etc/sudoers.d/redrive").write_text(f"{AGENT} ALL=(root) NOPASSWD: /usr/bin/touch\n")
        marking = self.write_job("marking", 'install = ["sudo", "-n", "touch", "/usr/mark"]')
        self.cli("distribute", marking, "--wait", code=1)
        self.drop_in("sudo.conf", (self.root / f"usr/share/doc/{AGENT}/examples/commands-with-sudo.conf").read_text())
        self.cli("distribute", marking, "--wait")
        expect("the mark is there", (self.root / "usr/mark").exists(), True)

    def survive(self) -> None:
        step("a killed and a hung program are started again")
        self.systemctl("kill", "--kill-whom=main", "--signal=KILL", "redrive-central")
        wait_for("central to be back", lambda: self.running("redrive-central", 1))
        self.drop_in("watchdog.conf", "[Service]\nWatchdogSec=1\nTimeoutAbortSec=1\n")
        hung = self.pids()[AGENT]
        self.systemctl("kill", "--kill-whom=main", "--signal=STOP", AGENT)
        wait_for("the hung agent to be replaced", lambda: self.running(AGENT, 1))
        expect("it is another process", self.pids()[AGENT] != hung, True)
        wait_for("the agent to connect", self.connected)

    def upgrade(self) -> None:
        step("an upgrade replaces what runs, and what was under way goes on")
        slow = self.begin_slow_job()
        before = self.pids()
        self.root.install(self.later)
        self.end_slow_job()
        after = self.pids()
        for service in SERVICES:
            expect(f"{service} was replaced", after[service] not in ("0", before[service]), True)
        wait_for("the run to go on with the device it had not begun", lambda: self.states(slow) == ["failed", "succeeded"])
        wait_for("the agent to connect", self.connected)

    def lose_power(self) -> None:
        step("after a power cut they come up by themselves")
        self.root.cut_power()
        self.root.boot()
        wait_for("the agent to connect", lambda: self.ready() and self.connected())

    def go(self) -> None:
        step("an upgrade leaves a stopped and disabled service alone; removal stops, purging cleans")
        self.systemctl("disable", "--now", AGENT)
        self.root.run("dpkg", "-i", "--force-confdef", *[f"/srv/packages/{package.name}" for package in self.later])
        expect("the disabled agent", self.shown(AGENT, "ActiveState"), "inactive")
        expect(AGENT, self.systemctl("is-enabled", AGENT, code=1), "disabled")
        self.root.run("apt-get", "remove", "-q", "-y", *PACKAGES)
        expect("pid of central", self.pids()["redrive-central"], "0")
        expect("central's data is there", (self.root / STATE["redrive-central"] / "central.db").exists(), True)
        self.root.run("apt-get", "purge", "-q", "-y", *PACKAGES)
        for service in SERVICES:
            expect(f"{STATE[service]} is gone", (self.root / STATE[service]).exists(), False)

    def tell(self) -> None:
        self.root.boot()
        self.wait_for_configuration()
        self.start_them()
        self.distribute()
        self.survive()
        self.upgrade()
        self.lose_power()
        self.go()


def main() -> None:
    scratch = pathlib.Path(sys.argv[1])
    story = Story(scratch, BootedRoot(scratch / "booted"))
    try:
        story.tell()
    except BaseException:
        if story.root.init is not None:
            print(story.root.run("journalctl", "-b", "-u", "redrive-*", "-n", "60", "--no-pager", "-o", "short-iso", code=None), file=sys.stderr)
        raise
    finally:
        story.root.cut_power()
        story.close()
    print("systemd started, watched, replaced and stopped them as expected")


if __name__ == "__main__":
    main()
