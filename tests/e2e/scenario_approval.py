"""A person at the intermediate server approves, leaves devices out, refuses or leaves: in a real terminal."""
import os
import pty
import select
import signal
import subprocess
import termios
import time
import unittest

from lab import BIN, wait_for
from scenario import COPY_AND_CHECK, Scenario

SERVERS = {"ids-1": ["dev-1-1", "dev-1-2", "dev-1-3"]}
PROMPT = "redistribute> "


class Terminal:
    """A program on a pseudo terminal. Every wait has a deadline that says what did not come."""

    def __init__(self, *words, columns=80, rows=24):
        self.master, slave = pty.openpty()
        self.resize(columns, rows)
        self.process = subprocess.Popen([str(w) for w in words], stdin=slave, stdout=slave, stderr=slave,
                                        start_new_session=True, preexec_fn=lambda: self._take_terminal(slave))
        os.close(slave)
        self.said = ""

    @staticmethod
    def _take_terminal(slave):
        import fcntl
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)

    def resize(self, columns, rows):
        termios.tcsetwinsize(self.master, (rows, columns))

    def expect(self, words: str, patience: float = 30) -> str:
        """What was said up to and with these words."""
        end = time.monotonic() + patience
        while words not in self.said:
            ready, _, _ = select.select([self.master], [], [], max(0, end - time.monotonic()))
            try:
                piece = os.read(self.master, 65536) if ready else b""
            except OSError:
                piece = b""
            if not piece:
                raise AssertionError(f"'{words}' did not come; the terminal shows:\n{self.said}")
            self.said += piece.decode(errors="replace").replace("\r\n", "\n")
        before, _, self.said = self.said.partition(words)
        return before + words

    def type(self, line: str) -> None:
        os.write(self.master, (line + "\n").encode())

    def ask(self, line: str) -> str:
        self.type(line)
        return self.expect(PROMPT)

    def end(self) -> int:
        code = self.process.wait(30)
        os.close(self.master)
        return code


