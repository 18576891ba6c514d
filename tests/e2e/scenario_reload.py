"""Configuration, inventory and outages change while central and agents run: by SIGHUP and by the command line; no alert is
lost and no job disturbed."""
import json
import pathlib
import random
import re
import signal
import unittest

from fault_proxy import FaultProxy
from lab import BIN, free_port, wait_for
from scenario import COPY_AND_CHECK, Scenario

FUTURE = "end = 2099-01-01T00:00:00Z"


class Reloading(Scenario):
    """`program` is the one that is reloaded, `config` its file in the lab `l`."""
    program, config = "central", "central.toml"

    def edit(self, before: str, after: str) -> None:
        config = self.l.folder / self.config
        text = config.read_text()
        self.assertIn(before, text)
        config.write_text(text.replace(before, after))

    def said(self, word: str) -> int:
        return self.l.programs[self.program].said().count(word)

    def hangup(self, outcome: str) -> None:
        before = self.said(outcome)
        self.l.programs[self.program].process.send_signal(signal.SIGHUP)
        wait_for(f"{self.program} to say '{outcome}'", lambda: self.said(outcome) > before)

    def hangup_while_it_reads(self) -> None:
        """Starts the program and sends SIGHUP while it still reads its file, which is made long for that."""
        with open(self.l.folder / self.config, "a") as config:
            config.write("# a long file\n" * 1_000_000)
        name = "redrive-central" if self.program == "central" else "redrive-agent"
        program = self.l.start(self.program, BIN / name, "--config", self.l.folder / self.config)
        wait_for("SIGHUP to be held back", lambda: held_back(program.process.pid, signal.SIGHUP), tick=0)
        program.process.send_signal(signal.SIGHUP)
        self.assertFalse(held_back(program.process.pid, signal.SIGTERM), "it still reads: nothing else is watched yet")
        wait_for("the reload", lambda: self.said("reload: done") or not program.alive())
        self.assertTrue(program.alive())


def held_back(pid: int, number: signal.Signals) -> bool:
    blocked = re.search(r"^SigBlk:\s*(\w+)$", pathlib.Path(f"/proc/{pid}/status").read_text(), re.M).group(1)
    return bool(int(blocked, 16) >> (number - 1) & 1)


