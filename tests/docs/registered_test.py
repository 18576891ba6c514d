#!/usr/bin/python3
"""Every source is built and every test program is run: one that no CMakeLists.txt names would be green for ever."""
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def kept(*patterns: str) -> list[pathlib.Path]:
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
                            check=True, capture_output=True, text=True)
    return [pathlib.Path(line) for line in listed.stdout.splitlines() if (ROOT / line).exists()]


def text_of(cmake: pathlib.Path) -> str:
    return re.sub(r"#.*", "", cmake.read_text()) if cmake.exists() else ""


def is_built(source: pathlib.Path) -> bool:
    """Named, by its path from there, in the CMakeLists.txt of its folder or of one above."""
    return any(re.search(rf"(?<![\w./-]){re.escape(str(source.relative_to(folder)))}(?![\w.-])",
                         text_of(ROOT / folder / "CMakeLists.txt").replace("${CMAKE_CURRENT_SOURCE_DIR}/", ""))
               for folder in source.parents)


def run_by(folder: pathlib.Path) -> set[str]:
    """The names of the Python tests that the CMakeLists.txt of a folder runs: by name, in a loop, in a script or by a glob."""
    text = text_of(ROOT / folder / "CMakeLists.txt")
    for script in re.findall(r"[\w-]+\.sh", text):
        text += (ROOT / folder / script).read_text()
    names = set(re.findall(r"\w+\.py", text))
    for loop, words in re.findall(r"foreach\((\w+) ([\w ]+)\)", text):
        if f"${{{loop}}}_test" in text:
            names |= {f"{word}_test.py" for word in words.split()}
    for glob in re.findall(r"\$\{CMAKE_CURRENT_SOURCE_DIR\}/(\w*\*\.py)", text):
        names |= {path.name for path in (ROOT / folder).glob(glob)}
    return names


class Registered(unittest.TestCase):
    def test_every_source_is_built(self):
        sources = kept("*.cc")
        self.assertGreater(len(sources), 400)
        self.assertEqual([str(path) for path in sources if not is_built(path)], [])

    def test_every_python_test_is_run(self):
        tests = kept("*_test.py", "scenario_*.py", "*/scenario_*.py")
        self.assertGreater(len(tests), 15)
        self.assertEqual([str(path) for path in tests if path.name not in run_by(path.parent)], [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
