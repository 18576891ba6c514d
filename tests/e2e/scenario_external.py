"""A distribution manager of somebody else's (D4): the program that ships as an example, spoken with in lines of JSON."""
import pathlib
import unittest

from lab import Lab, wait_for
from scenario import COPY_AND_CHECK, Scenario

FOLDERS = pathlib.Path(__file__).resolve().parent.parent.parent / "etc" / "managers" / "folders"


class ExternalLab(Lab):
    def write_agent_config(self, server: str, extra: str = "") -> pathlib.Path:
        config = super().write_agent_config(server, extra)
        text = config.read_text()
        command = f'kind = "external"\ncommand = ["{FOLDERS}", "{config.parent / "devices"}"]'
        assert text.count('kind = "local"\nroot = "devices"') == 1
        config.write_text(text.replace('kind = "local"\nroot = "devices"', command))
        return config


class External(Scenario):
    def test_a_failure_is_told_looked_at_and_once_mended_done_again(self):
        l = self.lab(kind=ExternalLab)
        l.start_all()
        package = l.package("app.bin", b"x" * 300_000)
        self.refuse_writes(l, "ids-1", "dev-1-2")
        job = self.distribute(l, l.job_file("app", ["app.bin"], ["ids-1", "ids-2"], COPY_AND_CHECK), code=1)
        failures = wait_for("the record", lambda: l.items("failures", "list"))
        self.assertEqual([(f["device"], f["failure_type"]) for f in failures], [("dev-1-2", "device_unreachable")])

        planned = l.json("redistribute", "ids-1", job, "--plan-only")["items"][0]["plan"]
        self.assertEqual([d["device"] for d in planned["devices"]], ["dev-1-2"])
        self.assertEqual({c["what"]: c["good"] for c in planned["preflight"]}, 
                         {"packages": True, "device dev-1-2": False, "cause device_unreachable": False})

        self.accept_writes(l, "ids-1", "dev-1-2")
        l.cli("redistribute", "ids-1", job, "--yes", "--wait")
        wait_for("the record to clear", lambda: not l.items("failures", "list"))
        for device in ("dev-1-1", "dev-1-2", "dev-1-3"):
            self.assertEqual((l.device("ids-1", device) / "installed.bin").read_bytes(), package.read_bytes())

    def test_what_an_agent_that_was_killed_did_not_see_it_asks_about_and_does_not_do_again(self):
        l = self.lab({"ids-1": ["dev-1-1", "dev-1-2", "dev-1-3"]}, kind=ExternalLab)
        l.start_all()
        l.package("app.bin", b"x")
        runs, gate = l.folder / "runs", l.folder / "gate"
        script = f'echo {{device}} >> {runs}; while [ ! -e {gate} ]; do sleep 0.05; done; cp {{package}} installed.bin'
        l.cli("distribute", l.job_file("app", ["app.bin"], ["ids-1"], f'install = ["sh", "-c", "{script}"]\ntimeout = "1m"\nparallel = 1'))
        job = l.items("jobs", "list")[0]["job"]
        wait_for("an install to begin", runs.exists)
        l.programs["ids-1"].kill()
        gate.write_text("")
        first = runs.read_text().split()[0]
        wait_for("the manager to end what it had in hand", (l.device("ids-1", first) / ".redrive" / f"{job}.1").exists)
        l.start_agent("ids-1")
        wait_for("the job to end", lambda: l.json("jobs", "show", job)["state"] not in ("running", "waiting"))
        self.assertEqual(sorted(runs.read_text().split()), ["dev-1-1", "dev-1-2", "dev-1-3"], "each device once")
        outcomes = l.json("dump", "ids-1", job)["outcomes"]
        self.assertEqual({o["state"] for o in outcomes.values()}, {"succeeded"}, outcomes)


if __name__ == "__main__":
    unittest.main(verbosity=2)
