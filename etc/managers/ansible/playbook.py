"""The inventory and the playbook that Ansible gets for an order, as YAML files.

Whatever comes from the order is written as an unsafe string, so that Ansible never takes it for a template."""
import os
import shlex


def text(value):
    """A YAML string that is never a template, whatever characters it has."""
    def character(c):
        if c in '"\\':
            return "\\" + c
        if " " <= c <= "~":
            return c
        code = ord(c)
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return '!unsafe "' + "".join(map(character, value)) + '"'


def place_of(options, order, device):
    return os.path.join(options.staging.replace("{device}", device), order["job"])


def script(words, seconds):
    """The shell's words for a command. Not its argument vector, in which Ansible would replace $NAME and ~.

    timeout(1) ends on the device, too, what nobody waits for any more: an ssh that is ended does not take along what it runs."""
    command = shlex.join(words)
    return f"if command -v timeout >/dev/null 2>&1; then exec timeout -k 5 {seconds} {command} </dev/null; fi\nexec {command} </dev/null"


def commands(order, step, device, place):
    """What is to run in a step, as YAML: a command that names {package} once for each."""
    command = order["parameters"][step]
    if not command:
        return []
    packages = [package["name"] for package in order["packages"]] if any("{package}" in word for word in command) else [None]
    seconds = max(1, -(-order["parameters"]["timeout_ms"] // 1000))
    runs = []
    for package in packages:
        words = [word.replace("{device}", device).replace("{package}", os.path.join(place, package or "")) for word in command]
        runs.append(f"{{program: {text(words[0])}, name: {text(package or '')}, script: {text(script(words, seconds))}}}")
    return runs


def inventory(options, order, devices):
    lines = ["all:", "  hosts:"]
    for line in devices:
        device, place = line["device"], place_of(options, order, line["device"])
        lines.append(f"    {text(device).removeprefix('!unsafe ')}:")
        if line.get("address", device) != device:
            lines.append(f"      ansible_host: {text(line['address'])}")
        if "user" in line:
            lines.append(f"      ansible_user: {text(line['user'])}")
        if "port" in line:
            lines.append(f"      ansible_port: {line['port']}")
        if order["parameters"]["bandwidth"]:  # sftp counts in Kbit/s
            lines.append(f"      ansible_sftp_extra_args: \"-l {max(1, order['parameters']['bandwidth'] * 8 // 1000)}\"")
        lines.append(f"      redrive_device: {text(device)}")
        lines.append(f"      redrive_place: {text(place)}")
        lines.append(f"      redrive_receipt: {text(os.path.join(place, '.redrive', order['job'] + '.' + str(order['run'])))}")
        for step in ("before", "install", "verify", "after"):
            lines.append(f"      redrive_{step}: [{', '.join(commands(order, step, device, place))}]")
    return "\n".join(lines) + "\n"


def packages(order):
    return "[" + ", ".join(f"{{name: {text(p['name'])}, path: {text(p['path'])}}}" for p in order["packages"]) + "]"


HEAD = """- hosts: all
  gather_facts: false
  strategy: free
"""

PLACE = """  tasks:
    - name: copy
      ansible.builtin.file: {path: "{{ redrive_place }}/.redrive", state: directory, mode: "0700", recurse: false}
    - name: copy
      ansible.builtin.copy: {src: "{{ item.path }}", dest: "{{ redrive_place }}/{{ item.name }}", mode: "0644", follow: false}
      loop: "{{ redrive_packages }}"
"""

STEP = """    - name: %(step)s
      ansible.builtin.command: {argv: [sh], stdin: "{{ item.script }}", chdir: "{{ redrive_place }}"}
      environment: {REDRIVE_DEVICE: "{{ redrive_device }}"}
      loop: "{{ redrive_%(step)s }}"
"""

RECEIPT = """    - name: receipt
      ansible.builtin.copy: {content: "", dest: "{{ redrive_receipt }}", mode: "0600", follow: false}
"""

LOOK = """  tasks:
    - name: look
      ansible.builtin.ping:
"""

INQUIRE = """  tasks:
    - name: inquire
      ansible.builtin.stat: {path: "{{ redrive_receipt }}", get_checksum: false}
"""


def plays(order):
    if order["do"] == "preflight":
        return HEAD + LOOK
    if order["do"] == "inquire":
        return HEAD + INQUIRE
    steps = "".join(STEP % {"step": step} for step in ("before", "install", "verify", "after"))
    return HEAD + f"  vars:\n    redrive_packages: {packages(order)}\n" + PLACE + steps + RECEIPT


def write(folder, options, order, devices):
    """The words for ansible-playbook that name them."""
    own = os.path.join(folder, "devices.yml")
    with open(own, "w", encoding="utf-8") as out:
        out.write(inventory(options, order, devices))
    words = [word for path in options.inventory for word in ("-i", path)] + ["-i", own]
    if options.inventory:
        limit = os.path.join(folder, "limit")
        with open(limit, "w", encoding="utf-8") as out:
            out.write("".join(line["device"] + "\n" for line in devices))
        words += ["--limit", "@" + limit]
    if options.playbook and order["do"] == "run":
        variables = os.path.join(folder, "run.yml")
        with open(variables, "w", encoding="utf-8") as out:
            out.write(f"redrive_job: {text(order['job'])}\nredrive_run: {order['run']}\nredrive_packages: {packages(order)}\n")
        return [*words, "-e", "@" + variables, options.playbook]
    book = os.path.join(folder, "playbook.yml")
    with open(book, "w", encoding="utf-8") as out:
        out.write(plays(order))
    return [*words, book]
