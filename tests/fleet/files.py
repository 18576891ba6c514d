"""Writes a fleet as the product reads it, and beside it the truth, which the product is never given."""
import csv
import datetime
import json
import pathlib

from .draw import Draw
from .messages import message
from .raw import Raw
from .trace import Trace


def rfc3339(t: float, offset_hours: int = 0) -> str:
    when = datetime.datetime.fromtimestamp(t, datetime.timezone(datetime.timedelta(hours=offset_hours)))
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def write_trace(trace: Trace, folder: pathlib.Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_inventory(trace, folder)
    (folder / "central.toml").write_text(configuration(trace))
    write_alerts(trace, folder)
    write_truth(trace, folder)


def write_inventory(trace: Trace, folder: pathlib.Path) -> None:
    with open(folder / "devices.csv", "w", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["device", "role", "server", "location"])
        for server in trace.world.servers:
            where = server.site.code if server.listed_location else ""
            rows.writerow([server.name, "intermediate", "", where])
            rows.writerows([d.name, "recipient", server.name, where] for d in server.devices if d.listed)
    with open(folder / "locations.csv", "w", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["code", "name", "aliases", "centre"])
        rows.writerows([s.code, s.name, ";".join(s.aliases), s.centre] for s in trace.world.sites)


def configuration(trace: Trace) -> str:
    plan, world = trace.plan, trace.world
    parts = ['[inventory]\ndevices = "devices.csv"\nlocations = "locations.csv"',
             f'[routing]\ndefault = "noc"\npackage = "{world.package_centre}"\nfleet = "{world.fleet_centre}"',
             f'[thresholds]\nlimit = {plan.limit}\nwindow = "{plan.window // 60}m"\nquiet = "{plan.quiet // 60}m"'
             + (f'\nhold = "{plan.hold}"' if plan.hold else "")]
    parts += [f'[[centre]]\nid = "{c}"\nemail = ["{c}@example.com"]' for c in world.centres]
    parts += [f'[[package]]\nname = "{p.name}-*"\ncentre = "{p.owner}"' for p in world.packages if p.owner]
    parts += [f'[[outage]]\n{o.selector} = "{o.pattern}"\nstart = {rfc3339(o.start)}\nend = {rfc3339(o.end)}\nreason = "{o.reason}"'
              for o in trace.outages]
    return "\n\n".join(parts) + "\n"


def alert_json(trace: Trace, d: Draw, raw: Raw) -> dict:
    told = raw.device or raw.server
    text, tells = message(d, raw)
    alert = {"id": raw.id, "occurred_at": rfc3339(raw.said_at, raw.server.utc_offset), "server": raw.server.name}
    if raw.device:
        alert["device"] = raw.device.name
    if raw.job:
        alert |= {"job": raw.job, "package": raw.file}
    if raw.central or not (tells and d.chance(trace.plan.untyped_share)):
        alert["failure_type"] = raw.type
    alert["message"] = text
    if raw.central:
        alert["location"] = raw.server.site.code if raw.server.listed_location else raw.server.location
    elif told.location:
        alert["location"] = told.location
    if raw.resolved:
        alert["status"] = "resolved"
    return {key: value for key, value in alert.items() if value != ""}


def write_alerts(trace: Trace, folder: pathlib.Path) -> None:
    d, said = Draw(trace.plan.seed, "texts"), {}
    with open(folder / "alerts.jsonl", "w") as out:
        for raw in trace.alerts:
            if not raw.repeat:
                said[raw.id] = alert_json(trace, d, raw)
            elif d.chance(0.1):  # some senders put something else under the same id
                said[raw.id] = said[raw.id] | {"message": said[raw.id]["message"] + " (repeated)"}
            out.write(json.dumps(said[raw.id], ensure_ascii=False) + "\n")


def write_truth(trace: Trace, folder: pathlib.Path) -> None:
    with open(folder / "truth.jsonl", "w") as out:
        for raw in trace.alerts:
            out.write(json.dumps({"alert": raw.id, "at": round(raw.t, 3), "arrived": round(raw.arrived, 3), "causes": raw.truth}) + "\n")
    with open(folder / "causes.jsonl", "w") as out:
        for cause in trace.causes:
            v = trace.verdicts[cause.id]
            out.write(json.dumps({"id": cause.id, "kind": cause.kind, "type": cause.type, "subject": cause.subject(), "centre": cause.centre,
                                  "start": rfc3339(cause.start), "end": rfc3339(cause.end), **v.__dict__}) + "\n")
