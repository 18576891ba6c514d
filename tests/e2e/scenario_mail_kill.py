"""Central is killed with SIGKILL at each step of sending a mail: every ticket arrives, and what comes twice has the same
Message-ID and was told as a possible duplicate. Each step once, or 25 times with REDRIVE_LONG."""
import collections
import email
import json
import os
import threading
import unittest

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from lab import wait_for
from scenario import Scenario

STEPS = ["connected", "EHLO", "MAIL", "RCPT", "DATA", "message taken", "answered", "QUIT", "next mail"]
ROUNDS = 25 if os.environ.get("REDRIVE_LONG") else 1
TYPES = ["disk_full", "auth_failed", "verify_failed", "checksum_mismatch", "install_failed", "timeout"]
FLEET = {f"ids-{s}": [f"dev-{s}-1", f"dev-{s}-2"] for s in range(1, 2 + 2 * ROUNDS)}
# Each alert is to be a ticket of its own.
NEVER_WIDER = "".join(f'\n[[threshold]]\nscope = "{s}"\nlimit = 1000000' for s in ("server", "site", "package", "fleet"))


class Sink:
    """A mail server (aiosmtpd) that kills its client at the step it is armed with, once."""

    def __init__(self, port: int):
        sink = self
        self.lock, self.armed, self.kill = threading.Lock(), None, None
        self.struck = threading.Event()
        self.taken: list[str] = []  # Message-ID of every message that came whole, in order

        class Striking(SMTP):
            def connection_made(self, transport):
                super().connection_made(transport)
                sink.at("connected")

            async def smtp_EHLO(self, hostname):
                sink.at("EHLO")
                await super().smtp_EHLO(hostname)

            async def smtp_MAIL(self, arg):
                sink.at("next mail" if getattr(self, "served", False) else "MAIL")
                await super().smtp_MAIL(arg)

            async def smtp_RCPT(self, arg):
                sink.at("RCPT")
                await super().smtp_RCPT(arg)

            async def smtp_DATA(self, arg):
                sink.at("DATA")
                await super().smtp_DATA(arg)

            async def smtp_QUIT(self, arg):
                sink.at("QUIT")
                await super().smtp_QUIT(arg)

            async def push(self, status):
                await super().push(status)
                if str(status).startswith("250 2.0.0 Ok: queued"):
                    self.served = True
                    sink.at("answered")

        class Starting(Controller):
            def factory(self):
                return Striking(self.handler)

        self.controller = Starting(self, hostname="127.0.0.1", port=port)
        self.controller.start()

    async def handle_DATA(self, server, session, envelope):
        with self.lock:
            self.taken.append(email.message_from_bytes(envelope.content)["Message-ID"])
            number = len(self.taken)
        self.at("message taken")
        return f"250 2.0.0 Ok: queued as KILL{number}"

    def at(self, step: str) -> None:
        with self.lock:
            if step != self.armed:
                return
            self.armed = None
        self.kill()
        self.struck.set()


class MailKill(Scenario):
    def test_central_killed_at_each_step_of_sending(self):
        l = self.lab(FLEET, thresholds='limit = 0\nhold = "0s"' + NEVER_WIDER)
        sink = Sink(l.smtp_port)
        self.addCleanup(sink.controller.stop)
        l.start_central()
        alerts = iter([(server, device, kind) for kind in TYPES for server in FLEET for device in FLEET[server]])
        for _ in range(ROUNDS):
            for step in STEPS:
                sink.struck.clear()
                sink.kill = l.programs["central"].process.kill
                sink.armed = step
                # Two at a time, so that a second mail comes over the same connection.
                lines = []
                for server, device, kind in (next(alerts), next(alerts)):
                    lines.append(json.dumps({"server": server, "device": device, "failure_type": kind, "message": "it fails"}))
                l.cli("alerts", "submit", "-", stdin="\n".join(lines) + "\n", code=None)  # the kill may come before the answer
                self.assertTrue(sink.struck.wait(60), f"nothing came to the step {step}")
                l.programs["central"].stop()
                l.start_central()
                wait_for(f"all mail after a kill at {step}", l.settled)
        mails = l.items("mail", "list", "--limit", "1000")
        arrived = collections.Counter(sink.taken)
        self.assertEqual({m["state"] for m in mails}, {"sent"})
        self.assertEqual([m["message_id"] for m in mails if not arrived[m["message_id"]]], [], "never arrived")
        self.assertEqual(set(arrived) - {m["message_id"] for m in mails}, set(), "nobody ordered these")
        for mail in mails:
            twice = arrived[mail["message_id"]] - 1
            self.assertLessEqual(twice, mail["maybe_sent"], f"{mail['message_id']} came again and nobody was told that it might")
        tickets = l.items("tickets", "list", "--limit", "1000")
        opened = {m["ticket"] for m in mails if m["kind"] == "opened"}
        self.assertEqual({t["id"] for t in tickets} - opened, set(), "tickets without mail")
        possible, real = sum(m["maybe_sent"] for m in mails), sum(arrived.values()) - len(arrived)
        print(f"kills {ROUNDS * len(STEPS)}, tickets {len(tickets)}, mails {len(mails)}, arrived {sum(arrived.values())}, "
              f"possible duplicates told {possible}, real duplicates {real}, each under the same Message-ID")
        self.assertGreater(real, 0, "the kills after the dot must have doubled some")


if __name__ == "__main__":
    unittest.main(verbosity=2)
