"""A laboratory whose devices are real SSH servers: each an sshd of its own on a loopback address of its own, with a host
key of its own, and a folder of its own in the place of the staging folder."""
import os
import pathlib
import socket
import subprocess
import threading

from lab import Lab, wait_for

SSHD = pathlib.Path("/usr/sbin/sshd")
STAGING = "/redrive-staging-of-a-test"  # not there: a device's folder stands for it


def missing() -> str:
    """Why there can be none here; empty when there can."""
    needed = {"openssh-server": SSHD, "openssh-client": pathlib.Path("/usr/bin/ssh"), "rsync": pathlib.Path("/usr/bin/rsync")}
    return ", ".join(f"{package} is not installed" for package, program in needed.items() if not program.exists())


class Silent:
    """In the place of a device: takes connections and says nothing."""

    def __init__(self, where: tuple[str, int]):
        self.listener = socket.create_server(where)
        self.taken = []
        self.thread = threading.Thread(target=self.take, daemon=True)
        self.thread.start()

    def take(self) -> None:
        try:
            while True:
                self.taken.append(self.listener.accept()[0])
        except OSError:
            pass  # closed

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()
        for connection in self.taken:
            connection.close()


class SshLab(Lab):
    def __init__(self, folder: pathlib.Path, servers: dict[str, list[str]], *words, **named):
        """The n-th device listens on 127.0.0.n."""
        self.ssh = pathlib.Path(folder) / "ssh"
        self.ssh.mkdir()
        self.where = {}
        for devices in servers.values():
            for device in devices:
                address = f"127.0.0.{len(self.where) + 1}"
                with socket.create_server((address, 0)) as probe:
                    self.where[device] = probe.getsockname()
        self.disks: list[pathlib.Path] = []
        super().__init__(folder, servers, *words, **named)
        keygen(self.ssh / "id")
        for device in self.where:
            self.make_device(device)
        for device in self.where:
            self.make_known(device)

    # ---- configuration

    def write_central_config(self) -> None:
        super().write_central_config()
        rows = (self.folder / "devices.csv").read_text().splitlines()
        with_address = [rows[0] + ",address,port"]
        for row in rows[1:]:
            address, port = self.where.get(row.split(",")[0], ("", ""))
            with_address.append(f"{row},{address},{port}")
        (self.folder / "devices.csv").write_text("\n".join(with_address) + "\n")

    def write_agent_config(self, server: str, extra: str = "") -> pathlib.Path:
        config = super().write_agent_config(server, extra)
        user = "root" if os.getuid() == 0 else os.environ["USER"]
        over_ssh = f'kind = "rsync_ssh"\nuser = "{user}"\nidentity_file = "{self.ssh}/id"\n' \
                   f'known_hosts = "{self.ssh}/known_hosts"\nstaging = "{STAGING}"'
        config.write_text(config.read_text().replace('kind = "local"\nroot = "devices"', over_ssh))
        return config

    # ---- devices

    def device(self, server: str, device: str) -> pathlib.Path:
        return self.folder / "devices" / device

    def make_device(self, device: str) -> None:
        own, place = self.ssh / device, self.device("", device)
        own.mkdir()
        place.mkdir(parents=True)
        keygen(own / "host")
        self.let_in(device)
        command = own / "command"
        command.write_text(f"""#!/bin/sh
while [ -e {own}/hangs ]; do sleep 0.2; done
exec sh -c "$(printf %s "$SSH_ORIGINAL_COMMAND" | sed 's,{STAGING},{place},g')"
""")
        command.chmod(0o700)
        (own / "sshd_config").write_text(f"""ListenAddress {self.where[device][0]}:{self.where[device][1]}
HostKey {own}/host
AuthorizedKeysFile {own}/authorized_keys
ForceCommand {command}
StrictModes no
UsePAM no
PidFile none
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 100
""")

    def start_devices(self, names) -> None:
        if os.getuid() == 0:
            os.makedirs("/run/sshd", exist_ok=True)  # where sshd of Debian gives up its rights
        for device in names:
            self.start(f"sshd-{device}", SSHD, "-D", "-e", "-f", self.ssh / device / "sshd_config")
        for device in names:
            wait_for(f"{device} to listen", lambda: self.answers(device))

    def answers(self, device: str) -> bool:
        try:
            socket.create_connection(self.where[device], 1).close()
            return True
        except OSError:
            return False

    def let_in(self, device: str) -> None:
        (self.ssh / device / "authorized_keys").write_bytes((self.ssh / "id.pub").read_bytes())

    def refuse_key(self, device: str) -> None:
        (self.ssh / device / "authorized_keys").write_text("")

    def make_known(self, device: str) -> None:
        key = " ".join((self.ssh / device / "host.pub").read_text().split()[:2])
        with open(self.ssh / "known_hosts", "a") as known:
            known.write(f"[{self.where[device][0]}]:{self.where[device][1]} {key}\n")

    def forget(self, device: str) -> None:
        known = self.ssh / "known_hosts"
        lines = known.read_text().splitlines(keepends=True)
        known.write_text("".join(line for line in lines if not line.startswith(f"[{self.where[device][0]}]:")))

    def small_disk(self, device: str, size: str) -> bool:
        """The device's folder becomes a disk of that size; False where mounting is not allowed."""
        place = self.device("", device)
        words = f"remount,size={size}" if place in self.disks else f"size={size},mode=700"
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", words, "tmpfs", place], capture_output=True)
        if done.returncode == 0 and place not in self.disks:
            self.disks.append(place)
        return done.returncode == 0

    def __exit__(self, kind, value, trace):
        super().__exit__(kind, value, trace)
        for place in self.disks:
            subprocess.run(["umount", "-l", place], check=True)


def keygen(path: pathlib.Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
