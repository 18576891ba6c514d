"""How each operation of central's interface is called: a life of a central in which every one is called with success once,
and each answer is held against the document."""
import hashlib
import http.client
import json
import urllib.parse

import tool_release
from lab import wait_for
from openapi import Answer, Document
from scenario import SMALL, Scenario

ROLES = ["submit", "viewer", "operator", "approver", "administrator"]  # each may what those before it may, but submit
PASSWORD = "correct horse battery"
ASKED = {"/api/v1/thresholds/explain": {"device": "dev-1-1"}, "/api/v1/routes/explain": {"device": "dev-1-1"}}  # one of several is needed
SETTINGS = f"""
[redistribution]
tool_keys = ["{tool_release.KEY}"]

[[rule]]
pattern = "paper jam"
type = "configuration"

[[threshold]]
scope = "device"
type = "timeout"
limit = 1

[[package]]
name = "app-*"
centre = "mc-a"

[[package]]
name = "app-1*"
centre = "mc-a"

[[package]]
name = "app-2*"
centre = "mc-a"
"""
CALENDAR = """BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//lab//EN\r\nBEGIN:VEVENT\r\nUID:power@lab\r\nDTSTAMP:20260101T000000Z\r
DTSTART:20300101T000000Z\r\nDTEND:20300101T020000Z\r\nSUMMARY:power\r\nX-REDRIVE-SITE:S001\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"""


class Client:
    """Central's HTTP as one caller; an answer is a value, whatever its status."""

    def __init__(self, port: int, token: str = ""):
        self.port, self.token = port, token

    def call(self, method: str, target: str, body: bytes | None = None, kind: str = "application/json", stream: bool = False,
             **headers) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        every = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if body is not None:
            every["Content-Type"] = kind
        elif method in ("POST", "PUT", "PATCH"):
            every["Content-Length"] = "0"
        try:
            connection.request(method, target, body, {**every, **headers})
            answer = connection.getresponse()
            taken = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, taken, self.first_event(answer) if stream and answer.status == 200 else answer.read())
        finally:
            connection.close()

    def first_event(self, answer) -> bytes:
        lines = []
        while (line := answer.readline()).strip():
            lines.append(line)
        return b"".join(lines)


def target_of(path: str, names: dict, query: dict | list = ()) -> str:
    for name, value in names.items():
        path = path.replace("{" + name + "}", urllib.parse.quote(str(value), safe=""))
    return path + ("?" + urllib.parse.urlencode(query, doseq=True) if query else "")


class Call:
    """How an operation was called with success, for other calls to differ from."""

    def __init__(self, names: dict, query: dict, body, kind: str):
        self.names, self.query, self.body, self.kind = names, query, body, kind

    def bytes(self):
        return self.body if isinstance(self.body, bytes) or self.body is None else json.dumps(self.body).encode()


