"""A Postfix of one's own, as Debian packages it: what a bench and a test of mail have in common. Needs root."""
import contextlib
import os
import pathlib
import pwd
import socket
import subprocess

from lab import wait_for

POSTFIX = "/usr/sbin/postfix"

MAIN = """
compatibility_level = 3.6
queue_directory = {f}/spool
data_directory = {f}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example
mydestination =
maillog_file = {f}/log
maillog_file_prefixes = {f}
alias_maps =
local_recipient_maps =
"""

MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

QUIET = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def why_not(*programs: str) -> str:
    """Why it cannot be set up here; empty where it can. `programs` are needed besides."""
    if os.geteuid() != 0:
        return "Postfix starts as root only"
    return "; ".join(f"{p} is missing (tools/install-needs test)" for p in (POSTFIX, *programs) if not os.path.exists(p))


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def postfix(folder: pathlib.Path, port: int, main: str, master: str):
    """Runs it on this port of loopback, with further lines for main.cf and master.cf, and waits for it."""
    owner, names = pwd.getpwnam("postfix"), {"f": folder, "port": port}
    for part in ("config", "data", "spool"):
        (folder / part).mkdir(parents=True)
    folder.chmod(0o755)
    os.chown(folder / "data", owner.pw_uid, owner.pw_gid)
    (folder / "config" / "main.cf").write_text(MAIN.format(**names) + main)
    (folder / "config" / "master.cf").write_text(MASTER.format(**names) + master)
    call = [POSTFIX, "-c", str(folder / "config")]
    subprocess.run([*call, "check"], check=True, **QUIET)  # makes the folders of the queue
    subprocess.run([*call, "start"], check=True, **QUIET)
    try:
        wait_for("Postfix to listen", lambda: listens(port))
        yield
    finally:
        subprocess.run([*call, "stop"], **QUIET)
