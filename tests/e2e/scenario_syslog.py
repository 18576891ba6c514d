"""A real rsyslogd forwards to central, as docs/syslog.md says; and util-linux' logger."""
import re
import socket
import subprocess
import unittest
import urllib.request

from lab import SOURCE, free_port, wait_for
from rsyslog import Rsyslog, sample
from scenario import SMALL, Scenario

DOCUMENT = SOURCE / "docs" / "syslog.md"
FORWARD = ('action(type="omfwd" target="127.0.0.1" port="{port}" protocol="{protocol}" {framing} template="{template}" '
           'action.resumeRetryCount="-1" action.resumeInterval="1")')


class WithSyslog(Scenario):
    def begin(self) -> None:
        self.udp, self.tcp = free_port(), free_port()
        listen = f'[syslog]\nlisten = ["udp://127.0.0.1:{self.udp}", "tcp://127.0.0.1:{self.tcp}"]\n'
        self.l = self.lab(SMALL, central_extra=listen)
        self.l.start_smtp()
        self.l.start_central()

    def rsyslog(self, actions: str) -> Rsyslog:
        found = Rsyslog(self.l, actions)
        found.start()
        return found

    def alerts(self, count: int) -> list:
        """The newest is the last."""
        found = wait_for(f"{count} alerts", lambda: (a := self.l.items("alerts", "list")) and len(a) >= count and a)
        self.assertEqual(len(found), count)
        return found[::-1]

    def test_every_protocol_framing_and_format_becomes_the_same_alert(self):
        self.begin()
        ways = [(protocol, framing, template) for protocol, framing in
                [("udp", ""), ("tcp", 'TCP_Framing="octet-counted"'), ("tcp", 'TCP_Framing="traditional"')]
                for template in ("RSYSLOG_SyslogProtocol23Format", "RSYSLOG_ForwardFormat", "RSYSLOG_TraditionalForwardFormat")]
        actions = [f"if $msg contains 'way {i} ' then " + FORWARD.format(
            port=self.udp if protocol == "udp" else self.tcp, protocol=protocol, framing=framing, template=template)
            for i, (protocol, framing, template) in enumerate(ways)]
        rsyslog = self.rsyslog("\n".join(actions))
        for i, way in enumerate(ways):
            rsyslog.log(f"way {i} write failed: No space left on device")
            alert = self.alerts(i + 1)[-1]
            self.assertEqual((alert["source"], alert["sender"], alert["device"]), ("syslog", "dev-1-1", "dev-1-1"), way)
            self.assertEqual(alert["message"], f"deploy: way {i} write failed: No space left on device")
            self.assertTrue(alert["id"].startswith("S-"), way)
            extra = alert["extra"]
            self.assertEqual((extra["app"], extra["pid"], extra["facility"], extra["severity"]), ("deploy", "42", "user", "err"))
        record = wait_for("its record", lambda: self.l.items("failures", "list"))
        self.assertEqual([(r["server"], r["device"], r["failure_type"], r["count"]) for r in record],
                         [("ids-1", "dev-1-1", "disk_full", len(ways))])
        self.assertEqual(len(self.l.items("tickets", "list")), 1)

    def test_what_the_document_says_for_rsyslog_works(self):
        self.begin()
        tcp, udp = sample(DOCUMENT, "if $syslogseverity <= 5", self.tcp), sample(DOCUMENT, "*.notice action", self.udp)
        rsyslog = self.rsyslog(tcp + "\n" + udp)
        rsyslog.log("disk full")
        both = self.alerts(2)  # in two forms: the same twice
        self.assertEqual({a["message"] for a in both}, {"deploy: disk full"})
        rsyslog.log("disk full", priority=14)
        rsyslog.log("the end: disk full")
        self.assertEqual({a["message"] for a in self.alerts(4)}, {"deploy: disk full", "deploy: the end: disk full"})

    def test_what_is_told_while_central_is_down_comes_by_tcp_when_it_is_back(self):
        self.begin()
        rsyslog = self.rsyslog(sample(DOCUMENT, "if $syslogseverity <= 5", self.tcp).replace('resumeInterval="10"', 'resumeInterval="1"'))
        rsyslog.log("first: disk full")
        self.alerts(1)
        self.l.programs["central"].stop()
        rsyslog.log("meanwhile: disk full")  # may be lost: a sender of plain syslog does not know that nobody reads it
        self.l.start_central()
        rsyslog.log("after: disk full")
        wait_for("the last", lambda: any("after" in a["message"] for a in self.l.items("alerts", "list")))

    def test_logger_names_device_and_type(self):
        self.begin()
        command = re.sub(r"\s*\\\n\s*", " ", sample(DOCUMENT, "logger --server", self.tcp))
        subprocess.run(["/bin/sh", "-c", command.replace("pos-0001-01", "dev-2-1")], check=True)
        alert = self.alerts(1)[0]
        self.assertEqual((alert["device"], alert["given_type"]), ("dev-2-1", "disk_full"))
        self.assertIn("timeQuality", alert["extra"]["structured_data"])

    def test_status_and_metrics_say_what_became_of_messages(self):
        self.begin()
        with socket.create_connection(("127.0.0.1", self.tcp)) as s:
            s.sendall(b"<13>all is well\n<13>dev-1-1: disk full\n99 <13>cut")
        wait_for("the counts", lambda: self.l.status()["syslog"] ==
                 {"taken": 1, "ignored": 1, "dropped": 0, "overrun": 0, "broken": 1})
        with urllib.request.urlopen(f"http://127.0.0.1:{self.l.http_port}/metrics", timeout=5) as answer:
            text = answer.read().decode()
        for line in ('redrive_alerts_received_total{source="syslog"} 1', 'redrive_syslog_messages_total{outcome="taken"} 1',
                     'redrive_syslog_messages_total{outcome="broken"} 1', "redrive_syslog_connections_refused_total 0"):
            self.assertIn(line + "\n", text)

    def test_a_port_that_is_taken_is_named(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind(("127.0.0.1", 0))
            address = f"udp://127.0.0.1:{taken.getsockname()[1]}"
            l = self.lab(SMALL, central_extra=f'[syslog]\nlisten = "{address}"\n')
            said = l.run("redrive-central", "--config", l.folder / "central.toml", code=1)
            self.assertIn(f"[syslog] listen {address}: cannot listen at 127.0.0.1", said + l.last_error)


if __name__ == "__main__":
    unittest.main(verbosity=2)