class Reload(Reloading):
    def setUp(self):
        self.l = self.lab(thresholds='limit = 5\nhold = "0s"')
        self.l.start_smtp()
        self.l.start_central()
        self.sent = 0

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

    def test_a_calendar_is_followed_and_a_broken_one_refused(self):
        calendar = self.l.folder / "outages.d" / "works.ics"
        calendar.parent.mkdir()
        self.edit("limit = 5", "limit = 0")
        with open(self.l.folder / "central.toml", "a") as config:
            config.write('\n[outages]\ncalendars = ["outages.d/*.ics"]\nzone = "Europe/Oslo"\n')
        # From long ago, every day, a day long: always on.
        always = "DTSTART;TZID=Europe/Oslo:20200101T000000\nDURATION:P1D\nRRULE:FREQ=DAILY\n"
        event = "BEGIN:VEVENT\nUID:works@example.com\nSUMMARY:works\nDESCRIPTION:redrive: device=%s\n" + always + "END:VEVENT\n"
        whole = "BEGIN:VCALENDAR\nVERSION:2.0\n%sEND:VCALENDAR\n"
        calendar.write_text(whole % (event % "dev-1-1"))
        self.hangup("reload: done")
        listed = self.l.items("outages", "list")
        self.assertEqual([(o["device"], o["state"], o["uid"]) for o in listed], [("dev-1-1", "now", "works@example.com")])
        self.assertIn("outages new: device 'dev-1-1'", json.dumps(self.l.items("audit", "list")[0]))
        self.alert("dev-1-1")
        self.assertEqual(self.tickets(), [])

        calendar.write_text((whole % (event % "dev-1-2")).replace("DURATION:P1D\n", "").replace("20200101", "20201301"))
        self.hangup("reload: refused")
        log = wait_for("the error in the log", lambda: self.l.programs["central"].said()
                       if "20201301" in self.l.programs["central"].said() else None)
        self.assertTrue(re.search(r"reload: \S*works.ics:7: UID .works@example.com.: DTSTART", log), log)
        self.assertEqual(self.l.items("outages", "list")[0]["device"], "dev-1-1", "the old one goes on")
        self.l.cli("outages", "remove", listed[0]["id"], code=1)
        self.assertIn("stands in works.ics:3", self.l.last_error)

        calendar.write_text(whole % (event % "dev-1-2"))
        self.hangup("reload: done")
        self.alert("dev-1-2")
        self.assertEqual(self.tickets(), [])
        calendar.write_text(whole % "")
        self.hangup("reload: done")
        self.assertEqual(self.l.items("outages", "list"), [], "an event that vanished has ended")
        self.alert("dev-1-2")
        self.l.wait_for_mails(1)

    def test_a_calendar_is_imported(self):
        calendar = self.l.folder / "works.ics"
        event = ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u\nSUMMARY:works\nX-REDRIVE-SERVER:ids-1\n"
                 "DTSTART:20200101T000000Z\nDTEND:20990101T000000Z\nEND:VEVENT\nEND:VCALENDAR\n")
        calendar.write_text(event)
        self.assertIn("nothing was taken", self.l.cli("outages", "import", calendar, "--preview"))
        self.assertIn("1 added, 0 changed, 0 removed", self.l.cli("outages", "import", calendar))
        self.assertIn("0 added, 0 changed, 0 removed", self.l.cli("outages", "import", calendar))
        calendar.write_text(event.replace("END:VEVENT", "STATUS:CANCELLED\nEND:VEVENT"))
        self.assertIn("0 added, 0 changed, 1 removed", self.l.cli("outages", "import", calendar))
        calendar.write_text(event.replace("DTEND:20990101T000000Z\n", ""))
        self.l.cli("outages", "import", calendar, code=2)
        self.assertIn("works.ics:2: UID \"u\": it has no end", self.l.last_error)
        self.l.cli("outages", "add", "--device", "*", "--duration", "1h", "--reason", "all", code=1)
        self.assertIn("'*' covers whatever there is", self.l.last_error)
        self.l.cli("outages", "add", "--device", "*", "--duration", "1h", "--reason", "all", "--force")

    def test_what_needs_a_restart_is_told(self):
        self.edit(f"127.0.0.1:{self.l.http_port}", f"127.0.0.1:{free_port()}")
        report = self.l.json("devices", "reload")
        self.assertEqual((report["restart"], report["applied"]), (["[central] http"], True))
        self.assertGreater(self.said("[central] http differs"), 0)

    def test_a_signal_while_the_files_are_read_for_the_first_time_is_a_reload(self):
        self.l.programs["central"].stop()
        self.hangup_while_it_reads()

    def test_a_storm_of_signals_costs_no_alert(self):
        for number in range(20):
            for _ in range(50):
                self.l.programs["central"].process.send_signal(signal.SIGHUP)
            self.alert(f"dev-1-{1 + number % 3}")
        self.assertEqual(self.l.status()["alerts"], {"stored": 20, "pending": 0})
        self.assertEqual(self.l.programs["central"].stop(), 0)


