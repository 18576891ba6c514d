"""A ticket as the scorer sees it, whoever opened it."""
import dataclasses
import datetime
import json
import pathlib


@dataclasses.dataclass
class Ticket:
    id: str
    opened_at: float
    centre: str
    scope: str
    alerts: list  # ids
    reason: str = ""
    duplicate_of: str | None = None
    subject: str = ""
    failure_type: str = ""


def read_tickets(path: pathlib.Path) -> list[Ticket]:
    """What `redrive-central replay` prints."""
    found = []
    for line in path.read_text().splitlines():
        t = json.loads(line)
        subject = " ".join(str(t[key]) for key in ("location", "server", "device", "package") if t.get(key))
        found.append(Ticket(t["id"], datetime.datetime.fromisoformat(t["opened_at"]).timestamp(), t["centre"], t["scope"], t["alerts"],
                            t.get("reason", ""), t.get("duplicate_of") or None, subject, t.get("failure_type", "")))
    return found