class Approval(Scenario):
    def setUp(self):
        self.l = self.lab(SERVERS)
        self.l.start_all()
        self.l.package("app-1.bin", b"x" * 300_000)
        self.job_file = self.l.job_file("app-1", ["app-1.bin"], ["ids-1"], COPY_AND_CHECK)
        for device in ("dev-1-2", "dev-1-3"):
            self.refuse_writes(self.l, "ids-1", device)
        self.job = self.distribute(self.l, self.job_file, code=1)
        wait_for("everything to settle", self.l.settled)

    def open(self, **size) -> Terminal:
        terminal = Terminal(BIN / "redrive-agent", "--config", self.l.folder / "ids-1" / "agent.toml", "redistribute",
                            self.job, **size)
        self.opening = terminal.expect(PROMPT)
        return terminal

    def outcomes(self) -> dict:
        return {d: o["state"] for d, o in self.l.json("dump", "ids-1", self.job)["outcomes"].items()}

    def mended(self) -> None:
        for device in ("dev-1-2", "dev-1-3"):
            self.accept_writes(self.l, "ids-1", device)

    def test_one_device_is_left_out_and_the_other_is_approved(self):
        t = self.open()
        self.assertIn("2 devices of server ids-1: dev-1-2, dev-1-3", self.opening)
        self.assertIn("2 devices: failed: device_unreachable", self.opening)
        self.assertIn("NOT GOOD", self.opening)
        self.assertIn("cp app-1.bin installed.bin", t.ask("c"))
        self.assertIn("- device dev-1-1: succeeded", t.ask("d"))
        self.mended()
        anew = t.ask("x dev-1-3")
        self.assertIn("1 device of server ids-1: dev-1-2", anew)
        self.assertIn("left out by you: dev-1-3", anew)
        self.assertIn("type the whole word", t.ask("a"))
        t.type("approve")
        t.expect("redrive jobs cancel " + self.job)
        self.assertIn("1 succeeded, 0 failed", t.expect("1 of the job's 3 devices still not done"))
        self.assertEqual(t.end(), 0)
        self.assertEqual(self.outcomes(), {"dev-1-1": "succeeded", "dev-1-2": "succeeded", "dev-1-3": "failed"})

    def test_a_word_typed_before_the_plan_is_shown_approves_nothing(self):
        t = self.open()
        self.mended()
        anew = t.ask("x dev-1-3\napprove")
        self.assertIn("1 device of server ids-1: dev-1-2", anew)
        t.type("q")
        t.expect("nothing was run")
        self.assertEqual(t.end(), 4)
        self.assertEqual(self.outcomes()["dev-1-2"], "failed")

    def test_ctrl_c_and_the_end_of_input_run_nothing(self):
        t = self.open(columns=40, rows=10)
        t.resize(120, 40)
        self.assertIn("Devices 1 to 2 of 2", t.ask("n"))
        os.write(t.master, b"appr\x03")
        t.expect("nothing was run")
        self.assertEqual(t.end(), 4)
        t = self.open()
        os.write(t.master, b"\x04")
        t.expect("nothing was run")
        self.assertEqual(t.end(), 4)
        self.assertEqual(self.outcomes()["dev-1-2"], "failed")

    def test_a_refused_plan_is_kept_at_central_and_can_not_be_approved(self):
        digest = self.l.json("redistribute", "ids-1", self.job, "--plan-only")["items"][0]["plan"]["digest"]
        t = self.open()
        self.assertIn(digest[:40], self.opening)
        t.type("r the disk is not cleared yet")
        t.expect("can not be approved any more")
        self.assertEqual(t.end(), 4)
        row = self.l.items("redistributions", "list")[0]
        self.assertEqual((row["state"], row["why"]), ("refused", "the disk is not cleared yet"))
        self.assertIn("refused", {act["what"] for act in self.l.items("audit", "list")})
        self.l.cli("redistribute", "ids-1", self.job, "--approve", digest, code=1)
        self.assertIn("has changed", self.l.last_error)
        self.mended()  # the next plan is another one, and may run
        self.l.cli("redistribute", "ids-1", self.job, "--yes", "--wait")

    def test_scripts_leave_devices_out_by_name_or_pattern(self):
        self.mended()
        plan = self.l.json("redistribute", "ids-1", self.job, "--exclude", "dev-1-3", "--plan-only")["items"][0]["plan"]
        self.assertEqual(([d["device"] for d in plan["devices"]], plan["exclude"]), (["dev-1-2"], ["dev-1-3"]))
        self.l.cli("redistribute", "ids-1", self.job, "--exclude", "dev-1-3", "--yes", "--wait")
        self.assertEqual(self.outcomes(), {"dev-1-1": "succeeded", "dev-1-2": "succeeded", "dev-1-3": "failed"})
        self.l.agent("ids-1", "redistribute", self.job, "--exclude", "dev-*", "--yes", code=3)
        self.l.agent("ids-1", "redistribute", self.job, code=2, stdin="")
        self.l.agent("ids-1", "redistribute", self.job, "--yes")
        self.assertEqual(set(self.outcomes().values()), {"succeeded"})


class Steps(Scenario):
    def test_a_step_that_succeeded_is_not_repeated_unless_asked(self):
        l = self.lab(SERVERS)
        l.start_all()
        l.package("app-1.bin", b"x" * 1000)
        job_file = l.job_file("app-1", ["app-1.bin"], ["ids-1"], 'before = ["sh", "-c", "echo before >> steps"]\n'
                              'install = ["sh", "-c", "echo install >> steps; test -e mended"]\ntimeout = "1m"')
        job = self.distribute(l, job_file, code=1)
        steps = l.device("ids-1", "dev-1-1") / "steps"
        self.assertEqual(steps.read_text().split(), ["before", "install"])
        plan = l.json("redistribute", "ids-1", job, "--plan-only")["items"][0]["plan"]
        self.assertEqual({d["resume_at"] for d in plan["devices"]}, {"install"})
        l.cli("redistribute", "ids-1", job, "--yes", "--wait", code=1)
        self.assertEqual(steps.read_text().split(), ["before", "install", "install"])
        for device in SERVERS["ids-1"]:
            (l.device("ids-1", device) / "mended").touch()
        l.agent("ids-1", "redistribute", job, "--from-start", "--yes")
        self.assertEqual(steps.read_text().split(), ["before", "install", "install", "before", "install"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
