"""A real Postfix with its own folder, on a free port, taking mail as a submission service does: STARTTLS, and a login that Dovecot
checks; ends when its stdin does.

Usage: postfix_server.py FOLDER PEM USER:PASSWORD [MECHANISM…]. FOLDER is empty; each mail that arrives is a file in its boxes/NAME/new;
mail to anybody but pune@noc.example and shift@noc.example is refused. Prints "ready PORT", or "skip WHY" where it cannot be set up.
"""
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "lab"))
from lab import wait_for  # noqa: E402

POSTFIX, DOVECOT = "/usr/sbin/postfix", "/usr/sbin/dovecot"

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
mynetworks =
maillog_file = {f}/log
maillog_file_prefixes = {f}
virtual_mailbox_domains = noc.example
virtual_mailbox_base = {f}/boxes
virtual_mailbox_maps = inline:{{ {{ pune@noc.example = pune/ }}, {{ shift@noc.example = shift/ }} }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
alias_maps =
local_recipient_maps =
smtpd_tls_cert_file = {f}/tls.pem
smtpd_tls_key_file = {f}/tls.pem
smtpd_tls_security_level = encrypt
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_tls_auth_only = yes
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = reject_unlisted_recipient, permit_sasl_authenticated, reject
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
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

LOGINS = """
protocols =
base_dir = {f}/dovecot
log_path = {f}/dovecot.log
ssl = no
auth_mechanisms = {mechanisms}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {f}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home=/nonexistent
}}
service auth {{
  unix_listener {f}/spool/private/auth {{
    mode = 0666
  }}
}}
"""


def why_not() -> str:
    if os.geteuid() != 0:
        return "Postfix starts as root only"
    return "".join(f"{p} is missing (tools/install-needs test)" for p in (POSTFIX, DOVECOT) if not os.path.exists(p))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def set_up(folder: pathlib.Path, pem: str, login: str, mechanisms: str) -> int:
    owner, port = pwd.getpwnam("postfix"), free_port()
    folder.chmod(0o755)
    names = {"f": folder, "uid": owner.pw_uid, "gid": owner.pw_gid, "port": port, "mechanisms": mechanisms}
    for part in ("config", "data", "boxes", "dovecot", "spool"):
        (folder / part).mkdir()
    for part in ("data", "boxes"):
        os.chown(folder / part, owner.pw_uid, owner.pw_gid)
    (folder / "config" / "main.cf").write_text(MAIN.format(**names))
    (folder / "config" / "master.cf").write_text(MASTER.format(**names))
    (folder / "dovecot.conf").write_text(LOGINS.format(**names))
    (folder / "users").write_text(f"{login.replace(':', ':{PLAIN}')}::::::\n")
    shutil.copy(pem, folder / "tls.pem")
    return port


def main() -> None:
    if why := why_not():
        print("skip", why, flush=True)
        return
    folder, pem, login, mechanisms = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3], " ".join(sys.argv[4:]) or "plain login"
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    port = set_up(folder, pem, login, mechanisms)
    config = ["-c", str(folder / "config")]
    subprocess.run([POSTFIX, *config, "check"], check=True, **quiet)  # makes the folders of the queue
    dovecot = subprocess.Popen([DOVECOT, "-F", "-c", str(folder / "dovecot.conf")], **quiet)
    subprocess.run([POSTFIX, *config, "start"], check=True, **quiet)
    try:
        # Both tell nobody when they are ready.
        wait_for("Postfix and Dovecot to answer", lambda: listens(port) and (folder / "spool" / "private" / "auth").exists())
        print("ready", port, flush=True)
        sys.stdin.read()
    finally:
        subprocess.run([POSTFIX, *config, "stop"], **quiet)
        dovecot.terminate()
        dovecot.wait()


main()
