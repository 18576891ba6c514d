"""The interface as its own document tells it: central's /api/v1/openapi.json is read from a running central with real
data, and every operation in it is called (api_calls.py); what is answered must be what the document says, of the good and
of the bad. Here is what is checked of all operations alike."""
import http.client
import json
import unittest

from api_calls import ROLES, ApiCalls, Call, Client, target_of
from lab import wait_for
from openapi import Answer, Document

CHANGING = {"/api/v1/status", "/metrics", "/api/v1/agents", "/api/v1/overview", "/api/v1/plan/{server}/{job}"}  # not the same twice
NO_SUCH = {"number": "999999", "digest": "blake2b:" + "0" * 64}  # of a path parameter; else "no-such"


class Api(ApiCalls):
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
