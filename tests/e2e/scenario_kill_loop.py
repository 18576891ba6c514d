"""Central and agents are killed under load, again and again, and every promise is kept: 10 cycles, or 200 with REDRIVE_LONG."""
import os
import pathlib
import random
import shutil
import tempfile
import unittest

import kill_loop

CYCLES = 200 if os.environ.get("REDRIVE_LONG") else 10


class KillLoopTest(unittest.TestCase):
    def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="rd-", dir="/tmp"))
        report = kill_loop.run(folder, CYCLES, os.environ.get("REDRIVE_SEED") or str(random.SystemRandom().randrange(10**6)))
        print(report.table())
        self.assertEqual(report.broken, [], f"kept: {folder}")
        for load in ("alerts acknowledged to senders", "failure records cleared", "tickets", "mails", "distributions", "approved plans"):
            self.assertGreater(report.figures[load], 0, f"without load a kill shows nothing: {load}")
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
