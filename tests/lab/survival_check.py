"""What must hold after any number of kills, looked up in central's answers, the agents' job logs, the mail server's folder
and on the devices themselves."""
import collections
import dataclasses
import pathlib
import re

from final_state import header
from lab import Lab

MARK = "<!-- figures -->"


@dataclasses.dataclass
class Report:
    figures: dict[str, int] = dataclasses.field(default_factory=dict)
    broken: list[str] = dataclasses.field(default_factory=list)

    def count(self, what: str, wrong: list[str]) -> None:
        """A promise: its figure is the number of times it was broken."""
        self.figures[what] = len(wrong)
        self.broken += [f"{what}: {one}" for one in wrong]

    def table(self) -> str:
        rows = "\n".join(f"| {what} | {number} |" for what, number in self.figures.items())
        return f"| what | figure |\n| --- | --- |\n{rows}"


def check(lab: Lab, loop) -> Report:
    report = Report()
    kills = loop.kills
    report.figures.update({"kill cycles": kills.cycles, "kills of central": kills.central, "kills of agents": kills.agents,
                           "of these held by SIGSTOP first": kills.stopped})
    check_alerts(report, loop)
    check_records(report, loop)
    check_tickets(report, loop)
    check_mail(report, lab, loop)
    check_devices(report, lab, loop)
    said = "".join(program.said() for program in lab.programs.values())
    report.figures["torn tails cut off and reported"] = len(re.findall(r"torn tail", said))
    return report


def repeated(things) -> list[str]:
    return [f"{thing} {times} times" for thing, times in collections.Counter(things).items() if times > 1]


def check_alerts(report: Report, loop) -> None:
    alerts = loop.api.all("/api/v1/alerts")
    acknowledged = [id for sender in loop.senders for id in sender.acknowledged]
    stored = {a["id"] for a in alerts if a["source"] == "http"}
    report.figures["alerts acknowledged to senders"] = len(acknowledged)
    report.figures["batches sent again without an answer"] = sum(sender.repeated for sender in loop.senders)
    report.count("acknowledged alerts lost", [id for id in acknowledged if id not in stored])
    report.count("alerts stored twice", repeated((a["source"], a["sender"], a["id"]) for a in alerts))
    report.count("alerts never decided", [a["id"] for a in alerts if not a["decided"]])


def check_records(report: Report, loop) -> None:
    """Each sender knows how its causes stand; what the agents report is compared in check_devices."""
    wanted = {cause for sender in loop.senders for cause, firing in sender.firing.items() if firing}
    mine = {cause[0] for sender in loop.senders for cause in sender.firing}
    open_now = [(f["device"], f["failure_type"]) for f in loop.api.all("/api/v1/failures") if f["device"] in mine]
    cleared = loop.api.all("/api/v1/failures/cleared")
    report.figures["failure records cleared"] = len(cleared)
    report.count("records cleared without evidence",
                 [str(cause) for cause in wanted - set(open_now)] + [str(f) for f in cleared if not f["evidence"]])
    report.count("records open after their evidence", [str(cause) for cause in set(open_now) - wanted])
    report.count("records doubled", repeated(open_now))


def check_tickets(report: Report, loop) -> None:
    tickets = loop.api.all("/api/v1/tickets")
    causes = [(t["scope"], t["server"], t["device"], t["package"], t["failure_type"]) for t in tickets if t["state"] != "closed"]
    report.figures["tickets"] = len(tickets)
    report.count("tickets with two identities", repeated(causes) + repeated(t["id"] for t in tickets))


