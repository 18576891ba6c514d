"""./demo's own story, as a test: mounts in a namespace of its own."""
import os
import pathlib
import subprocess
import unittest

LAB = pathlib.Path(__file__).resolve().parent.parent / "lab"


class Demo(unittest.TestCase):
    def tell(self, *words) -> str:
        namespace = "-m" if os.geteuid() == 0 else "-rm"
        if subprocess.run(["unshare", namespace, "true"], capture_output=True).returncode != 0:
            self.skipTest("this machine allows no mount namespace, so there is no full file system to fail on")
        told = subprocess.run(["unshare", namespace, "/usr/bin/python3", str(LAB / "story.py"), *words], capture_output=True, text=True)
        self.assertEqual(told.returncode, 0, told.stdout + told.stderr)
        self.assertIn("No failure record is left", told.stdout)
        return told.stdout

    def test_the_story_is_told_to_its_end(self):
        self.assertNotIn("kill -9", self.tell())

    def test_the_story_ends_the_same_when_the_agent_and_central_are_killed_in_the_middle(self):
        told = self.tell("--chaos")
        self.assertIn("kill -9 of the agent", told)
        self.assertIn("kill -9 of central", told)


if __name__ == "__main__":
    unittest.main(verbosity=2)
