"""The console in a real Chromium before a real central: the main task on a desk and a phone, and every page looked at by axe.
The browser's part stands in console/e2e."""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

from lab import HERE, PATIENCE, SOURCE, wait_for

CONSOLE = SOURCE / "console"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


@unittest.skipUnless((CONSOLE / "node_modules" / "playwright-core").is_dir(), "needs npm, which builds the console")
@unittest.skipUnless(pathlib.Path(CHROMIUM).exists(), "needs Chromium")
class Console(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="rd-", dir="/tmp"))
        self.said = open(self.folder.with_suffix(".log"), "w+")
        self.addCleanup(self.said.close)
        self.lab = subprocess.Popen([sys.executable, HERE / "console_lab.py", "--folder", self.folder], stdout=self.said, stderr=self.said)
        self.addCleanup(self.end)
        wait_for("the laboratory", self.ready, PATIENCE * 2)

    def ready(self) -> bool:
        if self.lab.poll() is not None:
            raise RuntimeError("the laboratory ended: " + pathlib.Path(self.said.name).read_text())
        return (self.folder / "console.json").exists()

    def end(self):
        self.lab.send_signal(signal.SIGTERM)
        self.lab.wait(PATIENCE)
        pathlib.Path(self.said.name).unlink()
        shutil.rmtree(self.folder, ignore_errors=True)

    def test_in_the_browser(self):
        tests = sorted((CONSOLE / "e2e").glob("*.test.mjs"))
        self.assertTrue(tests)
        # One after the other: the main task changes what the others look at.
        for test in tests:
            done = subprocess.run(["node", "--test", test], cwd=CONSOLE, capture_output=True, text=True, timeout=PATIENCE * 8,
                                  env={**os.environ, "REDRIVE_CONSOLE_LAB": str(self.folder / "console.json")})
            self.assertEqual(done.returncode, 0, done.stdout[-20000:] + done.stderr[-5000:])


if __name__ == "__main__":
    unittest.main(verbosity=2)
