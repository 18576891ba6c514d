"""Faults of the machine under the real programs: a disk that is full or read-only, two owners of one state directory, an
agent killed while a device is being installed, a list of 100,000 devices. Small tmpfs mounts in a mount namespace of our own,
which vanish with it; where mounting is not allowed those tests are skipped and say so."""
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import unittest

from lab import BIN, wait_for
from scenario import COPY_AND_CHECK, Scenario

INSIDE = "REDRIVE_FAULTS_INSIDE"


def may_mount() -> bool:
    return os.environ.get(INSIDE) == "1"


def mount(folder: pathlib.Path, size: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)


def remount(folder: pathlib.Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)


def fill(folder: pathlib.Path) -> pathlib.Path:
    """Takes what is left of the file system, to the last byte."""
    ballast = folder / "ballast"
    with open(ballast, "wb", buffering=0) as out:
        for piece in (b"\0" * 65536, b"\0" * 512, b"\0"):
            try:
                while True:
                    out.write(piece)
            except OSError:
                pass
    return ballast


class Faults(Scenario):
    def submit(self, l, name: str, code: int | None = 0) -> None:
        l.cli("alerts", "submit", "-", code=code,
              stdin=f'{{"id": "{name}", "server": "ids-1", "device": "dev-1-1", "failure_type": "disk_full"}}\n')

    @unittest.skipUnless(may_mount(), "mounting is not allowed here")
    def test_central_on_a_full_and_on_a_read_only_disk_takes_nothing_and_goes_on_afterwards(self):
        l = self.lab({"ids-1": ["dev-1-1"]})
        disk = l.folder / "central"
        mount(disk, "24m")
        l.start_all()
        self.submit(l, "before")
        for name, spoil, mend in (("full", lambda: fill(disk), lambda: (disk / "ballast").unlink()),
                                  ("read-only", lambda: remount(disk, "ro"), lambda: remount(disk, "rw"))):
            with self.subTest(name):
                if name == "read-only":
                    # What is open for writing keeps a file system from becoming read-only: first at a start.
                    l.programs["central"].stop()
                spoil()
                if name == "read-only":
                    l.run("redrive-central", "--config", l.folder / "central.toml", code=4)
                    self.assertIn("Read-only file system", l.last_error)
                    mend()
                    l.start_central()
                else:
                    refused = 0
                    for i in range(60):
                        self.submit(l, f"{name}-{i}", code=None)
                        refused += l.last_code != 0
                    self.assertGreater(refused, 0, "the disk is full")
                    taken = {a["id"] for a in l.items("alerts", "list")}
                    mend()
                    self.submit(l, f"{name}-after")
                    self.assertLessEqual(taken | {f"{name}-after"}, {a["id"] for a in l.items("alerts", "list")})
                self.assertIn("before", {a["id"] for a in l.items("alerts", "list", "--limit", "1000")})
        self.submit(l, "last")
        wait_for("everything to be decided", lambda: l.status()["alerts"]["pending"] == 0)

    @unittest.skipUnless(may_mount(), "mounting is not allowed here")
    def test_a_package_that_does_not_fit_at_the_agent_is_a_disk_full_and_fits_later(self):
        l = self.lab({"ids-1": ["dev-1-1", "dev-1-2"]})
        disk = l.folder / "ids-1" / "state"
        mount(disk, "8m")
        l.start_all()
        l.package("app.bin", os.urandom(1_000_000))
        ballast = fill(disk)
        with open(ballast, "r+b") as out:  # room for the job log and the spool, not for the package
            out.truncate(ballast.stat().st_size - 400_000)
        job = self.distribute(l, l.job_file("app", ["app.bin"], ["ids-1"], COPY_AND_CHECK), code=1)
        failures = wait_for("the records", lambda: (f := l.items("failures", "list")) and len(f) == 2 and f)
        self.assertEqual({f["failure_type"] for f in failures}, {"disk_full"})
        ballast.unlink()
        l.cli("redistribute", "ids-1", job, "--yes", "--wait")
        wait_for("the records to clear", lambda: not l.items("failures", "list"))

    @unittest.skipUnless(may_mount(), "mounting is not allowed here")
    def test_an_agent_whose_disk_is_full_takes_the_order_once_there_is_room(self):
        l = self.lab({"ids-1": ["dev-1-1"]})
        disk = l.folder / "ids-1" / "state"
        mount(disk, "4m")
        l.start_all()
        l.package("app.bin", b"x")
        ballast = fill(disk)
        l.cli("distribute", l.job_file("app", ["app.bin"], ["ids-1"], COPY_AND_CHECK))
        wait_for("the agent to say so", lambda: "No space left on device" in l.programs["ids-1"].said())
        self.assertTrue(l.programs["ids-1"].alive())
        ballast.unlink()
        installed = l.device("ids-1", "dev-1-1") / "installed.bin"
        wait_for("the order to be carried", installed.exists)

    def test_a_state_directory_has_one_owner_and_the_other_is_told_whose_it_is(self):
        l = self.lab({"ids-1": ["dev-1-1"]})
        l.start_all()
        for name, argv in (("central", ("redrive-central", "--config", l.folder / "central.toml")),
                           ("ids-1", ("redrive-agent", "--config", l.folder / "ids-1" / "agent.toml"))):
            l.run(*argv, code=1)
            self.assertIn(f"held by process {l.programs[name].process.pid}", l.last_error)
            self.assertIn("lock", l.last_error)
        self.submit(l, "still well")

    def test_processes_that_make_a_key_at_the_same_time_print_one_key(self):
        l = self.lab({"ids-1": ["dev-1-1"]})
        argv = [str(BIN / "redrive-central"), "--config", str(l.folder / "central.toml"), "key"]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            keys = set(pool.map(lambda _: subprocess.run(argv, capture_output=True, text=True, check=True).stdout, range(8)))
        self.assertEqual(keys, {l.central_key() + "\n"})

    def test_an_agent_killed_in_the_middle_of_an_install_does_no_device_twice(self):
        l = self.lab({"ids-1": ["dev-1-1", "dev-1-2", "dev-1-3"]})
        l.start_all()
        l.package("app.bin", b"x")
        runs = l.folder / "runs"
        gate = l.folder / "gate"
        # Says whom it installs, then waits for the gate: the kill comes in between.
        script = f'echo {{device}} >> {runs}; while [ ! -e {gate} ]; do sleep 0.05; done; cp {{package}} installed.bin'
        job_file = l.job_file("app", ["app.bin"], ["ids-1"], f'install = ["sh", "-c", "{script}"]\ntimeout = "1m"\nparallel = 1')
        l.cli("distribute", job_file)
        job = l.items("jobs", "list")[0]["job"]
        wait_for("an install to begin", runs.exists)
        l.programs["ids-1"].kill()
        gate.write_text("")
        l.start_agent("ids-1")
        wait_for("the job to end", lambda: l.json("jobs", "show", job)["state"] not in ("running", "waiting"))
        began = runs.read_text().split()
        self.assertEqual(sorted(began), ["dev-1-1", "dev-1-2", "dev-1-3"], "each device once")
        outcomes = l.json("dump", "ids-1", job)["outcomes"]
        self.assertEqual(outcomes[began[0]]["failure_type"], "no_report", "nobody saw its end, so nobody says it went well")
        self.assertEqual({outcomes[d]["state"] for d in began[1:]}, {"succeeded"}, outcomes)

    def test_a_hundred_thousand_devices_with_repeats_get_a_clear_answer(self):
        l = self.lab({"ids-1": ["dev-1-1"]})
        l.start_all()
        l.package("app.bin", b"x")
        names = [f"dev-1-{i % 50_000}" for i in range(100_000)]
        file = l.folder / "many.toml"
        listed = ", ".join(f'"{n}"' for n in names)
        file.write_text(f'name = "many"\npackages = ["files/app.bin"]\n[[server]]\nname = "ids-1"\ndevices = [{listed}]\n')
        l.cli("distribute", file, code=2)
        self.assertIn("dev-1-", l.last_error)
        self.assertLess(len(l.last_error), 10_000, "the errors are bounded")
        self.assertEqual(l.items("jobs", "list"), [])


if __name__ == "__main__":
    if not may_mount():
        namespace = ["-m"] if os.geteuid() == 0 else ["-rm"]
        if subprocess.run(["unshare", *namespace, "true"], capture_output=True).returncode == 0:
            os.environ[INSIDE] = "1"
            os.execvp("unshare", ["unshare", *namespace, sys.executable, *sys.argv])
        print("no mount namespace here: the tests of full and read-only disks are skipped", file=sys.stderr)
    unittest.main(verbosity=2)
