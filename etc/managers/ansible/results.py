"""What Ansible tells of a device, in the words of the contract (docs/external-managers.md)."""

# What programs say plainly, whoever passes it on, and the failure type it means. The first counts.
TELLING = (("No space left on device", "disk_full"), ("Disk quota exceeded", "disk_full"), ("not enough space", "disk_full"),
           ("Permission denied (publickey", "auth_failed"), ("Permission denied (password", "auth_failed"),
           ("Permission denied (keyboard-interactive", "auth_failed"), ("Host key verification failed", "auth_failed"),
           ("Incorrect sudo password", "auth_failed"), ("Missing sudo password", "auth_failed"),
           ("No route to host", "device_unreachable"), ("Network is unreachable", "device_unreachable"),
           ("Could not resolve hostname", "device_unreachable"), ("Connection refused", "device_unreachable"),
           ("Connection timed out", "device_unreachable"), ("Permission denied", "configuration"),
           ("Operation not permitted", "configuration"), ("Read-only file system", "configuration"),
           ("Could not find or access", "package_missing"), ("Input/output error", "device_unreachable"))
BY_TASK = {"copy": "transfer_interrupted", "verify": "verify_failed"}


def told_by(words):
    return next((kind for told, kind in TELLING if told in words), None)


def tail(words, most=700):
    words = words.strip()
    return words if len(words) <= most else "…" + words[-most:]


def line_of(output):
    """The line that tells, else the last."""
    lines = output.strip().splitlines() or [""]
    return next((line for line in lines if told_by(line)), lines[-1])


def failure(event):
    """Type and message of a task that failed; a loop tells of the item that did."""
    task, result = event["task"], event["result"]
    item = next((one for one in result.get("results", []) if one.get("failed") or one.get("unreachable")), result)
    message, output = str(item.get("msg", "")), f"{item.get('stderr', '')}\n{item.get('stdout', '')}\n{item.get('module_stderr', '')}"
    everything = f"{output}\n{message}"
    looped = item["item"] if isinstance(item.get("item"), dict) else {}
    package, program = looped.get("name"), looped.get("program")
    where = f"{task} {package}" if package else task
    if event["event"] == "unreachable":
        return told_by(everything) or "device_unreachable", f"{where}: {tail(message)}", package
    kind = told_by(everything) or BY_TASK.get(task, "install_failed")
    code = item.get("rc")
    if program and code == 124:
        return "timeout", f"{where}: {program} was not done within the job's timeout", package
    if program and code in (126, 127):
        return kind, f"{where}: cannot start {program}: {line_of(output)}", package
    if program and code is not None:
        return kind, f"{where}: {program} ended with exit status {code}: {line_of(output)}".rstrip(": "), package
    return kind, f"{where}: {tail(message)}\n{tail(output)}".strip(), package


def outcome(event, order):
    if event["event"] == "done":
        return {"state": "succeeded"}
    kind, message, package = failure(event)
    known = any(package == one["name"] for one in order["packages"])
    return {"state": "failed", "failure_type": kind, "message": message, "package": package if known else None}


def without_result(why_ended, begun, printed):
    """Of a device that no event told the end of. Once begun it may have been done."""
    if why_ended == "stop":
        return {"state": "cancelled", "message": "stopped"}
    if why_ended == "timeout":
        return {"state": "failed", "failure_type": "timeout", "message": "ansible-playbook was not done within the job's timeout"}
    kind = "no_report" if begun else "configuration"
    return {"state": "failed", "failure_type": kind, "message": "ansible-playbook told nothing of it: " + tail(printed)}


def check(event):
    if event["event"] == "done":
        return {"good": True, "detail": "it answers"}
    return {"good": False, "detail": failure(event)[1]}


def answer(event):
    if event["event"] == "done" and event["result"].get("stat", {}).get("exists"):
        return {"state": "succeeded"}
    words = "there is no receipt of success" if event["event"] == "done" else failure(event)[1]
    return {"state": "failed", "failure_type": "no_report", "message": words}
