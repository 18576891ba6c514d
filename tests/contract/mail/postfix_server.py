"""A real Postfix with its own folder, on a free port, taking mail as a submission service does: STARTTLS, and a login that Dovecot
checks; ends when its stdin does.

Usage: postfix_server.py FOLDER PEM USER:PASSWORD [MECHANISM…]. FOLDER is empty; each mail that arrives is a file in its boxes/NAME/new;
mail to anybody but pune@noc.example and shift@noc.example is refused. Prints "ready PORT", or "skip WHY" where it cannot be set up.
"""
import os
import pathlib
import pwd
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "lab"))
from lab import free_port, wait_for  # noqa: E402
from own_postfix import QUIET, postfix, why_not  # noqa: E402

DOVECOT = "/usr/sbin/dovecot"

MAIN = """
mynetworks =
virtual_mailbox_domains = noc.example
virtual_mailbox_base = {f}/boxes
virtual_mailbox_maps = inline:{{ {{ pune@noc.example = pune/ }}, {{ shift@noc.example = shift/ }} }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
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
virtual unix - n n - - virtual
discard unix - - n - - discard
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


def set_up(folder: pathlib.Path, pem: str, login: str, mechanisms: str) -> dict:
    """What Dovecot needs beside Postfix; the values of the templates."""
    owner = pwd.getpwnam("postfix")
    names = {"f": folder, "uid": owner.pw_uid, "gid": owner.pw_gid, "mechanisms": mechanisms}
    for part in ("boxes", "dovecot"):
        (folder / part).mkdir()
    os.chown(folder / "boxes", owner.pw_uid, owner.pw_gid)
    (folder / "dovecot.conf").write_text(LOGINS.format(**names))
    (folder / "users").write_text(f"{login.replace(':', ':{PLAIN}')}::::::\n")
    shutil.copy(pem, folder / "tls.pem")
    return names


def main() -> None:
    if why := why_not(DOVECOT):
        print("skip", why, flush=True)
        return
    folder, pem, login, mechanisms = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3], " ".join(sys.argv[4:]) or "plain login"
    port, names = free_port(), set_up(folder, pem, login, mechanisms)
    with postfix(folder, port, MAIN.format(**names), MASTER):
        # Its socket lies in a folder that Postfix makes.
        dovecot = subprocess.Popen([DOVECOT, "-F", "-c", str(folder / "dovecot.conf")], **QUIET)
        try:
            wait_for("Dovecot to answer", lambda: (folder / "spool" / "private" / "auth").exists())
            print("ready", port, flush=True)
            sys.stdin.read()
        finally:
            dovecot.terminate()
            dovecot.wait()


main()
