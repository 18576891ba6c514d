#!/usr/bin/python3
"""Manual pages are filled from the programs, render without a warning, and name only what there is."""
import itertools
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

MAN = pathlib.Path(__file__).resolve().parent.parent / "man"
BIN = pathlib.Path(os.environ["REDRIVE_BIN_DIR"])
TEXTS = sorted(MAN.glob("*.in"))
PARTS = {"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "VERBS", "EXIT STATUS", "FILES", "EXAMPLES", "SEE ALSO"}


def program(text: pathlib.Path) -> str:
    return text.name.split(".")[0]


def filled(text: pathlib.Path) -> str:
    done = subprocess.run([BIN / program(text), "man"], input=text.read_text(), capture_output=True, text=True, check=True)
    return done.stdout


def plain(line: str) -> str:
    return re.sub(r"\\f[BIRP]|\\&|\\\|", "", line).replace("\\-", "-").replace("\\(aq", "'")


def options_in(text: str) -> set[str]:
    return set(re.findall(r"--[a-z][a-z-]*", text))


def section(page: str, name: str) -> str:
    parts = re.split(r"^\.SH (.*)\n", page, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))[name]


def entries(verbs: str) -> dict[str, str]:
    """What stands of each verb: from its tag to the next one; tags of options are indented."""
    found, depth, name, lines = {}, 0, "", verbs.splitlines()
    for before, line in zip(["", *lines], lines):
        depth += line == ".RS"
        depth -= line == ".RE"
        if depth == 0 and before == ".TP":
            name = plain(re.match(r"\\fB(.*?)\\fR", line).group(1))
            found[name] = ""
        if name:
            found[name] += plain(line) + "\n"
    return found


def told(name: str, *verb: str) -> tuple[set[str], list[str]]:
    """The options of a verb, and the verbs below it, as --help tells them."""
    text = subprocess.run([BIN / name, *verb, "--help"], capture_output=True, text=True, check=True).stdout
    text = text.split("\nExamples:\n")[0]
    own = re.search(r"^Options:\n((?:  .*\n)+)", text, re.M)
    groups = re.findall(r"^(?!Options:|Arguments:|Exit codes:)[A-Z][^\n]*:\n((?:  .*\n)+)", text, re.M)
    verbs = re.findall(r"^  ([a-z][a-z-]*)(?:  |$)", "".join(groups), re.M)
    return set(re.findall(r"^  (?:-\w, )?(--[a-z][a-z-]*)", own.group(1), re.M)) if own else set(), verbs


def leaves(name: str, *verb: str) -> dict[str, set[str]]:
    options, below = told(name, *verb)
    if not below:
        return {" ".join(verb): options}
    return dict(itertools.chain.from_iterable(leaves(name, *verb, one).items() for one in below))


class ManPages(unittest.TestCase):
    maxDiff = None

    def test_there_is_one_for_each_program(self):
        self.assertEqual({program(text) for text in TEXTS}, {"redrive", "redrive-central", "redrive-agent", "redrive-redistribute"})

    def test_they_tell_every_verb_with_its_options(self):
        for text in TEXTS:
            told_of = entries(section(filled(text), "VERBS"))
            self.assertGreater(len(leaves(program(text))), 1)
            for verb, options in leaves(program(text)).items():
                with self.subTest(page=text.name, verb=verb):
                    self.assertIn(verb, told_of)
                    self.assertLessEqual(options, options_in(told_of[verb]))

    def test_what_is_written_by_hand_names_only_what_there_is(self):
        for text in TEXTS:
            with self.subTest(page=text.name):
                known = told(program(text))[0].union(*leaves(program(text)).values(), {"--help", "--version"})
                self.assertEqual(options_in(plain(text.read_text())) - known, set())

    def test_every_page_has_the_expected_parts(self):
        for text in TEXTS:
            with self.subTest(page=text.name):
                self.assertLessEqual(PARTS, set(re.findall(r"^\.SH (.*)$", filled(text), re.M)))

    def test_a_text_with_a_wrong_place_is_refused(self):
        done = subprocess.run([BIN / "redrive", "man"], input="@VERBS@\n@OTHER@\n", capture_output=True, text=True)
        self.assertEqual(done.returncode, 2)
        self.assertIn("@OTHER@", done.stderr)

    @unittest.skipUnless(shutil.which("groff"), "groff is not installed")
    def test_groff_has_nothing_to_say(self):
        for text in TEXTS:
            with self.subTest(page=text.name), tempfile.NamedTemporaryFile("w", suffix=".1") as page:
                page.write(filled(text))
                page.flush()
                done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z", page.name], capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stderr), (0, ""))

    @unittest.skipUnless(shutil.which("man"), "man is not installed")
    def test_it_is_shown_as_it_was_meant(self):
        text = MAN / "redrive.1.in"
        with tempfile.NamedTemporaryFile("w", suffix=".1") as page:
            page.write(filled(text))
            page.flush()
            done = subprocess.run(["man", "--warnings", "-l", page.name], capture_output=True, text=True, check=True,
                                  env={**os.environ, "MANWIDTH": "200", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": ""})
        shown = re.sub(r".\x08", "", done.stdout)
        self.assertEqual(done.stderr, "")
        for line in ["failures list [options]", "redrive outages import power.ics --preview",
                     "redrive route explain dev-0079-17 --location '82 Kigns Way, Bldg 24'"]:
            self.assertIn(line, shown)


if __name__ == "__main__":
    unittest.main(verbosity=2)
