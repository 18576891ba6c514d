"""What the programs say. Where a type is left out, only a text that tells it plainly is used."""
from .draw import Draw
from .raw import Raw

PLAIN = {
    "disk_full": ["rsync: [receiver] write failed on \"/var/spool/redrive/{file}\": No space left on device (28)",
                  "dpkg: error processing archive {file} (--install): cannot copy extracted data: failed to write (No space left on device)",
                  "write error: No space left on device", "tar: {file}: Cannot write: No space left on device"],
    "auth_failed": ["Permission denied (publickey).", "deploy@{host}: Permission denied (publickey,password).",
                    "Host key verification failed."],
    "device_unreachable": ["ssh: connect to host {host} port 22: No route to host", "connect to {host} port 22 failed: No route to host"],
    "server_unreachable": ["agent {server} has not been heard for {minutes} minutes"],
    "checksum_mismatch": ["{file}: checksum mismatch", "checksum mismatch for {file}: expected sha256:9f2b, got sha256:{hex}"],
    "install_failed": ["dpkg: error processing package {name} (--configure): installed {name} package post-installation script subprocess returned error exit status 1",
                       "Errors were encountered while processing: {file}"],
    "transfer_interrupted": ["rsync error: error in rsync protocol data stream (code 12) at io.c(231)", "rsync: connection unexpectedly closed (0 bytes received so far) [sender]",
                             "Connection reset by peer"],
    "timeout": ["timeout: no answer within 120 s", "operation timed out after 300 seconds"],
}
OTHERS = {
    "verify_failed": ["verify command exited with 1", "/usr/share/{name}/verify: version is not {file}"],
    "no_report": ["no report on {device} for job {job} within 1 h"],
    "device_unreachable": ["ssh: connect to host {host} port 22: Connection refused", "ssh: connect to host {host} port 22: Connection timed out", "device is off"],
    "auth_failed": ["ssh authentication failed for deploy@{host}"],
    "disk_full": ["disk is full: 0 bytes free on /var"],
}


def message(d: Draw, raw: Raw) -> tuple[str, bool]:
    """The text, and whether it tells the type by itself."""
    if raw.resolved:
        return d.choice(["recovered", "succeeded at the next attempt", "{job} done"]).format(job=raw.job or "check"), False
    plain = PLAIN.get(raw.type, [])
    text = d.choice(plain + OTHERS.get(raw.type, []))
    host = f"10.{raw.server.number % 250}.{raw.server.number // 250}.{10 + int(raw.device.name[-2:])}" if raw.device else raw.server.name
    filled = text.format(file=raw.file, name=(raw.file or "").rsplit("-", 1)[0], host=host, server=raw.server.name, job=raw.job, minutes=5,
                         device=raw.device.name if raw.device else "", hex=f"{d.randrange(1 << 32):08x}")
    return filled, text in plain
