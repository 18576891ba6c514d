"""What alerts list --jsonl prints can be sent again; what is counted, and by which rules, can be read."""
import csv
import json
import unittest

from lab import wait_for
from scenario import SMALL, Scenario

SENT = [
    {"id": "a-1", "occurred_at": "2026-03-02T00:02:13Z", "server": "ids-1", "device": "dev-1-1", "job": "J-1", "package": "app-2.3",
     "failure_type": "Disk-Full", "message": "No space left", "location": "Pune", "status": "firing", "rack": 4,
     "deep": {"list": [1, None, {"x": "y"}]}, "später": "ünïcode"},
    {"id": "a-2", "occurred_at": "2026-03-02T00:02:14Z", "server": "ids-2", "failure_type": "E17", "status": "resolved"},
    {"id": "a-3", "occurred_at": "2026-03-02T00:02:10Z", "device": "dev-2-1", "message": "ssh: No route to host\nline two\t\"quoted\"",
     "status": "firing", "message_id": "<x@y>"},
    {"id": "a-4", "occurred_at": "2026-03-02T00:02:10Z", "device": "dev-2-2", "message": "x" * 65536, "status": "firing"},
]
FURTHER = {"received_at", "sender", "decided_type", "ticket"}


class AlertExport(Scenario):
    def test_lines_come_oldest_first_as_they_were_sent_and_are_known_when_sent_again(self):
        l = self.lab(SMALL)
        l.start_smtp()
        l.start_central()
        sent = SENT + [{"id": f"b-{i}", "occurred_at": "2026-03-02T00:02:13Z", "server": "ids-1", "message": f"m{i}",
                        "status": "firing"} for i in range(1500)]
        l.cli("alerts", "submit", "-", stdin="".join(json.dumps(a) + "\n" for a in sent))
        text = l.cli("alerts", "list", "--jsonl", "--since", "30d")
        lines = [json.loads(line) for line in text.splitlines()]
        self.assertEqual([{k: v for k, v in line.items() if k not in FURTHER} for line in lines], sent)
        self.assertTrue(all(line["sender"] == "admin" and line["received_at"] for line in lines))
        again = json.loads(l.cli("--json", "alerts", "submit", "-", stdin=text))
        self.assertEqual(again, {"accepted": 0, "repeated": len(sent), "rejected": []})
        few = l.cli("alerts", "list", "--jsonl", "--device", "dev-1-1").splitlines()
        self.assertEqual([json.loads(line)["id"] for line in few], ["a-1"])
        self.assertEqual(json.loads(few[0])["failure_type"], "Disk-Full", "as it was given, not as it was decided")
        newest = l.cli("alerts", "list", "--jsonl", "--limit", "2").splitlines()
        self.assertEqual([json.loads(line)["id"] for line in newest], ["b-1499", "b-1498"], "a page is newest first")

    def test_the_tracking_record_and_the_rules_explain_themselves(self):
        l = self.lab(SMALL, thresholds='limit = 2\n\n[[threshold]]\ndevice = "dev-1-*"\nserver = "ids-1"\nlimit = 4',
                     central_extra='[[rule]]\npattern = "paper jam"\ntype = "configuration"')
        l.start_smtp()
        l.start_central()
        alerts = [{"id": f"{d}-{i}", "device": d, "message": "cp: No space left on device"} for d in ("dev-1-1", "dev-1-2") for i in range(2)]
        l.cli("alerts", "submit", "-", stdin="".join(json.dumps(a) + "\n" for a in alerts))
        wait_for("all to be decided", l.settled)

        table = l.cli("tracking", "export").splitlines()
        self.assertRegex(table[0], "^SCOPE +SUBJECT +TYPE +NUMBER +LIMIT +WINDOW +TOTAL +LAST +DISTINCT +MEMBERS$")
        self.assertTrue(any(line.split()[:7] == ["device", "dev-1-2", "disk_full", "2", "4", "1h", "2"] for line in table), table)
        self.assertTrue(any(line.split()[:6] == ["server", "ids-1", "disk_full", "2", "2", "1h"] and line.endswith("2         dev-1-1, dev-1-2")
                            for line in table), table)
        sheet = list(csv.DictReader(l.cli("tracking", "export", "--format", "csv", "--server", "ids-1").splitlines()))
        self.assertEqual([(r["subject"], r["in_window"], r["member_count"], r["members"]) for r in sheet], [("ids-1", "2", "2", "dev-1-1, dev-1-2")])
        lines = [json.loads(line) for line in l.cli("tracking", "export", "--format", "jsonl", "--device", "dev-1-1").splitlines()]
        self.assertEqual([(c["scope"], c["total"]) for c in lines], [("device", 2)])

        own = l.json("thresholds", "explain", "dev-1-1", "disk_full")["scopes"][0]
        self.assertEqual((own["number"], own["limit"], own["needed"]), (2, 4, 3))
        self.assertRegex(own["rule"], r"central\.toml:\d+ \(device 'dev-1-\*', server 'ids-1'\)")
        self.assertIn("MORE TO A TICKET", l.cli("thresholds", "explain", "dev-1-1", "disk_full"))

        self.assertRegex(l.cli("classify", "Paper JAM in tray 2"), r"(?s)configuration\n.*central\.toml:\d+\n.*Paper JAM\n")
        self.assertRegex(l.cli("classify", "cp: No space left"), r"shipped rule disk_full/space\n")
        self.assertTrue(l.items("rules", "list")[0]["place"].split("/")[-1].startswith("central.toml:"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
