"""A Debian in a folder: commands in it, packages in it, and what its files are like."""
import os
import pathlib
import shutil
import stat
import subprocess

SERVICES = ("redrive-central", "redrive-agent")
PACKAGES = (*SERVICES, "redrive")


class DebianRoot:
    def __init__(self, path: pathlib.Path):
        self.path = path
        for name, kind in (("proc", "proc"), ("dev/pts", "devpts")):
            subprocess.run(["mount", "-t", kind, kind, str(path / name)], check=True)

    def __truediv__(self, inside: str) -> pathlib.Path:
        return self.path / inside.lstrip("/")

    def argv(self, words, user: str = "root") -> list[str]:
        """The same command, inside and as `user`."""
        return ["chroot", f"--userspec={user}:{user}", str(self.path), "/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                "LANG=C.UTF-8", "DEBIAN_FRONTEND=noninteractive", "HOME=/", *map(str, words)]

    def run(self, *words, user: str = "root", code: int | None = 0) -> str:
        done = subprocess.run(self.argv(words, user), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
        if code is not None and done.returncode != code:
            raise RuntimeError(f"{' '.join(map(str, words))}: exit {done.returncode}, expected {code}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    # ---- packages

    def install(self, files: list[pathlib.Path]) -> str:
        place = self / "srv/packages"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(mode=0o755)
        for file in files:
            shutil.copy(file, place)
            (place / file.name).chmod(0o644)
        return self.run("apt-get", "install", "-q", "-y", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confdef",
                        *[f"/srv/packages/{file.name}" for file in files])

    def state_of(self, package: str) -> str:
        return self.run("dpkg-query", "-W", "-f=${db:Status-Status}", package, code=None).splitlines()[0]

    # ---- files

    def users(self) -> dict[str, str]:
        lines = (self / "etc/passwd").read_text().splitlines()
        return {fields[0]: fields[6] for fields in (line.split(":") for line in lines)}

    def owner_and_mode(self, inside: str) -> str:
        """As in "root:redrive-agent 0640", with the names this Debian gives to the numbers."""
        found = os.lstat(self / inside)
        owner, group = (self.name_in(file, number) for file, number in (("passwd", found.st_uid), ("group", found.st_gid)))
        return f"{owner}:{group} {stat.S_IMODE(found.st_mode):04o}"

    def name_in(self, file: str, number: int) -> str:
        for line in (self / f"etc/{file}").read_text().splitlines():
            name, _, found = line.split(":")[:3]
            if int(found) == number:
                return name
        return str(number)


def raised(package: pathlib.Path, folder: pathlib.Path, version: str) -> pathlib.Path:
    """The package as a later version would be: with a higher number and a changed sample configuration."""
    folder.mkdir(exist_ok=True)
    tree = folder / package.stem
    subprocess.run(["dpkg-deb", "-R", package, tree], check=True)
    control = tree / "DEBIAN/control"
    control.write_text("".join(f"Version: {version}\n" if line.startswith("Version:") else line
                               for line in control.read_text().splitlines(keepends=True)))
    for sample in (tree / "etc/redrive").glob("*.toml") if (tree / "etc").exists() else []:
        sample.write_text(sample.read_text() + "# A later version says more.\n")
    out = folder / f"{package.name.split('_')[0]}_{version}.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-b", tree, out], check=True, stdout=subprocess.DEVNULL)
    return out
