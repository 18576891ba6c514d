"""What alerts list --jsonl prints is what was sent, in order of arrival, and can be sent again."""
import json
import unittest

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


if __name__ == "__main__":
    unittest.main(verbosity=2)
