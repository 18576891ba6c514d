#!/usr/bin/python3
"""The main job, told step by step: a distribution that really fails on one server, the tickets, the fix, the approval, the
redistribution, the cleared records. ./demo runs it inside a mount namespace of its own. With --chaos the agent and then
central are killed in the middle of the redistribution; the end must be the same."""
import argparse
import email
import email.policy
import json
import os
import pathlib
import shlex
import subprocess
import sys
import textwrap

from final_state import ending, final_state
from gate import Gate
from lab import SOURCE, Lab, fresh_folder, wait_for

FLEET = {server: [f"till-{place}-{n}" for n in range(1, 5)] for server, place in
         {"ids-oslo": "oslo", "ids-pune": "pune", "ids-lima": "lima"}.items()}
SITES = {"ids-oslo": ("OSL", "Oslo, Karl Johans gate 1"), "ids-pune": ("PUN", "Pune, 82 Kings Way"), "ids-lima": ("LIM", "Lima, Jr. de la Union 3")}
BROKEN, REFUSING = "ids-oslo", "till-oslo-4"
CAUSES = [("server", BROKEN, "disk_full"), ("device", REFUSING, "configuration")]
# A single device whose end nobody saw is no cause of its own: its run says so. Two of them on a server are.
THRESHOLDS = """limit = 0
hold = "2s"

[[threshold]]
scope = "device"
type = "no_report"
limit = 1"""
BOLD, DIM, PLAIN = ("\x1b[1m", "\x1b[2m", "\x1b[0m") if sys.stdout.isatty() else ("", "", "")

step_number = 0


def step(text: str) -> None:
    global step_number
    step_number += 1
    print(f"\n{BOLD}{step_number}. {text}{PLAIN}", flush=True)


def say(text: str) -> None:
    print(textwrap.fill(text, 110, initial_indent="   ", subsequent_indent="   "), flush=True)


def show(lab: Lab, *words, program: str = "redrive", code: int | None = 0) -> str:
    """Runs one command of an operator and shows it as typed, with what it printed."""
    print(f"   {DIM}$ {program} {' '.join(shlex.quote(str(w)) for w in words)}{PLAIN}")
    out = lab.cli(*words, code=code)
    print(textwrap.indent(out.rstrip(), "   | "), flush=True)
    return out


def show_mail(raw: str) -> None:
    mail = email.message_from_string(raw, policy=email.policy.default)
    print(f"   | To: {mail['To']}\n   | Subject: {mail['Subject']}\n   | Message-ID: {mail['Message-ID']}\n   |")
    print(textwrap.indent(mail.get_body(("plain",)).get_content().rstrip(), "   | ", lambda line: True), flush=True)


def mount(folder: pathlib.Path, options: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)


def break_devices(lab: Lab) -> None:
    devices = lab.folder / BROKEN / "devices"
    mount(devices, "size=4m,mode=755")
    (devices / "old-recordings.bin").write_bytes(b"\0" * (4 * 1024 * 1024 - 200 * 1024))
    mount(devices / REFUSING, "size=1m,ro")
    say(f"The devices of {BROKEN} share a file system with 200 kB left; {REFUSING} refuses writes. The package has 400 kB.")


def mend_devices(lab: Lab) -> None:
    devices = lab.folder / BROKEN / "devices"
    (devices / "old-recordings.bin").unlink()
    subprocess.run(["mount", "-o", "remount,rw", str(devices / REFUSING)], check=True)
    say("Somebody deletes old recordings and makes the device writable again.")


def write_job(lab: Lab) -> pathlib.Path:
    lab.package("till-app-2.3.bin", os.urandom(400 * 1024))
    install = ["sh", "-c", 'echo installed >>installs && cp "$1" installed.bin', "install", "{package}"]
    return lab.job_file("till-app-2.3", ["till-app-2.3.bin"], ["ids-*"],
                        f"before = {json.dumps(Gate.step(lab.folder / 'gates'))}\ninstall = {json.dumps(install)}\n"
                        'verify = ["cmp", "{package}", "installed.bin"]\ntimeout = "1m"\nparallel = 1')


def states(lab: Lab, job: str) -> dict[str, tuple[int, str]]:
    """What the agent's own job log says of each device: the run and how it went."""
    outcomes = json.loads(lab.agent(BROKEN, "dump", job, "--json"))["outcomes"]
    return {device: (o["run"], o["state"]) for device, o in outcomes.items()}


