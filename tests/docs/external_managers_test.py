#!/usr/bin/python3
"""The example in docs/external-managers.md works, its lines of JSON are such, and the command it gives for trying is right."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "external-managers.md").read_text()


def blocks() -> list[str]:
    found = re.findall(r"(?:^    .*\n|^\n(?=    ))+", PAGE, re.M)
    return [re.sub(r"^    ", "", block, flags=re.M).strip() for block in found]


class ExternalManagers(unittest.TestCase):
    def test_the_example_carries_a_device(self):
        example = next(block for block in blocks() if block.startswith("#!/usr/bin/python3"))
        order = next(block for block in blocks() if block.startswith('{"v":1'))
        device = next(block for block in blocks() if block.startswith('{"do":"device"'))
        with tempfile.TemporaryDirectory() as folder:
            push = pathlib.Path(folder) / "push"
            push.write_text('#!/bin/sh\n[ "$2" = 10.20.0.7 ] || { echo refused >&2; exit 1; }\n')
            push.chmod(0o700)
            lines = [json.dumps(json.loads(order)), device, device.replace("10.20.0.7", "10.20.0.8"), '{"do":"stop"}']
            done = subprocess.run(["/usr/bin/python3", "-c", example.replace("/opt/acme/push", str(push))], text=True,
                                  input="\n".join(lines) + "\n", capture_output=True, check=True)
        self.assertEqual([json.loads(line)["state"] for line in done.stdout.splitlines()], ["succeeded", "failed"])
        self.assertEqual(json.loads(done.stdout.splitlines()[1])["message"], "refused\n")

    def test_every_line_of_json_is_one(self):
        shown = [block for block in blocks() if block.startswith("{")]
        shown += re.findall(r"`(\{.*?\})`", PAGE.replace("{device}", "").replace("{package}", ""))
        self.assertGreater(len(shown), 4)
        for block in shown:
            for line in [block] if block.startswith('{"v"') else block.splitlines():
                self.assertIsInstance(json.loads(line), dict, line)

    def test_the_command_for_trying_works(self):
        command = next(block for block in blocks() if block.startswith("printf"))
        with tempfile.TemporaryDirectory() as folder:
            here = command.replace("/usr/share/redrive-agent/managers", str(ROOT / "etc/managers")).replace("/tmp/devices", folder)
            done = subprocess.run(["sh", "-c", here], capture_output=True, text=True, check=True)
            self.assertEqual(os.listdir(folder), ["till-7"])
        self.assertEqual(json.loads(done.stdout.splitlines()[-1])["state"], "succeeded", done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
