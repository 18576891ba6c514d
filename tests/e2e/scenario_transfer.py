"""Packages over links that break, are thin, or lead to a store that changed underneath (D2)."""
import os
import pathlib
import random
import unittest

from fault_proxy import FaultProxy
from lab import PATIENCE, Lab, wait_for
from scenario import COPY_AND_CHECK, Scenario

LONG = bool(os.environ.get("REDRIVE_LONG"))
SIZE, CUTS = (200_000_000, 20) if LONG else (24_000_000, 5)  # bytes of the package; cuts of each link
CREDIT = 2 * 1024 * 1024 + 128 * 1024  # bytes on their way at most (agent/packages/credit.h)
PER_CHUNK = 400  # bytes around the at least 8 KiB of a chunk on a thin link: envelope, digest, CURVE, ZeroMQ
FRAMING = 0.02  # of the package, where chunks are larger
HANDSHAKE = 20_000  # bytes of a new connection: greeting, welcome, commands told again
MEGABIT = 125_000  # bytes per second


class Proxied(Lab):
    """Every agent reaches central through a proxy of its own."""

    def __init__(self, *words, **named):
        super().__init__(*words, **named)
        self.proxies = {server: FaultProxy(self.agents_port) for server in self.servers}

    def write_agent_config(self, server: str, extra: str = "") -> pathlib.Path:
        config = super().write_agent_config(server, extra)
        config.write_text(config.read_text().replace(f":{self.agents_port}", f":{self.proxies[server].port}"))
        return config

    def __exit__(self, *trace):
        super().__exit__(*trace)
        for proxy in self.proxies.values():
            proxy.close()

    def stored(self, server: str) -> list[pathlib.Path]:
        return [p for p in (self.folder / server / "state" / "packages").iterdir() if p.is_file()]

    def at_central(self) -> list[pathlib.Path]:
        return [p for p in (self.folder / "central" / "packages").iterdir() if p.is_file()]

    def partial(self, server: str) -> int:
        return sum(p.stat().st_size for p in (self.folder / server / "state" / "packages" / "partial").iterdir())


