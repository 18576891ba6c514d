"""The interface as its own document tells it: central's /api/v1/openapi.json is read from a running central with real
data, and every operation in it is called; what is answered must be what the document says, of the good and of the bad."""
import hashlib
import http.client
import json
import unittest
import urllib.parse

import tool_release
from lab import wait_for
from openapi import Answer, Document
from scenario import SMALL, Scenario

ROLES = ["submit", "viewer", "operator", "approver", "administrator"]  # each may what those before it may, but submit
PASSWORD = "correct horse battery"
ASKED = {"/api/v1/thresholds/explain": {"device": "dev-1-1"}, "/api/v1/routes/explain": {"device": "dev-1-1"}}  # one of several is needed
CHANGING = {"/api/v1/status", "/metrics", "/api/v1/agents", "/api/v1/overview", "/api/v1/plan/{server}/{job}"}  # not the same twice
NO_SUCH = {"number": "999999", "digest": "blake2b:" + "0" * 64}  # of a path parameter; else "no-such"
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
    return path + ("?" + urllib.parse.urlencode(query) if query else "")


class Call:
    """How an operation was called with success, for other calls to differ from."""

    def __init__(self, names: dict, query: dict, body, kind: str):
        self.names, self.query, self.body, self.kind = names, query, body, kind

    def bytes(self):
        return self.body if isinstance(self.body, bytes) or self.body is None else json.dumps(self.body).encode()


