"""Silence: an agent that stops is one ticket until it is heard again, and no device of a job stays without an end."""
import email
import signal
import unittest

from lab import subject_of, wait_for
from scenario import COPY_AND_CHECK, SMALL, Scenario

SHORT = '[alerts]\nunreachable_after = "8s"\nunreachable_again = "1h"\n\n[jobs]\nreport_within = "10s"'


class Silence(Scenario):
    def setUp(self):
        self.l = self.lab(SMALL, central_extra=SHORT)
        self.l.start_all()

    def tell(self, server: str, number: int) -> None:
        self.l.programs[server].process.send_signal(number)

    def tickets(self, failure_type: str, *states: str) -> list:
        return [t for t in self.l.items("tickets", "list") if t["failure_type"] == failure_type and t["state"] in states]

    def mails_of(self, ticket: dict) -> list:
        return [email.message_from_string(m) for m in self.l.mails() if f"[{ticket['id']}]" in subject_of(m)]

    def outcomes(self, job: str, server: str) -> dict:
        shown = self.l.json("jobs", "show", job)
        share = next(s for s in shown["servers"] if s["server"] == server)
        return {"share": share["state"], "succeeded": share["succeeded"], "failed": share["failed"]}

    def failures(self) -> set:
        return {(f["device"], f["failure_type"]) for f in self.l.items("failures", "list")}

    def test_a_stopped_agent_is_one_ticket_across_a_restart_of_central_and_its_return_closes_it(self):
        l = self.l
        self.tell("ids-1", signal.SIGSTOP)
        first = wait_for("the ticket of ids-1", lambda: self.tickets("server_unreachable", "open"))[0]
        self.assertEqual((first["scope"], first["server"], first["centre"], first["location"]), ("server", "ids-1", "mc-a", "S001"))
        opening = wait_for("its mail", lambda: self.mails_of(first))[0]
        text = next(p for p in opening.walk() if p.get_content_type() == "text/plain").get_payload(decode=True).decode()
        self.assertIn("no sign of life from the agent of ids-1 for more than 8s", " ".join(text.split()))
        shown = l.cli("tickets", "show", first["id"])
        words = " ".join(shown.split())
        for said in ("1 alert of server ids-1 with server_unreachable within 1h, more than 0 by", "To mc-a: centre of location S001.",
                     "Why not wider not wider than server ids-1:", "1 server of site S001 is not enough",
                     "matched by", "100 % sure", "Alerts (1)", "no sign of life from the agent of ids-1"):
            self.assertIn(said, words)
        self.assertLessEqual(max(map(len, shown.splitlines())), 80)

        l.programs["central"].stop()
        l.start_central()
        wait_for("ids-2 to come back", lambda: l.status()["agents"]["connected"] == 1)
        # When ids-2 has been found silent, ids-1 has been looked at as well, by the central that was started later.
        wait_for("ids-2 to be heard", lambda: any(a["name"] == "ids-2" and a["last_heard"] for a in l.items("agents", "list")))
        self.tell("ids-2", signal.SIGSTOP)
        wait_for("the ticket of ids-2", lambda: len(self.tickets("server_unreachable", "open")) == 2)
        self.assertEqual(sorted(t["server"] for t in l.items("tickets", "list")), ["ids-1", "ids-2"])
        self.assertEqual(sorted(a["server"] for a in l.items("alerts", "list")), ["ids-1", "ids-2"])

        for server in SMALL:
            self.tell(server, signal.SIGCONT)
        wait_for("both tickets to close", lambda: len(self.tickets("server_unreachable", "closed")) == 2)
        self.assertEqual(l.items("failures", "list"), [])
        closing = wait_for("the closing mail", lambda: (m := self.mails_of(first)) and len(m) == 2 and m)[1]
        self.assertIn("closed", closing["Subject"])
        self.assertEqual(closing["In-Reply-To"], opening["Message-ID"])
        self.assertEqual(len(l.items("tickets", "list")), 2)

    def test_a_job_for_a_stopped_agent_ends_and_what_it_does_later_replaces_that(self):
        l = self.l
        l.package("app.bin", b"x" * 100_000)
        self.tell("ids-1", signal.SIGSTOP)
        job = self.distribute(l, l.job_file("app", ["app.bin"], ["ids-*"], COPY_AND_CHECK), code=1)
        self.assertEqual(self.outcomes(job, "ids-1"), {"share": "no_report", "succeeded": 0, "failed": 3})
        self.assertEqual(self.outcomes(job, "ids-2"), {"share": "finished", "succeeded": 2, "failed": 0})
        self.assertEqual(l.json("jobs", "show", job)["state"], "no_report")
        missing = {(d, "no_report") for d in SMALL["ids-1"]}
        wait_for("a record for each device", lambda: missing <= self.failures())
        # What nobody reports of devices behind a silent server belongs to the ticket of the server.
        wait_for("one ticket for all of it", lambda: [(t["scope"], t["server"], t["failure_type"]) for t in l.items("tickets", "list")]
                 == [("server", "ids-1", "server_unreachable")])

        self.tell("ids-1", signal.SIGCONT)
        wait_for("the true outcomes", lambda: self.outcomes(job, "ids-1") == {"share": "finished", "succeeded": 3, "failed": 0})
        wait_for("the records to clear", lambda: not l.items("failures", "list"))
        wait_for("the tickets to close", lambda: {t["state"] for t in l.items("tickets", "list")} == {"closed"})
        self.assertEqual({o["state"] for o in l.json("dump", "ids-1", job)["outcomes"].values()}, {"succeeded"})

    def test_devices_at_work_when_their_agent_stops_end_and_their_true_failure_takes_over(self):
        l = self.l
        l.package("app.bin", b"x")
        go = l.folder / "go"
        script = f"while [ ! -e {go} ]; do sleep 0.1; done; [ {{device}} != dev-1-2 ] || {{ echo 'setup: bad version' >&2; exit 1; }}"
        job_file = l.job_file("app", ["app.bin"], ["ids-1"], f'install = ["sh", "-c", "{script}"]\ntimeout = "5m"')
        job = l.cli("distribute", job_file).strip()
        wait_for("the agent to take the job", lambda: l.cli("dump", "ids-1", job, code=None) and l.last_code == 0)
        wait_for("a device to be worked on",
                 lambda: {o["state"] for o in l.json("dump", "ids-1", job)["outcomes"].values()} == {"running"})
        self.tell("ids-1", signal.SIGSTOP)
        wait_for("the end of the share", lambda: self.outcomes(job, "ids-1")["share"] == "no_report")
        missing = {(d, "no_report") for d in SMALL["ids-1"]}
        wait_for("a record for each device", lambda: missing <= self.failures())

        go.touch()
        self.tell("ids-1", signal.SIGCONT)
        wait_for("the true outcomes", lambda: self.outcomes(job, "ids-1") == {"share": "finished", "succeeded": 2, "failed": 1})
        wait_for("only the true failure to be left", lambda: self.failures() == {("dev-1-2", "install_failed")})
        self.assertIn("setup: bad version", l.items("failures", "list")[0]["message"])
        wait_for("one ticket to be left", lambda: [t["failure_type"] for t in l.items("tickets", "list") if t["state"] != "closed"]
                 == ["install_failed"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
