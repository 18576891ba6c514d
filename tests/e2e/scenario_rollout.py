"""A first distribution in waves: paused between two, resumed, cancelled. A device is done when the test lets it through its gate."""
import contextlib
import os
import unittest

from lab import wait_for
from scenario import Scenario

SERVERS = {f"ids-{i}": [f"dev-{i}-1"] for i in (1, 2, 3)}
GATED = 'install = ["sh", "-c", "read go <gate"]\ntimeout = "5m"'  # reading waits for somebody to write


class Rollout(Scenario):
    def setUp(self):
        self.l = self.lab(SERVERS)
        self.l.start_all()
        self.l.package("app.bin", b"x" * 1000)
        for server, devices in SERVERS.items():
            for device in devices:
                self.l.device(server, device).mkdir(parents=True)
                os.mkfifo(self.l.device(server, device) / "gate")

    def begin(self) -> str:
        """A wave for each server; gives the rollout."""
        job_file = self.l.job_file("app", ["app.bin"], ["ids-*"], GATED)
        started = self.l.json("distribute", job_file, "--canary", "1", "--wave", "1")
        self.job = started["job"]
        return started["rollout"]

    def at_gate(self, server: str) -> int:
        """Waits until the server's device stands there."""
        def opened():
            with contextlib.suppress(OSError):  # ENXIO: nobody reads
                return os.open(self.l.device(server, SERVERS[server][0]) / "gate", os.O_WRONLY | os.O_NONBLOCK)
        gate = wait_for(f"the device of {server} to be worked on", opened)
        self.addCleanup(os.close, gate)
        return gate

    def let_through(self, server: str) -> None:
        os.write(self.at_gate(server), b"go\n")

    def states(self, rollout: str) -> list:
        return [m["state"] for m in self.l.json("rollouts", "show", rollout)["members"]]

    def test_a_pause_begins_nothing_more_until_it_is_resumed(self):
        l = self.l
        rollout = self.begin()
        self.at_gate("ids-1")
        l.cli("rollouts", "pause", rollout, "the backbone is slow")
        self.let_through("ids-1")
        wait_for("the first wave to end", lambda: self.states(rollout)[0] == "finished")
        # Central and the agent of the next wave have nothing else to do, and do this.
        self.distribute(l, l.job_file("other", ["app.bin"], ["ids-2"], 'install = ["true"]'))
        shown = l.json("rollouts", "show", rollout)
        self.assertEqual((shown["state"], shown["servers_begun"], shown["servers_ended"]), ("paused", 1, 1))
        self.assertEqual([m["state"] for m in shown["members"]], ["finished", "waiting", "waiting"])
        self.assertIn("the backbone is slow", shown["why"])
        self.assertNotIn(self.job, l.agent("ids-2", "jobs"))
        l.cli("rollouts", "resume", rollout)
        for server in ("ids-2", "ids-3"):
            self.let_through(server)
        l.cli("rollouts", "show", rollout, "--wait")
        shown = l.json("rollouts", "show", rollout)
        self.assertEqual((shown["state"], shown["succeeded"], shown["failed"]), ("finished", 3, 0))

    def test_a_cancelled_one_stops_what_is_under_way_and_begins_nothing(self):
        l = self.l
        rollout = self.begin()
        self.at_gate("ids-1")
        l.cli("rollouts", "cancel", rollout, "the wrong version")
        l.cli("rollouts", "show", rollout, "--wait", code=None)
        shown = l.json("rollouts", "show", rollout)
        self.assertEqual((shown["state"], shown["succeeded"]), ("cancelled", 0))
        self.assertEqual([m["state"] for m in shown["members"]], ["cancelled"] * 3)
        outcomes = l.json("dump", "ids-1", self.job)["outcomes"]
        self.assertEqual(outcomes["dev-1-1"]["state"], "cancelled")
        for server in ("ids-2", "ids-3"):
            self.assertNotIn(self.job, l.agent(server, "jobs"))
        l.cli("rollouts", "resume", rollout, code=1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
