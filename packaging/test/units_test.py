#!/usr/bin/python3
"""systemd itself reads the units: nothing misspelt, nothing contradictory, hardened as far as each may be."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

PACKAGING = pathlib.Path(__file__).resolve().parent.parent
BIN = pathlib.Path(os.environ["REDRIVE_BIN_DIR"])
UNITS = {unit.stem: unit for unit in (PACKAGING / "systemd").glob("*.service")}
# systemd's own measure of how much a broken-into service could do: 0 nothing, 10 everything. The agent runs the
# commands of others; its unit says what is left open for them.
MOST_EXPOSED = {"redrive-central": 2.0, "redrive-agent": 6.0}


def settings(unit: pathlib.Path) -> list[str]:
    return [line for line in unit.read_text().splitlines() if "=" in line and not line.startswith("#")]


@unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
class Units(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def here(self, name: str) -> pathlib.Path:
        """The unit with its program where the build put it."""
        unit = self.folder / f"{name}.service"
        unit.write_text(UNITS[name].read_text().replace("/usr/bin/", f"{BIN}/"))
        return unit

    def analyze(self, *words) -> str:
        done = subprocess.run(["systemd-analyze", *map(str, words)], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        return done.stdout

    def test_systemd_has_nothing_to_say(self):
        for name in UNITS:
            with self.subTest(unit=name):
                self.analyze("verify", "--man=no", self.here(name))

    def test_a_misspelt_setting_would_be_seen(self):
        unit = self.here("redrive-agent")
        unit.write_text(unit.read_text().replace("WatchdogSec", "WatchdogSecs"))
        with self.assertRaises(AssertionError):
            self.analyze("verify", "--man=no", unit)

    def test_a_broken_configuration_makes_the_reload_fail_where_it_was_asked_for(self):
        for name, unit in UNITS.items():
            with self.subTest(unit=name):
                found = [setting.split("=", 1) for setting in settings(unit)]
                start = dict(found)["ExecStart"]
                reloads = [value for key, value in found if key == "ExecReload"]
                self.assertEqual(reloads, [f"{start} --check-config", "/bin/kill -HUP $MAINPID"])

    def test_they_are_as_closed_as_they_can_be(self):
        for name in UNITS:
            with self.subTest(unit=name):
                exposed = self.exposure(self.here(name))
                self.assertLessEqual(exposed, MOST_EXPOSED[name])

    def test_the_drop_in_for_sudo_takes_back_all_that_keeps_it_from_working(self):
        unit = self.here("redrive-agent")
        drop_in = (PACKAGING / "systemd" / "commands-with-sudo.conf").read_text()
        (self.folder / "redrive-agent.service.d").mkdir()
        (self.folder / "redrive-agent.service.d" / "sudo.conf").write_text(drop_in)
        self.analyze("verify", "--man=no", unit)
        # systemd.exec(5): each of these implies NoNewPrivileges= in a unit that runs as a user.
        implying = re.compile(r"(SystemCall\w+|MemoryDenyWriteExecute|Restrict\w+|Private(Devices|Users)|LockPersonality|DynamicUser|"
                              r"Protect(KernelTunables|KernelModules|KernelLogs|Clock|Hostname))=(?!no)")
        for setting in settings(UNITS["redrive-agent"]):
            key = setting.split("=")[0]
            if implying.match(setting) or key in ("NoNewPrivileges", "CapabilityBoundingSet", "ProtectSystem"):
                self.assertRegex(drop_in, rf"(?m)^{key}=(no|~|)$")

    def exposure(self, unit: pathlib.Path) -> float:
        told = self.analyze("security", "--offline=true", "--no-pager", unit)
        return float(re.search(r"Overall exposure level for \S+: ([0-9.]+)", told).group(1))


if __name__ == "__main__":
    unittest.main(verbosity=2)
