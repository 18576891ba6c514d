"""The whole round by mail: an alert comes in through a mailbox, its ticket goes out, the centre answers "resolved", the
plan waits for a person, and when it has run the closing mail stands on the same thread. Answers that prove nothing change
nothing."""
import email
import email.message
import email.policy
import unittest

from lab import subject_of, wait_for
from mailbox_lab import MailboxScenario
from scenario import COPY_AND_CHECK


def answer(ticket: str, text: str, sender: str = "Tech <tech@lab.example>") -> bytes:
    """As a mail program writes it: above the quoted ticket, with both headers of the thread."""
    to = email.message_from_string(ticket, policy=email.policy.default)
    reply = email.message.EmailMessage()
    reply["From"], reply["To"], reply["Subject"] = sender, to["From"], "Re: " + to["Subject"]
    reply["Message-ID"] = "<" + "".join(c for c in text + sender if c.isalnum()) + "@client.example>"
    reply["In-Reply-To"] = reply["References"] = to["Message-ID"].strip()
    quoted = "".join("> " + line + "\n" for line in to.get_body(("plain",)).get_content().splitlines())
    reply.set_content(f"{text}\n\n-- \nTech, first shift\n\nOn 2 March 2026 at 00:05, Redrive wrote:\n{quoted}")
    return reply.as_bytes(policy=email.policy.SMTP)


class MailRound(MailboxScenario):
    def setUp(self):
        self.l = self.lab(thresholds='limit = 1\nhold = "0s"')  # the agent's own alert is not enough
        self.mailbox = self.give_mailbox(self.l)
        self.l.start_all()
        self.l.package("app-1.bin", b"x" * 100_000)
        self.refuse_writes(self.l, "ids-1", "dev-1-2")
        self.job = self.distribute(self.l, self.l.job_file("app-1", ["app-1.bin"], ["ids-*"], COPY_AND_CHECK), code=1)
        wait_for("the record", lambda: self.l.items("failures", "list"))
        self.put("alert", f"From: monitor@lab.example\nMessage-ID: <1@monitor.example>\nSubject: device trouble\n\n"
                 f"Server: ids-1\nDevice: dev-1-2\nJob: {self.job}\nType: device_unreachable\nMessage: no answer\n".encode())
        self.mail = self.l.wait_for_mails(1)[0]
        self.ticket = self.l.items("tickets", "list")[0]["id"]

    def put(self, name: str, raw: bytes) -> dict:
        """Into the mailbox; back comes what central made of it."""
        before = {m["number"] for m in self.l.items("mail", "received", "list")}
        self.mailbox.put("redrive", name, raw)

        def judged():
            new = [m for m in self.l.items("mail", "received", "list") if m["number"] not in before and m["state"] != "new"]
            return new and new[0]
        return wait_for(f"{name} to be judged", judged)

    def state(self) -> str:
        return self.l.items("tickets", "list")[0]["state"]

    def history(self) -> str:
        return self.l.cli("tickets", "show", self.ticket)

    def test_from_an_alert_by_mail_to_the_closing_mail_on_its_thread(self):
        l = self.l
        self.assertIn("device_unreachable on dev-1-2", subject_of(self.mail))
        self.assertEqual(len(l.items("tickets", "list")), 1)
        self.assertEqual(self.put("ack", answer(self.mail, "Ack, I am on my way."))["ticket"], self.ticket)
        self.assertEqual(self.state(), "acked")

        self.accept_writes(l, "ids-1", "dev-1-2")
        resolved = self.put("resolved", answer(self.mail, "Resolved.\nThe switch had lost its configuration."))
        self.assertEqual((resolved["state"], resolved["ticket"]), ("reply", self.ticket))
        self.assertEqual(self.state(), "resolved")
        planned = wait_for("the plan", lambda: l.items("redistributions", "list"))
        self.assertEqual([(p["server"], p["job"], p["ticket"], p["state"]) for p in planned],
                         [("ids-1", self.job, self.ticket, "planned")])
        wait_for("the plan on the timeline", lambda: planned[0]["id"] + " waits for approval" in self.history())
        self.assertEqual(len(l.items("failures", "list")), 1)  # nothing runs by itself

        plan = l.json("redistributions", "show", planned[0]["id"])["plan"]
        self.assertEqual([d["device"] for d in plan["devices"]], ["dev-1-2"])
        l.cli("redistributions", "approve", planned[0]["id"], plan["digest"])
        wait_for("the record to clear", lambda: not l.items("failures", "list"))
        wait_for("the ticket to close", lambda: self.state() == "closed")
        closing = email.message_from_string(l.wait_for_mails(2)[-1], policy=email.policy.default)
        opened = email.message_from_string(self.mail, policy=email.policy.default)
        self.assertIn("closed", closing["Subject"])
        self.assertEqual(closing["References"].strip(), opened["Message-ID"].strip())
        self.assertIn("The switch had lost its configuration", self.history())
        l.stop_all()

    def test_answers_that_prove_nothing_change_nothing(self):
        bare = email.message_from_bytes(answer(self.mail, "resolved"), policy=email.policy.SMTP)
        del bare["In-Reply-To"], bare["References"]
        forged = answer(self.mail, "resolved").replace(f"<{self.ticket}.1.".encode(), f"<{self.ticket}.1.a".encode())
        vacation = b"Auto-Submitted: auto-replied\r\n" + answer(self.mail, "resolved")
        bulk = b"Precedence: bulk\r\n" + answer(self.mail, "resolved")
        for name, raw, state in (("bare", bare.as_bytes(), "quarantined"), ("forged", forged, "quarantined"),
                                 ("stranger", answer(self.mail, "resolved", "eve@elsewhere.example"), "note"),
                                 ("vacation", vacation, "automatic"), ("bulk", bulk, "automatic")):
            self.assertEqual(self.put(name, raw)["state"], state, name)
        self.assertEqual(self.state(), "open")
        self.assertEqual(self.l.items("redistributions", "list"), [])
        self.assertIn("eve@elsewhere.example is not of a centre that got this ticket", self.history())
        self.l.stop_all()


if __name__ == "__main__":
    unittest.main(verbosity=2)
