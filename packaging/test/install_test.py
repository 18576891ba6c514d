#!/usr/bin/python3
"""O1 on Debian: the packages are installed into a clean root, do the main job there, are upgraded, removed and purged.
No systemd runs in it; the services are started by hand. booted_test.py tells what systemd does with them.

Run by install.sh, in namespaces of its own: install_test.py SCRATCH, with SCRATCH/root a Debian and SCRATCH/packages.
"""
import pathlib
import sys

from debian_root import PACKAGES, SERVICES, DebianRoot
from installed import CONFIG, DEVICES, STATE, Installed, expect, step
from lab import subject_of, wait_for


class Story(Installed):
    def start_service(self, service: str) -> None:
        self.start(service, self.root.argv([f"/usr/bin/{service}"], user=service))

    def start_services(self) -> None:
        self.start_service("redrive-central")
        wait_for("central to be ready", self.ready)
        self.start_service("redrive-agent")

    def stop_services(self) -> None:
        for service in reversed(SERVICES):
            expect(f"{service}'s exit code", self.programs[service].stop(), 0)

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
        for package in PACKAGES:
            for inside in self.root.run("dpkg", "-L", package).split():
                if inside == "/." or (self.root / inside).is_symlink() or inside in CONFIG.values():
                    continue
                program = inside.startswith("/usr/bin/") or (self.root / inside).is_dir()
                expect(inside, self.root.owner_and_mode(inside), f"root:root {'0755' if program else '0644'}")
        for service in SERVICES:
            self.root.run("test", "-s", f"/usr/share/bash-completion/completions/{service}")
            expect(f"shell of {service}", self.root.users().get(service), "/usr/sbin/nologin")
            expect(STATE[service], self.root.owner_and_mode(STATE[service]), f"{service}:{service} 0750")
            expect(CONFIG[service], self.root.owner_and_mode(CONFIG[service]), f"root:{service} 0640")
            self.root.run("test", "-e", f"/etc/systemd/system/multi-user.target.wants/{service}.service")
            self.root.run("test", "-s", f"/usr/share/man/man8/{service}.8.gz")

        for file in ["man/man1/redrive.1.gz", "bash-completion/completions/redrive", "zsh/vendor-completions/_redrive",
                     "fish/vendor_completions.d/redrive.fish"]:
            self.root.run("test", "-s", f"/usr/share/{file}")

    def main_job(self) -> None:
        step("central and agent run as their users; the agent's key is accepted")
        self.write_configuration()
        self.start_smtp()
        key = self.key("redrive-agent")
        self.start_services()
        self.cli("agents", "accept", key, "ids-1")
        wait_for("the agent to connect", self.connected)

        step("a distribution fails on one device, and the first ticket is mailed")
        job_file = self.write_job("app-1", 'install = ["cp", "{package}", "installed.bin"]')
        (self.root / f"{DEVICES}/dev-2").write_text("not a folder\n")
        self.cli("distribute", job_file, "--wait", code=1)
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
        return {"files": files, "key": self.key("redrive-agent"),
                "dump": self.root.run("redrive-agent", "--json", "dump", self.job, user="redrive-agent"),
                "ticket": self.json("tickets", "show", self.ticket),
                "state": {place: self.root.owner_and_mode(place) for place in STATE.values()}}

    def upgrade(self) -> None:
        step("an upgrade in the middle of a run keeps configuration, data and what is under way")
        before = self.remembered()
        slow = self.begin_slow_job()
        self.root.install(self.later)
        expect("version", self.root.run("dpkg-query", "-W", "-f=${Version}", "redrive-agent"), "99.0")
        for service in SERVICES:
            expect(f"the upgrade left {service} running", self.programs[service].alive(), True)
            new = CONFIG[service] + ".dpkg-dist"  # the sample changed and so did the administrator's copy: both are there
            expect(f"{new} is there", "A later version" in (self.root / new).read_text(), True)
            expect(new, self.root.owner_and_mode(new), f"root:{service} 0640")
        self.stop_services()  # what systemd's restart does
        self.end_slow_job()
        self.start_services()
        wait_for("the run to go on with the device it had not begun", lambda: self.states(slow) == ["failed", "succeeded"])
        wait_for("the agent to connect", self.connected)
        self.cli("redistribute", "ids-1", slow, "--yes", "--wait")
        expect("the devices of the slow job", self.states(slow), ["succeeded", "succeeded"])
        expect("after the upgrade", self.remembered(), before)

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
    scratch = pathlib.Path(sys.argv[1])
    story = Story(scratch, DebianRoot(scratch / "root"))
    try:
        story.tell()
    except BaseException:
        for name, program in story.programs.items():
            print(f"---- log of {name}\n{program.said()[-4000:]}", file=sys.stderr)
        raise
    finally:
        story.close()
    print("installed, used, upgraded, removed and purged as expected")


if __name__ == "__main__":
    main()
