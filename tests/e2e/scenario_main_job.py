"""Journeys 1, 2 and 3 together: distribute, fail, ticket, mend, plan, approve, run again, clear."""
import json
import unittest

from lab import subject_of, wait_for
from scenario import COPY_AND_CHECK, SMALL, Scenario


class MainJob(Scenario):
    def setUp(self):
        self.l = self.lab()
        self.l.start_all()
        self.l.package("app-1.bin", b"x" * 300_000)
        self.job_file = self.l.job_file("app-1", ["app-1.bin"], ["ids-*"], COPY_AND_CHECK)

    def test_only_what_failed_runs_again_and_everything_clears(self):
        l = self.l
        self.refuse_writes(l, "ids-1", "dev-1-2")
        job = self.distribute(l, self.job_file, code=1)
        failures = wait_for("the record", lambda: l.items("failures", "list"))
        self.assertEqual([(f["server"], f["device"], f["job"], f["failure_type"]) for f in failures],
                         [("ids-1", "dev-1-2", job, "device_unreachable")])
        mail = l.wait_for_mails(1)[0]
        self.assertIn("device_unreachable on dev-1-2", subject_of(mail))
        self.assertIn("X-Lab-To: mc-a@lab.example", mail)
        ticket = l.items("tickets", "list")[0]
        self.assertEqual((ticket["scope"], ticket["device"], ticket["centre"], ticket["state"]), ("device", "dev-1-2", "mc-a", "open"))

        self.accept_writes(l, "ids-1", "dev-1-2")
        planned = l.json("redistribute", "--ticket", ticket["id"], "--plan-only")["items"]
        plan = planned[0]["plan"]
        self.assertEqual([d["device"] for d in plan["devices"]], ["dev-1-2"])
        self.assertEqual(plan["completeness"], "verbatim")
        ended = l.json("redistribute", "ids-1", job, "--approve", plan["digest"], "--wait")["items"][0]
        self.assertEqual((ended["state"], ended["succeeded"], ended["failed"]), ("finished", 1, 0))

        wait_for("the record to clear", lambda: not l.items("failures", "list"))
        self.assertEqual(l.items("tracking", "list"), [])
        wait_for("the ticket to close", lambda: l.items("tickets", "list")[0]["state"] == "closed")
        closing = l.wait_for_mails(2)[1]
        self.assertIn("closed", subject_of(closing))
        self.assertIn("In-Reply-To: <" + ticket["id"], closing)
        # Only the failed device was touched again.
        self.assertEqual(sorted(p.name for p in (l.device("ids-1", "dev-1-1") / ".redrive").glob("*")), [f"{job}.1"])
        self.assertEqual(sorted(p.name for p in (l.device("ids-1", "dev-1-2") / ".redrive").glob("*")), [f"{job}.2"])
        self.assertEqual(len(l.items("tickets", "list")), 1)

    def test_partial_success_clears_partly_and_the_rest_can_run_again(self):
        l = self.l
        self.refuse_writes(l, "ids-1", "dev-1-1")
        self.refuse_writes(l, "ids-2", "dev-2-1")
        job = self.distribute(l, self.job_file, code=1)
        wait_for("two records", lambda: len(l.items("failures", "list")) == 2)
        wait_for("the first mails", l.settled)
        self.accept_writes(l, "ids-2", "dev-2-1")
        l.cli("redistribute", "--all-failed", "--yes", "--wait", code=1)
        left = wait_for("one record that failed again", lambda: [f for f in self.only_record() if f["again"]])
        self.assertEqual((left[0]["device"], left[0]["again"], left[0]["count"]), ("dev-1-1", 2, 2))
        self.says_again(job, left[0]["ticket"])
        self.accept_writes(l, "ids-1", "dev-1-1")
        l.cli("redistribute", "ids-1", job, "--yes", "--wait")
        wait_for("no record", lambda: not l.items("failures", "list"))
        l.cli("redistribute", "ids-1", job, "--plan-only", code=3)  # nothing is left to do
        self.assertIn("every device", l.last_error)

    def only_record(self) -> list:
        records = self.l.items("failures", "list")
        return records if len(records) == 1 else []

    def says_again(self, job: str, ticket: str) -> None:
        """The ticket of dev-1-1, its mail and what is shown of it say that it failed again; its counter is raised."""
        l = self.l
        wait_for("the end to be told", lambda: not l.json("tickets", "show", ticket)["again"][0]["running"])
        shown = l.json("tickets", "show", ticket)
        self.assertEqual(shown["again"], [{"server": "ids-1", "job": job, "run": 2, "failed": 1, "devices": 1, "running": False}])
        self.assertIn(f"device dev-1-1 failed again in run 2 of {job}: device_unreachable",
                      [line["text"] for line in shown["timeline"] if line["what"] == "again"])
        self.assertIn(f"1 of 1 device of ids-1 in run 2 of {job}", " ".join(l.cli("tickets", "show", ticket).split()))
        update = wait_for("the update", lambda: [m for m in l.mails() if ticket in subject_of(m) and f"failed again in run 2 of {job}" in m])[0]
        self.assertIn("again: 1 of 1 device of ids-1", update)
        self.assertIn("In-Reply-To: <" + ticket, update)
        counters = {c["subject"]: c["total"] for c in l.items("tracking", "list") if c["scope"] == "device"}
        self.assertEqual(counters["dev-1-1"], 2)

    def test_a_plan_that_changed_is_refused_and_an_approved_one_never_runs_twice(self):
        l = self.l
        self.refuse_writes(l, "ids-1", "dev-1-1")
        self.refuse_writes(l, "ids-1", "dev-1-2")
        job = self.distribute(l, self.job_file, code=1)
        old = l.json("redistribute", "ids-1", job, "--plan-only")["items"][0]
        self.accept_writes(l, "ids-1", "dev-1-1")
        l.cli("redistribute", "ids-1", job, "--yes", "--wait", code=1)
        l.cli("redistribute", "ids-1", job, "--approve", old["plan"]["digest"], code=1)
        self.assertIn("has changed", l.last_error)
        self.assertEqual(sorted(p.name for p in (l.device("ids-1", "dev-1-1") / ".redrive").glob("*")), [f"{job}.2"])

    def test_the_same_package_in_a_second_job_moves_no_bytes(self):
        l = self.l
        self.distribute(l, self.job_file)
        packages = l.folder / "ids-1" / "state" / "packages"
        stored = {p: p.stat().st_mtime_ns for p in packages.iterdir() if p.is_file()}
        self.distribute(l, self.job_file)
        self.assertEqual({p: p.stat().st_mtime_ns for p in packages.iterdir() if p.is_file()}, stored)

    def test_the_agent_can_be_dumped_and_redistributed_after_central_lost_its_database(self):
        l = self.l
        self.refuse_writes(l, "ids-1", "dev-1-3")
        job = self.distribute(l, self.job_file, code=1)
        wait_for("everything to settle", l.settled)
        before = l.json("dump", "ids-1", job)
        self.assertEqual(before, json.loads(l.agent("ids-1", "dump", job, "--json")))
        self.assertEqual(before["devices"], SMALL["ids-1"])
        l.programs["central"].stop()
        for file in (l.folder / "central").glob("central.db*"):
            file.unlink()
        l.start_central()
        wait_for("the agents to come back", lambda: l.status()["agents"]["connected"] == 2)
        self.assertEqual(l.json("dump", "ids-1", job), before)
        self.accept_writes(l, "ids-1", "dev-1-3")
        l.cli("redistribute", "ids-1", job, "--yes", "--wait")
        self.assertEqual({o["state"] for o in l.json("dump", "ids-1", job)["outcomes"].values()}, {"succeeded"})


if __name__ == "__main__":
    unittest.main(verbosity=2)