class Api(Scenario):
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
        rollout = self.do("POST", "/api/v1/rollouts", body={"all_failed": True, "canary": 1, "wave": 1, "pace": "1h", "stop_at": "100%"}, status=201)
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

    # ---- tests

    def test_every_operation_answers_what_the_document_says(self):
        self.live()
        left = [str(each) for each in self.document.operations() if (each.method, each.path) not in self.worked]
        self.assertEqual(left, [], "operations of the document that this test does not call: it must learn them")
        connected = self.l.status()["agents"]["connected"]
        self.l.programs["central"].kill()
        self.l.start_central()
        wait_for("the agents, again", lambda: self.l.status()["agents"]["connected"] == connected)
        for number, (operation, ask, call, answer) in enumerate(self.keys):
            self.check_repeat(operation, ask, call, answer, {"Idempotency-Key": f"key-{number}"})
        checks = (self.check_parameters, self.check_lists, self.check_heads, self.check_who, self.check_unknown_ids, self.check_methods,
                  self.check_bodies, self.check_sizes)
        for check in checks:
            for operation in self.document.operations():
                with self.subTest(check=check.__name__, operation=str(operation)):
                    check(operation, self.worked[operation.method, operation.path])

        short = [path for path, length in self.lengths.items() if length < 2]
        self.assertEqual(short, [], "lists too short to be walked page by page")

    def check_parameters(self, operation, call: Call) -> None:
        if operation.streams():
            return
        reads = operation.method == "GET"
        ask = lambda query: self.admin.call(operation.method, target_of(operation.path, call.names, query), call.bytes(), call.kind)
        if operation.method != "HEAD":
            self.refused(operation, ask({**call.query, "bogus": "1"}), 400, f"{operation}?bogus=1", "bogus")
        for each in operation.parameters("query"):
            name, schema = each["name"], each["schema"]
            if reads:
                for value in schema.get("enum", [self.example(operation, each)]):
                    answer = ask({**call.query, name: value})
                    self.assertEqual(answer.status, 200, f"{operation}?{name}={value}: {answer.body[:300]!r}")
                    self.judge(operation, answer, f"{operation}?{name}={value}")
            wrong = {"boolean": "purple", "integer": "purple"}.get(schema.get("type")) or ("purple" if "enum" in schema or name == "since" else None)
            if wrong and operation.method != "HEAD":
                self.refused(operation, ask({**call.query, name: wrong}), 400, f"{operation}?{name}={wrong}", name)
            if schema.get("type") != "array" and operation.method != "HEAD":
                twice = [*call.query.items(), (name, self.example(operation, each)), (name, self.example(operation, each))]
                self.refused(operation, ask(twice), 400, f"{operation}?{name} twice", name)
            if each.get("required"):
                self.refused(operation, ask({k: v for k, v in call.query.items() if k != name}), 400, f"{operation} without {name}", name)

    def check_lists(self, operation, call: Call) -> None:
        if not operation.lists():
            return
        ask = lambda **query: self.admin.call("GET", target_of(operation.path, call.names, {**call.query, **query}))
        for limit in (0, 1001, -1, "x"):
            self.refused(operation, ask(limit=limit), 400, f"{operation}?limit={limit}", "limit")
        for after in ("x", -1, "1e3", "99999999999999999999"):
            self.refused(operation, ask(after=after), 400, f"{operation}?after={after}", "after")
        whole = ask(limit=1000).json
        self.assertIsNone(whole["next"])
        single, after = [], 0
        for _ in range(len(whole["items"]) + 20):
            page = ask(limit=1, **({"after": after} if after else {})).json
            self.assertLessEqual(len(page["items"]), 1)
            single += page["items"]
            after = page["next"]
            if after is None:
                break
        still = [{k: v for k, v in each.items() if k != "last_heard"} for each in single]
        self.assertEqual(still, [{k: v for k, v in each.items() if k != "last_heard"} for each in whole["items"]])
        self.lengths[operation.path] = len(single)

    def check_heads(self, operation, call: Call) -> None:
        if operation.method != "GET" or operation.streams():
            return
        target = target_of(operation.path, call.names, call.query)
        got, head = (self.admin.call(method, target) for method in ("GET", "HEAD"))
        self.assertEqual((head.status, head.body), (got.status, b""))
        self.assertEqual(head.headers.get("content-type"), got.headers.get("content-type"))
        if operation.path not in CHANGING:
            self.assertEqual(head.headers.get("content-length"), got.headers.get("content-length"))

    def check_who(self, operation, call: Call) -> None:
        target = target_of(operation.path, call.names, call.query)
        ask = lambda token: Client(self.l.http_port, token).call(operation.method, target, call.bytes(), call.kind, operation.streams())
        if operation.open:
            self.assertNotIn(ask("").status, (401, 403))
            return
        for token in ("", "wrong"):
            answer = ask(token)
            self.assertIn("Bearer", answer.headers.get("www-authenticate", ""))
            if operation.method != "HEAD":
                self.refused(operation, answer, 401, f"{operation} with token {token!r}")
        below = {"identity": None, "submit": "viewer", "viewer": "submit"}
        role = below[operation.role] if operation.role in below else ROLES[ROLES.index(operation.role) - 1]
        if role and operation.method != "HEAD":
            self.refused(operation, ask(self.tokens[role]), 403, f"{operation} as {role}")

    def check_unknown_ids(self, operation, call: Call) -> None:
        if operation.method == "HEAD" or operation.path.startswith("/api/v1/packages/"):
            return
        for name in call.names:
            names = {**call.names, name: NO_SUCH.get(name, "no-such")}
            answer = self.admin.call(operation.method, target_of(operation.path, names, call.query), call.bytes(), call.kind)
            if operation.path.split("/")[3] in ("plan", "dump") and name == "server":
                self.refused(operation, answer, 503, f"{operation} with unknown {name}", "no-such")
            else:
                self.refused(operation, answer, 404, f"{operation} with unknown {name}", names[name])

    def check_methods(self, operation, call: Call) -> None:
        if operation.method == "HEAD":
            return
        there = {each.method for each in self.document.operations() if each.path == operation.path}
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - there:
            answer = self.admin.call(method, target_of(operation.path, call.names))
            self.refused(operation, answer, 405, f"{method} {operation.path}")
            self.assertEqual(set(answer.headers["allow"].split(", ")), there | ({"HEAD"} if "GET" in there else set()))

    def check_bodies(self, operation, call: Call) -> None:
        schema = operation.body_schema()
        if schema is None:
            return
        target = target_of(operation.path, call.names, call.query)
        send = lambda body: self.admin.call(operation.method, target, body if isinstance(body, bytes) else json.dumps(body).encode())
        self.refused(operation, send(b'{\n "x": 1,}'), 400, f"{operation} with broken JSON", "2")
        if operation.path.startswith("/api/v1/alerts"):  # takes what else comes, and says which of many is wrong
            return
        self.refused(operation, send([]), 400, f"{operation} with an array", "array")
        good = call.body if isinstance(call.body, dict) else {}
        self.refused(operation, send({**good, "bogus": 1}), 400, f"{operation} with a field nobody knows", "bogus")
        for name, kind in self.members(schema).items():
            wrong = {"x": 1} if kind.get("type") != "object" else 17
            self.refused(operation, send({**good, name: wrong}), 400, f"{operation} with {name} of another type", name)
        for name in schema.get("required", self.document.resolved(schema).get("required", [])):
            self.refused(operation, send({k: v for k, v in good.items() if k != name}), 400, f"{operation} without {name}", name)

    def members(self, schema: dict) -> dict:
        schema = self.document.resolved(schema)
        out = {name: self.document.resolved(each) for name, each in schema.get("properties", {}).items()}
        for part in schema.get("allOf", []):
            out.update(self.members(part))
        return out

    def check_sizes(self, operation, call: Call) -> None:
        if not operation.body_kinds() or "application/octet-stream" in operation.body_kinds():
            return
        connection = http.client.HTTPConnection("127.0.0.1", self.l.http_port, timeout=60)
        connection.putrequest(operation.method, target_of(operation.path, call.names, call.query))
        for name, value in {"Authorization": f"Bearer {self.admin.token}", "Content-Type": call.kind, "Content-Length": str(1 << 30)}.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        taken = Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        connection.close()
        self.refused(operation, taken, 413, f"{operation} with a gigabyte")