def run_with_chaos(lab: Lab, job: str, digest: str) -> None:
    """Each kill strikes while a device is being worked on, since a gate holds it there."""
    first, second, third, fourth = FLEET[BROKEN]
    gates = {device: Gate(lab.folder / "gates", device) for device in (second, third)}
    show(lab, "redistribute", BROKEN, job, "--approve", digest)
    wait_for(f"the run to reach {second}", lambda: states(lab, job)[second] == (2, "running"))
    assert states(lab, job)[first] == (2, "succeeded"), states(lab, job)
    lab.programs[BROKEN].kill()
    say(f"{first} is done and {second} is being worked on: kill -9 of the agent.")
    assert lab.items("redistributions", "list")[0]["state"] == "running"

    step("The agent is started again: it goes on with the rest, and starts nothing a second time by itself")
    lab.start_agent(BROKEN)
    wait_for(f"the run to reach {third}", lambda: states(lab, job)[third] == (2, "running"))
    assert states(lab, job)[first] == (2, "succeeded") and states(lab, job)[second] == (2, "failed"), states(lab, job)
    assert states(lab, job)[fourth][0] == 1, states(lab, job)
    say(f"The manager was asked about {second}, whose end nobody saw: it has no receipt of success, so its outcome is no_report.")
    lab.programs["central"].kill()
    say(f"{third} is being worked on: kill -9 of central. The run ends while central is away.")
    for gate in gates.values():
        gate.open()
    wait_for("the run to end without central", lambda: states(lab, job)[fourth] == (2, "succeeded"))

    step("Central is started again: what it acknowledged is there, and what happened meanwhile is reported to it")
    lab.start_central()
    wait_for("the end of the run at central", lambda: lab.items("redistributions", "list")[0]["state"] == "finished")
    show(lab, "redistributions", "list")

    step(f"Only {second} is left, and only it is done again once it is approved")
    wait_for("the agent to connect", lambda: lab.status()["agents"]["connected"] == len(FLEET))
    wait_for("its record", lambda: "no_report" in [f["failure_type"] for f in lab.items("failures", "list")])
    plan = lab.json("redistribute", BROKEN, job, "--plan-only")["items"][0]["plan"]
    assert [d["device"] for d in plan["devices"]] == [second], plan
    show(lab, "redistribute", BROKEN, job, "--approve", plan["digest"], "--wait")


def tell(lab: Lab, chaos: bool) -> None:
    step("A central, a real mail server, and three intermediate servers with four devices each")
    lab.start_all()
    show(lab, "agents", "list")

    step("One server is in trouble, and nobody knows it yet")
    break_devices(lab)

    step("A package is distributed to all twelve devices")
    job_file = write_job(lab)
    show(lab, "distribute", job_file, "--wait", code=1)
    job = lab.items("jobs", "list")[0]["job"]

    step("Central has counted and correlated the alerts: one ticket for each cause, not for each alert")
    tickets = wait_for("two tickets", lambda: [t for t in lab.items("tickets", "list") if t["state"] == "open"] if len(lab.mails()) >= 2 else None)
    show(lab, "failures", "list")
    show(lab, "tickets", "list")

    step("Each ticket has reached its maintenance centre by mail")
    for mail in lab.wait_for_mails(2):
        show_mail(mail)
    server_ticket = next(t["id"] for t in tickets if t["scope"] == "server")
    show(lab, "tickets", "show", server_ticket)

    step("The cause is mended")
    mend_devices(lab)

    step(f"{BROKEN} rebuilds the distribution from its own job log: just what did not succeed")
    show(lab, "redistribute", BROKEN, job, "--plan-only")
    plan = lab.json("redistribute", BROKEN, job, "--plan-only")["items"][0]["plan"]

    step("An operator approves exactly that plan, by its digest, and only that runs")
    assert [d["device"] for d in plan["devices"]] == FLEET[BROKEN], plan
    if chaos:
        run_with_chaos(lab, job, plan["digest"])
    else:
        show(lab, "redistribute", BROKEN, job, "--approve", plan["digest"], "--wait")

    step("Records and tickets have cleared by evidence")
    wait_for("the records to clear", lambda: lab.status()["failures"]["open"] == 0 and lab.status()["tickets"]["open"] == 0)
    mails = lab.wait_for_mails(4)
    show(lab, "failures", "list")
    show(lab, "tickets", "list")
    show(lab, "dump", BROKEN, job)
    say("The last mail, on the thread of its ticket:")
    show_mail(mails[-1])

    wait_for("everything to settle", lab.settled)
    check_end(final_state(lab, job))


def check_end(reached: dict) -> None:
    """The same with and without chaos."""
    for what, wanted in ending(FLEET, BROKEN, CAUSES).items():
        assert reached[what] == wanted, f"{what}: {reached[what]}, not {wanted}"


DEMO_PASSWORD = "look around"  # of a central on loopback that ends with the demo


def main() -> None:
    words = argparse.ArgumentParser(prog="./demo", description=__doc__)
    words.add_argument("--chaos", action="store_true", help="kill the agent and then central in the middle of the redistribution")
    words.add_argument("--keep", action="store_true", help="leave everything running until Ctrl-C")
    wanted = words.parse_args()
    folder = fresh_folder(SOURCE / "demo-run")
    with Lab(folder, FLEET, THRESHOLDS, sites=SITES) as lab:
        tell(lab, wanted.chaos)
        print(f"\n   Central's API and console: http://127.0.0.1:{lab.http_port}/   (token in {lab.folder / 'central' / 'admin.token'})")
        if wanted.keep:
            lab.cli("users", "add", "demo", "--role", "administrator", stdin=DEMO_PASSWORD + "\n")
            print(f"   Log in to the console as demo, with the password {DEMO_PASSWORD}")
            print("   Everything is left running. Ctrl-C ends it.")
            try:
                lab.programs["central"].process.wait()
            except KeyboardInterrupt:
                pass
        lab.stop_all()
    print("   Everything is stopped. No failure record is left.\n")


if __name__ == "__main__":
    main()
