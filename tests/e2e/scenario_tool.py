"""The redistribution tool kept at central (R8): a signed program is added, listed, put in use, and taken out of it."""
import unittest

import tool_release
from lab import BIN, Lab, wait_for
from scenario import COPY_AND_CHECK, Scenario

TRUSTED = f'[redistribution]\ntool_keys = ["{tool_release.KEY}"]\n'
NEWER = BIN.parent / "tests" / "newer_tool"  # puts "9.9.9: " before each reason


class Tool(Scenario):
    def setUp(self):
        self.l = self.lab(central_extra=TRUSTED)
        self.l.start_central()
        self.releases = self.l.folder / "releases"

    def release(self, version: str, program: bytes = b"", **how):
        return tool_release.release(self.releases, version, program or b"\x7fELF of " + version.encode(), **how)

    def in_use(self) -> list[str]:
        return [tool["version"] for tool in self.l.items("tools", "list") if tool["in_use"]]

    def test_a_version_is_added_used_replaced_and_removed(self):
        l = self.l
        self.assertEqual(l.items("tools", "list"), [])
        old, new = self.release("1.3.0", b"old" * 200_000), self.release("1.4.0", b"new" * 300_000)
        self.assertIn("tool 1.3.0 for " + tool_release.PLATFORM, l.cli("tools", "add", old))
        added = l.json("tools", "add", new, "--manifest", new.with_name(new.name + ".tool"))
        self.assertEqual((added["version"], added["size"], added["added_by"], added["in_use"]), ("1.4.0", 900_000, "admin", False))
        self.assertEqual(l.json("tools", "add", new), added)
        self.assertEqual([tool["version"] for tool in l.items("tools", "list")], ["1.3.0", "1.4.0"])
        self.assertEqual(self.in_use(), [])

        l.cli("tools", "use", "1.3.0")
        l.cli("tools", "use", "1.4.0")
        self.assertEqual(self.in_use(), ["1.4.0"])
        self.assertIn(new.with_name(new.name + ".tool").read_text(), l.cli("tools", "show", "1.4.0"))
        l.cli("tools", "remove", "1.4.0", code=1)
        self.assertIn("in use", l.last_error)
        l.cli("tools", "remove", "1.3.0")
        l.cli("tools", "use", "--own")
        self.assertEqual(self.in_use(), [])
        l.cli("tools", "show", "1.3.0", code=3)
        self.assertEqual([entry["what"] for entry in reversed(l.items("audit", "list")) if "tool" in entry["what"]],
                         ["add tool", "add tool", "use tool", "use tool", "remove tool", "use tool"])

    def test_what_is_not_signed_by_a_key_of_central_is_not_taken(self):
        l = self.l
        l.cli("tools", "add", self.release("6.6.6", seed=tool_release.OTHER_SEED), code=2)
        self.assertIn("not signed by the key of [redistribution] tool_keys", l.last_error)
        program = self.release("1.4.0")
        program.write_bytes(b"changed since")
        l.cli("tools", "add", program, code=2)
        self.assertIn("manifest of another program", l.last_error)
        self.assertEqual(l.items("tools", "list"), [])

    def test_it_outlives_a_restart_and_needs_its_key_each_time(self):
        l = self.l
        l.cli("tools", "add", self.release("1.4.0"))
        l.cli("tools", "use", "1.4.0")
        l.programs["central"].stop()
        l.central_extra = ""
        l.write_central_config()
        l.start_central()
        self.assertEqual(self.in_use(), ["1.4.0"])
        l.cli("plan", "ids-1", "J-1", code=1)
        self.assertIn("tool_keys of central's configuration names no key", l.last_error)
        l.cli("plan", "ids-1", "J-1", "--tool", "own", code=5)
        self.assertIn("not connected", l.last_error)

    def test_a_plan_needs_a_version_that_is_here_and_an_agent_that_is_there(self):
        l = self.l
        l.cli("tools", "add", self.release("1.4.0"))
        l.cli("plan", "ids-1", "J-1", "--tool", "1.4.0", code=5)
        self.assertIn("agent 'ids-1' is not connected", l.last_error)
        l.cli("plan", "ids-1", "J-1", "--tool", "9.9", code=3)
        self.assertIn("there is no tool 9.9", l.last_error)


