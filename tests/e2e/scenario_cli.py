"""The command line as a person meets it: watch in a terminal, doctor, wrong input, and what scripts read."""
import json
import os
import re
import shutil
import signal
import subprocess
import unittest

from lab import BIN, SOURCE, wait_for
from scenario import COPY_AND_CHECK, Scenario
from terminal import Terminal


class CommandLine(Scenario):
    def failing_lab(self):
        """One device has failed, its ticket's mail is out."""
        lab = self.lab()
        lab.start_all()
        lab.package("app-1.bin", b"x" * 1000)
        self.refuse_writes(lab, "ids-1", "dev-1-2")
        self.distribute(lab, lab.job_file("app-1", ["app-1.bin"], ["ids-*"], COPY_AND_CHECK), code=1)
        lab.wait_for_mails(1)
        wait_for("everything to settle", lab.settled)
        return lab

    def terminal(self, lab, **named) -> Terminal:
        terminal = Terminal(lab, **named)
        self.addCleanup(terminal.close)
        return terminal

    # ---- watch

    @unittest.skipUnless(shutil.which("tmux"), "tmux is not installed")
    def test_watch_shows_what_is_wrong_follows_it_and_gives_the_terminal_back(self):
        lab = self.failing_lab()
        terminal = self.terminal(lab)
        terminal.run("echo before")
        terminal.type("redrive watch --every 1s")
        terminal.key("Enter")
        screen = terminal.wait_for("OPEN TICKETS")
        ticket = lab.items("tickets", "list")[0]["id"]
        for part in ["failures 1 open", "2 of 2 connected", ticket, "sent", "device_unreachable", "Site 1", "dev-1-2"]:
            self.assertIn(part, screen)
        self.assertNotIn("echo before", screen)  # the alternate screen

        terminal.resize(60, 15)
        wait_for("the screen to fit", lambda: "failures 1 open" in (s := terminal.screen()) and max(map(len, s.splitlines())) <= 60)
        terminal.resize(120, 40)

        lab.programs["central"].stop()
        terminal.wait_for("NO ANSWER")
        self.assertIn(ticket, terminal.screen())  # what was seen last
        lab.start_central()
        wait_for("it to come back", lambda: "NO ANSWER" not in terminal.screen() and "2 of 2 connected" in terminal.screen())

        self.accept_writes(lab, "ids-1", "dev-1-2")
        lab.cli("redistribute", "--all-failed", "--yes", "--wait")
        terminal.wait_for("nothing is wrong")

        terminal.key("q")
        terminal.wait_ready()
        screen = terminal.screen()
        self.assertIn("echo before", screen)  # as it was
        self.assertNotIn("nothing is wrong", screen)
        self.assertNotIn("exit code", screen)
        self.assertIn("typed", terminal.run("echo typed"))  # and it shows what is typed

    @unittest.skipUnless(shutil.which("tmux"), "tmux is not installed")
    def test_watch_gives_the_terminal_back_whoever_ends_it(self):
        lab = self.lab()
        lab.start_central()
        terminal = self.terminal(lab)
        for end in ["C-c", signal.SIGTERM, signal.SIGHUP]:
            with self.subTest(end=end):
                terminal.run("echo before")
                terminal.type("redrive watch")
                terminal.key("Enter")
                terminal.wait_for("nothing is wrong")
                if isinstance(end, str):
                    terminal.key(end)
                else:
                    pid = subprocess.run(["pgrep", "-n", "-f", "^redrive watch$"], capture_output=True, text=True, check=True).stdout
                    self.assertEqual(os.readlink(f"/proc/{int(pid)}/cwd"), str(lab.folder))  # ours
                    os.kill(int(pid), end)
                terminal.wait_ready()
                self.assertIn("echo before", terminal.screen())
                self.assertIn("typed", terminal.run("echo typed"))

    @unittest.skipUnless(shutil.which("tmux"), "tmux is not installed")
    def test_colours_are_for_terminals_that_want_them(self):
        lab = self.failing_lab()
        terminal = self.terminal(lab)
        terminal.run("redrive tickets list")
        self.assertIn("\x1b[1mTICKET", terminal.colours())
        terminal.run("NO_COLOR=1 redrive tickets list")
        self.assertNotIn("\x1b[1m", terminal.colours())
        self.assertNotIn("\x1b", lab.cli("tickets", "list"))

    def test_watch_without_a_terminal(self):
        lab = self.failing_lab()
        self.assertIn("OPEN TICKETS", lab.cli("watch"))
        seen = lab.json("watch")
        self.assertEqual((seen["overview"]["failures"]["open"], seen["status"]["name"]), (1, "lab"))
        self.assertEqual(list(seen["mail_of_tickets"].values()), ["sent"])
        lines = subprocess.Popen([BIN / "redrive", "--central", f"http://127.0.0.1:{lab.http_port}", "--token-file",
                                  lab.folder / "central/admin.token", "--jsonl", "watch", "--every", "1s"], stdout=subprocess.PIPE, text=True)
        self.addCleanup(lines.stdout.close)
        self.addCleanup(lines.wait)
        self.addCleanup(lines.kill)
        for _ in range(2):
            self.assertEqual(json.loads(lines.stdout.readline())["overview"]["failures"]["open"], 1)
        lab.cli("watch", "--every", "1ms", code=2)
        self.assertIn("1s to 1h", lab.last_error)

    # ---- doctor

    def test_doctor_finds_what_is_wrong_and_what_to_do(self):
        lab = self.failing_lab()
        config = lab.folder / "central.toml"
        config.chmod(0o640)
        findings = {c["what"]: c for c in lab.json("doctor")["checks"]}
        for what in ["address", "ready", "token", "clock", "version", "database", "mail", "agents", "routes", "locations"]:
            self.assertEqual((what, findings[what]["state"]), (what, "ok"), findings[what])
        host = [c for c in lab.json("doctor", "--config", config)["checks"] if c["where"] == "central's host"]
        self.assertLessEqual({"configuration", "state directory", "disk", "key", "admin token", "database", "schema", "SMTP", "DNS", "clock",
                              "port", "central"}, {c["what"] for c in host})
        self.assertEqual([c for c in host if c["state"] == "failed"], [])
        for check in host:
            self.assertEqual(check["state"] == "ok", check["todo"] is None, check)
        self.assertIn("it runs", next(c for c in host if c["what"] == "central")["found"])

        lab.programs["ids-2"].stop()
        wait_for("the silence to show", lambda: not all(a["connected"] for a in lab.items("agents", "list")))
        self.assertIn("ids-2", next(c for c in lab.json("doctor")["checks"] if c["what"] == "agents")["found"])

        (lab.folder / "central/admin.token").chmod(0o644)
        lab.programs["smtp"].stop()
        text = lab.cli("doctor", "--config", config, code=1)
        self.assertIn("chmod 600", text)
        self.assertRegex(text, r"failed +SMTP +smtp://127.0.0.1:\d+: ")
        lab.programs["central"].stop()
        text = lab.cli("doctor", code=1)
        self.assertRegex(text, r"failed +address")
        self.assertIn("systemctl status redrive-central", " ".join(text.split()))

    def test_doctor_at_the_host_says_every_problem_of_the_configuration(self):
        lab = self.lab()
        config = lab.folder / "central.toml"
        config.write_text(config.read_text() + "\n[nothing]\nx = 1\n")
        self.assertRegex(lab.run("redrive-central", "--config", config, "doctor", code=1), r"central.toml:\d+: nothing is not known")
        self.assertRegex(lab.cli("doctor", "--config", config, code=1), r"central.toml:\d+: nothing is not known")

    # ---- wrong input

    def test_wrong_input_says_what_was_expected(self):
        lab = self.lab()
        lab.start_central()
        for words, code, said in [
                (["statsu"], 2, "did you mean status?"), (["failures"], 2, "a verb is expected: list"),
                (["tickets", "lits"], 2, "did you mean list?"), (["tickets", "list", "--stat", "open"], 2, "did you mean --state?"),
                (["tickets", "list", "--state", "odd"], 2, "held, open, acked, resolved, closed"),
                (["tickets", "list", "--limit", "0"], 2, "1 to 1000"), (["tickets", "show"], 2, "ID is required"),
                (["outages", "add", "--server", "ids-1", "--reason", "x"], 2, "--end, --duration"), (["status", "more"], 2, "'more' was not expected"),
                (["distribute", "/nowhere.toml"], 2, "/nowhere.toml"), (["failures", "list", "--since", "soon"], 2, "a span such as 2h"),
                (["tickets", "show", "RD-2026-999999"], 3, "RD-2026-999999"), (["jobs", "show", "J-none"], 3, "J-none"),
                (["--token-file", "/nowhere", "status"], 4, "/nowhere"), (["--central", "http://127.0.0.1:1", "status"], 5, "http://127.0.0.1:1"),
                (["--central", "nonsense", "status"], 2, "http://127.0.0.1:8461"), (["--central", "ftp://noc-1", "status"], 2, "https://noc.example")]:
            with self.subTest(words=words):
                lab.cli(*words, code=code)
                self.assertIn(said, lab.last_error)

    def test_no_verb_shows_what_there_is(self):
        done = subprocess.run([BIN / "redrive"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("distribute", done.stderr)

    def test_the_transcript_shows_every_verb(self):
        page = (SOURCE / "docs" / "cli.md").read_text()
        script = subprocess.run([BIN / "redrive", "completion", "bash"], capture_output=True, text=True, check=True).stdout
        verbs = re.findall(r"^    '([a-z][a-z -]*)'\) verbs='';", script, re.M)
        self.assertGreater(len(verbs), 60)
        self.assertEqual([verb for verb in verbs if not re.search(rf"^    \$ (.*[|;] )?redrive {verb}\b", page, re.M)], [])

    # ---- lists

    def test_every_list_comes_as_table_json_and_lines(self):
        lab = self.failing_lab()
        lists = [["failures"], ["alerts"], ["tracking"], ["tickets"], ["mail"], ["mail", "received"], ["jobs"], ["redistributions"], ["rollouts"],
                 ["tools"], ["thresholds"], ["outages"], ["rules"], ["agents"], ["devices"], ["users"], ["tokens"], ["audit"]]
        for words in [*[[*words, "list"] for words in lists], ["route", "lint"], ["route", "unmatched"]]:
            with self.subTest(verb=words):
                items = lab.items(*words)
                lines = [json.loads(line) for line in lab.cli("--jsonl", *words).splitlines()]
                self.assertEqual(len(lines), len(items))
                table = lab.cli(*words).splitlines()
                if items:
                    self.assertGreaterEqual(len(table), len(items) + 1)
                    self.assertEqual(table[0], table[0].upper())
                self.assertLessEqual(len(lab.items(*words, "--limit", "1")), 1)
        self.assertEqual(len(lab.cli("--jsonl", "agents", "list", "--limit", "1").splitlines()), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
