"""Named people: logins, roles, tokens, two persons for a plan, a thousand guesses, and who did what."""
import json
import os
import pty
import select
import socket
import subprocess
import unittest
import urllib.error
import urllib.request

from lab import BIN, PATIENCE, wait_for
from scenario import COPY_AND_CHECK, Scenario

PASSWORD = "correct horse battery"


class People(Scenario):
    def lab_of_people(self, *words, **named):
        l = self.lab({"ids-1": ["dev-1-1", "dev-1-2"]}, *words, **named)
        l.start_all()
        return l

    def add(self, l, name: str, role: str) -> None:
        l.cli("users", "add", name, "--role", role, stdin=PASSWORD + "\n")

    def log_in(self, l, name: str):
        """A command line of this person, with a home of its own."""
        home = l.folder / f"home-{name}"
        home.mkdir(exist_ok=True)
        env = {**os.environ, "HOME": str(home), "REDRIVE_CENTRAL": f"http://127.0.0.1:{l.http_port}"}
        env.pop("XDG_CONFIG_HOME", None)
        env.pop("REDRIVE_TOKEN_FILE", None)

        def cli(*words, code=0, stdin=None):
            done = subprocess.run([BIN / "redrive", *map(str, words)], input=stdin, capture_output=True, text=True, env=env, timeout=PATIENCE)
            self.assertEqual(done.returncode, code, done.stdout + done.stderr)
            self.said = done.stderr
            return done.stdout

        cli.env, cli.home = env, home
        cli("login", name, stdin=PASSWORD + "\n")
        return cli

    def api(self, l, token: str, method: str, path: str, body=None) -> int:
        request = urllib.request.Request(f"http://127.0.0.1:{l.http_port}/api/v1/{path}", method=method,
                                         data=None if body is None else json.dumps(body).encode(),
                                         headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status
        except urllib.error.HTTPError as refused:
            return refused.code

    def failed_job(self, l) -> str:
        self.refuse_writes(l, "ids-1", "dev-1-2")
        l.package("app.bin", b"x" * 1000)
        job = self.distribute(l, l.job_file("app", ["app.bin"], ["ids-1"], COPY_AND_CHECK), code=1)
        self.accept_writes(l, "ids-1", "dev-1-2")
        wait_for("the record", lambda: l.items("failures", "list"))
        return job

    def test_a_login_is_kept_for_its_person_alone_and_ends_with_logout(self):
        l = self.lab_of_people()
        self.add(l, "ann", "viewer")
        ann = self.log_in(l, "ann")
        session = ann.home / ".config" / "redrive" / "session"
        self.assertEqual(session.stat().st_mode & 0o777, 0o600)
        token = session.read_text().splitlines()[0]
        self.assertEqual(json.loads(ann("--json", "status"))["name"], "lab")
        ann("outages", "add", "--site", "S001", "--duration", "1h", "--reason", "x", code=4)
        self.assertIn("viewer", self.said)
        ann("users", "list", code=4)
        ann("logout")
        self.assertFalse(session.exists())
        self.assertEqual(self.api(l, token, "GET", "status"), 401)
        for secret in (token, PASSWORD):
            for file in [l.folder / "logs" / "central.log", *(p for p in (l.folder / "central").iterdir() if p.is_file())]:
                self.assertNotIn(secret.encode(), file.read_bytes(), file)
        self.assertEqual((l.folder / "central" / "users").stat().st_mode & 0o777, 0o600)

    def test_a_terminal_shows_no_password(self):
        l = self.lab_of_people()
        self.add(l, "ann", "viewer")
        ann = self.log_in(l, "ann")
        terminal, other = pty.openpty()
        login = subprocess.Popen([BIN / "redrive", "login", "ann"], stdin=other, stdout=other, stderr=other, env=ann.env, start_new_session=True)
        os.close(other)
        shown = b""

        def read() -> bytes:
            nonlocal shown
            if select.select([terminal], [], [], 0)[0]:
                try:
                    shown += os.read(terminal, 4096)
                except OSError:  # its other end is closed
                    pass
            return shown

        wait_for("the question", lambda: b"password of ann: " in read())
        os.write(terminal, PASSWORD.encode() + b"\n")
        wait_for("the answer", lambda: b"logged in as ann (viewer)" in read())
        self.assertEqual(login.wait(PATIENCE), 0)
        self.assertNotIn(PASSWORD.encode(), shown)
        os.close(terminal)

    def test_what_is_taken_from_somebody_is_taken_at_once(self):
        l = self.lab_of_people()
        self.add(l, "ann", "administrator")
        ann = self.log_in(l, "ann")
        ann("status")
        l.cli("users", "passwd", "ann", stdin="another horse altogether\n")
        ann("status", code=4)
        l.cli("users", "remove", "ann")
        ann("login", "ann", code=4, stdin="another horse altogether\n")
        l.cli("tokens", "remove", "admin", code=1)
        self.assertIn("last administrator", l.last_error)

    def test_a_submit_token_hands_in_alerts_and_nothing_else(self):
        l = self.lab_of_people()
        token = l.cli("tokens", "add", "monitoring", "--role", "submit", "--expires", "90d").strip()
        alert = {"id": "a-1", "device": "dev-1-1", "message": "No space left on device", "failure_type": "disk_full"}
        self.assertEqual(self.api(l, token, "POST", "alerts", alert), 202)
        for path in ("alerts", "status", "tickets", "audit", "users"):
            self.assertEqual(self.api(l, token, "GET", path), 403, path)
        self.assertEqual(self.api(l, token, "POST", "outages", {"site": "S001", "duration": "1h", "reason": "x"}), 403)
        wait_for("the alert to be decided", lambda: [a for a in l.items("alerts", "list") if a["sender"] == "monitoring"])
        narrow = l.cli("tokens", "add", "reports", "--role", "viewer", "--scope", "tickets,failures", "--expires", "never").strip()
        self.assertEqual([self.api(l, narrow, "GET", p) for p in ("tickets", "failures", "alerts")], [200, 200, 403])
        l.cli("tokens", "remove", "monitoring")
        self.assertEqual(self.api(l, token, "POST", "alerts", alert), 401)
        self.assertNotIn(token, (l.folder / "central" / "tokens").read_text())

    def test_it_takes_two_persons_and_there_is_no_way_round(self):
        l = self.lab_of_people(central_extra="[approval]\ntwo_person = true\n")
        self.add(l, "ann", "approver")
        self.add(l, "bob", "approver")
        self.add(l, "otto", "operator")
        ann, bob, otto = (self.log_in(l, name) for name in ("ann", "bob", "otto"))
        job = self.failed_job(l)
        ann("redistribute", "ids-1", job, "--yes", code=4)
        self.assertIn("another person", self.said)
        plan = json.loads(ann("--json", "redistributions", "list"))["items"][0]
        self.assertEqual((plan["state"], plan["created_by"]), ("planned", "ann"))
        otto("redistributions", "approve", plan["id"], plan["digest"], code=4)  # the role
        ann("redistribute", "ids-1", job, "--approve", plan["digest"], code=4)  # asking again
        l.agent("ids-1", "redistribute", job, "--yes", code=4)                  # at the server, as root
        self.assertIn("two persons", l.last_error)
        self.assertEqual(l.items("redistributions", "list")[0]["state"], "planned")
        self.assertIn("dev-1-2", bob("redistributions", "show", plan["id"]))
        bob("redistributions", "approve", plan["id"], plan["digest"])
        run = wait_for("the run to end", lambda: [r for r in l.items("redistributions", "list") if r["state"] == "finished"])[0]
        self.assertEqual((run["created_by"], run["decided_by"], run["succeeded"]), ("ann", "bob", 1))
        trail = l.items("audit", "list", "--subject", plan["id"])
        acts = [(r["who"], r["what"], r["before"], r["after"]) for r in reversed(trail)]
        self.assertEqual(acts, [("ann", "plan", None, "planned"), ("ann", "plan", "planned", "planned"),
                                ("bob", "approved", "planned", "approved"), ("ids-1", "run", "approved", "running"),
                                ("ids-1", "run", "running", "finished")])
        self.assertEqual({r["from"] for r in trail if r["who"] in ("ann", "bob")}, {"127.0.0.1"})

    def test_a_login_guessed_a_thousand_times(self):
        l = self.lab_of_people()
        self.add(l, "ann", "viewer")
        ann = self.log_in(l, "ann")  # known from here
        self.add(l, "bob", "viewer")
        statuses = {}
        for i in range(1000):
            with socket.create_connection(("127.0.0.1", l.http_port), PATIENCE) as s:
                body = json.dumps({"name": "bob", "password": f"guess number {i}"})
                s.sendall(f"POST /api/v1/login HTTP/1.1\r\nHost: lab\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
                answer = s.makefile("rb").read().decode()
            status = int(answer.split()[1])
            statuses[status] = statuses.get(status, 0) + 1
            if status == 429:
                self.assertRegex(answer, r"Retry-After: [1-9]")
        self.assertEqual(sum(statuses.values()), 1000)
        self.assertLessEqual(statuses[401], 20)
        self.assertEqual(set(statuses), {401, 429})
        ann("status")
        ann("login", "ann", stdin=PASSWORD + "\n")  # not kept out by guesses at another name from the same address
        l.programs["central"].stop()  # what was only counted is told at the end
        l.start_central()
        rows = l.items("audit", "list", "--what", "login refused")
        self.assertLessEqual(len(rows), 3)
        self.assertEqual({(r["who"], r["from"]) for r in rows}, {("bob", "127.0.0.1")})
        told = sum(int(r["detail"].split()[0]) for r in rows if "more since" in r["detail"])
        self.assertEqual(told + 1, 1000)
        ann("status", code=4)  # a restart ends every session

    def test_the_trail_says_who_did_what_from_where_before_and_after(self):
        l = self.lab_of_people()
        self.add(l, "ann", "operator")
        ann = self.log_in(l, "ann")
        self.failed_job(l)
        ticket = l.items("tickets", "list")[0]["id"]
        ann("tickets", "ack", ticket, "mine")
        outage = json.loads(ann("--json", "outages", "add", "--site", "S001", "--duration", "1h", "--reason", "power"))["id"]
        ann("outages", "remove", outage)
        rows = l.items("audit", "list", "--who", "ann")
        acts = {r["what"]: (r["subject"], r["before"], r["after"], r["from"]) for r in rows}
        self.assertEqual(acts["ack ticket"], (ticket, "open at mc-a", "acked at mc-a", "127.0.0.1"))
        self.assertIsNone(acts["add outage"][1])
        self.assertEqual(acts["add outage"][2], acts["remove outage"][1])
        self.assertIsNone(acts["remove outage"][2])
        self.assertIn("login", acts)
        added = l.items("audit", "list", "--what", "add user", "--subject", "ann")[0]
        self.assertEqual((added["who"], added["before"], added["after"]), ("admin", None, "operator"))
        accepted = l.items("audit", "list", "--what", "accept agent")[0]
        self.assertEqual((accepted["subject"], accepted["after"]), ("ids-1", l.agent_key("ids-1")))
        self.assertEqual(l.items("audit", "list", "--since", "2030-01-01T00:00:00Z"), [])
        table = l.cli("audit", "list", "--who", "ann").splitlines()
        self.assertEqual(table[0].split(), ["AT", "WHO", "FROM", "WHAT", "SUBJECT", "BEFORE", "AFTER", "DETAIL"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
