"""Bad input at the edges that people touch: a clear error that names the place, the right exit code, nothing lost."""
import unittest

from lab import wait_for
from scenario import COPY_AND_CHECK, Scenario


class BadInput(Scenario):
    def test_job_files(self):
        l = self.lab({"ids-1": ["dev-1-1"]})
        l.start_all()
        l.package("app.bin", b"x")
        cases = {
            "missing package": (l.job_file("a", ["gone.bin"], ["ids-1"]), "gone.bin"),
            "unknown server": (l.job_file("b", ["app.bin"], ["nowhere-*"]), "nowhere-*"),
            "empty package list": (l.job_file("c", [], ["ids-1"]), "packages"),
            "empty server list": (l.job_file("d", ["app.bin"], []), "servers"),
            "unknown placeholder": (l.job_file("e", ["app.bin"], ["ids-1"], 'install = ["cp", "{pakage}"]'), "{pakage}"),
        }
        for what, (file, said) in cases.items():
            with self.subTest(what):
                l.cli("distribute", file, code=2)
                self.assertIn(said, l.last_error)
        for name in ("../app.bin", "-rf", "a/../../b"):
            with self.subTest(name):
                file = l.folder / "names.toml"
                file.write_text(f'name = "n"\npackages = ["files/app.bin"]\n[[server]]\nname = "ids-1"\ndevices = ["{name}"]\n')
                l.cli("distribute", file, code=2)
        self.assertEqual(l.items("jobs", "list"), [])

    def test_a_configuration_with_three_errors_reports_all_three_with_their_lines(self):
        l = self.lab({"ids-1": ["dev-1-1"]})
        config = l.folder / "central.toml"
        text = config.read_text().replace("limit = 0", 'limit = "two"').replace('first_retry = "200ms"', 'first_retry = "soon"')
        config.write_text(text + '\n[central2]\nx = 1\n')
        lines = config.read_text().splitlines()
        wanted = [next(i for i, line in enumerate(lines, 1) if word in line) for word in ('limit = "two"', '"soon"', "[central2]")]
        l.run("redrive-central", "--config", config, "--check-config", code=2)
        for number in wanted:
            self.assertIn(f"central.toml:{number}:", l.last_error)

    def test_alerts(self):
        l = self.lab({"ids-1": ["dev-1-1"]})
        l.start_all()
        lines = ['{"server": "ids-1", "device": "dev-1-1", "failure_type": "disk_full"}', "{broken", '{"message": "nowhere"}',
                 '{"device": "dev-1-1", "message": "\\u0000\\u001b[31m", "new_field": [1, 2]}']
        l.cli("alerts", "submit", "-", stdin="\n".join(lines) + "\n", code=1)
        wait_for("the good ones to be decided", lambda: l.status()["alerts"] == {"stored": 2, "pending": 0})
        kept = l.items("alerts", "list")
        self.assertEqual(kept[0]["extra"], {"new_field": [1, 2]})

    def test_a_rule_found_in_every_text_is_warned_of_and_counts(self):
        l = self.lab({"ids-1": ["dev-1-1"]})
        config = l.folder / "central.toml"
        rules = '\n[[rule]]\npattern = ".*"\ntype = "timeout"\n\n[[rule]]\npattern = "paper jam"\ntype = "configuration"\n'
        config.write_text(config.read_text() + rules)
        place = f"central.toml:{config.read_text().splitlines().index('[[rule]]') + 1}"
        l.run("redrive-central", "--config", config, "--check-config")
        self.assertRegex(l.last_error, rf"warning: \S*{place}: .* is found in almost every text; the rules after it are never tried")
        l.start_all()
        self.assertIn(place, l.programs["central"].said())
        items = l.items("rules", "list")
        self.assertEqual([bool(item["hidden_by"]) for item in items[:3]], [False, True, True])
        self.assertIn(place, l.json("devices", "reload")["warnings"][0])
        self.assertEqual(l.json("classify", "paper jam")["failure_type"], "timeout")

    def test_of_a_broken_calendar_every_error_is_told_and_the_rest_stays(self):
        l = self.lab({"ids-1": ["dev-1-1"]})
        (l.folder / "outages.d").mkdir()
        with open(l.folder / "central.toml", "a") as config:
            config.write('\n[outages]\ncalendars = ["outages.d/*.ics"]\n')
        event = "BEGIN:VEVENT\nUID:%s\nSUMMARY:works\nX-REDRIVE-DEVICE:dev-1-1\n%sEND:VEVENT\n"
        whole = "BEGIN:VCALENDAR\nVERSION:2.0\n%sEND:VCALENDAR\n"
        endless = event % ("endless", "DTSTART;TZID=Europe/Oslo:20200105T020000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY\n")
        good, bad = l.folder / "outages.d" / "a.ics", l.folder / "outages.d" / "b.ics"
        good.write_text(whole % endless)
        l.start_all()
        self.assertEqual([o["uid"] for o in l.items("outages", "list")], ["endless"])
        bad.write_text(whole % (event % ("no-end", "DTSTART:20260105T020000Z\n") +
                                event % ("no-zone", "DTSTART;TZID=Europe/Nowhere:20260105T020000\nDURATION:PT1H\n") +
                                event % ("hourly", "DTSTART:20260105T020000Z\nDURATION:PT1H\nRRULE:FREQ=HOURLY\n")))
        l.cli("devices", "reload", code=2)
        for said in (r'b.ics:3: UID "no-end": it has no end; an outage needs DTEND or DURATION',
                     r'b.ics:13: UID "no-zone": DTSTART is .* expected a name like Europe/Oslo',
                     r'b.ics:22: UID "hourly": RRULE is .* expected DAILY, WEEKLY, MONTHLY or YEARLY'):
            self.assertRegex(l.last_error, said)
        self.assertEqual([o["uid"] for o in l.items("outages", "list")], ["endless"], "the good ones stay in force")
        l.cli("outages", "import", bad, code=2)
        self.assertIn('b.ics:13: UID "no-zone"', l.last_error)
        bad.unlink()
        l.cli("devices", "reload")

    def test_wrong_usage(self):
        l = self.lab({"ids-1": ["dev-1-1"]})
        l.start_all()
        l.cli("tickets", "show", "RD-1999-000001", code=3)
        l.cli("dump", "ids-9", "J-1", code=5)
        l.cli("outages", "add", "--server", "ids-1", "--duration", "2h", code=2)
        l.cli("nonsense", code=2)
        (l.folder / "central" / "admin.token").rename(l.folder / "token")
        (l.folder / "central" / "admin.token").write_text("wrong\n")
        l.cli("status", code=4)
        l.programs["central"].stop()
        l.cli("status", code=5)

    def test_two_centrals_on_one_state_directory(self):
        l = self.lab({"ids-1": ["dev-1-1"]})
        l.start_smtp()
        l.start_central()
        l.run("redrive-central", "--config", l.folder / "central.toml", code=1)
        self.assertTrue(l.ready(l.programs["central"]))


if __name__ == "__main__":
    unittest.main(verbosity=2)