class Judge(unittest.TestCase):
    """The judge itself: what it must see, shown to it."""

    DOCUMENT = {
        "paths": {"/things": {"get": {"responses": {
            "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
            "default": {"content": {"application/problem+json": {"schema": {"type": "object", "additionalProperties": True}}}}}}}},
        "components": {"schemas": {
            "Part": {"type": "object", "properties": {"name": {"type": "string"}, "more": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}}}},
            "Thing": {"allOf": [{"$ref": "#/components/schemas/Part"}, {
                "type": "object", "required": ["at"], "properties": {
                    "at": {"type": "string", "format": "date-time"}, "free": {"type": "object", "additionalProperties": True},
                    "either": {"oneOf": [{"$ref": "#/components/schemas/Part"}, {"type": "null"}]}}}]}}}}
    GOOD = {"name": "x", "at": "2026-03-02T00:00:00Z", "free": {"any": 1}, "either": {"name": "y"}, "more": [{"name": "z", "more": []}]}

    def faults(self, value, status: int = 200, kind: str = "application/json") -> list[str]:
        return Document(self.DOCUMENT).operation("GET", "/things").faults(Answer(status, {"content-type": kind}, json.dumps(value).encode()))

    def test_it_finds_what_no_schema_names_wherever_it_stands(self):
        self.assertEqual(self.faults(self.GOOD), [])
        for wrong in ({"stray": 1}, {"either": {"name": "y", "stray": 1}}, {"more": [{"stray": 1}]}, {"more": [{"more": [{"stray": 1}]}]}):
            with self.subTest(wrong):
                self.assertTrue(self.faults({**self.GOOD, **wrong}))

    def test_it_finds_wrong_and_missing_values(self):
        for wrong in ({"name": None}, {"at": "2026-03-02 00:00"}, {"at": "2026-03-02T00:00:00+01:00"}, {"more": {}}, {"either": 1}):
            with self.subTest(wrong):
                self.assertTrue(self.faults({**self.GOOD, **wrong}))
        self.assertTrue(self.faults({"name": "x"}))

    def test_it_finds_other_statuses_and_kinds(self):
        self.assertTrue(self.faults(self.GOOD, 201))
        self.assertTrue(self.faults(self.GOOD, 404, "application/problem+json"))
        self.assertEqual(self.faults(self.GOOD, 401, "application/problem+json"), [])
        self.assertTrue(self.faults(self.GOOD, 200, "text/html"))


if __name__ == "__main__":
    unittest.main()
