"""The Debian of debian_root.py with its own systemd running in it, as in a container: process ids, mounts, host name and
control groups of its own; the network is the machine's. Nothing of the machine's /dev, /proc/sys or cgroups is in reach."""
import os
import pathlib
import subprocess

from debian_root import DebianRoot
from lab import wait_for

# What a container does not bring up: devices, kernel settings, terminals, clocks.
LEFT_OUT = """dev-hugepages.mount dev-mqueue.mount sys-kernel-config.mount sys-kernel-debug.mount sys-kernel-tracing.mount
sys-fs-fuse-connections.mount proc-sys-fs-binfmt_misc.automount systemd-sysctl.service systemd-modules-load.service
systemd-remount-fs.service systemd-random-seed.service systemd-pstore.service systemd-ask-password-console.path
systemd-binfmt.service systemd-timesyncd.service systemd-logind.service systemd-firstboot.service getty.target
console-getty.service getty@tty1.service systemd-networkd.service systemd-hwdb-update.service ldconfig.service
systemd-journald-audit.socket modprobe@.service apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer
e2scrub_reap.service""".split()

# Runs inside the namespaces, with the root's path as $1.
ENTER = """
set -e
mount --make-rprivate /
mount --bind "$1" "$1"
mount -t proc proc "$1/proc"
mount --bind "$1/proc/sys" "$1/proc/sys"
mount -o remount,bind,ro "$1/proc/sys"
mount -t sysfs -o ro sysfs "$1/sys"
mount -t cgroup2 cgroup2 "$1/sys/fs/cgroup"
mount -t tmpfs -o mode=0755 tmpfs "$1/run"
mount -t tmpfs -o mode=0755 tmpfs "$1/dev"
mkdir "$1/dev/shm" "$1/dev/pts"
ln -s pts/ptmx "$1/dev/ptmx"
ln -s /proc/self/fd "$1/dev/fd"
while read -r name major minor; do mknod -m 0666 "$1/dev/$name" c "$major" "$minor"; done <<NODES
null 1 3
zero 1 5
full 1 7
random 1 8
urandom 1 9
tty 5 0
NODES
mount -t tmpfs -o mode=1777 tmpfs "$1/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts"
cd "$1"
mkdir -p run/host
pivot_root . run/host
exec /usr/bin/env -i container=lab PATH=/usr/sbin:/usr/bin:/sbin:/bin \\
  /bin/sh -c 'umount -l /run/host && exec /lib/systemd/systemd --unit=multi-user.target' >/dev/null 2>&1 </dev/null
"""


def cgroup2() -> pathlib.Path:
    """Where the machine has the unified hierarchy, alone or beside the old ones."""
    found = subprocess.run(["findmnt", "-n", "-t", "cgroup2", "-o", "TARGET"], capture_output=True, text=True, check=True)
    return pathlib.Path(found.stdout.splitlines()[0])


class BootedRoot(DebianRoot):
    """The commands of DebianRoot, run beside its systemd."""

    def __init__(self, path: pathlib.Path):
        self.path, self.init = path, None
        self.group = cgroup2() / f"redrive-lab-{os.getpid()}"
        for unit in LEFT_OUT:
            link = self / f"etc/systemd/system/{unit}"
            link.unlink(missing_ok=True)
            link.symlink_to("/dev/null")

    def boot(self) -> None:
        self.group.mkdir()
        join = lambda: (self.group / "cgroup.procs").write_text("0")  # the process between fork and exec joins
        self.outer = subprocess.Popen(["unshare", "--mount", "--pid", "--fork", "--kill-child", "--uts", "--ipc", "--cgroup",
                                       "/bin/sh", "-c", ENTER, "sh", str(self.path)], preexec_fn=join)
        children = pathlib.Path(f"/proc/{self.outer.pid}/task/{self.outer.pid}/children")
        self.init = wait_for("systemd to start", lambda: children.read_text().strip())
        wait_for("systemd to be up", lambda: self.run("systemctl", "is-system-running", code=None).strip() in ("running", "degraded"))

    def cut_power(self) -> None:
        if self.init is None:
            return
        self.init = None
        self.outer.kill()  # --kill-child: init goes with it, and all others with init
        self.outer.wait()
        groups = sorted([self.group, *(p for p in self.group.rglob("*") if p.is_dir())], reverse=True)
        wait_for("the control groups to be empty", lambda: not any((g / "cgroup.procs").read_text() for g in groups))
        for group in groups:
            group.rmdir()

    def argv(self, words, user: str = "root") -> list[str]:
        if self.init is None:
            return super().argv(words, user)
        enter = ["nsenter", "--target", self.init, "--mount", "--pid", "--uts", "--ipc", "--cgroup", "--root", "--wd"]
        return enter + ["/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8",
                        "DEBIAN_FRONTEND=noninteractive", "HOME=/", *([] if user == "root" else ["runuser", "-u", user, "--"]),
                        *map(str, words)]
