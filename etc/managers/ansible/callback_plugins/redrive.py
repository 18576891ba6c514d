"""Tells the manager beside it, over a descriptor, what becomes of each host while ansible-playbook runs: a line of JSON an event."""
import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: redrive
type: stdout
short_description: tells Redrive's Ansible manager what becomes of each host
description: Used by redrive-agent's Ansible manager alone.
"""

LAST_TASKS = ("receipt", "look", "inquire")  # of the manager's own playbooks
KEPT = ("msg", "rc", "stdout", "stderr", "module_stderr", "item", "failed", "unreachable", "stat")
MOST = 8000  # characters of a text


def bounded(value):
    if isinstance(value, str):
        return value if len(value) <= MOST else value[: MOST // 2] + "…" + value[-MOST // 2 :]
    if isinstance(value, dict):
        return {str(key): bounded(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [bounded(one) for one in value[:300]]
    return value if isinstance(value, (int, float, bool, type(None))) else str(value)


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "redrive"

    def __init__(self):
        super().__init__()
        self.out = os.fdopen(int(os.environ["REDRIVE_REPORT_FD"]), "w", encoding="utf-8")
        os.set_inheritable(self.out.fileno(), False)
        self.own_playbook = bool(os.environ.get("REDRIVE_OWN_PLAYBOOK"))
        self.begun, self.failures = set(), {}

    def tell(self, event, device, task="", result=None):
        self.out.write(json.dumps({"event": event, "device": device, "task": task, "result": result or {}}) + "\n")
        self.out.flush()

    def begin(self, device):
        if device not in self.begun:
            self.begun.add(device)
            self.tell("begun", device)

    def end(self, event, result):
        device, task = result._host.get_name(), result._task.get_name().rpartition(" : ")[2]
        kept = {key: value for key, value in result._result.items() if key in KEPT}
        kept["results"] = [{key: one[key] for key in KEPT if key in one} for one in result._result.get("results", [])
                           if isinstance(one, dict) and (one.get("failed") or one.get("unreachable"))][:1]
        if self.own_playbook and event != "done":
            self.failures[device] = (event, task, bounded(kept))  # a rescue may mend it: the end of the play tells
        else:
            self.tell(event, device, task, bounded(kept))

    def v2_runner_on_start(self, host, task):
        self.begin(host.get_name())

    def v2_runner_on_ok(self, result):
        if not self.own_playbook and result._task.get_name() in LAST_TASKS:
            self.end("done", result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        if not ignore_errors:
            self.end("failed", result)

    def v2_runner_on_unreachable(self, result):
        self.end("unreachable", result)

    def v2_playbook_on_stats(self, stats):
        if not self.own_playbook:
            return
        for device in sorted(stats.processed):
            summary = stats.summarize(device)
            if summary["failures"] or summary["unreachable"]:
                event, task, kept = self.failures.get(device, ("failed", "playbook", {"msg": "a task failed"}))
                self.tell(event, device, task, kept)
            else:
                self.tell("done", device)
