"""A real Alertmanager tells central what fires and what is resolved."""
import unittest

from alertmanager import Alertmanager, now
from lab import wait_for
from scenario import SMALL, Scenario

LABELS = {"alertname": "DiskFull", "instance": "dev-1-1:9100", "server": "ids-1", "severity": "page"}
WORDS = {"summary": "write failed: No space left on device", "runbook": "https://wiki.example/disk"}


class WithAlertmanager(Scenario):
    def begin(self, **named) -> None:
        self.l = self.lab(SMALL)
        self.l.start_smtp()
        self.l.start_central()
        token = self.l.json("tokens", "add", "alertmanager", "--role", "submit", "--expires", "never")["token"]
        self.manager = Alertmanager(self.l, token, **named)
        self.manager.start()

    def alerts(self, status: str) -> list:
        return [a for a in self.l.items("alerts", "list") if a["status"] == status]

    def test_what_fires_is_an_alert_and_what_is_resolved_clears_its_record(self):
        self.begin()
        starts = now()
        self.manager.post(LABELS, WORDS, starts)
        firing = wait_for("the alert at central", lambda: self.alerts("firing"))[0]
        known = self.manager.alerts()[0]
        self.assertEqual(firing["id"].split("-")[0], known["fingerprint"])
        self.assertTrue(firing["id"].startswith(f"{known['fingerprint']}-{starts[:19]}"), firing["id"])
        self.assertEqual((firing["source"], firing["sender"]), ("http", "alertmanager"))
        self.assertEqual((firing["server"], firing["device"]), ("ids-1", "dev-1-1"), "the port is the exporter's")
        self.assertEqual(firing["message"], WORDS["summary"])
        self.assertEqual(firing["extra"], {"labels": {"alertname": "DiskFull", "severity": "page"},
                                           "annotations": {"runbook": WORDS["runbook"]}})
        record = wait_for("its record", lambda: self.l.items("failures", "list"))[0]
        self.assertEqual((record["device"], record["failure_type"]), ("dev-1-1", "disk_full"))
        ticket = wait_for("its ticket", lambda: self.l.items("tickets", "list"))[0]
        self.assertEqual(ticket["alerts"], [firing["id"]])

        self.manager.post(LABELS, WORDS, starts, now(-0.001))
        resolved = wait_for("the end at central", lambda: self.alerts("resolved"))[0]
        self.assertEqual(resolved["id"], firing["id"] + "-resolved")
        wait_for("the record to clear", lambda: not self.l.items("failures", "list"))
        cleared = self.l.items("tickets", "list")
        self.assertEqual([t["id"] for t in cleared], [ticket["id"]])
        wait_for("the ticket to close", lambda: self.l.items("tickets", "list")[0]["state"] == "closed")

        self.manager.post(LABELS, WORDS, now())
        again = wait_for("it to fire anew", lambda: len(self.alerts("firing")) == 2 and self.alerts("firing"))[0]
        self.assertNotEqual(again["id"], firing["id"], "another time, another alert")

    def test_what_is_told_again_is_one_alert(self):
        self.begin(repeat="300ms")
        self.manager.post(LABELS, WORDS, now())
        wait_for("it to be told three times", lambda: self.manager.told() >= 3)
        self.assertEqual(len(self.l.items("alerts", "list")), 1)
        self.assertEqual(self.l.status()["alerts"]["stored"], 1)
        self.assertEqual(self.l.items("failures", "list")[0]["count"], 1)
        self.assertEqual(self.manager.told(failed=True), 0)

    def test_what_fires_while_central_is_down_comes_when_it_is_back(self):
        self.begin()
        self.l.programs["central"].stop()
        self.manager.post(LABELS, WORDS, now())
        wait_for("a try to fail", lambda: self.manager.told(failed=True) >= 1)
        self.l.start_central()
        wait_for("the alert at central", lambda: self.alerts("firing"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
