"""What every end-to-end scenario begins with."""
import contextlib
import pathlib
import shutil
import tempfile
import unittest

from lab import Lab

SMALL = {"ids-1": ["dev-1-1", "dev-1-2", "dev-1-3"], "ids-2": ["dev-2-1", "dev-2-2"]}
COPY_AND_CHECK = 'install = ["cp", "{package}", "installed.bin"]\nverify = ["cmp", "{package}", "installed.bin"]\ntimeout = "1m"'


class Scenario(unittest.TestCase):
    maxDiff = None

    def lab(self, servers=None, *words, kind=Lab, **named) -> Lab:
        """A laboratory in a folder of its own; gone when the test ends well, kept for a look when it does not."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="rd-", dir="/tmp"))  # short: socket paths have 107 bytes
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        stack.callback(lambda: shutil.rmtree(folder, ignore_errors=True) if not self.failed() else print(f"kept: {folder}"))
        return stack.enter_context(kind(folder, servers or SMALL, *words, **named))

    def failed(self) -> bool:
        outcome = getattr(self._outcome, "result", None)
        return bool(outcome and (outcome.failures or outcome.errors))

    def distribute(self, lab: Lab, job_file, code: int = 0) -> str:
        """Runs a distribution to its end and gives its job id."""
        lab.cli("distribute", job_file, "--wait", code=code)
        return lab.items("jobs", "list")[0]["job"]

    def refuse_writes(self, lab: Lab, server: str, device: str) -> None:
        """A plain file where the device's folder should be: even root cannot write below it."""
        place = lab.device(server, device)
        place.write_text("not a folder\n")

    def accept_writes(self, lab: Lab, server: str, device: str) -> None:
        lab.device(server, device).unlink()
