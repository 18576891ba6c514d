#!/usr/bin/python3
"""Each fault in the table of docs/mail.md is a test of the same name, and each scripted fault has its row."""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "mail.md"
SCRIPTED = ROOT / "tests" / "contract" / "mail" / "smtp_faults.cc"


def folded(name: str) -> str:
    """"cut after the dot", CutAfterTheDot and test_cut_after_the_dot alike."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def scripted() -> set[str]:
    return set(re.findall(r'^    \{"(\w+)",', SCRIPTED.read_text(), re.M))


def tests() -> set[str]:
    names = {folded(name) for name in scripted()}
    for path in [*(ROOT / "tests" / "contract" / "mail").glob("*_test.cc"), *(ROOT / "tests" / "unit" / "mail").glob("*_test.cc")]:
        names |= {folded(name) for name in re.findall(r"^TEST(?:_[FP])?\(\s*\w+,\s*(\w+)\)", path.read_text(), re.M)}
    for path in (ROOT / "tests" / "e2e").glob("scenario_mail*.py"):
        names |= {folded(name) for name in re.findall(r"^    def test_(\w+)\(", path.read_text(), re.M)}
    return names


def rows() -> list[list[str]]:
    table = PAGE.read_text().split("| fault |")[1].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table if line.startswith("| ")]


class MailFaults(unittest.TestCase):
    def test_each_row_is_a_test_of_the_same_name(self):
        known = tests()
        self.assertGreaterEqual(len(rows()), 30)
        for row in rows():
            with self.subTest(row[0]):
                self.assertEqual(len(row), 4)
                self.assertIn(folded(row[0]), known)

    def test_each_scripted_fault_has_its_row(self):
        self.assertGreater(len(scripted()), 30)
        told = {folded(row[0]) for row in rows()}
        self.assertEqual([name for name in sorted(scripted()) if folded(name) not in told], [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
