"""Who may speak (O2): unknown keys, stolen names, rubbish; and approval at the intermediate server itself (R4)."""
import json
import os
import socket
import subprocess
import unittest

from lab import BIN, Lab, wait_for
from scenario import COPY_AND_CHECK, Scenario


class Agents(Scenario):
    def test_an_unknown_key_gets_nothing_until_it_is_accepted_and_then_is_served_without_restart(self):
        l = self.lab({"ids-1": ["dev-1-1"]})
        l.start_smtp()
        l.start_central()
        l.write_agent_config("ids-1")
        agent = l.start_agent("ids-1")
        pending = wait_for("the key to be listed", lambda: l.json("agents", "list")["pending"])
        key = l.agent_key("ids-1")
        self.assertEqual([p["key"] for p in pending], [key])
        self.assertEqual(l.status()["agents"]["connected"], 0)
        l.package("app.bin", b"x")
        l.cli("distribute", l.job_file("app", ["app.bin"], ["ids-1"], COPY_AND_CHECK))
        self.assertEqual(l.items("jobs", "list")[0]["name"], "app")
        l.cli("agents", "accept", key, "ids-1")
        wait_for("the agent to be served", lambda: l.status()["agents"]["connected"] == 1)
        job = l.items("jobs", "list")[0]["job"]
        wait_for("its job to be done", lambda: l.json("jobs", "show", job)["state"] == "finished")
        self.assertTrue(agent.alive())
        self.assertEqual(l.json("agents", "list")["pending"], [])

    def test_a_name_bound_to_another_key_is_refused(self):
        l = self.lab({"ids-1": ["dev-1-1"], "ids-2": ["dev-2-1"]})
        l.start_all()
        config = l.folder / "ids-2" / "agent.toml"
        l.programs["ids-2"].stop()
        config.write_text(config.read_text().replace('name = "ids-2"', 'name = "ids-1"'))
        thief = l.start("ids-2", l.programs["ids-1"].process.args[0], "--config", config)
        wait_for("the refusal", lambda: "accepted as 'ids-2', not as 'ids-1'" in thief.said())
        connected = lambda: [a["name"] for a in l.json("agents", "list")["items"] if a["connected"]]
        wait_for("the silence of ids-2 to be noticed", lambda: connected() == ["ids-1"])

    def test_rubbish_sent_to_the_port_changes_nothing(self):
        l = self.lab({"ids-1": ["dev-1-1"]})
        l.start_all()
        before = l.status()
        for _ in range(50):
            with socket.create_connection(("127.0.0.1", l.agents_port)) as s:
                s.sendall(os.urandom(2000))
        after = l.status()
        for name in ("alerts", "failures", "tickets"):
            self.assertEqual(after[name], before[name])
        self.assertEqual(after["agents"]["connected"], 1)
        l.package("app.bin", b"x")
        self.distribute(l, l.job_file("app", ["app.bin"], ["ids-1"], COPY_AND_CHECK))

    def test_an_operator_at_the_server_approves_and_central_knows(self):
        l = self.lab({"ids-1": ["dev-1-1", "dev-1-2"]})
        l.start_all()
        self.refuse_writes(l, "ids-1", "dev-1-2")
        l.package("app.bin", b"x" * 1000)
        job = self.distribute(l, l.job_file("app", ["app.bin"], ["ids-1"], COPY_AND_CHECK), code=1)
        self.accept_writes(l, "ids-1", "dev-1-2")
        l.agent("ids-1", "redistribute", job, code=2)  # nobody at a terminal to ask
        digest = json.loads(l.agent("ids-1", "plan", job, "--json"))["digest"]
        l.agent("ids-1", "redistribute", job, "--approve", "blake2b:" + "0" * 64, code=1)
        l.agent("ids-1", "redistribute", job, "--approve", digest)
        run = wait_for("central to know the end", lambda: [r for r in l.items("redistributions", "list") if r["state"] == "finished"])[0]
        self.assertEqual((run["digest"], run["succeeded"]), (digest, 1))
        self.assertIn("@ids-1", run["decided_by"])
        wait_for("the records to clear", lambda: not l.items("failures", "list"))
        l.agent("ids-1", "redistribute", job, "--yes", code=3)  # nothing is left

    def test_the_reading_sub_commands_work_with_the_daemon_stopped(self):
        l = self.lab({"ids-1": ["dev-1-1"]})
        l.start_all()
        l.package("app.bin", b"x" * 1000)
        job = self.distribute(l, l.job_file("app", ["app.bin"], ["ids-1"], COPY_AND_CHECK))
        self.assertEqual(l.programs["ids-1"].stop(), 0)
        self.assertIn(job, l.agent("ids-1", "jobs"))
        self.assertEqual(json.loads(l.agent("ids-1", "dump", job, "--json"))["outcomes"]["dev-1-1"]["state"], "succeeded")
        self.check_full_disk(l, job)
        l.agent("ids-1", "plan", job, code=3)
        l.agent("ids-1", "redistribute", job, "--yes", code=5)
        self.assertIn("is the agent running?", l.last_error)

    def check_full_disk(self, l: Lab, job: str) -> None:
        """A dump that could not be written must not end as if it were there."""
        for words in (["jobs"], ["dump", job], ["dump", job, "--json"]):
            with open("/dev/full", "w") as full:
                argv = [BIN / "redrive-agent", "--config", l.folder / "ids-1" / "agent.toml", *words]
                done = subprocess.run(argv, stdout=full, stderr=subprocess.PIPE, text=True, timeout=30)
            self.assertEqual((done.returncode, done.stderr), (1, "redrive-agent: cannot write standard output: No space left on device\n"), words)


if __name__ == "__main__":
    unittest.main(verbosity=2)
