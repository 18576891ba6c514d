"""Mail comes in: from a real mailbox (Dovecot, POP3S) and at the end of an MTA's pipe. Whatever is killed, each mail is
there once, and gone from the mailbox only when it is."""
import contextlib
import sqlite3
import unittest
import urllib.request

from lab import BIN, wait_for
from mailbox_lab import MailboxScenario
from scenario import SMALL, Scenario

MOST = 10 * 1024 * 1024


def mail(number: int, body: str = "It fails.") -> bytes:
    return (f"From: monitor@lab.example\nTo: redrive@lab.example\nSubject: number {number}\n"
            f"Message-ID: <{number}@lab.example>\n\n.\n{body}\n").encode()


class Mailbox(MailboxScenario):
    def start(self, password: str = "geheim") -> None:
        self.l = self.lab(SMALL)
        self.server = self.give_mailbox(self.l, password)
        self.password = self.l.folder / "pop3.password"

    def received(self, *words) -> list:
        items, after = [], "0"
        while True:
            page = self.l.json("mail", "received", "list", "--limit", "1000", *(["--after", after] if after != "0" else []), *words)
            items += page["items"]
            if page["next"] is None:
                return items[::-1]
            after = str(page["next"])

    def stored(self) -> int:
        """Straight from the database: a kill must come in the middle of a session."""
        try:
            with contextlib.closing(sqlite3.connect(f"file:{self.l.folder}/central/central.db?mode=ro", uri=True)) as db:
                return db.execute("SELECT count(*) FROM received_mail").fetchone()[0]
        except sqlite3.OperationalError:
            return 0  # it is just being made

    def names(self) -> list[str]:
        return self.server.names("redrive")

    def raw(self, number: int) -> str:
        return self.l.cli("mail", "received", "show", number, "--raw")

    def test_what_lies_in_the_mailbox_is_stored_as_it_came_and_removed(self):
        self.start()
        mails = [mail(n) for n in (1, 2, 3)]
        self.server.put("redrive", "a0-large", mail(0, "x" * 76 + "\n" * 1) + b"x" * MOST)
        for number, one in enumerate(mails, 1):
            self.server.put("redrive", f"a{number}", one)
        self.l.start_central()
        wait_for("the mailbox to be emptied", lambda: self.names() == ["a0-large"])
        wait_for("the mails to be judged", lambda: not self.received("--state", "new"))
        large, *rest = self.received()
        self.assertEqual([m["uid"] for m in rest], ["a1", "a2", "a3"])
        for received, sent in zip(rest, mails):
            self.assertEqual(received["source"], "redrive@127.0.0.1")
            self.assertEqual(self.raw(received["number"]).encode(), sent)
        self.assertEqual((large["uid"], large["state"]), ("a0-large", "quarantined"))
        self.assertIn("stays in the mailbox", large["why"])
        self.assertIn("number 2", self.l.cli("mail", "received", "show", rest[1]["number"]))
        state = self.l.status()["mailbox"]
        self.assertEqual((state["trouble"], state["waiting"], state["left"]), (None, 0, 1))
        # It is noted once, however often it is seen.
        read = state["last_read"]
        wait_for("another session", lambda: self.l.status()["mailbox"]["last_read"] != read)
        self.assertEqual(len(self.received()), 4)
        self.l.stop_all()

    def test_a_central_that_is_killed_while_it_reads_loses_nothing_and_takes_nothing_twice(self):
        self.start()
        count, interrupted = 150, 0
        for number in range(count):
            self.server.put("redrive", f"a{number:04d}", mail(number))
        for enough in (10, 40, 70, 100, 120):
            central = self.l.start("central", BIN / "redrive-central", "--config", self.l.folder / "central.toml")
            wait_for(f"{enough} mails", lambda: self.stored() >= enough, tick=0.002)
            central.kill()
            interrupted += len(self.names()) == count  # committed, and nothing removed yet
        self.assertGreater(interrupted, 0, "no kill came between a commit and the end of its session")
        self.l.start_central()
        wait_for("the mailbox to be emptied", lambda: not self.names())
        received = self.received()
        self.assertEqual([m["uid"] for m in received], [f"a{n:04d}" for n in range(count)])
        for number in (0, 75, count - 1):
            self.assertEqual(self.raw(received[number]["number"]).encode(), mail(number))
        self.l.stop_all()

    def test_trouble_with_the_mailbox_is_told_and_ends_with_a_reload(self):
        self.start(password="falsch")
        self.server.put("redrive", "a1", mail(1))
        self.l.start_central()  # ready all the same
        trouble = wait_for("the trouble to be told", lambda: self.l.status()["mailbox"]["trouble"])
        self.assertIn("[AUTH]", trouble)
        self.assertIn("[AUTH]", self.l.cli("status"))
        self.assertNotIn("falsch", self.l.programs["central"].said())
        with urllib.request.urlopen(f"http://127.0.0.1:{self.l.http_port}/readyz") as answer:
            self.assertEqual(answer.status, 200)
        self.password.write_text("geheim\n")
        self.l.cli("devices", "reload")
        wait_for("the mailbox to be emptied", lambda: not self.names())
        wait_for("the trouble to be over", lambda: self.l.status()["mailbox"]["trouble"] is None)
        # A mailbox that is taken out of the configuration is read no more, one that comes back is.
        extra, self.l.central_extra = self.l.central_extra, ""
        self.l.write_central_config()
        self.l.cli("devices", "reload")
        self.assertIsNone(self.l.status()["mailbox"])
        self.l.central_extra = extra.replace("pop3s://", "imaps://")
        self.l.write_central_config()
        self.l.cli("devices", "reload", code=2)
        self.assertIn("[mailbox] pop3", self.l.last_error)
        self.l.stop_all()


class Pipe(Scenario):
    def test_an_mta_learns_by_the_exit_code_what_to_do(self):
        l = self.l = self.lab(SMALL)
        l.start_central()

        def submit(text: str, code: int, *words) -> str:
            l.cli("alerts", "submit-mail", *words, stdin=text, code=code)
            self.assertLessEqual(len(l.last_error.splitlines()), 1, l.last_error)
            return l.last_error

        one = mail(1).decode()
        self.assertEqual(submit(one, 0), "")
        self.assertEqual(submit(one, 0), "")  # as when the MTA did not see the first answer
        submit("", 65)
        submit("x" * (MOST + 1), 65)
        submit("Subject: as large as may be\n\n" + "x" * (MOST - 30), 0)
        l.cli("alerts", "submit-mail", "--no-such-option", stdin=one, code=64)
        l.run("redrive", "--central", "mail.example", "alerts", "submit-mail", stdin=one, code=78)
        (l.folder / "bad.token").write_text("nobody's\n")
        for token in ("bad.token", "no.token"):
            l.run("redrive", "--central", f"http://127.0.0.1:{l.http_port}", "--token-file", l.folder / token, "alerts",
                  "submit-mail", stdin=one, code=75)
        l.programs["central"].kill()
        self.assertIn("not reachable", submit(mail(2).decode(), 75))
        l.start_central()
        submit(mail(2).decode(), 0)
        items = l.items("mail", "received", "list")
        self.assertEqual([(m["source"], m["size"]) for m in items],
                         [("admin", len(mail(2))), ("admin", MOST - 1), ("admin", len(one))])
        wait_for("the mails to be judged", lambda: len(l.items("mail", "received", "list", "--state", "quarantined")) == 3)
        l.stop_all()


if __name__ == "__main__":
    unittest.main(verbosity=2)