class ReloadOfAgents(Reloading):
    program, config = "ids-1", "ids-1/agent.toml"

    def begin(self, limits: str = "") -> None:
        self.l = self.lab({"ids-1": ["dev-1-1", "dev-1-2"]})
        self.l.start_smtp()
        self.l.start_central()
        self.l.write_agent_config("ids-1", limits)
        self.l.accept("ids-1")
        self.l.start_agent("ids-1")
        self.connected()

    def connected(self, count: int = 1) -> None:
        wait_for(f"{count} agents to be connected", lambda: self.l.status()["agents"]["connected"] == count)

    def partial(self) -> int:
        return sum(p.stat().st_size for p in (self.l.folder / "ids-1" / "state" / "packages" / "partial").iterdir())

    def state(self) -> str:
        return self.l.json("jobs", "show", self.l.items("jobs", "list")[0]["job"])["state"]

    def job(self, size: int) -> pathlib.Path:
        self.l.package("app.bin", random.Random(3).randbytes(size))
        return self.l.job_file("app", ["app.bin"], ["ids-1"], COPY_AND_CHECK)

    def installed(self, device: str) -> bool:
        return (self.l.device("ids-1", device) / "installed.bin").exists()

    def test_an_agent_goes_over_to_another_central_address(self):
        self.begin()
        process = self.l.programs["ids-1"].process
        with FaultProxy(self.l.agents_port) as proxy:
            self.edit(f":{self.l.agents_port}", f":{proxy.port}")
            self.hangup("reload: done: changed: [agent] centrals")
            wait_for("the new address", lambda: self.said(f"connected to central 'lab' at tcp://127.0.0.1:{proxy.port}"))
            self.distribute(self.l, self.job(1000))
            self.assertTrue(self.installed("dev-1-1"))
            proxy.refuse()
            proxy.cut()
            wait_for("the loss", lambda: self.said("the connection to central was lost"))
            self.edit(f":{proxy.port}", f":{self.l.agents_port}")
            self.hangup("reload: done")
            wait_for("the old address", lambda: self.said(f"at tcp://127.0.0.1:{self.l.agents_port}") == 2)
        self.connected()
        self.assertIsNone(process.poll())
        self.assertEqual(self.l.programs["ids-1"].stop(), 0)

    def test_a_broken_file_is_refused_and_the_job_goes_on_until_a_good_one_speeds_it_up(self):
        self.begin('[limits]\nbandwidth = "1kB"')
        self.l.cli("distribute", self.job(4_000_000))  # an hour
        begun = wait_for("the first chunk", self.partial)
        self.edit('bandwidth = "1kB"', 'bandwidth = "fast"\nparallel_device = 3')
        self.edit("[agent]", '[agent]\nfirst_reconnect = "soon"')
        self.hangup("reload: refused")
        wait_for("the last error in the log", lambda: self.said("parallel_device is not known"))
        log = self.l.programs["ids-1"].said()
        for key in ("first_reconnect", "bandwidth", "parallel_device"):
            self.assertTrue(re.search(rf"reload: \S*agent.toml:\d+: .*{key} ", log), key)
        wait_for("the next chunk", lambda: self.partial() > begun)
        self.assertEqual(self.state(), "running")
        self.edit('bandwidth = "fast"\nparallel_device = 3', "bandwidth = 0")
        self.edit('first_reconnect = "soon"\n', "")
        self.hangup("reload: done: changed: [limits] bandwidth")
        wait_for("the job to end", lambda: self.state() == "finished")
        self.assertTrue(self.installed("dev-1-1"))

    def test_what_needs_a_restart_is_named_and_the_rest_takes_effect(self):
        self.begin()
        self.refuse_writes(self.l, "ids-1", "dev-1-2")
        self.edit('name = "ids-1"', 'name = "ids-9"')
        self.edit('location = "Site 1"', 'location = "Site 7"\noffline_approval = true')
        self.hangup("reload: done: changed: [agent] location, [agent] offline_approval; needs a restart: [agent] name")
        self.assertEqual(self.said("[agent] name differs from what is in force; it needs a restart"), 1)
        self.distribute(self.l, self.job(1000), code=1)
        alert = wait_for("the alert", lambda: self.l.items("alerts", "list"))[0]
        self.assertEqual((alert["server"], alert["location"]), ("ids-1", "Site 7"))
        self.accept_writes(self.l, "ids-1", "dev-1-2")
        self.l.programs["central"].stop()
        wait_for("the loss", lambda: self.said("the connection to central was lost"))
        self.l.agent("ids-1", "redistribute", "--yes")
        self.assertTrue(self.installed("dev-1-2"))

    def test_a_signal_while_the_file_is_read_for_the_first_time_is_a_reload(self):
        self.begin()
        self.l.programs["ids-1"].stop()
        self.hangup_while_it_reads()


if __name__ == "__main__":
    unittest.main(verbosity=2)
