"""A storm: what is beyond the number goes out in one mail, though central is killed in the middle of it."""
import email
import json
import unittest

from lab import wait_for
from scenario import SMALL, Scenario

TYPES = ["disk_full", "auth_failed", "verify_failed", "checksum_mismatch"]  # each is a ticket of its own


class Storm(Scenario):
    def submit(self, *alerts: dict) -> None:
        self.l.cli("alerts", "submit", "-", stdin="".join(json.dumps(a) + "\n" for a in alerts))

    def mails(self) -> list:
        return [email.message_from_string(m) for m in self.l.mails()]

    def test_one_mail_tells_of_the_rest_and_what_follows_answers_it(self):
        l = self.l = self.lab(SMALL, storm_tickets=1)
        l.start_smtp()
        l.start_central()
        self.submit(*({"server": "ids-1", "device": "dev-1-1", "failure_type": t, "message": "it fails"} for t in TYPES))
        wait_for("the tickets", lambda: len(l.items("tickets", "list")) == len(TYPES))
        l.wait_for_mails(1)
        l.programs["central"].kill()
        l.start_central()
        summary = wait_for("the summary", lambda: [m for m in self.mails() if m["X-Redrive-Kind"] == "summary"], 90)[0]
        tickets = sorted(l.items("tickets", "list"), key=lambda t: t["id"])
        own, told = tickets[0], tickets[1:]
        text = next(p for p in summary.walk() if p.get_content_type() == "text/plain").get_payload(decode=True).decode()
        listed = json.loads(next(p for p in summary.walk() if p.get_content_type() == "application/json").get_payload(decode=True))
        self.assertEqual([t["id"] for t in listed["tickets"]], [t["id"] for t in told])
        for ticket in told:
            self.assertIn(f"[{ticket['id']}] {ticket['failure_type']} on dev-1-1", text)
            self.assertEqual(ticket["storm"], listed["storm"])
        self.assertNotIn(own["id"] + "]", text)

        self.submit({"device": "dev-1-1", "failure_type": told[0]["failure_type"], "status": "resolved", "message": "well"})
        closing = wait_for("the closing mail", lambda: [m for m in self.mails() if m["X-Redrive-Kind"] == "closed"])[0]
        self.assertIn(f"[{told[0]['id']}]", closing["Subject"])
        self.assertEqual(closing["In-Reply-To"], summary["Message-ID"])
        wait_for("rest", l.settled)
        self.assertEqual(sorted(m["X-Redrive-Kind"] for m in self.mails()), ["closed", "opened", "summary"])
        shown = " ".join(l.cli("tickets", "show", told[0]["id"]).split())
        self.assertIn(f"summary mail {listed['storm']} of 3 tickets for mc-a queued to", shown)


if __name__ == "__main__":
    unittest.main(verbosity=2)
