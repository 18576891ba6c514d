"""A real Postfix of its own that relays all it is given on loopback, as Debian configures one with a relayhost. Needs root."""
import contextlib
import os
import pathlib
import pwd
import socket
import subprocess

from lab.lab import free_port, wait_for

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
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:{sink}
maillog_file = {f}/log
maillog_file_prefixes = {f}
alias_maps =
local_recipient_maps =
smtpd_relay_restrictions = permit_mynetworks, reject
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
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def why_not() -> str:
    if os.geteuid() != 0:
        return "Postfix starts as root only"
    return "" if os.path.exists(POSTFIX) else f"{POSTFIX} is missing (tools/install-needs test)"


@contextlib.contextmanager
def postfix(folder: pathlib.Path, sink: int, more: str = ""):
    """Gives the port of one that relays to the port `sink`; `more` are lines for its main.cf. `folder` does not exist yet."""
    owner, port = pwd.getpwnam("postfix"), free_port()
    names = {"f": folder, "port": port, "sink": sink}
    for part in ("config", "data", "spool"):
        (folder / part).mkdir(parents=True)
    folder.chmod(0o755)
    os.chown(folder / "data", owner.pw_uid, owner.pw_gid)
    (folder / "config" / "main.cf").write_text(MAIN.format(**names) + more)
    (folder / "config" / "master.cf").write_text(MASTER.format(**names))
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    call = [POSTFIX, "-c", str(folder / "config")]
    subprocess.run([*call, "check"], check=True, **quiet)  # makes the folders of the queue
    subprocess.run([*call, "start"], check=True, **quiet)
    try:
        wait_for("Postfix to listen", lambda: listens(port))
        yield port
    finally:
        subprocess.run([*call, "stop"], **quiet)
