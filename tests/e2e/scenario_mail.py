"""Outgoing mail as a person deals with it: held and released, tried out, sent by the second relay."""
import json
import unittest

from lab import free_port, wait_for
from scenario import SMALL, Scenario


class Mail(Scenario):
    def fail(self, lab, server: str, device: str) -> None:
        lab.cli("alerts", "submit", "-", stdin=json.dumps({"server": server, "device": device, "failure_type": "disk_full", "message": "full"}) + "\n")

    def test_all_mail_is_held_across_a_kill_and_goes_out_when_released(self):
        l = self.lab(SMALL)
        l.start_smtp()
        l.start_central()
        self.assertIn("all outgoing mail is held", l.cli("mail", "hold", "--all", "--why", "wrong address book"))
        l.cli("mail", "hold", "--all", code=1)
        self.assertIn("held already", l.last_error)
        self.fail(l, "ids-1", "dev-1-1")
        ticket = wait_for("the ticket", lambda: l.items("tickets", "list"))[0]
        l.programs["central"].kill()
        l.start_central()
        status = " ".join(l.cli("status").split())
        self.assertRegex(status, r"all mail held by \S+ since .*: wrong address book; let it go: redrive mail release --all")
        self.assertEqual([m["state"] for m in l.items("mail", "list")], ["pending"])
        self.assertEqual(l.mails(), [])
        # One stays behind when all is released.
        self.fail(l, "ids-2", "dev-2-1")
        one = wait_for("a second mail", lambda: l.items("mail", "list") if len(l.items("mail", "list")) == 2 else None)[0]
        l.cli("mail", "hold", one["number"])
        self.assertIn("goes out again", l.cli("mail", "release", "--all"))
        l.wait_for_mails(1)
        self.assertEqual([m["state"] for m in l.items("mail", "list", "--state", "held")], ["held"])
        l.cli("mail", "release", one["number"])
        l.wait_for_mails(2)
        shown = " ".join(l.cli("tickets", "show", ticket["id"]).split())
        self.assertIn("all outgoing mail is held, by", shown)
        self.assertIn("outgoing mail goes out again", shown)
        self.assertRegex(shown, r"accepted by the mail server 127\.0\.0\.1:\d+ as LAB0\d+ \(attempt 1\)")
        acts = [(a["what"], a["subject"]) for a in l.items("audit", "list")]
        for act in [("hold mail", "all"), ("release mail", "all"), ("hold mail", str(one["number"])), ("release mail", str(one["number"]))]:
            self.assertIn(act, acts)
        l.cli("mail", "hold", code=2)

    def test_a_preview_shows_the_companys_own_wording_and_sends_nothing(self):
        l = self.lab(SMALL)
        l.start_smtp()
        l.start_central()
        self.fail(l, "ids-1", "dev-1-1")
        l.wait_for_mails(1)
        ticket = l.items("tickets", "list")[0]["id"]
        shown = l.cli("mail", "preview", ticket)
        self.assertIn("To: mc-a@lab.example\nSubject: [" + ticket + "]", shown)
        self.assertIn("Host: dev-1-1", shown)
        self.assertIn("<h2>What failed</h2>", l.cli("mail", "preview", ticket, "--html"))
        self.assertIn(f"Message-ID: <{ticket}.2.", l.cli("mail", "preview", ticket, "--kind", "updated", "--raw"))
        self.assertIn("State: OK", l.cli("mail", "preview", ticket, "--kind", "closed"))
        l.cli("mail", "preview", "RD-1999-000001", code=3)

        templates = l.folder / "wording"
        templates.mkdir()
        (templates / "body.txt").write_text("Bitte nachsehen: {{failure_type}} an {{device}}\n{{#nothing}}{{/nothing}}\n")
        config = l.folder / "central.toml"
        config.write_text(config.read_text().replace("[routing]", 'templates = "wording"\n\n[routing]'))
        l.cli("devices", "reload", code=2)
        self.assertIn('body.txt: line 2: there is no "nothing" here', l.last_error)
        (templates / "body.txt").write_text("Bitte nachsehen: {{failure_type}} an {{device}}\n")
        l.cli("devices", "reload")
        self.assertIn("Bitte nachsehen: disk_full an dev-1-1\n", l.cli("mail", "preview", ticket))
        self.assertEqual(len(l.mails()), 1)

    def test_a_centre_is_tried_out(self):
        l = self.lab(SMALL)
        l.start_smtp()
        l.start_central()
        shown = l.cli("mail", "test", "mc-a", "--wait")
        self.assertIn("sent", shown)
        self.assertIn("LAB0001", shown)
        self.assertIn("a test of the mail to mc-a", l.mails()[0])
        l.cli("mail", "test", "nowhere", code=3)
        l.programs["smtp"].stop()
        shown = l.cli("mail", "test", "mc-a", "--wait", code=1)
        self.assertIn("Connection refused", shown)
        self.assertIn("not every address took the test mail", l.last_error)
        self.assertEqual(l.status()["mail"]["dead"], 0)
        self.assertEqual(l.items("tickets", "list"), [])

    def test_the_second_relay_takes_what_the_dead_first_does_not(self):
        l = self.lab(SMALL)
        config = l.folder / "central.toml"
        config.write_text(config.read_text().replace(f'smtp = "smtp://127.0.0.1:{l.smtp_port}"',
                                                     f'smtp = ["smtp://127.0.0.1:{free_port()}", "smtp://127.0.0.1:{l.smtp_port}"]'))
        l.start_smtp()
        l.start_central()
        self.fail(l, "ids-1", "dev-1-1")
        l.wait_for_mails(1)
        mail = wait_for("the outcome", lambda: l.items("mail", "list", "--state", "sent"))[0]
        self.assertEqual((mail["attempts"], mail["relay"], mail["queue_id"]), (1, f"127.0.0.1:{l.smtp_port}", "LAB0001"))
        self.assertIn("Connection refused; then 250", mail["last_reply"])

    def test_a_mail_that_is_given_up_is_seen_everywhere(self):
        l = self.lab(SMALL)
        config = l.folder / "central.toml"
        config.write_text(config.read_text().replace("[mail]", "[mail]\nmax_attempts = 1"))
        l.start_central()  # and no mail server
        self.fail(l, "ids-1", "dev-1-1")
        dead = wait_for("the mail to be given up", lambda: len(l.items("mail", "list", "--state", "dead")) >= 2 and l.items("mail", "list", "--state", "dead"))
        self.assertGreater(l.status()["mail"]["dead"], 1, "the centre's and its fallback's")
        self.assertRegex(" ".join(l.cli("status").split()), r"mail dead [2-9]")
        shown = " ".join(l.cli("tickets", "show", l.items("tickets", "list")[0]["id"]).split())
        self.assertIn("given up after 1 attempts", shown)
        self.assertIn("nobody is left to mail instead of", shown)
        l.start_smtp()
        for mail in dead:
            l.cli("mail", "retry", mail["number"])
        l.wait_for_mails(len(dead))
        wait_for("none to be dead", lambda: l.status()["mail"]["dead"] == 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
