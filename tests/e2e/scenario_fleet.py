"""A fleet: one job to 50 servers (1,000 with REDRIVE_LONG), a tenth of the devices fails for six causes; each makes one ticket at
its own centre, is mended, and one command does again what failed. Meanwhile agents drop and central is killed."""
import email
import os
import threading
import unittest

from api import Api
from fleet_lab import FleetLab
from lab import wait_for
from scenario import Scenario

LONG = bool(os.environ.get("REDRIVE_LONG"))
SERVERS, SERVERS_PER_SITE, DEVICES = (1000, 50, 10) if LONG else (50, 2, 10)

CAUSES = [("network", "site", "device_unreachable", "ssh: connect to host: No route to host", 100),
          ("bad line", "site", "transfer_interrupted", "rsync: connection unexpectedly closed", 100),
          ("keys", "server", "auth_failed", "Permission denied (publickey)", 40),
          ("full disk", "server", "disk_full", "No space left on device", 40),
          ("old till", "device", "install_failed", "setup: exit status 1", 100),
          ("odd till", "device", "verify_failed", "cmp: files differ", 100)]

SCRIPT = f"""
seed = 7
servers = {SERVERS}
devices = {DEVICES}
servers_per_site = {SERVERS_PER_SITE}
work = "200ms"
first_reconnect = "100ms"
max_reconnect = "1s"
""" + "".join(f'[[cause]]\nname = "{name.replace(" ", "-")}"\nscope = "{scope}"\ntype = "{kind}"\nmessage = "{message}"\npercent = {percent}\n'
              for name, scope, kind, message, percent in CAUSES)

THRESHOLDS = """limit = 0
hold = "6s"
[[threshold]]
scope = "server"
limit = 2
[[threshold]]
scope = "site"
limit = 1"""


class Fleet(Scenario):
    def setUp(self):
        self.l = self.lab(SCRIPT, kind=FleetLab, thresholds=THRESHOLDS)
        self.l.start_smtp()
        self.l.start_central()
        self.fleet = self.l.start_fleet()
        self.fleet.wait("every agent", lambda c: c["ready"] == SERVERS)

    def kill_central(self) -> None:
        self.l.programs["central"].kill()
        self.l.start_central()

    def distribute_to_all(self) -> str:
        self.l.package("app.bin", b"x" * 1000)
        return self.l.cli("distribute", self.l.job_file("app", ["app.bin"], ["ids-*"], 'install = ["true"]\nparallel = 2')).strip()

    def devices(self, job: str) -> dict:
        """How many have reached which end, when every server has reported all."""
        shares = self.l.json("jobs", "show", job)["servers"]
        done = all(s["state"] == "finished" and s["succeeded"] + s["failed"] == DEVICES for s in shares)
        return done and {end: sum(s[end] for s in shares) for end in ("succeeded", "failed")}

    def tickets(self, *states: str) -> list:
        return [t for t in self.l.items("tickets", "list", "--limit", "1000") if t["state"] in states]

    def causes_with_tickets(self) -> list:
        """One entry for each ticket; those that turned out to be part of another are closed."""
        return sorted((t["scope"], t[t["scope"]] if t["scope"] != "site" else t["location"], t["failure_type"], t["centre"])
                      for t in self.tickets("open", "held"))

    def redistribute_all(self) -> None:
        """One command, in waves. Where the kill of central cuts it off before all is approved, it is given again."""
        api = Api(self.l)
        while api.get("/api/v1/failures")["items"]:
            self.l.cli("redistribute", "--all-failed", "--canary", "2", "--wave", "50%", "--yes", "--wait", code=None)

    def test_six_causes_are_six_tickets_and_one_command_does_again_what_failed(self):
        l, fleet, causes = self.l, self.fleet, self.l.causes()
        broken = sum(len(cause["devices"]) for cause in causes)
        self.assertEqual(len(causes), 6)
        self.assertAlmostEqual(broken / (SERVERS * DEVICES), 0.1, delta=0.01)

        job = self.distribute_to_all()
        fleet.wait("the first failures", lambda c: c["failed"] > broken / 10)
        fleet.tell("drop 10% 1s")
        self.kill_central()
        fleet.wait("those that dropped to be back", lambda c: c["away"] == 0 and c["ready"] == SERVERS)
        ends = wait_for("the end of the job", lambda: self.devices(job), 180)
        self.assertEqual(ends, {"succeeded": SERVERS * DEVICES - broken, "failed": broken})

        expected = sorted((c["scope"], c["subject"], c["failure_type"], c["centre"]) for c in causes)
        wait_for("a ticket for each cause", lambda: self.causes_with_tickets() == expected)
        wait_for("their mails", lambda: all(t["state"] != "held" for t in self.tickets("open", "held")) and l.settled())
        self.assertEqual(self.causes_with_tickets(), expected)
        self.assertEqual(len(l.items("failures", "list", "--limit", "1000")), min(broken, 1000))

        fleet.tell("mend all")
        command = threading.Thread(target=self.redistribute_all, daemon=True)
        command.start()
        fleet.wait("the first plans to run", lambda c: c["plans_run"] > 0)
        fleet.tell("drop 10% 1s")
        self.kill_central()
        command.join(300)
        self.assertFalse(command.is_alive(), "the command does not come to its end")
        self.assertIn("finished", [rollout["state"] for rollout in l.items("rollouts", "list")])
        wait_for("success everywhere", lambda: self.devices(job) == {"succeeded": SERVERS * DEVICES, "failed": 0})
        wait_for("the records to clear", lambda: l.items("failures", "list") == [])
        wait_for("the counters to clear", lambda: l.items("tracking", "list") == [])
        wait_for("every ticket to close", lambda: self.tickets("open", "held") == [])
        fleet.wait("all to be acknowledged", lambda c: c["unacknowledged"] == 0 and c["open_runs"] == 0)
        wait_for("the closing mails", l.settled)
        own = [t for t in self.tickets("closed") if "duplicate_of" not in t]
        self.assertEqual(len(own), 6)
        mails = [email.message_from_string(mail) for mail in l.mails()]
        for ticket in own:
            told = [m for m in mails if f"[{ticket['id']}]" in m["Subject"]]
            self.assertGreaterEqual(len(told), 2, f"{ticket['id']} was opened and closed")
            self.assertEqual({m["To"] for m in told}, {f"{ticket['centre']}@lab.example"}, ticket["id"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
