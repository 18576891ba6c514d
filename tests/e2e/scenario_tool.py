"""The redistribution tool kept at central (R8): a signed program is added, listed, put in use, and taken out of it."""
import unittest

import tool_release
from scenario import Scenario

TRUSTED = f'[redistribution]\ntool_keys = ["{tool_release.KEY}"]\n'


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
        l.cli("tools", "add", self.release("6.6.6", seed="ab" * 32), code=2)
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


if __name__ == "__main__":
    unittest.main(verbosity=2)
