#!/usr/bin/python3
"""Man pages and --help name the same verbs and options."""
import itertools
import os
import pathlib
import re
import shutil
import subprocess
import unittest

MAN = pathlib.Path(__file__).resolve().parent.parent / "man"
BIN = pathlib.Path(os.environ["REDRIVE_BIN_DIR"])
EVERYWHERE = {"--help", "--version"}
PAGE = {"--limit", "--after"}  # what "[page]" stands for
WAVES = {"--canary", "--wave", "--pace", "--stop-at", "--deadline", "--hours", "--zone"}  # what [waves] stands for


def plain(line: str) -> str:
    return re.sub(r"\\f[BIRP]|\\&|\\\|", "", line).replace("\\-", "-")


def options_in(text: str) -> set[str]:
    return set(re.findall(r"--[a-z][a-z-]*", text))


def tags(lines: list[str]) -> list[str]:
    """What .TP and .TQ introduce."""
    return [plain(after) for before, after in zip(lines, lines[1:]) if before in (".TP", ".TQ")]


class Page:
    def __init__(self, path: pathlib.Path):
        parts = re.split(r"^\.SH (.*)$", path.read_text(), flags=re.M)
        self.sections = {name: text.splitlines() for name, text in zip(parts[1::2], parts[2::2])}
        self.options = set().union(*(options_in(tag) for tag in tags(self.sections["OPTIONS"])))
        self.verbs = {}
        for tag in tags(self.sections["VERBS"]):
            verb = re.match(r"[a-z][a-z-]*( [a-z][a-z-]*)*", tag).group()
            self.verbs[verb] = options_in(tag) - EVERYWHERE | (PAGE if "[page]" in tag else set()) | (WAVES if "[waves]" in tag else set())


def told(program: str, verb: tuple[str, ...] = ()) -> tuple[set[str], dict[str, set[str]]]:
    """The options of a verb, and its sub-verbs with theirs, as --help tells them."""
    text = subprocess.run([BIN / program, *verb, "--help"], capture_output=True, text=True, check=True).stdout
    options = set(re.findall(r"^ +(?:-h,)?(--[a-z][a-z-]*)", text, re.M))
    verbs = {}
    for name in re.findall(r"^  ([a-z-]+) {2,}", "".join(re.findall(r"^Subcommands:\n((?: .*\n)+)", text, re.M)), re.M):
        own, below = told(program, (*verb, name))
        verbs |= {f"{name} {sub}": of_sub for sub, of_sub in below.items()} if below else {name: own - EVERYWHERE}
    return options, verbs


class ManPages(unittest.TestCase):
    maxDiff = None

    def test_verbs_and_options_are_those_of_the_programs(self):
        for path in sorted(MAN.iterdir()):
            with self.subTest(page=path.name):
                page, (options, verbs) = Page(path), told(path.stem)
                self.assertEqual(page.options, options)
                self.assertEqual(page.verbs, verbs)

    def test_examples_and_texts_name_only_what_there_is(self):
        for path in sorted(MAN.iterdir()):
            with self.subTest(page=path.name):
                page, text = Page(path), path.read_text()
                known = set().union(page.options, *page.verbs.values())
                self.assertEqual(options_in(plain(text)) - known, set())
                examples = plain("\n".join(page.sections["EXAMPLES"]))
                for line in re.findall(rf"^(?:runuser .*? )?{path.stem} (.*)", examples, re.M):
                    words = list(itertools.takewhile(lambda word: not word.startswith("-"), line.split()))
                    self.assertTrue(not words or any(v.split() == words[:len(v.split())] for v in page.verbs), line)

    def test_every_page_has_the_expected_parts(self):
        for path in sorted(MAN.iterdir()):
            with self.subTest(page=path.name):
                self.assertLessEqual({"NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "FILES", "EXAMPLES", "SEE ALSO"},
                                     Page(path).sections.keys())

    @unittest.skipUnless(shutil.which("groff"), "groff is not installed")
    def test_groff_has_nothing_to_say(self):
        for path in sorted(MAN.iterdir()):
            with self.subTest(page=path.name):
                done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z", path], capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main(verbosity=2)
