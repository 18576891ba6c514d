"""Devices reached over ssh and rsync (D4): twenty real SSH servers, six of them in a trouble of their own."""
import email
import shutil
import unittest

import ssh_lab
from lab import wait_for
from scenario import Scenario

DEVICES = [f"dev-{i:02d}" for i in range(1, 21)]
JOB = """
install = ["sh", "-c", "test ! -e ../broken || { echo 'setup: bad version' >&2; exit 1; }; cp \\"$1\\" ../installed.bin", "setup", "{package}"]
verify = ["cmp", "{package}", "../installed.bin"]
timeout = "30s"
parallel = 20
"""
# device -> failure type, words of ssh, rsync or the program on the device
TROUBLE = {
    "dev-03": ("auth_failed", "Permission denied (publickey)"),
    "dev-07": ("auth_failed", "Host key verification failed"),
    "dev-11": ("disk_full", "No space left on device"),
    "dev-13": ("device_unreachable", "Connection timed out during banner exchange"),
    "dev-15": ("timeout", "not done within the job's timeout"),
    "dev-17": ("install_failed", "setup: bad version"),
}
# Every device's failure is a cause of its own here, however many share a type.
NARROW = "\n".join(f'[[threshold]]\nscope = "{scope}"\nlimit = 100' for scope in ("server", "site", "package", "fleet"))


class OverSsh(Scenario):
    def setUp(self):
        if ssh_lab.missing():
            self.skipTest(ssh_lab.missing())
        self.l = self.lab({"ids-1": DEVICES}, kind=ssh_lab.SshLab, central_extra=NARROW)
        self.trouble = dict(TROUBLE)

    def break_devices(self):
        l = self.l
        self.silent = ssh_lab.Silent(l.where["dev-13"])
        self.addCleanup(lambda: self.silent and self.silent.close())
        l.start_devices([d for d in DEVICES if d != "dev-13"])
        l.refuse_key("dev-03")
        l.forget("dev-07")
        if not l.small_disk("dev-11", "128k"):
            print("SKIPPED: mounting is not allowed here; no device with a full disk")
            del self.trouble["dev-11"]
        (l.ssh / "dev-15" / "hangs").touch()
        (l.device("ids-1", "dev-17") / "broken").touch()

    def mend_devices(self):
        l = self.l
        self.silent.close()
        self.silent = None
        l.start_devices(["dev-13"])
        l.let_in("dev-03")
        l.make_known("dev-07")
        l.small_disk("dev-11", "4m")
        (l.ssh / "dev-15" / "hangs").unlink()
        (l.device("ids-1", "dev-17") / "broken").unlink()

    def test_each_trouble_is_told_by_its_type_and_words_and_once_mended_clears(self):
        l = self.l
        self.break_devices()
        l.start_all()
        package = l.package("app.bin", b"x" * 300_000)
        job = self.distribute(l, l.job_file("app", ["app.bin"], ["ids-1"], JOB), code=1)

        failures = wait_for("the records", lambda: (f := l.items("failures", "list")) and len(f) == len(self.trouble) and f)
        self.assertEqual({f["device"]: f["failure_type"] for f in failures}, {d: t for d, (t, _) in self.trouble.items()})
        outcomes = l.json("dump", "ids-1", job)["outcomes"]
        self.assertEqual({d for d, o in outcomes.items() if o["state"] == "succeeded"}, set(DEVICES) - set(self.trouble))
        for device in set(DEVICES) - set(self.trouble):
            self.assertEqual((l.device("ids-1", device) / "installed.bin").read_bytes(), package.read_bytes())
        self.check_words()
        if "dev-11" in self.trouble:
            self.assertGreater(shutil.disk_usage(l.device("ids-1", "dev-11")).free, 64 * 1024)

        planned = l.json("redistribute", "ids-1", job, "--plan-only")["items"][0]["plan"]
        self.assertEqual({d["device"] for d in planned["devices"]}, set(self.trouble))
        looked = {c["what"]: c["good"] for c in planned["preflight"]}
        self.assertEqual({f"device {d}": looked.get(f"device {d}") for d in self.trouble},
                         {f"device {d}": d == "dev-17" for d in self.trouble})

        self.mend_devices()
        l.cli("redistribute", "ids-1", job, "--yes", "--wait")
        wait_for("the records to clear", lambda: not l.items("failures", "list"))
        wait_for("the tickets to close", lambda: {t["state"] for t in l.items("tickets", "list")} == {"closed"})
        self.assertEqual(len(l.items("tickets", "list")), len(self.trouble))
        for device in DEVICES:
            self.assertEqual((l.device("ids-1", device) / "installed.bin").read_bytes(), package.read_bytes())
        # Only what had failed was touched again.
        again = {d for d in DEVICES if (l.device("ids-1", d) / job / ".redrive" / f"{job}.2").exists()}
        self.assertEqual(again, set(self.trouble))

    def check_words(self):
        """The words of whoever failed stand in the alert, in the ticket and in its mail."""
        l = self.l
        alerts = {a["device"]: a for a in l.items("alerts", "list")}
        mails = [email.message_from_string(m) for m in l.wait_for_mails(len(self.trouble))]
        for device, (failure_type, words) in self.trouble.items():
            self.assertIn(words, alerts[device]["message"])
            self.assertEqual(alerts[device]["failure_type"], failure_type)
            ticket = next(t["id"] for t in l.items("tickets", "list") if t["device"] == device)
            self.assertIn(words, " ".join(l.cli("tickets", "show", ticket).split()))
            mine = [m for m in mails if f"{failure_type} on {device}" in m["Subject"]]
            self.assertEqual(len(mine), 1, device)
            text = next(p for p in mine[0].walk() if p.get_content_type() == "text/plain").get_payload(decode=True).decode()
            self.assertIn(words, " ".join(text.split()))


if __name__ == "__main__":
    unittest.main(verbosity=2)