class Cutter:
    """Cuts a link `cuts` times, each after a random number of bytes."""

    def __init__(self, proxy: FaultProxy, seed: int):
        self.proxy, self.random, self.cuts = proxy, random.Random(seed), 0
        proxy.on_cut = self.again
        self.again()

    def again(self, connection=None) -> None:
        self.cuts += connection is not None
        if self.cuts < CUTS:
            self.proxy.cut_after(self.random.randrange(1000, 2 * SIZE // (CUTS + 1)))


class Transfer(Scenario):
    def proxied(self, servers: int = 1) -> Proxied:
        lab = self.lab({f"ids-{i}": [f"dev-{i}-1"] for i in range(1, servers + 1)}, kind=Proxied)
        lab.start_all()
        return lab

    def finished(self, lab: Lab, patience: float = PATIENCE) -> None:
        job = lab.items("jobs", "list")[0]["job"]
        wait_for("the job to end", lambda: lab.json("jobs", "show", job)["state"] == "finished", patience)

    def test_over_links_cut_again_and_again_no_byte_comes_twice_but_the_last_window(self):
        l = self.proxied(servers=3)
        content = random.Random(7).randbytes(SIZE)
        l.package("app.bin", content)
        job_file = l.job_file("app", ["app.bin"], ["ids-*"], COPY_AND_CHECK.replace("1m", "5m"))
        before = {server: proxy.passed_down() for server, proxy in l.proxies.items()}
        cutters = {server: Cutter(proxy, seed) for seed, (server, proxy) in enumerate(l.proxies.items())}
        l.cli("distribute", job_file)
        self.finished(l, 60 + 10 * CUTS + SIZE / 1e6)
        for server, proxy in l.proxies.items():
            cuts, moved = cutters[server].cuts, proxy.passed_down() - before[server]
            framed = int(SIZE * (1 + FRAMING))
            print(f"{server}: {cuts} cuts, {moved} bytes for {SIZE}: {moved / SIZE - 1:+.2%}")
            self.assertGreaterEqual(cuts, 2)
            self.assertGreaterEqual(moved, SIZE)
            self.assertLessEqual(moved, framed + cuts * (CREDIT + HANDSHAKE) + HANDSHAKE)
            self.assertEqual((l.device(server, f"dev-{server[4:]}-1") / "installed.bin").read_bytes(), content)

        before = {server: proxy.passed_down() for server, proxy in l.proxies.items()}
        self.distribute(l, job_file)
        for server, proxy in l.proxies.items():
            self.assertLess(proxy.passed_down() - before[server], HANDSHAKE)
            self.assertEqual(len(l.stored(server)), 1)

    def test_a_question_is_answered_on_a_thin_link_that_a_package_fills(self):
        l = self.proxied()
        l.package("small.bin", b"x")
        job = self.distribute(l, l.job_file("small", ["small.bin"], ["ids-1"], COPY_AND_CHECK))
        proxy = l.proxies["ids-1"]
        proxy.limit(MEGABIT)
        l.package("app.bin", random.Random(8).randbytes(8_000_000))
        l.cli("distribute", l.job_file("app", ["app.bin"], ["ids-1"], COPY_AND_CHECK))
        wait_for("the package to be on its way", lambda: l.partial("ids-1") > MEGABIT)
        passed = []
        for _ in range(5):
            before = proxy.passed_down()
            l.json("dump", "ids-1", job)
            passed.append(proxy.passed_down() - before)
        print("bytes that passed while a question was answered:", passed)
        self.assertLess(sorted(passed)[2], MEGABIT)  # a second's worth; what the program's own start takes is in it
        self.assertLess(l.partial("ids-1"), 8_000_000)  # it was on its way all the time
        proxy.limit(None)
        self.finished(l)

    def test_an_agent_killed_in_the_middle_goes_on_with_what_it_has(self):
        l = self.proxied()
        proxy = l.proxies["ids-1"]
        proxy.limit(4 * MEGABIT)
        size = 4_000_000
        l.package("app.bin", random.Random(9).randbytes(size))
        before = proxy.passed_down()
        l.cli("distribute", l.job_file("app", ["app.bin"], ["ids-1"], COPY_AND_CHECK))
        wait_for("half the package", lambda: l.partial("ids-1") > size // 2)
        l.programs["ids-1"].kill()
        self.assertEqual(l.stored("ids-1"), [])
        proxy.limit(None)
        l.start_agent("ids-1")
        self.finished(l)
        self.assertLess(proxy.passed_down() - before, size + size // 8192 * PER_CHUNK + 4 * MEGABIT + 2 * HANDSHAKE)

    def test_a_package_that_changed_at_central_is_never_taken_for_whole(self):
        for what, change in {"other bytes": lambda f: f.write(b"other"), "fewer bytes": lambda f: f.truncate(1000)}.items():
            with self.subTest(what):
                l = self.proxied()
                proxy = l.proxies["ids-1"]
                proxy.limit(4 * MEGABIT)
                size = 1_000_000
                content = random.Random(10).randbytes(size)
                l.package("app.bin", content)
                job_file = l.job_file("app", ["app.bin"], ["ids-1"], COPY_AND_CHECK)
                l.cli("distribute", job_file)
                wait_for("the package to be on its way", lambda: l.partial("ids-1") > 100_000)
                with open(l.at_central()[0], "r+b") as f:
                    f.seek(size // 2)
                    change(f)
                proxy.limit(None)
                failure = wait_for("the failure", lambda: l.items("failures", "list"))[0]
                self.assertEqual((failure["device"], failure["failure_type"]), ("dev-1-1", "checksum_mismatch"))
                self.assertEqual(l.stored("ids-1"), [])
                installed = l.device("ids-1", "dev-1-1") / "installed.bin"
                self.assertFalse(installed.exists())
                self.distribute(l, job_file)  # finds central's copy damaged and sends it again
                self.assertEqual(installed.read_bytes(), content)
                self.assertEqual([p.stat().st_size for p in l.at_central()], [size])

    def test_central_removes_what_was_long_unused_unless_it_is_needed(self):
        l = self.proxied(servers=2)
        for name, server in {"done": "ids-1", "needed": "ids-2"}.items():
            l.package(name + ".bin", name.encode())
            if name == "needed":
                l.programs[server].stop()  # it never takes the order
            l.cli("distribute", l.job_file(name, [name + ".bin"], [server], COPY_AND_CHECK))
        wait_for("the first job to end", lambda: {"finished", "queued"} == {j["state"] for j in (
            l.json("jobs", "show", row["job"]) for row in l.items("jobs", "list"))})
        l.programs["central"].stop()
        for package in l.at_central():
            os.utime(package, (0, 0))
        l.start_central()
        # Not by what they hold: reading is using.
        wait_for("the clean-up", lambda: [p.stat().st_size for p in l.at_central()] == [len("needed")])
        wait_for("central to tell of it", lambda: "removed 1 packages of 4 bytes" in l.programs["central"].said())
        self.distribute(l, l.job_file("done", ["done.bin"], ["ids-1"], COPY_AND_CHECK))
        self.assertEqual(len(l.at_central()), 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
