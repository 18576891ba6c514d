"""Configuration, inventory and outages change while central runs: by SIGHUP and by the command line; no alert is lost."""
import json
import re
import signal
import unittest

from lab import free_port, wait_for
from scenario import Scenario

FUTURE = "end = 2099-01-01T00:00:00Z"


class Reload(Scenario):
    def setUp(self):
        self.l = self.lab(thresholds='limit = 5\nhold = "0s"')
        self.l.start_smtp()
        self.l.start_central()
        self.sent = 0

    def edit(self, before: str, after: str) -> None:
        config = self.l.folder / "central.toml"
        text = config.read_text()
        self.assertIn(before, text)
        config.write_text(text.replace(before, after))

    def said(self, word: str) -> int:
        return self.l.programs["central"].said().count(word)

    def hangup(self, outcome: str) -> None:
        before = self.said(outcome)
        self.l.programs["central"].process.send_signal(signal.SIGHUP)
        wait_for(f"central to say '{outcome}'", lambda: self.said(outcome) > before)

    def alert(self, device: str, kind: str = "disk_full") -> None:
        line = json.dumps({"device": device, "failure_type": kind, "message": "m"})
        self.l.cli("alerts", "submit", "-", stdin=line + "\n")
        self.sent += 1
        wait_for("the alert to be decided", lambda: self.l.status()["alerts"] == {"stored": self.sent, "pending": 0})

    def tickets(self) -> list:
        return self.l.items("tickets", "list")

    def test_a_changed_threshold_and_a_moved_mail_server_take_effect_after_sighup(self):
        self.alert("dev-1-1")
        self.assertEqual(self.tickets(), [])
        before = self.l.smtp_port
        self.l.programs["smtp"].stop()
        self.l.smtp_port = free_port()
        self.l.start_smtp()
        self.edit("limit = 5", "limit = 0")
        self.edit(f":{before}", f":{self.l.smtp_port}")
        self.hangup("reload: done")
        self.alert("dev-1-1")
        self.l.wait_for_mails(1)
        self.assertEqual(len(self.tickets()), 1)
        row = self.l.items("audit", "list")[0]
        self.assertIn("[thresholds]", json.dumps(row))

    def test_a_broken_file_is_refused_with_every_error_and_the_old_goes_on(self):
        self.edit("limit = 5", 'limit = "two"')
        self.edit('first_retry = "200ms"', 'first_retry = "soon"')
        with open(self.l.folder / "devices.csv", "a") as devices:
            devices.write("dev-1-1,recipient,ids-1,S001\n")
        self.l.cli("devices", "reload", code=2)
        for place in ("central.toml:", "first_retry", "limit", "devices.csv:"):
            self.assertIn(place, self.l.last_error)
        self.hangup("reload: refused")
        log = wait_for("the last error in the log", lambda: self.l.programs["central"].said()
                       if "is repeated" in self.l.programs["central"].said() else None)
        self.assertTrue(re.search(r"reload: \S*central.toml:\d+: .*first_retry", log))
        self.alert("dev-1-1")
        self.assertEqual(self.tickets(), [], "the limit in force is still 5")

    def test_an_inventory_that_lost_half_needs_force(self):
        devices = self.l.folder / "devices.csv"
        lines = devices.read_text().splitlines()
        devices.write_text("\n".join(l for l in lines if "ids-2" not in l and "dev-2" not in l) + "\n")
        self.hangup("reload: refused")
        self.assertEqual(len(self.l.items("devices", "list")), 7)
        preview = self.l.json("devices", "reload", "--preview")
        self.assertEqual((preview["removed_count"], preview["needs_force"], preview["applied"]), (3, True, False))
        self.l.cli("devices", "reload", code=1)
        self.assertIn("3 of 7 devices would vanish", self.l.last_error)
        self.assertIn("in force now", self.l.cli("devices", "reload", "--force"))
        self.assertEqual(len(self.l.items("devices", "list")), 4)

    def test_an_outage_in_the_file_keeps_tickets_back_until_it_is_taken_out(self):
        config = self.l.folder / "central.toml"
        self.edit("limit = 5", "limit = 0")
        plain = config.read_text()
        config.write_text(plain + f'\n[[outage]]\ndevice = "dev-1-1"\nstart = 2020-01-01T00:00:00Z\n{FUTURE}\nreason = "works"\n')
        for _ in range(2):
            self.l.cli("devices", "reload")
        self.assertEqual(len(self.l.items("outages", "list")), 1, "the same outage, not two")
        self.alert("dev-1-1")
        self.assertEqual(self.tickets(), [])
        config.write_text(plain)
        self.l.cli("devices", "reload")
        self.assertEqual(self.l.items("outages", "list"), [])
        self.alert("dev-1-1")
        self.l.wait_for_mails(1)

    def test_what_needs_a_restart_is_told(self):
        self.edit(f"127.0.0.1:{self.l.http_port}", f"127.0.0.1:{free_port()}")
        report = self.l.json("devices", "reload")
        self.assertEqual((report["restart"], report["applied"]), (["[central] http"], True))
        self.assertGreater(self.said("[central] http differs"), 0)

    def test_a_storm_of_signals_costs_no_alert(self):
        for number in range(20):
            for _ in range(50):
                self.l.programs["central"].process.send_signal(signal.SIGHUP)
            self.alert(f"dev-1-{1 + number % 3}")
        self.assertEqual(self.l.status()["alerts"], {"stored": 20, "pending": 0})
        self.assertEqual(self.l.programs["central"].stop(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
