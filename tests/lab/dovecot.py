#!/usr/bin/python3
"""A real POP3 server (Dovecot) as an ordinary process on loopback, everything of it below one folder.

Usage: dovecot.py FOLDER [--pem CERTIFICATE_AND_KEY] [--password PASSWORD]; prints "ready PORT PORT_OF_POP3S" once it
answers, and ends when its stdin does. Every user has the same password. The mail of a user lies in
FOLDER/mail/USER/new and cur, a file each.
"""
import argparse
import grp
import os
import pathlib
import pwd
import socket
import subprocess
import sys

from lab import free_port, wait_for

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = pop3
listen = 127.0.0.1
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
first_valid_uid = 1
disable_plaintext_auth = no
auth_failure_delay = 0
ssl = {ssl}
{keys}
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={owner_group} home={folder}/home/%u
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {port}
  }}
  inet_listener pop3s {{
    port = {tls_port}
    ssl = {ssl}
  }}
}}
protocol pop3 {{
  pop3_uidl_format = %g
}}
"""


def accounts() -> dict:
    """Root gives its parts to users of their own; anybody else runs them all as himself."""
    if os.geteuid() != 0:
        me = pwd.getpwuid(os.geteuid())
        return {"internal": me.pw_name, "internal_group": grp.getgrgid(me.pw_gid).gr_name, "login": me.pw_name,
                "owner": me.pw_uid, "owner_group": me.pw_gid}
    nobody = pwd.getpwnam("nobody")
    return {"internal": "dovecot", "internal_group": "dovecot", "login": "dovenull",
            "owner": nobody.pw_uid, "owner_group": nobody.pw_gid}


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as peer:
            return peer.recv(3) == b"+OK"
    except OSError:
        return False


class Dovecot:
    def __init__(self, folder: pathlib.Path, password: str, pem: str | None = None):
        self.folder, self.users = folder, accounts()
        self.port, self.tls_port = free_port(), free_port()
        for part in ("run", "state", "mail", "home"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)  # its parts run as users of their own
        for part in ("mail", "home"):
            self.give(folder / part)
        config = folder / "dovecot.conf"
        config.write_text(CONFIG.format(folder=folder, password=password, port=self.port, ssl="yes" if pem else "no",
                                        tls_port=self.tls_port if pem else 0,
                                        keys=f"ssl_cert = <{pem}\nssl_key = <{pem}" if pem else "", **self.users))
        self.process = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", str(config)], stdin=subprocess.DEVNULL,
                                        stdout=sys.stderr)
        wait_for("Dovecot to answer", self.ready)

    def ready(self) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError("Dovecot ended at its start:\n" + self.said())
        return answers(self.port)

    def said(self) -> str:
        log = self.folder / "dovecot.log"
        return log.read_text(errors="replace") if log.exists() else ""

    def give(self, path: pathlib.Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, self.users["owner"], self.users["owner_group"])

    def mailbox(self, user: str) -> pathlib.Path:
        box = self.folder / "mail" / user
        for part in (box, box / "cur", box / "new", box / "tmp"):
            if not part.exists():
                part.mkdir()
                self.give(part)
        return box

    def put(self, user: str, name: str, mail: bytes) -> None:
        """Delivers a mail; `name` orders it among the others and is its UIDL."""
        box = self.mailbox(user)
        (box / "tmp" / name).write_bytes(mail)
        self.give(box / "tmp" / name)
        (box / "tmp" / name).rename(box / "new" / name)

    def names(self, user: str) -> list[str]:
        box = self.mailbox(user)
        return sorted(p.name.split(":")[0] for part in ("new", "cur") for p in (box / part).iterdir())

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("folder", type=pathlib.Path)
    words.add_argument("--pem")
    words.add_argument("--password", default="geheim")
    wanted = words.parse_args()
    server = Dovecot(wanted.folder, wanted.password, wanted.pem)
    server.mailbox("redrive")
    print(f"ready {server.port} {server.tls_port}", flush=True)
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    main()
