#!/usr/bin/python3
"""docs/failure-modes.md names only tests that exist, and at least one for each promise."""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "failure-modes.md"


def tests_of_the_tree() -> set[str]:
    names = set()
    for path in (ROOT / "tests").rglob("*_test.cc"):
        names |= {f"{suite}.{name}" for suite, name in re.findall(r"^TEST(?:_[FP])?\(\s*(\w+),\s*(\w+)\)", path.read_text(), re.M)}
    for path in (ROOT / "tests" / "e2e").glob("scenario_*.py"):
        names |= {f"{path.stem}.{name}" for name in re.findall(r"^    def (test_\w+)\(", path.read_text(), re.M)}
    return names


def rows() -> list[list[str]]:
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if not re.match(r"\| (promise|---) ", line)]


class FailureModes(unittest.TestCase):
    def test_every_promise_names_its_tests_and_each_of_them_exists(self):
        known = tests_of_the_tree()
        self.assertGreater(len(known), 500)
        self.assertGreater(len(rows()), 30)
        for row in rows():
            with self.subTest(row[0]):
                self.assertEqual(len(row), 4)
                named = re.findall(r"`([^`]+)`", row[3])
                self.assertTrue(named, "no test is named")
                self.assertEqual([name for name in named if name not in known], [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
