#!/usr/bin/python3
"""An external manager (docs/external-managers.md) that has Ansible carry the job: what it was handed at about the same time goes into one ansible-playbook."""
import argparse
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True
import playbook  # noqa: E402  (beside this file)
import results  # noqa: E402

MOST_AT_ONCE = 4       # playbooks; what comes meanwhile waits for the next one and goes with it
SETTLE = 0.2           # seconds without a further device before a playbook begins
INQUIRE_FOR, PREFLIGHT_FOR = 25, 9


def say(**words):
    with SAYING:
        sys.stdout.write(json.dumps(words) + "\n")
        sys.stdout.flush()


SAYING = threading.Lock()


def processes_below(pid):
    """With their own: a killed ansible-playbook leaves its workers and their ssh behind."""
    below, parents = [pid], {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as stat:
                parents[int(entry)] = int(stat.read().rpartition(")")[2].split()[1])
        except OSError:
            continue
    for found in below:  # grows
        below += [child for child, parent in parents.items() if parent == found]
    return below


class Playbook:
    """One ansible-playbook over some devices."""

    def __init__(self, options, order, devices):
        self.options, self.order, self.devices = options, order, devices
        self.child, self.lock, self.why_ended = None, threading.Lock(), None

    def run(self, hear, seconds):
        """`hear` gets what the callback plugin tells. Returns the end of what Ansible printed."""
        with tempfile.TemporaryDirectory(prefix="redrive-ansible-") as folder, tempfile.TemporaryFile() as printed:
            files = playbook.write(folder, self.options, self.order, self.devices)
            events, theirs = os.pipe()
            with os.fdopen(events, encoding="utf-8", errors="replace") as told:
                try:
                    self.start(folder, files, theirs, printed)
                finally:
                    os.close(theirs)
                timer = threading.Timer(seconds, self.end, ["timeout"])
                timer.start()
                for line in told:
                    try:
                        event = json.loads(line)
                    except ValueError:  # cut off where its writer was killed
                        continue
                    hear(event)
                self.child.wait()
                timer.cancel()
            printed.seek(max(0, printed.tell() - 4000))
            return printed.read().decode("utf-8", "replace").strip()

    def start(self, folder, files, events, printed):
        environment = dict(os.environ, ANSIBLE_STDOUT_CALLBACK="redrive", ANSIBLE_CALLBACK_PLUGINS=os.path.join(HERE, "callback_plugins"),
                           ANSIBLE_FORKS=str(len(self.devices)), ANSIBLE_LOCAL_TEMP=folder, ANSIBLE_NOCOLOR="1",
                           ANSIBLE_RETRY_FILES_ENABLED="0", PYTHONDONTWRITEBYTECODE="1", REDRIVE_REPORT_FD=str(events),
                           REDRIVE_OWN_PLAYBOOK="1" if self.options.playbook and self.order["do"] == "run" else "")
        environment.setdefault("ANSIBLE_SSH_ARGS", "-o ControlMaster=no")  # a master that stays behind holds up the end
        if self.options.config:
            environment["ANSIBLE_CONFIG"] = self.options.config
        with self.lock:
            if self.why_ended:
                raise OSError(0, "stopped before it was started")
            self.child = subprocess.Popen(["ansible-playbook", *files, *self.options.ansible], stdin=subprocess.DEVNULL,
                                          stdout=printed, stderr=printed, env=environment, pass_fds=[events])

    def end(self, why):
        with self.lock:
            self.why_ended = self.why_ended or why
            if self.child is None or self.child.poll() is not None:
                return
            for pid in processes_below(self.child.pid):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass


class Batch(Playbook):
    """Devices of a run; each gets its end from the callback plugin, or from how the playbook ended."""

    def __init__(self, options, order, devices):
        super().__init__(options, order, devices)
        self.left = {device["device"]: device["attempt"] for device in devices}
        self.begun = set()

    def hear(self, event):
        device = event["device"]
        if device not in self.left:
            return
        if event["event"] == "begun":
            self.begun.add(device)
            say(device=device, attempt=self.left[device], state="running")
        else:
            self.report(device, **results.outcome(event, self.order))

    def report(self, device, **words):
        say(device=device, attempt=self.left.pop(device), **words)

    def carry(self):
        try:
            printed = self.run(self.hear, self.order["parameters"]["timeout_ms"] / 1000)
        except OSError as error:
            printed = f"ansible-playbook cannot be started: {error}"
        except Exception as error:  # ours; what was not told yet is told below
            printed = f"the manager failed: {error!r}"
        for device in list(self.left):
            self.report(device, **results.without_result(self.why_ended, device in self.begun, printed))


class Run:
    def __init__(self, options, order):
        self.options, self.order = options, order
        self.waiting, self.batches, self.stopped = queue.Queue(), [], False
        self.starter = threading.Thread(target=self.start_batches)
        self.starter.start()

    def device(self, line):
        self.waiting.put(line)

    def stop(self):
        self.stopped = True
        for batch in list(self.batches):
            batch.end("stop")

    def close(self):
        self.waiting.put(None)
        self.starter.join()

    def start_batches(self):
        room, threads, more = threading.Semaphore(MOST_AT_ONCE), [], True
        while more:
            devices = [self.waiting.get()]
            room.acquire()
            try:
                while devices[-1] is not None:
                    devices.append(self.waiting.get(timeout=SETTLE))
            except queue.Empty:
                pass
            more = devices[-1] is not None
            devices = [device for device in devices if device is not None]
            threads = [thread for thread in threads if thread.is_alive()]
            threads.append(threading.Thread(target=self.carry, args=(devices, room)))
            threads[-1].start()
        for thread in threads:
            thread.join()

    def carry(self, devices, room):
        batch = Batch(self.options, self.order, devices)
        try:
            self.batches.append(batch)
            if self.stopped:
                batch.end("stop")
            if devices:
                batch.carry()
        finally:
            self.batches.remove(batch)
            room.release()


def ask(options, order, devices):
    """A preflight or an inquiry: all devices in one playbook, which changes nothing."""
    preflight, answered = order["do"] == "preflight", set()

    def hear(event):
        if event["event"] == "begun" or event["device"] in answered:
            return
        answered.add(event["device"])
        say(device=event["device"], **(results.check(event) if preflight else results.answer(event)))

    asked = Playbook(options, order, devices)
    try:
        printed = asked.run(hear, PREFLIGHT_FOR if preflight else INQUIRE_FOR)
    except OSError as error:
        printed = f"ansible-playbook cannot be started: {error}"
    if not answered and devices:
        sys.exit(printed or "ansible-playbook told nothing in time")


def read_options():
    parser = argparse.ArgumentParser(description="External manager of redrive-agent that has Ansible carry jobs; the agent speaks on stdin.")
    parser.add_argument("--staging", default="/var/tmp/redrive", help="folder on the devices; {device} in it stands for the device's name")
    parser.add_argument("--inventory", action="append", default=[], help="an inventory of yours, for variables of hosts and groups")
    parser.add_argument("--playbook", help="a playbook of yours in the place of the steps of the job file")
    parser.add_argument("--config", help="an ansible.cfg")
    parser.add_argument("ansible", nargs="*", metavar="-- ARGUMENT", help="further arguments of ansible-playbook, after --")
    return parser.parse_args()


def main():
    options, order, run, devices = read_options(), None, None, []
    for line in sys.stdin:
        said = json.loads(line)
        if order is None:
            if said.get("v") != 1:
                sys.exit(f"version {said.get('v')} of the contract is not known here")
            order = said
            if order["do"] == "run":
                run = Run(options, order)
                signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=run.stop).start())
        elif said["do"] == "stop" and run:
            run.stop()
        elif said["do"] == "device" and run:
            run.device(said)
        elif said["do"] == "device":
            devices.append(said)
    if run:
        run.close()
    elif order:
        ask(options, order, devices)


if __name__ == "__main__":
    main()