class AgentsWithAKey(Lab):
    def write_agent_config(self, server, extra=""):
        return super().write_agent_config(server, extra + (TRUSTED if server == "ids-1" else ""))


class AtTheAgent(Scenario):
    """Agents are older than the tool; that of ids-1 trusts its key, that of ids-2 none."""

    def setUp(self):
        keys = f'[redistribution]\ntool_keys = ["{tool_release.KEY}", "{tool_release.OTHER_KEY}"]\n'
        l = self.l = self.lab(kind=AgentsWithAKey, central_extra=keys)
        l.start_all()
        l.package("app-1.bin", b"x" * 1000)
        for server, device in (("ids-1", "dev-1-2"), ("ids-2", "dev-2-1")):
            self.refuse_writes(l, server, device)
        self.job = self.distribute(l, l.job_file("app-1", ["app-1.bin"], ["ids-1", "ids-2"], COPY_AND_CHECK), code=1)
        for server, device in (("ids-1", "dev-1-2"), ("ids-2", "dev-2-1")):
            self.accept_writes(l, server, device)
        self.devices_before = self.outcomes()

    def add(self, version: str, **how):
        program = tool_release.release(self.l.folder / "releases", version, NEWER.read_bytes(), **how)
        self.l.cli("tools", "add", program)
        return program

    def outcomes(self) -> dict:
        return {d: o["state"] for d, o in self.l.json("dump", "ids-1", self.job)["outcomes"].items()}

    def planned(self, *words) -> dict:
        return self.l.json("redistribute", "ids-1", self.job, *words, "--plan-only")["items"][0]["plan"]

    def refusals(self) -> list:
        return [f for f in self.l.items("failures", "list") if f["failure_type"] == "tool_refused"]

    def test_the_newer_tool_makes_the_plan_and_that_runs(self):
        self.add("9.9.9")
        self.assertIn("failed: device_unreachable", self.planned()["devices"][0]["reason"].removeprefix("9.9.9"))
        self.assertFalse(self.planned()["devices"][0]["reason"].startswith("9.9.9"))
        self.l.cli("tools", "use", "9.9.9")
        plan = self.planned()
        self.assertEqual([d["device"] for d in plan["devices"]], ["dev-1-2"])
        self.assertTrue(plan["devices"][0]["reason"].startswith("9.9.9: failed: device_unreachable"), plan)
        self.assertIn("9.9.9", self.l.cli("redistribute", "ids-1", self.job, "--yes", "--wait"))
        self.assertEqual(set(self.outcomes().values()), {"succeeded"})
        self.assertEqual(self.refusals(), [])

    def test_an_agent_that_trusts_no_key_makes_its_own_plan_or_none(self):
        self.add("9.9.9")
        self.l.cli("redistribute", "ids-2", self.job, "--tool", "9.9.9", "--plan-only", code=5)
        self.l.cli("tools", "use", "9.9.9")
        plan = self.l.json("redistribute", "ids-2", self.job, "--plan-only")["items"][0]["plan"]
        self.assertTrue(plan["devices"][0]["reason"].startswith("failed: device_unreachable"), plan)
        self.assertIn("tool", {check["what"] for check in plan["preflight"] if not check["good"]})

    def test_one_signed_by_a_key_the_agent_does_not_trust_is_refused_and_alerted(self):
        self.add("9.9.9", seed=tool_release.OTHER_SEED)
        self.l.cli("redistribute", "ids-1", self.job, "--tool", "9.9.9", "--plan-only", code=4)
        self.assertIn("signature", self.l.last_error)
        refused = wait_for("the alert", self.refusals)
        self.assertEqual([f["server"] for f in refused], ["ids-1"])
        self.assertEqual(self.outcomes(), self.devices_before)

    def test_one_that_was_changed_in_centrals_store_is_refused(self):
        program = self.add("9.9.9")
        manifest = program.with_name(program.name + ".tool").read_text()
        kept = self.l.folder / "central" / "packages" / manifest.split("blake2b:")[1][:64]
        changed = bytearray(kept.read_bytes())
        changed[-1] ^= 1
        kept.chmod(0o600)
        kept.write_bytes(changed)
        self.l.cli("redistribute", "ids-1", self.job, "--tool", "9.9.9", "--plan-only", code=1)
        self.assertEqual(self.outcomes(), self.devices_before)
        self.assertIn("device_unreachable", self.planned("--tool", "own")["devices"][0]["reason"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