class ApiCalls(Scenario):
    """One laboratory for all tests of the class: they only read, or change what no other looks at."""

    def setUp(self):
        self.l = self.lab({**SMALL, "ids-3": ["dev-3-1"]}, central_extra=SETTINGS)
        self.l.start_all()
        self.l.programs["ids-3"].stop()  # what it is sent waits
        self.admin = Client(self.l.http_port, (self.l.folder / "central" / "admin.token").read_text().strip())
        self.document = Document(self.admin.call("GET", "/api/v1/openapi.json").json)
        self.keys: list[tuple] = []
        self.lengths: dict[str, int] = {}  # of the lists that were walked
        self.worked: dict[tuple[str, str], Call] = {}

    # ---- calling what the document names

    def judge(self, operation, answer: Answer, what: str) -> None:
        faults = operation.faults(answer)
        self.assertFalse(faults, f"{what}:\n  " + "\n  ".join(faults))

    def do(self, method: str, path: str, names: dict | None = None, query: dict | None = None, body=None,
           kind: str = "application/json", status: int | None = None, client: Client | None = None):
        """One call that must go well and be as the document says; gives what was answered."""
        operation = self.document.operation(method, path)
        call = Call(names or {}, query or {}, body, kind)
        target = target_of(path, call.names, call.query)
        ask = lambda body, **headers: (client or self.admin).call(method, target, body, kind, operation.streams(), **headers)
        key = {"Idempotency-Key": f"key-{len(self.keys)}"} if operation.takes_key else {}
        answer = ask(call.bytes(), **key)
        self.assertIn(answer.status, [status] if status else range(200, 300), f"{method} {target}: {answer.body[:500]!r}")
        with self.subTest(called=f"{method} {path}", status=answer.status):
            self.judge(operation, answer, f"{method} {target}")
        if key:
            self.keys.append((operation, ask, call, answer))
            self.check_repeat(operation, ask, call, answer, key)
        if body is not None and kind == "application/json":
            with self.subTest(sent=f"{method} {path}"):
                faults = self.document.faults(operation.body_schema() or {}, body)
                self.assertFalse(faults, f"{method} {target}: the document does not allow the body that central takes: {faults}")
        self.worked.setdefault((method, path), call)
        return answer.json if answer.kind == "application/json" and answer.body else answer.body

    def check_repeat(self, operation, ask, call: Call, first: Answer, key: dict) -> None:
        """The same again under its key does nothing and is answered the same; another request under it is refused."""
        with self.subTest(repeated=str(operation)):
            again = ask(call.bytes(), **key)
            self.assertEqual((again.status, again.body), (first.status, first.body))
            self.assertEqual((first.headers.get("idempotent-replayed"), again.headers.get("idempotent-replayed")), (None, "true"))
            self.refused(operation, ask((call.bytes() or b"") + b" ", **key), 422, f"{operation} with another's key", "Idempotency-Key")

    def refused(self, operation, answer: Answer, status: int, what: str, *named: str) -> None:
        """A refusal: documented, RFC 9457, and its detail names these."""
        self.assertEqual(answer.status, status, f"{what}: {answer.body[:300]!r}")
        self.judge(operation, answer, what)
        self.assertEqual(answer.kind, "application/problem+json", what)
        said = answer.json
        self.assertEqual(said["status"], status, what)
        self.assertTrue(said["type"] and said["title"] and said["detail"], f"{what}: {said}")
        for word in named:
            self.assertIn(word, said["detail"], what)

    def items(self, path: str) -> list:
        return self.do("GET", path)["items"]

    # ---- a central at work

    def live(self) -> None:
        """A life with everything in it: each operation is called with success at least once."""
        self.fail_and_ticket()
        self.work_on_tickets()
        self.work_on_mail()
        self.plan_outages()
        self.redistribute()
        self.change_people()
        self.change_agents_and_tools()
        self.read_the_rest()

    def fail_and_ticket(self) -> None:
        l = self.l
        self.refuse_writes(l, "ids-1", "dev-1-2")
        self.refuse_writes(l, "ids-2", "dev-2-1")
        content = b"app" * 1000
        digest = "blake2b:" + hashlib.blake2b(content, digest_size=32).hexdigest()
        package = {"name": "app-1.bin", "size": len(content), "digest": digest}
        of = {"digest": digest}
        self.do("PUT", "/api/v1/packages/{digest}", of, {"size": len(content)}, content[:1500], "application/octet-stream", 202)
        self.do("GET", "/api/v1/packages/{digest}", of, {"size": len(content)})
        rest = {"size": len(content), "offset": 1500}
        self.do("PUT", "/api/v1/packages/{digest}", of, rest, content[1500:], "application/octet-stream", 201)
        self.do("HEAD", "/api/v1/packages/{digest}", of)
        steps = {"install": ["cp", "{package}", "installed.bin"], "verify": ["cmp", "{package}", "installed.bin"], "timeout": "1m"}
        job = {"name": "app", "packages": [package], "servers": ["ids-1", "ids-2"], "parameters": steps}
        self.job = self.do("POST", "/api/v1/jobs", body=job, status=201)["job"]
        waves = {**job, "servers": [{"server": "ids-3", "devices": ["dev-3-1"]}], "waves": {"canary": 1, "wave": "50%", "stop_at": "10%"}}
        in_waves = self.do("POST", "/api/v1/jobs", body=waves, status=201)["job"]
        ended = lambda: self.do("GET", "/api/v1/jobs/{id}", {"id": self.job})["state"] == "finished"
        wait_for("the job to end", ended)
        self.do("GET", "/api/v1/jobs/{id}/servers/{server}", {"id": self.job, "server": "ids-1"})
        self.do("GET", "/api/v1/dump/{server}/{job}", {"server": "ids-1", "job": self.job})
        self.do("POST", "/api/v1/jobs/{id}/cancel", {"id": in_waves}, body={}, status=202)
        alerts = [{"id": f"a-{n}", "server": "ids-9", "device": f"dev-9-{n}", "failure_type": "timeout", "location": f"Atlantis {n}",
                   "message": "late", "occurred_at": "2026-03-02T00:00:00Z", "rack": n} for n in range(3)]
        self.do("POST", "/api/v1/alerts", body=alerts, status=202)
        self.do("POST", "/api/v1/alerts", body={"device": "dev-1-3", "message": "paper jam"}, status=202)
        lines = b'{"server": "ids-2", "message": "No space left on device"}\n{broken\n'
        self.do("POST", "/api/v1/alerts", body=lines, kind="application/x-ndjson", status=202)
        told = {"alerts": [{"status": "firing", "labels": {"instance": "dev-1-1", "failure_type": "timeout"}, "fingerprint": "f0",
                            "annotations": {"summary": "slow"}, "startsAt": "2026-03-02T00:00:00Z"}]}
        self.do("POST", "/api/v1/alerts/alertmanager", body=told, status=202)
        mended = {"device": "dev-1-1", "failure_type": "timeout", "status": "resolved"}
        self.do("POST", "/api/v1/alerts", body=mended, status=202)
        self.do("POST", "/api/v1/classify", body={"text": "No space left on device"})
        wait_for("tickets", lambda: len(self.items("/api/v1/tickets")) >= 4)
        wait_for("all of it to be decided and mailed", l.settled)
        self.ticket = next(t["id"] for t in self.items("/api/v1/tickets") if t["server"] == "ids-1")

    def work_on_tickets(self) -> None:
        of = {"id": self.ticket}
        self.do("GET", "/api/v1/tickets/{id}", of)
        self.do("POST", "/api/v1/tickets/{id}/ack", of, body={"text": "on my way"})
        self.do("POST", "/api/v1/tickets/{id}/note", of, body={"text": "the key is at the desk"})
        self.do("POST", "/api/v1/tickets/{id}/reroute", of, body={"centre": "noc"})
        self.do("POST", "/api/v1/tickets/{id}/resolve", of, body={})
        self.do("GET", "/api/v1/tickets/{id}/mail", of, {"kind": "updated"})
        other = next(t["id"] for t in self.items("/api/v1/tickets") if t["id"] != self.ticket and t["state"] == "open")
        self.do("POST", "/api/v1/tickets/{id}/close", {"id": other}, body={"text": "nobody's"})

    def work_on_mail(self) -> None:
        self.do("POST", "/api/v1/mail/hold", body={"text": "the relay moves"})
        self.do("POST", "/api/v1/mail/test", body={"centre": "noc"}, status=202)
        held = {"number": self.items("/api/v1/mail")[0]["number"]}
        self.do("GET", "/api/v1/mail/{number}", held)
        self.do("POST", "/api/v1/mail/{number}/hold", held, body={"text": "wait"})
        self.do("GET", "/api/v1/status")
        self.do("POST", "/api/v1/mail/{number}/release", held, body={})
        self.do("POST", "/api/v1/mail/{number}/retry", held, body={}, status=202)
        self.do("POST", "/api/v1/mail/release", body={})
        for mail in (b"From: a@lab.example\r\nSubject: hello\r\n\r\nhello\r\n", b"Subject: more\r\n\r\nmore\r\n"):
            came = {"number": self.do("POST", "/api/v1/mail/received", body=mail, kind="message/rfc822", status=202)["number"]}
        self.do("GET", "/api/v1/mail/received/{number}", came)
        self.do("GET", "/api/v1/mail/received/{number}/raw", came)

    def plan_outages(self) -> None:
        outage = {"server": "ids-2", "duration": "1h", "reason": "works"}
        self.do("POST", "/api/v1/outages", query={"preview": "true"}, body=outage, status=200)
        made = self.do("POST", "/api/v1/outages", body=outage, status=201)
        weekly = {"site": "S001", "start": "2030-01-06T01:00:00Z", "duration": "2h", "repeat": "FREQ=WEEKLY;BYDAY=SU", "zone": "Europe/Oslo",
                  "reason": "the power"}
        self.do("POST", "/api/v1/outages", body=weekly, status=201)
        self.do("POST", "/api/v1/outages/import", query={"file": "power.ics", "zone": "Europe/Oslo"}, body=CALENDAR.encode(), kind="text/calendar")
        self.do("GET", "/api/v1/outages")
        self.do("DELETE", "/api/v1/outages/{id}", {"id": made["id"]}, status=204)

    def redistribute(self) -> None:
        at = {"server": "ids-1", "job": self.job}
        self.do("GET", "/api/v1/plan/{server}/{job}", at, {"exclude": "dev-1-3", "from_start": "true"})
        asked = {"server": "ids-1", "job": self.job}
        first = self.do("POST", "/api/v1/redistributions", body=asked, status=201)["items"][0]
        self.do("GET", "/api/v1/redistributions/{id}", {"id": first["id"]})
        self.do("POST", "/api/v1/redistributions/{id}/refuse", {"id": first["id"]}, body={"why": "not now"})
        chosen = [{"server": server, "job": self.job, "device": device} for server, device in (("ids-1", "dev-1-2"), ("ids-2", "dev-2-1"))]
        rollout = self.do("POST", "/api/v1/rollouts", body={"chosen": chosen, "canary": 1, "wave": 1, "pace": "1h", "stop_at": "100%"}, status=201)
        self.assertEqual([[d["device"] for d in item["plan"]["devices"]] for item in rollout["items"]], [["dev-1-2"], ["dev-2-1"]])
        of = {"id": rollout["id"]}
        self.do("GET", "/api/v1/rollouts/{id}", of)
        self.do("POST", "/api/v1/rollouts/{id}/approve", of, body={"digest": rollout["digest"]})
        self.do("POST", "/api/v1/rollouts/{id}/pause", of, body={"why": "a look first"})
        self.do("POST", "/api/v1/rollouts/{id}/resume", of, body={})
        self.do("POST", "/api/v1/rollouts/{id}/cancel", of, body={"why": "enough"})
        other = self.do("POST", "/api/v1/rollouts", body={"server": "ids-2", "job": self.job}, status=201)
        self.do("POST", "/api/v1/rollouts/{id}/refuse", {"id": other["id"]}, body={"why": "no"})
        self.accept_writes(self.l, "ids-2", "dev-2-1")
        second = self.do("POST", "/api/v1/redistributions", body={"server": "ids-2", "job": self.job}, status=201)["items"][0]
        self.do("POST", "/api/v1/redistributions/{id}/approve", {"id": second["id"]}, body={"digest": second["plan"]["digest"]})
        wait_for("records to be cleared", lambda: self.items("/api/v1/failures/cleared"))

    def change_people(self) -> None:
        self.tokens = {role: self.do("POST", "/api/v1/tokens", body={"name": f"t-{role}", "role": role, "expires": "1d"}, status=201)["token"]
                       for role in ROLES}
        scoped = {"name": "scoped", "role": "viewer", "scope": ["tickets", "failures"], "expires": "never"}
        self.do("POST", "/api/v1/tokens", body=scoped, status=201)
        for name in ("ann", "bob", "cid"):
            self.do("POST", "/api/v1/users", body={"name": name, "role": "operator", "password": PASSWORD}, status=201)
        self.do("PUT", "/api/v1/users/{name}/password", {"name": "ann"}, body={"password": PASSWORD + "!"}, status=204)
        session = self.do("POST", "/api/v1/login", body={"name": "bob", "password": PASSWORD}, status=200)
        self.do("POST", "/api/v1/logout", client=Client(self.l.http_port, session["token"]), status=204)
        self.do("DELETE", "/api/v1/users/{name}", {"name": "cid"}, status=204)
        self.do("DELETE", "/api/v1/tokens/{name}", {"name": "scoped"}, status=204)

    def change_agents_and_tools(self) -> None:
        others = ["0abcd" * 7 + "0ab" + end for end in ("ce", "cf")]  # Z85 of 32 bytes
        self.do("POST", "/api/v1/agents", body={"name": "ids-9", "key": others[0]}, status=201)
        self.do("PUT", "/api/v1/agents/{name}/key", {"name": "ids-9"}, body={"key": others[1]})
        self.do("GET", "/api/v1/agents")
        self.do("DELETE", "/api/v1/agents/{name}", {"name": "ids-9"}, status=204)
        for version in ("1.2.0", "1.3.0", "1.4.0"):
            program = b"\x7fELF of " + version.encode()
            path = tool_release.release(self.l.folder / "releases", version, program)
            digest = "blake2b:" + hashlib.blake2b(program, digest_size=32).hexdigest()
            self.do("PUT", "/api/v1/packages/{digest}", {"digest": digest}, {"size": len(program)}, program, "application/octet-stream")
            manifest = {"manifest": path.with_name(path.name + ".tool").read_text()}
            for status in (201, 200):
                self.do("POST", "/api/v1/tools", body=manifest, status=status)
        of = {"version": "1.4.0"}
        self.do("GET", "/api/v1/tools/{version}", of)
        self.do("POST", "/api/v1/tools/{version}/use", of)
        self.do("POST", "/api/v1/tools/{version}/use", {"version": "own"})
        self.do("DELETE", "/api/v1/tools/{version}", {"version": "1.2.0"}, status=204)
        self.do("POST", "/api/v1/devices/reload", query={"preview": "true"}, body={})

    def read_the_rest(self) -> None:
        """What needs nothing from a path; what it must be asked with, the document shows by an example."""
        for operation in self.document.operations():
            if operation.method == "GET" and "{" not in operation.path:
                self.do("GET", operation.path, query={**self.needed(operation), **ASKED.get(operation.path, {})})

    def needed(self, operation) -> dict:
        return {each["name"]: self.example(operation, each) for each in operation.parameters("query") if each.get("required")}

    def example(self, operation, parameter: dict):
        schema = parameter["schema"]
        for value in (parameter.get("example"), *schema.get("examples", []), *schema.get("enum", []), schema.get("default"), schema.get("minimum")):
            if value is not None:
                return value
        return {"boolean": "true", "string": "x", "array": "x"}[schema["type"]]
