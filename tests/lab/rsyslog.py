"""A real rsyslogd that forwards what is written to its own socket: its own configuration and data, nothing of the system's."""
import pathlib
import socket

from lab import Lab, wait_for

PROGRAM = "/usr/sbin/rsyslogd"


class Rsyslog:
    def __init__(self, lab: Lab, actions: str):
        """`actions`: what follows the input, in rsyslog's own words."""
        self.lab = lab
        self.folder = lab.folder / "rsyslog"
        self.folder.mkdir()
        self.socket = self.folder / "log"
        self.configuration = self.folder / "rsyslog.conf"
        self.configuration.write_text(f"""
global(workDirectory="{self.folder}" localHostname="dev-1-1")
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="{self.socket}" CreatePath="off" RateLimit.Interval="0")
{actions}
""")

    def start(self) -> None:
        program = self.lab.start("rsyslog", PROGRAM, "-n", "-f", self.configuration, "-i", self.folder / "pid")

        def ready() -> bool:
            if not program.alive():
                raise RuntimeError("rsyslogd ended at its start:\n" + program.said())
            return self.socket.exists()
        wait_for("rsyslogd to listen", ready)

    def log(self, text: str, priority: int = 11, tag: str = "deploy[42]") -> None:
        """As syslog(3) writes it: no host, and a time with seconds."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
            s.connect(str(self.socket))
            s.send(f"<{priority}>{tag}: {text}".encode())


def sample(document: pathlib.Path, begins: str, port: int) -> str:
    """The indented sample of a document that begins with these words, sent to this machine."""
    lines = document.read_text().split("\n\n")
    found = [block for block in lines if block.startswith("    " + begins)]
    assert len(found) == 1, f"{begins}: {len(found)} samples in {document.name}"
    return found[0].replace("noc-1.example.com", "127.0.0.1").replace("5514", str(port))
