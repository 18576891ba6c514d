#!/usr/bin/python3
"""Each shell loads what `PROGRAM completion SHELL` prints, and completes with it."""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import tempfile
import time
import unittest

BIN = pathlib.Path(os.environ["REDRIVE_BIN_DIR"])
PATIENCE = 15  # seconds

# What is typed, and what must be among the answers.
CASES = {
    "redrive": [("redrive fail", {"failures"}), ("redrive mail re", {"received", "release", "retry"}),
                ("redrive failures list --t", {"--type", "--ticket", "--token-file"}),
                ("redrive --central http://noc-1 tickets l", {"list"}),
                ("redrive tickets list --state ", {"held", "open", "acked", "resolved", "closed"}),
                ("redrive --json mail received list --state q", {"quarantined"}), ("redrive distribute jo", {"job.toml"})],
    "redrive-central": [("redrive-central do", {"doctor"}), ("redrive-central --config jo", {"job.toml"})],
    "redrive-agent": [("redrive-agent re", {"redistribute"}), ("redrive-agent redistribute --y", {"--yes"})],
}


def script(program: str, shell: str) -> str:
    return subprocess.run([BIN / program, "completion", shell], capture_output=True, text=True, check=True).stdout


class Typist:
    """A person at an interactive zsh."""

    def __init__(self, folder: str):
        pid, self.fd = pty.fork()
        if pid == 0:
            os.chdir(folder)
            os.execve("/usr/bin/zsh", ["zsh", "-f", "-i"], {"PATH": f"{BIN}:/usr/bin:/bin", "TERM": "dumb", "HOME": folder, "COLUMNS": "200"})
        self.type("PROMPT='>'; fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D; LISTMAX=1000; unsetopt ALWAYS_LAST_PROMPT; print -r READ''Y\r")
        self.until("READY")

    def type(self, text: str) -> None:
        os.write(self.fd, text.encode())

    def until(self, pattern: str) -> str:
        """What is shown until it holds all of the pattern."""
        shown, end = "", time.monotonic() + PATIENCE
        while not re.search(pattern, shown, re.S):
            if not select.select([self.fd], [], [], max(0.0, end - time.monotonic()))[0]:
                raise AssertionError(f"zsh did not show {pattern!r} but {shown!r}")
            shown += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", os.read(self.fd, 65536).decode(errors="replace"))
        return shown

    def close(self) -> None:
        os.close(self.fd)  # hangs up


class Completion(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        (pathlib.Path(self.folder) / "job.toml").write_text("")

    def test_bash_completes(self):
        for program, cases in CASES.items():
            for line, expected in cases:
                with self.subTest(line=line):
                    words = line.split(" ")
                    ask = f'source /dev/stdin; COMP_WORDS=("$@"); COMP_CWORD={len(words) - 1}; _{program.replace("-", "_")}; printf "%s\\n" "${{COMPREPLY[@]}}"'
                    done = subprocess.run(["bash", "--norc", "-c", ask, "bash", *words], input=script(program, "bash"), capture_output=True,
                                          text=True, check=True, cwd=self.folder)
                    self.assertEqual(set(done.stdout.split()), expected, done.stderr)

    def test_bash_loads_it_for_the_program(self):
        done = subprocess.run(["bash", "--norc", "-c", "source /dev/stdin; complete -p redrive"], input=script("redrive", "bash"),
                              capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout.strip(), "complete -F _redrive redrive")

    @unittest.skipUnless(shutil.which("fish"), "fish is not installed")
    def test_fish_completes(self):
        for program, cases in CASES.items():
            file = pathlib.Path(self.folder) / f"{program}.fish"
            file.write_text(script(program, "fish"))
            for line, expected in cases:
                with self.subTest(line=line):
                    done = subprocess.run(["fish", "--no-config", "-c", f"source {file}; complete -C '{line}'"], capture_output=True, text=True,
                                          check=True, cwd=self.folder, env={**os.environ, "HOME": self.folder, "PATH": f"{BIN}:{os.environ['PATH']}"})
                    self.assertEqual({answer.split("\t")[0] for answer in done.stdout.splitlines()}, expected)

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
    def test_zsh_completes(self):
        for program in CASES:
            (pathlib.Path(self.folder) / f"_{program}").write_text(script(program, "zsh"))
        person = Typist(self.folder)
        self.addCleanup(person.close)
        for cases in CASES.values():
            for line, expected in cases:
                with self.subTest(line=line):
                    person.type(line + "\t\t")
                    person.until("".join(f"(?=.*{re.escape(word)})" for word in expected))
                    person.type("\x15")  # the line is taken away again


if __name__ == "__main__":
    unittest.main(verbosity=2)
