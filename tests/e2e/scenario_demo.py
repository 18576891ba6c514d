"""./demo's own story, as a test: mounts in a namespace of its own."""
import os
import pathlib
import subprocess
import unittest

LAB = pathlib.Path(__file__).resolve().parent.parent / "lab"


class Demo(unittest.TestCase):
    def test_the_story_is_told_to_its_end(self):
        namespace = "-m" if os.geteuid() == 0 else "-rm"
        if subprocess.run(["unshare", namespace, "true"], capture_output=True).returncode != 0:
            self.skipTest("this machine allows no mount namespace, so there is no full file system to fail on")
        told = subprocess.run(["unshare", namespace, "/usr/bin/python3", str(LAB / "story.py")], capture_output=True, text=True)
        self.assertEqual(told.returncode, 0, told.stdout + told.stderr)
        self.assertIn("No failure record is left", told.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
