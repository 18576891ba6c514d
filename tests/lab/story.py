#!/usr/bin/python3
"""The main job, told step by step: a distribution that really fails on one server, the tickets, the fix, the approval, the
redistribution, the cleared records. ./demo runs it inside a mount namespace of its own."""
import email
import email.policy
import os
import pathlib
import shlex
import subprocess
import sys
import textwrap

from lab import SOURCE, Lab, fresh_folder, wait_for

FLEET = {server: [f"till-{place}-{n}" for n in range(1, 5)] for server, place in
         {"ids-oslo": "oslo", "ids-pune": "pune", "ids-lima": "lima"}.items()}
SITES = {"ids-oslo": ("OSL", "Oslo, Karl Johans gate 1"), "ids-pune": ("PUN", "Pune, 82 Kings Way"), "ids-lima": ("LIM", "Lima, Jr. de la Union 3")}
BROKEN, REFUSING = "ids-oslo", "till-oslo-4"
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
    return lab.job_file("till-app-2.3", ["till-app-2.3.bin"], ["ids-*"],
                        'install = ["cp", "{package}", "installed.bin"]\nverify = ["cmp", "{package}", "installed.bin"]\ntimeout = "1m"')


def tell(lab: Lab) -> None:
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
    show(lab, "redistribute", BROKEN, job, "--approve", plan["digest"], "--wait")

    step("Records and tickets have cleared by evidence")
    wait_for("the records to clear", lambda: lab.status()["failures"]["open"] == 0 and lab.status()["tickets"]["open"] == 0)
    mails = lab.wait_for_mails(4)
    show(lab, "failures", "list")
    show(lab, "tickets", "list")
    show(lab, "dump", BROKEN, job)
    say("The last mail, on the thread of its ticket:")
    show_mail(mails[-1])

    again = [d["device"] for d in plan["devices"]]
    done = lab.json("dump", BROKEN, job)["outcomes"]
    assert sorted(again) == sorted(FLEET[BROKEN]), again
    assert all(o["state"] == "succeeded" for o in done.values()), done
    for server in FLEET:
        for device in FLEET[server]:
            receipts = sorted(p.name for p in (lab.device(server, device) / ".redrive").iterdir())
            assert len([r for r in receipts if r.endswith(".1")]) == (0 if server == BROKEN else 1), receipts


def main() -> None:
    keep = "--keep" in sys.argv[1:]
    folder = fresh_folder(SOURCE / "demo-run")
    with Lab(folder, FLEET, 'limit = 0\nhold = "2s"', sites=SITES) as lab:
        tell(lab)
        print(f"\n   Central's API and console: http://127.0.0.1:{lab.http_port}/   (token in {lab.folder / 'central' / 'admin.token'})")
        if keep:
            print("   Everything is left running. Ctrl-C ends it.")
            try:
                lab.programs["central"].process.wait()
            except KeyboardInterrupt:
                pass
        lab.stop_all()
    print("   Everything is stopped. No failure record is left.\n")


if __name__ == "__main__":
    main()