def check_mail(report: Report, lab: Lab, loop) -> None:
    # What waits is the promise of an update, not yet a mail.
    rows = [row for row in loop.api.all("/api/v1/mail") if row["state"] != "waiting"]
    received: dict[str, set[str]] = collections.defaultdict(set)
    mails = lab.mails()
    for mail in mails:
        received[header(mail, "Message-ID")].add(mail)
    ids = [row["message_id"] for row in rows]
    report.figures["mails"] = len(ids)
    report.figures["mails delivered a second time under the same Message-ID"] = len(mails) - len(received)
    report.count("mails lost", [id for id in ids if id not in received] + [f"{r['message_id']} is {r['state']}" for r in rows if r["state"] != "sent"])
    report.count("Message-IDs of two mails", repeated(ids) + [id for id, texts in received.items() if len(texts) > 1])
    report.count("mails nobody ordered", [id for id in received if id not in set(ids)])
    report.count("tickets opened twice by mail", repeated(r["ticket"] for r in rows if r["kind"] == "opened"))


def check_devices(report: Report, lab: Lab, loop) -> None:
    runs = loop.api.all("/api/v1/redistributions")
    approved = collections.Counter()  # (job, device) -> approved runs
    for run in runs:
        if run["decided_by"]:
            approved.update((run["job"], d["device"]) for d in loop.api.get(f"/api/v1/redistributions/{run['id']}")["plan"]["devices"])
    open_jobs = {(f["job"], f["device"]) for f in loop.api.all("/api/v1/failures")}
    alerts = {a["id"]: a["failure_type"] for a in loop.api.all("/api/v1/alerts") if a["source"] == "agent"}
    twice, untrue, damaged, unreported, unclear = [], [], [], [], []
    jobs = [(operator.server, job, package) for operator in loop.operators for job, package in operator.jobs.items()]
    for server, job, package in jobs:
        dump = lab.json("dump", server, job)
        damaged += [f"{job}: {damage}" for damage in dump["damage"]]
        known = {o["device"]: o for o in loop.api.get(f"/api/v1/jobs/{job}/servers/{server}")["items"]}
        for device, outcome in dump["outcomes"].items():
            where = f"{job} on {device}"
            place = lab.device(server, device)
            starts, receipts = lines(place / f"starts-{package}"), sorted((place / ".redrive").glob(f"{job}.*"))
            if starts > 1 + approved[job, device] or len(receipts) > 1:
                twice.append(f"{where}: {starts} starts, {len(receipts)} successes, {1 + approved[job, device]} approved runs")
            succeeded = outcome["state"] == "succeeded"
            whole = (place / f"installed-{package}").exists() and [r.name for r in receipts] == [f"{job}.{outcome['run']}"]
            if succeeded != whole:
                untrue.append(f"{where}: {outcome}, receipts {receipts}")
            if any(known[device][part] != outcome[part] for part in ("state", "run")):
                unreported.append(f"{where}: {outcome}, central knows {known[device]}")
            if outcome["state"] == "failed" and f"{job}/{device}/{outcome['run']}" not in alerts:
                unreported.append(f"{where}: no alert")
            if ((job, device) in open_jobs) == succeeded:
                unclear.append(f"{where}: {outcome['state']}, record open: {succeeded}")
    report.figures["distributions"] = len(jobs)
    report.figures["approved plans"] = sum(bool(run["decided_by"]) for run in runs)
    report.figures["runs on devices"] = sum(lines(lab.device(s, d) / f"starts-{p}") for s, _, p in jobs for d in lab.servers[s])
    report.figures["devices cut off in the middle and asked after"] = sum(kind == "no_report" for kind in alerts.values())
    report.count("plans run twice on a device", twice)
    report.count("approved plans without an end", [r["id"] for r in runs if r["state"] in ("approved", "running")])
    report.count("outcomes that are not so on the device", untrue)
    report.count("outcomes that central does not know", unreported)
    report.count("records that disagree with the outcome", unclear)
    report.count("damaged places in job logs", damaged)


def lines(path: pathlib.Path) -> int:
    return len(path.read_text().splitlines()) if path.exists() else 0


def write_page(path: pathlib.Path, report: Report, seed: str) -> None:
    """The page's words stay; the figures under the mark are made anew."""
    words = path.read_text().split(MARK)[0]
    path.write_text(f"{words}{MARK}\nMade with `tests/lab/kill_loop.py --cycles {report.figures['kill cycles']} --seed {seed} --write`:\n\n{report.table()}\n")
