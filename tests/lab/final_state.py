"""How the story ends, as one value that can be compared: what is left open, what each ticket and mail came to, what each
device went through. What differs from one telling to the next by nature (job ids, times) is left out."""
import re
import time

from lab import Lab


def header(mail: str, name: str) -> str | None:
    found = re.search(rf"^{name}:\s*(\S.*?)\s*$", mail, re.M)
    return found and found.group(1)


def successes(lab: Lab, server: str, device: str) -> int:
    """A receipt is left by each run that succeeded on the device."""
    return len(list((lab.device(server, device) / ".redrive").iterdir()))


def installs(lab: Lab, server: str, device: str) -> int:
    """The job's install step adds a line each time it runs."""
    return len((lab.device(server, device) / "installs").read_text().splitlines())


def final_state(lab: Lab, job: str) -> dict:
    places = [(server, device) for server, devices in lab.servers.items() for device in devices]
    runs = lab.items("redistributions", "list")
    outcomes = {server: lab.json("dump", server, job)["outcomes"] for server in lab.servers}
    return {
        "failures": lab.items("failures", "list"),
        "counters": lab.items("tracking", "list"),
        "tickets": {t["id"]: (t["scope"], t["device"] or t["server"], t["failure_type"], t["centre"], t["state"])
                    for t in lab.items("tickets", "list")},
        "mails": sorted((header(m, "X-Redrive-Ticket"), header(m, "X-Redrive-Kind"), unsealed(header(m, "Message-ID")),
                         unsealed(header(m, "In-Reply-To"))) for m in lab.mails()),
        "outcomes": {device: outcomes[server][device]["state"] for server, device in places},
        "installs": {device: installs(lab, server, device) for server, device in places},
        "successes": {device: successes(lab, server, device) for server, device in places},
        "approved plans": sorted({r["state"] for r in runs if r["decided_by"]}),
        "redistributed": sum(r["succeeded"] for r in runs),
    }


def unsealed(message_id: str | None) -> str | None:
    """The seal in our Message-IDs is made with a key of this central alone."""
    return message_id and re.sub(r"[.][a-z2-7]{20}@", "@", message_id)


def ending(fleet: dict[str, list[str]], mended: str, causes: list[tuple[str, str, str]]) -> dict:
    """What the story must come to, whatever is killed on the way. causes: (scope, subject, failure type), one ticket
    each, in the order in which they are opened."""
    once = {device: 1 for devices in fleet.values() for device in devices}
    tickets = {f"RD-{time.gmtime().tm_year}-{number:06}": (*cause, "mc-a", "closed") for number, cause in enumerate(causes, 1)}
    threads = [[(t, "opened", f"<{t}.1@lab.example>", None), (t, "closed", f"<{t}.2@lab.example>", f"<{t}.1@lab.example>")]
               for t in tickets]
    return {
        "failures": [],
        "counters": [],
        "tickets": tickets,
        "mails": sorted(mail for thread in threads for mail in thread),
        "outcomes": dict.fromkeys(once, "succeeded"),
        "installs": once,
        "successes": once,
        "approved plans": ["finished"],
        "redistributed": len(fleet[mended]),
    }
