"""A real Prometheus Alertmanager that tells central what fires: its own configuration and data, on a loopback port."""
import datetime
import json
import pathlib
import re
import urllib.request

from lab import Lab, free_port, wait_for

PROGRAM = "/usr/bin/prometheus-alertmanager"


def now(shift: float = 0) -> str:
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=shift)).isoformat()


class Alertmanager:
    def __init__(self, lab: Lab, token: str, repeat: str = "1h"):
        """`repeat`: after which span the same is told again."""
        self.lab, self.port = lab, free_port()
        self.folder = lab.folder / "alertmanager"
        self.folder.mkdir()
        (self.folder / "token").write_text(token)
        (self.folder / "token").chmod(0o600)
        (self.folder / "alertmanager.yml").write_text(f"""
route:
  receiver: redrive
  group_by: ["..."]
  group_wait: 100ms
  group_interval: 200ms
  repeat_interval: {repeat}
receivers:
  - name: redrive
    webhook_configs:
      - url: http://127.0.0.1:{lab.http_port}/api/v1/alerts/alertmanager
        send_resolved: true
        http_config:
          authorization:
            credentials_file: {self.folder / "token"}
""")

    def start(self) -> None:
        program = self.lab.start("alertmanager", PROGRAM, f"--config.file={self.folder / 'alertmanager.yml'}",
                                 f"--storage.path={self.folder / 'data'}", "--cluster.listen-address=",
                                 f"--web.listen-address=127.0.0.1:{self.port}")

        def ready() -> bool:
            if not program.alive():
                raise RuntimeError("alertmanager ended at its start:\n" + program.said())
            try:
                return self.read("/-/ready") is not None
            except OSError:
                return False
        wait_for("Alertmanager to be ready", ready)

    def read(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return answer.read().decode()

    def post(self, labels: dict, annotations: dict, starts: str, ends: str | None = None) -> None:
        """As Prometheus does: the labels say which alert it is, an end in the past resolves it."""
        alert = {"labels": labels, "annotations": annotations, "startsAt": starts}
        if ends is not None:
            alert["endsAt"] = ends
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v2/alerts", json.dumps([alert]).encode(),
                                         {"Content-Type": "application/json"})
        urllib.request.urlopen(request, timeout=5).close()

    def alerts(self) -> list[dict]:
        return json.loads(self.read("/api/v2/alerts"))

    def told(self, failed: bool = False) -> int:
        """How often it has told central; or how often that failed."""
        name = "alertmanager_notification_requests_failed_total" if failed else "alertmanager_notifications_total"
        found = re.search(rf'^{name}{{integration="webhook"}} (\d+)', self.read("/metrics"), re.M)
        return int(found.group(1)) if found else 0
